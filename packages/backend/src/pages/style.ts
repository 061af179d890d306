import { createHash } from 'node:crypto';
import { accentOf, type AccentTones } from './accent.ts';
import { dark, declarations, light } from './tokens.ts';

/** A stylesheet, ready to stand in a `<style>` element. */
interface Sheet {
  readonly css: string;
  /** As a Content-Security-Policy names it between quotes: `sha256-…`. */
  readonly hash: string;
}

/** What kind of page it is; each has a stylesheet of its own, made of shared parts. */
export type PageKind = 'link' | 'launch' | 'go' | 'done' | 'confirm' | 'choose' | 'receipt' | 'refusal';

/**
 * The parts of the stylesheets, which stand inline, so that a page is there after one round trip. Logical properties
 * only; sizes in rem, so that a reader's larger text moves everything with it (except the picture of a success, which has
 * to stay in one line).
 */
const parts = {
  base: `
:root{color-scheme:light dark;${declarations(light)};--shadow:0 1px 2px #131d2b0f,0 8px 24px #131d2b0f}
@media (prefers-color-scheme:dark){:root{${declarations(dark)};--shadow:0 0 0 1px #2a374a}}
@media (prefers-contrast:more){:root{--cl-muted:var(--cl-text);--cl-line:var(--cl-control)}}
*{box-sizing:border-box}
[hidden]{display:none!important}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--cl-bg);color:var(--cl-text);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Noto Sans Arabic",sans-serif;overflow-wrap:anywhere}
h1,h2,p,ul,ol,dl,dd,form{margin:0;padding:0}
h1{font-size:1.5rem;line-height:1.25;font-weight:650;letter-spacing:-.012em;text-wrap:balance}
h2{font-size:1rem;font-weight:650}
:dir(rtl) h1{letter-spacing:0}
b{font-weight:600}
ul,ol{list-style:none}
a,summary{color:var(--cl-link);text-underline-offset:.18em}
summary{cursor:pointer;padding-block:.25rem}
:focus-visible{outline:3px solid var(--cl-focus);outline-offset:2px;border-radius:.5rem}
h1:focus{outline:0}
hr{border:0;border-block-start:1px solid var(--cl-line);margin:0;inline-size:100%}
.page{min-block-size:100svh;max-inline-size:29rem;margin-inline:auto;display:flex;flex-direction:column}
.card{flex:1;background:var(--cl-surface);padding:1rem 1.25rem 1.5rem}
.card,.col,.stack,.acts{display:flex;flex-direction:column;gap:1rem}
.stack{gap:.5rem}
.acts{gap:.75rem}
.card>*,.grow{min-inline-size:0}
.grow{flex:1}
.muted,.s{color:var(--cl-muted)}
.s,.foot{font-size:.875rem;line-height:1.43}
.foot{padding:1rem 1.25rem calc(1.25rem + env(safe-area-inset-bottom));color:var(--cl-muted);background:var(--cl-surface);border-block-start:1px solid var(--cl-line);display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;justify-content:center}
.foot a,.foot summary{color:inherit;padding-block:.25rem}
.foot details[open]{flex-basis:100%}
.foot details p{padding-block:.25rem}
@media (min-width:34rem){
.page{justify-content:center;padding-block:2rem}
.card{flex:none;border-radius:1.25rem;box-shadow:var(--shadow);padding:2rem}
.card,.col{gap:1.25rem}
.foot{background:none;border:0;padding-inline:2rem}
}
.i{inline-size:1.25rem;block-size:1.25rem;flex:none;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
.org,.who,.acct,.line{display:flex;gap:.75rem;align-items:center;line-height:1.35}
.org{font-weight:600}
.org small,.grow>span{display:block;font-weight:400;color:var(--cl-muted);font-size:.875rem;line-height:1.43}
.tile{inline-size:2.75rem;block-size:2.75rem;border-radius:.75rem;display:grid;place-items:center;font-weight:700;flex:none;overflow:hidden;object-fit:cover}
img.tile{background:#fff}
.round{border-radius:50%}
.t0{background:#123f39;color:#d9f5e6}
.t1{background:#433a86;color:#e9e6ff}
.t2{background:#6d3b1f;color:#ffe9d6}
.t3{background:#2d5a1f;color:#e6f6dd}
.t4{background:#7a2450;color:#ffe3f0}
.t5{background:#1d4a75;color:#e0f0ff}
.acts>form{display:grid}
.btn{appearance:none;border:1px solid var(--cl-control);border-radius:.75rem;min-block-size:3rem;padding:.625rem 1.125rem;font:inherit;font-weight:600;line-height:1.3;text-align:center;cursor:pointer;display:inline-flex;align-items:center;justify-content:center;gap:.5rem;text-decoration:none;transition:background-color .12s;background:var(--cl-surface);color:var(--cl-text)}
.btn:hover{background:var(--cl-sunken)}
.primary{background:var(--cl-accent);color:var(--cl-accent-text);border-color:transparent}
.primary:hover{background:var(--cl-accent-hover)}
.quiet{background:none;border-color:transparent;color:var(--cl-link)}
[aria-busy=true]{opacity:.7;cursor:progress}
.status:empty{position:absolute}
@media (prefers-reduced-motion:reduce){*{transition:none!important}}
@media (forced-colors:active){.btn,.pill,.note,.mark,.tile,.in,.dot,dialog{border:1px solid}.primary{border-width:2px}.i{forced-color-adjust:auto}}`,

  /** Permissions. */
  perm: `
.perm{display:flex;flex-direction:column;gap:.625rem}
.perm li{display:grid;grid-template-columns:1.25rem 1fr;column-gap:.75rem;line-height:1.35}
.perm small{grid-column:2;color:var(--cl-muted);font-size:.875rem;line-height:1.4}
.perm .i{color:var(--cl-ok);margin-block-start:.05rem}`,

  /** Who asks, and what cannot be done. */
  ask: `
.small{inline-size:2rem;block-size:2rem;font-size:.8125rem}
.who b{display:block}
.cannot{display:grid;grid-template-columns:1.25rem 1fr;column-gap:.75rem;font-size:.9375rem;line-height:1.4}
.cannot .i{color:var(--cl-muted)}
.meant{display:grid;grid-template-columns:1.25rem 1fr;gap:.75rem;padding:.75rem;border-radius:.75rem;background:var(--cl-info-bg);color:var(--cl-info);font-size:.9375rem;line-height:1.4}`,

  /** A button that looks like a link, because it is not what most people want. */
  switch: `
.switch{appearance:none;border:0;background:none;padding:.25rem 0;font:inherit;color:var(--cl-link);text-decoration:underline;text-underline-offset:.18em;text-align:start;cursor:pointer}`,

  link: `
.more{margin-block-start:.125rem}
.more summary{display:grid;grid-template-columns:1.25rem 1fr;gap:.75rem;padding:0;list-style:none;color:inherit;line-height:1.35}
.more summary::-webkit-details-marker{display:none}
.more summary .i{color:var(--cl-link)}
.more small{display:block;font-size:.875rem;line-height:1.4;color:var(--cl-muted)}
.more[open] summary small{display:none}
.more[open] summary .i{rotate:180deg}
.more .perm{padding-block:.5rem .25rem;padding-inline-start:2rem}
.note{display:flex;gap:.5rem;align-items:center;font-size:.875rem;line-height:1.43;padding:.75rem;border-radius:.75rem;background:var(--cl-ok-bg);color:var(--cl-ok)}
.note.wait{background:var(--cl-info-bg);color:var(--cl-info)}
.in{display:flex;flex-direction:column;gap:.75rem;background:var(--cl-info-bg);color:var(--cl-info);border-radius:.75rem;padding:1rem}
.in .steps li::before{background:var(--cl-surface)}`,

  /** The address to look for. */
  look: `
.strong{color:var(--cl-text)}`,

  steps: `
.steps{display:flex;flex-direction:column;gap:.75rem;counter-reset:n}
.steps li{counter-increment:n;display:grid;grid-template-columns:1.75rem 1fr;gap:.75rem;line-height:1.4}
.steps li::before{content:counter(n);inline-size:1.75rem;block-size:1.75rem;border-radius:50%;background:var(--cl-neutral-bg);color:var(--cl-neutral);display:grid;place-items:center;font-size:.875rem;font-weight:650}`,

  /** An address, or a reference, to copy. */
  field: `
.sm{min-block-size:2.75rem;padding:.5rem .875rem;font-size:.9375rem;border-radius:.625rem}
.field{display:flex;flex-wrap:wrap;gap:.5rem}
.field input{flex:1 1 9rem;min-inline-size:0;font:.875rem/1.4 ui-monospace,SFMono-Regular,Menlo,monospace;color:var(--cl-text);background:var(--cl-sunken);border:1px solid var(--cl-control);border-radius:.625rem;padding:.5rem .75rem;min-block-size:2.75rem;text-overflow:ellipsis}`,

  /** How a page that is not a success begins and ends. */
  mark: `
.mark{inline-size:3.25rem;block-size:3.25rem;border-radius:50%;display:grid;place-items:center;background:var(--cl-neutral-bg);color:var(--cl-neutral)}
.mark .i{inline-size:1.625rem;block-size:1.625rem}
.mark.warn{background:var(--cl-warn-bg);color:var(--cl-warn)}
.mark.info{background:var(--cl-info-bg);color:var(--cl-info)}
.safe{display:flex;gap:.5rem;align-items:center;font-size:.875rem;line-height:1.43;color:var(--cl-muted)}`,

  account: `
.acct{flex-wrap:wrap}
.acct b{display:block}
.acct .grow{flex-basis:8rem}
.way{display:inline-block;padding-block:.375rem;margin-block:-.375rem}`,

  done: `
.big{inline-size:56px;block-size:56px;font-size:20px}
.bridge{display:flex;align-items:center;padding-block:.25rem}
.bridge .round+.round{margin-inline-start:-.75rem;outline:3px solid var(--cl-surface)}
.bridge i{flex:0 1 24px;border-block-start:2px solid var(--cl-ok)}
.dot{flex:none;inline-size:32px;block-size:32px;border-radius:50%;display:grid;place-items:center;background:var(--cl-ok-bg);color:var(--cl-ok)}
.dot .i{inline-size:20px;block-size:20px}
.box{display:flex;flex-direction:column;gap:.75rem;border:1px solid var(--cl-line);border-radius:.75rem;padding:1rem}
.box>.stack+.stack{border-block-start:1px solid var(--cl-line);padding-block-start:1rem}
.bar{display:flex;flex-wrap:wrap;gap:.25rem 1rem;justify-content:space-between;align-items:baseline}
.wait .dot{background:var(--cl-info-bg);color:var(--cl-info)}
.bridge.wait i{border-color:var(--cl-info)}
`,

  confirm: `
.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(11rem,100%),1fr));gap:.75rem}`,

  choose: `
.pick{border:0;margin:0;padding:0;min-inline-size:0}
.pick legend{padding:0;font-weight:650}
.pick label{display:flex;gap:.75rem;align-items:center;min-block-size:3rem;padding-block:.5rem;border-block-end:1px solid var(--cl-line);line-height:1.35;cursor:pointer}
.pick input{inline-size:1.5rem;block-size:1.5rem;margin:0;flex:none;accent-color:var(--cl-accent)}
.pick small{display:block;font-size:.875rem;line-height:1.43;color:var(--cl-muted)}
.wrong{padding:.75rem;border-radius:.75rem;background:var(--cl-warn-bg);color:var(--cl-warn)}`,

  receipt: `
.danger{color:var(--cl-danger);border-color:currentColor}
.rows>div{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.125rem 1rem;padding-block:.75rem;border-block-start:1px solid var(--cl-line)}
.rows>div:first-child{border:0;padding-block-start:0}
.rows>div:last-child{padding-block-end:0}
.rows dt{color:var(--cl-muted)}
.rows dd{font-weight:550;text-align:end;margin-inline-start:auto}
.rows small{display:block;font-weight:400;font-size:.875rem;color:var(--cl-muted)}
.pill{align-self:flex-start;display:inline-flex;align-items:center;gap:.375rem;font-size:.8125rem;line-height:1.4;font-weight:600;padding:.125rem .625rem;border-radius:99px;background:var(--cl-neutral-bg);color:var(--cl-neutral)}
.pill::before{content:"";inline-size:.4375rem;block-size:.4375rem;border-radius:50%;background:currentColor;forced-color-adjust:none}
.pill.ok{background:var(--cl-ok-bg);color:var(--cl-ok)}
.pill.warn{background:var(--cl-warn-bg);color:var(--cl-warn)}
.pill.info{background:var(--cl-info-bg);color:var(--cl-info)}
dialog{border:0;padding:1.5rem;inline-size:min(26rem,100% - 2rem);border-radius:1.25rem;background:var(--cl-surface);color:inherit;box-shadow:0 24px 64px #0007}
dialog::backdrop{background:#0b1220a8}`,
} as const;

/** The hash of a `<style>` element's content. */
const hashOf = (css: string): string => `sha256-${createHash('sha256').update(css).digest('base64')}`;

const sheet = (css: string): Sheet => ({ css, hash: hashOf(css) });

const sheetOf = (...names: readonly (keyof typeof parts)[]): Sheet =>
  sheet(['base' as const, ...names].map((name) => parts[name].replaceAll('\n', '')).join(''));

/** The stylesheet of each kind of page. */
export const sheets: Readonly<Record<PageKind, Sheet>> = {
  link: sheetOf('perm', 'ask', 'switch', 'steps', 'field', 'link'),
  launch: sheetOf('perm', 'ask', 'switch', 'look'),
  go: sheetOf('look'),
  done: sheetOf('mark', 'steps', 'field', 'account', 'switch', 'done'),
  confirm: sheetOf('mark', 'confirm'),
  choose: sheetOf('mark', 'choose'),
  receipt: sheetOf('perm', 'field', 'account', 'receipt'),
  refusal: sheetOf('mark', 'steps', 'field'),
};

/** A workspace's accent colour (`#rrggbb`) as a second stylesheet. */
export const accentSheet = (color: string): Sheet => {
  const accent = accentOf(color);
  return sheet(
    `:root{${toneDeclarations(accent.light)}}@media (prefers-color-scheme:dark){:root{${toneDeclarations(accent.dark)}}}`,
  );
};

const toneDeclarations = (tones: AccentTones): string =>
  declarations({
    accent: tones.accent,
    'accent-hover': tones.accentHover,
    'accent-text': tones.accentText,
    link: tones.link,
    focus: tones.focus,
  });
