import { header } from './banner.ts';
import { icons } from './icons.ts';
import { layout, statusLine, type Frame, type Page } from './layout.ts';
import { markup, say } from './markup.ts';
import { moment } from './moment.ts';

export interface DeletionProps extends Frame {
  /** `null` where there is none of this code. Times are ms since 1970. */
  readonly deletion: {
    readonly status: 'done' | 'nothing_found' | 'connected_since' | 'under_way';
    readonly receivedAt: number;
    readonly doneAt: number | null;
  } | null;
}

/** For people who asked a platform to have deleted what is stored of them. It tells nobody who they are. */
export const deletionPage = (props: DeletionProps): Page => {
  const { language, product, deletion } = props;
  const all = language.texts.deletion;
  const status = deletion?.status ?? 'not_found';
  const words = all[status];
  const values = {
    product,
    asked: moment(deletion?.receivedAt ?? 0, 'datetime', language.tag),
    done: moment(deletion?.doneAt ?? 0, 'datetime', language.tag),
  };
  const [look, icon] = marks[status];
  return layout(props, {
    kind: 'refusal',
    status: deletion === null ? 404 : 200,
    title: words.title,
    main: markup`${header(props)}
<div class="mark${look}">${icon}</div>
<div class="stack"><h1 tabindex="-1" autofocus>${words.title}</h1>
${words.text.map((text) => markup`<p class="muted">${say(text, values)}</p>`)}</div>
${statusLine()}`,
  });
};

const marks = {
  done: ['', icons.check],
  nothing_found: ['', icons.check],
  connected_since: ['', icons.check],
  under_way: [' info', icons.clock],
  not_found: ['', icons.link],
} as const;
