import type { Locator, Request } from '@playwright/test';
import { hold } from './support/hold';
import { member, somebody, whoIs, type Person } from './support/people';
import type { Server } from './support/server';
import { test, expect } from './support/test';
import { accessToken } from './support/tokens';
import { mark, type Visitor } from './support/visitor';

const CROWD = 25;

test('the list shows each user, and filters and order are kept in the address', { tag: '@plain' }, async ({ visitor, server, ada }) => {
  const disabled = await member(server);
  await server.command(['user', 'disable', disabled.username]);
  const nameless = await member(server, { ...somebody(), name: '' });
  await visitor.enter(ada, '/users');
  for (const words of [disabled.username, disabled.email, 'User', 'Never signed in']) {
    await expect(rowOf(visitor, disabled)).toContainText(words);
  }
  await expect(rowOf(visitor, nameless)).toContainText('No name');
  await expect(rowOf(visitor, ada)).toContainText('Admin');
  await expect(rowOf(visitor, ada).locator('.c-last time')).toHaveText('just now');
  await choose(visitor, 'Status', 'Disabled');
  await expect(rows(visitor)).toHaveText([/Maren Holt/]);
  await expect(rowOf(visitor, disabled)).toContainText('Disabled');
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
  await visitor.page.getByText('More filters').click();
  await choose(visitor, 'Signed in', 'Never signed in');
  await expect(visitor.page).toHaveURL('/users?signed_in=never');
  await expect(rows(visitor)).toHaveText([/Maren Holt/]);
  await visitor.field('Created from').fill('2000-01-01');
  await expect(visitor.page).toHaveURL('/users?signed_in=never&created_from=2000-01-01');
  await visitor.page.keyboard.press('Escape');
  await expect(visitor.field('Created from')).toBeHidden();
  await visitor.page.getByRole('link', { name: 'Remove Signed in: never' }).click();
  await expect(visitor.page).toHaveURL('/users?created_from=2000-01-01');
  await expect(rows(visitor)).toHaveCount(2);
  await visitor.page.goBack();
  await expect(rows(visitor)).toHaveCount(1);
  await visitor.page.getByText('More filters').click();
  await expect(visitor.field('Signed in')).toHaveValue('never');
  await expect(visitor.field('Created from')).toHaveValue('2000-01-01');
});

test('a heading sorts by its column, and reverses the order', { tag: '@both-engines' }, async ({ visitor, server, ada }) => {
  for (const name of ['Zoë Winter', 'Bela Summer']) await member(server, { ...somebody(), name });
  await visitor.enter(ada, '/users');
  const heading = visitor.page.getByRole('columnheader', { name: 'User', exact: true });
  await visitor.link('User').click();
  await expect(rows(visitor)).toHaveText([/Ada Holt/, /Bela Summer/, /Zoë Winter/]);
  await expect(heading).toHaveAttribute('aria-sort', 'ascending');
  await expect(visitor.link('User')).toBeFocused();
  await visitor.link('User').click();
  await expect(rows(visitor)).toHaveText([/Zoë Winter/, /Bela Summer/, /Ada Holt/]);
  await expect(heading).toHaveAttribute('aria-sort', 'descending');
  await visitor.isAt('/users?sort=-name', 'Users');
});

test('pagination has page numbers and links to the next and previous page', { tag: '@both-engines' }, async ({ visitor, server, ada }) => {
  const shown = (range: string) => visitor.page.locator('#pages').getByText(`${range} of ${CROWD + 1}`);
  await crowd(server);
  await visitor.enter(ada, '/users?sort=username');
  await expect(rows(visitor)).toHaveCount(20);
  await expect(shown('1–20')).toBeVisible();
  await expect(visitor.link('Previous page')).toHaveCount(0);
  await visitor.link('Next page').click();
  await visitor.isAt('/users?sort=username&page=2', 'Users');
  await expect(rows(visitor)).toHaveCount(CROWD + 1 - 20);
  await expect(shown(`21–${CROWD + 1}`)).toBeVisible();
  await expect(visitor.page.getByRole('navigation', { name: 'Pages' }).locator('[aria-current=page]')).toHaveText(/2$/);
  await expect(visitor.link('Next page')).toHaveCount(0);
  await visitor.link('50').click();
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
    await expect(visitor.page.getByRole('status').filter({ hasText: 'Users 1–1 of 1' })).toHaveCount(1);
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
    await expect(visitor.page.getByRole('heading', { name: 'The list could not be loaded' })).toBeVisible();
    await visitor.page.unroute('**/actions/users/list');
    await visitor.link('Try again').click();
    await expect(rows(visitor)).toHaveText([/Ada Holt/]);
  });

  test('text typed before hydration is searched', async ({ visitor, ada }) => {
    await visitor.enter(ada, '/account');
    const wake = await hold(visitor.page, '**/*.wasm');
    await visitor.page.goto('/users', { waitUntil: 'domcontentloaded' });
    await visitor.field('Search users').fill('nobody');
    wake();
    await expect(visitor.page.getByRole('heading', { name: 'No users match “nobody”' })).toBeVisible();
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
  const row = visitor.link('Crowd Member 19');
  await row.scrollIntoViewIfNeeded();
  const scrolled = await visitor.page.evaluate(() => scrollY);
  expect(scrolled).toBeGreaterThan(100);
  for (const back of [() => visitor.link('Users').last().click(), () => visitor.page.goBack()]) {
    await row.click();
    await expect(visitor.page.getByRole('heading', { name: 'Crowd Member 19' })).toBeVisible();
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
  await expect(visitor.page.getByRole('heading', { name: 'Maren Holt' })).toBeVisible();
});

test.describe('bulk changes', () => {
  test('selected users are disabled, with an undo', { tag: ['@plain', '@both-engines'] }, async ({ visitor, server, ada }) => {
    const [ida, tomas, aiko] = [await member(server), await member(server), await member(server)];
    await visitor.enter(ada, '/users');
    if (visitor.javaScript) {
      await expect(bar(visitor)).toBeHidden();
      await visitor.page.getByLabel(`Select ${ida.username}`).check();
      await visitor.button('Clear selection').click();
      await expect(bar(visitor)).toBeHidden();
      await expect(visitor.page.getByLabel(`Select ${ida.username}`)).not.toBeChecked();
    }
    for (const person of [ida, aiko]) await visitor.page.getByLabel(`Select ${person.username}`).check();
    if (visitor.javaScript) await expect(visitor.page.getByText('2 selected')).toBeVisible();
    await bar(visitor).getByRole('button', { name: 'Disable', exact: true }).click();
    await visitor.seesToast(visitor.javaScript ? '2 accounts are disabled.' : '2 accounts changed.');
    for (const person of [ida, aiko]) await expect(rowOf(visitor, person)).toContainText('Disabled');
    await expect(rowOf(visitor, tomas)).toContainText('Active');
    await visitor.button('Undo').click();
    await visitor.seesToast(visitor.javaScript ? 'Undone for 2 accounts.' : '2 accounts changed.');
    for (const person of [ida, aiko]) await expect(rowOf(visitor, person)).toContainText('Active');
  });

  test('all matching users on all pages are changed, and no others', { tag: '@both-engines' }, async ({ visitor, server, ada, maren }) => {
    await crowd(server);
    await visitor.authenticate(ada);
    for (const { list, action, done } of [
      { list: '/users?q=crowd', action: 'Delete', done: 'deleted' },
      { list: '/users?status=deleted', action: 'Restore', done: 'restored' },
    ]) {
      await visitor.open(list);
      await visitor.page.getByLabel('Select all users on this page').check();
      await visitor.field(`Select all ${CROWD}`).check();
      await expect(visitor.page.getByText(`${CROWD} selected`)).toBeVisible();
      await bar(visitor).getByRole('button', { name: action, exact: true }).click();
      await expect(visitor.page.getByRole('heading', { name: `${action} ${CROWD} accounts?` })).toBeVisible();
      await visitor.button(`${action} ${CROWD} accounts`).click();
      await visitor.seesToast(`${CROWD} accounts are ${done}.`);
      await expect(rows(visitor)).toHaveCount(0);
    }
    await visitor.open('/users?per_page=50');
    await expect(rows(visitor)).toHaveCount(CROWD + 2);
    await expect(rowOf(visitor, maren)).toContainText('Active');
  });

  test('above a thousand accounts the count has to be typed, and the undo does not expire', async ({ visitor, server, ada }) => {
    const people = Array.from({ length: 1_030 }, (_, number) => `person${number}@example.org`);
    await server.command(['user', 'import', '-'], ['email', ...people].join('\n'));
    await visitor.signIn(ada);
    await visitor.page.clock.install();
    await visitor.open('/users?role=user');
    const total = (await visitor.page.locator('.page-head .total').innerText()).trim();
    await visitor.page.getByLabel('Select all users on this page').check();
    await visitor.field(`Select all ${total}`).check();
    const remove = bar(visitor).getByRole('button', { name: 'Delete', exact: true });
    await remove.click();
    const dialog = visitor.page.getByRole('dialog');
    await expect(dialog).toHaveAccessibleName(`Delete ${total} accounts?`);
    await visitor.page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(remove, 'the focus is given back').toBeFocused();
    await remove.click();
    await dialog.getByRole('textbox').fill('1');
    await visitor.button(`Delete ${total} accounts`).click();
    await expect(dialog.getByRole('textbox')).toHaveAccessibleDescription(`The number does not match. Type ${total}.`);
    await dialog.getByRole('textbox').fill(total);
    await visitor.button(`Delete ${total} accounts`).click();
    await visitor.seesToast(`${total} accounts are deleted.`);
    await visitor.page.clock.fastForward('10:00');
    await visitor.button('Undo').click();
    await visitor.seesToast(`Undone for ${total} accounts.`);
  });

  test('on a phone the bar is one row, and a sheet has the actions', async ({ visitor, ada, maren }) => {
    await visitor.page.setViewportSize({ width: 390, height: 844 });
    await visitor.enter(ada, '/users');
    await visitor.page.getByLabel(`Select ${maren.username}`).check();
    await expect(bar(visitor)).toBeVisible();
    expect((await bar(visitor).boundingBox())!.height).toBeLessThan(64);
    await visitor.button('Actions').click();
    await expect(visitor.button('Delete')).toBeInViewport();
    await visitor.page.keyboard.press('Escape');
    await expect(visitor.button('Delete')).toBeHidden();
    await expect(visitor.button('Actions')).toBeFocused();
    await visitor.button('Actions').click();
    await bar(visitor).getByRole('button', { name: 'Disable', exact: true }).click();
    await visitor.seesToast('1 account is disabled.');
    await expect(visitor.button('Delete')).toBeHidden();
  });

  test('the menu of a row changes one user, and Escape closes it and restores the focus', async ({ visitor, ada, maren }) => {
    await visitor.enter(ada, '/users?sort=username');
    const row = rowOf(visitor, maren);
    await row.locator('summary').click();
    await row.getByRole('link', { name: 'Open' }).focus();
    await visitor.page.keyboard.press('Escape');
    await expect(row.locator('summary')).toBeFocused();
    await expect(row.getByRole('link', { name: 'Open' })).toBeHidden();

    await row.locator('summary').click();
    await row.getByRole('button', { name: 'Disable', exact: true }).click();
    await visitor.seesToast('Maren Holt is disabled.');
    await visitor.isAt('/users?sort=username', 'Users');
    await expect(row).toContainText('Disabled');
    await expect(rowOf(visitor, ada).locator('summary')).toHaveCount(0);
  });
});

function rows({ page }: Visitor): Locator {
  return page.locator('tbody').getByRole('row');
}

function rowOf(visitor: Visitor, { username }: Pick<Person, 'username'>): Locator {
  return rows(visitor).filter({ has: visitor.page.locator('.un, .who a', { hasText: new RegExp(`^${username}$`) }) });
}

function bar({ page }: Visitor): Locator {
  return page.getByRole('form', { name: 'Selected users' });
}

async function choose(visitor: Visitor, filter: string, option: string): Promise<void> {
  await visitor.field(filter).selectOption(option);
  if (!visitor.javaScript) await Promise.all([visitor.page.waitForEvent('load'), visitor.button('Search').click()]);
}

/** Imports more users than fit on a page. */
async function crowd(server: Server): Promise<void> {
  const people = Array.from({ length: CROWD }, (_, number) => `crowd${number}@example.org,Crowd Member ${number}`);
  await server.command(['user', 'import', '-'], ['email,name', ...people].join('\n'));
}
