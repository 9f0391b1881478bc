import type { Locator } from '@playwright/test';
import { OTHER_PASSPHRASE, pageOf, tryPassword } from './support/people';
import { test, expect } from './support/test';
import { mark, type Visitor } from './support/visitor';

test('an event is expanded, and leads to the user and to all events of the user', async ({ visitor, server, ada, maren }) => {
  await tryPassword(server, maren.username, OTHER_PASSPHRASE);
  await visitor.enter(ada, '/account');
  await visitor.link('Audit log').click();
  await visitor.isAt('/audit', 'Audit log');
  await expect(visitor.page).toHaveTitle('Audit log · Vestibule');
  await expect(visitor.link('Audit log')).toHaveAttribute('aria-current', 'page');
  await expect(sentences(visitor)).toHaveText(['Ada Holt signed in', REFUSED, 'Maren Holt registered', /^The operator created/]);
  const refused = rows(visitor).nth(1);
  const reason = refused.getByText('Username and password did not match');
  await expect(reason).toBeHidden();
  await refused.locator('summary').click();
  await expect(reason).toBeVisible();
  await refused.getByRole('button', { name: 'Copy the id of Maren Holt' }).click();
  await visitor.seesToast('Copied.');
  await refused.getByRole('link', { name: 'Maren Holt' }).click();
  await visitor.isAt(await pageOf(server, maren), 'Maren Holt');
  await visitor.link('See all').click();
  await expect(visitor.page).toHaveURL(/\/audit\?person=[0-9a-f-]{36}$/);
  await expect(sentences(visitor)).toHaveText([REFUSED, 'Maren Holt registered']);
});

test('filters change list, address and export links without a reload', { tag: '@both-engines' }, async ({ visitor, server, ada, maren }) => {
  await tryPassword(server, maren.username, OTHER_PASSPHRASE);
  await visitor.enter(ada, '/audit');
  const stayed = await mark(visitor);
  await visitor.field('Result').selectOption('Refused');
  await expect(sentences(visitor)).toHaveText([REFUSED]);
  await visitor.isAt('/audit?result=refused', 'Audit log');
  await expect(visitor.link('Export CSV')).toHaveAttribute('href', '/audit/export?format=csv&result=refused');
  await expect(visitor.page.getByRole('status').filter({ hasText: '1 event' })).toHaveCount(1);
  await visitor.field('User').fill(ada.username);
  await visitor.field('User').press('Enter');
  await expect(visitor.page.getByRole('heading', { name: 'No events match your filters' })).toBeVisible();
  await visitor.page.goBack();
  await expect(visitor.field('User')).toHaveValue('');
  await expect(sentences(visitor)).toHaveText([REFUSED]);
  await visitor.page.goBack();
  await expect(visitor.field('Result')).toHaveValue('');
  await expect(rows(visitor)).toHaveCount(4);
  await stayed();

  await visitor.open('/audit?to=2020-01-01');
  await expect(visitor.page.getByRole('heading', { name: 'No events match your filters' })).toBeVisible();
  await visitor.link('Clear filters').click();
  await visitor.isAt('/audit', 'Audit log');
  await expect(visitor.field('To')).toHaveValue('');
  await expect(rows(visitor)).toHaveCount(4);
});

test('pagination leads to older events and back to newer ones', async ({ visitor, server, ada, maren }) => {
  await tryPassword(server, maren.username, OTHER_PASSPHRASE);
  await visitor.enter(ada, '/audit?per_page=3');
  await expect(rows(visitor)).toHaveCount(3);
  await expect(visitor.link('Newer events')).toHaveCount(0);
  await visitor.link('Older events').click();
  await expect(visitor.page).toHaveURL(/[?&]before=/);
  await expect(sentences(visitor)).toHaveText([/^The operator created/]);
  await expect(visitor.link('Older events')).toHaveCount(0);
  await visitor.link('Newer events').click();
  await expect(visitor.page).toHaveURL(/[?&]after=/);
  await expect(rows(visitor)).toHaveCount(3);
  await visitor.page.goBack();
  await expect(sentences(visitor)).toHaveText([/^The operator created/]);
  await visitor.link('100').click();
  await visitor.isAt('/audit?per_page=100', 'Audit log');
  await expect(rows(visitor)).toHaveCount(4);
});

test('users find their recent activity beside their password, with a link to all of it', async ({ visitor, maren }) => {
  const recent = visitor.section('Recent activity').getByRole('listitem');
  await visitor.enter(maren, '/account/security');
  await expect(recent).toHaveText([/^You signed in/, /^You registered/]);
  await visitor.section('Recent activity').getByRole('link', { name: 'See all' }).click();
  await visitor.isAt('/account/activity', 'Your activity');
  await expect(visitor.page).toHaveTitle('Your activity · Vestibule');
  await visitor.field('Event').selectOption('Signed in');
  await expect(sentences(visitor)).toHaveText(['You signed in']);
  await expect(rows(visitor).locator('.c-from')).not.toBeEmpty();
  await visitor.link('Security').click();
  await visitor.isAt('/account/security', 'Security');
  await expect(recent).toHaveText([/^You signed in/, /^You registered/]);
});

const REFUSED = 'A sign-in to the account of Maren Holt was refused';

function rows({ page }: Visitor): Locator {
  return page.locator('tbody').getByRole('row');
}

/** The text of each event. */
function sentences(visitor: Visitor): Locator {
  return rows(visitor).locator('summary > span:not(.badge)');
}
