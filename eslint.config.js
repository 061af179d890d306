import { defineConfig, globalIgnores } from 'eslint/config';
import { configs as lit } from 'eslint-plugin-lit';
import tseslint from 'typescript-eslint';

/** What no file may do; each with the sentence that the person who tries it reads. */
const forbidden = [
  {
    selector: "CallExpression[callee.property.name='postMessage'] > Literal[value='*']",
    message: 'A message to any origin is a message to a stranger: name the exact origin.',
  },
  {
    selector: "MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(skip|only|todo|skipIf|runIf)$/]",
    message: 'A test that does not run proves nothing.',
  },
  {
    selector: "ImportDeclaration[source.value='zod/mini'] > ImportSpecifier",
    message: "Write `import * as z from 'zod/mini'`: bundlers keep all of zod behind a named import.",
  },
  { selector: 'ExportDefaultDeclaration', message: 'Export by name, so that a thing has the same name everywhere.' },
];

/** What a package may not import: the arrows between packages point down only. */
const mayNotImport = (folder, ...names) => ({
  files: [`packages/${folder}/src/**/*.ts`],
  ignores: ['**/*.test.ts'],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        paths: [{ name: 'zod', message: "Import 'zod/mini': it is a quarter of the bytes." }],
        patterns: names.map((name) => ({
          group: [name, `${name}/*`],
          message: 'This would turn an arrow between our packages around; see CONTRIBUTING.md.',
        })),
      },
    ],
  },
});

export default defineConfig(
  globalIgnores(['**/dist/', '**/node_modules/', 'packages/backend/assets/', 'docs/api/', '.tmp/', '.data/', 'coverage/']),
  tseslint.configs.strict,
  {
    rules: {
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // A schema and the type that is inferred from it share their name.
      '@typescript-eslint/no-redeclare': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      'no-cond-assign': 'error',
      'no-constant-condition': ['error', { checkLoops: 'allExceptWhileTrue' }],
      'no-dupe-else-if': 'error',
      'no-duplicate-case': 'error',
      'no-empty': 'error',
      'no-loss-of-precision': 'error',
      'no-self-assign': 'error',
      'no-unreachable': 'error',
      'no-unsafe-finally': 'error',
      'no-unsafe-optional-chaining': 'error',
      'no-useless-catch': 'error',
      'no-useless-escape': 'error',
      'require-yield': 'error',
      'use-isnan': 'error',
      'valid-typeof': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'no-console': 'off',
      'no-restricted-syntax': ['error', ...forbidden],
      'object-shorthand': 'error',
    },
  },
  {
    // Rules that ask the compiler; those of them that find defects which tests may miss.
    files: ['packages/*/src/**/*.ts', 'examples/*/src/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false, attributes: false } }],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/restrict-plus-operands': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: ['packages/widget/src/**/*.ts'],
    extends: [lit['flat/recommended']],
    rules: { 'lit/no-invalid-html': 'error', 'lit/no-useless-template-literals': 'error', 'lit/no-value-attribute': 'error' },
  },
  {
    // Libraries speak through their answers; only the element has a word for the developer of the page.
    files: ['packages/{sdk,backend,emulators}/src/**/*.ts'],
    ignores: ['**/bin.ts', '**/*.test.ts'],
    rules: { 'no-console': 'error' },
  },
  {
    files: ['packages/widget/src/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: { 'no-console': ['error', { allow: ['warn', 'error'] }] },
  },
  mayNotImport('sdk', '@connect/widget', '@connect/backend', '@connect/emulators'),
  mayNotImport('widget', '@connect/backend', '@connect/emulators'),
  mayNotImport('backend', '@connect/widget', '@connect/emulators'),
  mayNotImport('emulators', '@connect/sdk', '@connect/widget', '@connect/backend'),
  {
    // What tools read has to be a default export, and a test may look at what it expects to be there.
    files: ['**/*.config.{js,ts}', '**/*.setup.ts'],
    rules: { 'no-restricted-syntax': ['error', ...forbidden.slice(0, -1)] },
  },
  {
    files: ['**/*.test.ts'],
    rules: {
      'max-lines': ['error', 500],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-expressions': 'off',
    },
  },
  {
    // Nothing checks the types of these, so at least every name has to exist.
    files: ['packages/workbench/bootstrap.js', 'packages/workbench/prepack.js', '*.config.js', 'packages/**/*.config.js'],
    languageOptions: {
      globals: { process: 'readonly', console: 'readonly', URL: 'readonly', setInterval: 'readonly', clearInterval: 'readonly' },
    },
    rules: { 'no-undef': 'error' },
  },
  // A table that is read row by row: all that the emulators had to invent stands in one place on purpose.
  { files: ['**/inventions.ts'], rules: { 'max-lines': 'off' } },
);
