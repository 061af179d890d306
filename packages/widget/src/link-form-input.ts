import type { Workspace } from '@connect/sdk';
import type { LinkValues } from './link-form-values.ts';

/** A control of the form. Its name is that of its field; of an expected account with the platform: `mismatch.tiktok`. */
export type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** The values with what was just typed or chosen. */
export const withInput = (values: LinkValues, control: Control, workspace: Pick<Workspace, 'platforms'>): LinkValues => {
  const { name, value } = control;
  const isChecked = control instanceof HTMLInputElement && control.checked;
  const [field, platform] = name.split('.');
  if (platform !== undefined) {
    const { handle = '', onMismatch = 'refuse' } = values.expectedAccounts[platform] ?? {};
    const entry = field === 'mismatch' ? { handle, onMismatch: value } : { handle: value, onMismatch };
    return { ...values, expectedAccounts: { ...values.expectedAccounts, [platform]: entry } };
  }
  if (name === 'platforms') {
    // In the workspace's order, so that the same choice is the same link however it was made.
    const platforms = workspace.platforms.map(({ id }) => id).filter((id) => (id === value ? isChecked : values.platforms.includes(id)));
    return { ...values, platforms };
  }
  return { ...values, [name]: name === 'requiresApproval' ? isChecked : value };
};
