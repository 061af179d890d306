import { html, nothing, render } from 'lit/html.js';
import { button } from './control.ts';
import { icon } from './icons.ts';

/** What a person is asked before something that cannot be undone, or that others notice. */
export interface Question {
  readonly title: string;
  /** What it is about, by name. */
  readonly subject?: string | undefined;
  /** What stops, what stays, and whether it can be undone. */
  readonly text: string;
  /** The button that does it: repeats the verb. */
  readonly yes: string;
  /** The button that does not: says what stays. */
  readonly no: string;
  /** Closes a dialog that has only something to tell. */
  readonly close: string;
  readonly danger?: boolean | undefined;
  /**
   * Does it. Answers nothing when it is done: the dialog closes. Answers a sentence where it did not work: the dialog shows
   * it and stays, so that the person can try again.
   */
  readonly run: () => Promise<string | undefined>;
}

/** A dialog that is open. */
export interface Confirmation {
  /** Replaces the question by a sentence, because there is nothing left to decide. */
  tell(sentence: string): void;
  close(): void;
}

/**
 * Asks in a dialog of its own, above whatever is open. The focus begins on the button that does nothing, and goes back to
 * where it was.
 */
export const confirm = (root: ShadowRoot, question: Question, signal?: AbortSignal): Confirmation => {
  const dialog = document.createElement('dialog');
  dialog.className = 'confirm';
  dialog.role = 'alertdialog';
  dialog.setAttribute('aria-labelledby', 'confirm-title');
  dialog.setAttribute('aria-describedby', 'confirm-text');
  let isBusy = false;
  let failure: string | undefined;
  let news: string | undefined;

  const close = () => dialog.close();
  const paint = () => {
    if (!dialog.isConnected) return;
    render(
      html`<h2 id="confirm-title">${question.title}</h2><div id="confirm-text">${question.subject ? html`<p><b><bdi>${question.subject}</bdi></b></p>` : nothing}<p>${news ?? question.text}</p></div><div role="alert">${
        failure ? html`<p class="note warn">${icon('alert')}<span>${failure}</span></p>` : nothing
      }</div><div class="buttons">${
        news
          ? button('second', question.close, close)
          : [button(question.danger ? 'danger' : 'primary', question.yes, () => void act(), nothing, isBusy), button('second', question.no, close)]
      }</div>`,
      dialog,
    );
  };
  const act = async () => {
    if (isBusy) return;
    isBusy = true;
    failure = undefined;
    paint();
    failure = await question.run();
    isBusy = false;
    if (failure === undefined && news === undefined) close();
    else paint();
  };

  const life = new AbortController();
  signal?.addEventListener('abort', close, life);
  dialog.addEventListener('close', () => {
    life.abort();
    dialog.remove();
  });
  // What was sent cannot be taken back: the dialog waits for the answer.
  dialog.addEventListener('cancel', (event) => {
    if (isBusy) event.preventDefault();
  });
  root.append(dialog);
  paint();
  dialog.showModal();
  const focus = () => dialog.querySelector<HTMLElement>('.second')?.focus();
  focus();
  return {
    close,
    tell: (sentence) => {
      news = sentence;
      failure = undefined;
      paint();
      if (dialog.isConnected) focus();
    },
  };
};
