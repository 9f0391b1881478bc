// support.mjs: the folders and files that the tests of the scripts share.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';

/** The folder of all scripts. */
export const SCRIPTS = fileURLToPath(new URL('../..', import.meta.url));

/** Returns the path of a report that nextest 0.9.143 or Playwright 1.65.1 wrote, shortened by what is not read. */
export function fixture(name) {
  return join(SCRIPTS, 'reports/tests/fixtures', name);
}

/** Makes a folder that is removed after the tests of a file. */
export function makeFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'vestibule-reports-'));
  after(() => rmSync(folder, { recursive: true }));
  return folder;
}
