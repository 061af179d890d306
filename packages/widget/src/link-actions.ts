import type { Link, LinkWithUrl } from '@connect/sdk';
import { confirm, type Confirmation } from './confirm-dialog.ts';
import { copyText, createCopiedMark, type CopiedMark } from './copy.ts';
import type { LinkList } from './link-list.ts';
import { messageOf } from './link-ready.ts';
import { counted, titleOf, type RowContext } from './link-row.ts';
import type { ManagerKey } from './locales/manager.en.ts';
import type { PartHost } from './manager-part.ts';
import type { MenuItem } from './row-menu.ts';
import { isEnded, kindOf } from './sharer-failure.ts';
import type { Words } from './words.ts';

/** What the actions of a row reach besides the list. */
export interface ActionTies {
  readonly host: PartHost;
  readonly list: LinkList;
  readonly words: () => Words<ManagerKey>;
  readonly nameOf: RowContext['nameOf'];
  /** Says what was done; or, with `isTrouble`, what was not. */
  readonly tell: (sentence: string, isTrouble?: boolean) => void;
  /** Keeps an error that is about the whole element, such as a session that has ended. Answers whether it was one. */
  readonly caught: (error: unknown) => boolean;
  readonly changed: (link: Link) => void;
  readonly showReady: (link: LinkWithUrl, after: 'rotated' | 'revealed') => void;
  readonly showTimeline: (link: Link) => void;
  readonly edit: (link: Link) => void;
}

/** What can be done with one link. */
export interface LinkActions {
  readonly mark: CopiedMark;
  isBusy(id: string): boolean;
  copy(link: Link): Promise<void>;
  /** The row's menu: what the session may do with what the link is now. */
  items(link: Link): readonly MenuItem[];
  /** Tells that somebody has changed a link: a question about it may have no answer left. */
  updated(link: Link): void;
}

/** Makes the actions of the rows. */
export const createLinkActions = (ties: ActionTies): LinkActions => {
  const { host, list, tell } = ties;
  const mark = createCopiedMark(host.update);
  const busy = new Set<string>();
  let asked: { readonly id: string; readonly dialog: Confirmation; isSent: boolean } | undefined;
  const plain: Words<ManagerKey>['plain'] = (key, values) => ties.words().plain(key, values);
  const nameOf = (link: Link) => titleOf(link, { words: ties.words(), locale: host.locale, nameOf: ties.nameOf });

  /** Says what did not work, and shows what the link is now where that is the reason. Answers the sentence. */
  const failed = async (error: unknown, link: Link): Promise<string | undefined> => {
    if (isEnded(error) || ties.caught(error)) return undefined;
    const kind = kindOf(error);
    if (kind === 'conflict' || kind === 'not_found') {
      await list.reread(link.id).catch(ties.caught);
      if (list.find(link.id)?.status === 'revoked') return plain('gone', { link: nameOf(link) });
    }
    return host.explain(error).text;
  };

  /** Does something with a link, once at a time. */
  const act = async (link: Link, work: () => Promise<void>) => {
    if (busy.has(link.id)) return;
    busy.add(link.id);
    host.update();
    try {
      await work();
    } catch (error) {
      const sentence = await failed(error, link);
      if (sentence) tell(sentence, true);
    } finally {
      busy.delete(link.id);
      host.update();
    }
  };

  /** Copies something that takes the link's URL. Where the browser forbids it, the URL is shown to be copied by hand. */
  const copyOf = (link: Link, key: string, text: (revealed: LinkWithUrl) => string, said: () => void) =>
    act(link, async () => {
      const revealing = host.sharer.client.links.reveal(link.id, { signal: host.signal });
      const isCopied = await copyText(revealing.then(text));
      if (!isCopied) return ties.showReady(await revealing, 'revealed');
      mark.set(key);
      said();
    });

  const setPaused = (link: Link, paused: boolean) =>
    act(link, async () => {
      const now = await host.sharer.client.links.update(link.id, { paused }, { signal: host.signal });
      list.put(now);
      ties.changed(now);
      tell(plain(paused ? 'paused' : 'resumed'));
    });

  /** Asks first. Nothing is sent before, and nobody is asked what somebody else has decided meanwhile. */
  const ask = (link: Link, question: { key: 'rotate' | 'revoke'; text: string; run: () => Promise<void> }) => {
    const { key, text, run } = question;
    const dialog = confirm(
      host.root,
      {
        title: plain(`${key}Q`),
        subject: nameOf(link),
        text,
        yes: plain(`${key}Yes`),
        no: plain(`${key}No`),
        close: plain('close'),
        danger: key === 'revoke',
        run: async () => {
          const mine = asked;
          if (mine) mine.isSent = true;
          try {
            await run();
            return undefined;
          } catch (error) {
            if (mine) mine.isSent = false;
            const sentence = await failed(error, link);
            if (list.find(link.id)?.status === 'revoked') dialog.tell(plain('goneHere'));
            return sentence;
          }
        },
      },
      host.signal,
    );
    asked = { id: link.id, dialog, isSent: false };
  };

  const rotate = (link: Link) =>
    ask(link, {
      key: 'rotate',
      text: plain('rotateP'),
      run: async () => {
        const { url, ...now } = await host.sharer.client.links.rotate(link.id, { signal: host.signal });
        list.put(now);
        ties.changed(now);
        ties.showReady({ ...now, url }, 'rotated');
      },
    });

  const revoke = (link: Link) =>
    ask(link, {
      key: 'revoke',
      text: link.connectionCount > 0 ? counted(ties.words(), 'revokeP', link.connectionCount, host.locale) : plain('revokeP.none'),
      run: async () => {
        await host.sharer.client.links.revoke(link.id, { signal: host.signal });
        const now = new Date().toISOString();
        // Done; what the backend says about it comes with the news.
        list.put({ ...link, ...list.find(link.id), status: 'revoked', revokedAt: now });
        ties.changed({ ...link, status: 'revoked', revokedAt: now });
        tell(plain('undoToast'));
      },
    });

  return {
    mark,
    isBusy: (id) => busy.has(id),
    copy: (link) => copyOf(link, link.id, ({ url }) => url, () => host.announce(plain('copied'))),
    items: ({ id }) => {
      const link = list.find(id);
      if (!link) return [];
      const { sharer } = host;
      const isOver = link.status === 'revoked';
      const item = (is: boolean, icon: MenuItem['icon'], key: ManagerKey, run: () => void, danger = false): readonly MenuItem[] =>
        is ? [{ label: plain(key), icon, run, danger }] : [];
      const mayReveal = sharer.can('links:reveal') && !isOver;
      const mayWrite = sharer.can('links:write') && !isOver;
      const message = () => copyOf(link, `${id} message`, (revealed) => messageOf(host, revealed), () => tell(plain('messageCopied')));
      const show = () => act(link, async () => ties.showReady(await sharer.client.links.reveal(id, { signal: host.signal }), 'revealed'));
      return [
        ...item(mayReveal, 'message', 'copyMessage', () => void message()),
        ...item(mayReveal, 'qr', 'qr', () => void show()),
        ...item(sharer.can('links:read'), 'history', 'timeline', () => ties.showTimeline(link)),
        ...item(mayWrite, 'edit', 'edit', () => ties.edit(link)),
        ...item(mayWrite && !link.paused, 'pause', 'pause', () => void setPaused(link, true)),
        ...item(mayWrite && link.paused, 'resume', 'resume', () => void setPaused(link, false)),
        ...item(mayWrite, 'rotate', 'rotate', () => rotate(link)),
        ...item(mayWrite, 'off', 'revoke', () => revoke(link), true),
      ];
    },
    updated: (link) => {
      if (link.status === 'revoked' && asked?.id === link.id && !asked.isSent) asked.dialog.tell(plain('goneHere'));
    },
  };
};
