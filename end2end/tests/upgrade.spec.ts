import { join } from 'node:path';
import { Balancer } from './support/balancer';
import type { Guard } from './support/guard';
import { Server } from './support/server';
import { test, expect } from './support/test';
import type { Visitor } from './support/visitor';
import { data, words } from './support/words';

// During an upgrade a page of one version may ask a server of another version for its files, which that one does not have.

/** A build of a later version, with other assets and one more migration (scripts/later-build.sh). */
const LATER = join(__dirname, '../../target/later/vestibule');
/** The WebAssembly file with the code of the account page. */
const PART = 'split_account.wasm';

/** A server behind a reverse proxy, whose URL users know. */
const balanced = test.extend<{ balancer: Balancer }>({
  balancer: async ({}, use) => {
    const balancer = await Balancer.start();
    await use(balancer);
    await balancer.stop();
  },
  server: async ({ balancer }, use) => {
    const server = await Server.start({ VESTIBULE_BASE_URL: balancer.url });
    balancer.send(() => server.url);
    await use(server);
    await server.stop();
  },
  baseURL: async ({ balancer }, use) => use(balancer.url),
});

/** Answers like a server of another version where `isMissing`, given the path and the number of pages loaded so far. */
async function lose(
  { balancer, server, guard }: { balancer: Balancer; server: Server; guard: Guard },
  isMissing: (path: string, pages: number) => boolean,
): Promise<void> {
  guard.allowMissing(await assetsOf(server));
  balancer.paths.length = 0;
  balancer.send((path) => `${server.url}${isMissing(path, pagesOf(balancer).length) ? '/pkg/of-another-version.js' : ''}`);
}

/** A page loads its program when it is touched, and itself again if that fails. The page before is shown until the new one has come. */
async function isReloadedWhenTouched(visitor: Visitor, balancer: Balancer, path = '/account'): Promise<void> {
  await visitor.useUntil(() => expect(pagesOf(balancer)).toEqual([path, path]));
  await visitor.page.waitForFunction(() => (performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming).type === 'reload');
}

balanced.describe('files that only another version has', () => {
  balanced('a page without its assets is reloaded', async ({ server, balancer, visitor, guard, maren }) => {
    await lose({ balancer, server, guard }, (path, pages) => path.startsWith('/pkg') && pages === 1);
    await visitor.page.goto('/login');
    await isReloadedWhenTouched(visitor, balancer, '/login');
    await visitor.hydrated();
    await visitor.signInHere(maren);
    await visitor.isAt('/account', 'Your account');
    expect(pagesOf(balancer), 'alive, it goes on without loading').toEqual(['/login', '/login']);
  });

  balanced('a page whose assets stay missing is reloaded once and works without', async ({ server, balancer, visitor, guard, maren }) => {
    await lose({ balancer, server, guard }, (path) => path.startsWith('/pkg'));
    await visitor.page.goto('/login');
    await isReloadedWhenTouched(visitor, balancer, '/login');
    await visitor.page.waitForLoadState('load');
    await visitor.fill({ 'Username or email': maren.username, Password: maren.password });
    // Without the stylesheet the button shows all its labels, so it has no unique name.
    await visitor.page.locator('main form button[type=submit]').click();
    await visitor.page.waitForURL('/account');
    await expect(visitor.page.getByRole('heading', { level: 1 })).toHaveText(words('Your account'));
  });

  balanced('a link to a page without its part loads its document', async ({ server, balancer, visitor, guard, maren }) => {
    await visitor.enter(maren, '/');
    await lose({ balancer, server, guard }, (path, pages) => path.endsWith(PART) && pages === 0);
    await visitor.link('Go to your account').click();
    await visitor.isAt('/account', 'Your account');
    await visitor.hydrated();
    expect(pagesOf(balancer)).toEqual(['/account']);
    await visitor.profile('Name (optional)').fill('Maren Winter');
    await visitor.button('Save changes').click();
    await visitor.seesToast('Changes saved.');
    await visitor.page.goBack();
    await visitor.isAt('/', 'Welcome back, { $name }', { name: 'Maren Winter' });
  });

  balanced('a page without its part is reloaded', async ({ server, balancer, visitor, guard, maren }) => {
    await visitor.authenticate(maren);
    await lose({ balancer, server, guard }, (path, pages) => path.endsWith(PART) && pages === 1);
    await visitor.page.goto('/account');
    await isReloadedWhenTouched(visitor, balancer);
    await visitor.hydrated();
    await visitor.profile('Name (optional)').fill('Maren Winter');
    await visitor.button('Save changes').click();
    await visitor.seesToast('Changes saved.');
  });

  balanced('a page whose part stays missing is reloaded once and works without', async ({ server, balancer, visitor, guard, maren }) => {
    await visitor.open('/login');
    await visitor.fill({ 'Username or email': maren.username, Password: maren.password });
    await lose({ balancer, server, guard }, (path) => path.endsWith(PART));
    await visitor.button('Sign in').click();
    await isReloadedWhenTouched(visitor, balancer);
    await visitor.profile('Name (optional)').fill('Maren Winter');
    await Promise.all([visitor.page.waitForEvent('load'), visitor.button('Save changes').click()]);
    await visitor.link(data('Vestibule')).click();
    await visitor.isAt('/', 'Welcome back, { $name }', { name: 'Maren Winter' });
  });
});

const tag = ['@later-build', '@several-servers'];

/** Two versions on the same data, behind one address. */
const sideBySide = balanced.extend<{ now: Server; later: Server }>({
  now: async ({ server }, use) => use(server),
  later: async ({ now }, use) => {
    const later = await now.beside(LATER);
    await use(later);
    await later.stop();
  },
});

sideBySide('this version runs on the schema of the next, and sessions are shared', { tag }, async ({ now, later, balancer, visitor, maren }) => {
  expect(await assetsOf(now)).not.toBe(await assetsOf(later));
  expect(await migrations(later)).toBeGreaterThan(await migrations(now));
  await now.restart();
  await visitor.signIn(maren);
  balancer.send(() => later.url);
  await visitor.open('/account');
  await visitor.isSignedInAs(maren);
  balancer.send(() => now.url);
  await visitor.open('/account');
  await visitor.isSignedInAs(maren);
});

sideBySide('an open page works with the server functions of the next version', { tag }, async ({ now, later, balancer, visitor, maren }) => {
  await visitor.signIn(maren);
  balancer.send(() => later.url);
  balancer.paths.length = 0;
  await visitor.profile('Name (optional)').fill('Maren Winter');
  await visitor.button('Save changes').click();
  await visitor.seesToast('Changes saved.');
  await visitor.signOut();
  await visitor.signInHere(maren);
  await visitor.isAt('/account', 'Your account');
  expect(pagesOf(balancer), 'nothing was loaded again').toEqual([]);
  balancer.send(() => now.url);
  await visitor.open('/account');
  await expect(visitor.profile('Name (optional)')).toHaveValue('Maren Winter');
});

/** Requests of pages, without those of assets. */
function pagesOf(balancer: Balancer): string[] {
  return balancer.paths.filter((path) => !/^\/(pkg|actions|favicon)/.test(path));
}

/** The folder of the assets of `server`. */
async function assetsOf(server: Server): Promise<string> {
  return /\/pkg\/\w+/.exec(await (await fetch(`${server.url}/login`)).text())![0];
}

async function migrations(server: Server): Promise<number> {
  return JSON.parse(await server.command(['migrate', 'status', '--json'])).length;
}
