import { test, expect } from './support/test';
import { OTHER_PASSPHRASE, somebody } from './support/people';
import { isInvalid, type Visitor } from './support/visitor';

test('users sign in with their username, ignoring case', { tag: ['@nightly-without-javascript', '@both-engines'] }, async ({ visitor, maren }) => {
  await visitor.signIn({ ...maren, username: maren.username.toUpperCase() });
  await visitor.isSignedInAs(maren);
});

test('users sign in with their email, ignoring case', { tag: '@nightly-without-javascript' }, async ({ visitor, maren }) => {
  await visitor.signIn({ ...maren, username: maren.email.toUpperCase() });
  await visitor.isSignedInAs(maren);
});

test('a wrong password, an unknown name and a disabled account get the same message', { tag: '@nightly-without-javascript' }, async ({ visitor, server, maren }) => {
  const wrong = await refusal(visitor, maren.username, OTHER_PASSPHRASE);
  const unknown = await refusal(visitor, somebody().username, maren.password);
  const disabling = await server.command(['user', 'disable', maren.username]);
  expect(disabling.code, disabling.stderr).toBe(0);
  const disabled = await refusal(visitor, maren.username, maren.password);
  expect(wrong).toContain('That username and password do not match.');
  expect([unknown, disabled]).toEqual([wrong, wrong]);
});

test('users of an account that is enabled again can sign in', { tag: '@nightly-without-javascript' }, async ({ visitor, server, maren }) => {
  await server.command(['user', 'disable', maren.username]);
  await refusal(visitor, maren.username, maren.password);
  await server.command(['user', 'enable', maren.username]);
  await visitor.signIn(maren);
});

test('disabling an account signs it out within a second', { tag: ['@nightly-without-javascript', '@both-engines'] }, async ({ visitor, server, maren }) => {
  await visitor.signIn(maren);
  await server.command(['user', 'disable', maren.username]);
  const { page } = visitor;
  const account = () => page.goto('/account').then(() => new URL(page.url()).pathname);
  await expect.poll(account, { intervals: [100], timeout: 3_000 }).toBe('/login');
});

test('after an error the username is kept, and the server never returns the password', async ({ visitor, maren }) => {
  await refusal(visitor, maren.username, OTHER_PASSPHRASE);
  await expect(visitor.field('Username or email')).toHaveValue(maren.username);
  expect(await visitor.page.content()).not.toContain(OTHER_PASSPHRASE);
  if (visitor.javaScript) await expect(visitor.field('Password')).toBeFocused();
  else await expect(visitor.field('Password')).toHaveValue('');
});

test('the choice to stay signed in is kept after an error', { tag: '@nightly-without-javascript' }, async ({ visitor, maren }) => {
  const remember = visitor.field('Keep me signed in on this device');
  for (const wish of [false, true]) {
    await visitor.open('/login');
    await visitor.fill({ 'Username or email': maren.username, Password: OTHER_PASSPHRASE });
    await remember.setChecked(wish);
    await visitor.submitRejected(visitor.button('Sign in'), '/actions/login', 401);
    await expect(remember).toBeChecked({ checked: wish });
  }
});

test('an empty form shows an error at both fields', { tag: '@nightly-without-javascript' }, async ({ visitor }) => {
  await visitor.open('/login');
  if (visitor.javaScript) await visitor.button('Sign in').click();
  else await visitor.submitRejected(visitor.button('Sign in'), '/actions/login', 422);
  await isInvalid(visitor.field('Username or email'), 'Enter your username or email address.');
  await isInvalid(visitor.field('Password'), 'Enter your password.');
});

test('signed-in users are redirected from the sign-in and registration pages', { tag: '@nightly-without-javascript' }, async ({ visitor, maren }) => {
  await visitor.signIn(maren);
  for (const page of ['/login', '/register']) {
    await visitor.open(page);
    await visitor.isAt('/account', 'Your account');
  }
});

test('the home page greets signed-in users by name', { tag: '@nightly-without-javascript' }, async ({ visitor, maren }) => {
  await visitor.open('/');
  await visitor.isAt('/', 'Welcome');
  await visitor.signIn(maren);
  await visitor.open('/');
  await visitor.isAt('/', `Welcome back, ${maren.name}`);
  await visitor.link('Go to your account').click();
  await visitor.isAt('/account', 'Your account');
});

test('parameters of the address cannot inject messages', { tag: '@nightly-without-javascript' }, async ({ visitor }) => {
  const words = 'Call 0900 666 to unlock your account';
  const forged = Buffer.from(JSON.stringify({ code: 'internal', detail: words })).toString('base64url');
  await visitor.open(`/login?__path=${encodeURIComponent('/actions/login')}&__err=${forged}`);
  await expect(visitor.button('Sign in')).toBeVisible();
  await expect(visitor.alert).toHaveCount(0);
  expect(await visitor.page.content()).not.toContain(words);
});

/** Tries to sign in; returns the error message. */
async function refusal(visitor: Visitor, login: string, password: string): Promise<string> {
  await visitor.open('/login');
  await visitor.fill({ 'Username or email': login, Password: password });
  await visitor.submitRejected(visitor.button('Sign in'), '/actions/login', 401);
  await expect(visitor.alert).toBeVisible();
  return visitor.alert.innerText();
}
