import { describe, expect, it } from 'vitest';
import { packagesImported } from './declared.ts';

describe('packagesImported', () => {
  it('names packages once, without paths inside them, Node’s own and files', () => {
    const code = [
      "import * as z from 'zod/mini';",
      "import type { ZodMiniType } from 'zod';",
      "export { links } from '@connect/sdk/contract';",
      "import { readFile } from 'node:fs/promises';",
      "import { call } from './call.js';",
      "const pg = await import('pg');",
      "import 'lit';",
      ' * import { test } from "vitest";',
    ].join('\n');
    expect(packagesImported(code)).toEqual(['zod', '@connect/sdk', 'pg', 'lit']);
  });
});
