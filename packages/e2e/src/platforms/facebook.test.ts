import { platformConformance, type PlatformDriver, type PlatformTraits } from '@connect/backend/testing';
import { describe, test } from 'vitest';
import { driveFacebook } from './facebook-driver.ts';

const traits: PlatformTraits = {
  codeLife: 3_600_000,
  partialGrants: true,
  personalAccounts: 'none',
  exchangesTwice: true,
  minimumTokenAge: 0,
  rotates: false,
  tokensExpire: true,
  revokes: true,
  endsWithPassword: true,
  severalAccounts: true,
  notices: 'with_deletion',
};

const ways: readonly { readonly name: string; readonly traits: PlatformTraits; readonly make: () => Promise<PlatformDriver> }[] = [
  { name: 'Facebook, asked for scopes', traits, make: () => driveFacebook('scopes') },
  {
    name: 'Facebook, by a configuration, and with its other habits',
    traits: { ...traits, partialGrants: false },
    make: () =>
      driveFacebook('configuration', {
        businessPages: 'ticked',
        codeToken: 'long',
        configAccounts: 'empty',
        expiresIn: 'absent',
        revokeAnswer: 'object',
        untickedInstagram: 'shown',
      }),
  },
];

for (const way of ways) platformConformance({ describe, test }, way);
