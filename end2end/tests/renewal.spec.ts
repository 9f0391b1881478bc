import type { BrowserContext } from '@playwright/test';
import { test, expect } from './support/test';
import { accessExpired, accessToken, dropAccess, isPast, refreshToken } from './support/tokens';

test.use({ settings: { VESTIBULE_ACCESS_TTL: '2s' } });

test('a page that is loaded after the access token expired renews it, and nobody notices', async ({ visitor, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account');
  const before = await bothOf(visitor.context);
  await accessExpired(visitor.context);
  await visitor.isSignedInAs(maren);
  const after = await bothOf(visitor.context);
  expect(after.access.value).not.toBe(before.access.value);
  expect(after.refresh.value).not.toBe(before.refresh.value);
  expect(after.access.claims.sid).toBe(before.access.claims.sid);
});

test('a form that is sent after the access token expired is accepted', async ({ visitor, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account');
  const before = await bothOf(visitor.context);
  await accessExpired(visitor.context);
  await visitor.profile('Name (optional)').fill('Maren Winter');
  await visitor.button('Save changes').click();
  await visitor.isTold('Changes saved.');
  await expect(visitor.menu).toContainText('Maren Winter');
  expect((await bothOf(visitor.context)).refresh.value).not.toBe(before.refresh.value);
});

test('an access cookie that the browser has dropped is renewed as well', { tag: '@nightly-without-javascript' }, async ({ visitor, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account');
  await dropAccess(visitor.context);
  await visitor.isSignedInAs(maren);
  await accessToken(visitor.context);
});

test('two tabs that renew at once both stay signed in, and can renew again', { tag: '@both-engines' }, async ({ visitor, maren }) => {
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

test('two tabs that send a form at once after the token expired are both answered', { tag: '@with-javascript' }, async ({ visitor, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account');
  const other = await visitor.tab();
  await other.open('/account');
  await accessExpired(visitor.context);
  await Promise.all([visitor, other].map((tab) => tab.button('Save changes').click()));
  await visitor.isTold('Changes saved.');
  await other.isTold('Changes saved.');
});

test('two copies of one cookie jar that renew at once get the very same successor', { tag: ['@nightly-without-javascript', '@both-engines'] }, async ({ visitor, elsewhere, maren }) => {
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

test('a used token ends the session for whoever stole it and for whoever was robbed', async ({ visitor, elsewhere, maren }) => {
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

test.describe('with a short idle life', () => {
  test.use({ settings: { VESTIBULE_ACCESS_TTL: '1s', VESTIBULE_REFRESH_TTL: '3s' } });

  test('a session that nobody used for long enough ends, and the page says where to go', { tag: '@nightly-without-javascript' }, async ({ visitor, maren }) => {
    await visitor.enter(maren);
    await visitor.open('/account');
    await isPast((await refreshToken(visitor.context)).claims.exp);
    await visitor.isSignedOut();
  });
});

test.describe('with a short life of the whole session', () => {
  test.use({ settings: { VESTIBULE_ACCESS_TTL: '1s', VESTIBULE_SESSION_MAX: '6s' } });

  test('renewing does not carry a session past its end', { tag: '@nightly-without-javascript' }, async ({ visitor, maren }) => {
    await visitor.enter(maren);
    await visitor.open('/account');
    const end = (await refreshToken(visitor.context)).claims.exp;
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
