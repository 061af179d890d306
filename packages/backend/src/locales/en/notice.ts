/** Addresses at which there is nothing to do. */
export const notice = {
  origin: '{product} connects accounts here',
  originText: 'Nothing is to be done on this page. If somebody sent you a link, open the whole address that they sent.',
  notFound: 'There is no page here',
  notFoundText: 'Part of the address may be missing. If somebody sent you a link, ask them to copy it again.',
  notThisWay: 'This address can’t be opened like this',
  notThisWayText: 'It only works through the button on the page before it. Go back and use that button.',
} as const;
