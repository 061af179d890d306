/** The page by which somebody sees a connection and ends it. */
export const receipt = {
  title: 'Your connection to {org}',
  status: {
    active: 'Connected and working',
    pending_approval: 'Waiting for {org}',
    needs_reconnect: 'Needs to be connected again',
    disconnected: 'Ended',
  },
  rows: {
    account: 'Account',
    to: 'Connected to',
    by: 'Link shared by',
    since: 'Since',
    through: 'Through',
    used: 'Last used',
    unused: 'Not used yet',
    ended: 'Ended',
  },
  can: '{org} can',
  canThen: 'Once it says yes, {org} can',
  declined: 'Left out: {missing}.',
  pending: '{sharer} confirms new accounts. Until then nothing is read or posted.',
  repair: 'Connect again',
  repairText: 'Connecting again repairs the connection.',
  repairAsk: 'Ask {sharer} for a link to connect it again.',
  end: 'End this connection',
  endTitle: 'End the connection of {handle}?',
  endText:
    '{org} loses access at once. Posts that are already published stay. While the link works, you can connect again with it.',
  endTextPending: '{org} stops waiting for it, and we delete the keys. While the link works, you can connect again with it.',
  endYes: 'End connection',
  endNo: 'Keep it',
  over: 'This connection of an account on {platform} is over. It was connected to {org} anew since; that connection has a receipt of its own.',
  endedBy: {
    disconnected_by_product: '{org} ended this connection.',
    disconnected_by_sharer: '{org} ended this connection.',
    undone_by_recipient: 'You undid this connection right away.',
    disconnected_by_recipient: 'You ended this connection here.',
  },
  help: 'Something wrong with this connection?',
  removal: {
    instagram:
      'You can also end it at Instagram: look for “Apps and websites” in your Instagram settings, and remove {product} there. That ends all connections of that account to {product}.',
    facebook:
      'You can also end it at Facebook: look for “Business integrations” in your Facebook settings, and remove {product} there. That ends everything that you gave to {product} by that login.',
    tiktok:
      'You can also end it at TikTok: look for “Apps and services permissions” in your TikTok settings, and remove {product} there. That ends all connections of that account to {product}.',
    other: 'You can also end it at {platform}: look for connected apps in your settings there, and remove {product}.',
  },
  write: 'Write to {sharer}',
  forget: 'Delete what is stored about me',
  forgetTitle: 'Delete what is stored about {handle}?',
  forgetText:
    'We delete the name, the picture, the ids and the keys of this account, and this receipt. The connection to {org} ends at once. It can’t be taken back.',
  forgetYes: 'Delete it',
  forgetNo: 'Keep it',
  forgotten: 'What was stored about you is deleted',
  forgottenText: [
    'We deleted the name, the picture, the ids and the keys of your account, and the connection to {org} has ended.',
    'What is left names nobody: that an account was connected once, and when that ended. Other connections of yours have receipts of their own.',
  ],
  forgottenTrying:
    'We are still telling {platform} that the access has ended; what that takes is gone within a day at the latest.',
  ended: '{org} no longer has access to {handle}, and we deleted the keys.',
  rejected: '{org} decided against {handle}. It was never used, and we deleted the keys.',
  endedHere: 'We deleted our keys, so {org} can’t use {handle} any more.',
  endedTrying: '{org} can’t use {handle} any more.',
  endedThere: {
    removed_at_platform: 'The access was removed at {platform}, so {org} can’t use {handle} any more. We deleted the keys.',
    account_deleted: '{handle} was deleted at {platform}, so {org} can’t use it any more. We deleted the keys.',
    account_age_changed:
      '{platform} ended the access because the age of the account’s owner changed. {org} can’t use {handle} any more, and we deleted the keys.',
    account_banned: '{platform} banned {handle}, so {org} can’t use it any more. We deleted the keys.',
    app_revoked: '{platform} ended the access of {product}, so {org} can’t use {handle} any more. We deleted the keys.',
  },
  address: 'Address of this receipt',
  secret: 'Anyone with this address can see this page and end the connection. Keep it to yourself.',
  secretEnded: 'Anyone with this address can see this page. Keep it to yourself.',
} as const;
