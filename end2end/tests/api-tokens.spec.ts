import { hold } from './support/hold';
import { idOf, somebody, whoIs } from './support/people';
import { test, expect } from './support/test';
import type { Visitor } from './support/visitor';

test('a token is created, shown once, and revoked', { tag: '@both-engines' }, async ({ visitor, server, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account');
  await visitor.link('Manage API tokens').click();
  await visitor.isAt('/account/tokens', 'API tokens');
  const list = visitor.section('Your tokens');
  await expect(list).toContainText('No API tokens.');
  await visitor.field('Token name').fill('Nightly backup');
  await visitor.field('Expires after').selectOption('7 days');
  await visitor.button('Create token').click();
  const secret = await visitor.field('API token').inputValue();
  expect(secret).toMatch(/^vst_/);
  await expect(list).toContainText('Nightly backup');
  await expect(list).toContainText('Never used');
  expect(await whoIs(server, secret)).toMatchObject({ status: 200, username: maren.username });

  await visitor.reload();
  await expect(visitor.field('API token')).toHaveCount(0);
  await revoke(visitor, 'Nightly backup');
  await expect(list).toContainText('No API tokens.');
  expect((await whoIs(server, secret)).status).toBe(401);
});

test('a new token has the focus and can be copied', { tag: '@with-javascript' }, async ({ visitor, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account/tokens');
  await visitor.button('Create token').click();
  await expect(visitor.field('Token name')).toBeFocused();
  await expect(visitor.field('Token name')).toHaveAttribute('aria-invalid', 'true');
  await visitor.field('Token name').fill('Nightly backup');
  await visitor.field('Token name').press('Enter');
  await expect(visitor.field('API token')).toBeFocused();
  await expect(visitor.field('Token name')).toHaveValue('');
  await visitor.button('Copy').click();
  await visitor.seesToast('Copied.');
});

test('a second press while a token is being revoked does nothing', { tag: '@with-javascript' }, async ({ visitor, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account/tokens');
  await visitor.field('Token name').fill('Nightly backup');
  await visitor.button('Create token').click();
  await visitor.page.getByLabel('Revoke Nightly backup').click();
  let sent = 0;
  const release = await hold(visitor.page, '**/actions/tokens/revoke', () => {
    sent += 1;
    return true;
  });
  await visitor.button('Revoke token').dblclick();
  release();
  await visitor.seesToast('Token revoked.');
  expect(sent).toBe(1);
  await expect(visitor.page.locator('#api-tokens')).toBeFocused();
});

test('an administrator creates a service account and its token', { tag: '@nightly-without-javascript' }, async ({ visitor, server, ada }) => {
  const { username } = somebody();
  await visitor.enter(ada);
  await visitor.open('/users');
  await visitor.link('Service accounts').click();
  await visitor.isAt('/users/service-accounts', 'Service accounts');
  await visitor.fill({ 'Name (optional)': 'Directory sync', Username: username });
  await visitor.page.getByRole('radio', { name: /^Admin/ }).check();
  await visitor.button('Create service account').click();
  await visitor.isAt(`/users/${await idOf(server, { username })}`, 'Directory sync');
  await visitor.seesToast('Service account created.');
  await expect(visitor.field('Email')).toHaveCount(0);
  await expect(visitor.button('Create password link')).toHaveCount(0);

  await visitor.field('Token name').fill('Sync');
  await visitor.page.getByRole('checkbox', { name: /^Own account/ }).check();
  await visitor.page.getByRole('checkbox', { name: /^Read users/ }).check();
  await visitor.button('Create token').click();
  const secret = await visitor.field('API token').inputValue();
  expect(await whoIs(server, secret)).toMatchObject({ status: 200, username });
  await expect(visitor.section('API tokens')).toContainText('Own account · Read users');
  await revoke(visitor, 'Sync');
  await expect(visitor.section('API tokens')).toContainText('No API tokens.');
  expect((await whoIs(server, secret)).status).toBe(401);
});

async function revoke(visitor: Visitor, name: string): Promise<void> {
  await visitor.page.getByLabel(`Revoke ${name}`, { exact: true }).click();
  await visitor.button('Revoke token').click();
  await visitor.seesToast('Token revoked.');
}
