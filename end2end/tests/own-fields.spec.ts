import { test, expect } from './support/test';
import { byId } from './support/words';

const CHOICE = ['field', 'create', 'department', '--kind', 'choice', '--choice', 'sales=Sales', '--choice', 'it=IT'];

test('who lacks a required field is asked for it on a phone, and goes on', { tag: '@plain' }, async ({ visitor, server, maren }) => {
  await server.command([...CHOICE, '--required', 'sign-in']);
  await visitor.page.setViewportSize({ width: 390, height: 844 });
  await visitor.open('/login?next=/account/devices');
  await visitor.signInHere(maren);
  const asked = '/account/details?next=%2Faccount%2Fdevices';
  await visitor.isAt(asked, byId('title-own-details'));
  await visitor.button(byId('own-details-go-on')).click();
  await visitor.isAt(asked, byId('title-own-details'));
  await expect(visitor.page.locator('#value-department-note')).toContainText('Fill this in.');
  await visitor.page.locator('#value-department').selectOption('it');
  await visitor.button(byId('own-details-go-on')).click();
  await visitor.isAt('/account/devices', byId('devices'));
});

test('what no longer fits is kept and marked on the account page', { tag: '@plain' }, async ({ visitor, server, maren }) => {
  await server.command(CHOICE);
  await visitor.enter(maren, '/account');
  await visitor.page.locator('#value-department').selectOption('it');
  await visitor.page.locator('#details').getByRole('button').click();
  await expect(visitor.page.locator('#value-department')).toHaveValue('it');
  await server.command(['field', 'update', 'department', '--choice', 'sales=Sales']);
  await visitor.open('/account');
  await expect(visitor.page.locator('#value-department')).toHaveValue('it');
  await expect(visitor.page.locator('#value-department-note')).toContainText('Use one of: sales.');
});
