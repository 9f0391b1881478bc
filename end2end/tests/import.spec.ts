import { readFile } from 'node:fs/promises';
import { hold } from './support/hold';
import { test, expect } from './support/test';
import type { Visitor } from './support/visitor';

const GOOD = 'email,username,name,role\nines@example.org,ines,Ines Holm,\njonas@example.org,jonas,Jonas Eide,admin\n';
const MIXED = `${GOOD}not-an-address,bert,Bert,user\n`;

test('users are previewed and imported from a file', { tag: '@both-engines' }, async ({ visitor, ada }) => {
  await visitor.enter(ada);
  await visitor.open('/users');
  await visitor.link('Import').click();
  await visitor.isAt('/users/import', 'Import users');
  await expect(visitor.page).toHaveTitle('Import users · Vestibule');

  await choose(visitor, 'people.csv', GOOD);
  await visitor.button('Preview').click();
  await expect(report(visitor).getByRole('heading')).toHaveText('2 rows, no errors');
  await expect(report(visitor).getByRole('row', { name: /jonas@example.org/ })).toContainText('Admin');
  await visitor.open('/users');
  await expect(visitor.page.locator('.total')).toHaveText('1');

  await visitor.open('/users/import');
  await choose(visitor, 'people.csv', GOOD);
  await visitor.button('Import').click();
  await expect(report(visitor).getByRole('heading')).toHaveText('2 users imported');
  await report(visitor).getByRole('link', { name: 'View users' }).click();
  await visitor.isAt('/users', 'Users');
  await expect(visitor.page.locator('.total')).toHaveText('3');
});

test('errors are reported by row, and the valid rows can be imported', { tag: '@nightly-without-javascript' }, async ({ visitor, ada }) => {
  await visitor.enter(ada);
  await visitor.open('/users/import');
  await choose(visitor, 'people.csv', MIXED);
  await visitor.button('Import').click();
  await expect(report(visitor).getByRole('heading')).toHaveText('Nothing was imported');
  await expect(report(visitor).getByRole('row').nth(1)).toContainText('4');
  await expect(report(visitor).getByRole('row').nth(1)).toContainText('email');

  await visitor.page.getByLabel('Import the valid rows').check();
  await choose(visitor, 'people.csv', MIXED);
  await visitor.button('Import').click();
  await expect(report(visitor).getByRole('heading')).toHaveText('2 users imported');
  await expect(report(visitor)).toContainText('Not imported: 1 row with errors.');
});

test('a file of another format is rejected with a message', { tag: '@nightly-without-javascript' }, async ({ visitor, guard, ada }) => {
  await visitor.enter(ada);
  await visitor.open('/users/import');
  if (visitor.javaScript) guard.expect('/actions/import', 422);
  await choose(visitor, 'shoes.csv', 'shoe,size\nred,39\n');
  await visitor.button('Import').click();
  await expect(visitor.page.getByRole('alert').or(visitor.page.locator('.alert')).first()).toContainText('No column is known');
});

test('the users of the list are exported to a file', { tag: '@nightly-without-javascript' }, async ({ visitor, ada, maren }) => {
  await visitor.enter(ada);
  await visitor.open(`/users?q=${maren.username}`);
  const download = visitor.page.waitForEvent('download');
  await visitor.link('Export').click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('people.csv');
  const lines = (await readFile(await file.path(), 'utf8')).trim().split('\r\n');
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain(`,"${maren.username}","${maren.email}",`);
});

test('a progress bar is shown during the import', { tag: ['@with-javascript', '@both-engines'] }, async ({ visitor, ada }) => {
  await visitor.enter(ada);
  await visitor.open('/users/import');
  const rows = Array.from({ length: 3000 }, (_, number) => `guest${number}@example.org`);
  await choose(visitor, 'many.csv', `email\n${rows.join('\n')}\n`);
  // Without this, the import could finish before the progress bar is checked.
  const release = await hold(visitor.page, '**/actions/import', (request) => request.method() === 'POST');
  await visitor.button('Import').click();
  await expect(visitor.page.getByRole('progressbar')).toBeVisible();
  release();
  await expect(report(visitor).getByRole('heading')).toHaveText('3,000 users imported');
  await expect(report(visitor)).toBeFocused();
  await expect(visitor.page.getByRole('progressbar')).toBeHidden();
});

function report(visitor: Visitor) {
  return visitor.page.locator('#import-report');
}

async function choose(visitor: Visitor, name: string, text: string): Promise<void> {
  await visitor.page.getByLabel('File', { exact: true }).setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
}
