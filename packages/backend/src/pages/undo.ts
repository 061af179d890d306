import { button } from './action.ts';
import { header } from './banner.ts';
import { accountLine, type NamedAccount } from './done.ts';
import { icons } from './icons.ts';
import { layout, statusLine, type Frame, type Page } from './layout.ts';
import { markup, say } from './markup.ts';

export interface UndoProps extends Frame {
  /** Why it was not undone: its minutes have passed, or it was not newly connected here. */
  readonly why: 'late' | 'not_here';
  /** How long undoing is possible. */
  readonly minutes: number;
  readonly account: NamedAccount;
  /** Path of the receipt, which can end the connection. */
  readonly receiptPath: string;
  /** Path of the result page. */
  readonly backPath: string;
}

/** For people who want to undo what cannot be undone any more; their receipt can end it. */
export const undoPage = (props: UndoProps): Page => {
  const { language, account, why, minutes, receiptPath, backPath } = props;
  const words = language.texts.undo;
  const title = why === 'late' ? words.title : words.titleChanged;
  return layout(props, {
    kind: 'done',
    status: 409,
    title,
    main: markup`${header(props)}
<div class="mark">${icons.clock}</div>
<div class="stack"><h1 tabindex="-1" autofocus>${title}</h1>
<p class="muted">${why === 'late' ? say(words.text, { minutes }) : words.textChanged}</p></div>
${accountLine(account, language.texts)}
<div class="acts">${button({ href: `${receiptPath}?end` }, words.open, 'primary')}
${button({ href: backPath }, words.back, '')}</div>
<p class="safe">${icons.shield}<span>${say(words.still, { handle: account.handle })}</span></p>
${statusLine()}`,
  });
};
