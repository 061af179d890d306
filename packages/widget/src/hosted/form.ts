/** What a button said before its form was on its way; with its elements, because names in it are isolated. */
const labels = new WeakMap<Element, readonly Node[]>();

/** Shows whether a form is on its way, without taking the focus from its button. */
export const setBusy = (form: HTMLFormElement, busy: boolean): void => {
  for (const button of form.querySelectorAll<HTMLButtonElement>('button:not([formmethod=dialog])')) {
    button.setAttribute('aria-busy', String(busy));
    const label = button.querySelector('span') ?? button;
    const before = labels.get(label);
    const { busy: text } = button.dataset;
    if (busy && text !== undefined && !before) {
      labels.set(label, [...label.childNodes]);
      label.textContent = text;
    } else if (!busy && before) {
      labels.delete(label);
      label.replaceChildren(...before);
    }
  }
};

/** Whether a form is on its way. */
export const isBusy = (form: HTMLFormElement): boolean => form.querySelector('[aria-busy="true"]') !== null;

/** Sends each form once, however often its button is pressed; again after the browser brought the page back as it was. */
export const guardForms = (): void => {
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    // A button may close the form's dialog instead (`formmethod=dialog`); then nothing is on its way.
    const method = (event.submitter as HTMLButtonElement | null)?.formMethod || form.method;
    if (event.defaultPrevented || method !== 'post') return;
    if (isBusy(form)) event.preventDefault();
    else setBusy(form, true);
  });
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) for (const form of document.forms) setBusy(form, false);
  });
};
