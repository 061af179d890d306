import { html } from 'hono/html';
import type { Notice } from '../notices.ts';
import type { Html } from './layout.ts';

const kinds: Readonly<Record<Notice['kind'], string>> = {
  deauthorize: 'Deauthorization',
  'data-deletion': 'Data deletion request',
  'authorization.removed': 'authorization.removed',
};

/** What apps were told, and how they took it. Only there once something was sent. */
export function noticeList(notices: readonly Notice[]): Html | '' {
  if (notices.length === 0) return '';
  return html`<h2>What apps were told</h2>
<p class="quiet small">Newest first. Only apps that have said where they want to be told are told anything.</p>
<ul class="panel">
${notices.slice(0, 20).map(entry)}</ul>`;
}

function entry(notice: Notice): Html {
  const { id, kind, accounts, clientId, reason, url, deletion } = notice;
  return html`<li class="fixed"><p>${kinds[kind]}${reason === undefined ? '' : `, reason ${reason}`}
<small>${accounts.join(', ')} → app ${clientId}<br><code>${url}</code><br>${outcome(notice)}</small></p>
${deletion ? confirmation(deletion) : ''}
<form method="post" action="/notices/${id}"><button class="text">Send again</button></form></li>
`;
}

function confirmation({ url, confirmationCode }: NonNullable<Notice['deletion']>): Html {
  return html`<p class="small">Confirmation code ${confirmationCode}: <a href="${url}">how it stands</a></p>`;
}

function outcome({ status, attempts, nextAttemptAt, problem }: Notice): string {
  const last = attempts.at(-1);
  const tries = attempts.length > 1 ? `, attempt ${attempts.length}` : '';
  const said = problem === undefined ? '' : ` ${problem}`;
  switch (status) {
    case 'sending':
      return 'On its way.';
    case 'delivered':
      return `Taken with ${last?.status ?? ''}${tries}.${said}`;
    case 'waiting':
      return `Not taken${tries}.${said} Again at ${nextAttemptAt ?? ''}.`;
    case 'failed':
      return `Not taken${tries}, and not sent again.${said}`;
  }
}
