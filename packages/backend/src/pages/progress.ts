import { plain } from '../sentence.ts';
import { button, type Target } from './action.ts';
import { header } from './banner.ts';
import { windowData, type FlowWindow } from './done.ts';
import { icons } from './icons.ts';
import { layout, statusLine, type Frame, type Page } from './layout.ts';
import { markup, say } from './markup.ts';

interface ProgressProps extends Frame {
  readonly window: FlowWindow;
  /** `Instagram` */
  readonly platform: string;
  /** `checking`: the platform has answered and we are finishing. `waiting`: the person is still over there. */
  readonly step: 'checking' | 'waiting';
  /** To begin anew. */
  readonly again?: Target;
}

/** A flow that has not ended yet: the page asks again by itself, after one second or (still away) after three. */
export const progressPage = (props: ProgressProps): Page => {
  const { language, platform, step, again } = props;
  const words = language.texts.progress;
  const checking = step === 'checking';
  return layout(props, {
    kind: 'done',
    title: checking ? words.checking : plain(words.waiting, { platform }),
    head: markup`<meta http-equiv="refresh" content="${checking ? 1 : 3}">
`,
    data: windowData(props.window),
    main: markup`${header(props)}
<div class="mark info">${icons.clock}</div>
<div class="stack"><h1>${checking ? words.checking : say(words.waiting, { platform })}</h1>
<p class="muted">${checking ? say(words.checkingText, { platform }) : words.waitingText}</p></div>
${!checking && again && markup`<div class="acts">${button(again, words.again, '')}</div>`}
<p class="safe">${icons.shield}<span>${words.nothing}</span></p>
${statusLine()}`,
  });
};
