import { createInstagramEmulator, createTikTokEmulator } from '@connect/emulators';
import { listen } from '@connect/emulators/node';
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
  const options = { origin, clients: [client], allowHttpRedirects: true };
  if (platform !== 'instagram' && platform !== 'tiktok') throw new Stop(`There is no emulated platform "${platform}".`);
  const emulator = platform === 'instagram' ? createInstagramEmulator(options) : createTikTokEmulator(options);
  const server = await listen(emulator, { port, host: 'localhost' });
  console.log(`The emulated ${platform} answers at ${origin}.`);
  await new Promise((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
  await server.close();
  return 0;
});

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Stop(`${name} is not set; npm start sets it.`);
  return value;
}
