import { readFile } from 'node:fs/promises';
import type { Locator } from '@playwright/test';
import { hold } from './support/hold';
import { linkIn } from './support/mail';
import { test, expect } from './support/test';
import type { Visitor } from './support/visitor';
import { byId, language, sentences, words } from './support/words';

const GOOD = 'email,username,name,role\nines@example.org,ines,Ines Holm,\njonas@example.org,jonas,Jonas Eide,admin\n';

test('users are previewed, imported from a file, and invited at one press', { tag: '@german' }, async ({
  visitor,
  elsewhere,
  server,
  ada,
}) => {
  await visitor.enter(ada, '/users');
  await visitor.opener('Import and export').click();
  await visitor.link('Import users').first().click();
  await visitor.isAt('/users/import', 'Import users');
  await visitor.hasTitle('Import users');
  await choose(visitor, inLanguage(GOOD));
  await visitor.button('Preview').click();
  await expect(report(visitor).getByRole('heading')).toHaveText(words('{ $count } rows, no errors', { count: 2 }));
  await expect(report(visitor).getByRole('row', { name: /jonas@example.org/ })).toContainText(words('Admin'));

  await choose(visitor, inLanguage(GOOD));
  await visitor.button('Import').click();
  await expect(report(visitor).getByRole('heading')).toHaveText(words('{ $count } users imported', { count: 2 }));
  await expect(visitor.link('View users', {}, report(visitor))).toHaveAttribute('href', '/users');
  await expect(report(visitor)).toContainText(words('{ $count } new users have no password yet.', { count: 2 }));
  await visitor.link('Send links to choose a password').click();
  await expect(visitor.page.getByRole('heading', { level: 1 })).toHaveText(words('Users without a password'));
  await expect(visitor.page).toHaveURL(/\/users\/awaiting-password\?import=\d+$/);
  await expect(visitor.text('{ $count } users of this import have no password.', { count: 2 })).toBeVisible();

  await visitor.button('Send { $count } invitations', { count: 2 }).click();
  await visitor.seesToast('The invitations are being sent. You may leave this page.');
  const progress = visitor.section('All invitations are sent');
  await expect(progress.getByText(words('{ $done } of { $total }', { done: 2, total: 2 }))).toBeVisible({ timeout: 20_000 });
  await visitor.hasDay(progress.locator('time'));
  await expect(visitor.text('All of them have an open invitation.')).toBeVisible();
  await expect(visitor.button('Send { $count } invitations', { count: 2 })).toHaveCount(0);

  await elsewhere.open(await linkIn(server.mail('ines@example.org', 'Your new account')));
  await elsewhere.field('Password').fill('Correct-Horse-9');
  await elsewhere.button('Set password').click();
  await elsewhere.isAt('/account', 'Your account');
  await visitor.open('/users/awaiting-password');
  await expect(visitor.text('{ $count } users have no password.', { count: 1 })).toBeVisible();
  await visitor.open('/users');
  await expect(visitor.page.locator('.total')).toHaveText('3');
});

test('errors are reported by row, and the valid rows can be imported', async ({ visitor, guard, ada }) => {
  await visitor.enter(ada, '/users/import');
  guard.expect('/actions/import', 422);
  await choose(visitor, 'shoe,size\nred,39\n');
  await visitor.button('Import').click();
  const alert = visitor.page.getByRole('alert').or(visitor.page.locator('.alert'));
  await expect(alert.first()).toContainText(sentences(byId('import-unreadable-no-known-column'), { columns: '' })[0]!);

  await choose(visitor, `${GOOD}not-an-address,bert,Bert,user\n`);
  await visitor.button('Import').click();
  await expect(report(visitor).getByRole('heading')).toHaveText(words('Nothing was imported'));
  await expect(report(visitor).getByRole('row').nth(1)).toContainText('4');
  await expect(report(visitor).getByRole('row').nth(1)).toContainText('email');
  const [rows] = await Promise.all([visitor.page.waitForEvent('download'), visitor.link('Download the rows with errors').click()]);
  expect(rows.suggestedFilename()).toBe('rows-with-errors.csv');
  const corrected = /^email,username,name,role,"problem"\r\nnot-an-address,bert,Bert,user,"email: [^"]+"\r\n$/;
  expect(await readFile(await rows.path(), 'utf8')).toMatch(corrected);
  await visitor.choice('Import the valid rows').check();
  await choose(visitor, `${GOOD}not-an-address,bert,Bert,user\n`);
  await visitor.button('Import').click();
  await expect(report(visitor).getByRole('heading')).toHaveText(words('{ $count } users imported', { count: 2 }));
  await expect(report(visitor)).toContainText(words('Not imported: { $count } rows with errors.', { count: 1 }));
});

test('a sheet of members is imported after the preview was asked what its columns are', async ({ visitor, ada }) => {
  await visitor.enter(ada, '/users/import');
  const sheet = 'Vorname;Nachname;E-Mail-Adresse;Abteilung\nInes;Holm;ines@example.org;vorstand\n';
  await choose(visitor, sheet);
  await visitor.button('Preview').click();
  await expect(report(visitor)).toContainText(words('Ignored columns: { $columns }', { columns: 'Abteilung' }));
  await visitor.field('The column “{ $column }” is', { column: 'Abteilung' }).selectOption('groups');
  await visitor.button('Preview').click();
  await expect(report(visitor).getByRole('heading')).toHaveText(words('{ $count } rows have errors', { count: 1 }));
  await visitor.field('Create the groups that do not exist: { $groups }', { groups: 'vorstand' }).check();
  // What was chosen stays chosen, and so does the file.
  await expect(visitor.field('The column “{ $column }” is', { column: 'Abteilung' })).toHaveValue('Abteilung=groups');
  await visitor.button('Import').click();
  await expect(report(visitor).getByRole('heading')).toHaveText(words('{ $count } users imported', { count: 1 }));
  await visitor.open('/users?group=vorstand');
  await expect(visitor.page.locator('.total')).toHaveText('1');
});

test('the files of another system are read together', async ({ visitor, ada }) => {
  await visitor.enter(ada, '/users/import');
  await visitor.field('Written by').selectOption('auth0');
  const files = [
    '{"_id": {"$oid": "1"}, "email": "ana@example.org", "email_verified": true}\n',
    '{"user_id": "auth0|1", "name": "Ana Costa"}',
  ];
  const chosen = files.map((text, at) => ({ name: `${at}.json`, mimeType: 'application/json', buffer: Buffer.from(text) }));
  await visitor.field('File').setInputFiles(chosen);
  await visitor.button('Import').click();
  await expect(report(visitor).getByRole('heading')).toHaveText(words('{ $count } users imported', { count: 1 }));
  await visitor.open('/users?q=costa');
  await expect(visitor.page.locator('.total')).toHaveText('1');
});

test('a progress bar is shown during the import', async ({ visitor, ada }) => {
  await visitor.enter(ada, '/users/import');
  const rows = Array.from({ length: 3000 }, (_, number) => `guest${number}@example.org`);
  await choose(visitor, `email\n${rows.join('\n')}\n`);
  // Without this, the import could finish before the progress bar is checked.
  const release = await hold(visitor.page, '**/actions/import', (request) => request.method() === 'POST');
  await visitor.button('Import').click();
  await expect(visitor.page.getByRole('progressbar')).toBeVisible();
  release();
  await expect(report(visitor).getByRole('heading')).toHaveText(words('{ $count } users imported', { count: 3000 }));
  await expect(report(visitor)).toBeFocused();
  await expect(visitor.page.getByRole('progressbar')).toBeHidden();
});

// The browser follows these links, not the router of the page.
test('files are downloaded, and the page stays open', async ({ visitor, server, ada }) => {
  await server.command(['user', 'import', '-'], GOOD);
  await visitor.authenticate(ada);
  for (const [path, press, name, content] of [
    ['/account/your-data', visitor.link('Download your data'), 'vestibule-data.json', /"current": ?true/],
    ['/users?q=ines', visitor.link('Export CSV'), 'people.csv', /^"id",.*\r\n.*,"ines","ines@example.org",.*\s*$/],
    ['/users?q=ines', visitor.link('Export JSON Lines'), 'people.jsonl', /^\{.*"ines@example.org"/],
    ['/users/import', visitor.link('Download a template'), 'people.csv', /^email,username,name,language,role,.*groups(,fields\.[\w-]+)*\r\n$/],
    ['/audit?event=user.create', visitor.link('Export CSV'), 'audit.csv', /^"id","at","event",/],
    ['/audit?event=user.create', visitor.link('Export JSON Lines'), 'audit.jsonl', /^\{.*"user\.create"/],
    ['/users/awaiting-password', visitor.button('Download links'), 'password-links.csv', /^"jonas","jonas@/m],
  ] as const) {
    await visitor.open(path);
    if (path.startsWith('/users?')) await visitor.opener('Import and export').click();
    const [file] = await Promise.all([visitor.page.waitForEvent('download'), press.click()]);
    expect(file.suggestedFilename()).toBe(name);
    expect(await readFile(await file.path(), 'utf8'), name).toMatch(content);
    await expect(visitor.page).toHaveURL(path);
  }
});

/** The same users, who read the language of the run: their invitations are sent when no request says which. */
function inLanguage(text: string): string {
  return text.trimEnd().split('\n').map((row, index) => `${row},${index ? language() : 'language'}\n`).join('');
}

function report(visitor: Visitor): Locator {
  return visitor.page.locator('#import-report');
}

async function choose(visitor: Visitor, text: string): Promise<void> {
  await visitor.field('File').setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
}
