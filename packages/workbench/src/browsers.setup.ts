import { nameBrowsers } from './browsers.ts';

/** Vitest's global setup of the journeys: tells them where the browsers are, or ends with what to install. */
export default function setup(): void {
  nameBrowsers();
}
