import { createFacebookEmulator, createInstagramEmulator, createTikTokEmulator } from '@connect/emulators';
import { listen, withStateFile } from '@connect/emulators/node';
import { command, Stop } from './command.ts';

// One emulated platform as a server of its own, on loopback only: `emulate.ts instagram`, set by the environment.
await command(async ([platform]) => {
  const port = Number(required('PORT'));
  const origin = `http://localhost:${port}`;
  const client = {
    id: required('EMULATOR_CLIENT_ID'),
    secret: required('EMULATOR_CLIENT_SECRET'),
    name: 'Brightline',
    redirectUris: [required('EMULATOR_REDIRECT_URI')],
  };
  // Real platforms redirect to https only, which a demo on one machine does not have.
  const options = { origin, clients: [client], allowHttpRedirects: true } as const;
  const emulator = create(platform, options, required('EMULATOR_NOTICES_ORIGIN'), process.env['EMULATOR_CONFIG_ID']);
  // So that an account that was connected before a restart still works after it.
  const server = await listen(withStateFile(emulator, required('EMULATOR_STATE')), { port, host: 'localhost' });
  console.log(`The emulated ${platform} answers at ${origin}.`);
  await new Promise((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
  await server.close();
  return 0;
});

interface Options {
  readonly origin: string;
  readonly clients: readonly [{ id: string; secret: string; name: string; redirectUris: string[] }];
  readonly allowHttpRedirects: boolean;
}

/** `connect` is the origin that is told when somebody leaves; `configId` the configuration of Facebook Login for Business. */
function create(platform: string | undefined, options: Options, connect: string, configId: string | undefined) {
  const [client] = options.clients;
  const meta = {
    deauthorizeUrl: `${connect}/platforms/meta/deauthorize`,
    dataDeletionUrl: `${connect}/platforms/meta/data-deletion`,
  };
  switch (platform) {
    case 'instagram':
      return createInstagramEmulator({ ...options, clients: [{ ...client, ...meta }] });
    case 'facebook': {
      const permissions = ['instagram_basic', 'pages_show_list', 'pages_read_engagement', 'business_management'];
      const configurations = configId === undefined ? [] : [{ id: configId, permissions }];
      return createFacebookEmulator({ ...options, clients: [{ ...client, ...meta, configurations }] });
    }
    case 'tiktok':
      return createTikTokEmulator({
        ...options,
        clients: [{ ...client, webhookUrl: `${connect}/platforms/tiktok/webhook` }],
      });
    default:
      throw new Stop(`There is no emulated platform "${platform}".`);
  }
}

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Stop(`${name} is not set; npm start sets it.`);
  return value;
}
