import { hold } from './support/hold';
import { administrator, idOf, member, OTHER_PASSPHRASE, somebody, tryPassword } from './support/people';
import { test, expect } from './support/test';
import { isInvalid, type Visitor } from './support/visitor';

test('the page of a user is linked from the list and shows their data', { tag: '@nightly-without-javascript' }, async ({ visitor, server, ada, maren }) => {
  await tryPassword(server, maren.username, maren.password);
  await visitor.enter(ada);
  await visitor.open('/account');
  await visitor.link('Users').click();
  await visitor.link('Maren Holt').click();
  await visitor.isAt(`/users/${await idOf(server, maren)}`, 'Maren Holt');
  await expect(visitor.field('Username')).toHaveValue(maren.username);
  await expect(visitor.field('Email')).toHaveValue(maren.email);
  await expect(visitor.page.getByText('1 signed in')).toBeVisible();
  await expect(visitor.link('Users').first()).toHaveAttribute('aria-current', 'true');
});

test('unknown user ids are not found', { tag: '@nightly-without-javascript' }, async ({ visitor, guard, ada }) => {
  await visitor.enter(ada);
  for (const path of ['/users/nobody', '/users/01936f2a-7c1e-7b40-9d55-3f0a6f1c2e88']) {
    guard.expect(path, 404);
    expect((await visitor.open(path)).status()).toBe(404);
    await visitor.isAt(path, 'Page not found');
  }
});

test('names and role can be changed, twice in a row', async ({ visitor, server, ada, maren }) => {
  const { username } = somebody();
  await openPerson(visitor, ada, await idOf(server, maren));
  await visitor.fill({ 'Name (optional)': 'Maren Winter', Username: username });
  await visitor.page.getByRole('radio', { name: /^Admin/ }).check();
  await visitor.button('Save changes').click();
  if (visitor.javaScript) {
    await expect(visitor.page.getByRole('dialog')).toHaveAccessibleName('Make Maren Holt an administrator?');
    await visitor.button('Make administrator').click();
  } else {
    await visitor.page.getByRole('checkbox', { name: /^Make Maren Holt an administrator/ }).check();
    await visitor.button('Save changes').click();
  }
  await visitor.seesToast('Changes saved.');
  await expect(visitor.page.getByRole('heading', { level: 1 })).toHaveText('Maren Winter');
  await visitor.field('Name (optional)').fill('Maren Summer');
  await visitor.button('Save changes').click();
  await expect(visitor.page.getByRole('heading', { level: 1 })).toHaveText('Maren Summer');
  const { stdout } = await server.command(['user', 'show', username, '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ name: 'Maren Summer', role: 'admin' });
});

test('concurrent changes are not overwritten', { tag: ['@nightly-without-javascript', '@both-engines'] }, async ({ visitor, elsewhere, server, ada, maren }) => {
  const bob = await administrator(server);
  const id = await idOf(server, maren);
  await openPerson(visitor, ada, id);
  await openPerson(elsewhere, bob, id);
  await elsewhere.field('Name (optional)').fill('Maren Winter');
  await elsewhere.button('Save changes').click();
  await elsewhere.seesToast('Changes saved.');
  await visitor.field('Name (optional)').fill('Maren Summer');
  await visitor.submitRejected(visitor.button('Save changes'), '/actions/users/update', 412);
  await expect(visitor.alert).toBeVisible();
  const { stdout } = await server.command(['user', 'show', maren.username, '--json']);
  expect(JSON.parse(stdout).name).toBe('Maren Winter');
});

test('errors are shown at their fields', { tag: '@nightly-without-javascript' }, async ({ visitor, server, ada, maren }) => {
  const other = await member(server);
  await openPerson(visitor, ada, await idOf(server, maren));
  await visitor.field('Username').fill(other.username);
  await visitor.submitRejected(visitor.button('Save changes'), '/actions/users/update', 409);
  await isInvalid(visitor.field('Username'), `“${other.username}” is taken. Try another.`);
});

test('disabling ends all sessions immediately and can be undone', { tag: '@nightly-without-javascript' }, async ({ visitor, elsewhere, server, ada, maren }) => {
  await elsewhere.enter(maren);
  await openPerson(visitor, ada, await idOf(server, maren));
  await visitor.button('Disable').click();
  await visitor.seesToast('disabled');
  await expect(visitor.page.getByText('Not signed in on any device.')).toBeVisible();
  await elsewhere.isSignedOut();
  expect(await tryPassword(server, maren.username, maren.password)).toBe(401);
  await visitor.button(visitor.javaScript ? 'Undo' : 'Enable').click();
  await expect(visitor.button('Disable')).toBeVisible();
  expect(await tryPassword(server, maren.username, maren.password)).toBe(200);
});

test('a second press while a change is in progress does nothing', { tag: '@with-javascript' }, async ({ visitor, server, ada, maren }) => {
  await openPerson(visitor, ada, await idOf(server, maren));
  const sent: string[] = [];
  visitor.page.on('request', (request) => {
    if (request.method() === 'POST') sent.push(new URL(request.url()).pathname);
  });
  const release = await hold(visitor.page, '**/actions/users/change');
  await visitor.button('Disable').dblclick();
  // `force`: otherwise Playwright waits until the button is enabled.
  await visitor.button('Create password link').click({ force: true });
  await expect(visitor.button('Disable')).toHaveAttribute('aria-disabled', 'true');
  await expect(visitor.button('Create password link')).toHaveAttribute('aria-disabled', 'true');
  release();
  await visitor.seesToast('Maren Holt is disabled.');
  expect(sent.filter((path) => path !== '/actions/users/show')).toEqual(['/actions/users/change']);
});

test('sessions can be ended', { tag: ['@nightly-without-javascript', '@both-engines'] }, async ({ visitor, elsewhere, server, ada, maren }) => {
  await elsewhere.enter(maren);
  await openPerson(visitor, ada, await idOf(server, maren));
  await visitor.section('Devices').getByRole('button', { name: /^Sign out / }).click();
  await visitor.seesToast('Device signed out.');
  await expect(visitor.page.getByText('Not signed in on any device.')).toBeVisible();
  await elsewhere.isSignedOut();
});

test('a password link is shown once, works once, and signs out all devices', { tag: '@both-engines' }, async ({ visitor, elsewhere, server, guard, ada, maren }) => {
  await elsewhere.enter(maren);
  await openPerson(visitor, ada, await idOf(server, maren));
  await visitor.button('Create password link').click();
  const link = await visitor.field('Password link').inputValue();
  expect(new URL(link).pathname).toBe('/reset-password');
  await visitor.reload();
  await expect(visitor.field('Password link')).toHaveCount(0);

  await elsewhere.isSignedInAs(maren);
  const { pathname, search } = new URL(link);
  await elsewhere.open(pathname + search);
  await elsewhere.isAt(pathname + search, 'Choose a password');
  await elsewhere.field('Password').fill('maren');
  if (elsewhere.javaScript) await elsewhere.button('Set password').click();
  else await elsewhere.submitRejected(elsewhere.button('Set password'), '/actions/reset-password', 422);
  await expect(elsewhere.field('Password')).toHaveAttribute('aria-invalid', 'true');
  await elsewhere.field('Password').fill(OTHER_PASSPHRASE);
  await elsewhere.button('Set password').click();
  await elsewhere.isAt('/login', 'Sign in');
  await elsewhere.seesToast('Password set. Sign in with your new password.');
  await elsewhere.isSignedOut();
  expect(await tryPassword(server, maren.username, maren.password)).toBe(401);
  expect(await tryPassword(server, maren.username, OTHER_PASSPHRASE)).toBe(200);
  guard.expect(pathname, 404);
  expect((await elsewhere.open(pathname + search)).status()).toBe(404);
});

test('disabling an account removes its password link, and a new one can be created later', { tag: '@nightly-without-javascript' }, async ({ visitor, server, ada, maren }) => {
  await openPerson(visitor, ada, await idOf(server, maren));
  await visitor.button('Create password link').click();
  const first = await visitor.field('Password link').inputValue();
  await visitor.button('Disable').click();
  await visitor.seesToast('disabled');
  await expect(visitor.field('Password link')).toHaveCount(0);
  await visitor.button('Enable').click();
  await visitor.button('Create password link').click();
  await expect(visitor.field('Password link')).not.toHaveValue(first);
});

test('an administrator creates an account, and the user sets the password with a link', { tag: '@nightly-without-javascript' }, async ({ visitor, elsewhere, server, ada }) => {
  const { username, email, password } = somebody();
  await visitor.enter(ada);
  await visitor.open('/account');
  await visitor.link('Users').click();
  await visitor.link('Create user').click();
  await visitor.isAt('/users/new', 'Create user');
  await visitor.fill({ 'Name (optional)': 'Ida Lindqvist', Username: username, Email: 'nonsense' });
  await visitor.page.getByRole('radio', { name: /^Show me a link to pass on/ }).check();
  if (visitor.javaScript) await visitor.button('Create user').click();
  else await visitor.submitRejected(visitor.button('Create user'), '/actions/users/create', 422);
  await expect(visitor.field('Email')).toHaveAttribute('aria-invalid', 'true');
  await expect(visitor.field('Username')).toHaveValue(username);
  await visitor.field('Email').fill(email);
  await visitor.button('Create user').click();
  const link = new URL(await visitor.field('Password link').inputValue());
  expect(await tryPassword(server, username, password)).toBe(401);

  await elsewhere.open(link.pathname + link.search);
  await elsewhere.field('Password').fill(password);
  await elsewhere.button('Set password').click();
  await elsewhere.isAt('/login', 'Sign in');
  await elsewhere.enter({ username, password });
  await elsewhere.open('/account');
  if (visitor.javaScript) await visitor.link('View user').click();
  await visitor.isAt(`/users/${await idOf(server, { username })}`, 'Ida Lindqvist');
});

test('a deleted account can be restored, or deleted permanently by typing the username', async ({ visitor, server, guard, ada, maren }) => {
  const id = await idOf(server, maren);
  await openPerson(visitor, ada, id);
  await visitor.page.getByText('Delete user…', { exact: true }).click();
  await visitor.button('Delete user').click();
  await visitor.seesToast('deleted');
  await expect(visitor.field('Username')).toHaveCount(0);
  await visitor.button('Restore').click();
  await expect(visitor.field('Username')).toHaveValue(maren.username);
  await visitor.page.getByText('Delete user…', { exact: true }).click();
  await visitor.button('Delete user').click();
  await visitor.page.getByText('Delete permanently…', { exact: true }).click();
  await visitor.field('Confirm username').fill('somebody.else');
  await visitor.submitRejected(visitor.button('Delete permanently'), '/actions/users/purge', 422);
  await expect(visitor.field('Confirm username')).toHaveAttribute('aria-invalid', 'true');
  await visitor.field('Confirm username').fill(maren.username);
  await visitor.button('Delete permanently').click();
  await visitor.isAt('/users', 'Users');
  await visitor.seesToast('Account deleted permanently.');
  guard.expect(`/users/${id}`, 404);
  expect((await visitor.open(`/users/${id}`)).status()).toBe(404);
});

test('administrators cannot disable or delete themselves here', { tag: '@nightly-without-javascript' }, async ({ visitor, server, ada }) => {
  await openPerson(visitor, ada, await idOf(server, ada));
  for (const name of ['Disable', 'Delete user…', 'Create password link']) await expect(visitor.button(name)).toHaveCount(0);
  await visitor.link('Go to your account').click();
  await visitor.isAt('/account', 'Your account');
});

async function openPerson(visitor: Visitor, administrator: Parameters<Visitor['signIn']>[0], id: string): Promise<void> {
  await visitor.enter(administrator);
  await visitor.open(`/users/${id}`);
}
