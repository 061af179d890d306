import { expect } from '@esm-bundle/chai';
import { choose, heads, isAccessible, mayaSession, menuOf, northlight, opened, openMenu, press, rowOf, threeLinks, words, type Manager } from './manager.test.fixture.ts';
import { manage, until, useBackend, useClipboard } from './sharer.test.fixture.ts';

const mocks = useBackend();
const clipboard = useClipboard();
beforeEach(() => void northlight(mocks));

const copyButton = (manager: Manager, { id }: { readonly id: string }) => manager.find(`[data-copy="${id}"]`);
const asked = (manager: Manager) => manager.find<HTMLDialogElement>('.confirm');
const focusedText = (manager: Manager) => (manager.focused as HTMLElement | null)?.innerText.trim();

describe('what can be done with a link', () => {
  it('is copied with one press: it says so, keeps the focus, and is recorded', async () => {
    const { luma } = threeLinks(mocks);
    const manager = await opened(mayaSession(mocks));
    const button = copyButton(manager, luma);
    button.focus();
    button.click();
    await until('it says Copied', () => button.getAttribute('aria-label') === 'Copied');
    expect(clipboard.copied).to.deep.equal([luma.url]);
    expect(manager.focused).to.equal(button);
    await manager.announces(/Copied/);
    expect(mocks.requests.filter(({ operation }) => operation === 'links.reveal')).to.have.length(1);
    await until('it can be copied again', () => button.getAttribute('aria-label') === 'Copy link for Luma Yoga');
  });

  it('is shown to be copied by hand where the browser forbids it', async () => {
    clipboard.refuse = true;
    const { luma } = threeLinks(mocks);
    const manager = await opened(mayaSession(mocks));
    copyButton(manager, luma).click();
    await manager.says(/Link for Luma Yoga/);
    expect(manager.find<HTMLInputElement>('.url').value).to.equal(luma.url);
    await isAccessible(manager);
  });

  it('has a message to send', async () => {
    const { luma } = threeLinks(mocks);
    const manager = await opened(mayaSession(mocks));
    choose(manager, luma, /Copy a message/);
    await manager.says(/Message copied/);
    expect(clipboard.copied[0]).to.contain(luma.url).and.to.contain('TikTok').and.to.contain('Maya Lindqvist');
  });

  it('has a menu for the keyboard: arrows, Home, End, first letters, Escape', async () => {
    const { luma } = threeLinks(mocks);
    const manager = await opened(mayaSession(mocks));
    const menu = openMenu(manager, luma);
    expect(focusedText(manager)).to.equal('Copy a message');
    await isAccessible(manager);
    press(manager, 'ArrowDown');
    expect(focusedText(manager)).to.equal('Show QR code');
    press(manager, 'End');
    expect(focusedText(manager)).to.equal('Switch off');
    press(manager, 'ArrowDown');
    expect(focusedText(manager)).to.equal('Copy a message');
    press(manager, 'ArrowUp');
    expect(focusedText(manager)).to.equal('Switch off');
    press(manager, 'Home');
    press(manager, 'p');
    expect(focusedText(manager)).to.equal('Pause');
    press(manager, 's');
    expect(focusedText(manager)).to.equal('Switch off');
    press(manager, 's');
    expect(focusedText(manager)).to.equal('Show QR code');
    press(manager, 'w');
    expect(focusedText(manager)).to.equal('Switch off');
    for (const letter of 'ren') press(manager, letter);
    expect(focusedText(manager)).to.equal('Rename or change');
    press(manager, 'Escape');
    expect(menu.isConnected && menu.matches(':popover-open')).to.equal(false);
    expect(manager.focused).to.equal(rowOf(manager, luma).querySelector('[aria-haspopup]'));
    expect(manager.find<HTMLDialogElement>('dialog.modal').open).to.equal(true);
  });

  it('is paused and resumed', async () => {
    const { luma } = threeLinks(mocks);
    const manager = await opened(mayaSession(mocks));
    choose(manager, luma, /^Pause/);
    await until('it is paused', () => heads(manager)[1] === 'Luma Yoga Paused');
    await manager.announces(/Paused/);
    choose(manager, luma, /^Resume/);
    await until('it is active', () => heads(manager)[1] === 'Luma Yoga Active');
    // The news of it may be here before the answer is.
    await manager.announces(/The link works again/);
    expect(manager.types().filter((type) => type === 'connect-link-changed')).to.have.length(2);
  });

  it('gets a new address after saying what stops, and shows the new one', async () => {
    const { luma } = threeLinks(mocks);
    const manager = await opened(mayaSession(mocks));
    choose(manager, luma, /New address/);
    expect(asked(manager).innerText).to.match(/Luma Yoga\s+The old address stops at once/);
    expect(focusedText(manager)).to.equal('Keep the address');
    await isAccessible(manager);
    manager.control(/Give a new address/).click();
    await manager.says(/New address ready/);
    expect(manager.find<HTMLInputElement>('.url').value).to.not.equal(luma.url);
  });

  it('is switched off after saying what stays, and that it cannot be undone', async () => {
    const { spring } = threeLinks(mocks);
    mocks.addConnection({ workspace: 'northlight', link: spring.id, status: 'active' });
    const manager = await opened(mayaSession(mocks));
    choose(manager, spring, /Switch off/);
    expect(asked(manager).innerText).to.contain('The 1 account it brought stays connected. This can’t be undone.');
    manager.control(/Keep it/).click();
    await until('the question is gone', () => !manager.has('.confirm'));
    expect(heads(manager)[2]).to.equal('Spring campaign creators Paused');
    choose(manager, spring, /Switch off/);
    manager.control(/Switch off/, asked(manager)).click();
    await until('it is off', () => heads(manager)[2] === 'Spring campaign creators Switched off');
    await manager.announces(/Link switched off/);
    expect(manager.has(`[data-copy="${spring.id}"]`)).to.equal(false);
    expect(menuOf(manager, spring)).to.deep.equal(['What happened']);
  });

  it('is no question any more when somebody else has switched it off meanwhile', async () => {
    const { luma } = threeLinks(mocks);
    const manager = await opened(mayaSession(mocks));
    choose(manager, luma, /New address/);
    await manage('DELETE', `/v1/links/${luma.id}`);
    await until('the question says so', () => /switched off meanwhile/.test(asked(manager).innerText));
    expect(manager.hasControl(/Give a new address/)).to.equal(false);
    expect(heads(manager)[1]).to.equal('Luma Yoga Switched off');
    await isAccessible(manager);
    manager.control(/^Close$/, asked(manager)).click();
    await until('it is closed', () => !manager.has('.confirm'));
  });

  it('says so where it was switched off before the news of it came', async () => {
    const { luma } = threeLinks(mocks);
    const manager = await opened(mayaSession(mocks, { can: ['links:read', 'links:write', 'links:reveal'] }));
    await manage('DELETE', `/v1/links/${luma.id}`);
    choose(manager, luma, /^Pause/);
    await manager.says(/Luma Yoga was switched off meanwhile/);
    await until('the row shows it', () => heads(manager)[1] === 'Luma Yoga Switched off');
  });

  it('stays as it was, with a sentence, where the server does not do it', async () => {
    const { luma } = threeLinks(mocks);
    const manager = await opened(mayaSession(mocks));
    mocks.failNext('links.revoke', 'internal_error', { times: Infinity });
    choose(manager, luma, /Switch off/);
    manager.control(/Switch off/, asked(manager)).click();
    await until('the question says so', () => /give Brightline this reference/.test(asked(manager).innerText));
    expect(words(asked(manager).querySelector('[role=alert]'))).to.contain('The fault is on our side');
    expect(heads(manager)[1]).to.equal('Luma Yoga Active');
  });

  it('is edited in place, and tells what happened with it', async () => {
    const { luma } = threeLinks(mocks);
    mocks.addEvent({ type: 'link.opened', link: luma.id });
    const manager = await opened(mayaSession(mocks));
    choose(manager, luma, /Rename/);
    await until('the form is there', () => manager.has('#form-clientName'));
    const field = manager.find<HTMLInputElement>('#form-clientName');
    field.value = 'Luma Yoga Berlin';
    field.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
    manager.control(/Save/).click();
    await until('the list shows it', () => heads(manager)[1] === 'Luma Yoga Berlin Active');
    await until('the focus is back on its row', () => rowOf(manager, luma).contains(manager.focused));
    choose(manager, luma, /What happened/);
    await manager.says(/What happened with Luma Yoga Berlin/);
    await isAccessible(manager);
    manager.control(/Back to all links/).click();
    await until('the focus is back on its row', () => rowOf(manager, luma).contains(manager.focused));
  });

  it('offers only what the session may', async () => {
    const { luma } = threeLinks(mocks);
    const manager = await opened(mayaSession(mocks, { can: ['links:read', 'events:read'] }));
    expect(manager.has('[data-copy]')).to.equal(false);
    expect(manager.hasControl(/New link/, manager.find('.body'))).to.equal(false);
    expect(menuOf(manager, luma)).to.deep.equal(['What happened']);
  });
});
