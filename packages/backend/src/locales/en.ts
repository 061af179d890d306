import type { RefusalCode } from '@connect/sdk/contract';
import type { RefusalText } from '../refusal-text.ts';

/**
 * English. Plain sentences, present tense, the reader as "you", people and companies by their names. Values stand in
 * braces; pages isolate them with `<bdi>`. What a title or a button says must be enough for somebody who reads nothing else.
 *
 * Names of menus in the platforms' own apps change: "Apps and websites" and "Switch to professional account" were last
 * checked on 20 November 2026; "Business integrations" and "Apps and services permissions" are from memory.
 */
export const en = {
  link: {
    title: 'Connect your {platform} account to {org}',
    titleMany: 'Connect your accounts to {org}',
    titleRepair: '{handle} needs to be connected again',
    titleRepairOn: '{handle} on {platform} needs to be connected again',
    titleRepairOne: 'Connect your {platform} account to {org} again',
    titleRepairMany: 'Connect your account to {org} again',
    repair: 'Connecting again repairs the connection. Nothing else changes.',
    repairSince: 'The connection stopped on {date}.',
    reasons: {
      token_expired: '{platform} ended it after a time.',
      password_changed: 'The password was changed.',
      login_check: '{platform} wants the account’s owner to log in there first.',
      token_refused: '{platform} no longer accepts it: that happens after a changed password.',
      refresh_refused: '{platform} no longer accepted it: that happens after a changed password.',
      refresh_outcome_unknown: '{platform} no longer accepted it.',
      removed_at_platform: 'The access was removed at {platform}.',
      account_banned: '{platform} had banned the account.',
      account_age_changed: '{platform} ended it because the age of the account’s owner changed.',
      app_revoked: '{platform} ended it.',
    },
    repairFull: 'All {max} places on this link are taken. Continue with an account that is connected already: that repairs it.',
    preview: 'Connect link from {org}',
    previewText: 'A page for connecting an account to {org}.',
    forClient: 'For {client}',
    shared: 'Shared by {sharer}',
    can: '{org} will be able to',
    canOn: 'On {platform}',
    cannot: 'It can’t {list}.',
    cannotWords: {
      password: 'see your password',
      messages: 'read your messages',
      post: 'post anything',
      ads: 'run ads',
    },
    connected: '{handle} on {platform} is connected.',
    pending: '{handle} on {platform} is waiting for {org}.',
    go: 'Continue with {platform}',
    going: 'Taking you to {platform}…',
    hop: 'You log in at {platform}, not here. It will show the name {product}, the tool {org} uses.',
    hopMany: 'You log in there, not here. You will see the name {product}, the tool {org} uses.',
    which: '{platform} will use the account you’re logged in to there.',
    switch: 'Switch account',
    whichMany: 'Connect one or all of them, in any order. Each will use the account you’re logged in to there.',
    switchOn: 'Switch account on {platform}',
    expected: 'This link is meant for {expected}.',
    expectedOn: 'On {platform} this link is meant for {expected}.',
    approval: '{org} looks at new accounts before using them.',
    undo: 'You can undo this at any time, without an account.',
    doubt: 'Don’t know {sharer}? Close this page. Nothing has happened yet.',
    offline: 'You’re offline. Try again when your connection is back.',
  },
  inApp: {
    title: 'Open this page in your browser',
    text: 'You’re inside the {app} app. Logging in often can’t be finished from there.',
    steps: ['Tap ••• or the share sign at the edge of the screen.', 'Choose “Open in browser”.'],
    address: 'Address of this page',
    anyway: 'Or go on here:',
  },
  launch: {
    taking: 'Taking you to {platform}…',
    look: 'Look for {platformHost} in the address bar before you type a password.',
    slow: 'Nothing happening? Continue to {platform}',
    go: 'Continue to {platform}',
    not: 'Not now',
  },
  done: {
    title: '{handle} is connected',
    titleMany: 'Your accounts are connected',
    titleRepaired: '{handle} works again',
    titlePending: '{handle} is waiting for {org}',
    titlePendingMany: 'Your accounts are waiting for {org}',
    titleElsewhere: 'Your account is connected',
    titlePendingElsewhere: 'Your account is waiting for {org}',
    text: '{org} can now use what you allowed. You’re done here.',
    textRepaired: 'The connection is repaired. You’re done here.',
    textPending: 'You’ve done your part. {sharer} confirms new accounts. Until then nothing is read or posted.',
    textElsewhere: 'It was finished in another browser or app. Which account it is, and its receipt, are shown there.',
    on: '{handle} on {platform}',
    left: 'You left out: {missing}. That’s fine.',
    back: 'Go to {host}',
    another: 'Connect another account',
    close: 'You can close this window.',
    closeButton: 'Close this window',
    right: 'Right account?',
    undo: 'No, undo this',
    wrong: 'Not the right account?',
    end: 'End this connection',
    keep: 'Keep your receipt',
    keepText:
      'A private page where you can see this connection and end it. Anyone with its address can do that, so keep it to yourself.',
    keepMany: 'Keep your receipts',
    keepManyText:
      'Private pages where you can see each connection and end it. Anyone with their addresses can do that, so keep them to yourself.',
    address: 'Address of your receipt',
    addressOf: 'Address of the receipt for {handle}',
    open: 'Open it',
    mail: 'Send it to my e-mail',
    mailSubject: 'Receipt: {handle} is connected to {org}',
    mailText: 'My private page about this connection, where I can see it and end it: {address}',
  },
  undo: {
    title: 'It’s too late to undo this here',
    titleChanged: 'This can’t be undone here',
    text: 'Undoing works for {minutes} minutes. You can still end the connection at any time: your receipt has a button for it.',
    textChanged: 'Only a connection that was just made here can be undone here. You can end this one at any time: your receipt has a button for it.',
    still: '{handle} is still connected.',
    open: 'End it on your receipt',
    back: 'Keep it',
  },
  progress: {
    checking: 'Checking…',
    checkingText: 'We’re asking {platform} which account it is. This takes a moment.',
    waiting: 'Still waiting for {platform}',
    waitingText: 'If you’re logging in there, take your time: this page notices by itself.',
    again: 'Start again',
    nothing: 'Nothing is connected yet.',
  },
  confirm: {
    title: 'Did you just start this?',
    text: 'At {time}, someone started to connect your {platform} account to {org} (from {sharer}’s link) in another browser or app.',
    doubt: 'If that was you, continue. If somebody sent you here, don’t.',
    yes: 'Yes, connect it',
    no: 'No, that wasn’t me',
    nothing: 'Nothing is connected until you say yes.',
  },
  choose: {
    title: 'Which accounts may {org} use?',
    accounts: 'Your accounts',
    text: 'You have several accounts there. Only those you tick are connected; we keep nothing of the others.',
    room: 'This link has room for {room} of them.',
    none: 'Nothing is ticked. Tick at least one account, or choose “None of these”.',
    tooMany: 'You ticked more than this link has room for. It has room for {room}.',
    yes: 'Connect what I ticked',
    no: 'None of these',
    nothing: 'Nothing is connected until you choose.',
  },
  receipt: {
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
    over: 'This connection of {handle} is over. The account was connected to {org} anew since; that connection has a receipt of its own.',
    endedBy: {
      disconnected_by_product: '{org} ended this connection.',
      disconnected_by_sharer: '{org} ended this connection.',
      undone_by_recipient: 'You undid this connection right away.',
      disconnected_by_recipient: 'You ended this connection here.',
    },
    help: 'Something wrong with this connection?',
    removal: {
      instagram:
        'You can also end it at Instagram: look for “Apps and websites” in your Instagram settings, and remove {product} there.',
      facebook:
        'You can also end it at Facebook: look for “Business integrations” in your Facebook settings, and remove {product} there. That ends everything that you gave to {product} by that login.',
      tiktok:
        'You can also end it at TikTok: look for “Apps and services permissions” in your TikTok settings, and remove {product} there.',
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
    ended: '{org} no longer has access to {handle}, and we deleted the keys.',
    rejected: '{org} decided against {handle}. It was never used, and we deleted the keys.',
    endedPartly:
      'We deleted our keys, so {org} can’t use {handle} any more. {platform} may still list {product}. To be certain, remove it under “Apps and websites” in your {platform} settings.',
    endedTrying:
      '{org} can’t use {handle} any more. {platform} has not confirmed the end yet: for a day at most we go on telling it, and keep a sealed key for that alone.',
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
  },
  deletion: {
    done: {
      title: 'Your data was deleted',
      text: [
        'You asked for it on {asked}, and on {done} it was done. We deleted the name, the picture, the ids and the keys that {product} had of your account, and ended everything that was connected with it.',
        'What is left names nobody: that an account was connected once, and when that ended.',
      ],
    },
    nothing_found: {
      title: 'We have nothing stored about you',
      text: [
        'You asked on {asked} to have deleted what {product} has of your account. We looked for it and found nothing.',
        'Perhaps it was deleted before, or the account was never connected here.',
      ],
    },
    under_way: {
      title: 'We’re deleting your data',
      text: ['You asked for it on {asked}. It is usually done within a minute. Open this page again to see that it is.'],
    },
    not_found: {
      title: 'We can’t find this request',
      text: ['Part of the address may be missing. Copy it again from where you got it, or ask there for its code.'],
    },
  },
  notice: {
    origin: '{product} connects accounts here',
    originText: 'Nothing is to be done on this page. If somebody sent you a link, open the whole address that they sent.',
    notFound: 'There is no page here',
    notFoundText: 'Part of the address may be missing. If somebody sent you a link, ask them to copy it again.',
    notThisWay: 'This address can’t be opened like this',
    notThisWayText: 'It only works through the button on the page before it. Go back and use that button.',
  },
  common: {
    copy: 'Copy address',
    copied: 'Copied',
    copyReference: 'Copy reference',
    reference: 'Reference {ref}',
    quoted: '“{text}”',
    mailSubject: 'Connect link from {org}',
    /** Where somebody logs in and has their settings, by the platform's id, where that is another place than the account is on. */
    places: { facebook: 'Facebook' },
  },
  foot: {
    how: 'How this works',
    howText: [
      '{org} sends you this page with {product}. You log in at the platform itself and choose there what you allow.',
      'The platform then gives {product} a key for just that. Your password never passes through here.',
      'At the end you get a receipt: a private page where you can see the connection and end it.',
    ],
    privacy: 'Privacy',
    report: 'Report this page',
  },
  /** The platforms' adapters have their words in English. */
  permissions: {},
  refusals: {
    link_not_found: {
      title: 'This link doesn’t lead anywhere',
      text: [
        'Part of the address may be missing, or the link was replaced by a newer one. Ask the person who sent it to copy it again.',
      ],
      reassurance: 'Nothing was connected.',
    },
    link_revoked: {
      title: 'This link was switched off',
      text: [
        [
          '{sharer} or someone at {org} has ended this link, so it can’t be used any more. If you still want to connect an account, ask {org} for a new link.',
          'It has been ended by those who made it, so it can’t be used any more. If you still want to connect an account, ask for a new link.',
        ],
        'Accounts you connected earlier stay connected.',
      ],
      reassurance: 'Nothing was connected.',
      actions: [{ kind: 'write', label: 'Write to {sharer}' }],
    },
    link_expired: {
      title: ['This link ended on {date}', 'This link has ended'],
      text: [
        [
          '{org} gave it an end date. You did nothing wrong. Ask {sharer} for a new link, it takes a minute.',
          'It had an end date. You did nothing wrong. Ask the person who sent it for a new link, it takes a minute.',
        ],
      ],
      reassurance: 'Nothing was connected.',
      actions: [{ kind: 'write', label: 'Write to {sharer}' }],
    },
    link_paused: {
      title: 'This link is on hold',
      text: [
        [
          '{org} has paused it for now. The same link will work again once they resume it, so you can keep it.',
          'It is paused for now. The same link will work again later, so you can keep it.',
        ],
      ],
      reassurance: 'Nothing was connected.',
      actions: [
        { kind: 'check', label: 'Check again' },
        { kind: 'write', label: 'Write to {sharer}' },
      ],
    },
    link_suspended: {
      title: ['{org} can’t accept connections right now', 'This link can’t accept connections right now'],
      text: [
        [
          'There is something to sort out between {org} and {product}, the tool it uses. It has nothing to do with you or your account.',
          'There is something to sort out first by those who sent it. It has nothing to do with you or your account.',
        ],
        ['Keep this link. It will work again as soon as {org} has sorted it out.', 'Keep this link. It will work again.'],
      ],
      reassurance: 'Nothing was connected.',
      actions: [
        { kind: 'write', label: 'Write to {sharer}' },
        { kind: 'check', label: 'Check again' },
      ],
    },
    link_exhausted: {
      title: 'This link has reached its limit',
      text: [
        [
          '{org} allows {max} connected accounts on this link, and that many are connected. If yours is missing, ask {sharer} to raise the limit.',
          'As many accounts are connected as it allows. If yours is missing, ask the person who sent it to raise the limit.',
        ],
        'To repair an account that is connected already, continue with that account.',
      ],
      reassurance: 'Nothing new was connected.',
      actions: [
        { kind: 'repair', label: 'Repair a connected account' },
        { kind: 'write', label: 'Write to {sharer}' },
      ],
    },
    wrong_account: {
      title: [
        'That was {handle}, but this link is for {expected}',
        'That was another account: this link is for {expected}',
        'That was another account than this link is for',
      ],
      text: [
        [
          '{platform} passes on the account you’re logged in to. Log in to {platform} as {expected}, then try again.',
          'The account you’re logged in to is the one that arrives. Log in with the right one, then try again.',
        ],
      ],
      steps: [
        [
          'Open {platformHost} in this browser and switch to {expected}.',
          'Log in with the right account in this browser.',
        ],
        'Come back to this page.',
        'Choose “Try again”.',
      ],
      reassurance: ['We didn’t keep access to {handle}.', 'We didn’t keep access to that account.'],
      actions: [
        { kind: 'retry', label: 'Try again' },
        { kind: 'anyway', label: 'Connect {handle} anyway' },
      ],
    },
    personal_account: {
      title: ['{handle} is a personal account', 'This is a personal account'],
      text: [
        [
          '{platform} lets apps connect only to professional accounts (Business or Creator). Switching is free, takes about a minute, and you keep your posts and followers.',
          'Apps can connect only to professional accounts (Business or Creator). Switching is free, takes about a minute, and you keep your posts and followers.',
        ],
      ],
      steps: [
        [
          'In the {platform} app, open Settings and look for “Switch to professional account”.',
          'In the app, open Settings and look for “Switch to professional account”.',
        ],
        'Pick Creator or Business.',
        'Come back here and try again.',
      ],
      reassurance: 'Nothing was connected.',
      actions: [
        { kind: 'retry', label: 'I’ve switched, try again' },
        { kind: 'another', label: 'Use another account' },
      ],
    },
    no_eligible_account: {
      title: 'We found no account to connect',
      text: [
        [
          'You’re logged in to Facebook. None of the Pages that you allowed has an Instagram professional account linked to it: {pages}.',
          'You’re logged in to Facebook, but no Instagram professional account is linked to a Page you manage.',
        ],
      ],
      steps: [
        'In Instagram, link the account to your Facebook Page.',
        'Check that you manage that Page, and that you allow it when Facebook asks.',
        'Come back and try again.',
      ],
      reassurance: 'Nothing was connected.',
      actions: [
        { kind: 'retry', label: 'Try again' },
        { kind: 'instead', label: 'Log in with Instagram instead' },
      ],
    },
    denied: {
      title: 'You didn’t give access, and that’s fine',
      text: [
        [
          'You cancelled at {platform}, so {org} can’t see or do anything with your account.',
          'You cancelled there, so nobody can see or do anything with your account.',
        ],
        [
          'If that was by accident, you can try again. If you have doubts, ask {sharer} what the access is for.',
          'If that was by accident, you can try again.',
        ],
      ],
      reassurance: 'Nothing was connected.',
      actions: [{ kind: 'retry', label: 'Try again' }],
      closes: true,
    },
    none_chosen: {
      title: 'You chose none of the accounts, and that’s fine',
      text: [
        [
          '{org} can’t see or do anything with them. The keys that {platform} gave were thrown away unused.',
          'Nobody can see or do anything with them. The keys that were given were thrown away unused.',
        ],
        [
          'If you have doubts, ask {sharer} what the access is for.',
          'If you have doubts, ask the person who sent the link what the access is for.',
        ],
      ],
      reassurance: 'Nothing was connected.',
      actions: [{ kind: 'retry', label: 'Try again' }],
      closes: true,
    },
    cancelled: {
      title: 'This attempt was cancelled',
      text: [
        [
          '“Cancel” was pressed in the window where it began, so what {platform} sent afterwards was thrown away unused.',
          '“Cancel” was pressed in the window where it began, so what came afterwards was thrown away unused.',
        ],
        'Your link still works if you want to start again.',
      ],
      reassurance: 'Nothing was connected.',
      actions: [{ kind: 'retry', label: 'Start again' }],
      closes: true,
    },
    missing_permission: {
      title: 'A permission is still missing',
      text: [
        [
          'To do what you agreed on, {org} also needs this: {missing}.',
          'To do what you agreed on, this has to be allowed too: {missing}.',
          'One of the things on the list was not allowed, and it can’t be left out.',
        ],
        ['{platform} will ask again. Leave this one switched on.', 'You will be asked again. Leave this one switched on.'],
      ],
      reassurance: 'Nothing was connected.',
      actions: [{ kind: 'retry', label: ['Allow it at {platform}', 'Allow it'] }],
      closes: true,
    },
    attempt_expired: {
      title: ['That took longer than {platform} allows', 'That took too long'],
      text: ['For your safety, an attempt ends after 15 minutes. Your link still works: open it to start again.'],
      reassurance: 'Nothing was connected.',
      actions: [{ kind: 'retry', label: 'Start again' }],
    },
    confirm_expired: {
      title: 'The question has run out of time',
      text: [
        [
          'We asked whether it was you who started, and waited ten minutes for the answer. What {platform} sent was thrown away unused.',
          'We asked whether it was you who started, and waited ten minutes for the answer.',
        ],
        'Your link still works: open it to start again.',
      ],
      reassurance: 'Nothing was connected.',
      actions: [{ kind: 'retry', label: 'Start again' }],
    },
    choice_expired: {
      title: 'The choice has run out of time',
      text: [
        [
          'We asked which accounts to connect, and waited ten minutes for the answer. What {platform} sent was thrown away unused.',
          'We asked which accounts to connect, and waited ten minutes for the answer. What was sent was thrown away unused.',
        ],
        'Your link still works: open it to start again.',
      ],
      reassurance: 'Nothing was connected.',
      actions: [{ kind: 'retry', label: 'Start again' }],
    },
    other_browser_refused: {
      title: 'Stopped',
      text: [
        [
          '{org} got nothing: what {platform} sent was thrown away unused.',
          'Nobody got anything: what was sent was thrown away unused.',
        ],
        'If someone asked you to open this page, be careful with their next message.',
      ],
      reassurance: 'Nothing was connected.',
      closes: true,
    },
    platform_unavailable: {
      title: ['{platform} isn’t answering', 'The platform isn’t answering'],
      text: [
        [
          'We asked {platform} and got no useful reply. This is usually over in a few minutes.',
          'We asked and got no useful reply. This is usually over in a few minutes.',
        ],
        'Your link still works: try again, or come back later today.',
      ],
      reassurance: 'Nothing was connected.',
      actions: [{ kind: 'retry', label: 'Try again' }],
    },
    platform_limit: {
      title: ['{platform} allows no more connections today', 'No more connections are possible today'],
      text: [
        [
          '{platform} limits how many people {product} may connect in a day, and today’s number is used up.',
          'The number of people who may connect in a day is used up.',
        ],
        'Please come back tomorrow with the same link.',
      ],
      reassurance: 'Nothing was connected.',
      actions: [{ kind: 'write', label: 'Write to {sharer}' }],
    },
    platform_setup: {
      title: ['{product} needs to fix something first', 'Something has to be set right first'],
      text: [
        [
          '{platform} refused because of a setting at {product}. You can’t change that from here.',
          'The platform refused because of a setting. You can’t change that from here.',
        ],
        ['We’ve noted what {platform} said, so {product} can find it.', 'We’ve noted what it said, so that it can be found.'],
      ],
      reassurance: 'Nothing was connected.',
      actions: [
        { kind: 'write', label: 'Write to {sharer}' },
        { kind: 'retry', label: 'Try again' },
      ],
      reference: true,
    },
    cookies_blocked: {
      title: 'Your browser needs to remember one thing',
      text: [
        'To be sure that you are the one who started, we need one cookie during the connection. It is gone when you’re done.',
        [
          'Allow cookies for {host}, or open the link in another browser.',
          'Allow cookies for this page, or open the link in another browser.',
        ],
      ],
      reassurance: 'Nothing was connected.',
      actions: [
        { kind: 'retry', label: 'Try again' },
        { kind: 'copy', label: 'Copy the link' },
      ],
    },
    connection_undone: {
      title: ['You undid this: {handle} is not connected', 'You undid this connection'],
      text: [
        [
          '{org} can’t use {handle}, and we deleted the keys that {platform} gave for it.',
          '{org} can’t use the account, and we deleted the keys that were given for it.',
          'Nobody can use the account, and we deleted the keys that were given for it.',
        ],
        [
          'If {platform} still lists {product} under “Apps and websites”, you can remove it there.',
          'If it is still listed under “Apps and websites” in the settings of the account, you can remove it there.',
        ],
      ],
      reassurance: 'Nothing is connected any more.',
      actions: [{ kind: 'retry', label: 'Start again' }],
      closes: true,
    },
    approval_rejected: {
      title: ['{org} didn’t take {handle}', '{org} didn’t take this account', 'This account was not taken'],
      text: [
        [
          '{org} looks at new accounts before using them, and decided against this one. It was never used, and we deleted the keys.',
          'New accounts are looked at before they are used, and this one was not wanted. It was never used, and we deleted the keys.',
        ],
        [
          'If that surprises you, ask {sharer}. You can connect another account with the same link while it works.',
          'If that surprises you, ask the person who sent the link.',
        ],
      ],
      reassurance: 'Nothing is connected.',
      actions: [
        { kind: 'write', label: 'Write to {sharer}' },
        { kind: 'retry', label: 'Connect another account' },
      ],
      closes: true,
    },
    flow_conflict: {
      title: 'This window has already been used',
      text: [
        'It belongs to another attempt, so it can’t start this one. Close it, open your link again and press the button there.',
      ],
      reassurance: 'Nothing new was connected.',
      actions: [{ kind: 'retry', label: 'Start again' }],
      closes: true,
    },
    flow_not_yours: {
      title: 'There is nothing to see here',
      text: [
        'This address shows something only in the browser where it began, and only for a short time.',
        'If you were connecting an account, go back to the window where you started, or open your link again.',
      ],
    },
    too_many_attempts: {
      title: 'Please wait a minute',
      text: [
        [
          'There were many attempts from your network. You can go on in {seconds} seconds.',
          'There were many attempts from your network. You can go on soon.',
        ],
      ],
      reassurance: 'Nothing was connected.',
      actions: [{ kind: 'retry', label: 'Try again' }],
    },
    receipt_not_found: {
      title: 'We can’t find this receipt',
      text: [
        'The address may be incomplete, or the connection was removed along with its data.',
        [
          'To be sure that no access is left, look for {product} under “Apps and websites” in your {platform} settings.',
          'To be sure that no access is left, look for {product} under “Apps and websites” in the settings of your account.',
          'To be sure that no access is left, look under “Apps and websites” in the settings of your account.',
        ],
      ],
    },
    not_from_here: {
      title: 'We didn’t act on that',
      text: [
        'The request came from another website, not from a button on our own page, so we left it alone.',
        'If you wanted to connect an account, open your link again and use the button there. If you wanted to end a connection, open your receipt.',
      ],
      reassurance: 'Nothing was changed.',
    },
    internal_error: {
      title: 'We couldn’t finish this',
      text: [
        ['The fault is on our side at {product}, not with your account.', 'The fault is on our side, not with your account.'],
        [
          'Try again in a few minutes. If it happens again, send {sharer} this reference: {ref}',
          'Try again in a few minutes. If it happens again, mention this reference: {ref}',
          'Try again in a few minutes.',
        ],
      ],
      reassurance: 'Nothing was connected.',
      actions: [{ kind: 'retry', label: 'Try again' }],
      reference: true,
    },
  } satisfies Record<RefusalCode, RefusalText>,
} as const;
