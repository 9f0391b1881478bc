import { defineConfig } from '@playwright/test';
import { launch } from './launch';

// `make pictures` keeps pictures of pages, and `make test-all` compares them (scripts/pictures.sh).
export default defineConfig({
  testDir: 'pictures',
  outputDir: 'test-results/pictures',
  snapshotPathTemplate: '../docs/pictures/pages/{arg}{ext}',
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  reporter: 'list',
  timeout: 120_000,
  // A pixel of a rounded corner may differ by a shade.
  expect: { timeout: 10_000, toHaveScreenshot: { maxDiffPixelRatio: 0.0005 } },
  use: {
    ...launch,
    launchOptions: {
      ...launch.launchOptions,
      // Glyphs that depend on nothing but the fonts.
      args: [
        ...(launch.launchOptions?.args ?? []),
        '--font-render-hinting=none',
        '--disable-font-subpixel-positioning',
        '--disable-lcd-text',
        '--force-color-profile=srgb',
      ],
    },
    timezoneId: 'UTC',
    contextOptions: { reducedMotion: 'reduce' },
  },
});
