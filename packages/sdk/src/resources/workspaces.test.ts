import { expect, expectTypeOf, test } from 'vitest';
import { createClient, type Workspace, type WorkspaceInput } from '../index.ts';
import { useMocks } from '../mock-backend.test.fixture.ts';

useMocks();
const { workspaces } = createClient({ origin: 'https://connect.example', apiKey: 'key_of_the_test', retries: 0 });

test('putting a workspace creates it under the integrator’s id, and reading answers the same', async () => {
  const created = await workspaces.put('northlight', { name: 'Northlight Studio', embedOrigins: ['https://app.example'] });
  expect(created).toMatchObject({
    id: 'northlight',
    name: 'Northlight Studio',
    logoUrl: null,
    embedOrigins: ['https://app.example'],
  });
  await expect(workspaces.get('northlight')).resolves.toEqual(created);
});

test('putting a workspace again replaces all of it', async () => {
  await workspaces.put('northlight', { name: 'Northlight', accentColor: '#112233' });
  const replaced = await workspaces.put('northlight', { name: 'Northlight Studio' });
  expect(replaced).toMatchObject({ name: 'Northlight Studio', accentColor: null });
});

test('a workspace that is not there is not found', async () => {
  await expect(workspaces.get('nobody')).rejects.toMatchObject({ code: 'not_found', status: 404 });
});

test('types', () => {
  expectTypeOf(workspaces.put).parameters.toExtend<[string, WorkspaceInput, unknown?]>();
  expectTypeOf(workspaces.get).returns.resolves.toEqualTypeOf<Workspace>();
  expectTypeOf<WorkspaceInput>().toExtend<{ name: string; embedOrigins?: string[] | undefined }>();
});
