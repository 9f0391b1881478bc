import { defineConfig } from '@playwright/test';
import { launch } from './launch';

// `npm run screenshots` takes screenshots of every page in every state, in the folder SCREENSHOTS.
export default defineConfig({
  testDir: 'screenshots',
  outputDir: 'test-results/screenshots',
  fullyParallel: true,
  workers: 2,
  reporter: 'list',
  timeout: 120_000,
  use: launch,
  projects: [
    { name: 'with-javascript' },
    { name: 'without-javascript', use: { javaScriptEnabled: false } },
  ],
});
