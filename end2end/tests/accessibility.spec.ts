import type { Browser, Page } from '@playwright/test';
import axe from 'axe-core';
import { STATES } from './support/states';
import { test, expect } from './support/test';

const STANDARD = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

test.use({ contextOptions: { reducedMotion: 'reduce' } });

for (const { name, signedIn, byForm, reach } of STATES) {
  // Without JavaScript, states that need no form are the server's HTML, which the tests with JavaScript cover too.
  const tag = byForm ? [] : ['@nightly-without-javascript'];

  test(`accessible: ${name}`, { tag }, async ({ visitor, server, guard, maren, browser }) => {
    if (signedIn) await visitor.enter(maren);
    await reach({ visitor, server, guard, maren });
    const page = visitor.javaScript ? visitor.page : await copyOf(visitor.page, browser);
    await page.evaluate(axe.source);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const width of [1440, 390]) {
        await page.setViewportSize({ width, height: 900 });
        expect(await violations(page), `${colorScheme}, ${width} px`).toEqual([]);
      }
    }
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await beyond(page), 'a window of 320 pixels is wide enough').toBeLessThanOrEqual(0);
    if (page !== visitor.page) await page.context().close();
  });
}

/** The same document without its scripts, in a browser with JavaScript, which the checks need. */
async function copyOf(page: Page, browser: Browser): Promise<Page> {
  const document = (await page.content()).replaceAll(/<script.*?<\/script>|<link rel="modulepreload".*?>/gs, '');
  const copy = await browser.newPage({ javaScriptEnabled: true, reducedMotion: 'reduce' });
  await copy.route(page.url(), (route) => route.fulfill({ contentType: 'text/html', body: document }));
  await copy.goto(page.url());
  return copy;
}

/** One line per violation. */
async function violations(page: Page): Promise<string[]> {
  const results = await page.evaluate((tags) => window.axe.run(document, { runOnly: tags, resultTypes: ['violations'] }), STANDARD);
  return results.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`));
}

/** By how many pixels the page is wider than its window. */
function beyond(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
}

declare global {
  interface Window {
    axe: typeof axe;
  }
}
