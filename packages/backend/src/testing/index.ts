export { createPlatforms, type PlatformsOptions } from '../platforms/index.ts';
export { createTestBackend, type TestBackend } from './backend.ts';
export { pageGallery, type GalleryPage } from './page-gallery.ts';
export {
  platformConformance,
  type PersonAnswer,
  type PlatformCall,
  type PlatformDriver,
  type PlatformFault,
  type PlatformPerson,
  type PlatformTraits,
  type PlatformWait,
} from './platform-conformance.ts';
export { storageConformance, type TestDatabase, type TestRunner } from './storage-conformance.ts';
