import { enhancePage } from './enhancements.ts';

enhancePage();
