import { hold } from './support/hold';
import { accountOf, administrator, pageOf, somebody, tryPassword } from './support/people';
import { test, expect } from './support/test';
import { byId, data, words } from './support/words';

test('names and role can be changed, twice in a row', async ({ visitor, server, ada, maren }) => {
  const { username } = somebody();
  await visitor.enter(ada, '/users');
  await visitor.link(data(maren.name)).click();
  await visitor.isAt(await pageOf(server, maren), data(maren.name));
  await expect(visitor.link('Users').first()).toHaveAttribute('aria-current', 'true');
  await visitor.fill({ 'Name (optional)': 'Maren Winter', Username: username });
  await visitor.choice('Admin').check();
  await visitor.button('Save changes').click();
  await expect(visitor.page.getByRole('dialog')).toHaveAccessibleName(words('Make { $name } an administrator?', { name: maren.name }));
  await visitor.button('Make administrator').click();
  await visitor.seesToast('Changes saved.');
  await expect(visitor.page.getByRole('heading', { level: 1 })).toHaveText('Maren Winter');
  await visitor.field('Name (optional)').fill('Maren Summer');
  await visitor.button('Save changes').click();
  await expect(visitor.page.getByRole('heading', { level: 1 })).toHaveText('Maren Summer');
  expect(await accountOf(server, { username })).toMatchObject({ name: 'Maren Summer', role: 'admin' });
});

test('concurrent changes are not overwritten', async ({ visitor, elsewhere, server, ada, maren }) => {
  const page = await pageOf(server, maren);
  await visitor.enter(ada, page);
  await elsewhere.enter(await administrator(server), page);
  await elsewhere.field('Name (optional)').fill('Maren Winter');
  await elsewhere.button('Save changes').click();
  await elsewhere.seesToast('Changes saved.');
  await visitor.field('Name (optional)').fill('Maren Summer');
  await visitor.submitRejected(visitor.button('Save changes'), '/actions/users/update', 412);
  await expect(visitor.alert).toBeVisible();
  expect((await accountOf(server, maren)).name).toBe('Maren Winter');
  await expect(visitor.page.getByRole('row', { name: `${words('Name')} Maren Summer Maren Winter` })).toBeVisible();
  await visitor.button('Use mine').click();
  await visitor.seesToast('Changes saved.');
  expect((await accountOf(server, maren)).name).toBe('Maren Summer');
});

test('an address is confirmed, a device signed out, and the account disabled, which can be undone', { tag: '@german' }, async ({
  visitor,
  elsewhere,
  server,
  ada,
  maren,
}) => {
  const nowhere = visitor.text('Not signed in on any device.');
  await elsewhere.authenticate(maren);
  await visitor.enter(ada, await pageOf(server, maren));
  await visitor.button('Mark as confirmed').click();
  await visitor.seesToast('Email address confirmed.');
  await expect(visitor.button('Mark as confirmed')).toHaveCount(0);
  const device = visitor.section('Devices').getByRole('listitem');
  await device.locator('summary').click();
  await device.getByRole('button').click();
  await visitor.seesToast('Device signed out.');
  await expect(nowhere).toBeVisible();
  await elsewhere.isSignedOut();

  await elsewhere.authenticate(maren);
  await visitor.reload();
  await visitor.button('Create password link').click();
  await visitor.field('Password link').waitFor();
  await visitor.button('Disable').click();
  await visitor.seesToast('{ $name } is disabled.', { name: maren.name });
  await expect(visitor.field('Password link')).toHaveCount(0);
  await expect(nowhere).toBeVisible();
  await elsewhere.isSignedOut();
  expect(await tryPassword(server, maren.username, maren.password)).toBe(401);
  await expect(visitor.button('Enable')).toBeFocused();
  await visitor.button('Undo').click();
  await expect(visitor.button('Disable')).toBeFocused();
  expect(await tryPassword(server, maren.username, maren.password)).toBe(200);

  await visitor.isDay(visitor.section('About this account').locator('time').nth(1), 'short-month');
  await visitor.link(byId('see-all')).click();
  await visitor.moreFilters();
  await visitor.field('Event').selectOption(words('Account disabled'));
  await visitor.hears('{ $count } events', { count: 1 });
});

test('a second press while a change is in progress does nothing', async ({ visitor, server, ada, maren }) => {
  await visitor.enter(ada, await pageOf(server, maren));
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
  await visitor.seesToast('{ $name } is disabled.', { name: maren.name });
  expect(sent.filter((path) => path !== '/actions/users/show')).toEqual(['/actions/users/change']);
});

test('an administrator creates an account, and gets a link to pass on', async ({ visitor, server, ada }) => {
  const person = somebody();
  await visitor.enter(ada, '/users');
  await visitor.link('Create user').click();
  await visitor.isAt('/users/new', 'Create user');
  await visitor.fill({ 'Name (optional)': 'Ida Lindqvist', 'Username (optional)': person.username, Email: 'nonsense' });
  await visitor.choice('Show me a link to pass on').check();
  await visitor.button('Create user').click();
  await expect(visitor.field('Email')).toHaveAttribute('aria-invalid', 'true');
  await visitor.field('Email').fill(person.email);
  await visitor.button('Create user').click();
  await expect(visitor.field('Password link')).toHaveValue(/\/reset-password\?token=[\w-]+$/);
  await visitor.link('View user').click();
  await visitor.isAt(await pageOf(server, person), data('Ida Lindqvist'));
});

test('a deleted account can be restored, or deleted permanently by typing the username', { tag: '@plain' }, async ({
  visitor,
  server,
  guard,
  ada,
  maren,
}) => {
  const page = await pageOf(server, maren);
  const remove = async () => {
    await visitor.opener('Delete user…').click();
    await visitor.button('Delete user').click();
  };
  await visitor.enter(ada, page);
  await remove();
  const said = visitor.javaScript ? '{ $name } is deleted.' : 'Account deleted. You can restore it for 30 days.';
  await visitor.seesToast(said, { name: maren.name });
  await expect(visitor.field('Username')).toHaveCount(0);
  await visitor.button('Restore').click();
  await expect(visitor.field('Username')).toHaveValue(maren.username);
  await remove();
  if (visitor.javaScript) await visitor.button('Dismiss').last().click();
  await visitor.opener('Delete permanently…').click();
  await visitor.field('Confirm username').fill('somebody.else');
  await visitor.submitRejected(visitor.button('Delete permanently'), '/actions/users/purge', 422);
  await expect(visitor.field('Confirm username')).toHaveAttribute('aria-invalid', 'true');
  await visitor.field('Confirm username').fill(maren.username);
  await visitor.button('Delete permanently').click();
  await visitor.isAt('/users', 'Users');
  await visitor.seesToast('Account deleted permanently.');
  guard.expect(page, 404);
  await visitor.open(page);
});

test('administrators cannot disable or delete themselves here', async ({ visitor, server, ada }) => {
  await visitor.enter(ada, await pageOf(server, ada));
  for (const name of ['Disable', 'Delete user…', 'Create password link']) await expect(visitor.button(name)).toHaveCount(0);
  await visitor.link('Go to your account').click();
  await visitor.isAt('/account', 'Your account');
});
