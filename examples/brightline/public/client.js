const log = document.querySelector('[data-received]');

/** Adds a line to the log of what this page received. */
const note = (parts) => {
  log.querySelector('[data-none]')?.remove();
  const line = document.createElement('li');
  for (const [tag, text] of parts) {
    const part = document.createElement(tag);
    part.textContent = text;
    line.append(part, ' ');
  }
  log.append(line);
};

/** Shows what Brightline's own server knows now. An event in a page is a reason to look, not a proof. */
const refresh = async () => {
  const answer = await fetch(location.pathname, { headers: { accept: 'text/html' } });
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const connected = page.querySelector('[data-connected]');
  if (connected !== null) document.querySelector('[data-connected]').replaceWith(connected);
};

document.addEventListener('connect-success', (event) => {
  for (const { id, platform, handle } of event.detail.connections) {
    note([['b', event.type], ['code', id], ['span', platform], ['bdi', handle ?? '(no handle told)']]);
  }
  refresh().catch((error) => console.warn('brightline: the list of connected accounts could not be refreshed', error));
});

document.addEventListener('connect-error', (event) => note([['b', event.type], ['code', event.detail.code]]));
