import type { ProblemGuide } from '../problem-guide.ts';
import { header } from './banner.ts';
import { layout, statusLine, type Frame, type Page } from './layout.ts';
import { markup, type Markup } from './markup.ts';

/** The docs of an error code, for developers; in English, as all documentation. */
export const problemPage = (frame: Frame, code: string, guide: ProblemGuide): Page => {
  const part = (title: string, text: string): Markup =>
    markup`<section class="stack"><h2>${title}</h2><p class="muted">${text}</p></section>`;
  return layout(frame, {
    kind: 'refusal',
    title: `${code}: ${guide.title}`,
    main: markup`${header(frame)}
<div class="stack"><h1>${guide.title}</h1><p><code dir="ltr">${code}</code></p></div>
${part('What causes it', guide.cause)}${part('Who can mend it', guide.mend)}${part('What the recipient sees', guide.recipient)}${part('How to cause it with the emulated platforms', guide.tryIt)}
${statusLine()}`,
  });
};
