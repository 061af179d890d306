import { describe, expect, it } from 'vitest';
import { lockfileFaults, withGypfiles } from './lockfile.ts';

const nothing = () => undefined;

describe('lockfileFaults', () => {
  it('accepts optional packages beside, above and below their dependent', () => {
    const packages = {
      '': {},
      'packages/app': { optionalDependencies: { near: '1', far: '1' } },
      'packages/app/node_modules/near': {},
      'node_modules/far': { optionalDependencies: { inner: '1', '@scope/linux-x64': '1' } },
      'node_modules/far/node_modules/inner': {},
      'node_modules/@scope/linux-x64': {},
    };
    expect(lockfileFaults({ packages }, nothing)).toEqual([]);
  });

  it('names an optional package that npm has dropped', () => {
    const packages = {
      'node_modules/rollup': { optionalDependencies: { '@rollup/rollup-android-arm-eabi': '1' } },
      'node_modules/x/node_modules/@rollup/rollup-android-arm-eabi': {},
    };
    expect(lockfileFaults({ packages }, nothing)).toEqual([
      expect.stringMatching(/^node_modules\/rollup wants @rollup\/rollup-android-arm-eabi, which has no entry/),
    ]);
  });

  it('names an address, but not a link of the workspace', () => {
    const packages = {
      'node_modules/lit': { resolved: 'https://registry.example/lit.tgz' },
      'node_modules/@connect/sdk': { resolved: 'packages/sdk', link: true },
    };
    expect(lockfileFaults({ packages }, nothing)).toEqual([expect.stringContaining('https://registry.example/lit.tgz')]);
  });

  it('names a package that would be compiled although it says that it need not be, and mends its entry', () => {
    const lockfile = { name: 'connect', packages: { 'node_modules/sqlite': {}, 'node_modules/other': {} } };
    const manifest = (path: string) => (path === 'node_modules/sqlite' ? { gypfile: false } : {});
    expect(lockfileFaults(lockfile, manifest)).toEqual([expect.stringMatching(/^node_modules\/sqlite would be compiled/)]);
    const mended = withGypfiles(JSON.stringify(lockfile), manifest);
    expect(JSON.parse(mended)).toEqual({
      name: 'connect',
      packages: { 'node_modules/sqlite': { gypfile: false }, 'node_modules/other': {} },
    });
    expect(lockfileFaults(JSON.parse(mended), manifest)).toEqual([]);
  });
});
