const names: Readonly<Record<string, string>> = { instagram: 'Instagram', tiktok: 'TikTok', facebook: 'Instagram through Facebook' };

/** A platform's name as people know it. */
export const platformName = (id: string): string => names[id] ?? id;
