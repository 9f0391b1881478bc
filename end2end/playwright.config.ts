import { defineConfig } from '@playwright/test';
import { launch } from './launch';
import { GATE } from './tests/support/gate';

/** These tests hardly depend on the database engine, so in `make test` only some of them run on PostgreSQL, with JavaScript. */
const onPostgres = process.env['TEST_DATABASE_URL'] !== undefined;
const few = GATE && onPostgres;

// Every test runs with JavaScript. Those tagged `@plain` run without it as well, once for each kind of form, and those tagged
// `@plain-only` only without it. Only `make test-all` runs those that need a second build of the server, and those of guides for
// OpenID Connect, of which the gate runs two (tests/outside/guides/openid).
const nightly = GATE ? [/@later-build/, /@openid-guide/] : [];
// These journeys run in German as well, and in `make test` only so.
const elsewhere = GATE && !onPostgres ? [/@german/] : [];
// An SQLite database has one server at a time.
const several = onPostgres ? [] : [/@several-servers/];

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
  projects: [
    {
      name: 'with-javascript',
      grep: few ? /@both-engines/ : /./,
      grepInvert: [/@plain-only/, ...nightly, ...several, ...elsewhere],
    },
    { name: 'without-javascript', grep: /@plain/, grepInvert: few ? /./ : [], use: { javaScriptEnabled: false } },
    // The words of all tests are looked up (tests/support/words.ts), and these journeys find them in German.
    { name: 'german', grep: /@german/, grepInvert: few ? /./ : [], use: { locale: 'de-DE' } },
  ],
});
