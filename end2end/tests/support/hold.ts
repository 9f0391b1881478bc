import type { Page, Request } from '@playwright/test';

/** Holds requests back, those to `pattern` that `which` picks, until the answer is called. */
export async function hold(page: Page, pattern: string | RegExp, which: (request: Request) => boolean = () => true): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(pattern, async (route) => {
    if (which(route.request())) await released;
    // The page may have been left meanwhile.
    await route.continue().catch(() => {});
  });
  return release;
}
