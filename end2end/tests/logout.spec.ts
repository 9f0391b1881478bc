import { test, expect } from './support/test';
import { whoIs } from './support/people';
import { accessExpired, accessToken, tokensOf } from './support/tokens';

test('signing out shows a notice and removes all tokens', async ({ visitor, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account');
  await visitor.signOut();
  await visitor.seesToast('You are signed out.');
  expect(await tokensOf(visitor.context)).toEqual(new Map());
  await visitor.isSignedOut();
});

test('tokens are invalid immediately after signing out', { tag: '@nightly-without-javascript' }, async ({ visitor, elsewhere, server, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account');
  const cookies = await visitor.context.cookies();
  const { value } = await accessToken(visitor.context);
  expect(await whoIs(server, value)).toMatchObject({ status: 200, username: maren.username });

  await visitor.signOut();
  expect(await whoIs(server, value)).toMatchObject({ status: 401, code: 'token_revoked' });
  await elsewhere.context.addCookies(cookies);
  await elsewhere.isSignedOut();
});

test('signing out in one tab signs out the other', { tag: '@nightly-without-javascript' }, async ({ visitor, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account');
  const other = await visitor.tab();
  await other.open('/account');
  await visitor.signOut();
  await other.reload();
  await other.isAtSignIn('/account');
});

test('signing out here leaves other devices signed in', { tag: '@nightly-without-javascript' }, async ({ visitor, elsewhere, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account');
  await elsewhere.enter(maren);
  await visitor.signOut();
  await elsewhere.isSignedInAs(maren);
});

test('GET requests do not sign out', { tag: '@nightly-without-javascript' }, async ({ visitor, guard, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account');
  for (const path of ['/logout', '/actions/logout']) {
    const response = await visitor.page.request.get(path);
    expect([404, 405]).toContain(response.status());
  }
  await visitor.isSignedInAs(maren);
  expect(guard.problems).toEqual([]);
});

test('a plain post to /logout signs out', { tag: '@nightly-without-javascript' }, async ({ visitor, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account');
  await visitor.page.request.post('/logout', { headers: { 'sec-fetch-site': 'same-origin' } });
  await visitor.isSignedOut();
});

test('after signing out, Back shows no data of the user', { tag: '@nightly-without-javascript' }, async ({ visitor, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account');
  await visitor.signOut();
  await visitor.page.goBack();
  await visitor.hydrated();
  await expect(visitor.page.getByText(maren.email)).toHaveCount(0);
  await expect(visitor.page.locator(`input[value="${maren.email}"]`)).toHaveCount(0);
});

test.describe('when the access token has expired', () => {
  test.use({ settings: { VESTIBULE_ACCESS_TTL: '1s' } });

  test('signing out still ends the session', { tag: '@nightly-without-javascript' }, async ({ visitor, elsewhere, maren }) => {
    await visitor.enter(maren);
    await visitor.open('/account');
    await accessExpired(visitor.context);
    const cookies = await visitor.context.cookies();
    await visitor.signOut();
    await visitor.seesToast('You are signed out.');
    await elsewhere.context.addCookies(cookies);
    await elsewhere.isSignedOut();
  });
});
