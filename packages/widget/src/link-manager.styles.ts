import { formStyles } from './form.styles.ts';
import { linkFormStyles } from './link-form.styles.ts';
import { linkReadyStyles } from './link-ready.styles.ts';
import { linkTimelineStyles } from './link-timeline.styles.ts';

const around = `
  .links {
    display: flex;
    flex-direction: column;
    gap: 12px;
  }
  .bar > .btn,
  .btn.back {
    margin-inline: -14px;
  }
  .bar {
    min-block-size: 44px;
  }
  .bar > .btn {
    margin-inline-start: 0;
  }
  .filters {
    display: grid;
    grid-template-columns: 1fr;
    grid-auto-columns: minmax(0, 10em);
    grid-auto-flow: column;
    gap: 8px;
  }
  .about {
    color: var(--t);
  }
  .fresh,
  .more {
    align-self: center;
  }
  .links > [aria-busy='true'] {
    animation: show 0.2s 0.3s both;
  }
  .links > .list[aria-busy='true'] {
    animation: none;
  }
  .upgrade {
    background: var(--u);
  }
  .foot {
    position: sticky;
    inset-block-end: 0;
    z-index: 1;
    block-size: 0;
    margin-block-start: -16px;
  }
  /* Takes room of its own, so that it hides no row of a short list. */
  .foot:has(.toast) {
    block-size: auto;
    margin-block-start: 0;
  }
  @media (max-width: 640px) {
    .modal:has(.filters) {
      min-block-size: 92dvh;
    }
    .filters {
      grid-template-columns: repeat(auto-fit, minmax(min(9em, 100%), 1fr));
      grid-auto-flow: row;
    }
    .filters > :first-child {
      grid-column: 1 / -1;
    }
  }
  @media (forced-colors: active) {
    .bar > .btn,
    .btn.back {
      margin-inline: 0;
    }
  }
`;

/** The looks of the dialog's content, and of all its parts: one beside the other, they are smaller on their way. */
export const linkManagerStyles = formStyles + around + linkFormStyles + linkReadyStyles + linkTimelineStyles;
