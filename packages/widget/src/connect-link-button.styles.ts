/**
 * The link button's looks. light-dark() follows the page's own `color-scheme` and not the visitor's setting: a dark card on a
 * page that has no dark form would look broken. Where it is unknown, the card takes the page's own colours.
 */
export const styles = `
  :host {
    display: block;
    --s: var(--cl-surface, light-dark(#fff, #151d2a));
    --t: var(--cl-text, light-dark(#131d2b, #e8edf4));
    --m: var(--cl-muted, light-dark(#4c5b6d, #a6b3c4));
    --l: var(--cl-line, light-dark(#dde3ea, #2a374a));
    --n: var(--cl-neutral-bg, light-dark(#ebeff4, #212c3c));
    --a: var(--cl-accent, var(--accent, light-dark(#2350c0, #93b4ff)));
    --i: var(--cl-accent-text, var(--ink, light-dark(#fff, #0a1733)));
    --k: var(--cl-link, light-dark(#2350c0, #9dbbff));
    --o: var(--cl-ok, light-dark(#0d6238, #7fdca9));
    --ob: var(--cl-ok-bg, light-dark(#e6f4ec, #10291c));
    --w: var(--cl-warn, light-dark(#7d4300, #ffc878));
    --wb: var(--cl-warn-bg, light-dark(#fff3de, #2e210d));
    --r: var(--cl-radius, 12px);
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  * {
    box-sizing: border-box;
    margin: 0;
  }
  div {
    display: flex;
    flex-direction: column;
    gap: 12px;
    max-inline-size: 464px;
  }
  .card {
    gap: 16px;
    padding: var(--cl-padding, 20px);
    border: 1px solid var(--l);
    border-radius: calc(var(--r) + 4px);
    background: var(--s);
    color: var(--t);
    line-height: 1.5;
    overflow-wrap: anywhere;
  }
  .org {
    flex-direction: row;
  }
  b {
    font-weight: 600;
  }
  b,
  small,
  li,
  span {
    unicode-bidi: plaintext;
  }
  small {
    color: var(--m);
    font-size: 0.875em;
    display: block;
  }
  [part='avatar'] {
    flex: none;
    inline-size: 44px;
    block-size: 44px;
    border-radius: var(--r);
    background: var(--n);
    display: grid;
    place-items: center;
    font-weight: 600;
    object-fit: cover;
  }
  [part='text'] {
    gap: 4px;
  }
  ul {
    list-style: none;
    padding: 0;
    margin-block-start: -8px;
  }
  li {
    margin-block-start: 8px;
    padding-inline-start: 28px;
    position: relative;
  }
  li::before {
    content: '✓';
    content: '✓' / '';
    color: var(--o);
    position: absolute;
    inset-inline-start: 4px;
  }
  .no::before {
    content: '✕';
    content: '✕' / '';
    color: var(--m);
  }
  button,
  a {
    display: block;
    font: inherit;
    font-weight: 600;
    padding: 10px 16px;
    line-height: 1.5;
    min-block-size: 44px;
    border: 1px solid transparent;
    border-radius: var(--r);
    background: none;
    color: var(--k);
    text-align: center;
    cursor: pointer;
  }
  [part='button'] {
    padding-block: 12px;
    background: var(--a);
    color: var(--i);
    text-decoration: none;
  }
  button small {
    color: inherit;
    font-weight: 400;
  }
  :is(button, a):hover {
    background: var(--n);
  }
  [part='button']:hover {
    background: var(--a);
    box-shadow: inset 0 0 0 2px;
  }
  [aria-busy='true']::before {
    content: '';
    display: inline-block;
    inline-size: 1em;
    block-size: 1em;
    margin-inline-end: 8px;
    vertical-align: -2px;
    border: 2px solid;
    border-inline-end-color: transparent;
    border-radius: 50%;
    animation: turn 1s linear infinite;
  }
  :disabled {
    opacity: 0.6;
    cursor: default;
  }
  :focus-visible {
    outline: 3px solid var(--k);
    outline-offset: 2px;
  }
  [part='status'] {
    padding: 12px 16px;
    border-radius: var(--r);
    background: var(--n);
    gap: 4px;
  }
  .ok b::before {
    content: '✓ ';
    content: '✓ ' / '';
  }
  .ok {
    background: var(--ob) !important;
    color: var(--o);
  }
  .warn {
    background: var(--wb) !important;
    color: var(--w);
  }
  .sr {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    padding: 0 !important;
    overflow: hidden;
    clip-path: inset(50%);
  }
  [part='actions']:empty {
    display: none;
  }
  .wait {
    block-size: 300px;
    margin-inline-end: 20%;
    background: repeating-linear-gradient(var(--n) 0 14px, transparent 14px 36px);
    animation: show 0.2s 0.3s both;
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  @keyframes show {
    from {
      opacity: 0;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      animation-duration: 9s !important;
    }
  }
  @media (forced-colors: active) {
    button,
    [part='status'],
    [part='avatar'] {
      border: 1px solid;
    }
  }
`;
