import { hold } from './support/hold';
import { pageOf, somebody, whoIs } from './support/people';
import { test, expect } from './support/test';
import { byId, data, words } from './support/words';

test('a token is created, shown once and copied, and revoked', async ({ visitor, server, maren }) => {
  const name = visitor.field('Token name');
  const list = visitor.section('Your tokens');
  await visitor.enter(maren, '/account');
  await visitor.link('Programs').click();
  await visitor.isAt('/account/tokens', 'Programs');
  await expect(list).toContainText(words('No API tokens.'));
  await visitor.button('Create token').click();
  await expect(name).toBeFocused();
  await expect(name).toHaveAttribute('aria-invalid', 'true');
  await name.fill('Nightly backup');
  await visitor.field('Expires after').selectOption(words(byId('token-7-days')));
  await name.press('Enter');
  await expect(visitor.field('API token')).toBeFocused();
  await expect(name).toHaveValue('');
  await visitor.button('Copy { $what }', { what: words('API token') }).click();
  await visitor.seesToast('Copied.');
  const secret = await visitor.field('API token').inputValue();
  await expect(list).toContainText('Nightly backup');
  await expect(list).toContainText(words('Never used'));
  expect(await whoIs(server, secret)).toMatchObject({ status: 200, username: maren.username });

  await visitor.reload();
  await expect(visitor.field('API token')).toHaveCount(0);
  await visitor.field('Revoke { $name }', { name: 'Nightly backup' }).click();
  let sent = 0;
  const release = await hold(visitor.page, '**/actions/tokens/revoke', () => {
    sent += 1;
    return true;
  });
  await visitor.button('Revoke token').dblclick();
  release();
  await visitor.seesToast('Token revoked. Programs that use it are refused.');
  expect(sent, 'a second press does nothing').toBe(1);
  await expect(list).toContainText(words('No API tokens.'));
  await expect(visitor.page.locator('#api-tokens')).toBeFocused();
  expect((await whoIs(server, secret)).status).toBe(401);
});

test('an administrator creates a service account and its token', async ({ visitor, server, ada }) => {
  const { username } = somebody();
  await visitor.enter(ada, '/users');
  await visitor.link('Service accounts').click();
  await visitor.isAt('/users/service-accounts', 'Service accounts');
  await visitor.fill({ 'Name (optional)': 'Directory sync', Username: username });
  await visitor.choice('Admin').check();
  await visitor.button('Create service account').click();
  await visitor.isAt(await pageOf(server, { username }), data('Directory sync'));
  await visitor.seesToast('Service account created. Create a token for its program.');

  await visitor.field('Token name').fill('Nightly backup');
  for (const scope of ['Own account', 'Read users']) await visitor.choice(scope).check();
  await visitor.button('Create token').click();
  const secret = await visitor.field('API token').inputValue();
  expect(await whoIs(server, secret)).toMatchObject({ status: 200, username });
  await expect(visitor.section('API tokens')).toContainText(`${words('Own account')} · ${words('Read users')}`);
});
