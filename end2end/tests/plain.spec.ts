import type { Page } from '@playwright/test';
import { hold } from './support/hold';
import { mark } from './support/visitor';
import { test, expect } from './support/test';

// Failed requests are expected in these tests, so the guard's problems are discarded.
const plain = test.extend({
  guard: async ({ guard }, use) => {
    await use(guard);
    guard.problems.length = 0;
  },
});

plain.describe('when the WebAssembly cannot be loaded', { tag: '@with-javascript' }, () => {
  plain('a page is a plain form that can be filled in and sent', async ({ visitor, maren }) => {
    const { page } = visitor;
    await page.route('**/*.wasm', (route) => route.abort());
    await page.goto('/login');
    await staysPlain(page);
    await visitor.fill({ 'Username or email': maren.username, Password: 'not the password' });
    await visitor.button('Sign in').click();
    await expect(visitor.alert).toBeVisible();
    await staysPlain(page);
    await expect(visitor.field('Username or email'), 'kept, and not loaded away').toHaveValue(maren.username);
    await visitor.field('Password').fill(maren.password);
    await visitor.button('Sign in').click();
    await visitor.isAt('/account', 'Your account');
    await staysPlain(page);
    await visitor.profile('Email').fill('maren.winter@example.org');
    await visitor.profilePassword.fill(maren.password);
    await visitor.button('Save changes').click();
    await visitor.seesToast('Changes saved.');
  });

  plain('typed text is kept, and the page is not reloaded', async ({ visitor, maren }) => {
    const { page } = visitor;
    const fail = await hold(page, '**/*.wasm');
    await page.goto('/login', { waitUntil: 'domcontentloaded' });
    await visitor.fill({ 'Username or email': maren.username, Password: maren.password });
    const isSameDocument = await mark(visitor);
    await page.context().setOffline(true);
    fail();
    await staysPlain(page);
    await isSameDocument();
    await page.context().setOffline(false);
    await expect(visitor.field('Password')).toHaveValue(maren.password);
    await visitor.button('Sign in').click();
    await visitor.isAt('/account', 'Your account');
  });
});

async function staysPlain(page: Page): Promise<void> {
  await expect(page.locator('html[data-plain]')).toHaveCount(1);
}
