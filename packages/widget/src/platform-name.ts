import type { Workspace } from '@connect/sdk';

/** A platform's name as the backend calls it; one that it does not offer keeps its id. */
export const platformName = ({ platforms }: Pick<Workspace, 'platforms'>, id: string): string => platforms.find((platform) => platform.id === id)?.name ?? id;
