import { beyond } from './support/axe';
import { somebody } from './support/people';
import { test, expect } from './support/test';

// Every character of the longest name is one that a line cannot be broken at.
const LONG = 'W'.repeat(60);

test.describe('with a name', () => {
  test.use({ settings: { VESTIBULE_NAME: 'Söhne & <b>Co' } });

  test('pages and window titles name the installation', { tag: '@nightly-without-javascript' }, async ({ visitor, maren }) => {
    await visitor.open('/');
    await expect(visitor.page).toHaveTitle('Söhne & <b>Co');
    await expect(visitor.page.getByText('Söhne & <b>Co lets you sign in to this site')).toBeVisible();
    await visitor.link('Sign in').click();
    await expect(visitor.page).toHaveTitle('Sign in · Söhne & <b>Co');
    await visitor.signIn(maren);
    await expect(visitor.page).toHaveTitle('Your account · Söhne & <b>Co');
    await visitor.link('Söhne & <b>Co').click();
    await visitor.isAt('/', `Welcome back, ${maren.name}`);
  });
});

test.describe('with a long name', () => {
  test.use({ settings: { VESTIBULE_NAME: LONG } });

  test('the name fits into a narrow window', { tag: '@nightly-without-javascript' }, async ({ visitor, maren }) => {
    await visitor.open('/login');
    expect(await beyond(visitor.page)).toBeLessThanOrEqual(0);
    await visitor.signIn(maren);
    expect(await beyond(visitor.page)).toBeLessThanOrEqual(0);
    await visitor.page.setViewportSize({ width: 800, height: 600 });
    await expect(visitor.link(LONG)).toBeVisible();
    const wider = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
    expect(await visitor.page.evaluate(wider)).toBeLessThanOrEqual(0);
  });
});

test.describe('with another name', () => {
  test.use({ settings: { VESTIBULE_NAME: 'Example' } });

  test('messages name the installation and its host', { tag: '@nightly-without-javascript' }, async ({ visitor, server }) => {
    const { username, email, password } = somebody();
    await visitor.open('/register');
    await visitor.fill({ Username: username, Email: email, Password: password });
    await visitor.button('Create account').click();
    await visitor.isAt('/account', 'Your account');
    const message = await server.mail(email, 'Example: Confirm your email address');
    expect(message).toMatch(/^From: Example <sender-[0-9a-f]+@vestibule\.test>\r$/m);
    expect(message).toContain('Somebody created an account at Example with this address.');
    expect(message).toContain(`Example (${new URL(server.url).host}) has sent this message automatically.`);
  });
});

test('the files of a page are not in the log', { tag: '@with-javascript' }, async ({ visitor, server }) => {
  await visitor.open('/login');
  await expect.poll(() => server.log).toContain('"http.route":"/login"');
  expect(server.log).not.toContain('/pkg/');
  expect(server.log).not.toContain('favicon');
});
