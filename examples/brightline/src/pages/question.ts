import { html } from 'hono/html';
import { page, type Html } from './layout.ts';
import type { Visit } from '../visit.ts';

interface Question {
  readonly visit: Visit;
  readonly place: '/' | '/links';
  readonly title: string;
  /** What is asked, and what stays. */
  readonly heading: Html;
  readonly text: string;
  /** What saying yes posts to; its button repeats the verb. */
  readonly action: string;
  readonly verb: string;
}

/** A page that asks before something is ended. Where scripts run it opens as a dialog over the page before. */
export const questionPage = ({ visit, place, title, heading, text, action, verb }: Question): Html =>
  page({
    title,
    place,
    visit,
    main: html`<section class="card question" data-question-text>
<h1 id="question" tabindex="-1" autofocus>${heading}</h1>
<p>${text}</p>
<form method="post" action="${action}" class="buttons"><button class="button danger">${verb}</button><a class="button second" href="${place}" data-keep>Keep it</a></form>
</section>`,
  });
