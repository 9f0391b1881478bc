import { beyond, openForms } from './support/axe';
import { JOURNEYS } from './support/states';
import { test, expect } from './support/test';

// Other languages have longer words and other letters than English.

test.use({ contextOptions: { reducedMotion: 'reduce' } });

test.describe('an invented language 40 % longer, with accents, in which no page breaks at 320 px', { tag: '@nightly' }, () => {
  for (const { name, signedIn, states } of JOURNEYS) {
    test(name, async ({ visitor, server, guard, maren }) => {
      test.slow();
      const { page } = visitor;
      if (signedIn) await visitor.signIn(maren);
      for (const state of states) {
        await test.step(state.name, async () => {
          await page.setViewportSize({ width: 1440, height: 900 });
          await state.reach({ visitor, server, guard, maren });
          // Most of their words are those of the description of the API, which is in English only.
          if (new URL(page.url()).pathname.startsWith('/docs')) return;
          await page.evaluate(openForms);
          await page.evaluate(lengthen);
          expect.soft(await beyond(page), `${state.name}: a window of 320 pixels is wide enough`).toBeLessThanOrEqual(0);
          expect.soft(await page.evaluate(faults), state.name).toEqual([]);
        });
      }
    });
  }
});

/** Makes words longer. Addresses, usernames, numbers, times and code stay, as they are the same in all languages. Runs in the page. */
function lengthen(): void {
  const longer = (letters: string): string => {
    const accented = letters.replace(/[aeiou]/gi, (vowel) => `${vowel}\u0308`.normalize());
    return accented + 'ñéßøůžąö'.repeat(3).slice(0, Math.ceil(letters.length * 0.4));
  };
  const translated = (text: string): string =>
    text.replace(/\S+/g, (word) => (/[@/_\d]|\w\.\w/.test(word) ? word : word.replace(/\p{L}{2,}/gu, longer)));
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    if (text.parentElement?.closest('script, style, noscript, code, pre, textarea, time, body [lang]')) continue;
    const changed = translated(text.nodeValue ?? '');
    if (changed !== text.nodeValue) text.nodeValue = changed;
  }
  for (const name of ['placeholder', 'aria-label', 'title']) {
    for (const element of document.body.querySelectorAll(`[${name}]`)) element.setAttribute(name, translated(element.getAttribute(name)!));
  }
  const buttons = document.querySelectorAll<HTMLInputElement>('input:is([type=submit], [type=button], [type=reset])');
  for (const button of buttons) button.value = translated(button.value);
}

/** A line for each control that is cut off or overlaps another, and for each button that its text does not fit into. Runs in the page. */
function faults(): string[] {
  // What is behind a dialog cannot be used.
  const root = document.querySelector('dialog[open]') ?? document.body;
  const boxesOf = (element: Element): DOMRect[] => {
    const boxes = [...element.getClientRects()];
    // Some are for screen readers or the keyboard: tiny, or above the page until they have the focus.
    return boxes.filter(({ width, height, right, bottom }) => width > 1 && height > 1 && right > 0 && bottom + scrollY > 0);
  };
  const isVisible = (element: Element): boolean =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && boxesOf(element).length > 0;
  const visible = (selector: string): Element[] => [...root.querySelectorAll(selector)].filter(isVisible);
  const named = (element: Element): string => {
    const name = element.getAttribute('aria-label') ?? element.textContent?.trim() ?? '';
    return `${element.localName}${element.id && `#${element.id}`} “${name.replace(/\s+/g, ' ').slice(0, 60)}”`;
  };

  const isCutOff = (control: Element): boolean => {
    const { left, right, top, bottom } = control.getBoundingClientRect();
    for (let parent = control.parentElement; parent; parent = parent.parentElement) {
      const { overflowX, overflowY, textOverflow } = getComputedStyle(parent);
      // What scrolls can be seen, and long names are cut off on purpose.
      if (/auto|scroll/.test(overflowX + overflowY) || textOverflow === 'ellipsis') return false;
      const box = parent.getBoundingClientRect();
      if (overflowX !== 'visible' && (left < box.left - 1 || right > box.right + 1)) return true;
      if (overflowY !== 'visible' && (top < box.top - 1 || bottom > box.bottom + 1)) return true;
    }
    return left < -1 || right > document.documentElement.clientWidth + 1;
  };

  /** What is placed above the page together with the control, such as an open menu; null on the page itself. */
  const layerOf = (control: Element): Element | null => {
    let layer: Element | null = control;
    while (layer && !/absolute|fixed|sticky/.test(getComputedStyle(layer).position)) layer = layer.parentElement;
    return layer;
  };
  const overlap = (one: Element, other: Element): boolean => {
    if (one.contains(other) || other.contains(one)) return false;
    // A button at the end of an input stands in its padding.
    const isPart = one.matches('input') && one.parentElement === other.parentElement && layerOf(other) === other;
    if (layerOf(one) !== layerOf(other) && !isPart) return false;
    const end = isPart ? parseFloat(getComputedStyle(one).paddingRight) : 0;
    const share = (a: DOMRect, b: DOMRect) =>
      Math.min(a.right - end, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2;
    return boxesOf(one).some((a) => boxesOf(other).some((b) => share(a, b)));
  };

  const controls = visible('a[href], button, input:not([type=hidden]), select, textarea, summary');
  const pairs = controls.flatMap((one, index) => controls.slice(index + 1).map((other) => [one, other] as const));
  const narrow = (button: Element): boolean => button.clientWidth > 0 && button.scrollWidth > button.clientWidth;
  return [
    ...controls.filter(isCutOff).map((control) => `${named(control)} is cut off`),
    ...pairs.filter(([one, other]) => overlap(one, other)).map(([one, other]) => `${named(one)} overlaps ${named(other)}`),
    ...visible('button, summary, .btn').filter(narrow).map((button) => `${named(button)} is too narrow for its text`),
  ];
}
