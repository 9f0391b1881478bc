import { readFileSync } from 'node:fs';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Browser } from '@playwright/test';
import { nameInOrder } from '../tests/support/people';
import { JOURNEYS } from '../tests/support/states';
import { test, expect } from '../tests/support/test';
import { fix } from './fix';
import { PICTURED } from './pictured';

const FOLDER = resolve(__dirname, '../../docs/pictures/pages');
const RENDERER = join(FOLDER, 'renderer.txt');
/** Whether the pictures are made, and not compared. */
const ACCEPT = process.env['PICTURES'] === 'accept';
const THEMES = ['light', 'dark'] as const;
const WINDOWS = [
  { width: 390, height: 844 },
  { width: 1440, height: 900 },
];

const states = JOURNEYS.flatMap(({ signedIn, states }) => states.map((state) => ({ signedIn, ...state })));

function file(name: string, width: number, theme: string): string {
  return `${name.replaceAll(/\W+/g, '-')}-${width}-${theme}.png`;
}

// Before the fixtures, which name users as well.
const fixed = test.extend<{ inOrder: void }>({
  inOrder: [
    async ({}, use) => {
      nameInOrder();
      await use();
    },
    { auto: true },
  ],
});

for (const name of PICTURED) {
  fixed(name, async ({ visitor, server, guard, maren, browser }) => {
    test.skip(!ACCEPT && (await rendererOf(browser)) !== recorded(), 'the pictures were made with another renderer');
    const state = states.find((state) => state.name === name);
    if (!state) throw new Error(`${name} is no state of end2end/tests/support/states.ts`);
    const { page } = visitor;
    await page.setViewportSize(WINDOWS[1]!);
    if (state.signedIn) await visitor.signIn(maren);
    await state.reach({ visitor, server, guard, maren });
    await page.mouse.move(0, 0);
    await page.evaluate(fix);
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme });
      for (const size of WINDOWS) {
        await page.setViewportSize(size);
        // In another width it is elsewhere.
        await state.begin?.(visitor).evaluate((part) => part.scrollIntoView());
        await expect.soft(page).toHaveScreenshot(file(name, size.width, colorScheme));
      }
    }
  });
}

test.describe('the folder', () => {
  test('has the pictures of these states and no others', async () => {
    const expected = PICTURED.flatMap((name) => THEMES.flatMap((theme) => WINDOWS.map(({ width }) => file(name, width, theme))));
    expect(new Set(expected).size).toBe(expected.length);
    const found = (await readdir(FOLDER).catch(() => [])).filter((name) => name.endsWith('.png'));
    const others = found.filter((name) => !expected.includes(name));
    if (ACCEPT) await Promise.all(others.map((name) => rm(join(FOLDER, name))));
    else expect(found.toSorted()).toEqual(expected.toSorted());
  });

  test('names the renderer of this machine: elsewhere, make pictures makes all of them again', async ({ browser }) => {
    const renderer = await rendererOf(browser);
    if (ACCEPT) await writeFile(RENDERER, renderer);
    else expect(recorded()).toBe(renderer);
  });
});

/** What pictures depend on besides the pages: the browser, and the font for code, which the system provides. */
async function rendererOf(browser: Browser): Promise<string> {
  const page = await browser.newPage();
  await page.setContent('<span style="font: 100px ui-monospace, Menlo, Consolas, DejaVu Sans Mono, monospace">Code 0O</span>');
  const width = await page.locator('span').evaluate((text) => text.getBoundingClientRect().width);
  await page.close();
  return `Chromium ${browser.version()} on ${process.platform} ${process.arch}, code is ${width} px wide\n`;
}

function recorded(): string | undefined {
  try {
    return readFileSync(RENDERER, 'utf8');
  } catch {
    return undefined;
  }
}
