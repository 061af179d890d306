import { header } from './banner.ts';
import { icons } from './icons.ts';
import { layout, statusLine, type Frame, type Page } from './layout.ts';
import { markup } from './markup.ts';
import { plain } from '../sentence.ts';

/** For people who open the origin itself: it says what this is, and nothing more. */
export const originPage = (frame: Frame): Page =>
  notice(frame, 200, plain(frame.language.texts.notice.origin, { product: frame.product }), frame.language.texts.notice.originText);

/** For people at an address that leads nowhere: 404. */
export const notFoundPage = (frame: Frame): Page =>
  notice(frame, 404, frame.language.texts.notice.notFound, frame.language.texts.notice.notFoundText);

/** For people who opened an address that only takes a form: 405. */
export const methodNotAllowedPage = (frame: Frame): Page =>
  notice(frame, 405, frame.language.texts.notice.notThisWay, frame.language.texts.notice.notThisWayText);

const notice = (frame: Frame, status: number, title: string, text: string): Page =>
  layout(frame, {
    kind: 'refusal',
    status,
    title,
    main: markup`${header(frame)}
<div class="mark">${icons.link}</div>
<div class="stack"><h1 tabindex="-1" autofocus>${title}</h1><p class="muted">${text}</p></div>
${statusLine()}`,
  });
