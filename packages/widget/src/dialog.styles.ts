/** Notes, and small dialogs. */
export const dialogs = `
  .note {
    display: flex;
    flex-wrap: wrap;
    gap: 12px;
    padding: 12px;
    border-radius: var(--r);
    background: var(--fb);
    color: var(--f);
    font-size: 0.875em;
    line-height: 1.43;
    overflow-wrap: anywhere;
  }
  .note > :not(svg, button) {
    flex: 1 12em;
    min-inline-size: 0;
  }
  .note > button {
    align-self: center;
  }
  .note.neutral {
    background: var(--nb);
    color: var(--n);
  }
  .note :is(a, .btn:not(.second)) {
    color: inherit;
  }
  .empty {
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 12px;
    padding: 32px 16px;
    text-align: center;
    text-wrap: balance;
  }
  .empty > svg {
    inline-size: 52px;
    block-size: 52px;
    padding: 13px;
    border-radius: 50%;
    background: var(--nb);
    color: var(--n);
  }
  .empty p {
    max-inline-size: 26em;
    color: var(--m);
  }
  dialog {
    flex-direction: column;
    inset: 0;
    margin: auto;
    padding: 0;
    border: 0;
    border-radius: 20px;
    background: var(--s);
    color: var(--t);
    font-size: max(1rem, 16px);
    line-height: 1.5;
    text-align: start;
    overflow-wrap: anywhere;
    box-shadow: 0 24px 64px #0007;
  }
  dialog::backdrop {
    background: #0b1220a8;
  }
  dialog[open] {
    display: flex;
    animation: show 0.2s;
  }
  .confirm {
    gap: 16px;
    inline-size: min(27em, 100% - 32px);
    padding: 24px;
  }
  .confirm h2 {
    font-size: 1.125em;
  }
  .confirm > div:empty {
    display: none;
  }
  .confirm .buttons .btn {
    flex: 1 1 auto;
  }
`;
