const decode = (base64: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(base64, 'base64'));

/** Whole pictures of two by two pixels, as a browser's canvas encodes them. */
export const pictures = {
  png: decode(
    'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAYAAABytg0kAAAAEklEQVR4AWJSDjjwH4SZGKAAAAAA//88ode3AAAABklEQVQDADiKBGk/XTmOAA' +
      'AAAElFTkSuQmCC',
  ),
  jpeg: decode(
    '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAFA3PEY8MlBGQUZaVVBfeMiCeG5uePWvuZHI//////////////////////////////////////////' +
      '//////////2wBDAVVaWnhpeOuCguv/////////////////////////////////////////////////////////////////////////wAARCAAC' +
      'AAIDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAP/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAAAgP/xA' +
      'AUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCQCwP/2Q==',
  ),
  webp: decode('UklGRjAAAABXRUJQVlA4ICQAAABwAQCdASoCAAIAB0CWJaACdAFAAAD+5AF+KHNncDGaS6XMQAA='),
  webpLossless: decode('UklGRiAAAABXRUJQVlA4TBMAAAAvAUAAEA8wUEMxvQMY8JiAiP5HAA=='),
} as const;
