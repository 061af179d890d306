import { enhancePage } from './enhancements.ts';
import { askOpener } from './opener.ts';

const { fid = '', openerOrigin = '', autoClose, result = '' } = document.body.dataset;

/** How long the page waits for the word that its result has arrived, and how often it asks; ms. */
const patience = 3000;
const interval = 300;

let closing = autoClose === 'true' && result !== '';
const closeNow = () => {
  if (!closing) return;
  closing = false;
  close();
};

const isDelivered = async (): Promise<boolean> => {
  try {
    const response = await fetch(`/f/${fid}/done`, { headers: { accept: 'application/json' } });
    return response.ok && ((await response.json()) as { delivered?: unknown }).delivered === true;
  } catch {
    // Asked again in a moment; and without an answer the page stays open, as it says.
    return false;
  }
};

const waitForDelivery = async () => {
  for (const end = Date.now() + patience; closing && Date.now() < end; ) {
    if (await isDelivered()) closeNow();
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
  closing = false;
};

enhancePage();

if (result) {
  const message = JSON.parse(result) as { readonly seq?: unknown };
  askOpener(message, 'result-ack', openerOrigin, fid, ({ seq }) => {
    if (seq === message.seq) closeNow();
  });
}

// Somebody who does something here wants the page to stay.
for (const type of ['pointerdown', 'keydown']) addEventListener(type, ({ isTrusted }) => (closing = closing && !isTrusted));

if (closing) void waitForDelivery();
