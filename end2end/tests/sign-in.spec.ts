import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium } from '@playwright/test';
import { OTHER_PASSPHRASE, somebody, tryPassword } from './support/people';
import { test, expect } from './support/test';
import { saysAll, Visitor } from './support/visitor';
import { matching, words } from './support/words';

/** Addresses that a browser could read as those of another site; tests in Rust have others. */
const FOREIGN = [
  '/\\evil.example',
  '///evil.example',
  '\t//evil.example',
  '/\n/evil.example',
  '/ /evil.example',
  '/%09/evil.example/..//evil.example\u0000',
  '@evil.example',
  'data:text/html,<script>alert(1)</script>',
];

test('after an error and signing in, users return to the requested page', { tag: '@plain' }, async ({ visitor, maren }) => {
  const remember = visitor.field('Keep me signed in on this device');
  await visitor.open('/account?from=mail');
  await visitor.isAtSignIn('/account?from=mail');
  await expect(visitor.text('Sign in to open that page.')).toBeVisible();
  await remember.setChecked(false);
  await visitor.fill({ 'Username or email': maren.username, Password: OTHER_PASSPHRASE });
  await visitor.submitRejected(visitor.button('Sign in'), '/actions/login', 401);
  await visitor.seesAlert('That username and password do not match. Check both and try again.');
  await expect(visitor.field('Username or email')).toHaveValue(maren.username);
  await expect(remember).not.toBeChecked();
  expect(await visitor.page.content()).not.toContain(OTHER_PASSPHRASE);
  if (visitor.javaScript) await expect(visitor.field('Password')).toBeFocused();
  else await expect(visitor.field('Password')).toHaveValue('');
  await visitor.signInHere(maren);
  await visitor.isAt('/account?from=mail', 'Your account');
});

test('registering instead leads to the requested page as well', async ({ visitor }) => {
  const person = somebody();
  await visitor.open('/login?next=/');
  await visitor.link('Create account', {}, visitor.page.getByRole('main')).click();
  await visitor.isAt('/register?next=%2F', 'Create account');
  await visitor.fillAccount(person);
  await visitor.button('Create account').click();
  await visitor.isAt('/', 'Welcome back, { $name }', { name: person.name });
});

test('signing in never redirects to another origin', async ({ visitor, maren }) => {
  for (const next of FOREIGN) {
    await visitor.open(`/login?next=${encodeURIComponent(next)}`);
    await visitor.signInHere(maren);
    await visitor.isAt('/account', 'Your account');
    await visitor.clearCookies();
  }
});

// Without JavaScript the page is reached by a redirect, which Playwright cannot intercept; a test in Rust covers it.
test("another program's page on this origin is loaded after signing in", async ({ visitor, maren }) => {
  const dashboard = { contentType: 'text/html', body: '<!doctype html><title>Other</title><h1>Another program</h1>' };
  await visitor.context.route('**/app/dashboard', (route) => route.fulfill(dashboard));
  await visitor.open('/login?next=%2Fapp%2Fdashboard');
  await visitor.signInHere(maren);
  await expect(visitor.page.getByRole('heading', { name: 'Another program' })).toBeVisible();
});

/** With a home URL on another origin: a program that answers every request. */
const homed = test.extend<{ home: URL }>({
  home: async ({}, use) => {
    const program = createServer((_, answer) => {
      answer.setHeader('content-type', 'text/html');
      answer.end('<!doctype html><link rel="icon" href="data:,"><title>Journal</title><h1>The journal</h1>');
    });
    await new Promise<void>((resolve) => program.listen(0, '127.0.0.1', resolve));
    await use(new URL(`http://localhost:${(program.address() as AddressInfo).port}/posts`));
    program.close();
  },
  settings: async ({ home }, use) => use({ VESTIBULE_HOME_URL: home.href }),
});

homed('a sign-in leads to the home URL', { tag: '@plain' }, async ({ visitor, guard, home, maren }) => {
  guard.allowOrigin(home.origin);
  await visitor.open('/login');
  await visitor.signInHere(maren);
  await expect(visitor.page).toHaveURL(home.href);
  await visitor.page.goto('/login');
  await expect(visitor.page).toHaveURL(home.href);
  await expect(visitor.page.getByRole('heading')).toHaveText('The journal');
});

for (const remember of [true, false]) {
  test(`a session that is ${remember ? '' : 'not '}remembered and a browser that is closed`, async ({ guard, maren, baseURL }, info) => {
    const open = async (): Promise<Visitor> => {
      const context = await chromium.launchPersistentContext(info.outputPath('profile'), { baseURL: baseURL! });
      return Visitor.in(context, guard, true);
    };
    const before = await open();
    await before.signIn(maren, { remember });
    await before.context.close();
    const after = await open();
    await (remember ? after.isSignedInAs(maren) : after.isSignedOut());
    await after.context.close();
  });
}

test('after ten wrong passwords and a restart the button counts down', async ({ visitor, server, maren }) => {
  for (let failures = 0; failures < 10; failures++) {
    expect(await tryPassword(server, maren.username, OTHER_PASSPHRASE)).toBe(401);
  }
  await server.restart();
  await visitor.open('/login');
  await visitor.fill({ 'Username or email': maren.username, Password: maren.password });
  await visitor.submitRejected(visitor.button('Sign in'), '/actions/login', 429);
  const wait = words('{ $count } seconds', { count: /\d+/ });
  const notice = visitor.page.locator('form').getByRole('status');
  await saysAll(notice, 'Too many failed attempts. Wait { $wait }, then try again. Your account is safe.', { wait });
  await expect(visitor.field('Username or email')).toHaveValue(maren.username);
  const button = visitor.page.getByRole('button', { name: matching('Try again in { $time }', { time: /0:\d\d/ }) });
  await expect(button).toHaveAttribute('aria-disabled', 'true');
  const shown = await button.textContent();
  await expect(button).not.toHaveText(shown!);
  await button.click({ force: true });
  await expect(button, 'a press on it does nothing').toBeVisible();
  await expect(visitor.page).toHaveURL('/login');
});
