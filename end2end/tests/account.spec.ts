import { readFile } from 'node:fs/promises';
import { test, expect } from './support/test';
import { member, OTHER_PASSPHRASE, somebody, tryPassword } from './support/people';
import { isInvalid, type Visitor } from './support/visitor';

test.describe('the profile', () => {
  test('changes of name and username appear everywhere at once and persist', { tag: '@both-engines' }, async ({ visitor, server, maren }) => {
    const { username } = somebody();
    await visitor.enter(maren);
    await visitor.open('/account');
    await visitor.profile('Name (optional)').fill('Maren Winter');
    await visitor.profile('Username').fill(username);
    await visitor.button('Save changes').click();
    await visitor.seesToast('Changes saved.');
    await expect(visitor.menu).toContainText('Maren Winter');
    await visitor.isSignedInAs({ ...maren, username });
    await expect(visitor.profile('Name (optional)')).toHaveValue('Maren Winter');
    expect(await tryPassword(server, username, maren.password)).toBe(200);
    expect(await tryPassword(server, maren.username, maren.password)).toBe(401);
  });

  test('the name can be removed', { tag: '@nightly-without-javascript' }, async ({ visitor, maren }) => {
    await visitor.enter(maren);
    await visitor.open('/account');
    await visitor.profile('Name (optional)').fill('');
    await visitor.button('Save changes').click();
    await visitor.seesToast('Changes saved.');
    await expect(visitor.menu).toContainText(maren.username);
    await visitor.reload();
    await expect(visitor.profile('Name (optional)')).toHaveValue('');
  });

  test('changing the email requires the current password, and the new one works for signing in', { tag: '@nightly-without-javascript' }, async ({ visitor, server, maren }) => {
    const { email } = somebody();
    await visitor.enter(maren);
    await visitor.open('/account');
    await visitor.profile('Email').fill(email);
    await visitor.profilePassword.fill(maren.password);
    await visitor.button('Save changes').click();
    await visitor.seesToast('Changes saved.');
    await visitor.isSignedInAs({ ...maren, email });
    expect(await tryPassword(server, email, maren.password)).toBe(200);
    expect(await tryPassword(server, maren.email, maren.password)).toBe(401);
  });

  test('a wrong current password does not change the email', { tag: '@nightly-without-javascript' }, async ({ visitor, maren }) => {
    const { email } = somebody();
    await visitor.enter(maren);
    await visitor.open('/account');
    await visitor.profile('Email').fill(email);
    await visitor.profilePassword.fill(OTHER_PASSPHRASE);
    await visitor.submitRejected(visitor.button('Save changes'), '/actions/profile', 422);
    await isInvalid(visitor.profilePassword, 'That is not your current password. Try again.');
    await expect(visitor.profile('Email')).toHaveValue(email);
    expect(await visitor.page.content()).not.toContain(OTHER_PASSPHRASE);
    await visitor.isSignedInAs(maren);
  });

  test('a missing current password does not change the email', { tag: '@nightly-without-javascript' }, async ({ visitor, maren }) => {
    await visitor.enter(maren);
    await visitor.open('/account');
    await visitor.profile('Email').fill(somebody().email);
    await save(visitor);
    await isInvalid(visitor.profilePassword, 'Enter your current password.');
    await visitor.isSignedInAs(maren);
  });

  test('the field for the current password appears only while the email is changed', { tag: '@with-javascript' }, async ({ visitor, maren }) => {
    await visitor.enter(maren);
    await visitor.open('/account');
    await expect(visitor.profilePassword).toBeHidden();
    await visitor.profile('Email').fill(somebody().email);
    await expect(visitor.profilePassword).toBeVisible();
    await visitor.profile('Email').fill(maren.email);
    await expect(visitor.profilePassword).toBeHidden();
  });

  test('usernames and emails of other users are rejected', { tag: '@nightly-without-javascript' }, async ({ visitor, server, maren }) => {
    const other = await member(server);
    await visitor.enter(maren);
    await visitor.open('/account');
    await visitor.profile('Username').fill(other.username);
    await visitor.profile('Email').fill(other.email);
    await visitor.profilePassword.fill(maren.password);
    await visitor.submitRejected(visitor.button('Save changes'), '/actions/profile', 409);
    await isInvalid(visitor.profile('Username'), `“${other.username}” is taken. Try another.`);
    await expect(visitor.profile('Email')).toHaveAttribute('aria-invalid', 'true');
    await visitor.isSignedInAs(maren);
  });

  test('validation errors are the same as on registration', { tag: '@nightly-without-javascript' }, async ({ visitor, maren }) => {
    await visitor.enter(maren);
    await visitor.open('/account');
    await visitor.profile('Name (optional)').fill('M'.repeat(121));
    await visitor.profile('Username').fill('ab');
    await visitor.profile('Email').fill('maren');
    await visitor.profilePassword.fill(maren.password);
    await save(visitor);
    await isInvalid(visitor.profile('Name (optional)'), 'Use at most 120 characters.');
    await isInvalid(visitor.profile('Username'), 'Use at least 3 characters.');
    await isInvalid(visitor.profile('Email'), 'Include an @ and a domain, such as name@example.org.');
    await expect(visitor.profile('Username')).toHaveValue('ab');
    await visitor.isSignedInAs(maren);
  });
});

test.describe('the password', () => {
  test('a change persists and signs out all other devices', { tag: '@both-engines' }, async ({ visitor, elsewhere, server, maren }) => {
    await visitor.enter(maren);
    await visitor.open('/account');
    await elsewhere.enter(maren);
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

  test('a wrong current password changes nothing', { tag: '@nightly-without-javascript' }, async ({ visitor, server, maren }) => {
    await visitor.enter(maren);
    await visitor.open('/account');
    await visitor.password('Current password').fill(OTHER_PASSPHRASE);
    await visitor.password('New password').fill(OTHER_PASSPHRASE);
    await visitor.submitRejected(visitor.button('Change password'), '/actions/password', 422);
    await isInvalid(visitor.password('Current password'), 'That is not your current password. Try again.');
    expect(await tryPassword(server, maren.username, maren.password)).toBe(200);
  });

  test('the rules apply, and all errors are shown at once', { tag: '@nightly-without-javascript' }, async ({ visitor, server, maren }) => {
    await visitor.enter(maren);
    await visitor.open('/account');
    await visitor.password('New password').fill('lanterns');
    const button = visitor.button('Change password');
    if (visitor.javaScript) await button.click();
    else await visitor.submitRejected(button, '/actions/password', 422);
    await isInvalid(visitor.password('Current password'), 'Enter your current password.');
    await isInvalid(visitor.password('New password'), 'Add an upper case letter, a number and a symbol; or use 15 or more characters.');
    expect(await tryPassword(server, maren.username, maren.password)).toBe(200);
  });

  test('common passwords and the own username are rejected', { tag: '@nightly-without-javascript' }, async ({ visitor, maren }) => {
    const refused = {
      'P@ssw0rd': 'This password is too common. Use a few unrelated words.',
      [`So long, ${maren.username}!`]: 'Choose a password that is not based on your username.',
    };
    await visitor.enter(maren);
    for (const [answer, words] of Object.entries(refused)) {
      await visitor.open('/account');
      await visitor.password('Current password').fill(maren.password);
      await visitor.password('New password').fill(answer);
      await visitor.submitRejected(visitor.button('Change password'), '/actions/password', 422);
      await isInvalid(visitor.password('New password'), words);
    }
  });
});

test('the data download is a file, and the page stays open', { tag: '@nightly-without-javascript' }, async ({ visitor, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account');
  const [download] = await Promise.all([visitor.page.waitForEvent('download'), visitor.link('Download your data').click()]);
  expect(download.suggestedFilename()).toBe('vestibule-data.json');
  const data = JSON.parse(await readFile(await download.path(), 'utf8'));
  expect(data.account).toMatchObject({ username: maren.username, email: maren.email, status: 'active' });
  expect(data.sessions.filter((session: { current: boolean }) => session.current)).toHaveLength(1);
  expect(data.events[0]).toMatchObject({ event: 'user.data_download', actor: { id: data.account.id } });
  await visitor.isAt('/account', 'Your account');
});

test('a session that ended elsewhere leads to the sign-in page and back', { tag: '@nightly-without-javascript' }, async ({ visitor, elsewhere, guard, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account');
  await elsewhere.enter(maren);
  await elsewhere.open('/account');
  await elsewhere.password('Current password').fill(maren.password);
  await elsewhere.password('New password').fill(OTHER_PASSPHRASE);
  await elsewhere.button('Change password').click();
  await elsewhere.seesToast('Password changed.');

  if (visitor.javaScript) guard.expect('/actions/profile', 401);
  await visitor.button('Save changes').click();
  await visitor.isAtSignIn('/account');
  await visitor.fill({ 'Username or email': maren.username, Password: OTHER_PASSPHRASE });
  await visitor.button('Sign in').click();
  await visitor.isAt('/account', 'Your account');
});

/** Saves an invalid profile. With JavaScript it is rejected without a request. */
async function save(visitor: Visitor): Promise<void> {
  const button = visitor.button('Save changes');
  if (visitor.javaScript) await button.click();
  else await visitor.submitRejected(button, '/actions/profile', 422);
}
