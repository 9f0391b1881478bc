import type { Page } from '@playwright/test';
import { test, expect } from './support/test';

const LIGHT = '#f9f7f4';
const DARK = '#151210';

test.use({ colorScheme: 'light' });

test('the chosen theme is part of the server’s HTML', { tag: '@nightly-without-javascript' }, async ({ visitor, maren }) => {
  await visitor.open('/login');
  expect(await canvas(visitor.page)).toBe(LIGHT);
  await visitor.button('Dark').click();
  await expect(visitor.page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(visitor.page).toHaveURL('/login');
  await expect.poll(() => canvas(visitor.page)).toBe(DARK);
  await expect(visitor.button('Dark')).toHaveAttribute('aria-pressed', 'true');

  await visitor.enter(maren);
  const response = await visitor.open('/account');
  expect(await response.text()).toMatch(/<html[^>]* data-theme="dark"/);
  await expect(visitor.button('Dark')).toHaveAttribute('aria-pressed', 'true');
});

test('the theme can follow the system again', { tag: '@nightly-without-javascript' }, async ({ visitor }) => {
  await visitor.open('/');
  // The page changes before the server has answered, and the cookie comes with the answer.
  const choose = async (choice: string): Promise<void> => {
    const answered = visitor.page.waitForResponse((response) => new URL(response.url()).pathname === '/actions/theme');
    await visitor.button(choice).click();
    await answered;
  };
  for (const [choice, theme] of [['Light', 'light'], ['Dark', 'dark']] as const) {
    await choose(choice);
    await expect(visitor.page.locator('html')).toHaveAttribute('data-theme', theme);
  }
  await choose('System');
  await expect(visitor.page.locator('html')).not.toHaveAttribute('data-theme');
  await visitor.page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(() => canvas(visitor.page)).toBe(DARK);
  await visitor.reload();
  await expect(visitor.page.locator('html')).not.toHaveAttribute('data-theme');
});

test('choosing a theme stays on the page, with its query', async ({ visitor }) => {
  for (const page of ['/register?next=/', '/login?next=/account%3Ffrom%3Dmail']) {
    await visitor.open(page);
    await visitor.button('Dark').click();
    await expect(visitor.button('Dark')).toHaveAttribute('aria-pressed', 'true');
    await expect(visitor.page).toHaveURL(page);
    await visitor.context.clearCookies();
  }
});

test('theme-color follows the theme', { tag: '@nightly-without-javascript' }, async ({ visitor }) => {
  await visitor.open('/');
  await visitor.button('Dark').click();
  await expect(visitor.page.locator('html')).toHaveAttribute('data-theme', 'dark');
  for (const frame of await visitor.page.locator('meta[name=theme-color]').all()) {
    await expect(frame).toHaveAttribute('content', DARK);
  }
});

/** The background colour of the page. */
function canvas(page: Page): Promise<string> {
  return page.evaluate(() => {
    const paint = document.createElement('canvas').getContext('2d')!;
    paint.fillStyle = getComputedStyle(document.documentElement).backgroundColor;
    paint.fillRect(0, 0, 1, 1);
    const [red, green, blue] = paint.getImageData(0, 0, 1, 1).data;
    return '#' + [red, green, blue].map((part) => part!.toString(16).padStart(2, '0')).join('');
  });
}
