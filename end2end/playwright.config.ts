import { defineConfig } from '@playwright/test';
import { launch } from './launch';
import { GATE } from './tests/support/gate';

/** The store is below everything that is seen here, so in the gate a part of the tests is enough on the second engine. */
const onPostgres = process.env['TEST_DATABASE_URL'] !== undefined;

// Every test runs in both projects, unless its tag says that it makes sense in one alone, or, without JavaScript,
// that no form is sent and once a night is enough.
export default defineConfig({
  testDir: 'tests',
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  reporter: 'list',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: { ...launch, screenshot: 'only-on-failure' },
  grep: GATE && onPostgres ? /@both-engines/ : /./,
  projects: [
    { name: 'with-javascript', grepInvert: /@without-javascript/ },
    {
      name: 'without-javascript',
      grepInvert: GATE ? /@with-javascript|@nightly-without-javascript/ : /@with-javascript/,
      use: { javaScriptEnabled: false },
    },
  ],
});
