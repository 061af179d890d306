import type { Organisation } from '../banner-view.ts';
import { plain } from '../sentence.ts';
import { header } from './banner.ts';
import { icons } from './icons.ts';
import { layout, statusLine, type Frame, type Page } from './layout.ts';
import { markup, name, say, type Markup } from './markup.ts';

export interface ChooseProps extends Frame {
  readonly org: Organisation;
  /** `cf_…` */
  readonly fid: string;
  /** At least two. */
  readonly accounts: readonly { readonly id: string; readonly handle: string; readonly displayName: string | null }[];
  /** How many of them the link has room for, where that is fewer than all. */
  readonly room?: number;
  /** Ids that were ticked before the question had to be asked again, and why it had to. */
  readonly again?: { readonly why: 'nothing' | 'too_many'; readonly ticked: readonly string[] };
}

/**
 * Asked where one consent has brought several accounts, and nobody has said yet which of them it is for. Posts the ticked
 * ones as `account`, and `answer` (`yes` or `no`), to `/f/{fid}/choose`. Nothing is ticked beforehand.
 */
export const choosePage = (props: ChooseProps): Page => {
  const { language, org, accounts, again } = props;
  const words = language.texts.choose;
  return layout(props, {
    kind: 'choose',
    status: again ? 422 : 200,
    title: plain(words.title, { org: org.name }),
    main: markup`${header(props)}
<div class="stack"><h1 tabindex="-1" autofocus>${say(words.title, { org: org.name })}</h1>
<p class="muted">${words.text}</p>
${hint(props)}</div>
<form class="acts" method="post" action="/f/${props.fid}/choose"><fieldset class="pick"><legend>${words.accounts}</legend>
${accounts.map(
  ({ id, handle, displayName }) => markup`<label><input type="checkbox" name="account" value="${id}"${again?.ticked.includes(id) && markup` checked`}>
<span>${name(handle)}${displayName !== null && markup`<small>${name(displayName)}</small>`}</span></label>`,
)}</fieldset>
<button class="btn primary" name="answer" value="yes"><span>${words.yes}</span></button>
<button class="btn" name="answer" value="no"><span>${words.no}</span></button></form>
<p class="safe">${icons.shield}<span>${words.nothing}</span></p>
${statusLine()}`,
  });
};

/** What was not an answer, or how many the link has room for. */
const hint = ({ language, room, again }: ChooseProps): Markup | false => {
  const words = language.texts.choose;
  if (again) return markup`<p class="wrong" role="alert">${again.why === 'nothing' ? words.none : say(words.tooMany, { room: room ?? 0 })}</p>`;
  return room !== undefined && markup`<p>${say(words.room, { room })}</p>`;
};
