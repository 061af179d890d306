import { OptionDefaults } from 'typedoc';

/** What the custom elements manifest reads from a class's comment. */
const elementTags = ['@tag', '@tagname', '@attr', '@slot', '@csspart', '@cssproperty'];

/** @type {Partial<import('typedoc').TypeDocOptions>} */
export default {
  name: 'Connect',
  entryPointStrategy: 'packages',
  entryPoints: ['../packages/sdk', '../packages/widget', '../packages/backend', '../packages/emulators'],
  packageOptions: {
    blockTags: [...OptionDefaults.blockTags, ...elementTags],
    // The compiler's own step has the errors, and a sentence about each.
    skipErrorChecking: true,
    excludeInternal: true,
    excludePrivate: true,
    excludeProtected: true,
    // Sources are linked through a remote, which a checkout need not have.
    disableSources: true,
    validation: { notExported: true, invalidLink: true, notDocumented: false },
  },
  out: 'api',
  readme: 'none',
  includeVersion: true,
  treatWarningsAsErrors: true,
  treatValidationWarningsAsErrors: true,
};
