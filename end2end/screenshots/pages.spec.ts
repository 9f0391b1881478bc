import { join, resolve } from 'node:path';
import { JOURNEYS } from '../tests/support/states';
import { test } from '../tests/support/test';

const FOLDER = resolve(process.env['SCREENSHOTS'] ?? '../target/screenshots');

test.use({ contextOptions: { reducedMotion: 'reduce' } });

const states = JOURNEYS.flatMap(({ signedIn, states }) => states.map((state) => ({ signedIn, ...state })));

for (const { name, signedIn, reach } of states) {
  test(name, async ({ visitor, server, guard, maren }, { project }) => {
    if (signedIn) await visitor.signIn(maren);
    for (const colorScheme of ['light', 'dark'] as const) {
      await visitor.page.emulateMedia({ colorScheme });
      await visitor.page.setViewportSize({ width: 1440, height: 900 });
      await reach({ visitor, server, guard, maren });
      for (const width of [390, 768, 1440]) {
        await visitor.page.setViewportSize({ width, height: width < 768 ? 844 : 900 });
        const file = `${name.replaceAll(/\W+/g, '-')}-${width}-${colorScheme}.png`;
        await visitor.page.screenshot({ path: join(FOLDER, project.name, file), fullPage: true });
      }
    }
  });
}
