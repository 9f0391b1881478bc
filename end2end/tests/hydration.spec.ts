import { GATE } from './support/gate';
import { hold } from './support/hold';
import { test, expect } from './support/test';
import { mark, type Visitor } from './support/visitor';
import { words } from './support/words';

test('text typed before hydration is kept and submitted', async ({ visitor, maren }) => {
  const wake = await hold(visitor.page, '**/*.wasm');
  await visitor.page.goto('/login', { waitUntil: 'domcontentloaded' });
  await visitor.fill({ 'Username or email': maren.username, Password: maren.password });
  await visitor.field('Keep me signed in on this device').uncheck();
  wake();
  await visitor.hydrated();
  await expect(visitor.field('Username or email')).toHaveValue(maren.username);
  await expect(visitor.field('Password')).toHaveValue(maren.password);
  await expect(visitor.field('Keep me signed in on this device')).not.toBeChecked();
  await visitor.button('Sign in').click();
  await visitor.isAt('/account', 'Your account');
});

test('a password typed before hydration is measured, and the focus does not move', async ({ visitor }) => {
  const wake = await hold(visitor.page, '**/*.wasm');
  await visitor.page.goto('/register', { waitUntil: 'domcontentloaded' });
  await visitor.field('Password').fill('four unrelated words together');
  await visitor.field('Username').pressSequentially('maren');
  wake();
  await visitor.hydrated();
  await expect(visitor.field('Username')).toBeFocused();
  await visitor.page.keyboard.type('.holt');
  await expect(visitor.field('Username')).toHaveValue('maren.holt');
  await expect(visitor.page.getByRole('meter')).toHaveAttribute('aria-valuetext', words('Strong'));
});

test('changes of the profile before hydration are kept', async ({ visitor, maren }) => {
  await visitor.enter(maren, '/account');
  const wake = await hold(visitor.page, '**/*.wasm');
  await visitor.page.goto('/account', { waitUntil: 'domcontentloaded' });
  await visitor.profile('Name (optional)').fill('Maren Winter');
  await visitor.profile('Email').fill('maren.winter@example.org');
  wake();
  await visitor.hydrated();
  await expect(visitor.profile('Name (optional)')).toHaveValue('Maren Winter');
  await visitor.profilePassword.fill(maren.password);
  await visitor.button('Save changes').click();
  await visitor.seesToast('Check your mail: your email address changes when you confirm it with the link in the message.');
});

test('a confirmation that was opened before hydration stays open, with what was typed into it', async ({ visitor, maren }) => {
  await visitor.authenticate(maren);
  const wake = await hold(visitor.page, '**/*.wasm');
  await visitor.page.goto('/account/your-data', { waitUntil: 'domcontentloaded' });
  await visitor.opener('Delete account…').click();
  await visitor.field('Your password').fill(maren.password);
  wake();
  await visitor.hydrated();
  await expect(visitor.field('Your password')).toHaveValue(maren.password);
  await visitor.button('Delete account').click();
  await visitor.isAt('/login', 'Sign in');
  await visitor.seesToast('Your account is deleted. You are signed out on all devices.');
});

test('a form sent before hydration works as a plain form', async ({ visitor, maren }) => {
  const wake = await hold(visitor.page, '**/*.wasm');
  await visitor.page.goto('/login', { waitUntil: 'domcontentloaded' });
  await visitor.signInHere(maren);
  await visitor.isAt('/account', 'Your account');
  wake();
  await visitor.hydrated();
  await visitor.isAt('/account', 'Your account');
});

test('quick page loads on a slow machine cause no errors', async ({ visitor, maren }) => {
  await visitor.enter(maren, '/account');
  const session = await visitor.context.newCDPSession(visitor.page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  const pages = ['/account', '/', '/login', '/account?again'];
  // Each page is left at another stage of its hydration. After twelve turns every page was left at every stage.
  for (let turn = 0; turn < (GATE ? 12 : 36); turn++) {
    await visitor.page.goto(pages[turn % pages.length]!, { waitUntil: turn % 3 ? 'commit' : 'domcontentloaded' });
  }
  await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  await visitor.isSignedInAs(maren);
});

test('thirty quick steps in the history cause no errors', async ({ visitor }) => {
  await visitor.open('/');
  await visitor.link('Sign in').click();
  await visitor.link('Create account').click();
  await visitor.isAt('/register', 'Create account');
  for (let step = 0; step < 30; step++) {
    await (step % 2 ? visitor.page.goForward() : visitor.page.goBack());
  }
  await visitor.isAt('/register', 'Create account');
});

test('a first search without a match removes the pagination that the server has rendered', async ({ visitor, ada }) => {
  const pagination = visitor.page.locator('#pages');
  await visitor.enter(ada, '/users');
  await expect(pagination).toContainText(words('per page'));
  await visitor.field('Search users').fill('zebra');
  const users = words('users', { kind: 'any-any' });
  await expect(visitor.heading('No { $kind } match “{ $search }”', { kind: users, search: 'zebra' })).toBeVisible();
  await expect(pagination).toBeEmpty();

  await visitor.open('/audit');
  await expect(pagination).toContainText(words('per page'));
  await visitor.link('Refused').click();
  await expect(visitor.heading('No events match your filters')).toBeVisible();
  await expect(pagination).toBeEmpty();
});

// Failed requests are expected in these tests, so the guard's problems are discarded.
const plain = test.extend({
  guard: async ({ guard }, use) => {
    await use(guard);
    guard.problems.length = 0;
  },
});

plain.describe('when the WebAssembly cannot be loaded', () => {
  plain('a page is a plain form that can be filled in and sent', async ({ visitor, maren }) => {
    const { page } = visitor;
    await page.route('**/*.wasm', (route) => route.abort());
    await page.goto('/login');
    await staysPlain(visitor);
    await visitor.fill({ 'Username or email': maren.username, Password: 'not the password' });
    await visitor.button('Sign in').click();
    await expect(visitor.alert).toBeVisible();
    await staysPlain(visitor);
    await expect(visitor.field('Username or email'), 'kept, and not loaded away').toHaveValue(maren.username);
    await visitor.field('Password').fill(maren.password);
    await visitor.button('Sign in').click();
    await visitor.isAt('/account', 'Your account');
    await staysPlain(visitor);
    await visitor.profile('Email').fill('maren.winter@example.org');
    await visitor.profilePassword.fill(maren.password);
    await visitor.button('Save changes').click();
    await visitor.seesToast('Check your mail: your email address changes when you confirm it with the link in the message.');
  });

  plain('typed text is kept, and the page is not reloaded', async ({ visitor, maren }) => {
    const { page } = visitor;
    const fail = await hold(page, '**/*.wasm');
    await page.goto('/login', { waitUntil: 'domcontentloaded' });
    await visitor.fill({ 'Username or email': maren.username, Password: maren.password });
    const isSameDocument = await mark(visitor);
    await page.context().setOffline(true);
    fail();
    await staysPlain(visitor);
    await isSameDocument();
    await page.context().setOffline(false);
    await expect(visitor.field('Password')).toHaveValue(maren.password);
    await visitor.button('Sign in').click();
    await visitor.isAt('/account', 'Your account');
  });
});

plain('a page whose texts cannot be loaded is loaded as a document, and works as one', async ({ visitor, ada }) => {
  const { page } = visitor;
  await visitor.enter(ada, '/account');
  await page.route('**/texts/*.administrators.txt', (route) => route.abort());
  await Promise.all([page.waitForEvent('load'), visitor.link('Users').first().click()]);
  await visitor.isAt('/users', 'Users');
  await staysPlain(visitor);
  await visitor.field('Search users').fill('maren');
  await visitor.field('Search users').press('Enter');
  await expect(page).toHaveURL(/\/users\?.*maren/);
});

async function staysPlain(visitor: Visitor): Promise<void> {
  // Each document loads the program when it is used, and the first one is loaded again.
  await visitor.useUntil(() => expect(visitor.page.locator('html[data-plain]')).toHaveCount(1, { timeout: 500 }));
}
