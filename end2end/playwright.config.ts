import { defineConfig } from '@playwright/test';
import { launch } from './launch';

// Every test runs in both projects, unless its tag says that it makes sense in one alone.
export default defineConfig({
  testDir: 'tests',
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  reporter: 'list',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: { ...launch, screenshot: 'only-on-failure' },
  projects: [
    { name: 'with-javascript', grepInvert: /@without-javascript/ },
    { name: 'without-javascript', grepInvert: /@with-javascript/, use: { javaScriptEnabled: false } },
  ],
});
