import type { Browser, Page } from '@playwright/test';
import { beyond, violations } from './support/axe';
import { STATES } from './support/states';
import { test, expect } from './support/test';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

for (const { name, signedIn, differs, reach } of STATES) {
  const tag = differs ? [] : ['@nightly-without-javascript'];

  test(`accessible: ${name}`, { tag }, async ({ visitor, server, guard, maren, browser }) => {
    if (signedIn) await visitor.enter(maren);
    await reach({ visitor, server, guard, maren });
    const page = visitor.javaScript ? visitor.page : await copyOf(visitor.page, browser);
    expect(await violations(page)).toEqual([]);
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
