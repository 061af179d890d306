/** Rows with a status pill, and the menu at their end. */
export const rows = `
  .pill {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    padding: 2px 10px;
    border-radius: 999px;
    background: var(--nb);
    color: var(--n);
    font-size: max(0.8125em, 13px);
    font-weight: 600;
    line-height: 1.4;
  }
  .pill::before {
    content: '';
    flex: none;
    inline-size: 7px;
    block-size: 7px;
    border-radius: 50%;
    background: currentColor;
  }
  :is(.pill, .note).ok {
    background: var(--ob);
    color: var(--o);
  }
  :is(.pill, .note).warn {
    background: var(--wb);
    color: var(--w);
  }

  .list {
    border: 1px solid var(--l);
    border-radius: var(--r);
    background: var(--s);
    overflow: clip;
  }
  .row {
    display: flex;
    align-items: center;
    gap: 4px;
    min-block-size: 64px;
    padding-block: 12px;
    padding-inline: 16px 8px;
    border-block-start: 1px solid var(--l);
  }
  .row:first-child {
    border-block-start: 0;
  }
  .grow {
    flex: 1;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
    line-height: 1.4;
  }
  /* A name that is written from the other side begins where the page does. */
  .head bdi {
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
  .facts {
    display: block;
  }
  .facts,
  .hint,
  .problem {
    color: var(--m);
    font-size: 0.875em;
    line-height: 1.43;
  }
  .problem {
    display: flex;
    align-items: start;
    gap: 6px;
    color: var(--d);
  }
  .tile {
    flex: none;
    display: grid;
    place-items: center;
    inline-size: 44px;
    block-size: 44px;
    border-radius: 50%;
    overflow: hidden;
    background: var(--nb);
    color: var(--n);
    font-weight: 700;
    object-fit: cover;
  }
  .wait {
    display: flex;
    flex-direction: column;
    gap: 12px;
    animation: show 0.2s 0.3s both;
  }
  .bone {
    display: block;
    block-size: 0.875em;
    margin-block: 0.25em;
    inline-size: 45%;
    border-radius: 8px;
    background: var(--nb);
    animation: pulse 1.2s ease-in-out infinite alternate;
  }
  .bone + .bone {
    inline-size: 70%;
  }

  .menu {
    position: fixed;
    inset: auto;
    margin: 0;
    padding: 6px;
    inline-size: max-content;
    min-inline-size: 200px;
    max-inline-size: calc(100vw - 16px);
    max-block-size: calc(100vh - 16px);
    overflow: auto;
    border: 1px solid var(--l);
    border-radius: var(--r);
    background: var(--s);
    color: var(--t);
    font-size: max(1rem, 16px);
    line-height: 1.5;
    box-shadow: 0 8px 28px #0b122033;
  }
  .menu button {
    display: flex;
    align-items: center;
    gap: 12px;
    inline-size: 100%;
    min-block-size: 44px;
    padding: 8px 12px;
    border: 0;
    border-radius: 8px;
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
    cursor: pointer;
  }
  .menu svg {
    color: var(--m);
  }
  .menu .danger,
  .menu .danger svg {
    color: var(--d);
  }
  .menu :is(button:hover, button:focus) {
    background: var(--nb);
  }
  .menu button:focus-visible {
    outline-offset: -3px;
  }
  .menu hr {
    margin: 6px;
    border: 0;
    border-block-start: 1px solid var(--l);
  }
`;
