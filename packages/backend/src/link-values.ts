import { iso } from './iso-time.ts';
import type { JudgedLink } from './link-view.ts';
import { Refused, type RefusalValues } from './problem.ts';
import type { FlowRow } from './storage/port.ts';

/** What a sentence about a link may name. */
export const linkValues = ({ link, workspace }: Pick<JudgedLink, 'link' | 'workspace'>): Readonly<Record<string, string>> => ({
  org: workspace.name,
  sharer: link.sharedByName,
  sharerEmail: link.sharedByEmail,
  ...(link.expiresAt !== null && { expiresAt: iso(link.expiresAt) }),
  ...(link.maxConnections !== null && { max: String(link.maxConnections) }),
});

/** A link can be used by people in these statuses: an exhausted one still repairs what it brought. */
export const requireUsable = ({ link, workspace, status }: JudgedLink): void => {
  if (status === 'active' || status === 'exhausted') return;
  throw new Refused(`link_${status}`, linkValues({ link, workspace }));
};

/** What a refusal names, without what tells whose account it is about. Whom a link is for, everybody may know who has it; whom a repair is for, not. */
export const withoutNames = (values: RefusalValues, { repairs }: Pick<FlowRow, 'repairs'>): RefusalValues => ({
  ...values,
  handle: '',
  pages: [],
  ...(repairs !== null && { expected: '' }),
});
