import type { Locator } from '@playwright/test';
import type { Visitor } from './visitor';

/** Presses Tab until `target` has the focus. */
export async function tabTo(visitor: Visitor, target: Locator, key = 'Tab'): Promise<void> {
  for (let presses = 0; presses < 20; presses++) {
    await visitor.page.keyboard.press(key);
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`the Tab key does not lead to ${target}`);
}
