import { test, expect } from './support/test';
import { member, PASSPHRASE, somebody, type Person } from './support/people';
import type { Server } from './support/server';
import { isInvalid, type Visitor } from './support/visitor';

test('the setup link on standard output creates one administrator', async ({ visitor, elsewhere, server, guard }) => {
  const link = server.setupLink;
  expect(link, server.output).toBeDefined();
  expect(server.log).not.toContain(new URL(link!).searchParams.get('token'));

  const admin = somebody();
  await visitor.open(link!);
  await visitor.isAt(link!, 'Create the first administrator');
  await fill(visitor, admin);
  await visitor.button('Create account').click();
  await visitor.isAt('/account', 'Your account');
  await visitor.seesToast('Account created. You are signed in.');
  await visitor.isSignedInAs(admin);
  expect(await roleOf(server, admin)).toBe('admin');

  guard.expect('/setup', 404);
  expect((await elsewhere.open(link!)).status()).toBe(404);
  await elsewhere.isAt(link!, 'Page not found');
  // Also the icons, which the browsers request last: requests fail while the server restarts.
  for (const { page } of [visitor, elsewhere]) await page.waitForLoadState('networkidle');
  await server.restart();
  expect(server.setupLink).toBeUndefined();
});

test('the setup link cannot be used twice', { tag: '@nightly-without-javascript' }, async ({ visitor, elsewhere, server, guard }) => {
  for (const browser of [visitor, elsewhere]) {
    await browser.open(server.setupLink!);
    await fill(browser, somebody());
  }
  await visitor.button('Create account').click();
  await visitor.isAt('/account', 'Your account');
  if (elsewhere.javaScript) guard.expect('/actions/setup', 404);
  else guard.expect('/setup', 404);
  await elsewhere.button('Create account').click();
  if (elsewhere.javaScript) await expect(elsewhere.alert).toContainText('This link has been used or has expired.');
  else await expect(elsewhere.page.getByRole('heading', { level: 1 })).toHaveText('Page not found');
});

test('errors are shown, and the setup link stays valid', { tag: '@nightly-without-javascript' }, async ({ visitor, server, maren }) => {
  const admin = somebody();
  await visitor.open(server.setupLink!);
  await fill(visitor, { ...admin, username: maren.username });
  await visitor.submitRejected(visitor.button('Create account'), '/actions/setup', 409);
  await isInvalid(visitor.field('Username'), `“${maren.username}” is taken. Try another.`);
  await fill(visitor, admin);
  await visitor.button('Create account').click();
  await visitor.isAt('/account', 'Your account');
  expect(await roleOf(server, admin)).toBe('admin');
  expect(await roleOf(server, maren)).toBe('user');
});

test('without a valid setup link the page is not found', { tag: '@nightly-without-javascript' }, async ({ visitor, guard }) => {
  guard.expect('/setup', 404);
  for (const address of ['/setup', '/setup?token=', '/setup?token=guessed', `/setup?token=${'A'.repeat(4_000)}`]) {
    expect((await visitor.open(address)).status(), address).toBe(404);
    await visitor.isAt(address, 'Page not found');
  }
});

test('the first registered user is no administrator', { tag: '@nightly-without-javascript' }, async ({ server }) => {
  expect(await roleOf(server, await member(server))).toBe('user');
  expect(server.setupLink).toBeDefined();
});

test('each of several servers prints a valid setup link, until one is used', { tag: ['@nightly-without-javascript', '@several-servers', '@both-engines'] }, async ({ visitor, server, guard }) => {
  const other = await server.beside();
  const [link, others] = [server.setupLink!, other.setupLink!];
  await other.stop();
  expect(new URL(others).searchParams.get('token')).not.toBe(new URL(link).searchParams.get('token'));
  // The link has the origin of the stopped server; this server accepts it as well.
  const here = others.replace(other.url, server.url);
  for (const good of [link, here]) expect((await visitor.open(good)).status()).toBe(200);
  const made = await server.command(['user', 'create', '--username', 'ada', '--email', 'ada@example.org', '--role', 'admin', '--password-stdin'], PASSPHRASE);
  expect(made.code, made.stderr).toBe(0);
  guard.expect('/setup', 404);
  for (const used of [link, here]) expect((await visitor.open(used)).status()).toBe(404);
});

async function fill(visitor: Visitor, { username, email, name, password }: Person): Promise<void> {
  await visitor.fill({ Username: username, Email: email, 'Name (optional)': name, Password: password });
}

async function roleOf(server: Server, { username }: Person): Promise<string> {
  const { stdout } = await server.command(['user', 'show', username, '--json']);
  return JSON.parse(stdout).role;
}
