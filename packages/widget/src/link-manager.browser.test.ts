import { expect } from '@esm-bundle/chai';
import { fixtures } from '@connect/sdk/mocks';
import { choose, heads, isAccessible, mayaSession, northlight, opened, placeManager, threeLinks, type Manager } from './manager.test.fixture.ts';
import { manage, plugNetwork, provider, until, useBackend } from './sharer.test.fixture.ts';

const mocks = useBackend();
const inactive = { status: 'inactive', upgradeUrl: 'https://app.example/upgrade', planName: 'Agency' } as const;

/** What the product does when a plan begins or ends. */
const setPlan = async (status: 'active' | 'inactive') => {
  const { name, embedOrigins, returnUrls } = fixtures.workspace();
  const response = await fetch('https://connect.example/v1/workspaces/northlight', {
    method: 'PUT',
    headers: { authorization: 'Bearer key', 'content-type': 'application/json' },
    body: JSON.stringify({ name, embedOrigins, returnUrls, subscription: { ...inactive, status } }),
  });
  expect(response.ok, await response.text()).to.equal(true);
};
const begin = async (manager: Manager) => {
  manager.control(/New link/, manager.find('.body')).click();
  await until('the form is there', () => manager.has('#form-clientName'));
  const field = manager.find<HTMLInputElement>('#form-clientName');
  field.value = 'Harbour Bakery';
  field.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
  manager.control(/TikTok/, manager.find('.link-form')).click();
};

describe('the plan', () => {
  it('stands in the form’s place while it is inactive; links are kept, and work again the moment it is active', async () => {
    northlight(mocks, { subscription: inactive });
    threeLinks(mocks);
    const manager = await opened(mayaSession(mocks));
    await manager.says(/Connect links are part of Agency Your links are kept/);
    expect(heads(manager)).to.deep.equal(['Harbour Coffee Plan inactive', 'Luma Yoga Plan inactive', 'Spring campaign creators Plan inactive']);
    expect(manager.control<HTMLAnchorElement>(/See plans/).href).to.equal('https://app.example/upgrade');
    expect(manager.hasControl(/New link/, manager.find('.body'))).to.equal(false);
    await isAccessible(manager);
    await setPlan('active');
    await until('the links work', () => heads(manager)[0] === 'Harbour Coffee Active');
    await until('links can be made', () => manager.hasControl(/New link/, manager.find('.body')));
    expect(manager.text()).to.not.contain('part of Agency');
  });

  it('says it in the page’s own words', async () => {
    northlight(mocks, { subscription: inactive });
    const manager = await placeManager(mayaSession(mocks));
    manager.element.texts = { 'upgrade.h': 'Sharing comes with {plan}', 'upgrade.a': 'Talk to us' };
    await manager.element.open();
    await manager.says(/Sharing comes with Agency.*Talk to us/);
  });

  for (const [how, can] of [
    ['with events', undefined],
    ['without events', ['links:read', 'links:write'] as const],
  ] as const) {
    it(`may end while a link is being made: what was typed comes back with the plan, ${how}`, async () => {
      northlight(mocks);
      threeLinks(mocks);
      const manager = await opened(mayaSession(mocks, can && { can: [...can] }));
      await begin(manager);
      await setPlan('inactive');
      if (manager.hasControl(/Make link/)) manager.control(/Make link/).click();
      await manager.says(/Connect links are part of Agency/);
      expect(manager.has('.link-form')).to.equal(false);
      await setPlan('active');
      await until('the form is back', () => manager.has('#form-clientName'));
      expect(manager.find<HTMLInputElement>('#form-clientName').value).to.equal('Harbour Bakery');
      manager.control(/Make link/).click();
      await manager.says(/Link ready/);
    });
  }
});

describe('the session', () => {
  beforeEach(() => void northlight(mocks));

  it('is asked for again when it has ended, and nobody notices', async () => {
    const { luma } = threeLinks(mocks);
    let session = mocks.addSession({ workspace: 'northlight' });
    const source = provider(() => session);
    const manager = await opened(source);
    mocks.endSession(session.id);
    session = mocks.addSession({ workspace: 'northlight' });
    choose(manager, luma, /^Pause/);
    await until('it is paused', () => heads(manager)[1] === 'Luma Yoga Paused');
    expect(manager.text()).to.not.contain('reload');
  });

  it('that cannot be had again is said in the dialog, which stays open with all that was typed', async () => {
    threeLinks(mocks);
    const session = mocks.addSession({ workspace: 'northlight' });
    let over = false;
    const manager = await opened(
      provider(() => {
        if (over) throw new Error('Logged out.');
        return session;
      }),
    );
    await begin(manager);
    over = true;
    mocks.endSession(session.id);
    manager.control(/Make link/).click();
    await until('it says so', () => /Please reload the page/.test(manager.text('.body')));
    expect(manager.find<HTMLDialogElement>('dialog.modal').open).to.equal(true);
    expect(manager.find<HTMLInputElement>('#form-clientName').value).to.equal('Harbour Bakery');
    expect(heads(manager)).to.have.length(3);
    await isAccessible(manager);
  });

  it('that never came is said too', async () => {
    const manager = await placeManager(
      provider(() => {
        throw new Error('Logged out.');
      }),
    );
    await manager.element.open();
    await manager.says(/Please reload the page/);
    await isAccessible(manager);
  });

  it('that may not see links gets a sentence that helps, and may still make some', async () => {
    threeLinks(mocks);
    const manager = await opened(mayaSession(mocks, { can: ['links:write'] }));
    await manager.says(/You can’t see links here Your role in Brightline doesn’t include it/);
    expect(heads(manager)).to.have.length(0);
    await isAccessible(manager);
    await begin(manager);
    manager.control(/Make link/).click();
    await manager.says(/Link ready/);
  });

  it('of another workspace leaves nothing of the first', async () => {
    threeLinks(mocks);
    mocks.addWorkspace({ id: 'southwind', name: 'Southwind' });
    mocks.addLink({ workspace: 'southwind', clientName: 'Sea Side', description: null });
    const manager = await opened(mayaSession(mocks));
    manager.element.session = mocks.addSession({ workspace: 'southwind' });
    await until('only its links are there', () => heads(manager).join() === 'Sea Side Active');
  });
});

describe('the network', () => {
  it('that is lost keeps everything, and goes on by itself', async () => {
    northlight(mocks);
    const { luma } = threeLinks(mocks);
    const manager = await opened(mayaSession(mocks));
    plugNetwork(false);
    const up = mocks.failNext('links.update', 'network_error', { times: Infinity });
    choose(manager, luma, /^Pause/);
    await manager.says(/You’re offline/);
    expect(heads(manager)).to.have.length(3);
    await isAccessible(manager);
    up();
    plugNetwork(true);
    await until('the note is gone', () => !/You’re offline/.test(manager.text('.body')));
    await manage('PATCH', `/v1/links/${luma.id}`, { clientName: 'Luma' });
    await until('news come again', () => heads(manager)[1] === 'Luma Active');
  });
});
