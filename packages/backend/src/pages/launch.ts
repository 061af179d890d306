import type { Organisation, PlatformView, Sharer } from '../banner-view.ts';
import { plain } from '../sentence.ts';
import type { Texts } from '../texts.ts';
import { button, closeButton } from './action.ts';
import { cannot, conditions, grantList, header, sharedBy, startForm, switchForm } from './banner.ts';
import { icons } from './icons.ts';
import { layout, statusLine, type Frame, type Page } from './layout.ts';
import { markup, say, type Markup } from './markup.ts';

interface LaunchProps extends Frame {
  readonly org: Organisation;
  /** The link's path, `/l/{secret}`. */
  readonly path: string;
  readonly sharer: Sharer;
  readonly clientName?: string | null;
  /** Whether new accounts wait until the organisation approves them. */
  readonly requiresApproval?: boolean;
  readonly platform: PlatformView;
  /** `cf_…` */
  readonly fid: string;
  readonly mode: 'popup' | 'redirect';
  /** The opener's origin, where the workspace allows it. */
  readonly openerOrigin: string | null;
  /** Where to go at the end, where the workspace allows it. */
  readonly returnUrl: string | null;
  /** Changes whenever the banner's text does. */
  readonly bannerRevision: string;
}

/**
 * The first page of the platform's window. It shows who asks and waits for a click, unless its opener has just shown
 * the same. Without a script it is a plain form.
 */
export const launchPage = (props: LaunchProps): Page => {
  const { language, platform, path, mode } = props;
  const words = language.texts.launch;
  const title = { platform: platform.name, org: props.org.name };
  return layout(props, {
    kind: 'launch',
    // Where the opener has shown the banner, the page goes straight on: nobody is to see it appear and vanish.
    waits: mode === 'popup' && props.openerOrigin !== null,
    title: plain(language.texts.link.title, title),
    data: {
      link: path,
      fid: props.fid,
      platform: platform.id,
      mode,
      'opener-origin': props.openerOrigin ?? '',
      'return-url': props.returnUrl ?? '',
      banner: props.bannerRevision,
    },
    main: markup`${header(props, props.clientName)}
<section class="col" data-banner-section>${banner(props)}</section>
<section class="stack" data-taking hidden><h1>${say(words.taking, { platform: platform.name })}</h1>${look(platform, words.look)}
<p data-slow hidden>
<a class="btn" data-platform-link><span>${say(words.slow, { platform: platform.name })}</span></a></p></section>
<section class="col" data-refusal hidden><h1 tabindex="-1" data-refusal-title></h1><p class="muted" data-refusal-detail></p>
<div class="acts">${button({ href: path }, language.texts.progress.again, '')}
${closeButton(language.texts.done.closeButton)}</div></section>
${statusLine(language.texts.link.offline)}`,
  });
};

const banner = (props: LaunchProps): Markup => {
  const { language, platform, org, product } = props;
  const words = language.texts.link;
  const { fid, mode, returnUrl } = props;
  const fields = { platform: platform.id, fid, mode, ...(returnUrl !== null && { returnUrl }) };
  return markup`<h1>${say(words.title, { platform: platform.name, org: org.name })}</h1>
${sharedBy(props.sharer, language.texts)}
<section class="stack"><h2>${say(words.can, { org: org.name })}</h2>${grantList(platform.grants, props, true)}</section>
${cannot([platform], props)}
${conditions({ ...props, platforms: [platform] }, props)}
<div class="acts">${startForm(props.path, fields, platform, language.texts)}
${closeButton(language.texts.launch.not, 'quiet')}</div>
<div class="stack s"><p id="hop">${say(words.hop, { platform: platform.name, product, org: org.name })}</p>
<p>${say(words.which, { platform: platform.name })}</p>
${switchForm(props.path, fields, words.switch, platform, language.texts)}</div>`;
};

const look = ({ host }: Pick<PlatformView, 'host'>, sentence: Texts['launch']['look']): Markup => {
  const platformHost = markup`<bdi class="strong">${host}</bdi>`;
  return markup`<p class="line muted">${icons.shield}<span>${say(sentence, { platformHost })}</span></p>`;
};

interface GoProps extends Frame {
  readonly platform: Pick<PlatformView, 'name' | 'host'>;
  /** The platform's authorize address. */
  readonly url: string;
}

/**
 * The answer to a form that was posted without a script. Not a redirect: Chromium applies `form-action` to every
 * address that a redirect out of a form leads to (https://github.com/w3c/webappsec-csp/issues/8).
 */
export const goPage = (props: GoProps): Page => {
  const { language, platform, url } = props;
  const words = language.texts.launch;
  return layout(props, {
    kind: 'go',
    title: plain(words.taking, { platform: platform.name }),
    head: markup`<meta http-equiv="refresh" content="0;url=${url}">
`,
    main: markup`${header(props)}
<div class="stack"><h1>${say(words.taking, { platform: platform.name })}</h1>
${look(platform, words.look)}</div>
<div class="acts">${button({ href: url }, say(words.go, { platform: platform.name }), 'primary')}</div>
${statusLine()}`,
  });
};
