import { expect } from '@esm-bundle/chai';
import { place, useBackend } from './button.test.fixture.ts';

const mocks = useBackend({ embed: 'origin_not_allowed' });

describe('a page whose origin is not registered', () => {
  it('gets a plain link, and its developer the origin to register', async () => {
    const { error } = console;
    const said: unknown[] = [];
    console.error = (...parts: unknown[]) => said.push(parts.join(' '));
    try {
      const { url } = mocks.addLink();
      const button = await place({ link: url, platform: 'instagram' });
      await button.reaches('hosted');
      const link = button.control(/Open the connect page/) as HTMLAnchorElement;
      expect([link.href, link.target, link.rel]).to.deep.equal([url, '_blank', 'noopener']);
      expect(button.has('button')).to.equal(false);
      expect(said.join()).to.contain(location.origin);
      await button.isAccessible();
    } finally {
      console.error = error;
    }
  });
});
