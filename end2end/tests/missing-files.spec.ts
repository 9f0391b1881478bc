import type { Balancer } from './support/balancer';
import { assetsOf, balanced, pagesOf } from './support/balanced';
import type { Guard } from './support/guard';
import { member } from './support/people';
import type { Server } from './support/server';
import { expect } from './support/test';

// During an upgrade a page of one version may ask a server of another version for its files, which that one does not have.

/** The WebAssembly file with the code of the account page. */
const PART = 'split_account.wasm';

/** Answers like a server of another version where `isMissing`, given the path and the number of pages loaded so far. */
async function lose(
  { balancer, server, guard }: { balancer: Balancer; server: Server; guard: Guard },
  isMissing: (path: string, pages: number) => boolean,
): Promise<void> {
  guard.allowMissing(await assetsOf(server));
  balancer.paths.length = 0;
  balancer.send((path) => `${server.url}${isMissing(path, pagesOf(balancer).length) ? '/pkg/of-another-version.js' : ''}`);
}

balanced.describe('files that only another version has', { tag: '@with-javascript' }, () => {
  balanced('a page without its assets is reloaded', async ({ server, balancer, visitor, guard }) => {
    const maren = await member(server);
    await lose({ balancer, server, guard }, (path, pages) => path.startsWith('/pkg') && pages === 1);
    await visitor.page.goto('/login');
    await visitor.page.waitForFunction(() => 'hydrated' in window);
    expect(pagesOf(balancer)).toEqual(['/login', '/login']);
    await visitor.fill({ 'Username or email': maren.username, Password: maren.password });
    await visitor.button('Sign in').click();
    await visitor.isAt('/account', 'Your account');
    expect(pagesOf(balancer), 'alive, it goes on without loading').toEqual(['/login', '/login']);
  });

  balanced('a page whose assets stay missing is reloaded once and works without scripts', async ({ server, balancer, visitor, guard }) => {
    const maren = await member(server);
    await lose({ balancer, server, guard }, (path) => path.startsWith('/pkg'));
    await visitor.page.goto('/login');
    await expect.poll(() => pagesOf(balancer)).toEqual(['/login', '/login']);
    await visitor.page.waitForLoadState('load');
    await visitor.fill({ 'Username or email': maren.username, Password: maren.password });
    // Without the stylesheet the button shows all its labels, so it has no unique name.
    await visitor.page.locator('main form button[type=submit]').click();
    await visitor.page.waitForURL('/account');
    await expect(visitor.page.getByRole('heading', { level: 1 })).toHaveText('Your account');
  });

  balanced('a link to a page without its part loads its document', async ({ server, balancer, visitor, guard }) => {
    const maren = await member(server);
    await visitor.enter(maren);
    await visitor.open('/');
    await lose({ balancer, server, guard }, (path, pages) => path.endsWith(PART) && pages === 0);
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

  balanced('a page without its part is reloaded', async ({ server, balancer, visitor, guard }) => {
    const maren = await member(server);
    await visitor.enter(maren);
    await lose({ balancer, server, guard }, (path, pages) => path.endsWith(PART) && pages === 1);
    await visitor.page.goto('/account');
    await visitor.page.waitForFunction(() => 'hydrated' in window);
    expect(pagesOf(balancer)).toEqual(['/account', '/account']);
    await visitor.profile('Name (optional)').fill('Maren Winter');
    await visitor.button('Save changes').click();
    await visitor.seesToast('Changes saved.');
  });

  balanced('a page whose part stays missing is reloaded once and works without scripts', async ({ server, balancer, visitor, guard }) => {
    const maren = await member(server);
    await visitor.open('/login');
    await visitor.fill({ 'Username or email': maren.username, Password: maren.password });
    await lose({ balancer, server, guard }, (path) => path.endsWith(PART));
    await visitor.button('Sign in').click();
    await expect.poll(() => pagesOf(balancer)).toEqual(['/account', '/account']);
    await visitor.page.waitForFunction(() => performance.getEntriesByType('navigation').some((entry) => (entry as PerformanceNavigationTiming).type === 'reload'));
    await visitor.profile('Name (optional)').fill('Maren Winter');
    await Promise.all([visitor.page.waitForEvent('load'), visitor.button('Save changes').click()]);
    await visitor.link('Vestibule').click();
    await visitor.isAt('/', 'Welcome back, Maren Winter');
  });
});
