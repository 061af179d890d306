/** Fields, boxes, the large dialog and its toast: what the link manager has, and the account list has not. */
export const formStyles = `
  .field {
    display: flex;
    flex-direction: column;
    gap: 6px;
    min-inline-size: 0;
  }
  .field > label,
  legend {
    padding: 0;
    font-weight: 550;
  }
  .hint {
    color: var(--m);
    font-size: 0.875em;
    line-height: 1.43;
  }
  .fault,
  .problem {
    display: flex;
    gap: 6px;
    color: var(--d);
    font-size: 0.875em;
    line-height: 1.43;
  }
  ::placeholder {
    color: var(--m);
    opacity: 1;
  }
  .field [aria-invalid='true'] {
    border-color: var(--d);
  }
  .field textarea {
    min-block-size: 5.5em;
    resize: vertical;
  }
  .inset {
    position: relative;
    display: block;
    min-inline-size: 0;
  }
  .inset > svg {
    position: absolute;
    inset-block-start: calc(50% - 0.625em);
    inset-inline-end: 12px;
    color: var(--m);
    pointer-events: none;
  }
  .inset > .i-search {
    inset-inline: 12px auto;
  }
  .inset > select {
    padding-inline-end: 40px;
    text-overflow: ellipsis;
  }
  .inset > [type='search'] {
    padding-inline-start: 42px;
  }
  .check {
    display: flex;
    align-items: center;
    gap: 10px;
    min-block-size: 44px;
    cursor: pointer;
  }
  .check input {
    flex: none;
    inline-size: 20px;
    block-size: 20px;
    margin: 0;
    accent-color: var(--a);
  }
  .box {
    display: flex;
    flex-direction: column;
    gap: 12px;
    padding: 16px;
    border: 1px solid var(--l);
    border-radius: var(--r);
  }
  .box.ok {
    border-color: var(--o);
  }
  .link {
    appearance: none;
    min-block-size: 24px;
    padding: 0;
    border: 0;
    background: none;
    color: var(--k);
    font: inherit;
    text-align: start;
    text-decoration: underline;
    text-underline-offset: 0.18em;
    cursor: pointer;
  }
  .modal {
    inline-size: min(38em, 100% - 32px);
    max-inline-size: none;
    margin-block-start: clamp(16px, 12vh, 112px);
    max-block-size: calc(100vh - clamp(16px, 12vh, 112px) - 16px);
    max-block-size: calc(100dvh - clamp(16px, 12vh, 112px) - 16px);
    overflow: hidden;
  }
  .modal > header {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    padding-block: 16px 8px;
    padding-inline: 24px 12px;
  }
  .modal > header h2 {
    font-size: 1.25em;
  }
  .modal .body {
    display: flex;
    flex-direction: column;
    gap: 16px;
    padding: 4px 24px 24px;
    overflow: auto;
    overscroll-behavior: contain;
  }
  .toast {
    display: flex;
    align-items: center;
    gap: 12px;
    padding-block: 8px;
    padding-inline: 16px 8px;
    min-block-size: 48px;
    border-radius: var(--r);
    background: var(--t);
    color: var(--s);
    font-size: 0.9375em;
    box-shadow: 0 8px 28px #0b122033;
  }
  .toast .grow {
    padding-block: 4px;
  }
  .toast .btn {
    color: inherit;
  }
  .toast .btn:hover {
    background: color-mix(in oklab, var(--t) 80%, var(--s));
  }
  @media (max-width: 640px) {
    .modal {
      inline-size: 100%;
      margin-block: auto 0;
      max-block-size: 92vh;
      max-block-size: 92dvh;
      border-radius: 20px 20px 0 0;
    }
    .modal > header {
      padding-inline-start: 20px;
    }
    .modal .body {
      padding-inline: 20px;
      padding-block-end: calc(20px + env(safe-area-inset-bottom, 0px));
    }
  }
`;
