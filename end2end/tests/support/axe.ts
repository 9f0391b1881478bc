import type { Page } from '@playwright/test';
import axe, { type RunOnly } from 'axe-core';

/** All rules in light colours; in dark colours only those that look at colours, because the others would find the same again. */
const RULES: Record<'light' | 'dark', RunOnly> = {
  light: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
  dark: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },
};

/** One line per violation of accessibility rules, in light and dark colours, in a wide and a narrow window. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      const results = await page.evaluate(
        // Without `preload`, which copies stylesheets into the page: its Content-Security-Policy refuses that, as it should.
        (runOnly) => window.axe.run(document, { runOnly, resultTypes: ['violations'], preload: false }),
        RULES[colorScheme],
      );
      for (const { id, nodes } of results.violations) {
        found.push(...nodes.map((node) => `${colorScheme}, ${width} px: ${id}: ${node.html} ${node.failureSummary}`));
      }
    }
  }
  return found;
}

/** Opens the forms behind buttons, such as those in the rows of lists. Runs in the page. */
export function openForms(): void {
  for (const form of document.querySelectorAll<HTMLDetailsElement>('details.group, .way-row > details')) form.open = true;
}

/** By how many pixels the page is wider than a window of 320 pixels. */
export async function beyond(page: Page): Promise<number> {
  await page.setViewportSize({ width: 320, height: 640 });
  return overflow(page);
}

/** By how many pixels the page is wider than its window. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

declare global {
  interface Window {
    axe: typeof axe;
  }
}
