import { readFile } from 'node:fs/promises';
import { test, expect } from './support/test';
import { member, OTHER_PASSPHRASE, somebody, tryPassword } from './support/people';
import { isRefused, type Visitor } from './support/visitor';

test.describe('the profile', () => {
  test('name and username change at once, everywhere on the page and for good', { tag: '@both-engines' }, async ({ visitor, server, maren }) => {
    const { username } = somebody();
    await visitor.enter(maren);
    await visitor.open('/account');
    await visitor.profile('Name (optional)').fill('Maren Winter');
    await visitor.profile('Username').fill(username);
    await visitor.button('Save changes').click();
    await visitor.isTold('Changes saved.');
    await expect(visitor.menu).toContainText('Maren Winter');
    await visitor.isSignedInAs({ ...maren, username });
    await expect(visitor.profile('Name (optional)')).toHaveValue('Maren Winter');
    expect(await tryPassword(server, username, maren.password)).toBe(200);
    expect(await tryPassword(server, maren.username, maren.password)).toBe(401);
  });

  test('the name can be taken away again', async ({ visitor, maren }) => {
    await visitor.enter(maren);
    await visitor.open('/account');
    await visitor.profile('Name (optional)').fill('');
    await visitor.button('Save changes').click();
    await visitor.isTold('Changes saved.');
    await expect(visitor.menu).toContainText(maren.username);
    await visitor.reload();
    await expect(visitor.profile('Name (optional)')).toHaveValue('');
  });

  test('another email address takes the current password, and then works for signing in', async ({ visitor, server, maren }) => {
    const { email } = somebody();
    await visitor.enter(maren);
    await visitor.open('/account');
    await visitor.profile('Email').fill(email);
    await visitor.profilePassword.fill(maren.password);
    await visitor.button('Save changes').click();
    await visitor.isTold('Changes saved.');
    await visitor.isSignedInAs({ ...maren, email });
    expect(await tryPassword(server, email, maren.password)).toBe(200);
    expect(await tryPassword(server, maren.email, maren.password)).toBe(401);
  });

  test('a wrong current password leaves the address as it was', async ({ visitor, maren }) => {
    const { email } = somebody();
    await visitor.enter(maren);
    await visitor.open('/account');
    await visitor.profile('Email').fill(email);
    await visitor.profilePassword.fill(OTHER_PASSPHRASE);
    await visitor.sendRefused(visitor.button('Save changes'), '/actions/profile', 422);
    await isRefused(visitor.profilePassword, 'That is not your current password. Try again.');
    await expect(visitor.profile('Email')).toHaveValue(email);
    expect(await visitor.page.content()).not.toContain(OTHER_PASSPHRASE);
    await visitor.isSignedInAs(maren);
  });

  test('without the current password the address stays as it was', async ({ visitor, maren }) => {
    await visitor.enter(maren);
    await visitor.open('/account');
    await visitor.profile('Email').fill(somebody().email);
    await save(visitor);
    await isRefused(visitor.profilePassword, 'Enter your current password.');
    await visitor.isSignedInAs(maren);
  });

  test('the field for the current password comes up with another address, and goes with it', { tag: '@with-javascript' }, async ({ visitor, maren }) => {
    await visitor.enter(maren);
    await visitor.open('/account');
    await expect(visitor.profilePassword).toBeHidden();
    await visitor.profile('Email').fill(somebody().email);
    await expect(visitor.profilePassword).toBeVisible();
    await visitor.profile('Email').fill(maren.email);
    await expect(visitor.profilePassword).toBeHidden();
  });

  test('names and addresses of others are taken', async ({ visitor, server, maren }) => {
    const other = await member(server);
    await visitor.enter(maren);
    await visitor.open('/account');
    await visitor.profile('Username').fill(other.username);
    await visitor.profile('Email').fill(other.email);
    await visitor.profilePassword.fill(maren.password);
    await visitor.sendRefused(visitor.button('Save changes'), '/actions/profile', 409);
    await isRefused(visitor.profile('Username'), `“${other.username}” is taken. Try another.`);
    await expect(visitor.profile('Email')).toHaveAttribute('aria-invalid', 'true');
    await visitor.isSignedInAs(maren);
  });

  test('mistakes are told as when registering', async ({ visitor, maren }) => {
    await visitor.enter(maren);
    await visitor.open('/account');
    await visitor.profile('Name (optional)').fill('M'.repeat(121));
    await visitor.profile('Username').fill('ab');
    await visitor.profile('Email').fill('maren');
    await visitor.profilePassword.fill(maren.password);
    await save(visitor);
    await isRefused(visitor.profile('Name (optional)'), 'Use at most 120 characters.');
    await isRefused(visitor.profile('Username'), 'Use at least 3 characters.');
    await isRefused(visitor.profile('Email'), 'Include an @ and a domain, such as name@example.org.');
    await expect(visitor.profile('Username')).toHaveValue('ab');
    await visitor.isSignedInAs(maren);
  });
});

test.describe('the password', () => {
  test('changes for good, and signs out every other device at once', { tag: '@both-engines' }, async ({ visitor, elsewhere, server, maren }) => {
    await visitor.enter(maren);
    await visitor.open('/account');
    await elsewhere.enter(maren);
    await visitor.password('Current password').fill(maren.password);
    await visitor.password('New password').fill(OTHER_PASSPHRASE);
    await visitor.button('Change password').click();
    await visitor.isTold('Password changed. Your other devices are signed out.');
    await expect(visitor.password('New password')).toHaveValue('');
    await elsewhere.isSignedOut();
    await visitor.isSignedInAs(maren);
    expect(await tryPassword(server, maren.username, maren.password)).toBe(401);
    expect(await tryPassword(server, maren.username, OTHER_PASSPHRASE)).toBe(200);
  });

  test('stays when the current one is wrong', async ({ visitor, server, maren }) => {
    await visitor.enter(maren);
    await visitor.open('/account');
    await visitor.password('Current password').fill(OTHER_PASSPHRASE);
    await visitor.password('New password').fill(OTHER_PASSPHRASE);
    await visitor.sendRefused(visitor.button('Change password'), '/actions/password', 422);
    await isRefused(visitor.password('Current password'), 'That is not your current password. Try again.');
    expect(await tryPassword(server, maren.username, maren.password)).toBe(200);
  });

  test('must keep to the rules, and every problem is told at once', async ({ visitor, server, maren }) => {
    await visitor.enter(maren);
    await visitor.open('/account');
    await visitor.password('New password').fill('lanterns');
    const button = visitor.button('Change password');
    if (visitor.javaScript) await button.click();
    else await visitor.sendRefused(button, '/actions/password', 422);
    await isRefused(visitor.password('Current password'), 'Enter your current password.');
    await isRefused(visitor.password('New password'), 'Add an upper case letter, a number and a symbol; or use 15 or more characters.');
    expect(await tryPassword(server, maren.username, maren.password)).toBe(200);
  });

  test('may not be common, nor made of one’s own username', async ({ visitor, maren }) => {
    const refused = {
      'P@ssw0rd': 'This password is too common. Use a few unrelated words.',
      [`So long, ${maren.username}!`]: 'Leave your username out of it.',
    };
    await visitor.enter(maren);
    for (const [answer, words] of Object.entries(refused)) {
      await visitor.open('/account');
      await visitor.password('Current password').fill(maren.password);
      await visitor.password('New password').fill(answer);
      await visitor.sendRefused(visitor.button('Change password'), '/actions/password', 422);
      await isRefused(visitor.password('New password'), words);
    }
  });
});

test('everything held about one comes as a file, and the page stays', { tag: '@nightly-without-javascript' }, async ({ visitor, maren }) => {
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

test('a page whose session has ended elsewhere leads to signing in and back', async ({ visitor, elsewhere, guard, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account');
  await elsewhere.enter(maren);
  await elsewhere.open('/account');
  await elsewhere.password('Current password').fill(maren.password);
  await elsewhere.password('New password').fill(OTHER_PASSPHRASE);
  await elsewhere.button('Change password').click();
  await elsewhere.isTold('Password changed.');

  if (visitor.javaScript) guard.expect('/actions/profile', 401);
  await visitor.button('Save changes').click();
  await visitor.isSentToSignIn('/account');
  await visitor.fill({ 'Username or email': maren.username, Password: OTHER_PASSPHRASE });
  await visitor.button('Sign in').click();
  await visitor.isAt('/account', 'Your account');
});

/** Saves a profile that is refused, with JavaScript before it is sent. */
async function save(visitor: Visitor): Promise<void> {
  const button = visitor.button('Save changes');
  if (visitor.javaScript) await button.click();
  else await visitor.sendRefused(button, '/actions/profile', 422);
}
