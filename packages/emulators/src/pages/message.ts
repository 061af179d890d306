import { html } from 'hono/html';
import { cancelForm } from './choose.ts';
import type { Page } from './layout.ts';

interface MessageProps {
  readonly title: string;
  readonly text: string;
  /** A technical name that whoever builds the app has to look at. */
  readonly detail?: string;
  /** Where the forms of this login post to, if it can go on with another account. */
  readonly action?: string;
}

/** A page that only tells something. With an action it offers to take another account, or to give up. */
export function messagePage({ title, text, detail, action }: MessageProps): Page {
  return {
    title,
    body: html`<h1>${title}</h1>
<p>${text}</p>
${detail === undefined ? '' : html`<p><code>${detail}</code></p>`}
${
  action === undefined
    ? ''
    : html`<form method="post" action="${action}/switch"><button class="action first">Use another account</button></form>
${cancelForm(action)}`
}`,
  };
}
