import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beyond, overflow, violations } from './support/axe';
import { BLUE, RED, stripes } from './support/picture';
import type { Settings } from './support/server';
import { test, expect } from './support/test';
import { byId, data } from './support/words';

test.describe('with a name', () => {
  test.use({ settings: { VESTIBULE_NAME: 'Söhne & <b>Co' } });

  test('window titles name the installation, also after navigation', async ({ visitor }) => {
    await visitor.open('/');
    await expect(visitor.page).toHaveTitle('Söhne & <b>Co');
    await visitor.link('Sign in').click();
    await visitor.hasTitle('Sign in', 'Söhne & <b>Co');
    await visitor.link(data('Söhne & <b>Co')).click();
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
    await expect(visitor.link(data(name))).toBeVisible();
    expect(await overflow(visitor.page)).toBeLessThanOrEqual(0);
  });
});

/** Everything that an operator can set, with a logo of this width and 64 pixels in height. */
async function look(width: number): Promise<Settings> {
  const logo = join(await mkdtemp(join(tmpdir(), 'look-')), 'logo.png');
  await writeFile(logo, stripes(width, 64, [RED, BLUE]).buffer);
  return {
    VESTIBULE_LOGO: logo,
    VESTIBULE_ACCENT: '0b5fff',
    VESTIBULE_ACCENT_DARK: '6fa1ff',
    VESTIBULE_TERMS_URL: 'https://www.example.org/terms',
    VESTIBULE_PRIVACY_URL: '/privacy',
    VESTIBULE_SUPPORT_EMAIL: 'help@example.org',
  };
}

test.describe('with a look of its own', () => {
  // Without motion, because a colour on its way to another has not enough contrast.
  const contextOptions = { reducedMotion: 'reduce' } as const;
  test.use({ settings: async ({}, use) => use(await look(96)), colorScheme: 'light', contextOptions });

  test('logo, links and accent are those of the operator, also after navigation', async ({ visitor }) => {
    const { page } = visitor;
    const light = 'rgb(11, 95, 255)';
    const isOurs = async (): Promise<void> => {
      await expect(page.locator('.brand img')).toHaveJSProperty('naturalWidth', 96);
      await expect(visitor.link(byId('foot-links-terms'))).toHaveAttribute('href', 'https://www.example.org/terms');
      await expect(visitor.link(data('help@example.org'))).toBeVisible();
    };
    await visitor.open('/');
    await isOurs();
    await visitor.link('Sign in').click();
    await visitor.isAt('/login', 'Sign in');
    await isOurs();
    await expect(visitor.button('Sign in')).toHaveCSS('background-color', light);
    expect(await violations(page)).toEqual([]);
    // The check has left the window narrow and dark.
    await expect(visitor.button('Sign in')).toHaveCSS('background-color', 'rgb(111, 161, 255)');
    await visitor.button('Light').click();
    await expect(visitor.button('Sign in')).toHaveCSS('background-color', light);
  });
});

test.describe('with a logo that has the name', () => {
  test.use({ settings: async ({}, use) => use(await look(512)) });

  test('it fits into a narrow window', async ({ visitor, maren }) => {
    await visitor.signIn(maren);
    await expect(visitor.page.getByRole('banner').getByRole('img', { name: 'Vestibule' })).toBeVisible();
    expect(await beyond(visitor.page)).toBeLessThanOrEqual(0);
  });
});
