import { test, expect } from './support/test';
import { some } from './support/gate';
import { OTHER_PASSPHRASE, somebody } from './support/people';
import type { Person } from './support/people';
import type { Visitor } from './support/visitor';

const FOREIGN = [
  '//evil.example',
  '/\\evil.example',
  'javascript:alert(1)',
  '/\t/evil.example',
  '///evil.example',
  '\\\\evil.example',
  'https://evil.example/',
  'https:evil.example',
  'evil.example',
  'data:text/html,<script>alert(1)</script>',
  '\t//evil.example',
  '/\n/evil.example',
  '/\r\nLocation:%20https://evil.example',
  ' //evil.example',
  '/ /evil.example',
  '/%09/evil.example/..//evil.example\u0000',
  '@evil.example',
  '',
];

test('after signing in, users return to the requested page', async ({ visitor, maren }) => {
  await visitor.open('/account?from=mail');
  await visitor.isAtSignIn('/account?from=mail');
  await expect(visitor.page.getByText('Sign in to open that page.')).toBeVisible();
  await signInHere(visitor, maren);
  await visitor.isAt('/account?from=mail', 'Your account');
});

test('a failed sign-in keeps the requested page', { tag: '@nightly-without-javascript' }, async ({ visitor, maren }) => {
  await visitor.open('/login?next=/');
  await visitor.fill({ 'Username or email': maren.username, Password: OTHER_PASSPHRASE });
  await visitor.submitRejected(visitor.button('Sign in'), '/actions/login', 401);
  await signInHere(visitor, maren);
  await visitor.isAt('/', `Welcome back, ${maren.name}`);
});

test('registering instead leads to the requested page as well', { tag: '@nightly-without-javascript' }, async ({ visitor }) => {
  const person = somebody();
  await visitor.open('/login?next=/');
  await visitor.page.getByRole('main').getByRole('link', { name: 'Create account' }).click();
  await visitor.isAt('/register?next=%2F', 'Create account');
  await visitor.fill({ Username: person.username, Email: person.email, Password: person.password });
  await visitor.button('Create account').click();
  await visitor.isAt('/', `Welcome back, ${person.username}`);
});

test('signed-in users go straight to the requested page', { tag: '@nightly-without-javascript' }, async ({ visitor, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/login?next=/');
  await visitor.isAt('/', `Welcome back, ${maren.name}`);
});

test('signing in never redirects to another origin', { tag: '@nightly-without-javascript' }, async ({ visitor, maren }) => {
  for (const next of some(FOREIGN, 4)) {
    await visitor.open(`/login?next=${encodeURIComponent(next)}`);
    await signInHere(visitor, maren);
    await visitor.isAt('/account', 'Your account');
    // The page still reads its data, which would be refused without the cookies.
    await visitor.page.waitForLoadState('networkidle');
    await visitor.context.clearCookies();
  }
});

test('signed-in users are never redirected to another origin', { tag: '@nightly-without-javascript' }, async ({ visitor, maren }) => {
  await visitor.enter(maren);
  for (const next of some(FOREIGN, 4)) {
    for (const page of ['/login', '/register']) {
      await visitor.open(`${page}?next=${encodeURIComponent(next)}`);
      await visitor.isAt('/account', 'Your account');
    }
  }
});

test('a form with a manipulated destination leads to the account', { tag: '@without-javascript' }, async ({ visitor, maren }) => {
  for (const next of some(FOREIGN, 4)) {
    await visitor.open('/login?next=/');
    await visitor.page.locator('input[name=next]').evaluate((input: HTMLInputElement, next) => (input.value = next), next);
    await signInHere(visitor, maren);
    await visitor.isAt('/account', 'Your account');
    await visitor.context.clearCookies();
  }
});

// Without JavaScript the page is reached by a redirect, which Playwright cannot intercept; tests/inside/api/forms.rs covers it.
test("another program's page on this origin is loaded after signing in", { tag: '@with-javascript' }, async ({ visitor, maren }) => {
  const dashboard = { contentType: 'text/html', body: '<!doctype html><title>Other</title><h1>Another program</h1>' };
  await visitor.context.route('**/app/dashboard', (route) => route.fulfill(dashboard));
  await visitor.open('/login?next=%2Fapp%2Fdashboard');
  await signInHere(visitor, maren);
  await expect(visitor.page.getByRole('heading', { name: 'Another program' })).toBeVisible();
});

/** Signs in on the current page. */
async function signInHere(visitor: Visitor, { username, password }: Person): Promise<void> {
  await visitor.fill({ 'Username or email': username, Password: password });
  await visitor.button('Sign in').click();
}
