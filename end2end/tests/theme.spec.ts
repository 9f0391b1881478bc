import type { Page } from '@playwright/test';
import { test, expect } from './support/test';

const LIGHT = '#f9f7f4';
const DARK = '#151210';

test.use({ colorScheme: 'light' });

test('the chosen theme stays on the page, and is part of the server’s HTML', { tag: '@plain' }, async ({ visitor, maren }) => {
  const address = '/login?next=/account%3Ffrom%3Dmail';
  await visitor.open(address);
  expect(await canvas(visitor.page)).toBe(LIGHT);
  await visitor.button('Dark').click();
  await expect(visitor.page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(visitor.page).toHaveURL(address);
  await expect.poll(() => canvas(visitor.page)).toBe(DARK);
  await expect(visitor.button('Dark')).toHaveAttribute('aria-pressed', 'true');
  for (const frame of await visitor.page.locator('meta[name=theme-color]').all()) {
    await expect(frame).toHaveAttribute('content', DARK);
  }

  await visitor.authenticate(maren);
  const response = await visitor.answer('/account');
  expect(await response.text()).toMatch(/<html[^>]* data-theme="dark"/);
  await expect(visitor.button('Dark')).toHaveAttribute('aria-pressed', 'true');
  for (const { name, httpOnly, sameSite } of await visitor.context.cookies()) {
    expect({ name, httpOnly, sameSite }).toEqual({ name, httpOnly: true, sameSite: 'Lax' });
  }
});

test('the theme can follow the system again', async ({ visitor }) => {
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
