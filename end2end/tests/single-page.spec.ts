import { hold } from './support/hold';
import { test, expect } from './support/test';
import { somebody } from './support/people';
import { mark } from './support/visitor';

test('signing in and out loads no further document', { tag: '@with-javascript' }, async ({ visitor, maren }) => {
  await visitor.open('/');
  const stayed = await mark(visitor);
  await visitor.link('Sign in').click();
  await visitor.isAt('/login', 'Sign in');
  await visitor.fill({ 'Username or email': maren.username, Password: maren.password });
  await visitor.button('Sign in').click();
  await visitor.isAt('/account', 'Your account');
  await visitor.profile('Name (optional)').fill('Maren Winter');
  await visitor.button('Save changes').click();
  await visitor.seesToast('Changes saved.');
  await visitor.link('Vestibule').click();
  await visitor.isAt('/', 'Welcome back, Maren Winter');
  await visitor.link('Go to your account').click();
  await visitor.isAt('/account', 'Your account');
  await visitor.signOut();
  await visitor.seesToast('You are signed out.');
  await stayed();
});

test('registering loads no further document', { tag: '@with-javascript' }, async ({ visitor }) => {
  const { username, email, password } = somebody();
  await visitor.open('/login');
  const stayed = await mark(visitor);
  await visitor.link('Create account').click();
  await visitor.isAt('/register', 'Create account');
  await visitor.fill({ Username: username, Email: email, Password: password });
  await visitor.button('Create account').click();
  await visitor.isAt('/account', 'Your account');
  await stayed();
});

test('Back and Forward work without a reload', { tag: '@with-javascript' }, async ({ visitor }) => {
  await visitor.open('/');
  const stayed = await mark(visitor);
  await visitor.link('Sign in').click();
  await visitor.isAt('/login', 'Sign in');
  await visitor.link('Create account').click();
  await visitor.isAt('/register', 'Create account');
  await visitor.page.goBack();
  await visitor.isAt('/login', 'Sign in');
  await visitor.page.goBack();
  await visitor.isAt('/', 'Welcome');
  await visitor.page.goForward();
  await visitor.isAt('/login', 'Sign in');
  await stayed();
});

test('after signing out, Back leads to no page of the account', { tag: '@with-javascript' }, async ({ visitor, maren }) => {
  await visitor.signIn(maren);
  const stayed = await mark(visitor);
  await visitor.link('Vestibule').click();
  await visitor.link('Go to your account').click();
  await visitor.signOut();
  await visitor.page.goBack();
  await visitor.isAt('/', 'Welcome');
  await visitor.page.goBack();
  await visitor.isAtSignIn('/account');
  await stayed();
});

test('navigation focuses the heading and sets the window title', { tag: '@with-javascript' }, async ({ visitor, maren }) => {
  const heading = visitor.page.getByRole('heading', { level: 1 });
  await visitor.open('/');
  await expect(visitor.page).toHaveTitle('Vestibule');
  await expect(heading).not.toBeFocused();
  await visitor.link('Create account').click();
  await expect(visitor.page).toHaveTitle('Create account · Vestibule');
  await expect(heading).toBeFocused();
  await visitor.page.getByRole('main').getByRole('link', { name: 'Sign in' }).click();
  await expect(visitor.page).toHaveTitle('Sign in · Vestibule');
  await expect(heading).toBeFocused();
  await visitor.fill({ 'Username or email': maren.username, Password: maren.password });
  await visitor.button('Sign in').click();
  await expect(visitor.page).toHaveTitle('Your account · Vestibule');
  await expect(heading).toBeFocused();
});

test('while a form is being submitted its button is busy, and a second press does nothing', { tag: '@with-javascript' }, async ({ visitor, maren }) => {
  let sent = 0;
  const release = await hold(visitor.page, '**/actions/login', () => {
    sent += 1;
    return true;
  });
  await visitor.open('/login');
  await visitor.fill({ 'Username or email': maren.username, Password: maren.password });
  await visitor.button('Sign in').click();
  const busy = visitor.button('Signing in…');
  await expect(busy).toHaveAttribute('aria-busy', 'true');
  await busy.click({ force: true });
  await visitor.field('Password').press('Enter');
  release();
  await visitor.isAt('/account', 'Your account');
  expect(sent).toBe(1);
});

test('an unreachable server shows an error, and typed values are kept', { tag: '@with-javascript' }, async ({ visitor, maren }) => {
  await visitor.open('/login');
  await visitor.fill({ 'Username or email': maren.username, Password: maren.password });
  await visitor.page.route('**/actions/login', (route) => route.abort('aborted'));
  await visitor.button('Sign in').click();
  await expect(visitor.alert).toContainText('The server did not respond.');
  await expect(visitor.field('Password')).toHaveValue(maren.password);
  await visitor.page.unroute('**/actions/login');
  await visitor.button('Sign in').click();
  await visitor.isAt('/account', 'Your account');
});
