/** The old way, for plain http, in-app browsers and people who forbid the clipboard. Answers whether it worked. */
export const copyBySelection = (value: string, source: HTMLElement | null = null): boolean => {
  if (source instanceof HTMLInputElement) source.select();
  else if (source) getSelection()?.selectAllChildren(source);
  const put = (event: ClipboardEvent) => {
    event.clipboardData?.setData('text/plain', value);
    event.preventDefault();
  };
  document.addEventListener('copy', put, { once: true });
  const copied = document.execCommand('copy');
  document.removeEventListener('copy', put);
  return copied;
};

/**
 * Puts a text into the clipboard. Call it in the person's own gesture; a text that is still on its way may be given as a
 * promise. Answers whether it worked: where it did not, show the text selected, with a sentence that says how to copy it.
 * Rejects only with what the text itself rejects with.
 */
export const copyText = async (text: string | Promise<string>, source: HTMLElement | null = null): Promise<boolean> => {
  // Absent on plain http; and a browser may know the clipboard, but no items for it.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  const Item = globalThis.ClipboardItem as typeof ClipboardItem | undefined;
  try {
    if (typeof text === 'string') await clipboard?.writeText(text);
    else if (Item && typeof clipboard?.write === 'function') {
      // Safari takes only what was promised during the gesture, and forgets the gesture while the text is fetched.
      await clipboard.write([new Item({ 'text/plain': text.then((plain) => new Blob([plain], { type: 'text/plain' })) })]);
    } else await clipboard?.writeText(await text);
    if (clipboard) return true;
  } catch {
    // Forbidden, or the text's own failure, which the next line passes on.
  }
  return copyBySelection(await text, source);
};

/** Which Copy button says "Copied" just now. */
export interface CopiedMark {
  /** Whether what goes by this key was copied less than two seconds ago. */
  has(key: string): boolean;
  /** Marks it for two seconds. */
  set(key: string): void;
}

/** Makes such a mark, which calls `changed` when a button has to be painted anew. */
export const createCopiedMark = (changed: () => void): CopiedMark => {
  let current: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    has: (key) => current === key,
    set: (key) => {
      clearTimeout(timer);
      current = key;
      changed();
      timer = setTimeout(() => {
        current = undefined;
        changed();
      }, 2000);
    },
  };
};
