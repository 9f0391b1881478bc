import { defineConfig } from '@playwright/test';
import { launch } from './launch';
import { GATE } from './tests/support/gate';

/** These tests hardly depend on the database engine, so in `make test` only some of them run on PostgreSQL, with JavaScript. */
const onPostgres = process.env['TEST_DATABASE_URL'] !== undefined;
const few = GATE && onPostgres;

// Every test runs in both projects, unless its tag restricts it to one of them. Only `make test-all` runs those that need a
// second build of the server, and runs those without JavaScript that are unlikely to fail only there.
const nightly = GATE ? [/@later-build/] : [];
// An SQLite database has one server at a time.
const several = onPostgres ? [] : [/@several-servers/];
const nightlyWithoutJavaScript = GATE ? [/@nightly-without-javascript/] : [];

export default defineConfig({
  testDir: 'tests',
  fullyParallel: true,
  // The third is busy while the other two wait for a server or a message.
  workers: 3,
  forbidOnly: true,
  reporter: 'list',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: { ...launch, screenshot: 'only-on-failure' },
  grep: few ? /@both-engines/ : /./,
  projects: [
    { name: 'with-javascript', grepInvert: [/@without-javascript/, ...nightly, ...several] },
    {
      name: 'without-javascript',
      grepInvert: few ? /./ : [/@with-javascript/, ...nightly, ...several, ...nightlyWithoutJavaScript],
      use: { javaScriptEnabled: false },
    },
  ],
});
