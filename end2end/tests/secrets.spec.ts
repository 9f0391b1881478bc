import type { Page, Response } from '@playwright/test';
import { STATES } from './support/states';
import { test, expect } from './support/test';
import { JWT, tokensOf } from './support/tokens';
import { OTHER_PASSPHRASE } from './support/people';

test.use({ settings: { VESTIBULE_ACCESS_TTL: '2s' } });

test('scripts and logs cannot read any token', { tag: '@nightly-without-javascript' }, async ({ visitor, server, guard, maren }) => {
  const answers: Promise<string>[] = [];
  const addresses: string[] = [];
  visitor.context.on('response', (response) => answers.push(readable(response)));
  visitor.context.on('request', (request) => addresses.push(request.url()));
  const tokens = new Set<string>();

  for (const signedIn of [undefined, true] as const) {
    if (signedIn) {
      await visitor.context.clearCookies();
      await visitor.signIn(maren);
    }
    for (const state of STATES.filter((state) => state.signedIn === signedIn)) {
      await state.reach({ visitor, server, guard, maren });
      for (const { value } of (await tokensOf(visitor.context)).values()) tokens.add(value);
      expectNone(await withinReach(visitor.page), tokens, state.name);
    }
  }
  expect(tokens.size, 'tokens were there to be found').toBeGreaterThan(1);
  for (const answer of new Set(await Promise.all(answers))) expectNone(answer, tokens, 'an answer');
  for (const address of addresses) expectNone(address, tokens, 'an address');
  expectNone(server.log, tokens, 'the log');
  for (const password of [maren.password, OTHER_PASSPHRASE]) expect(server.log).not.toContain(password);
});

test('every cookie is HttpOnly and SameSite', { tag: '@nightly-without-javascript' }, async ({ visitor, server, guard, maren }) => {
  const lines: Promise<string[]>[] = [];
  visitor.context.on('response', (response) => lines.push(setCookies(response)));
  await visitor.enter(maren);
  await visitor.open('/account');
  await visitor.button('Dark').click();
  for (const state of STATES.filter(({ signedIn }) => signedIn)) await state.reach({ visitor, server, guard, maren });
  await visitor.open('/account');
  await visitor.signOut();

  const cookies = (await Promise.all(lines)).flat();
  expect(cookies.length).toBeGreaterThan(3);
  for (const cookie of cookies) {
    const attributes = cookie.toLowerCase().split(/; */).slice(1);
    expect(attributes, cookie).toEqual(expect.arrayContaining(['httponly', 'samesite=lax', 'path=/']));
    expect(attributes.some((attribute) => attribute.startsWith('domain')), cookie).toBe(false);
    expect(cookie.length).toBeLessThanOrEqual(4096);
  }
  expect(await visitor.page.evaluate(() => document.cookie)).toBe('');
});

test('truncated, swapped and forged cookies are ignored', { tag: '@nightly-without-javascript' }, async ({ visitor, elsewhere, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account');
  const cookies = await visitor.context.cookies();
  const strange: ((value: string, index: number) => string)[] = [
    (value) => value.slice(0, -4),
    (value) => value.split('.').slice(0, 2).join('.'),
    () => 'x',
    () => 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.',
    (_, index) => cookies[(index + 1) % cookies.length]!.value,
    () => '%00%ff"\\',
    () => 'A'.repeat(4_000),
  ];
  for (const change of strange) {
    await elsewhere.context.clearCookies();
    await elsewhere.context.addCookies(cookies.map((cookie, index) => ({ ...cookie, value: change(cookie.value, index) })));
    await elsewhere.isSignedOut();
  }
  await elsewhere.enter(maren);
  await elsewhere.open('/account');
  await visitor.isSignedInAs(maren);
});

/** One expectation for all tokens: one per response and token would exceed the test's time limit. */
function expectNone(text: string, tokens: Set<string>, where: string): void {
  expect(JWT.exec(text)?.[0], `what looks like a token in ${where}`).toBeUndefined();
  // The signature is enough to find a token.
  const shown = [...tokens].filter((token) => text.includes(token.split('.')[2]!));
  expect(shown, `tokens in ${where}`).toEqual([]);
}

/** Everything that scripts of the page can read. */
async function withinReach(page: Page): Promise<string> {
  const stores = await page.evaluate(async () => ({
    cookies: document.cookie,
    local: { ...localStorage },
    session: { ...sessionStorage },
    databases: await indexedDB.databases(),
    caches: await caches.keys(),
    name: window.name,
    history: history.state as unknown,
  }));
  return JSON.stringify(stores) + (await page.content());
}

/** The body of a text response. */
async function readable(response: Response): Promise<string> {
  const type = response.headers()['content-type'] ?? '';
  if (!/text|json|javascript/.test(type)) return '';
  return response.text().catch(() => '');
}

async function setCookies(response: Response): Promise<string[]> {
  const headers = await response.headersArray();
  return headers.filter(({ name }) => name.toLowerCase() === 'set-cookie').map(({ value }) => value);
}
