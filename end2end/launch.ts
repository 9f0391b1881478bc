import type { PlaywrightTestOptions, PlaywrightWorkerOptions } from '@playwright/test';

const path = process.env['CHROMIUM_PATH'];

/** How the browser starts: Playwright's own Chromium, or the one that CHROMIUM_PATH names. */
export const launch: Partial<PlaywrightTestOptions & PlaywrightWorkerOptions> = {
  channel: 'chromium',
  launchOptions: {
    ...(path && { executablePath: path }),
    args: ['--disable-gpu', '--disable-quic', '--disable-sync'],
  },
  locale: 'en-GB',
};
