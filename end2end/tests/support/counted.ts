import type { Page } from '@playwright/test';

/** What somebody has pressed and filled in, each field once, in order. */
export interface Counted {
  presses: string[];
  fields: string[];
}

/** Counts from now on, on this page and on those that follow: links, buttons, boxes and what opens something; fields by their names. */
export async function count(page: Page): Promise<Counted> {
  const counted: Counted = { presses: [], fields: [] };
  await page.exposeFunction('countPress', (what: string) => counted.presses.push(what));
  await page.exposeFunction('countField', (name: string) => counted.fields.includes(name) || counted.fields.push(name));
  await page.addInitScript(watch);
  await page.evaluate(watch);
  return counted;
}

/** Runs in the page, before its own scripts. */
function watch(): void {
  const counters = globalThis as unknown as Record<'countPress' | 'countField', (text: string) => void>;
  const pressed = (event: Event) => {
    const what = (event.target as Element).closest('a, button, summary, [type=checkbox]');
    if (event.isTrusted && what) counters.countPress(what.textContent!.trim() || what.getAttribute('aria-label')!);
  };
  const answered = (event: Event) => {
    // Those of a search are no fields of what is sent.
    const field = event.target as HTMLInputElement;
    if (event.isTrusted && field.form?.method === 'post') counters.countField(field.name);
  };
  // First, because a page that leads on may stop the event.
  document.addEventListener('click', pressed, true);
  document.addEventListener('change', answered, true);
}
