import { resolve, join } from 'node:path';
import { Balancer } from './support/balancer';
import { Guard } from './support/guard';
import { member } from './support/people';
import { Server } from './support/server';
import { test, expect } from './support/test';

/** A build of a later version, with other assets and one more migration (scripts/later-build.sh). */
const LATER = resolve(process.env['VESTIBULE_LATER_BIN'] ?? join(__dirname, '../../target/later/vestibule'));

/** The WebAssembly file with the code of the account page. */
const PART = 'split_account.wasm';

interface Upgrade {
  balancer: Balancer;
  /** This version. */
  now: Server;
  /** The next version, on the same data. */
  later: Server;
}

/** Two versions behind one address. */
const sideBySide = test.extend<Upgrade>({
  balancer: async ({}, use) => {
    const balancer = await Balancer.start();
    await use(balancer);
    await balancer.stop();
  },
  now: async ({ balancer }, use) => {
    const now = await Server.start({ VESTIBULE_BASE_URL: balancer.url });
    balancer.send(() => now.url);
    await use(now);
    await now.stop();
  },
  later: async ({ now }, use) => {
    const later = await now.beside(LATER);
    await use(later);
    await later.stop();
  },
  baseURL: async ({ balancer }, use) => use(balancer.url),
  guard: async ({ balancer, javaScript }, use) => {
    const guard = new Guard(balancer.url, javaScript);
    await use(guard);
    expect(guard.verdict(), 'errors that users should never see').toEqual([]);
  },
});

/** Requests of pages, without those of assets. */
function pagesOf(balancer: Balancer): string[] {
  return balancer.paths.filter((path) => !/^\/(pkg|actions|favicon)/.test(path));
}

async function assetsOf(server: Server): Promise<string> {
  return /\/pkg\/\w+/.exec(await (await fetch(`${server.url}/login`)).text())![0];
}

/** Allows the assets of `server` to be missing. */
async function withoutFilesOf(server: Server, guard: Guard): Promise<void> {
  guard.allowMissing(await assetsOf(server));
}

sideBySide('this version runs on the schema of the next, and both share sessions', { tag: '@both-engines' }, async ({ now, later, balancer, visitor }) => {
  expect(await assetsOf(now)).not.toBe(await assetsOf(later));
  const { stdout } = await later.command(['migrate', 'status', '--json']);
  expect((JSON.parse(stdout) as unknown[]).length).toBeGreaterThan(
    (JSON.parse((await now.command(['migrate', 'status', '--json'])).stdout) as unknown[]).length,
  );
  const maren = await member(now);
  await now.restart();
  await visitor.signIn(maren);
  balancer.send(() => later.url);
  await visitor.open('/account');
  await visitor.isSignedInAs(maren);
  balancer.send(() => now.url);
  await visitor.open('/account');
  await visitor.isSignedInAs(maren);
});

sideBySide('a page whose assets only the other version has is reloaded', { tag: '@with-javascript' }, async ({ now, later, balancer, visitor, guard }) => {
  const maren = await member(now);
  await withoutFilesOf(now, guard);
  // This version serves the page; the next one answers the requests of its assets.
  balancer.send((path) => (pagesOf(balancer).length === 1 && !path.startsWith('/pkg') ? now.url : later.url));
  await visitor.page.goto('/login');
  await visitor.page.waitForFunction(() => 'hydrated' in window);
  expect(pagesOf(balancer)).toEqual(['/login', '/login']);
  await visitor.fill({ 'Username or email': maren.username, Password: maren.password });
  await visitor.button('Sign in').click();
  await visitor.isAt('/account', 'Your account');
  expect(pagesOf(balancer), 'alive, it goes on without loading').toEqual(['/login', '/login']);
});

sideBySide('without any assets the page is reloaded once and works without scripts', { tag: '@with-javascript' }, async ({ now, later, balancer, visitor, guard }) => {
  const maren = await member(now);
  await withoutFilesOf(now, guard);
  balancer.send((path) => (path.startsWith('/pkg') ? later.url : now.url));
  await visitor.page.goto('/login');
  await expect.poll(() => pagesOf(balancer)).toEqual(['/login', '/login']);
  await visitor.page.waitForLoadState('load');
  await visitor.fill({ 'Username or email': maren.username, Password: maren.password });
  // Without the stylesheet the button shows all its labels, so it has no unique name.
  await visitor.page.locator('main form button[type=submit]').click();
  await visitor.page.waitForURL('/account');
  await expect(visitor.page.getByRole('heading', { level: 1 })).toHaveText('Your account');
});

sideBySide('a link to a page whose part only the other version has loads its document', { tag: '@with-javascript' }, async ({ now, later, balancer, visitor, guard }) => {
  const maren = await member(now);
  await visitor.enter(maren);
  await visitor.open('/');
  await withoutFilesOf(now, guard);
  balancer.send(() => later.url);
  balancer.paths.length = 0;
  await visitor.link('Go to your account').click();
  await visitor.isAt('/account', 'Your account');
  await visitor.hydrated();
  expect(pagesOf(balancer)).toEqual(['/account']);
  await visitor.profile('Name (optional)').fill('Maren Winter');
  await visitor.button('Save changes').click();
  await visitor.seesToast('Changes saved.');
  await visitor.page.goBack();
  await visitor.isAt('/', 'Welcome back, Maren Winter');
});

sideBySide('a page whose part only the other version has is reloaded', { tag: '@with-javascript' }, async ({ now, later, balancer, visitor, guard }) => {
  const maren = await member(now);
  await visitor.enter(maren);
  await withoutFilesOf(now, guard);
  balancer.paths.length = 0;
  // This version serves the page and the main file; the next one answers the request of the part.
  balancer.send((path) => (pagesOf(balancer).length === 1 && !path.endsWith(PART) ? now.url : later.url));
  await visitor.page.goto('/account');
  await visitor.page.waitForFunction(() => 'hydrated' in window);
  expect(pagesOf(balancer)).toEqual(['/account', '/account']);
  await visitor.profile('Name (optional)').fill('Maren Winter');
  await visitor.button('Save changes').click();
  await visitor.seesToast('Changes saved.');
});

sideBySide('without its part the page is reloaded once and works without scripts', { tag: '@with-javascript' }, async ({ now, later, balancer, visitor, guard }) => {
  const maren = await member(now);
  balancer.send((path) => (path.endsWith(PART) ? later.url : now.url));
  await withoutFilesOf(now, guard);
  await visitor.open('/login');
  await visitor.fill({ 'Username or email': maren.username, Password: maren.password });
  balancer.paths.length = 0;
  await visitor.button('Sign in').click();
  await expect.poll(() => pagesOf(balancer)).toEqual(['/account', '/account']);
  await visitor.page.waitForFunction(() => performance.getEntriesByType('navigation').some((entry) => (entry as PerformanceNavigationTiming).type === 'reload'));
  await visitor.profile('Name (optional)').fill('Maren Winter');
  await Promise.all([visitor.page.waitForEvent('load'), visitor.button('Save changes').click()]);
  await visitor.link('Vestibule').click();
  await visitor.isAt('/', 'Welcome back, Maren Winter');
});

sideBySide('an open page of this version works with the server functions of the next', { tag: ['@with-javascript', '@both-engines'] }, async ({ now, later, balancer, visitor }) => {
  const maren = await member(now);
  await visitor.signIn(maren);
  balancer.send(() => later.url);
  balancer.paths.length = 0;
  await visitor.profile('Name (optional)').fill('Maren Winter');
  await visitor.button('Save changes').click();
  await visitor.seesToast('Changes saved.');
  await visitor.signOut();
  await visitor.fill({ 'Username or email': maren.username, Password: maren.password });
  await visitor.button('Sign in').click();
  await visitor.isAt('/account', 'Your account');
  expect(pagesOf(balancer), 'nothing was loaded anew').toEqual([]);
  balancer.send(() => now.url);
  await visitor.open('/account');
  await expect(visitor.profile('Name (optional)')).toHaveValue('Maren Winter');
});
