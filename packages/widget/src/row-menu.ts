import { html, nothing, render, type TemplateResult } from 'lit/html.js';
import { icon, type IconName } from './icons.ts';

/** One thing that a menu offers. */
export interface MenuItem {
  readonly label: string;
  readonly icon: IconName;
  /** Marks what cannot be undone. */
  readonly danger?: boolean | undefined;
  /** Called when the menu is closed and the focus is back on its button. */
  readonly run: () => void;
}

/** The menu that is open, if any. There is one at a time in a page: a popover closes the others. */
let opened: { readonly menu: HTMLElement; readonly button: HTMLElement } | undefined;
/** The button that was pressed while its own menu was open: the press has closed it, and must not open it again. */
let pressed: HTMLElement | undefined;

/** Below its button, or above where there is more room, and never outside the window. */
const placeMenu = (menu: HTMLElement, button: HTMLElement) => {
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const fitsBelow = at.bottom + height + 8 <= innerHeight;
  const top = fitsBelow ? at.bottom + 4 : Math.max(8, at.top - height - 4);
  const isRtl = getComputedStyle(button).direction === 'rtl';
  const left = isRtl ? at.left : at.right - width;
  menu.style.top = `${top}px`;
  menu.style.left = `${Math.min(Math.max(8, left), Math.max(8, innerWidth - width - 8))}px`;
};

const closeMenu = (hasFocus: boolean) => {
  if (!opened) return;
  const { menu, button } = opened;
  menu.hidePopover();
  if (hasFocus) button.focus();
};

/** So long after a letter another one belongs to the same word, in ms. */
const wordMs = 700;
let typed = '';
let typedAt = 0;

/** Arrow keys, Home, End, Escape, Tab, and letters: one goes on to the next label that begins with it, several to the one that begins with all. */
const keys = (menu: HTMLElement) => (event: KeyboardEvent) => {
  const items = [...menu.querySelectorAll<HTMLElement>('[role=menuitem]')];
  const at = items.indexOf((menu.getRootNode() as ShadowRoot).activeElement as HTMLElement);
  const goals: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
  const { key } = event;
  const step = goals[key];
  if (step !== undefined) items.at(step % items.length)?.focus();
  else if (key === 'Escape') closeMenu(true);
  else if (key === 'Tab') return closeMenu(true);
  else if ([...key].length === 1 && key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const letter = key.toLocaleLowerCase();
    typed = (event.timeStamp - typedAt < wordMs ? typed : '') + letter;
    typedAt = event.timeStamp;
    const seek = (from: number) =>
      [...items.slice(from), ...items.slice(0, from)].find((item) => item.innerText.trim().toLocaleLowerCase().startsWith(typed));
    // With the second letter the label may still be the same. Where it fits none, it begins another word.
    let goal = seek(at + Number(typed === letter));
    if (!goal) {
      typed = letter;
      goal = seek(at + 1);
    }
    goal?.focus();
  } else return;
  event.preventDefault();
  event.stopPropagation();
};

const openMenu = (button: HTMLElement, label: string, items: readonly MenuItem[], goal: number) => {
  const menu = document.createElement('div');
  const life = new AbortController();
  menu.className = 'menu';
  menu.popover = 'auto';
  menu.role = 'menu';
  menu.ariaLabel = label;
  const choose = (item: MenuItem) => {
    closeMenu(true);
    item.run();
  };
  const groups = [items.filter(({ danger }) => !danger), items.filter(({ danger }) => danger)] as const;
  render(
    html`${groups.map(
      (group, index) =>
        html`${index && group[0] && groups[0][0] ? html`<hr role="separator">` : nothing}${group.map(
          (item) =>
            html`<button role="menuitem" tabindex="-1" class=${item.danger ? 'danger' : nothing} @click=${() => choose(item)}>${icon(item.icon)}<span>${item.label}</span></button>`,
        )}`,
    )}`,
    menu,
  );
  menu.addEventListener('keydown', keys(menu));
  menu.addEventListener('toggle', (event) => {
    if ((event as ToggleEvent).newState !== 'closed') return;
    life.abort();
    button.ariaExpanded = 'false';
    menu.remove();
    if (opened?.menu === menu) opened = undefined;
  });
  // Inside the dialog where there is one: everything else on the page is out of reach while that is open.
  (button.closest('dialog') ?? (button.getRootNode() as ShadowRoot)).append(menu);
  menu.showPopover();
  opened = { menu, button };
  button.ariaExpanded = 'true';
  placeMenu(menu, button);
  const away = (event: Event) => {
    if (!event.composedPath().includes(menu)) closeMenu(false);
  };
  addEventListener('resize', away, life);
  addEventListener('scroll', away, { capture: true, passive: true, signal: life.signal });
  menu.querySelectorAll<HTMLElement>('[role=menuitem]').item(goal < 0 ? items.length - 1 : 0)?.focus({ preventScroll: true });
};

/**
 * The button at the end of a row, with a menu that is made when it opens, so that rows stay light. `items` is asked at that
 * moment; what cannot be undone goes to the end.
 */
export const rowMenu = (label: string, items: () => readonly MenuItem[]): TemplateResult => {
  const open = (event: Event, goal: number) => {
    const button = event.currentTarget as HTMLElement;
    const again = pressed === button;
    pressed = undefined;
    if (!again) openMenu(button, label, items(), goal);
  };
  const press = ({ currentTarget }: Event) => {
    pressed = opened?.button === currentTarget ? (currentTarget as HTMLElement) : undefined;
  };
  const key = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    open(event, event.key === 'ArrowUp' ? -1 : 0);
  };
  return html`<button class="btn icon" aria-label=${label} aria-haspopup="menu" aria-expanded="false" @pointerdown=${press} @keydown=${key} @click=${(event: Event) => open(event, 0)}>${icon('more')}</button>`;
};
