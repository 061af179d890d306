// The one piece of the SDK that the sharer's elements load, when they are used: a bundler leaves out the rest of it.
export { createSessionClient } from '@connect/sdk';
