import type { Context as HonoContext } from 'hono';

/** What comes with a request besides the request. */
export interface Environment {
  Bindings: {
    /** The address of whoever calls, as far as it is known. */
    address?: string;
  };
  Variables: { requestId: string };
}

export type Exchange = HonoContext<Environment>;
