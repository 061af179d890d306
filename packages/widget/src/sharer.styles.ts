import { controls } from './control.styles.ts';
import { dialogs } from './dialog.styles.ts';
import { rows } from './row.styles.ts';

const base = `
  :host {
    display: block;
    --s: var(--cl-surface, light-dark(#fff, #151d2a));
    --u: var(--cl-sunken, light-dark(#f7f9fb, #111926));
    --t: var(--cl-text, light-dark(#131d2b, #e8edf4));
    --m: var(--cl-muted, light-dark(#4c5b6d, #a6b3c4));
    --l: var(--cl-line, light-dark(#dde3ea, #2a374a));
    --c: var(--cl-control, light-dark(#77869a, #73849c));
    --a: var(--cl-accent, var(--accent, light-dark(#2350c0, #93b4ff)));
    --i: var(--cl-accent-text, var(--ink, light-dark(#fff, #0a1733)));
    --k: var(--cl-link, light-dark(#2350c0, #9dbbff));
    --o: var(--cl-ok, light-dark(#0d6238, #7fdca9));
    --ob: var(--cl-ok-bg, light-dark(#e6f4ec, #10291c));
    --w: var(--cl-warn, light-dark(#7d4300, #ffc878));
    --wb: var(--cl-warn-bg, light-dark(#fff3de, #2e210d));
    --d: var(--cl-danger, light-dark(#ab2219, #ffa59c));
    --db: var(--cl-danger-bg, light-dark(#fdecea, #351614));
    --f: var(--cl-info, light-dark(#1c4a8c, #a9c8ff));
    --fb: var(--cl-info-bg, light-dark(#e8f0fc, #14243f));
    --n: var(--cl-neutral, light-dark(#3c4a5b, #c3cedb));
    --nb: var(--cl-neutral-bg, light-dark(#ebeff4, #212c3c));
    --r: var(--cl-radius, 12px);
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  *,
  ::before {
    box-sizing: border-box;
  }
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd,
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
    min-inline-size: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  h2,
  h3 {
    font-size: 1em;
    font-weight: 650;
    line-height: 1.3;
  }
  b {
    font-weight: 600;
  }
  a {
    color: var(--k);
    text-underline-offset: 0.18em;
  }
  svg {
    inline-size: 1.25em;
    block-size: 1.25em;
    flex: none;
    fill: none;
    stroke: currentColor;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .i-more {
    stroke-width: 3;
  }
  :dir(rtl) > .i-back {
    scale: -1 1;
  }
  :focus-visible {
    outline: 3px solid var(--k);
    outline-offset: 2px;
    border-radius: 8px;
  }
  summary {
    min-block-size: 44px;
    align-content: center;
    color: var(--k);
    font-weight: 600;
    cursor: pointer;
  }
  /* They get the focus from us, and are no controls. */
  :is(h2, h3, section):focus {
    outline: none;
  }
  .muted {
    color: var(--m);
  }
  .sr {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;

const conditions = `
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
  @keyframes pulse {
    to {
      opacity: 0.45;
    }
  }
  @media (max-width: 640px) {
    .row {
      padding-inline: 12px 4px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    ::before {
      transition: none !important;
      animation-duration: 9s !important;
    }
    dialog[open],
    .bone {
      animation: none;
    }
  }
  @media (prefers-contrast: more) {
    :host {
      --m: var(--t);
      --l: var(--c);
    }
  }
  @media (forced-colors: active) {
    .btn,
    .pill,
    .note,
    .tile,
    .toast,
    .menu,
    dialog {
      border: 1px solid;
    }
    .pill::before,
    .bone {
      background: CanvasText;
    }
    .menu :is(button:hover, button:focus) {
      outline: 2px solid Highlight;
    }
  }
`;

/**
 * The looks of the sharer's elements: everything that both of them, and their parts, are built from. light-dark() follows the
 * page's own `color-scheme`, as the link button does. Sizes are in em of a text that is at least 16 px, so that larger text
 * makes everything larger.
 */
export const styles = base + controls + rows + dialogs + conditions;
