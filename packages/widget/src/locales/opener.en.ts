/** English words of `<connect-link-manager>` before it is opened, and of what stands around its content. */
export const openerEn = {
  h: 'Connect links',
  create: 'New link',
  close: 'Close',
  loading: 'Loading links',
  slow: 'This takes longer than usual. We’re still trying.',
  byHand: 'Your browser doesn’t let us copy. The text is selected: copy it with Ctrl+C or ⌘C, or press and hold it.',
};
