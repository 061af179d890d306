/** Fields, boxes and the toast: what the manager's parts have, and the account list has not. */
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
    padding-inline-end: calc(1.25em + 20px);
    text-overflow: ellipsis;
  }
  .inset > [type='search'] {
    padding-inline-start: calc(1.25em + 20px);
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
  .toast {
    margin: 0 -8px -8px;
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
`;
