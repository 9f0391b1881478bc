import { addPasskey, Authenticator } from './support/factors';
import { confirmedMember } from './support/people';
import { recoverWith } from './support/recovery';
import { test, expect } from './support/test';
import { byId, words } from './support/words';

test('a passkey signs in without a password', async ({ visitor, maren }) => {
  const authenticator = await Authenticator.in(visitor, { isUsedInField: false });
  await visitor.authenticate(maren);
  await addPasskey(visitor);
  expect(await authenticator.names()).toEqual([maren.username]);
  await visitor.clearCookies();
  await visitor.open('/login?next=/account/devices');
  await visitor.button('Sign in with a passkey').click();
  await visitor.isAt('/account/devices', byId('devices'));
});

test('the field of the username offers the passkey', async ({ visitor, maren }) => {
  await Authenticator.in(visitor);
  await visitor.authenticate(maren);
  await addPasskey(visitor);
  await visitor.clearCookies();
  await visitor.page.goto('/login');
  await visitor.isAt('/account', 'Your account');
});

test('a passkey is the second factor after the password', async ({ visitor, maren }) => {
  await Authenticator.in(visitor, { isUsedInField: false });
  await visitor.authenticate(maren);
  await addPasskey(visitor);
  await visitor.clearCookies();
  await visitor.open('/login');
  await visitor.signInHere(maren);
  await expect(visitor.page).toHaveURL('/login/second-factor');
  await visitor.button('Use a passkey').click();
  await visitor.isAt('/account', 'Your account');
});

test('who did not add a passkey gets the account back with the message about it', { tag: '@german' }, async ({
  visitor,
  elsewhere,
  server,
  guard,
}) => {
  const maren = await confirmedMember(server);
  await Authenticator.in(elsewhere, { isUsedInField: false });
  await elsewhere.authenticate(maren);
  await addPasskey(elsewhere);
  const message = await server.mail(maren.email, byId('mail-factor-added-subject'));
  await recoverWith(message, { visitor, other: elsewhere, server, person: maren });
  await expect(visitor.text('No passkeys yet.')).toBeVisible();

  await elsewhere.open('/login');
  guard.expect('/actions/passkey-sign-in', 401);
  await elsewhere.button('Sign in with a passkey').click();
  await expect(elsewhere.text(byId('factors-passkey-unknown'))).toBeVisible();
});

test('after a reset, a passkey is ended from the list of what can get in', async ({ visitor, maren }) => {
  await Authenticator.in(visitor);
  await visitor.authenticate(maren);
  await addPasskey(visitor);
  await visitor.open('/account/security?after=reset');
  await expect(visitor.text('You have a new password.')).toBeVisible();
  const list = visitor.section('Who can get in');
  const row = list.getByRole('listitem').filter({ hasText: words(byId('ways-in-added')) });
  await row.getByText(words('Remove…'), { exact: true }).click();
  await row.getByRole('button', { name: words('Remove passkey') }).click();
  await visitor.seesToast('Ended. It can no longer get in.');
  await expect(row).toHaveCount(0);
  // The other list shows the same.
  await expect(visitor.text('No passkeys yet.')).toBeVisible();
});

test('a passkey is renamed and removed', async ({ visitor, maren }) => {
  const authenticator = await Authenticator.in(visitor);
  await visitor.authenticate(maren);
  await addPasskey(visitor);
  const section = visitor.section('Passkeys');
  await section.getByText(words('Rename…'), { exact: true }).click();
  await visitor.field('Name of the passkey').fill('My laptop');
  await visitor.button('Rename passkey').click();
  await visitor.seesToast('Passkey renamed.');
  await expect(section.getByRole('listitem')).toContainText('My laptop');
  await section.getByText(words('Remove…'), { exact: true }).click();
  await visitor.button('Remove passkey').click();
  await visitor.seesToast('Passkey removed.');
  await expect(visitor.text('No passkeys yet.')).toBeVisible();
  // The browser knows.
  await expect.poll(() => authenticator.names()).toEqual([]);
});

test('a passkey that the server does not know is no longer offered', async ({ visitor, server, maren, guard }) => {
  const authenticator = await Authenticator.in(visitor, { isUsedInField: false });
  await visitor.authenticate(maren);
  await addPasskey(visitor);
  await server.command(['user', 'reset-factors', maren.username]);
  await visitor.clearCookies();
  await visitor.open('/login');
  guard.expect('/actions/passkey-sign-in', 401);
  await visitor.button('Sign in with a passkey').click();
  await expect(visitor.text(byId('factors-passkey-unknown'))).toBeVisible();
  await expect.poll(() => authenticator.names()).toEqual([]);
});

test('a passkey is offered after a sign-in with a password, until that is declined', async ({ visitor, maren }) => {
  await Authenticator.in(visitor);
  const offer = visitor.text('Sign in faster next time');
  await visitor.signIn(maren);
  await expect(offer).toBeVisible();
  await visitor.button("Don't ask again").click();
  await expect(offer).toBeHidden();
  // The offer goes at once, the answer with the cookie comes later.
  const cookie = async () => (await visitor.context.cookies()).find(({ name }) => name === 'vestibule_passkey_offer');
  await expect.poll(async () => (await cookie())?.value).toBe('declined');
  await visitor.signOut();
  await visitor.page.evaluate(() => sessionStorage.clear());
  await visitor.signIn(maren);
  await visitor.page.waitForLoadState('networkidle');
  await expect(offer).toBeHidden();
});

test('a passkey confirms who one is', async ({ visitor, maren }) => {
  await Authenticator.in(visitor);
  await visitor.authenticate(maren);
  await addPasskey(visitor);
  await visitor.page.goto('/confirm?next=/account/devices');
  await expect(visitor.button('Use a passkey'), 'before the program of the page is loaded').toBeVisible();
  await visitor.button('Use a passkey').click();
  await visitor.isAt('/account/devices', byId('devices'));
});

test('without JavaScript the pages say what a passkey needs', { tag: '@plain-only' }, async ({ visitor, maren }) => {
  await visitor.open('/login');
  await expect(visitor.button('Sign in with a passkey')).toBeHidden();
  await expect(visitor.separators, 'there is no other way than the form').toHaveCount(0);
  await visitor.enter(maren, '/account/security');
  await visitor.unfold('Passkeys');
  await expect(visitor.text('Adding a passkey needs JavaScript.')).toBeVisible();
});
