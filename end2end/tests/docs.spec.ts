import type { Locator, Page } from '@playwright/test';
import { beyond, violations } from './support/axe';
import { GATE } from './support/gate';
import { logIn } from './support/people';
import { test, expect } from './support/test';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

test('an operation is tried with an access token, which the page forgets', async ({ visitor, server, maren }) => {
  const { page } = visitor;
  // The request must not send the cookies of the session.
  await visitor.authenticate(maren);
  await shorten(page);
  await visitor.open('/docs');
  await visitor.isAt('/docs', 'API');
  const me = operation(page, '/api/auth/me');
  await me.locator('.opblock-summary-control').click();
  await expect(page).toHaveURL(/\/docs#\//);

  await visitor.button('Authorize').click();
  await page.locator('#auth-bearer-value').fill((await logIn(server, maren)).access_token);
  await visitor.button('Apply credentials').click();
  await visitor.button('Close').click();
  const answered = page.waitForResponse((response) => new URL(response.url()).pathname === '/api/auth/me');
  await me.getByRole('button', { name: 'Execute', exact: true }).click();
  const response = await answered;
  expect(response.status()).toBe(200);
  const headers = await response.request().allHeaders();
  expect(headers['authorization']).toMatch(/^Bearer /);
  expect(headers['cookie']).toBeUndefined();
  await expect(me.locator('.live-responses-table')).toContainText(maren.username);

  // The address leads to the same operation.
  await visitor.reload();
  await expect(me.getByRole('button', { name: 'Execute', exact: true })).toBeVisible();
  await expect(page.locator('.btn.authorize.unlocked')).toBeVisible();
  expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
});

test('the viewer is accessible, has the colours of the theme, and is sent as gzip', async ({ visitor, server }) => {
  const { page } = visitor;
  const loaded = new Set<string>();
  page.on('response', (response) => loaded.add(new URL(response.url()).pathname));
  await shorten(page);
  await visitor.open('/docs');
  const me = operation(page, '/api/auth/me');
  await expect(me).toBeVisible();
  const colours = async (colorScheme: 'light' | 'dark'): Promise<string> => {
    await page.emulateMedia({ colorScheme });
    return me.evaluate((block) => `${getComputedStyle(block).color} on ${getComputedStyle(block).backgroundColor}`);
  };
  expect(await colours('light')).not.toBe(await colours('dark'));
  expect(await violations(page)).toEqual([]);
  expect(await beyond(page), 'a window of 320 pixels is wide enough').toBeLessThanOrEqual(0);

  const files = [...loaded].filter((path) => path.includes('/swagger-ui/'));
  expect(files).toHaveLength(2);
  for (const file of files) {
    for (const coding of ['br, gzip', 'identity']) {
      const answer = await fetch(server.url + file, { headers: { 'accept-encoding': coding } });
      expect([answer.status, answer.headers.get('content-encoding')], `${file} for ${coding}`).toEqual([200, 'gzip']);
      await answer.arrayBuffer();
    }
  }
});

test('without the document the list stays, is accessible, and a note says why', async ({ visitor, guard }) => {
  const { page } = visitor;
  await page.route('**/api/openapi.json', (route) => route.fulfill({ status: 503 }));
  await visitor.open('/docs');
  await expect(page.getByRole('status')).toContainText('cannot be tried here');
  await expect(page.getByRole('listitem').filter({ hasText: 'GET /api/auth/me' })).toBeVisible();
  expect(await violations(page)).toEqual([]);
  expect(await beyond(page), 'a window of 320 pixels is wide enough').toBeLessThanOrEqual(0);
  // The failed request, and the error of the script.
  for (const problem of guard.problems.splice(0)) expect(problem).toContain('503');
});

test('without JavaScript the page lists the operations', { tag: '@plain-only' }, async ({ visitor }) => {
  await visitor.open('/docs');
  await expect(visitor.page.getByRole('listitem').filter({ hasText: 'GET /api/auth/me' })).toBeVisible();
  // Not by its text: Playwright skips this element when it searches for text.
  await expect(visitor.page.locator('noscript')).toBeVisible();
});

/** In the gate, the viewer draws only some of the operations: all of them take half a minute. */
async function shorten(page: Page): Promise<void> {
  if (!GATE) return;
  await page.route('**/api/openapi.json', async (route) => {
    const response = await route.fetch();
    const document = await response.json();
    const paths = Object.entries(document.paths).filter(([path]) => /^\/api\/(auth\/me|groups)/.test(path));
    await route.fulfill({ response, json: { ...document, paths: Object.fromEntries(paths) } });
  });
}

/** The block of the GET operation at `path`. */
function operation(page: Page, path: string): Locator {
  return page.locator('.opblock-get', { has: page.locator(`[data-path="${path}"]`) });
}
