import { test, expect } from './support/test';
import { TokenWatch } from './support/token_watch';

test('every cookie is HttpOnly and SameSite', { tag: '@nightly-without-javascript' }, async ({ visitor, server, maren }) => {
  const watch = new TokenWatch(visitor);
  await visitor.signIn(maren);
  await visitor.button('Dark').click();
  await visitor.button('Save changes').click();
  await visitor.seesToast('Changes saved.');
  await watch.page('the account');
  await visitor.signOut();
  const { tokens, cookies } = await watch.all(server.log);
  expect(tokens).toBe(2);
  expect(cookies).toBeGreaterThan(3);
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
