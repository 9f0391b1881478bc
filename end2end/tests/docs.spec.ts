import type { Page } from '@playwright/test';
import { beyond, violations } from './support/axe';
import { whoIs } from './support/people';
import { test, expect } from './support/test';
import { byId, data, words } from './support/words';

// The description of the API is in English only.

test.use({ contextOptions: { reducedMotion: 'reduce' } });

test('an operation is tried with a token for ten minutes, which ends when the page is left', async ({ visitor, server, maren }) => {
  const { page } = visitor;
  // The request must not send the cookies of the session.
  await visitor.authenticate(maren);
  await visitor.open('/docs/getMe');
  await visitor.isAt('/docs/getMe', data('Read the own account'));
  await expect(page.getByRole('checkbox', { name: 'self' })).toBeChecked();
  const made = page.waitForResponse((response) => new URL(response.url()).pathname === '/actions/tokens/trial');
  await visitor.button('Make a token').click();
  const { secret } = await (await made).json();
  await expect(visitor.button('End the token')).toBeFocused();

  const answered = page.waitForResponse((response) => new URL(response.url()).pathname === '/api/auth/me');
  await visitor.button('Send').click();
  const response = await answered;
  expect(response.status()).toBe(200);
  const headers = await response.request().allHeaders();
  expect(headers['authorization']).toBe(`Bearer ${secret}`);
  expect(headers['cookie']).toBeUndefined();
  await expect(page.getByRole('region', { name: 'Body of the answer' })).toContainText(maren.username);

  // Another operation is shown without leaving the page, so the token stays.
  await page.getByRole('navigation', { name: 'Operations' }).getByRole('link', { name: 'Change an account' }).click();
  await visitor.isAt('/docs/changeUser', data('Change an account'));
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await expect(visitor.button('End the token')).toBeVisible();
  await page.goBack();
  await visitor.isAt('/docs/getMe', data('Read the own account'));
  expect((await whoIs(server, secret)).status).toBe(200);
  expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);

  await visitor.open('/account');
  await expect.poll(async () => (await whoIs(server, secret)).code).toBe('token_revoked');
});

test('operations are found by their words, and reached with the keyboard', async ({ visitor }) => {
  const { page } = visitor;
  await visitor.open('/docs');
  await visitor.isAt('/docs', data('API'));
  await visitor.field('Search operations').fill('group member');
  const list = page.getByRole('navigation', { name: 'Operations' });
  await expect(page.getByRole('status')).toHaveText(/^Matching operations: \d+$/);
  await expect(list.getByRole('link', { name: 'PUT /api/groups/{name}/members/{id}' })).toBeVisible();
  await expect(list.getByRole('link', { name: 'GET /api/users', exact: false }).first()).toBeHidden();
  await page.keyboard.press('ArrowDown');
  await expect(list.getByRole('link').first()).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(visitor.field('Search operations')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/docs\/\w+GroupMember$/);
  await expect(visitor.field('Search operations')).toHaveValue('group member');
  await visitor.field('Search operations').fill('nothing at all');
  await expect(page.locator('#docs-found')).toHaveText('No operations match.');
});

test('a guide is found and read, also without a script', { tag: '@plain' }, async ({ visitor }) => {
  const { page } = visitor;
  await visitor.open('/docs');
  await page.getByRole('main').getByRole('link', { name: words(byId('guides')) }).click();
  await visitor.isAt('/docs/guides', data('Documents'));
  await visitor.field(byId('guides-search')).fill('rate limits');
  await visitor.button(byId('search')).click();
  await visitor.isAt('/docs/guides?q=rate+limits', byId('guides-search'));
  await page.getByRole('link', { name: 'Running Vestibule: Rate limits' }).click();
  await expect(page).toHaveURL(/\/docs\/guides\/operations\/run#rate-limits$/);
  await expect(page.getByRole('heading', { name: 'Rate limits' })).toBeInViewport();
});

test('the pages are accessible in both themes, also with an answer', async ({ visitor, ada }) => {
  const { page } = visitor;
  await visitor.authenticate(ada);
  for (const operation of ['', '/listUsers', '/changeUser', '/importUsers', '/changePassword']) {
    await visitor.open(`/docs${operation}`);
    await page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
    });
    await isAccessible(page, operation);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await visitor.open('/docs/getOpenapiDocument');
  await visitor.button('Send').click();
  await expect(page.getByRole('link', { name: 'Save the body of the answer' })).toBeVisible();
  await isAccessible(page, 'with an answer');
});

test('the guides are accessible in both themes, also the longest', async ({ visitor }) => {
  // Each rule looks at thousands of table cells, which takes a minute beside two other tests.
  test.slow();
  const { page } = visitor;
  for (const guide of ['/reference', '?q=mail']) {
    await visitor.open(`/docs/guides${guide}`);
    await isAccessible(page, guide);
  }
});

test('without JavaScript the pages can be read', { tag: '@plain-only' }, async ({ visitor }) => {
  const { page } = visitor;
  await visitor.open('/docs');
  await page.getByRole('link', { name: 'GET /api/auth/me' }).click();
  await visitor.isAt('/docs/getMe', data('Read the own account'));
  await expect(page.locator('details', { hasText: 'Errors: ' }).first()).toBeVisible();
  await expect(visitor.button('Send')).toBeHidden();
  // Not by its text: Playwright skips this element when it searches for text.
  await expect(page.locator('noscript')).toBeVisible();
});

async function isAccessible(page: Page, what: string): Promise<void> {
  expect(await violations(page), what).toEqual([]);
  expect(await beyond(page), `${what}: a window of 320 pixels is wide enough`).toBeLessThanOrEqual(0);
}
