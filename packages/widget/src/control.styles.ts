/** Buttons, and what a text stands in. */
export const controls = `
  .btn {
    appearance: none;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-block-size: 44px;
    padding: 6px 14px;
    border: 1px solid transparent;
    border-radius: calc(var(--r) - 2px);
    background: none;
    color: var(--k);
    font: inherit;
    font-size: 0.9375em;
    font-weight: 600;
    line-height: 1.3;
    text-align: center;
    text-decoration: none;
    cursor: pointer;
    transition: background-color 0.12s;
  }
  .btn:focus-visible {
    border-radius: calc(var(--r) - 2px);
  }
  .btn:hover {
    background: var(--u);
  }
  .btn.primary {
    background: var(--a);
    color: var(--i);
  }
  .btn.primary:hover {
    background: color-mix(in oklab, var(--a) 88%, var(--t));
  }
  .btn.second,
  .btn.danger {
    background: var(--s);
    color: var(--t);
    border-color: var(--c);
  }
  .btn.danger {
    color: var(--d);
    border-color: currentColor;
  }
  .btn.second:hover {
    background: var(--u);
  }
  .btn.danger:hover {
    background: var(--db);
  }
  .btn.icon {
    inline-size: 44px;
    flex: none;
    padding: 0;
    color: var(--m);
  }
  .btn.icon.done {
    color: var(--o);
  }
  .btn[aria-busy='true']::before {
    content: '';
    inline-size: 1em;
    block-size: 1em;
    border: 2px solid;
    border-inline-end-color: transparent;
    border-radius: 50%;
    animation: turn 1s linear infinite;
  }
  :disabled {
    opacity: 0.6;
    cursor: default;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 4px 16px;
  }

  .input {
    appearance: none;
    inline-size: 100%;
    min-inline-size: 0;
    min-block-size: 44px;
    padding: 8px 12px;
    border: 1px solid var(--c);
    border-radius: calc(var(--r) - 2px);
    background: var(--s);
    color: var(--t);
    font: inherit;
    line-height: 1.5;
  }
  .input:focus-visible {
    outline-offset: 0;
    border-radius: calc(var(--r) - 2px);
  }
  [readonly] {
    background: var(--u);
    text-overflow: ellipsis;
  }
  .url {
    font-family: ui-monospace, monospace;
    font-size: 0.9375em;
  }
`;
