import type { Organisation, Sharer } from '../banner-view.ts';
import { header } from './banner.ts';
import { icons } from './icons.ts';
import { layout, statusLine, type Frame, type Page } from './layout.ts';
import { markup, say } from './markup.ts';
import { moment } from './moment.ts';

interface ConfirmProps extends Frame {
  readonly org: Organisation;
  /** `cf_…` */
  readonly fid: string;
  /** `Instagram` */
  readonly platform: string;
  readonly sharer: Pick<Sharer, 'name'>;
  /** When the attempt was started, ms since 1970. */
  readonly startedAt: number;
}

/**
 * Asked where the platform sent somebody to another browser than the one that started. Posts `answer` (`yes` or `no`)
 * to `/f/{fid}/confirm`. Both answers look alike: whoever was tricked into this page must not be led to a yes.
 */
export const confirmPage = (props: ConfirmProps): Page => {
  const { language, org, platform, sharer } = props;
  const words = language.texts.confirm;
  const started = moment(props.startedAt, 'time', language.tag);
  return layout(props, {
    kind: 'confirm',
    title: words.title,
    main: markup`${header(props)}
<div class="mark warn">${icons.shield}</div>
<div class="stack"><h1 tabindex="-1" autofocus>${words.title}</h1>
<p class="muted">${say(words.text, { time: started, platform, org: org.name, sharer: sharer.name })}</p>
<p>${words.doubt}</p></div>
<form class="two" method="post" action="/f/${props.fid}/confirm">
<button class="btn" name="answer" value="yes"><span>${words.yes}</span></button>
<button class="btn" name="answer" value="no"><span>${words.no}</span></button></form>
<p class="safe">${icons.shield}<span>${words.nothing}</span></p>
${statusLine()}`,
  });
};
