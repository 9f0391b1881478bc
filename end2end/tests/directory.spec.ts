import type { Locator, Request } from '@playwright/test';
import { hold } from './support/hold';
import { member, somebody, whoIs, type Person } from './support/people';
import type { Server } from './support/server';
import { test, expect } from './support/test';
import { accessToken } from './support/tokens';
import { mark, type Visitor } from './support/visitor';
import { byId, data, words, type Arguments, type Text } from './support/words';

const CROWD = 25;

/** What is said about so many accounts. */
const accounts = (count: number): Arguments => ({ accounts: words('{ $count } accounts', { count }), count });
const range = (first: number, last: number, total: number) => words('{ $first }–{ $last } of { $total }', { first, last, total });

test('the list shows each user, and filters and order are kept in the address', { tag: '@plain' }, async ({ visitor, server, ada }) => {
  const disabled = await member(server);
  await server.command(['user', 'disable', disabled.username]);
  const nameless = await member(server, { ...somebody(), name: '' });
  await visitor.enter(ada, '/users');
  for (const text of [disabled.username, disabled.email, words('User'), words('Never signed in')]) {
    await expect(rowOf(visitor, disabled)).toContainText(text);
  }
  await expect(rowOf(visitor, nameless)).toContainText(words('No name'));
  await expect(rowOf(visitor, ada)).toContainText(words('Admin'));
  await expect(rowOf(visitor, ada).locator('.c-last time')).toHaveText(words('just now'));
  await choose(visitor, 'Status', 'Disabled');
  await expect(rows(visitor)).toHaveText([/Maren Holt/]);
  await expect(rowOf(visitor, disabled)).toContainText(words('Disabled'));
  await expect(visitor.page).toHaveURL(/status=disabled/);
  await choose(visitor, 'Status', 'Any status');
  await choose(visitor, 'Role', 'Admin');
  await expect(rows(visitor)).toHaveText([/Ada Holt/]);

  await visitor.open('/users?role=user&status=disabled&sort=name');
  await expect(visitor.field('Role')).toHaveValue('user');
  await expect(visitor.field('Status')).toHaveValue('disabled');
  await expect(visitor.page.locator('#sort')).toHaveValue('name');
  await expect(rows(visitor)).toHaveText([/Maren Holt/]);
});

test('accounts are found by their last sign-in and by the days of their creation', async ({ visitor, server, ada }) => {
  await member(server);
  await visitor.enter(ada, '/users');
  await visitor.text('More filters').click();
  await choose(visitor, 'Signed in', 'Never signed in');
  await expect(visitor.page).toHaveURL('/users?signed_in=never');
  await expect(rows(visitor)).toHaveText([/Maren Holt/]);
  await visitor.field('Created from').fill('2000-01-01');
  await expect(visitor.page).toHaveURL('/users?signed_in=never&created_from=2000-01-01');
  await visitor.page.keyboard.press('Escape');
  await expect(visitor.field('Created from')).toBeHidden();
  const chip = words('{ $label }: { $value }', { label: words('Signed in'), value: words('never', { value: 'never' }) });
  await visitor.link(data(`${words(byId('users-chip-remove'))} ${chip}`)).click();
  await expect(visitor.page).toHaveURL('/users?created_from=2000-01-01');
  await expect(rows(visitor)).toHaveCount(2);
  await visitor.page.goBack();
  await expect(rows(visitor)).toHaveCount(1);
  await visitor.text('More filters').click();
  await expect(visitor.field('Signed in')).toHaveValue('never');
  await expect(visitor.field('Created from')).toHaveValue('2000-01-01');
});

test('a heading sorts by its column, and reverses the order', async ({ visitor, server, ada }) => {
  for (const name of ['Zoë Winter', 'Bela Summer']) await member(server, { ...somebody(), name });
  await visitor.enter(ada, '/users');
  const heading = visitor.page.getByRole('columnheader', { name: words('User'), exact: true });
  await visitor.link('User').click();
  await expect(rows(visitor)).toHaveText([/Ada Holt/, /Bela Summer/, /Zoë Winter/]);
  await expect(heading).toHaveAttribute('aria-sort', 'ascending');
  await expect(visitor.link('User')).toBeFocused();
  await visitor.link('User').click();
  await expect(rows(visitor)).toHaveText([/Zoë Winter/, /Bela Summer/, /Ada Holt/]);
  await expect(heading).toHaveAttribute('aria-sort', 'descending');
  await visitor.isAt('/users?sort=-name', 'Users');
});

test('pagination has page numbers and links to the next and previous page', async ({ visitor, server, ada }) => {
  const shown = (first: number, last: number) => visitor.page.locator('#pages').getByText(range(first, last, CROWD + 1));
  await crowd(server);
  await visitor.enter(ada, '/users?sort=username');
  await expect(rows(visitor)).toHaveCount(20);
  await expect(shown(1, 20)).toBeVisible();
  await expect(visitor.link('Previous page')).toHaveCount(0);
  await visitor.link('Next page').click();
  await visitor.isAt('/users?sort=username&page=2', 'Users');
  await expect(rows(visitor)).toHaveCount(CROWD + 1 - 20);
  await expect(shown(21, CROWD + 1)).toBeVisible();
  await expect(visitor.navigation('Pages').locator('[aria-current=page]')).toHaveText(/2$/);
  await expect(visitor.link('Next page')).toHaveCount(0);
  await visitor.link(data('50')).click();
  await visitor.isAt('/users?sort=username&per_page=50', 'Users');
  await expect(rows(visitor)).toHaveCount(CROWD + 1);
  await visitor.page.goBack();
  await visitor.isAt('/users?sort=username&page=2', 'Users');
  await expect(rows(visitor)).toHaveCount(CROWD + 1 - 20);
});

test.describe('while typing', () => {
  test('list and address follow without a reload, and the input keeps the focus', async ({ visitor, server, ada }) => {
    for (const name of ['Ida Lindqvist', 'Maren Holt']) await member(server, { ...somebody(), name });
    await visitor.enter(ada, '/account');
    await visitor.open('/users');
    const stayed = await mark(visitor);
    let sent = 0;
    visitor.page.on('request', (request) => (sent += Number(request.url().endsWith('/actions/users/list'))));
    await visitor.page.keyboard.press('/');
    await expect(visitor.field('Search users')).toBeFocused();
    await visitor.page.keyboard.type('ida lind', { delay: 20 });
    await expect(rows(visitor)).toHaveText([/Ida Lindqvist/]);
    await expect(visitor.page).toHaveURL('/users?q=ida%20lind');
    expect(sent, 'only a pause in typing sends a request').toBe(1);
    await expect(visitor.field('Search users')).toBeFocused();
    await expect(visitor.field('Search users')).toHaveValue('ida lind');
    await visitor.hears('Users { $range }', { range: range(1, 1, 1) });
    await stayed();
    // Back leaves the search at once.
    await visitor.page.goBack();
    await expect(visitor.page).toHaveURL('/account');
  });

  test('a late response does not overwrite a newer one', async ({ visitor, server, ada }) => {
    await member(server, { ...somebody(), name: 'Ida Lindqvist' });
    await visitor.enter(ada, '/users');
    const isLate = (request: Request) => request.postData()?.includes('belated') ?? false;
    const release = await hold(visitor.page, '**/actions/users/list', isLate);
    const late = visitor.page.waitForResponse((response) => isLate(response.request()));
    await visitor.field('Search users').fill('belated');
    await expect(visitor.page.locator('#results')).toHaveAttribute('aria-busy', 'true');
    await visitor.field('Search users').fill('ida');
    await expect(rows(visitor)).toHaveText([/Ida Lindqvist/]);
    release();
    await (await late).finished();
    // The page has had the response, and drawn what it made of it.
    await visitor.page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    await expect(rows(visitor)).toHaveText([/Ida Lindqvist/]);
  });

  test('a list that could not be loaded shows an error and can be retried', async ({ visitor, ada }) => {
    await visitor.enter(ada, '/users');
    await visitor.page.route('**/actions/users/list', (route) => route.abort('aborted'));
    await visitor.field('Search users').fill(ada.username);
    await expect(visitor.heading('The list could not be loaded')).toBeVisible();
    await visitor.page.unroute('**/actions/users/list');
    await visitor.link(byId('try-again')).click();
    await expect(rows(visitor)).toHaveText([/Ada Holt/]);
  });

  test('text typed before hydration is searched', async ({ visitor, ada }) => {
    await visitor.enter(ada, '/account');
    const wake = await hold(visitor.page, '**/*.wasm');
    await visitor.page.goto('/users', { waitUntil: 'domcontentloaded' });
    await visitor.field('Search users').fill('nobody');
    wake();
    const users = words('users', { kind: 'any-any' });
    await expect(visitor.heading('No { $kind } match “{ $search }”', { kind: users, search: 'nobody' })).toBeVisible();
    await expect(visitor.field('Search users')).toHaveValue('nobody');
  });

  test('a session that ended elsewhere leads to the sign-in page and back to the list', async ({ visitor, server, guard, ada }) => {
    await visitor.enter(ada, '/users');
    const { value } = await accessToken(visitor.context);
    await server.command(['user', 'set-password', ada.username, '--password-stdin'], ada.password);
    // The server notices the commands of other processes within a second.
    await expect.poll(async () => (await whoIs(server, value)).status).toBe(401);
    guard.expect('/actions/users/list', 401);
    await visitor.field('Search users').fill('ida');
    await visitor.isAtSignIn('/users?q=ida');
  });
});

test('from a user back to the list as it was left, by link and by the browser', async ({ visitor, server, ada }) => {
  await crowd(server);
  await visitor.page.setViewportSize({ width: 1024, height: 500 });
  await visitor.enter(ada, '/users?q=crowd&sort=username');
  const row = visitor.link(data('Crowd Member 19'));
  await row.scrollIntoViewIfNeeded();
  const scrolled = await visitor.page.evaluate(() => scrollY);
  expect(scrolled).toBeGreaterThan(100);
  for (const back of [() => visitor.link('Users').last().click(), () => visitor.page.goBack()]) {
    await row.click();
    await expect(visitor.heading(data('Crowd Member 19'))).toBeVisible();
    await back();
    await visitor.isAt('/users?q=crowd&sort=username', 'Users');
    await expect(row).toBeFocused();
    await expect(row).toBeInViewport();
  }
});

test('a click anywhere in a row opens the user, and arrow keys move between rows', async ({ visitor, ada, maren }) => {
  await visitor.enter(ada, '/users?sort=username');
  await rows(visitor).first().getByRole('link').first().focus();
  await visitor.page.keyboard.press('ArrowDown');
  await expect(rows(visitor).nth(1).locator('.who a')).toBeFocused();
  await visitor.page.keyboard.press('ArrowUp');
  await expect(rows(visitor).first().locator('.who a')).toBeFocused();
  const cell = (await rowOf(visitor, maren).locator('.c-role').boundingBox())!;
  await visitor.page.mouse.click(cell.x + cell.width / 2, cell.y + cell.height / 2);
  await expect(visitor.heading(data(maren.name))).toBeVisible();
});

test.describe('bulk changes', () => {
  test('selected users are disabled, with an undo', { tag: ['@plain', '@german'] }, async ({ visitor, server, ada }) => {
    const [ida, tomas, aiko] = [await member(server), await member(server), await member(server)];
    await visitor.enter(ada, '/users');
    if (visitor.javaScript) {
      await expect(visitor.bar).toBeHidden();
      await visitor.pick(ida).check();
      await visitor.button('Clear selection').click();
      await expect(visitor.bar).toBeHidden();
      await expect(visitor.pick(ida)).not.toBeChecked();
    }
    for (const person of [ida, aiko]) await visitor.pick(person).check();
    if (visitor.javaScript) await expect(visitor.text('{ $number } selected', { number: 2 })).toBeVisible();
    await visitor.button('Disable', {}, visitor.bar).click();
    await visitor.seesToast(visitor.javaScript ? '{ $accounts } are disabled.' : '{ $count } accounts changed.', accounts(2));
    for (const person of [ida, aiko]) await expect(rowOf(visitor, person)).toContainText(words('Disabled'));
    await expect(rowOf(visitor, tomas)).toContainText(words('Active'));
    await visitor.isDay(rowOf(visitor, tomas).locator('.c-made time'), 'short-month');
    await visitor.button('Undo').click();
    await visitor.seesToast(visitor.javaScript ? 'Undone for { $count } accounts.' : '{ $count } accounts changed.', { count: 2 });
    for (const person of [ida, aiko]) await expect(rowOf(visitor, person)).toContainText(words('Active'));
  });

  test('a selection lasts over searches and pages, and Shift takes a range', async ({ visitor, server, ada }) => {
    const people = [await member(server), await member(server), await member(server), await member(server)];
    await visitor.enter(ada, '/users?sort=-created_at');
    const stayed = await mark(visitor);
    const selected = (number: number): Locator => visitor.text('{ $number } selected', { number });
    await visitor.pick(people[0]!).check();
    await visitor.field('Search users').fill(people[3]!.username);
    await expect(rows(visitor)).toHaveCount(1);
    await expect(selected(1)).toBeVisible();
    await visitor.pick(people[3]!).check();
    await visitor.field('Search users').fill('nobody at all');
    await expect(rows(visitor)).toHaveCount(0);
    await expect(selected(2)).toBeVisible();
    await visitor.field('Search users').fill('');
    await expect(visitor.pick(people[0]!)).toBeChecked();
    await expect(visitor.pick(people[1]!)).not.toBeChecked();
    await expect(visitor.pick(people[3]!)).toBeChecked();
    await visitor.pick(people[3]!).uncheck();
    await expect(selected(1)).toBeVisible();
    await visitor.pick(people[1]!).click({ modifiers: ['Shift'] });
    await expect(selected(4)).toBeVisible();
    // The menu of a row is about that row alone.
    await visitor.field('Actions for { $username }', { username: people[2]!.username }).click();
    await visitor.button('Disable', {}, rowOf(visitor, people[2]!)).click();
    await expect(selected(3)).toBeVisible();
    await expect(visitor.pick(people[2]!)).not.toBeChecked();
    await visitor.button('Disable', {}, visitor.bar).click();
    await visitor.seesToast('{ $accounts } are disabled.', accounts(3));
    await expect(visitor.bar).toBeHidden();
    await stayed();
  });

  test('all matching users on all pages are changed, and no others', async ({ visitor, server, ada, maren }) => {
    await crowd(server);
    await visitor.authenticate(ada);
    for (const { list, action, asked, done } of [
      { list: '/users?q=crowd', action: 'Delete', asked: 'Delete { $accounts }', done: '{ $accounts } are deleted.' },
      { list: '/users?status=deleted', action: 'Restore', asked: 'Restore { $accounts }', done: '{ $accounts } are restored.' },
    ]) {
      await visitor.open(list);
      await visitor.field('Select all users on this page').check();
      await visitor.field('Select all { $total }', { total: CROWD }).check();
      await expect(visitor.text('{ $number } selected', { number: CROWD })).toBeVisible();
      await visitor.button(action, {}, visitor.bar).click();
      await expect(visitor.heading('{ $action }?', { action: words(asked, accounts(CROWD)) })).toBeVisible();
      await visitor.button(asked, accounts(CROWD)).click();
      await visitor.seesToast(done, accounts(CROWD));
      await expect(rows(visitor)).toHaveCount(0);
    }
    await visitor.open('/users?per_page=50');
    await expect(rows(visitor)).toHaveCount(CROWD + 2);
    await expect(rowOf(visitor, maren)).toContainText(words('Active'));
  });

  test('above a thousand accounts the count has to be typed, and the undo does not expire', async ({ visitor, server, ada }) => {
    const count = 1_030;
    const people = Array.from({ length: count }, (_, number) => `person${number}@example.org`);
    await server.command(['user', 'import', '-'], ['email', ...people].join('\n'));
    await visitor.signIn(ada);
    await visitor.page.clock.install();
    await visitor.open('/users?role=user');
    const total = (await visitor.page.locator('.page-head .total').innerText()).trim();
    await visitor.field('Select all users on this page').check();
    await visitor.field('Select all { $total }', { total }).check();
    const remove = visitor.button('Delete', {}, visitor.bar);
    await remove.click();
    const dialog = visitor.page.getByRole('dialog');
    await expect(dialog).toHaveAccessibleName(words('{ $action }?', { action: words('Delete { $accounts }', accounts(count)) }));
    await visitor.page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(remove, 'the focus is given back').toBeFocused();
    await remove.click();
    await dialog.getByRole('textbox').fill('1');
    await visitor.button('Delete { $accounts }', accounts(count)).click();
    await expect(dialog.getByRole('textbox')).toHaveAccessibleDescription(words('The number does not match. Type { $count }.', { count }));
    await dialog.getByRole('textbox').fill(total);
    await visitor.button('Delete { $accounts }', accounts(count)).click();
    await visitor.seesToast('{ $accounts } are deleted.', accounts(count));
    await visitor.page.clock.fastForward('10:00');
    await visitor.button('Undo').click();
    await visitor.seesToast('Undone for { $count } accounts.', { count });
  });

  test('on a phone the bar is one row, and a sheet has the actions', async ({ visitor, ada, maren }) => {
    await visitor.page.setViewportSize({ width: 390, height: 844 });
    await visitor.enter(ada, '/users');
    await visitor.pick(maren).check();
    await expect(visitor.bar).toBeVisible();
    expect((await visitor.bar.boundingBox())!.height).toBeLessThan(64);
    await visitor.button('Actions').click();
    await expect(visitor.button('Delete')).toBeInViewport();
    await visitor.page.keyboard.press('Escape');
    await expect(visitor.button('Delete')).toBeHidden();
    await expect(visitor.button('Actions')).toBeFocused();
    await visitor.button('Actions').click();
    await visitor.button('Disable', {}, visitor.bar).click();
    await visitor.seesToast('{ $accounts } are disabled.', accounts(1));
    await expect(visitor.button('Delete')).toBeHidden();
  });

  test('the menu of a row changes one user, and Escape closes it and restores the focus', async ({ visitor, ada, maren }) => {
    await visitor.enter(ada, '/users?sort=username');
    const row = rowOf(visitor, maren);
    await row.locator('summary').click();
    await visitor.link(byId('open'), {}, row).focus();
    await visitor.page.keyboard.press('Escape');
    await expect(row.locator('summary')).toBeFocused();
    await expect(visitor.link(byId('open'), {}, row)).toBeHidden();

    await row.locator('summary').click();
    await visitor.button('Disable', {}, row).click();
    await visitor.seesToast('{ $accounts } is disabled.', { accounts: maren.name, count: 1 });
    await visitor.isAt('/users?sort=username', 'Users');
    await expect(row).toContainText(words('Disabled'));
    await expect(rowOf(visitor, ada).locator('summary')).toHaveCount(0);
  });
});

function rows({ page }: Visitor): Locator {
  return page.locator('tbody').getByRole('row');
}

function rowOf(visitor: Visitor, { username }: Pick<Person, 'username'>): Locator {
  return rows(visitor).filter({ has: visitor.page.locator('.un, .who a', { hasText: new RegExp(`^${username}$`) }) });
}

async function choose(visitor: Visitor, filter: Text, option: Text): Promise<void> {
  await visitor.field(filter).selectOption(words(option));
  if (!visitor.javaScript) await Promise.all([visitor.page.waitForEvent('load'), visitor.button(byId('search')).click()]);
}

/** Imports more users than fit on a page. */
async function crowd(server: Server): Promise<void> {
  const people = Array.from({ length: CROWD }, (_, number) => `crowd${number}@example.org,Crowd Member ${number}`);
  await server.command(['user', 'import', '-'], ['email,name', ...people].join('\n'));
}
