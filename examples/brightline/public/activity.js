const late = document.querySelector('[data-late]');

/** Puts what the server shows now in the place of what is shown, where there is something new. */
const look = async () => {
  const answer = await fetch(location.pathname, { headers: { accept: 'text/html' }, signal: AbortSignal.timeout(15_000) });
  if (!answer.ok || answer.redirected) throw new Error(`status ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const [shown, now] = [document, page].map((each) => each.querySelector('[data-activity]'));
  if (now !== null && now.dataset.activity !== shown.dataset.activity) shown.replaceWith(now);
};

let timer;
const watch = async () => {
  clearTimeout(timer);
  if (document.hidden) return;
  const failed = await look().then(
    () => false,
    () => true,
  );
  late.hidden = !failed;
  clearTimeout(timer);
  timer = setTimeout(watch, failed ? 5000 : 1500);
};

document.addEventListener('visibilitychange', watch);
timer = setTimeout(watch, 1500);
