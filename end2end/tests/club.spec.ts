import { commands, entered, members, SHEET } from './support/club';
import { choose } from './support/field_states';
import { linkIn } from './support/mail';
import { accountOf, type Person } from './support/people';
import type { Server } from './support/server';
import { expect, test } from './support/test';
import type { Visitor } from './support/visitor';
import { byId, data, words } from './support/words';

// What docs/moving-from-a-spreadsheet.md does on pages. Its commands run in tests/outside/guides/club.rs.

test.use({ settings: { VESTIBULE_MAILING_RATE: '6000' } });

const SECTION = 'section';
/** How many users match. */
const TOTAL = '.page-head .total';

/** Defines a field on the page, with what the guide enters. */
async function define(visitor: Visitor): Promise<void> {
  await visitor.open('/users/fields');
  await visitor.link(byId('own-field-choice')).click();
  await visitor.isAt('/users/fields/add/choice', byId('title-new-own-field'));
  await visitor.hydrated();
  for (const [label, value] of entered()) await visitor.field(label).fill(value);
  for (const part of ['own-field-part-rights', 'own-field-part-list']) {
    await visitor.page.locator('summary', { hasText: words(byId(part)) }).click();
  }
  for (const box of ['seen-by-applications', 'own-field-filterable', 'own-field-column']) {
    await visitor.page.locator(`#${box}`).check();
  }
  await visitor.page.locator('#changed-by-owner').uncheck();
  await visitor.button(byId('own-field-create')).click();
  await visitor.isAt(`/users/fields/${SECTION}`, data('Section'));
}

/** What the page has defined is what the command of the guide defines. */
async function isDefinedAsPrinted(server: Server): Promise<void> {
  const definition = async (name: string) => JSON.parse(await server.command(['field', 'show', name, '--json'])).definition;
  const [printed] = commands('field', 'create', SECTION);
  await server.command(printed!.map((word) => (word === SECTION ? 'other' : word)));
  expect(await definition(SECTION)).toEqual(await definition('other'));
  await server.command(['field', 'delete', 'other', '--yes']);
}

/** Defines the other fields and the group, and fills in what the administrator is asked for as well. */
async function defineOthers(server: Server, ada: Person): Promise<void> {
  const others = commands('field', 'create').filter(([, , name]) => name !== SECTION);
  for (const args of [...others, ...commands('group', 'create')]) await server.command(args);
  await server.command(['user', 'update', ada.username, '--field', 'newsletter=true']);
}

/** Opens a page until it has this heading or number: the server notices the changes of commands within a second. */
async function openAfterCommands(visitor: Visitor, path: string, selector: string, text: string): Promise<void> {
  await expect(async () => {
    await visitor.open(path);
    await expect(visitor.page.locator(selector)).toHaveText(text, { timeout: 500 });
  }).toPass();
}

const report = (visitor: Visitor) => visitor.page.locator('#import-report');

/** Imports the sheet after the preview has asked what two of its columns are. */
async function importSheet(visitor: Visitor): Promise<void> {
  await expect(visitor.link('Download a template')).toHaveAttribute('href', /,fields\.section,.*%0D%0A$/);
  await visitor.field('File').setInputFiles(SHEET);
  await visitor.button('Preview').click();
  await expect(report(visitor)).toContainText(words('Ignored columns: { $columns }', { columns: 'Phone, Since' }));
  const [command] = commands('user', 'import');
  for (const [at, word] of command!.entries()) {
    if (word !== '--column') continue;
    const [column, field] = command![at + 1]!.split('=');
    await visitor.field('The column “{ $column }” is', { column: column! }).selectOption(field!);
  }
  await visitor.button('Preview').click();
  await expect(report(visitor).getByRole('heading')).toHaveText(words('{ $count } rows, no errors', { count: 60 }));
  await visitor.button('Import').click();
  await expect(report(visitor).getByRole('heading')).toHaveText(words('{ $count } users imported', { count: 60 }));
}

test('a club moves its members from a spreadsheet', async ({ visitor, elsewhere, server, ada }) => {
  test.slow();
  await visitor.authenticate(ada);
  await define(visitor);
  await isDefinedAsPrinted(server);
  await defineOthers(server, ada);
  await openAfterCommands(visitor, '/users/import', 'h1', words('Import users'));
  await importSheet(visitor);

  await visitor.link('Send links to choose a password').click();
  await visitor.button('Send { $count } invitations', { count: 60 }).click();
  const sheet = members();
  const [unasked] = sheet.filter(({ email, newsletter }) => newsletter === '' && email.startsWith('charlotte.'));
  await elsewhere.open(await linkIn(server.mail(unasked!.email, 'Your new account')));
  await elsewhere.field('Password').fill('Correct-Horse-9');
  await elsewhere.button('Set password').click();
  await expect(elsewhere.page).toHaveURL((url) => url.pathname === '/account/details');
  await elsewhere.hydrated();
  await elsewhere.field(byId('own-field-yes')).check();
  await elsewhere.button(byId('own-details-go-on')).click();
  await expect(elsewhere.page).not.toHaveURL(/details/);
  expect((await accountOf(server, unasked!)).fields.newsletter).toBe(true);

  const tennis = sheet.filter(({ section }) => section === 'Tennis');
  await visitor.open('/users');
  await visitor.opener(byId('users-more-filters')).click();
  await visitor.page.locator('#filter-section').selectOption('tennis');
  await expect(visitor.page).toHaveURL(/fields=section(%3D|=)tennis/);
  await expect(visitor.page.locator(TOTAL)).toHaveText(String(tennis.length));
  await visitor.open('/users?group=tennis');
  await expect(visitor.page.locator(TOTAL)).toHaveText(String(tennis.length));
});

test('the days of training of a section are changed, and changed back', async ({ visitor, server, ada }) => {
  for (const args of commands('field', 'create')) {
    await server.command(args.map((word) => (word === 'sign-in' ? 'never' : word)));
  }
  const players = ['ines', 'jonas'].map((username) => ({ username }));
  const rows = players.map(({ username }) => `${username}@example.org,table-tennis,"Monday, Thursday"`);
  await server.command(['user', 'import', '-'], ['email,section,training', ...rows].join('\n'));
  const days = () => Promise.all(players.map(async (player) => (await accountOf(server, player)).fields.training));

  await visitor.authenticate(ada);
  await openAfterCommands(visitor, '/users?fields=section%3Dtable-tennis', TOTAL, '2');
  for (const player of players) await visitor.pick(player).check();
  await choose({ visitor }, 'training');
  await visitor.page.locator('#bulk-value').fill('wednesday');
  await visitor.page.getByRole('dialog').locator('button[type=submit]').click();
  await expect.poll(days).toEqual([['wednesday'], ['wednesday']]);
  await visitor.page.locator('.recent summary').click();
  await visitor.page.locator('.recent form button').click();
  await visitor.seesToast('Undone for { $count } accounts.', { count: 2 });
  expect(await days()).toEqual([['monday', 'thursday'], ['monday', 'thursday']]);
});
