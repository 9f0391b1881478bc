import { readFile } from 'node:fs/promises';
import type { Locator, Request } from '@playwright/test';
import { hold } from './support/hold';
import { idOf, member, somebody, tryPassword, type Person } from './support/people';
import type { Server } from './support/server';
import { test, expect } from './support/test';
import { mark, type Visitor } from './support/visitor';

// The tests sign in many times from one address.
test.use({ settings: { VESTIBULE_RATE_LIMIT: 'off' } });

const WRONG = 'not the password of anybody here';

test('signed-out users are redirected to sign in, and then to the requested audit log', { tag: '@nightly-without-javascript' }, async ({ visitor, ada }) => {
  await visitor.open('/audit?result=refused');
  await visitor.isAtSignIn('/audit?result=refused');
  await visitor.fill({ 'Username or email': ada.username, Password: ada.password });
  await visitor.button('Sign in').click();
  await visitor.isAt('/audit?result=refused', 'Audit log');
});

test('only administrators see the link to the audit log and can open it', { tag: '@nightly-without-javascript' }, async ({ visitor, guard, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account');
  await expect(visitor.link('Audit log')).toHaveCount(0);
  for (const path of ['/audit', '/audit/export']) {
    guard.expect(path, 403);
    expect((await visitor.open(path)).status()).toBe(403);
    await visitor.isAt(path, "You don't have access to this page");
  }
});

test('events show actor, account, time and IP address, newest first', { tag: '@nightly-without-javascript' }, async ({ visitor, server, ada, maren }) => {
  await tryPassword(server, maren.username, WRONG);
  await visitor.enter(ada);
  await visitor.open('/account');
  await visitor.link('Audit log').click();
  await visitor.isAt('/audit', 'Audit log');
  await expect(visitor.page).toHaveTitle('Audit log · Vestibule');
  await expect(visitor.link('Audit log')).toHaveAttribute('aria-current', 'page');
  await expect(sentences(visitor)).toHaveText(['Signed in', 'Sign-in refused', 'Account registered', 'Account created']);
  await expect(rows(visitor).nth(0).locator('.c-by')).toHaveText('Ada Holt');
  await expect(rows(visitor).nth(0).locator('.c-when time')).toHaveText('just now');
  const refused = rows(visitor).nth(1);
  await expect(refused.locator('.badge')).toHaveText('Refused');
  await expect(refused.locator('.c-by')).toHaveText('Not signed in');
  await expect(refused.locator('.c-from')).toHaveText('127.0.0.1');
  await expect(rows(visitor).nth(3).locator('.c-by')).toHaveText('The operator');

  const reason = refused.getByText('Username and password did not match');
  await expect(reason).toBeHidden();
  await refused.locator('summary').click();
  await expect(reason).toBeVisible();
  await expect(refused.locator('dl')).toContainText(/Request ID[0-9a-f]{8}-/);
  await refused.locator('.c-on').getByRole('link').click();
  await visitor.isAt(`/users/${await idOf(server, maren)}`, 'Maren Holt');
  await visitor.link('See all').click();
  await visitor.isAt(`/audit?person=${await idOf(server, maren)}`, 'Audit log');
  await expect(sentences(visitor)).toHaveText(['Sign-in refused', 'Account registered']);
});

test('filters are kept in the address', { tag: '@both-engines' }, async ({ visitor, server, ada, maren }) => {
  await tryPassword(server, maren.username, WRONG);
  await visitor.enter(ada);
  await visitor.open('/audit');
  await choose(visitor, 'Result', 'Refused');
  await expect(sentences(visitor)).toHaveText(['Sign-in refused']);
  await expect(visitor.page).toHaveURL(/[?&]result=refused/);
  await choose(visitor, 'Result', 'Any result');
  await choose(visitor, 'Event', 'Account registered');
  await expect(sentences(visitor)).toHaveText(['Account registered']);
  await choose(visitor, 'Event', 'Any event');
  await find(visitor, maren.username);
  await expect(sentences(visitor)).toHaveText(['Sign-in refused', 'Account registered']);
  await expect(visitor.page).toHaveURL((url) => url.searchParams.get('person') === maren.username);

  const today = new Date().toISOString().slice(0, 10);
  await visitor.open(`/audit?person=${maren.email}&event=user.register&result=success&from=${today}&to=2999-12-31`);
  await expect(visitor.field('User')).toHaveValue(maren.email);
  await expect(visitor.field('Event')).toHaveValue('user.register');
  await expect(visitor.field('Result')).toHaveValue('success');
  await expect(visitor.field('From')).toHaveValue(today);
  await expect(sentences(visitor)).toHaveText(['Account registered']);
  await visitor.open('/audit?to=2020-01-01');
  await expect(visitor.page.getByRole('heading', { name: 'No events match your filters' })).toBeVisible();
  await visitor.link('Clear filters').click();
  await visitor.isAt('/audit', 'Audit log');
  await expect(visitor.field('To')).toHaveValue('');
  await expect(rows(visitor)).not.toHaveCount(0);
});

test('pagination leads to older events and back to newer ones', { tag: '@nightly-without-javascript' }, async ({ visitor, server, ada }) => {
  await crowd(server, ada, 24);
  await visitor.enter(ada);
  await visitor.open('/audit?per_page=20&event=session.start');
  await expect(rows(visitor)).toHaveCount(20);
  await expect(visitor.link('Newer events')).toHaveCount(0);
  await visitor.link('Older events').click();
  await expect(visitor.page).toHaveURL(/[?&]before=/);
  await expect(rows(visitor)).toHaveCount(5);
  await expect(visitor.link('Older events')).toHaveCount(0);
  await visitor.link('Newer events').click();
  await expect(visitor.page).toHaveURL(/[?&]after=/);
  await expect(rows(visitor)).toHaveCount(20);
  await expect(visitor.link('Newer events')).toHaveCount(0);
  await visitor.page.goBack();
  await expect(rows(visitor)).toHaveCount(5);
  await visitor.link('100').click();
  await visitor.isAt('/audit?event=session.start&per_page=100', 'Audit log');
  await expect(rows(visitor)).toHaveCount(25);
});

test('filtered events are exported to a file', { tag: '@nightly-without-javascript' }, async ({ visitor, server, ada, maren }) => {
  await tryPassword(server, maren.username, WRONG);
  await visitor.enter(ada);
  await visitor.open('/audit');
  await choose(visitor, 'Result', 'Refused');
  await expect(sentences(visitor)).toHaveText(['Sign-in refused']);
  const csv = await file(visitor, 'Export CSV', 'audit.csv');
  expect(csv.trimEnd().split('\r\n')).toEqual([expect.stringMatching(/^"id","at","event",/), expect.stringMatching(/,"session\.start","refused",/)]);
  const lines = await file(visitor, 'Export JSON Lines', 'audit.jsonl');
  expect(lines.trimEnd().split('\n').map((line) => JSON.parse(line))).toMatchObject([{ event: 'session.start', detail: 'no_match' }]);
  await expect(visitor.page).toHaveURL(/[?&]result=refused/);
});

test('invalid filters show an error, the right status and a link to clear them', { tag: '@nightly-without-javascript' }, async ({ visitor, guard, ada }) => {
  await visitor.enter(ada);
  for (const [query, words] of [
    ['event=user.fly', 'Use the name of an event'],
    ['person=nobody', 'No account has this username or email address.'],
    ['from=2026-02-30', 'Use the format 2026-11-20'],
  ] as const) {
    guard.expect('/audit', 422);
    expect((await visitor.open(`/audit?${query}`)).status(), query).toBe(422);
    await expect(visitor.page.getByRole('heading', { name: 'The search or a filter is not valid' })).toBeVisible();
    await expect(visitor.page.getByText(words)).toBeVisible();
    await expect(visitor.page).toHaveURL(`/audit?${query}`);
    await visitor.link('Clear search and filters').click();
    await visitor.isAt('/audit', 'Audit log');
    await expect(rows(visitor)).not.toHaveCount(0);
  }
});

test('names are escaped', { tag: '@nightly-without-javascript' }, async ({ visitor, server, ada }) => {
  const name = '"><img src=x onerror=alert(1)>';
  await member(server, { ...somebody(), name });
  await visitor.enter(ada);
  await visitor.open('/audit');
  await expect(visitor.link(name).first()).toHaveText(name);
  expect(await visitor.page.locator('main script, main img').count()).toBe(0);
});

test('users find their recent activity on the account page, with a link to all of it', { tag: '@nightly-without-javascript' }, async ({ visitor, server, ada, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account');
  const recent = visitor.section('Recent activity');
  await expect(recent.getByRole('listitem')).toHaveText([/^Signed in/, /^Account registered/]);
  await visitor.reload();
  await expect(recent.getByRole('listitem')).toHaveText([/^Signed in/, /^Account registered/]);
  await recent.getByRole('link', { name: 'See all' }).click();
  await visitor.isAt('/account/activity', 'Your activity');
  await expect(visitor.page).toHaveTitle('Your activity · Vestibule');
  await expect(sentences(visitor)).toHaveText(['Signed in', 'Account registered']);
  await expect(rows(visitor).nth(0).locator('.c-by')).toHaveText('You');
  await expect(visitor.field('User')).toHaveCount(0);
  await choose(visitor, 'Event', 'Signed in');
  await expect(sentences(visitor)).toHaveText(['Signed in']);
  expect(await visitor.page.locator('main').innerText()).not.toContain(ada.username);
  await visitor.link('Account').first().click();
  await visitor.isAt('/account', 'Your account');
  await expect(recent.getByRole('listitem')).toHaveText([/^Signed in/, /^Account registered/]);
  expect(await idOf(server, maren)).toBeTruthy();
});

test('the audit log never scrolls sideways, at any width', { tag: '@nightly-without-javascript' }, async ({ visitor, server, ada }) => {
  await member(server, { ...somebody(), name: 'W'.repeat(120) });
  await tryPassword(server, ada.username, WRONG);
  await visitor.enter(ada);
  for (const width of [320, 390, 768, 1024, 1152, 1440]) {
    await visitor.page.setViewportSize({ width, height: 900 });
    await visitor.open('/audit');
    await rows(visitor).nth(1).locator('summary').click();
    const beyond = await visitor.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(beyond, `${width} px`).toBeLessThanOrEqual(0);
  }
});

test.describe('after hydration', { tag: '@with-javascript' }, () => {
  test('a filter changes list, address and export links without a reload', async ({ visitor, server, ada, maren }) => {
    await tryPassword(server, maren.username, WRONG);
    await visitor.enter(ada);
    await visitor.open('/audit');
    const stayed = await mark(visitor);
    await visitor.field('Result').selectOption('Refused');
    await expect(sentences(visitor)).toHaveText(['Sign-in refused']);
    await visitor.isAt('/audit?result=refused', 'Audit log');
    await expect(visitor.link('Export CSV')).toHaveAttribute('href', '/audit/export?format=csv&result=refused');
    await expect(visitor.page.getByRole('status').filter({ hasText: '1 event' })).toHaveCount(1);
    await visitor.field('User').fill(ada.username);
    await visitor.field('User').press('Enter');
    await expect(visitor.page.getByRole('heading', { name: 'No events match your filters' })).toBeVisible();
    await visitor.page.goBack();
    await expect(visitor.field('User')).toHaveValue('');
    await expect(sentences(visitor)).toHaveText(['Sign-in refused']);
    await visitor.page.goBack();
    await expect(visitor.field('Result')).toHaveValue('');
    await expect(rows(visitor)).toHaveCount(4);
    await stayed();
  });

  test('a late response does not overwrite a newer one', async ({ visitor, server, ada, maren }) => {
    await tryPassword(server, maren.username, WRONG);
    await visitor.enter(ada);
    await visitor.open('/audit');
    const isLate = (request: Request) => decodeURIComponent(request.postData() ?? '').includes('[event]=user.register');
    const release = await hold(visitor.page, '**/actions/audit', isLate);
    const late = visitor.page.waitForResponse((response) => isLate(response.request()));
    await visitor.field('Event').selectOption('Account registered');
    await expect(visitor.page.locator('#results')).toHaveAttribute('aria-busy', 'true');
    await visitor.field('Event').selectOption('Account created');
    await expect(sentences(visitor)).toHaveText(['Account created']);
    release();
    await late;
    await visitor.page.waitForTimeout(300);
    await expect(sentences(visitor)).toHaveText(['Account created']);
  });

  test('a session that ended elsewhere leads to the sign-in page and back to the same audit log', async ({ visitor, server, guard, ada }) => {
    await visitor.enter(ada);
    await visitor.open('/audit');
    await server.command(['user', 'set-password', ada.username, '--password-stdin'], ada.password);
    guard.expect('/actions/audit', 401);
    await visitor.page.waitForTimeout(1_000);
    await visitor.field('Result').selectOption('Refused');
    await visitor.isAtSignIn('/audit?result=refused');
  });
});

function rows({ page }: Visitor): Locator {
  return page.locator('tbody').getByRole('row');
}

/** The text of each event. */
function sentences(visitor: Visitor): Locator {
  return rows(visitor).locator('summary > span:not(.badge)');
}

async function choose(visitor: Visitor, filter: string, option: string): Promise<void> {
  await visitor.field(filter).selectOption(option);
  if (!visitor.javaScript) await loading(visitor, () => visitor.button('Apply filters').click());
}

/** Searches for a user with the Enter key. */
async function find(visitor: Visitor, words: string): Promise<void> {
  await visitor.field('User').fill(words);
  if (visitor.javaScript) await visitor.field('User').press('Enter');
  else await loading(visitor, () => visitor.field('User').press('Enter'));
}

async function loading({ page }: Visitor, act: () => Promise<void>): Promise<void> {
  await Promise.all([page.waitForEvent('load'), act()]);
}

/** The content of the file that a link downloads. */
async function file(visitor: Visitor, words: string, name: string): Promise<string> {
  const [download] = await Promise.all([visitor.page.waitForEvent('download'), visitor.link(words).click()]);
  expect(download.suggestedFilename()).toBe(name);
  return readFile(await download.path(), 'utf8');
}

/** Signs in `count` times. */
async function crowd(server: Server, { username, password }: Person, count: number): Promise<void> {
  for (let number = 0; number < count; number++) expect(await tryPassword(server, username, password)).toBe(200);
}
