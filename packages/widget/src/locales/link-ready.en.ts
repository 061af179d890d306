import { openerEn } from './opener.en.ts';

/** English words of the panel with a link's URL. Words in braces are replaced. */
export const linkReadyEn = {
  made: 'Link ready',
  rotated: 'New address ready',
  revealed: 'Link for {name}',
  rotatedP: 'The old address has stopped. Send this one to everybody who still needs it.',
  madeP: 'It works until you switch it off, for as many accounts as you like.',
  'ready.until': 'It works until {date}.',
  'ready.untilOff': 'It works until you switch it off.',
  'ready.max': 'Accounts at most: {max}.',
  'ready.field': 'Link for {name}',
  copy: 'Copy link',
  copied: 'Copied',
  'ready.byHand': openerEn.byHand,
  copyMessage: 'Copy a message',
  message:
    'Hi! Please connect your {platform} account to {org} with this link: {url} It opens {platform}’s own login, takes about a minute, and you need no account with us. – {sharer}',
  messageMany:
    'Hi! Please connect your accounts ({platform}) to {org} with this link: {url} It opens each one’s own login, takes about a minute, and you need no account with us. – {sharer}',
  share: 'Share…',
  qr: 'Show QR code',
  'qr.hide': 'Hide QR code',
  'qr.name': 'QR code with the link for {name}',
  'qr.png': 'Save as PNG',
  'qr.svg': 'Save as SVG',
  'qr.failed': 'The QR code couldn’t be loaded. Check your connection and try again.',
};

/** A key of the panel's words. */
export type LinkReadyKey = keyof typeof linkReadyEn;
