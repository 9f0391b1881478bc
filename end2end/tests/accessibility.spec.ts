import type { Browser, Page } from '@playwright/test';
import axe from 'axe-core';
import { STATES } from './support/states';
import { test, expect } from './support/test';

const STANDARD = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

test.use({ contextOptions: { reducedMotion: 'reduce' } });

for (const { name, signedIn, reach } of STATES) {
  test(`everyone can use the page: ${name}`, async ({ visitor, server, guard, maren, browser }) => {
    if (signedIn) await visitor.signIn(maren);
    for (const colorScheme of ['light', 'dark'] as const) {
      await visitor.page.emulateMedia({ colorScheme });
      await reach({ visitor, server, guard, maren });
      for (const width of [390, 1440]) {
        await visitor.page.setViewportSize({ width, height: 900 });
        const page = visitor.javaScript ? visitor.page : await copyOf(visitor.page, browser, colorScheme);
        expect(await violations(page), `${colorScheme}, ${width} px`).toEqual([]);
      }
    }
  });

  test(`a window of 320 pixels is wide enough for the page: ${name}`, async ({ visitor, server, guard, maren }) => {
    await visitor.page.setViewportSize({ width: 320, height: 640 });
    if (signedIn) await visitor.signIn(maren);
    await reach({ visitor, server, guard, maren });
    const beyond = await visitor.page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
    expect(beyond).toBeLessThanOrEqual(0);
  });
}

/** The same document in a browser that runs the checks, which without JavaScript none does; its own scripts left out. */
async function copyOf(page: Page, browser: Browser, colorScheme: 'light' | 'dark'): Promise<Page> {
  const document = (await page.content()).replaceAll(/<script.*?<\/script>|<link rel="modulepreload".*?>/gs, '');
  const copy = await browser.newPage({ javaScriptEnabled: true, colorScheme, viewport: page.viewportSize() });
  await copy.route(page.url(), (route) => route.fulfill({ contentType: 'text/html', body: document }));
  await copy.goto(page.url());
  return copy;
}

/** What breaks the rules, in a line each. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const results = await page.evaluate((tags) => window.axe.run(document, { runOnly: tags, resultTypes: ['violations'] }), STANDARD);
  return results.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`));
}

declare global {
  interface Window {
    axe: typeof axe;
  }
}
