import type { LinkRow } from './storage/port.ts';

/** Text as it is searched: a letter is the same however it was typed, big or small, in one piece or with its accent after it. */
const searchable = (text: string): string => text.normalize('NFKC').toLowerCase();

/** What is searched for, each word once. Control characters are in no text, and PostgreSQL takes no NUL. */
export const wordsOf = (search: string): readonly string[] => [...new Set(searchable(search).split(/[\s\p{Cc}]+/u).filter(Boolean))];

/** What a list is searched by. */
export const searchTextOf = (link: Pick<LinkRow, 'clientName' | 'description' | 'sharedByName' | 'sharedByEmail'>): string =>
  searchable([link.clientName ?? '', link.description ?? '', link.sharedByName, link.sharedByEmail].join(' '));
