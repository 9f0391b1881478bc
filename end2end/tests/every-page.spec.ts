import type { Browser, Page } from '@playwright/test';
import { beyond, openForms, overflow, violations } from './support/axe';
import { member, OTHER_PASSPHRASE, somebody } from './support/people';
import { JOURNEYS } from './support/states';
import { test, expect } from './support/test';
import { TokenWatch } from './support/token_watch';

// Tokens expire often, so that they are renewed on the way.
test.use({ contextOptions: { reducedMotion: 'reduce' }, settings: { VESTIBULE_ACCESS_TTL: '2s' } });

/** Pages of administrators that are at most three screens long before something is opened. */
const IS_SHORT = /^\/(applications(\/(people\/)?[^/]+)?|clients\/((secrets|trial)\/)?[^/]+|connect)$/;

for (const { name, signedIn, states } of JOURNEYS) {
  const tag = states.some(({ differs }) => differs) ? ['@plain'] : [];

  test(`accessible, wide enough, and without tokens: ${name}`, { tag }, async ({ visitor, server, guard, maren, browser }) => {
    test.slow();
    const { page } = visitor;
    const watch = new TokenWatch(visitor);
    if (signedIn) await visitor.signIn(maren);
    for (const state of states.filter(({ differs }) => visitor.javaScript || differs)) {
      await test.step(state.name, async () => {
        await page.setViewportSize({ width: 1440, height: 900 });
        await state.reach({ visitor, server, guard, maren });
        await watch.page(state.name);
        if (visitor.javaScript && IS_SHORT.test(new URL(page.url()).pathname)) {
          // What the state has opened is closed again: it is measured below.
          const height = await page.evaluate(() => {
            for (const fold of document.querySelectorAll<HTMLDetailsElement>('details.fold[open]')) fold.open = false;
            return document.documentElement.scrollHeight;
          });
          expect.soft(height, `${state.name}: at most three screens`).toBeLessThanOrEqual(3 * 900);
        }
        const examined = visitor.javaScript ? page : await copyOf(page, browser);
        await examined.evaluate(openForms);
        await examined.evaluate(() => document.querySelectorAll<HTMLDetailsElement>('details.fold').forEach((fold) => (fold.open = true)));
        expect.soft(await violations(examined), state.name).toEqual([]);
        expect.soft(await beyond(examined), `${state.name}: a window of 320 pixels is wide enough`).toBeLessThanOrEqual(0);
        if (examined !== page) await examined.context().close();
      });
    }
    const tokens = await watch.all(server.log);
    if (signedIn) expect(tokens, 'tokens were there to be found').toBeGreaterThan(1);
    for (const password of [maren.password, OTHER_PASSPHRASE]) expect(server.log).not.toContain(password);
  });
}

test('lists never scroll sideways, at any width', async ({ visitor, server, ada }) => {
  const { page } = visitor;
  const username = `wilhelmina.${'featherstonehaugh'.repeat(3)}`;
  await member(server, { ...somebody(), username, name: 'W'.repeat(120) });
  await visitor.authenticate(ada);
  for (const path of ['/users', '/audit']) {
    for (const width of [320, 390, 768, 1024, 1152, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      await visitor.open(path);
      await expect(page.locator('tbody').getByRole('row')).not.toHaveCount(0);
      if (path === '/audit') await page.locator('tbody').getByRole('row').nth(1).locator('summary').click();
      expect(await overflow(page), `${path}, ${width} px`).toBeLessThanOrEqual(0);
    }
  }
});

/** The same document without its scripts, in a browser with JavaScript, which the checks need. */
async function copyOf(page: Page, browser: Browser): Promise<Page> {
  const document = (await page.content()).replaceAll(/<script.*?<\/script>|<link rel="modulepreload".*?>/gs, '');
  const copy = await browser.newPage({ javaScriptEnabled: true, reducedMotion: 'reduce' });
  await copy.route(page.url(), (route) => route.fulfill({ contentType: 'text/html', body: document }));
  await copy.goto(page.url());
  return copy;
}
