import type { BrowserContext } from '@playwright/test';
import { test, expect } from './support/test';
import { accessExpired, accessToken, dropAccess, isPast, refreshToken } from './support/tokens';

test.use({ settings: { VESTIBULE_ACCESS_TTL: '2s' } });

test.describe('with a lifetime in which a slow machine loads a page', () => {
  // The browser removes an access token that has expired, so it must still be valid after the page has loaded.
  test.use({ settings: { VESTIBULE_ACCESS_TTL: '6s' } });

  test('loading a page renews an expired access token', { tag: '@nightly-without-javascript' }, async ({ visitor, maren }) => {
    await visitor.enter(maren);
    const before = await bothOf(visitor.context);
    await accessExpired(visitor.context);
    await visitor.isSignedInAs(maren);
    const after = await bothOf(visitor.context);
    expect(after.access.value).not.toBe(before.access.value);
    expect(after.refresh.value).not.toBe(before.refresh.value);
    expect(after.access.claims.sid).toBe(before.access.claims.sid);
  });

  test('a missing access cookie is renewed as well', { tag: '@nightly-without-javascript' }, async ({ visitor, maren }) => {
    await visitor.enter(maren);
    await visitor.open('/account');
    await dropAccess(visitor.context);
    await visitor.isSignedInAs(maren);
    await accessToken(visitor.context);
  });
});

test('a form sent with an expired access token is accepted', async ({ visitor, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account');
  const before = await refreshToken(visitor.context);
  await accessExpired(visitor.context);
  await visitor.profile('Name (optional)').fill('Maren Winter');
  await visitor.button('Save changes').click();
  await visitor.seesToast('Changes saved.');
  await expect(visitor.menu).toContainText('Maren Winter');
  expect((await refreshToken(visitor.context)).value).not.toBe(before.value);
});

test('two tabs that renew concurrently both stay signed in', { tag: ['@nightly-without-javascript', '@both-engines'] }, async ({ visitor, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account');
  const other = await visitor.tab();
  await other.open('/account');
  for (const _ of ['at once', 'and again']) {
    await accessExpired(visitor.context);
    await Promise.all([visitor.reload(), other.reload()]);
    await visitor.isAt('/account', 'Your account');
    await other.isAt('/account', 'Your account');
  }
  await accessExpired(visitor.context);
  await visitor.isSignedInAs(maren);
});

test('two tabs that submit concurrently with an expired token both succeed', { tag: '@with-javascript' }, async ({ visitor, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account');
  const other = await visitor.tab();
  await other.open('/account');
  await accessExpired(visitor.context);
  await Promise.all([visitor, other].map((tab) => tab.button('Save changes').click()));
  await visitor.seesToast('Changes saved.');
  await other.seesToast('Changes saved.');
});

test('two copies of a cookie jar that renew concurrently get the same new refresh token', { tag: ['@nightly-without-javascript', '@both-engines'] }, async ({ visitor, elsewhere, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account');
  await copyCookies(visitor.context, elsewhere.context);
  await accessExpired(visitor.context);
  await Promise.all([visitor.open('/account'), elsewhere.open('/account')]);
  await visitor.isAt('/account', 'Your account');
  await elsewhere.isAt('/account', 'Your account');
  const [one, other] = [await refreshToken(visitor.context), await refreshToken(elsewhere.context)];
  expect(other.value).toBe(one.value);
});

test('reuse of a refresh token ends the session for both copies', { tag: '@nightly-without-javascript' }, async ({ visitor, elsewhere, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account');
  await copyCookies(visitor.context, elsewhere.context);
  for (const _ of ['uses what was stolen', 'uses its successor']) {
    await accessExpired(visitor.context);
    await visitor.isSignedInAs(maren);
  }
  await elsewhere.isSignedOut();
  await visitor.isSignedOut();
});

test.describe('with a short refresh token lifetime', () => {
  test.use({ settings: { VESTIBULE_ACCESS_TTL: '1s', VESTIBULE_REFRESH_TTL: '3s' } });

  test('an unused session expires', { tag: '@nightly-without-javascript' }, async ({ visitor, maren }) => {
    await visitor.enter(maren);
    const end = (await refreshToken(visitor.context)).claims.exp;
    await visitor.open('/account');
    await isPast(end);
    await visitor.isSignedOut();
  });
});

test.describe('with a short maximum session lifetime', () => {
  test.use({ settings: { VESTIBULE_ACCESS_TTL: '1s', VESTIBULE_SESSION_MAX: '10s' } });

  test('renewing does not extend the maximum lifetime', { tag: '@nightly-without-javascript' }, async ({ visitor, maren }) => {
    await visitor.enter(maren);
    const end = (await refreshToken(visitor.context)).claims.exp;
    await visitor.open('/account');
    await dropAccess(visitor.context);
    await visitor.isSignedInAs(maren);
    expect((await refreshToken(visitor.context)).claims.exp).toBeLessThanOrEqual(end);
    await isPast(end);
    await visitor.isSignedOut();
  });
});

async function bothOf(context: BrowserContext) {
  return { access: await accessToken(context), refresh: await refreshToken(context) };
}

async function copyCookies(from: BrowserContext, to: BrowserContext): Promise<void> {
  await to.addCookies(await from.cookies());
}
