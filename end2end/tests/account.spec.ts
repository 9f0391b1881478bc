import { test, expect } from './support/test';
import { confirmedMember, OTHER_PASSPHRASE, somebody, tryPassword } from './support/people';
import { recoverWith } from './support/recovery';
import { tokensOf } from './support/tokens';
import { isInvalid } from './support/visitor';
import { byId, words } from './support/words';

test('changes of name and username appear everywhere at once and persist', { tag: '@german' }, async ({
  visitor,
  server,
  maren,
}) => {
  const { username } = somebody();
  await visitor.enter(maren, '/account');
  await visitor.isDay(visitor.section('Profile').locator('time'), 'month');
  await visitor.profile('Name (optional)').fill('Maren Winter');
  await visitor.profile('Username').fill(username);
  await visitor.button('Save changes').click();
  await visitor.seesToast('Changes saved.');
  await expect(visitor.menu).toContainText('Maren Winter');
  await visitor.isSignedInAs({ ...maren, username });
  await expect(visitor.profile('Name (optional)')).toHaveValue('Maren Winter');
  expect(await tryPassword(server, username, maren.password)).toBe(200);
  expect(await tryPassword(server, maren.username, maren.password)).toBe(401);

  await visitor.profile('Name (optional)').fill('');
  await visitor.button('Save changes').click();
  await visitor.seesToast('Changes saved.');
  await expect(visitor.menu).toContainText(username);

  await visitor.open('/account/activity');
  await visitor.moreFilters();
  await visitor.field('Event').selectOption(words('Details changed'));
  await visitor.hears('{ $count } events', { count: 2 });
  await visitor.hasDay(visitor.page.locator('.c-when time').first());
});

test('the message about a new username gives the former one back', { tag: ['@plain', '@german'] }, async ({
  visitor,
  elsewhere,
  server,
}) => {
  const maren = await confirmedMember(server);
  const { username } = somebody();
  await elsewhere.enter(maren, '/account');
  await elsewhere.profile('Username').fill(username);
  await elsewhere.button('Save changes').click();
  await elsewhere.seesToast('Changes saved.');
  await elsewhere.open('/account/security');
  const row = elsewhere.section('Who can get in').getByRole('listitem').filter({ hasText: words(byId('ways-in-former-about')) });
  await expect(row).toContainText(maren.username);
  await row.getByText(words(byId('value-take-back'))).click();
  await elsewhere.isAt('/account#username', 'Your account');

  const message = await server.mail(maren.email, byId('mail-username-changed-subject'));
  await recoverWith(message, { visitor, other: elsewhere, server, person: maren });
  expect(await tryPassword(server, maren.username, OTHER_PASSPHRASE)).toBe(200);
});

test('the current password is asked for only while the email is changed', async ({ visitor, guard, maren }) => {
  await visitor.enter(maren, '/account');
  await expect(visitor.profilePassword).toBeHidden();
  await visitor.profile('Email').fill(somebody().email);
  await expect(visitor.profilePassword).toBeVisible();
  await visitor.profile('Email').fill(maren.email);
  await expect(visitor.profilePassword).toBeHidden();
  await visitor.profile('Email').fill(somebody().email);
  // Only the server knows whether the account has a password.
  guard.expect('/actions/profile', 422);
  await visitor.button('Save changes').click();
  await isInvalid(visitor.profilePassword, 'Enter your current password.');
});

test('a new password persists and signs out all other devices', async ({ visitor, elsewhere, server, maren }) => {
  await visitor.enter(maren, '/account/security');
  await elsewhere.authenticate(maren);
  await visitor.unfold('Password');
  await visitor.password('Current password').fill(maren.password);
  await visitor.password('New password').fill(OTHER_PASSPHRASE);
  await visitor.button('Change password').click();
  await visitor.seesToast('Password changed. Your other devices are signed out.');
  await expect(visitor.password('New password')).toHaveValue('');
  await elsewhere.isSignedOut();
  await visitor.isSignedInAs(maren);
  expect(await tryPassword(server, maren.username, maren.password)).toBe(401);
  expect(await tryPassword(server, maren.username, OTHER_PASSPHRASE)).toBe(200);
});

test('an account is deleted in a dialog that names it and needs its password', async ({ visitor, elsewhere, maren }) => {
  const opener = visitor.button('Delete account…');
  const password = visitor.field('Your password');
  const dialog = visitor.dialog('Delete your account, { $username }?', { username: maren.username });
  await visitor.enter(maren, '/account/your-data');
  await elsewhere.authenticate(maren);
  for (const leave of [() => visitor.page.keyboard.press('Escape'), () => visitor.button('Keep account').click()]) {
    await opener.click();
    await expect(dialog).toBeVisible();
    await expect(password).toBeFocused();
    await password.fill('typed and thought better of');
    await leave();
    await expect(dialog).toBeHidden();
    await expect(opener).toBeFocused();
  }
  await opener.click();
  await expect(password).toHaveValue('');
  await password.fill(OTHER_PASSPHRASE);
  await visitor.submitRejected(visitor.button('Delete account'), '/actions/delete-account', 422);
  await isInvalid(password, 'That is not your current password. Try again.');
  await password.fill(maren.password);
  await visitor.button('Delete account').click();
  await visitor.isAt('/login', 'Sign in');
  await visitor.seesToast('Your account is deleted. You are signed out on all devices.');
  expect(await tokensOf(visitor.context)).toEqual(new Map());
  await elsewhere.isSignedOut();
});

test('the sections of the account are found from each other', { tag: '@plain' }, async ({ visitor, maren }) => {
  await visitor.enter(maren, '/account');
  const list = visitor.navigation('Your account');
  for (const [section, path, heading] of [
    ['Security', '/account/security', 'Security'],
    ['Devices', '/account/devices', 'Devices'],
    ['Activity', '/account/activity', 'Your activity'],
    ['Applications', '/account/applications', 'Your applications'],
    ['Programs', '/account/tokens', 'Programs'],
    ['Data', '/account/your-data', 'Your data'],
    ['Profile', '/account', 'Your account'],
  ] as const) {
    await visitor.link(section, {}, list).click();
    await visitor.isAt(path, heading);
    await visitor.hasTitle(heading);
    await expect(list.locator('[aria-current=page]')).toHaveText(words(section));
    if (visitor.javaScript) await expect(visitor.page.getByRole('heading', { level: 1 })).toBeFocused();
  }
});
