import { join } from 'node:path';
import { assetsOf, balanced, pagesOf } from './support/balanced';
import { member } from './support/people';
import { Server } from './support/server';
import { expect } from './support/test';

/** A build of a later version, with other assets and one more migration (scripts/later-build.sh). */
const LATER = join(__dirname, '../../target/later/vestibule');

/** Two versions on the same data, behind one address. */
const sideBySide = balanced.extend<{ now: Server; later: Server }>({
  now: async ({ server }, use) => use(server),
  later: async ({ now }, use) => {
    const later = await now.beside(LATER);
    await use(later);
    await later.stop();
  },
});

sideBySide('this version runs on the schema of the next, and both share sessions', { tag: ['@later-build', '@several-servers', '@both-engines'] }, async ({ now, later, balancer, visitor }) => {
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

sideBySide('an open page of this version works with the server functions of the next', { tag: ['@later-build', '@several-servers', '@with-javascript', '@both-engines'] }, async ({ now, later, balancer, visitor }) => {
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
