/** The look of every page: plain enough to be nobody's brand, with hazard stripes, so that nobody takes it for real. */
export const style = `
:root {
  color-scheme: light dark;
  --ground: #f4f2ee; --paper: #fff; --ink: #1d1b18; --quiet: #625d55; --line: #d9d4ca; --press: #efebe4;
  --accent: #8f2a68; --accent-ink: #fff; --warn: #b3261e;
}
[data-platform="tiktok"] { --accent: #0b6470; }
[data-platform="facebook"] { --accent: #2f4c8f; }
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #141311; --paper: #1f1d1a; --ink: #f2efe9; --quiet: #aca59a; --line: #3a3631; --press: #2a2723;
    --accent: #f0a3d2; --accent-ink: #2c0a1f; --warn: #ffb4ab;
  }
  [data-platform="tiktok"] { --accent: #7fd6e2; --accent-ink: #04262b; }
  [data-platform="facebook"] { --accent: #a9c1f7; --accent-ink: #0a1a3d; }
}
*, ::before, ::after { box-sizing: border-box; }
body {
  margin: 0; min-height: 100svh; display: flex; flex-direction: column; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: break-word;
}
.banner { position: sticky; top: 0; z-index: 1; background: #ffd60a; color: #1a1a1a; text-align: center; font-size: .9375rem; }
.banner::before, .banner::after {
  content: ""; display: block; height: .5rem;
  background: repeating-linear-gradient(-45deg, #1a1a1a 0 .75rem, #ffd60a .75rem 1.5rem);
}
.banner p { margin: 0; padding: .375rem 1rem; }
main { flex: 1; width: 100%; max-width: 28rem; margin: 0 auto; padding: 1.75rem 1.25rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem; text-wrap: balance; }
h2 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
p { margin: 0 0 1rem; }
ul { list-style: none; margin: 0; padding: 0; }
.quiet { color: var(--quiet); }
.small { font-size: .875rem; }
.panel { background: var(--paper); border: 1px solid var(--line); border-radius: 1rem; overflow: hidden; margin: 0 0 1.25rem; }
.panel li + li { border-top: 1px solid var(--line); }
.row { display: flex; align-items: center; gap: .875rem; width: 100%; padding: .75rem 1rem; text-align: start; }
button.row { border: 0; background: none; color: inherit; font: inherit; cursor: pointer; min-height: 4.25rem; }
button.row:hover { background: var(--press); }
summary.row { cursor: pointer; list-style: none; }
summary.row::after { content: "⋯" / ""; margin-inline-start: auto; font-size: 1.5rem; color: var(--quiet); }
summary.row:hover { background: var(--press); }
.inset { padding: .25rem 1rem .5rem; }
.who { flex: 1; min-width: 0; line-height: 1.35; }
.who > span { display: block; }
.heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.handle { font-weight: 650; }
.picture {
  flex: none; width: 2.75rem; height: 2.75rem; border-radius: 50%; background: var(--press); border: 1px solid var(--line);
  display: grid; place-items: center; color: var(--quiet); font-weight: 650; object-fit: cover;
}
.action {
  display: block; width: 100%; min-height: 3rem; padding: .625rem 1rem; border-radius: .75rem; font: inherit; font-weight: 650;
  cursor: pointer; border: 1px solid var(--line); background: var(--paper); color: var(--ink); margin: 0 0 .75rem;
}
.action:hover { background: var(--press); }
.action.first { background: var(--accent); border-color: var(--accent); color: var(--accent-ink); }
.action.first:hover { filter: brightness(1.1); }
.text {
  border: 0; background: none; padding: .75rem 0; font: inherit; color: var(--accent); cursor: pointer;
  text-decoration: underline;
}
.switch { display: flex; gap: 1rem; align-items: center; padding: .75rem 1rem; }
.switch > span { flex: 1; }
.switch small, .fixed small { display: block; color: var(--quiet); font-size: .875rem; }
.fixed { padding: .75rem 1rem; }
input[type="checkbox"] {
  appearance: none; flex: none; width: 3rem; height: 1.75rem; margin: 0; border-radius: 1rem; background: var(--quiet);
  cursor: pointer; position: relative;
}
input[type="checkbox"]::before {
  content: ""; position: absolute; inset: .1875rem auto .1875rem .1875rem; width: 1.375rem; border-radius: 50%;
  background: var(--paper);
}
input[type="checkbox"]:checked { background: var(--accent); }
input[type="checkbox"]:checked::before { inset-inline: auto .1875rem; }
label.field { display: block; font-weight: 650; margin: 0 0 .375rem; }
input.code {
  width: 100%; min-height: 3.25rem; padding: .5rem 1rem; border: 1px solid var(--quiet); border-radius: .75rem;
  background: var(--paper); color: var(--ink); font: 1.5rem/1.2 ui-monospace, monospace; letter-spacing: .3em; margin: 0 0 1rem;
}
.hint { border-inline-start: .25rem solid #ffd60a; padding-inline-start: .75rem; }
.alert { color: var(--warn); font-weight: 650; }
a { color: var(--accent); }
code { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
footer { padding: 1rem 1.25rem 1.5rem; text-align: center; color: var(--quiet); font-size: .8125rem; }
:focus-visible { outline: .1875rem solid var(--accent); outline-offset: .125rem; }
button.row:focus-visible, summary.row:focus-visible { outline-offset: -.25rem; }
input[type="radio"] { flex: none; width: 1.375rem; height: 1.375rem; margin: 0; accent-color: var(--accent); }
@media (forced-colors: active) { input[type="checkbox"] { appearance: auto; } }
`;
