import { html } from 'hono/html';
import { frame, page, type Html } from './layout.ts';
import type { Visit } from '../visit.ts';

interface Problem {
  /** Nobody, where somebody without a login looks, or where it isn't known who does. */
  readonly visit?: Visit | undefined;
  readonly title: string;
  readonly text: string;
  /** The one next step: an address and its words. */
  readonly next?: { readonly href: string; readonly words: string } | undefined;
  /** What helps whoever runs Brightline to find the cause. */
  readonly details?: { readonly code: string; readonly message: string; readonly requestId?: string | undefined } | undefined;
}

/** Why a page could not be shown or something could not be done, and what to do next. */
export const problemPage = ({ visit, title, text, next, details }: Problem): Html => {
  const card = html`<section class="card">
<h1 tabindex="-1" autofocus>${title}</h1>
<p>${text}</p>
${next && html`<p><a class="button primary" href="${next.href}">${next.words}</a></p>`}
${
  details &&
  html`<dl class="details">
<div><dt>Code</dt><dd><code>${details.code}</code></dd></div>
${details.requestId && html`<div><dt>Reference</dt><dd><code>${details.requestId}</code></dd></div>`}
<div><dt>For whoever runs Brightline</dt><dd>${details.message}</dd></div>
</dl>`
}
</section>`;
  if (visit) return page({ title, visit, main: card });
  return frame({
    title,
    body: html`<body class="portal">
<header class="top"><p class="brand"><img src="/public/icon.svg" alt="" width="28" height="28">Brightline</p></header>
<main>${card}</main>
</body>`,
  });
};
