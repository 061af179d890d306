import { describe, expect } from 'vitest';
import { onEachDatabase } from './databases.ts';

const minute = 60_000;

onEachDatabase((test) => {
  describe.for(['instagram', 'facebook'] as const)('an account of %s that came when the platform gave no lasting token', (platform) => {
    const account = platform === 'instagram' ? 'harbourcoffee' : 'jonas.lindqvist';

    test('… also while it waits for approval', async ({ clock, person, world }) => {
      const { control } = world[platform];
      world[platform].control.next({ endpoint: 'exchange', behaviour: { status: 503 }, times: 3 });
      const link = await world.link({ platforms: [platform], requiresApproval: true });
      await person.connect(link.url, platform, { account });
      const [{ id = '' } = {}] = (await world.client.connections.list({ workspace: 'northlight', link: link.id })).data;
      // A week, with a close look at the first hours.
      for (const [steps, length] of [[130, minute], [14, 12 * 60 * minute]] as const) {
        for (let step = 0; step < steps; step += 1) {
          await world.connect.jobs.runDue();
          clock.pass(length);
          control.advance(length);
        }
      }
      expect(await world.client.connections.get(id)).toMatchObject({ status: 'pending_approval' });
      expect(control.log().counts['exchange']).toBe(4);
      await world.client.connections.approve(id);
      const { expiresAt } = await world.client.connections.getAccessToken(id);
      expect(Date.parse(expiresAt ?? '') - clock.now()).toBeGreaterThan(50 * 24 * 60 * minute);
    });

    // How it answers, how often, and between which minutes it is asked again.
    test.for([
      ['asks to be left alone for an hour', { kind: 'rate-limited', retryAfterSeconds: 3_600 }, 1, [53, 67]],
      ['asks to be left alone for ten minutes', { kind: 'rate-limited', retryAfterSeconds: 600 }, 1, [10, 22]],
      ['is out', { status: 503 }, 5, [0, 118]],
    ] as const)('outlives its first hour where that %s', async ([_how, behaviour, times, [from, to]], { clock, person, world }) => {
      const { control } = world[platform];
      const exchanges = (): number => control.log().counts['exchange'] ?? 0;
      world[platform].control.next({ endpoint: 'exchange', behaviour, times });
      const link = await world.link({ platforms: [platform] });
      await person.connect(link.url, platform, { account });
      const [{ id = '' } = {}] = (await world.client.connections.list({ workspace: 'northlight', link: link.id })).data;
      const tries: number[] = [];
      for (let at = 0; at < 125; at += 1) {
        const before = exchanges();
        await world.connect.jobs.runDue();
        if (exchanges() > before) tries.push(at);
        clock.pass(minute);
        control.advance(minute);
      }
      expect(tries[0]).toBeGreaterThanOrEqual(from);
      expect(tries.at(-1)).toBeLessThanOrEqual(to);
      expect(tries).toHaveLength(times);
      expect(await world.client.connections.get(id)).toMatchObject({ status: 'active', reason: 'connected' });
      const { expiresAt } = await world.client.connections.getAccessToken(id);
      expect(Date.parse(expiresAt ?? '') - clock.now()).toBeGreaterThan(50 * 24 * 60 * minute);
    });
  });
});
