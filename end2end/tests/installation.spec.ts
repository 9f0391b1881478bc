import { beyond, overflow } from './support/axe';
import { test, expect } from './support/test';

test.describe('with a name', () => {
  test.use({ settings: { VESTIBULE_NAME: 'Söhne & <b>Co' } });

  test('window titles name the installation, also after navigation', async ({ visitor }) => {
    await visitor.open('/');
    await expect(visitor.page).toHaveTitle('Söhne & <b>Co');
    await visitor.link('Sign in').click();
    await expect(visitor.page).toHaveTitle('Sign in · Söhne & <b>Co');
    await visitor.link('Söhne & <b>Co').click();
    await expect(visitor.page).toHaveTitle('Söhne & <b>Co');
  });
});

test.describe('with a long name', () => {
  // A line cannot be broken at any character of it.
  const name = 'W'.repeat(60);
  test.use({ settings: { VESTIBULE_NAME: name } });

  test('the name fits into a narrow window', async ({ visitor, maren }) => {
    await visitor.open('/login');
    expect(await beyond(visitor.page)).toBeLessThanOrEqual(0);
    await visitor.signIn(maren);
    expect(await beyond(visitor.page)).toBeLessThanOrEqual(0);
    await visitor.page.setViewportSize({ width: 800, height: 600 });
    await expect(visitor.link(name)).toBeVisible();
    expect(await overflow(visitor.page)).toBeLessThanOrEqual(0);
  });
});
