import type { Locator } from '@playwright/test';
import { overflow } from './support/axe';
import { define, DEPARTMENT, DEPARTMENT_LABEL, fillIn, SALES_LABEL, SIZE, valuesOf, type Definition } from './support/fields';
import { member } from './support/people';
import type { Server } from './support/server';
import { test, expect } from './support/test';
import type { Visitor } from './support/visitor';
import { byId, data, words } from './support/words';

// Fields of one's own in the list of users: columns, filters, and a change of many.

const CROWD = 25;
const FILTERED: Definition = { ...DEPARTMENT, filterable: true, column: true, searchable: true };
const BIRTHDAY: Definition = { name: 'birthday', kind: 'date', filterable: true };
const ALL = [FILTERED, BIRTHDAY, { ...SIZE, filterable: true }];

test('the list has a column, is filtered by one field and by two, and keeps that while it is sorted and turned', {
  tag: ['@plain', '@german'],
}, async ({ visitor, server, ada }) => {
  await define(server, ada, ...ALL);
  await staff(server);
  await visitor.enter(ada, '/users?sort=username');
  await expect(visitor.page.getByRole('columnheader', { name: DEPARTMENT_LABEL(), exact: true })).toBeVisible();
  await filterBy(visitor, 'department=sales');
  await showsFields(visitor, 'department=sales');
  await expect(rows(visitor).locator('.c-groups')).toHaveText(Array.from({ length: 20 }, SALES_LABEL));
  await visitor.link('Next page').click();
  await expect(rows(visitor)).toHaveCount(CROWD - 20);
  await showsFields(visitor, 'department=sales');

  await visitor.page.locator('#by-name').click();
  await expect(rows(visitor).first()).toContainText('Crowd Member 0');
  await showsFields(visitor, 'department=sales');
  expect(new URL(visitor.page.url()).searchParams.get('sort')).toBe('name');
  await filterBy(visitor, 'birthday=1980-01-01..1990-12-31');
  await expect(rows(visitor)).toHaveText([/Crowd Member 7/]);
  await showsFields(visitor, 'department=sales;birthday=1980-01-01..1990-12-31');

  // The address is all there is of it.
  await visitor.reload();
  await expect(rows(visitor)).toHaveText([/Crowd Member 7/]);
  await expect(visitor.page.locator('#fields')).toHaveValue(/department=sales/);
  if (visitor.javaScript) {
    await expect(visitor.page.locator('#filter-department')).toHaveValue('sales');
    await expect(visitor.page.locator('#filter-birthday')).toHaveValue('1980-01-01..1990-12-31');
  }
});

test('a range may be open, the search finds values, and a list without matches says so', {
  tag: ['@plain', '@german'],
}, async ({ visitor, server, ada }) => {
  await define(server, ada, ...ALL);
  await staff(server);
  await visitor.enter(ada, '/users?sort=name');
  await filterBy(visitor, 'size=23..');
  // By numbers: as texts, those from 3 to 9 would come after 23.
  await expect(rows(visitor)).toHaveText([/Crowd Member 23/, /Crowd Member 24/]);
  await visitor.open('/users?q=press');
  await expect(rows(visitor)).toHaveText([/Petra Lind/]);
  await visitor.open('/users?fields=department%3Dit');
  const none = words('users', { kind: 'any-any' });
  await expect(visitor.heading('No { $kind } match the filters', { kind: none })).toBeVisible();
  const chip = words(byId('users-chip'), { label: words(byId('own-fields')), value: 'department=it' });
  await visitor.link(data(`${words(byId('users-chip-remove'))} ${chip}`)).click();
  await visitor.isAt('/users', 'Users');
  await expect(rows(visitor)).toHaveCount(20);
});

test('the list never scrolls sideways, however many columns there are', async ({ visitor, server, ada }) => {
  const columns = [1, 2, 3, 4, 5, 6].map((number) => ({ name: `column_${number}`, label: [`Column ${number}`], column: true }));
  await define(server, ada, ...columns);
  await fillIn(server, ada, Object.fromEntries(columns.map(({ name }) => [name, 'Wilhelmina Featherstonehaugh'])));
  await visitor.authenticate(ada);
  const shown = visitor.page.locator('thead').getByRole('columnheader', { name: /^Column/ });
  for (const [width, count] of [[320, 0], [390, 0], [768, 0], [1024, 0], [1152, 2], [1280, 2], [1440, 4]] as const) {
    await visitor.page.setViewportSize({ width, height: 900 });
    await visitor.open('/users');
    await expect(rows(visitor)).toHaveCount(1);
    await expect(shown).toHaveCount(count);
    expect(await overflow(visitor.page), `${width} px`).toBeLessThanOrEqual(0);
  }
});

test('a filter that cannot be read is an error, also of a field that is none', { tag: '@plain' }, async ({ visitor, server, guard, ada }) => {
  await define(server, ada, FILTERED, SIZE);
  await visitor.authenticate(ada);
  for (const [filter, why] of [
    ['nothing=1', words(byId('own-field-no-filter'), { field: 'nothing' })],
    ['size=1', words(byId('own-field-no-filter'), { field: 'size' })],
    ['department=marketing', words(byId('own-field-choice-unknown'), { choices: 'sales, it, press' })],
  ] as const) {
    guard.expect('/users', 422);
    await visitor.open(`/users?fields=${encodeURIComponent(filter)}`);
    await expect(visitor.page.getByRole('main')).toContainText(why);
  }
});

test('a field of selected users is set at once, with an undo', { tag: ['@plain', '@german'] }, async ({ visitor, server, ada }) => {
  const [ida, tomas, aiko] = [await member(server), await member(server), await member(server)];
  await define(server, ada, FILTERED);
  await fillIn(server, ida, { department: 'press' });
  await visitor.enter(ada, '/users');
  for (const person of [ida, aiko]) await visitor.pick(person).check();
  await visitor.bar.getByText(words(byId('own-fields')), { exact: true }).click();
  await visitor.field(byId('bulk-field')).selectOption('department');
  await visitor.button(byId('bulk-set-field')).click();
  const two = words('{ $count } accounts', { count: 2 });
  const asked = { accounts: two, field: DEPARTMENT_LABEL() };
  await expect(visitor.heading('{ $action }?', { action: words(byId('bulk-do-set-field'), asked) })).toBeVisible();
  await visitor.page.locator('#bulk-value').selectOption('sales');
  await visitor.button(byId('bulk-do-set-field'), asked).click();
  const done = { accounts: two, count: 2, field: 'department' };
  if (visitor.javaScript) await visitor.seesToast(byId('bulk-done-set-field'), done);
  else await visitor.seesToast('{ $count } accounts changed.', { count: 2 });
  for (const person of [ida, aiko]) {
    await expect(rowOf(visitor, person.username)).toContainText(SALES_LABEL());
    expect(await valuesOf(server, person)).toEqual({ department: 'sales' });
  }
  expect(await valuesOf(server, tomas)).toEqual({});

  await visitor.button('Undo').click();
  await visitor.seesToast(visitor.javaScript ? 'Undone for { $count } accounts.' : '{ $count } accounts changed.', { count: 2 });
  await expect(rowOf(visitor, ida.username)).toContainText('press');
  expect(await valuesOf(server, ida)).toEqual({ department: 'press' });
  expect(await valuesOf(server, aiko)).toEqual({});
});

test('a change of all that match is of those that the filter by a field shows', { tag: '@plain' }, async ({ visitor, server, ada }) => {
  await define(server, ada, ...ALL);
  await staff(server);
  await visitor.enter(ada, '/users?fields=size%3D0..4');
  await expect(rows(visitor)).toHaveCount(5);
  if (visitor.javaScript) {
    await visitor.field('Select all users on this page').check();
    await visitor.field('Select all { $total }', { total: 5 }).check();
  } else {
    await visitor.page.locator('#all').check();
  }
  await visitor.button('Disable', {}, visitor.bar).click();
  await expect(async () => {
    const { users } = JSON.parse(await server.command(['user', 'list', '--status', 'disabled', '--json']));
    expect(users.map(({ name }: { name: string }) => name).sort()).toEqual([0, 1, 2, 3, 4].map((number) => `Crowd Member ${number}`));
  }).toPass();
});

function rows({ page }: Visitor): Locator {
  return page.locator('tbody').getByRole('row');
}

function rowOf(visitor: Visitor, username: string): Locator {
  return rows(visitor).filter({ has: visitor.page.locator('.un, .who a', { hasText: new RegExp(`^${username}$`) }) });
}

/** Filters by a field: with its own input, or without JavaScript with the text that has all of them. */
async function filterBy(visitor: Visitor, condition: string): Promise<void> {
  const { page } = visitor;
  const menu = page.locator('.tools details.more');
  if (!(await menu.evaluate((details) => (details as HTMLDetailsElement).open))) await menu.locator('summary').click();
  if (!visitor.javaScript) {
    const text = page.locator('#fields');
    await text.fill([await text.inputValue(), condition].filter(Boolean).join(';'));
    await Promise.all([page.waitForEvent('load'), visitor.button('Apply filters').click()]);
    return;
  }
  const [name, value] = condition.split('=') as [string, string];
  const input = page.locator(`#filter-${name}`);
  if (await input.evaluate((element) => element.localName === 'select')) await input.selectOption(value);
  else await input.fill(value);
  // The open menu covers the page.
  await menu.locator('summary').click();
}

/** Expects conditions in the address, in any order. */
async function showsFields(visitor: Visitor, conditions: string): Promise<void> {
  const sorted = (text: string | null) => (text ?? '').split(';').sort().join(';');
  await expect(visitor.page).toHaveURL((url) => sorted(url.searchParams.get('fields')) === sorted(conditions));
}

/** More people in sales than fit on a page, of whom one is of another age, and one person of the press. */
async function staff(server: Server): Promise<void> {
  const crowd = Array.from({ length: CROWD }, (_, number) => [
    `crowd${number}@example.org`,
    `Crowd Member ${number}`,
    'sales',
    String(number),
    number === 7 ? '1985-01-31' : '1999-12-31',
  ]);
  const columns = ['email', 'name', 'fields.department', 'fields.size', 'fields.birthday'];
  const lines = [columns, ...crowd, ['petra@example.org', 'Petra Lind', 'press', '-1.5', '']];
  await server.command(['user', 'import', '-'], lines.map((cells) => cells.join(',')).join('\n'));
}
