import type { Session } from '@connect/sdk';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { linkManagerStyles } from './link-manager.styles.ts';
import type { ManagerHost } from './manager-content.ts';
import type { Part } from './manager-part.ts';
import { SharerElement } from './sharer-element.ts';
import { styles } from './sharer.styles.ts';
import { placeSharer, until, type SharerHarness } from './sharer.test.fixture.ts';

/** An element around one part, as the manager is around all of them. */
class PartElement extends SharerElement {
  declare piece: Part | undefined;
  /** Makes the part, once the session is there. */
  declare make: ((host: ManagerHost) => Part) | undefined;

  get host(): ManagerHost {
    const element = this as unknown as { locale: string | undefined; sharer: ManagerHost['sharer']; life: AbortController; shadowRoot: ShadowRoot };
    return {
      get sharer() {
        return element.sharer;
      },
      texts: this.texts,
      locale: element.locale,
      root: element.shadowRoot,
      signal: element.life.signal,
      failure: undefined,
      returnUrl: '',
      explain: (error) => this.explain(error),
      retry: () => this.retry(),
      fail: (error) => this.fail(error),
      refresh: async () => this.sharer?.refresh(),
      emit: () => undefined,
      update: () => this.update(),
      announce: (sentence) => this.announce(sentence),
      addStyles: (rules) => void this.addStyles(rules),
    };
  }

  protected override sessionGiven(): void {
    this.addStyles(styles);
    this.addStyles(linkManagerStyles);
    void this.openSession();
  }

  protected override opened(): void {
    this.piece ??= this.make?.(this.host);
    this.update();
  }

  protected override template(): TemplateResult {
    return html`<div class="sr" role="status">${this.announcement}</div><main style="font: 16px/1.5 sans-serif; background: var(--s); color: var(--t); padding: 16px">${this.piece?.render() ?? nothing}</main>`;
  }
}

if (!customElements.get('part-element')) customElements.define('part-element', PartElement);

/** Puts a part into the page, and waits until it is painted. */
export const placePart = async <P extends Part>(
  session: Session | (() => Session | Promise<Session>),
  make: (host: ManagerHost) => P,
): Promise<{ readonly harness: SharerHarness<PartElement>; readonly part: P; readonly host: ManagerHost }> => {
  const harness = await placeSharer<PartElement>('part-element', undefined);
  harness.element.make = make;
  harness.element.session = session;
  await until('the part is painted', () => harness.root.querySelector('main > *'));
  return { harness, part: harness.element.piece as P, host: harness.element.host };
};
