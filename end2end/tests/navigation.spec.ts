import { hold } from './support/hold';
import { test, expect } from './support/test';
import { somebody } from './support/people';
import { mark, type Visitor } from './support/visitor';
import { data } from './support/words';

/** The WebAssembly file with the code of the account page. */
const PART = /\/split_account\.wasm$/;

test('registering and signing out and in loads no document, sets the title and focuses the heading', async ({ visitor }) => {
  const heading = visitor.page.getByRole('heading', { level: 1 });
  const leadsTo = async (path: string, text: string) => {
    await visitor.isAt(path, text);
    await visitor.hasTitle(text);
    await expect(heading).toBeFocused();
  };
  const person = somebody();
  await visitor.open('/');
  await expect(visitor.page).toHaveTitle('Vestibule');
  await expect(heading).not.toBeFocused();
  const stayed = await mark(visitor);
  await visitor.link('Create account').click();
  await leadsTo('/register', 'Create account');
  await visitor.link('Sign in', {}, visitor.page.getByRole('main')).click();
  await leadsTo('/login', 'Sign in');
  await visitor.link('Create account').click();
  await leadsTo('/register', 'Create account');
  await visitor.fillAccount(person);
  await visitor.button('Create account').click();
  await visitor.isAt('/account', 'Your account');
  await visitor.profile('Name (optional)').fill('Maren Winter');
  await visitor.button('Save changes').click();
  await visitor.seesToast('Changes saved.');
  await visitor.link(data('Vestibule')).click();
  await visitor.isAt('/', 'Welcome back, { $name }', { name: 'Maren Winter' });
  await visitor.link('Go to your account').click();
  await visitor.isAt('/account', 'Your account');
  await visitor.signOut();
  await visitor.seesToast('You are signed out.');
  await visitor.signInHere(person);
  await leadsTo('/account', 'Your account');
  await stayed();
});

test('Back and Forward work without a reload', async ({ visitor }) => {
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

test('after signing out, Back leads to no page of the account', async ({ visitor, maren }) => {
  await visitor.signIn(maren);
  const stayed = await mark(visitor);
  await visitor.link(data('Vestibule')).click();
  await visitor.link('Go to your account').click();
  await visitor.signOut();
  await visitor.page.goBack();
  await visitor.isAt('/', 'Welcome');
  await visitor.page.goBack();
  await visitor.isAtSignIn('/account');
  await stayed();
});

test('while a form is being submitted its button is busy, and a second press does nothing', async ({ visitor, maren }) => {
  let sent = 0;
  const release = await hold(visitor.page, '**/actions/login', () => {
    sent += 1;
    return true;
  });
  await visitor.open('/login');
  await visitor.signInHere(maren);
  const busy = visitor.button('Signing in…');
  await expect(busy).toHaveAttribute('aria-busy', 'true');
  await busy.click({ force: true });
  await visitor.field('Password').press('Enter');
  release();
  await visitor.isAt('/account', 'Your account');
  expect(sent).toBe(1);
});

test('an unreachable server shows an error, and typed values are kept', async ({ visitor, maren }) => {
  await visitor.open('/login');
  await visitor.fill({ 'Username or email': maren.username, Password: maren.password });
  await visitor.page.route('**/actions/login', (route) => route.abort('aborted'));
  await visitor.button('Sign in').click();
  await visitor.seesAlert('The server did not respond. Check your connection and try again.');
  await expect(visitor.field('Password')).toHaveValue(maren.password);
  await visitor.page.unroute('**/actions/login');
  await visitor.button('Sign in').click();
  await visitor.isAt('/account', 'Your account');
});

test('the code of the account page is loaded at sign-in, not before', async ({ visitor, maren }) => {
  const loaded = wasmOf(visitor);
  await visitor.open('/login');
  await visitor.page.waitForLoadState('networkidle');
  expect(loaded).toEqual([expect.stringMatching(/\/vestibule\.wasm$/)]);
  const stayed = await mark(visitor);
  await visitor.signInHere(maren);
  await visitor.isAt('/account', 'Your account');
  expect(loaded).toContainEqual(expect.stringMatching(PART));
  await stayed();
});

test('hovering a link loads the code of its page, and the link loads no document', async ({ visitor, maren }) => {
  await visitor.enter(maren, '/account');
  const loaded = wasmOf(visitor);
  await visitor.open('/');
  await visitor.page.waitForLoadState('networkidle');
  expect(loaded).not.toContainEqual(expect.stringMatching(PART));
  const stayed = await mark(visitor);
  const link = visitor.link('Go to your account');
  await link.hover();
  await expect.poll(() => loaded).toContainEqual(expect.stringMatching(PART));
  await link.click();
  await visitor.isAt('/account', 'Your account');
  await expect(visitor.profile('Username')).toHaveValue(maren.username);
  expect(loaded.filter((path) => PART.test(path)), 'once is enough').toHaveLength(1);
  await stayed();
});

test('the previous page stays until the next one is loaded', async ({ visitor, maren }) => {
  await visitor.enter(maren, '/');
  const release = await hold(visitor.page, PART);
  const asked = visitor.page.waitForRequest(PART);
  await visitor.link('Go to your account').click();
  await asked;
  await visitor.isAt('/', 'Welcome back, { $name }', { name: maren.name });
  release();
  await visitor.isAt('/account', 'Your account');
});

test('the texts of administrators come with the code of their pages, which wait for both', async ({ visitor, ada }) => {
  const loaded: string[] = [];
  visitor.page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
  const theirs = () => loaded.filter((path) => path.endsWith('.administrators.txt'));
  await visitor.enter(ada, '/account');
  await visitor.page.waitForLoadState('networkidle');
  expect(theirs()).toHaveLength(0);
  const stayed = await mark(visitor);
  const release = await hold(visitor.page, '**/texts/*.administrators.txt');
  await visitor.link('Users').first().click();
  await expect.poll(theirs).toHaveLength(1);
  await expect.poll(() => loaded).toContainEqual(expect.stringMatching(/\/split_directory\.wasm$/));
  await visitor.isAt('/account', 'Your account');
  release();
  await visitor.isAt('/users', 'Users');
  await expect(visitor.field('Search users')).toBeVisible();
  await visitor.link('Groups').first().click();
  await visitor.isAt('/users/groups', 'Groups');
  await stayed();
  expect(theirs(), 'once is enough').toHaveLength(1);
});

test('the document of the account page names its part and hydrates with it', async ({ visitor, maren }) => {
  await visitor.enter(maren, '/account');
  const loaded = wasmOf(visitor);
  await visitor.open('/account');
  const script = await visitor.page.locator('head script:not([type])').textContent();
  const [, files] = /\((\["[^\]]*\])\)$/.exec(script!)!;
  const named = (JSON.parse(files!) as string[]).filter((file) => file.endsWith('.wasm'));
  expect(named.length).toBeGreaterThan(2);
  expect([...loaded].sort()).toEqual(named.sort());
  await visitor.profile('Name (optional)').fill('Maren Winter');
  await visitor.button('Save changes').click();
  await visitor.seesToast('Changes saved.');
});

/** The paths of WebAssembly files that are requested from now on. */
function wasmOf(visitor: Visitor): string[] {
  const paths: string[] = [];
  visitor.page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.endsWith('.wasm')) paths.push(pathname);
  });
  return paths;
}
