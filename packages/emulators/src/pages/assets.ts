import { html } from 'hono/html';
import type { Html } from './layout.ts';

/** A group of things to which an app may be given access one by one, or as a whole. */
export interface AssetChoice {
  /** The name of its form fields. */
  readonly name: string;
  /** What they are called, in the plural. */
  readonly title: string;
  readonly assets: readonly Asset[];
  /** Whether "all current and future" is chosen to begin with. */
  readonly all: boolean;
}

interface Asset {
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  readonly language?: string;
  readonly ticked: boolean;
}

/** The choice between all that there are and will be, and only those that are ticked. */
export function assetChoice({ name, title, assets, all }: AssetChoice): Html {
  const id = `choice-${name}`;
  const heading = title.slice(0, 1).toUpperCase() + title.slice(1);
  if (assets.length === 0) {
    return html`<h2>${heading}</h2><p class="quiet small">You have no ${title}.</p>
<input type="hidden" name="${name}-reach" value="all">`;
  }
  const reach = (value: string, label: string, checked: boolean) =>
    html`<li><label class="switch"><span>${label}</span>
<input type="radio" name="${name}-reach" value="${value}"${checked ? html` checked` : ''}></label></li>
`;
  return html`<h2 id="${id}">${heading}</h2>
<ul class="panel" role="group" aria-labelledby="${id}">
${reach('all', `All current and future ${title}`, all)}${reach('these', 'Only these:', !all)}
${assets.map((asset) => tick(name, asset))}</ul>`;
}

function tick(name: string, { id, title, detail, language, ticked }: Asset): Html {
  return html`<li><label class="switch"><span${language === undefined ? '' : html` lang="${language}"`}><bdi>${title}</bdi>
<small>${detail}</small></span>
<input type="checkbox" role="switch" name="${name}" value="${id}"${ticked ? html` checked` : ''}></label></li>
`;
}
