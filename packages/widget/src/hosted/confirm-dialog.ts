/** Asks in a dialog on the same page where the form would ask on a page of its own. */
export const enhanceConfirmDialogs = (): void => {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-confirm-dialog]')) {
    const dialog = document.getElementById(button.dataset['confirmDialog'] ?? '');
    if (!(dialog instanceof HTMLDialogElement)) continue;
    button.addEventListener('click', (event) => {
      event.preventDefault();
      dialog.showModal();
    });
  }
};
