/** The folders of the packages that are published, always together and under one version. */
export const published = ['sdk', 'widget', 'backend', 'emulators'] as const;
