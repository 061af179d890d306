/** What several pages say. */
export const common = {
  copy: 'Copy address',
  copied: 'Copied',
  copyReference: 'Copy reference',
  reference: 'Reference {ref}',
  quoted: '“{text}”',
  mailSubject: 'Connect link from {org}',
  /** Where somebody logs in and has their settings, by the platform's id, where that is another place than the account is on. */
  places: { facebook: 'Facebook' },
} as const;
