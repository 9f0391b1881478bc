import type { Locator, Page, Request } from '@playwright/test';
import { hold } from './support/hold';
import { idOf, member, somebody, type Person } from './support/people';
import type { Server } from './support/server';
import { test, expect } from './support/test';
import type { Visitor } from './support/visitor';

// The tests register many users from one address.
test.use({ settings: { VESTIBULE_RATE_LIMIT: 'off' } });

const CROWD = 25;

test('signed-out users are redirected to sign in, and then to the requested list', { tag: '@nightly-without-javascript' }, async ({ visitor, ada }) => {
  await visitor.open('/users?q=ida&role=admin');
  await visitor.isAtSignIn('/users?q=ida&role=admin');
  await visitor.fill({ 'Username or email': ada.username, Password: ada.password });
  await visitor.button('Sign in').click();
  await visitor.isAt('/users?q=ida&role=admin', 'Users');
});

test('only administrators see the link to the list of users and can open it', { tag: '@nightly-without-javascript' }, async ({ visitor, guard, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account');
  await expect(visitor.link('Users')).toHaveCount(0);
  for (const path of ['/users', '/users/new', '/users/01936f2a-7c1e-7b40-9d55-3f0a6f1c2e88']) {
    guard.expect(path, 403);
    expect((await visitor.open(path)).status()).toBe(403);
    await visitor.isAt(path, "You don't have access to this page");
  }
});

test('the list shows the data of each user, newest first', { tag: '@nightly-without-javascript' }, async ({ visitor, server, ada }) => {
  const maren = await member(server);
  const nameless = await member(server, { ...somebody(), name: '' });
  await visitor.enter(ada);
  await visitor.open('/account');
  await visitor.link('Users').click();
  await visitor.isAt('/users', 'Users');
  await expect(visitor.page).toHaveTitle('Users · Vestibule');
  await expect(rows(visitor)).toHaveText([new RegExp(nameless.username), /Maren Holt/, /Ada Holt/]);
  const row = rowOf(visitor, maren);
  for (const words of [maren.username, maren.email, 'User', 'Active', 'Never signed in']) await expect(row).toContainText(words);
  await expect(rowOf(visitor, nameless)).toContainText('No name');
  await expect(rowOf(visitor, ada)).toContainText('Admin');
  await expect(rowOf(visitor, ada).locator('.c-last time')).toHaveText('just now');
  await expect(rowOf(visitor, ada).locator('.c-last time')).toHaveAttribute('title', /^\d+ \w+ \d{4}, \d\d:\d\d UTC$/);
  await expect(shown(visitor).getByText('1–3 of 3')).toBeVisible();
});

test('the search finds prefixes of words, ignoring accents and case', { tag: ['@nightly-without-javascript', '@both-engines'] }, async ({ visitor, server, ada }) => {
  await member(server, { ...somebody(), name: 'Élise Ångström' });
  await member(server);
  await visitor.enter(ada);
  await visitor.open('/users');
  for (const words of ['elis', 'ANGS', 'ång éli']) {
    await search(visitor, words);
    await expect(rows(visitor)).toHaveText([/Élise Ångström/]);
  }
  await expect(visitor.page).toHaveURL((url) => url.searchParams.get('q') === 'ång éli');
  await search(visitor, 'gström');
  await expect(visitor.page.getByRole('heading', { name: 'No users match “gström”' })).toBeVisible();
  await visitor.link('Clear search and filters').click();
  await visitor.isAt('/users', 'Users');
  await expect(rows(visitor)).toHaveCount(3);
  await expect(visitor.field('Search users')).toHaveValue('');
});

test('filters and order are kept in the address', async ({ visitor, server, ada }) => {
  const disabled = await member(server);
  const { code } = await server.command(['user', 'disable', disabled.username]);
  expect(code).toBe(0);
  await visitor.enter(ada);
  await visitor.open('/users');
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

test('a heading sorts by its column, and reverses the order when pressed again', { tag: ['@nightly-without-javascript', '@both-engines'] }, async ({ visitor, server, ada }) => {
  await member(server, { ...somebody(), name: 'Zoë Winter' });
  await member(server, { ...somebody(), name: 'Bela Summer' });
  await visitor.enter(ada);
  await visitor.open('/users');
  const heading = visitor.page.getByRole('columnheader', { name: 'User', exact: true });
  await visitor.link('User').click();
  await expect(rows(visitor)).toHaveText([/Ada Holt/, /Bela Summer/, /Zoë Winter/]);
  await expect(heading).toHaveAttribute('aria-sort', 'ascending');
  if (visitor.javaScript) await expect(visitor.link('User')).toBeFocused();
  await visitor.link('User').click();
  await expect(rows(visitor)).toHaveText([/Zoë Winter/, /Bela Summer/, /Ada Holt/]);
  await expect(heading).toHaveAttribute('aria-sort', 'descending');
  await visitor.isAt('/users?sort=-name', 'Users');
});

test('pagination has page numbers and links to the next and previous page', { tag: ['@nightly-without-javascript', '@both-engines'] }, async ({ visitor, server, ada }) => {
  await crowd(server);
  await visitor.enter(ada);
  await visitor.open('/users?sort=username');
  await expect(rows(visitor)).toHaveCount(20);
  await expect(shown(visitor).getByText(`1–20 of ${CROWD + 1}`)).toBeVisible();
  await expect(visitor.link('Previous page')).toHaveCount(0);
  await visitor.link('Next page').click();
  await visitor.isAt('/users?sort=username&page=2', 'Users');
  await expect(rows(visitor)).toHaveCount(CROWD + 1 - 20);
  await expect(shown(visitor).getByText(`21–${CROWD + 1} of ${CROWD + 1}`)).toBeVisible();
  await expect(visitor.page.getByRole('navigation', { name: 'Pages' }).locator('[aria-current=page]')).toHaveText(/2$/);
  await expect(visitor.link('Next page')).toHaveCount(0);
  await visitor.link('50').click();
  await visitor.isAt('/users?sort=username&per_page=50', 'Users');
  await expect(rows(visitor)).toHaveCount(CROWD + 1);
  await visitor.page.goBack();
  await visitor.isAt('/users?sort=username&page=2', 'Users');
  await expect(rows(visitor)).toHaveCount(CROWD + 1 - 20);
});

test('invalid addresses show an error, the right status and a link to a valid page', { tag: '@nightly-without-javascript' }, async ({ visitor, guard, ada }) => {
  await visitor.enter(ada);
  const asked = [
    { path: '/users?page=99', status: 404, words: 'Page not found', out: 'Go to the first page' },
    { path: '/users?role=god', status: 422, words: 'The search or a filter is not valid', out: 'Clear search and filters' },
    { path: '/users?cursor=forged', status: 400, words: 'The search or a filter is not valid', out: 'Go to the first page' },
  ];
  for (const { path, status, words, out } of asked) {
    guard.expect('/users', status);
    expect((await visitor.open(path)).status(), path).toBe(status);
    await expect(visitor.page.getByRole('heading', { name: words })).toBeVisible();
    await visitor.link(out).click();
    await visitor.isAt('/users', 'Users');
    await expect(rows(visitor)).toHaveCount(1);
  }
});

test('names are escaped', { tag: '@nightly-without-javascript' }, async ({ visitor, server, ada }) => {
  const names = ['</td><script>alert(1)</script>', '"><img src=x onerror=alert(1)>', `'-alert(1)-'`, '&lt;b&gt; &amp;'];
  for (const name of names) await member(server, { ...somebody(), name });
  await visitor.enter(ada);
  await visitor.open('/users?sort=created_at');
  for (const name of names) await expect(visitor.link(name)).toHaveText(name);
  await search(visitor, 'script');
  await expect(visitor.link(names[0]!)).toHaveText(names[0]!);
  expect(await visitor.page.locator('main script, main img').count()).toBe(0);
});

test.describe('while typing', { tag: '@with-javascript' }, () => {
  test('list and address follow without a reload, and the input keeps the focus', async ({ visitor, server, ada }) => {
    await member(server, { ...somebody(), name: 'Ida Lindqvist' });
    await member(server);
    await visitor.enter(ada);
    await visitor.open('/account');
    await visitor.open('/users');
    await visitor.page.evaluate(() => Object.assign(window, { marked: true }));
    await visitor.page.keyboard.press('/');
    await expect(visitor.field('Search users')).toBeFocused();
    await visitor.page.keyboard.type('ida lind', { delay: 30 });
    await expect(rows(visitor)).toHaveText([/Ida Lindqvist/]);
    await expect(visitor.page).toHaveURL('/users?q=ida%20lind');
    await expect(visitor.field('Search users')).toBeFocused();
    await expect(visitor.field('Search users')).toHaveValue('ida lind');
    await expect(visitor.page.getByRole('status').filter({ hasText: 'Users 1–1 of 1' })).toHaveCount(1);
    expect(await visitor.page.evaluate(() => 'marked' in window)).toBe(true);
    // Back leaves the search at once.
    await visitor.page.goBack();
    await expect(visitor.page).toHaveURL('/account');
  });

  test('only a pause in typing sends a request', async ({ visitor, ada }) => {
    const asked: string[] = [];
    visitor.page.on('request', (request) => {
      if (request.url().endsWith('/actions/users/list')) asked.push(request.postData() ?? '');
    });
    await visitor.enter(ada);
    await visitor.open('/users');
    await visitor.field('Search users').pressSequentially('nobody', { delay: 20 });
    await expect(visitor.page.getByRole('heading', { name: 'No users match “nobody”' })).toBeVisible();
    expect(asked).toHaveLength(1);
  });

  test('a late response does not overwrite a newer one', async ({ visitor, server, ada }) => {
    await member(server, { ...somebody(), name: 'Ida Lindqvist' });
    await visitor.enter(ada);
    await visitor.open('/users');
    const isLate = (request: Request) => request.postData()?.includes('q=late') ?? false;
    const release = await hold(visitor.page, '**/actions/users/list', isLate);
    const late = visitor.page.waitForResponse((response) => isLate(response.request()));
    await visitor.field('Search users').fill('late');
    await expect(visitor.page.locator('#results')).toHaveAttribute('aria-busy', 'true');
    await visitor.field('Search users').fill('ida');
    await expect(rows(visitor)).toHaveText([/Ida Lindqvist/]);
    release();
    await late;
    await visitor.page.waitForTimeout(300);
    await expect(rows(visitor)).toHaveText([/Ida Lindqvist/]);
  });

  test('a list that could not be loaded shows an error and can be retried', async ({ visitor, ada }) => {
    await visitor.enter(ada);
    await visitor.open('/users');
    await visitor.page.route('**/actions/users/list', (route) => route.abort('aborted'));
    await visitor.field('Search users').fill(ada.username);
    await expect(visitor.page.getByRole('heading', { name: 'The list could not be loaded' })).toBeVisible();
    await visitor.page.unroute('**/actions/users/list');
    await visitor.link('Try again').click();
    await expect(rows(visitor)).toHaveText([/Ada Holt/]);
  });

  test('text typed before hydration is searched', async ({ visitor, ada }) => {
    await visitor.enter(ada);
    await visitor.open('/account');
    const wake = await hold(visitor.page, '**/*.wasm');
    await visitor.page.goto('/users', { waitUntil: 'domcontentloaded' });
    await visitor.field('Search users').fill('nobody');
    wake();
    await expect(visitor.page.getByRole('heading', { name: 'No users match “nobody”' })).toBeVisible();
    await expect(visitor.field('Search users')).toHaveValue('nobody');
  });

  test('a session that ended elsewhere leads to the sign-in page and back to the same list', async ({ visitor, server, guard, ada }) => {
    await visitor.enter(ada);
    await visitor.open('/users');
    await server.command(['user', 'set-password', ada.username, '--password-stdin'], ada.password);
    guard.expect('/actions/users/list', 401);
    await visitor.page.waitForTimeout(1_000);
    await visitor.field('Search users').fill('ida');
    await visitor.isAtSignIn('/users?q=ida');
  });
});

test.describe('bulk changes', () => {
  test('selected users are disabled, with an undo', { tag: '@both-engines' }, async ({ visitor, server, ada }) => {
    const [ida, tomas, aiko] = [await member(server), await member(server), await member(server)];
    await visitor.enter(ada);
    await visitor.open('/users');
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

  test('all matching users on all pages are changed, and no others', { tag: ['@nightly-without-javascript', '@both-engines'] }, async ({ visitor, server, ada }) => {
    await crowd(server);
    const maren = await member(server);
    await visitor.enter(ada);
    await visitor.open('/users?q=crowd');
    await expect(rows(visitor)).toHaveCount(20);
    if (visitor.javaScript) await visitor.page.getByLabel('Select all users on this page').check();
    await visitor.field(`Select all ${CROWD}`).check();
    if (visitor.javaScript) await expect(visitor.page.getByText(`${CROWD} selected`)).toBeVisible();
    await bar(visitor).getByRole('button', { name: 'Delete', exact: true }).click();
    await expect(visitor.page.getByRole('heading', { name: `Delete ${CROWD} accounts?` })).toBeVisible();
    await visitor.button(`Delete ${CROWD} accounts`).click();
    await visitor.seesToast(visitor.javaScript ? `${CROWD} accounts are deleted.` : `${CROWD} accounts changed.`);
    await expect(visitor.page.getByRole('heading', { name: 'No users match “crowd”' })).toBeVisible();
    await visitor.open('/users');
    await expect(rows(visitor)).toHaveText([new RegExp(maren.username), /Ada Holt/]);

    await visitor.open('/users?status=deleted');
    if (visitor.javaScript) await visitor.page.getByLabel('Select all users on this page').check();
    await visitor.field(`Select all ${CROWD}`).check();
    await bar(visitor).getByRole('button', { name: 'Restore', exact: true }).click();
    await visitor.button(`Restore ${CROWD} accounts`).click();
    await visitor.seesToast(visitor.javaScript ? `${CROWD} accounts are restored.` : `${CROWD} accounts changed.`);
    await visitor.open('/users?q=crowd');
    await expect(shown(visitor).getByText(`1–20 of ${CROWD}`)).toBeVisible();
  });

  test('the menu of a row changes one user', async ({ visitor, server, ada }) => {
    const maren = await member(server);
    await visitor.enter(ada);
    await visitor.open('/users?sort=username');
    await rowOf(visitor, maren).locator('summary').click();
    await rowOf(visitor, maren).getByRole('button', { name: 'Disable', exact: true }).click();
    await visitor.seesToast(visitor.javaScript ? 'Maren Holt is disabled.' : '1 account changed.');
    await visitor.isAt('/users?sort=username', 'Users');
    await expect(rowOf(visitor, maren)).toContainText('Disabled');
    await expect(rowOf(visitor, ada).locator('summary')).toHaveCount(0);
  });

  test('roles are changed', { tag: '@nightly-without-javascript' }, async ({ visitor, server, ada }) => {
    const maren = await member(server);
    await visitor.enter(ada);
    await visitor.open('/users');
    await visitor.page.getByLabel(`Select ${maren.username}`).check();
    await bar(visitor).getByRole('button', { name: 'Make admin', exact: true }).click();
    await visitor.button('Make an administrator').click();
    await visitor.seesToast(visitor.javaScript ? '1 account is now an admin.' : '1 account changed.');
    await expect(rowOf(visitor, maren)).toContainText('Admin');
  });

  test('above a thousand accounts the count has to be typed, and the undo does not expire', { tag: '@with-javascript' }, async ({ visitor, server, ada }) => {
    const people = Array.from({ length: 1_030 }, (_, number) => `person${number}@example.org`);
    expect((await server.command(['user', 'import', '-'], ['email', ...people].join('\n'))).code).toBe(0);
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

  test('the bar is visible only while users are selected', { tag: '@with-javascript' }, async ({ visitor, server, ada }) => {
    const maren = await member(server);
    await visitor.enter(ada);
    await visitor.open('/users');
    await expect(bar(visitor)).toBeHidden();
    await visitor.page.getByLabel(`Select ${maren.username}`).check();
    await expect(bar(visitor)).toBeVisible();
    await visitor.button('Clear selection').click();
    await expect(bar(visitor)).toBeHidden();
    await expect(visitor.page.getByLabel(`Select ${maren.username}`)).not.toBeChecked();
  });
});

test('Escape closes the menu of a row and restores the focus', { tag: '@with-javascript' }, async ({ visitor, server, ada }) => {
  const maren = await member(server);
  await visitor.enter(ada);
  await visitor.open('/users');
  const summary = rowOf(visitor, maren).locator('summary');
  await summary.click();
  await rowOf(visitor, maren).getByRole('link', { name: 'Open' }).focus();
  await visitor.page.keyboard.press('Escape');
  await expect(summary).toBeFocused();
  await expect(rowOf(visitor, maren).getByRole('link', { name: 'Open' })).toBeHidden();
});

test('the list of users never scrolls sideways, at any width', { tag: '@nightly-without-javascript' }, async ({ visitor, server, ada }) => {
  const long = `wilhelmina.${'featherstonehaugh'.repeat(3)}`;
  const person = await member(server, { ...somebody(), username: long, name: 'W'.repeat(120) });
  await visitor.enter(ada);
  for (const width of [320, 390, 768, 1024, 1152, 1440]) {
    await visitor.page.setViewportSize({ width, height: 900 });
    await visitor.open('/users');
    await expect(rowOf(visitor, person)).toBeVisible();
    const beyond = await visitor.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(beyond, `${width} px`).toBeLessThanOrEqual(0);
    await expect(visitor.page.getByRole('row')).not.toHaveCount(0);
  }
  expect(await idOf(server, person)).toBeTruthy();
});

function rows({ page }: Visitor): Locator {
  return page.locator('tbody').getByRole('row');
}

/** The pagination. */
function shown({ page }: Visitor): Locator {
  return page.locator('#pages');
}

function rowOf(visitor: Visitor, { username }: Pick<Person, 'username'>): Locator {
  return rows(visitor).filter({ has: visitor.page.locator('.un, .who a', { hasText: new RegExp(`^${username}$`) }) });
}

function bar({ page }: Visitor): Locator {
  return page.getByRole('form', { name: 'Selected users' });
}

/** Types into the search; without JavaScript, presses Enter. */
async function search(visitor: Visitor, words: string): Promise<void> {
  await visitor.field('Search users').fill(words);
  if (!visitor.javaScript) await load(visitor.page, () => visitor.field('Search users').press('Enter'));
}

async function choose(visitor: Visitor, filter: string, option: string): Promise<void> {
  await visitor.field(filter).selectOption(option);
  if (!visitor.javaScript) await load(visitor.page, () => visitor.button('Search').click());
}

async function load(page: Page, act: () => Promise<void>): Promise<void> {
  await Promise.all([page.waitForEvent('load'), act()]);
}

/** Registers more users than fit on a page. */
async function crowd(server: Server): Promise<void> {
  for (let number = 0; number < CROWD; number++) {
    await member(server, { ...somebody(), name: `Crowd Member ${number}` });
  }
}
