// Connect's elements ask for a session when they need one, and for a fresh one before it ends. Brightline's server makes it
// for whoever is signed in; the API key never comes here.
const session = async () => {
  const answer = await fetch('/session', { method: 'POST' });
  if (!answer.ok) throw new Error(`Brightline answered ${answer.status} instead of a session.`);
  return answer.json();
};

for (const element of document.querySelectorAll('connect-link-manager, connect-account-list')) element.session = session;
