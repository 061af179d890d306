import { enhanceConfirmDialogs } from './confirm-dialog.ts';
import { enhanceCopyButtons } from './copy-button.ts';
import { guardForms } from './form.ts';
import { localizeTimes } from './local-time.ts';

/** What every hosted page gains from a script. None of them needs one. */
export const enhancePage = (): void => {
  enhanceCopyButtons();
  enhanceConfirmDialogs();
  guardForms();
  localizeTimes();
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-close]')) {
    button.hidden = document.body.dataset['mode'] !== 'popup';
    button.addEventListener('click', () => close());
  }
};
