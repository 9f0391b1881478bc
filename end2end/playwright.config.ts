import { defineConfig } from '@playwright/test';
import { launch } from './launch';
import { GATE } from './tests/support/gate';

// Every test runs with JavaScript. Those tagged `@plain` run without it as well, once for each kind of form, and those tagged
// `@plain-only` only without it. `make test` runs them on SQLite, because they hardly depend on the database engine; `make test-all`
// runs all of them on both, also `@nightly`, `@later-build`, which need a second build of the server, and `@release-pages`, which need
// the files for the browser of a release.
const onPostgres = process.env['TEST_DATABASE_URL'] !== undefined;
const nightly = GATE ? [/@later-build/, /@nightly/, /@release-pages/] : [];
// These journeys run in German as well, and in `make test` only so.
const elsewhere = GATE ? [/@german/] : [];
// An SQLite database has one server at a time.
const several = onPostgres ? [] : [/@several-servers/];
// Beside busy processes (`make test-often`) everything takes longer. The time limits only say that something hangs.
const patience = process.env['OFTEN'] === '1' ? 4 : 1;

export default defineConfig({
  testDir: 'tests',
  fullyParallel: true,
  // The third is busy while the other two wait for a server or a message.
  workers: 3,
  forbidOnly: true,
  reporter: 'list',
  timeout: 60_000 * patience,
  expect: { timeout: 10_000 * patience },
  use: { ...launch, screenshot: 'only-on-failure' },
  projects: [
    { name: 'with-javascript', grepInvert: [/@plain-only/, ...nightly, ...several, ...elsewhere] },
    { name: 'without-javascript', grep: /@plain/, grepInvert: nightly, use: { javaScriptEnabled: false } },
    // The words of all tests are looked up (tests/support/words.ts), and these journeys find them in German.
    { name: 'german', grep: /@german/, use: { locale: 'de-DE' } },
  ],
});
