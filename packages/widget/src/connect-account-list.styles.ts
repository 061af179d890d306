/** What only the account list has. The rest is in sharer.styles.ts. */
export const styles = `
  :host {
    color: var(--t);
    font-size: max(1em, 16px);
    line-height: 1.5;
  }
  section {
    display: flex;
    flex-direction: column;
    gap: 12px;
  }
  .account {
    display: grid;
    grid-template:
      'tile text act more' auto
      'note note note note' auto / auto 1fr auto auto;
    gap: 0 12px;
    padding-inline-end: 8px;
  }
  .account .grow {
    grid-area: text;
  }
  .account .buttons {
    grid-area: act;
  }
  .account > .btn {
    grid-area: more;
    margin-inline-start: -8px;
  }
  .account .note {
    grid-area: note;
    margin-block-start: 12px;
    margin-inline-end: 8px;
  }
  .account .input {
    margin-block-start: 8px;
  }
  .tile {
    position: relative;
  }
  .tile img {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
  }
  .pill.info {
    background: var(--fb);
    color: var(--f);
  }
  .missing {
    color: var(--w);
  }
  .new {
    animation: arrive 4s;
  }
  @keyframes arrive {
    from {
      background: var(--ob);
    }
  }
  details > .list {
    margin-block-start: 8px;
  }
  summary {
    display: inline-flex;
    align-items: center;
    gap: 6px;
  }
  [open] > summary svg {
    scale: 1 -1;
  }
  @media (max-width: 640px) {
    .account {
      grid-template:
        'tile text more' auto
        'tile act act' auto
        'note note note' auto / auto 1fr auto;
      align-items: start;
      padding-inline-end: 4px;
    }
    .account .btn:not(.icon) {
      margin-block-start: 8px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .new {
      animation: none;
    }
  }
  @media (forced-colors: active) {
    .new {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;
