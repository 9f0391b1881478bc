import { readFile } from 'node:fs/promises';
import { linkIn } from './support/mail';
import { test, expect } from './support/test';
import type { Visitor } from './support/visitor';

const TITLE = 'Users without a password';
const PASSWORD = 'Correct-Horse-9';

test('after an import, its users are invited at one press', { tag: '@both-engines' }, async ({ visitor, elsewhere, server, ada }) => {
  await visitor.enter(ada);
  await importUsers(visitor);
  await visitor.link('Send links to choose a password').click();
  await expect(visitor.page.getByRole('heading', { level: 1 })).toHaveText(TITLE);
  await expect(visitor.page).toHaveURL(/\/users\/awaiting-password\?import=\d+$/);
  await expect(visitor.page.getByText('2 users of this import have no password.')).toBeVisible();

  await visitor.button('Send 2 invitations').click();
  await visitor.seesToast('The invitations are being sent.');
  await allAreSent(visitor);
  const progress = visitor.section('All invitations are sent');
  await expect(progress.getByText('2 of 2')).toBeVisible();
  await expect(visitor.page.getByText('All of them have an open invitation.')).toBeVisible();
  await expect(visitor.button('Send 2 invitations')).toHaveCount(0);

  const { pathname, search } = await linkIn(server.mail('ines@example.org', 'Your new account'));
  await elsewhere.open(pathname + search);
  await elsewhere.field('Password').fill(PASSWORD);
  await elsewhere.button('Set password').click();
  await elsewhere.isAt('/account', 'Your account');

  await visitor.open('/users/awaiting-password');
  await expect(visitor.page.getByText('1 user has no password.')).toBeVisible();
});

test('a file of links is downloaded', { tag: '@nightly-without-javascript' }, async ({ visitor, elsewhere, ada }) => {
  await visitor.enter(ada);
  await importUsers(visitor);
  await visitor.open('/users/awaiting-password');
  const download = visitor.page.waitForEvent('download');
  await visitor.button('Download links').click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('password-links.csv');
  const lines = (await readFile(await file.path(), 'utf8')).trim().split('\r\n');
  expect(lines).toHaveLength(3);
  const line = lines.find((text) => text.startsWith('"jonas","jonas@example.org",'));
  const { pathname, search } = await linkIn(line ?? '');
  await elsewhere.open(pathname + search);
  await elsewhere.field('Password').fill(PASSWORD);
  await elsewhere.button('Set password').click();
  await elsewhere.isAt('/login', 'Sign in');
});

async function importUsers(visitor: Visitor): Promise<void> {
  await visitor.open('/users/import');
  const buffer = Buffer.from('email,username\nines@example.org,ines\njonas@example.org,jonas\n');
  await visitor.page.getByLabel('File', { exact: true }).setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer });
  await visitor.button('Import').click();
  await expect(visitor.page.locator('#import-report').getByRole('heading')).toHaveText('2 users imported');
  await expect(visitor.page.locator('#import-report')).toContainText('2 new users have no password yet.');
}

/** Waits until the page says that all invitations are sent. Without JavaScript, reloading it shows the latest numbers. */
async function allAreSent(visitor: Visitor): Promise<void> {
  await expect(async () => {
    if (!visitor.javaScript) await visitor.reload();
    await expect(visitor.section('All invitations are sent')).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
}
