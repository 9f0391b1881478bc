import type { PlaywrightTestOptions, PlaywrightWorkerOptions } from '@playwright/test';

const path = process.env['CHROMIUM_PATH'];

/** Launch options: Playwright's own Chromium, or the one at CHROMIUM_PATH. */
export const launch: Partial<PlaywrightTestOptions & PlaywrightWorkerOptions> = {
  launchOptions: {
    ...(path && { executablePath: path }),
    args: ['--disable-gpu', '--disable-quic'],
  },
  // Pages, pictures and screenshots are in English, except in a project with another one.
  locale: 'en-GB',
};
