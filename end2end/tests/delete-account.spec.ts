import { test, expect } from './support/test';
import { OTHER_PASSPHRASE, somebody, whoIs } from './support/people';
import { accessToken, tokensOf } from './support/tokens';
import { isInvalid, type Visitor } from './support/visitor';

test('deleting an account ends all its sessions, and its username stays reserved', { tag: '@both-engines' }, async ({ visitor, elsewhere, server, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account');
  await elsewhere.enter(maren);
  const { value } = await accessToken(visitor.context);
  await ask(visitor);
  await visitor.field('Your password').fill(maren.password);
  await visitor.button('Delete account').click();
  await visitor.isAt('/login', 'Sign in');
  await visitor.seesToast('Your account is deleted. You are signed out on all devices.');
  expect(await tokensOf(visitor.context)).toEqual(new Map());
  expect(await whoIs(server, value)).toMatchObject({ status: 401, code: 'token_revoked' });
  await elsewhere.isSignedOut();

  await visitor.open('/login');
  await visitor.fill({ 'Username or email': maren.username, Password: maren.password });
  await visitor.submitRejected(visitor.button('Sign in'), '/actions/login', 401);
  await expect(visitor.alert).toContainText('That username and password do not match.');

  await visitor.open('/register');
  await visitor.fill({ Username: maren.username, Email: somebody().email, Password: maren.password });
  await visitor.submitRejected(visitor.button('Create account'), '/actions/register', 409);
  await isInvalid(visitor.field('Username'), `“${maren.username}” is taken. Try another.`);
});

test('a wrong password does not delete the account', { tag: '@nightly-without-javascript' }, async ({ visitor, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account');
  await ask(visitor);
  await visitor.field('Your password').fill(OTHER_PASSPHRASE);
  await visitor.submitRejected(visitor.button('Delete account'), '/actions/delete-account', 422);
  await isInvalid(visitor.field('Your password'), 'That is not your current password. Try again.');
  await expect(visitor.field('Your password')).toBeVisible();
  await visitor.isSignedInAs(maren);
});

test('a missing password does not delete the account', { tag: '@nightly-without-javascript' }, async ({ visitor, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account');
  await ask(visitor);
  const button = visitor.button('Delete account');
  if (visitor.javaScript) await button.click();
  else await visitor.submitRejected(button, '/actions/delete-account', 422);
  await expect(visitor.field('Your password')).toHaveAttribute('aria-invalid', 'true');
  await visitor.isSignedInAs(maren);
});

test('the dialog names the account, has the focus and can be cancelled', { tag: '@with-javascript' }, async ({ visitor, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account');
  const dialog = visitor.page.getByRole('dialog', { name: `Delete your account, ${maren.username}?` });
  for (const leave of [() => visitor.page.keyboard.press('Escape'), () => visitor.button('Keep account').click()]) {
    await ask(visitor);
    await expect(dialog).toBeVisible();
    await expect(visitor.field('Your password')).toBeFocused();
    await visitor.field('Your password').fill('typed and thought better of');
    await leave();
    await expect(dialog).toBeHidden();
    await expect(visitor.button('Delete account…')).toBeFocused();
  }
  await ask(visitor);
  await expect(visitor.field('Your password')).toHaveValue('');
});

/** Opens the confirmation: a dialog, or without JavaScript a section. */
async function ask(visitor: Visitor): Promise<void> {
  await visitor.page.getByText('Delete account…', { exact: true }).click();
}
