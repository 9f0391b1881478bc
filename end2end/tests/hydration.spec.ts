import { GATE } from './support/gate';
import { hold } from './support/hold';
import { test, expect } from './support/test';

test('text typed before hydration is kept and submitted', { tag: '@with-javascript' }, async ({ visitor, maren }) => {
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

test('a password typed before hydration is measured, and the focus does not move', { tag: '@with-javascript' }, async ({ visitor }) => {
  const wake = await hold(visitor.page, '**/*.wasm');
  await visitor.page.goto('/register', { waitUntil: 'domcontentloaded' });
  await visitor.field('Password').fill('four unrelated words together');
  await visitor.field('Username').pressSequentially('maren');
  wake();
  await visitor.hydrated();
  await expect(visitor.field('Username')).toBeFocused();
  await visitor.page.keyboard.type('.holt');
  await expect(visitor.field('Username')).toHaveValue('maren.holt');
  await expect(visitor.page.getByRole('meter')).toHaveAttribute('aria-valuetext', 'Strong');
});

test('changes of the profile before hydration are kept', { tag: '@with-javascript' }, async ({ visitor, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account');
  const wake = await hold(visitor.page, '**/*.wasm');
  await visitor.page.goto('/account', { waitUntil: 'domcontentloaded' });
  await visitor.profile('Name (optional)').fill('Maren Winter');
  await visitor.profile('Email').fill('maren.winter@example.org');
  wake();
  await visitor.hydrated();
  await expect(visitor.profile('Name (optional)')).toHaveValue('Maren Winter');
  await visitor.profilePassword.fill(maren.password);
  await visitor.button('Save changes').click();
  await visitor.seesToast('Changes saved.');
});

test('a form sent before hydration works as a plain form', { tag: '@with-javascript' }, async ({ visitor, maren }) => {
  const wake = await hold(visitor.page, '**/*.wasm');
  await visitor.page.goto('/login', { waitUntil: 'domcontentloaded' });
  await visitor.fill({ 'Username or email': maren.username, Password: maren.password });
  await visitor.button('Sign in').click();
  await visitor.isAt('/account', 'Your account');
  wake();
  await visitor.hydrated();
  await visitor.isAt('/account', 'Your account');
});

test('quick page loads on a slow machine cause no errors', { tag: '@with-javascript' }, async ({ visitor, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account');
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

test('thirty quick steps in the history cause no errors', { tag: '@with-javascript' }, async ({ visitor }) => {
  await visitor.open('/');
  await visitor.link('Sign in').click();
  await visitor.link('Create account').click();
  await visitor.isAt('/register', 'Create account');
  for (let step = 0; step < 30; step++) {
    await (step % 2 ? visitor.page.goForward() : visitor.page.goBack());
  }
  await visitor.isAt('/register', 'Create account');
});

test('a first search without a match removes the pagination that the server has rendered', { tag: '@with-javascript' }, async ({ visitor, ada }) => {
  await visitor.enter(ada);
  const pagination = visitor.page.locator('#pages');
  await visitor.open('/users');
  await expect(pagination).toContainText('per page');
  await visitor.field('Search users').fill('zebra');
  await expect(visitor.page.getByRole('heading', { name: 'No users match “zebra”' })).toBeVisible();
  await expect(pagination).toBeEmpty();

  await visitor.open('/audit');
  await expect(pagination).toContainText('per page');
  await visitor.field('Result').selectOption('Refused');
  await expect(visitor.page.getByRole('heading', { name: 'No events match your filters' })).toBeVisible();
  await expect(pagination).toBeEmpty();
});
