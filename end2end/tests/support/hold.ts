import type { Page, Request } from '@playwright/test';

/** Delays the requests to `pattern` that `which` selects, until the returned function is called. */
export async function hold(page: Page, pattern: string | RegExp, which: (request: Request) => boolean = () => true): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(pattern, async (route) => {
    if (which(route.request())) await released;
    // The page may be closed by now.
    await route.continue().catch(() => {});
  });
  return release;
}
