import { chromium } from '@playwright/test';
import type { Guard } from './support/guard';
import { test, expect } from './support/test';
import { accessToken, refreshToken } from './support/tokens';
import { Visitor } from './support/visitor';

const DAY = 24 * 60 * 60;

test('remembered users stay signed in after the browser is closed', { tag: '@nightly-without-javascript' }, async ({ guard, javaScript, maren, baseURL }, info) => {
  const profile = info.outputPath('profile');
  const before = await browserWith(profile, guard, javaScript, baseURL!);
  await before.signIn(maren, { remember: true });
  await before.context.close();

  const after = await browserWith(profile, guard, javaScript, baseURL!);
  await after.isSignedInAs(maren);
  await after.context.close();
});

test('other users are signed out when the browser is closed', { tag: '@nightly-without-javascript' }, async ({ guard, javaScript, maren, baseURL }, info) => {
  const profile = info.outputPath('profile');
  const before = await browserWith(profile, guard, javaScript, baseURL!);
  await before.signIn(maren, { remember: false });
  await before.isSignedInAs(maren);
  await before.context.close();

  const after = await browserWith(profile, guard, javaScript, baseURL!);
  await after.isSignedOut();
  await after.context.close();
});

test('cookies expire with their tokens, or with the browser session', { tag: '@nightly-without-javascript' }, async ({ visitor, elsewhere, maren }) => {
  await visitor.signIn(maren, { remember: true });
  const kept = await refreshToken(visitor.context);
  expect(kept.cookie.expires).toBeGreaterThan(Date.now() / 1000 + 13 * DAY);
  expect(kept.cookie.expires).toBeLessThan(kept.claims.exp + 5);

  await elsewhere.signIn(maren, { remember: false });
  expect((await refreshToken(elsewhere.context)).cookie.expires).toBe(-1);
  expect((await accessToken(elsewhere.context)).cookie.expires).toBe(-1);
});

/** A browser with a persistent profile. */
async function browserWith(profile: string, guard: Guard, javaScript: boolean, baseURL: string): Promise<Visitor> {
  const context = await chromium.launchPersistentContext(profile, { baseURL, javaScriptEnabled: javaScript });
  return Visitor.in(context, guard, javaScript);
}
