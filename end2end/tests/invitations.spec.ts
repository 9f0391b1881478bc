import { linkIn } from './support/mail';
import { idOf, somebody, tryPassword } from './support/people';
import { test, expect } from './support/test';

const SUBJECT = 'Your new account';

test('an invited person chooses a password and is signed in', { tag: '@both-engines' }, async ({ visitor, elsewhere, server, guard, ada }) => {
  const { username, email, password } = somebody();
  await visitor.enter(ada);
  await visitor.open('/users/new');
  await expect(visitor.page.getByRole('radio', { name: /^Send an invitation by email/ })).toBeChecked();
  await visitor.fill({ 'Name (optional)': 'Ida Lindqvist', Username: username, Email: email });
  await visitor.button('Create user').click();
  await visitor.seesToast('Invitation sent.');
  await visitor.isAt(`/users/${await idOf(server, { username })}`, 'Ida Lindqvist');
  await expect(visitor.section('Invitation')).toContainText(email);
  await expect(visitor.field('Password link')).toHaveCount(0);
  expect(await tryPassword(server, username, password)).toBe(401);

  const { pathname, search } = await linkIn(server.mail(email, SUBJECT));
  await elsewhere.open(pathname + search);
  await elsewhere.isAt(pathname + search, 'Choose a password');
  await elsewhere.field('Password').fill(password);
  await elsewhere.button('Set password').click();
  await elsewhere.isAt('/account', 'Your account');
  await elsewhere.seesToast('Password set. You are signed in.');
  await expect(elsewhere.profile('Email')).toHaveValue(email);
  const { stdout } = await server.command(['user', 'show', username, '--json']);
  expect(JSON.parse(stdout).email_verified).toBe(true);

  await visitor.reload();
  await expect(visitor.section('Invitation')).toHaveCount(0);
  guard.expect(pathname, 404);
  expect((await elsewhere.open(pathname + search)).status()).toBe(404);
});

test('an invitation is sent again and revoked', { tag: '@nightly-without-javascript' }, async ({ visitor, elsewhere, server, guard, ada }) => {
  const { username, email } = somebody();
  expect((await server.command(['user', 'invite', email, '--username', username])).code).toBe(0);
  const first = await linkIn(server.mail(email, SUBJECT));
  await visitor.enter(ada);
  await visitor.open(`/users/${await idOf(server, { username })}`);
  await visitor.button('Send again').click();
  await visitor.seesToast('Invitation sent.');
  await expect.poll(async () => (await linkIn(server.mail(email, SUBJECT))).search).not.toBe(first.search);
  const second = await linkIn(server.mail(email, SUBJECT));
  guard.expect('/reset-password', 404);
  expect((await elsewhere.open(first.pathname + first.search)).status()).toBe(404);
  expect((await elsewhere.open(second.pathname + second.search)).status()).toBe(200);

  await visitor.button('Revoke').click();
  await visitor.seesToast('Invitation revoked.');
  expect((await elsewhere.open(second.pathname + second.search)).status()).toBe(404);
  await visitor.button('Send invitation').click();
  await expect(visitor.button('Revoke')).toBeVisible();
});
