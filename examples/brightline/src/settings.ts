/** What Brightline is told from outside. */
export interface Settings {
  /** Where Brightline answers, such as `http://localhost:4400`. */
  readonly origin: string;
  readonly port: number;
  /** Where Connect answers. */
  readonly connectOrigin: string;
  /** Brightline's key for Connect. Stays on the server. */
  readonly apiKey: string;
  /** Origins of the platforms' APIs, by the platform through which an account came. */
  readonly platformApis: Readonly<Record<'instagram' | 'tiktok' | 'facebook', string>>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the settings from environment variables; throws with one line per fault, none of which repeats a secret. */
export const readSettings = (environment: Environment): Settings => {
  const faults: string[] = [];

  const origin = (name: string, standard: string): string => {
    const text = environment[name] || standard;
    if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text.replace(/\/$/, '')) {
      return new URL(text).origin;
    }
    faults.push(`${name} must be an origin without a path, such as ${standard}.`);
    return standard;
  };

  const port = Number(environment['PORT'] || 4400);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) faults.push('PORT must be a number from 1 to 65535, such as 4400.');

  const apiKey = environment['CONNECT_API_KEY'] ?? '';
  if (apiKey === '') {
    faults.push('CONNECT_API_KEY is missing. It is the key that Connect was started with; `npm start` sets it for the demo.');
  }

  const settings = {
    origin: `http://localhost:${port}`,
    port,
    connectOrigin: origin('CONNECT_ORIGIN', 'http://localhost:4401'),
    apiKey,
    platformApis: {
      instagram: origin('INSTAGRAM_API_URL', 'https://graph.instagram.com'),
      facebook: origin('FACEBOOK_API_URL', 'https://graph.facebook.com'),
      tiktok: origin('TIKTOK_API_URL', 'https://open.tiktokapis.com'),
    },
  };
  if (faults.length > 0) throw new Error(`Brightline cannot start:\n- ${faults.join('\n- ')}`);
  return settings;
};
