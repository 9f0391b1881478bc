import type { Locator } from '@playwright/test';
import { pageOf } from './support/people';
import { test, expect } from './support/test';
import { isInvalid, type Visitor } from './support/visitor';

const NOT_ALLOWED = 'Use 1 to 63 lower-case letters (a to z), digits, - and _. The first one is a letter or a digit.';

test('a group is created, and its description changed', { tag: '@both-engines' }, async ({ visitor, ada }) => {
  await visitor.enter(ada, '/users');
  await visitor.link('Groups').click();
  await visitor.isAt('/users/groups', 'Groups');
  await expect(list(visitor)).toContainText('No groups yet.');
  await visitor.field('Group name').fill('Our Editors');
  await visitor.button('Create group').click();
  await isInvalid(visitor.field('Group name'), NOT_ALLOWED);
  await expect(visitor.field('Group name')).toBeFocused();
  await visitor.fill({ 'Description (optional)': 'Write articles.', 'Group name': 'editors' });
  await visitor.field('Group name').press('Enter');
  await visitor.seesToast('Group created.');
  await expect(visitor.field('Group name')).toHaveValue('');
  await expect(visitor.field('Group name')).toBeFocused();
  await expect(list(visitor)).toContainText('Write articles.');
  await expect(visitor.link('0 members')).toHaveAttribute('href', '/users?group=editors');

  await visitor.page.getByLabel('Edit editors', { exact: true }).click();
  await visitor.field('Description of editors').fill('Write and publish articles.');
  await visitor.button('Save description').click();
  await visitor.seesToast('Changes saved.');
  await expect(list(visitor)).toContainText('Write and publish articles.');
});

test('a user is added to a group, found by it, and removed', async ({ visitor, server, ada, maren }) => {
  const rows = visitor.page.locator('#results tbody tr');
  await visitor.enter(ada, '/users/groups');
  await create(visitor, 'editors');
  await visitor.open(await pageOf(server, maren));
  const groups = visitor.section('Groups');
  await expect(groups).toContainText('In no group.');
  await visitor.field('Add to group').selectOption('editors');
  await visitor.button('Add').click();
  await visitor.seesToast('Added to the group.');
  await expect(groups.getByRole('link', { name: 'editors', exact: true })).toBeVisible();
  await expect(visitor.field('Add to group')).toHaveCount(0);

  await visitor.open('/users');
  await visitor.field('Group').selectOption('editors');
  await expect(rows).toHaveText([/Maren Holt/]);
  await visitor.link('User').click();
  await visitor.isAt('/users?group=editors&sort=name', 'Users');
  await expect(rows).toHaveText([/Maren Holt/]);
  // The names of the groups are not in this page but fetched.
  await visitor.open('/users/groups');
  await visitor.link('1 member').click();
  await visitor.isAt('/users?group=editors', 'Users');
  await expect(visitor.field('Group')).toHaveValue('editors');
  await expect(visitor.field('Group').locator('option')).toHaveText(['Any group', 'editors']);
  await expect(rows).toHaveText([/Maren Holt/]);

  await visitor.open(await pageOf(server, maren));
  await visitor.button('Remove from editors').click();
  await visitor.seesToast('Removed from the group.');
  await expect(groups).toContainText('In no group.');
  await expect(visitor.page.locator('#user-groups')).toBeFocused();
});

test('the deletion of a group is confirmed in a dialog that names it', async ({ visitor, ada }) => {
  await visitor.enter(ada, '/users/groups');
  for (const name of ['editors', 'staff']) await create(visitor, name);
  const opener = visitor.page.getByLabel('Delete editors…', { exact: true });
  await opener.click();
  const dialog = visitor.page.getByRole('dialog', { name: 'Delete editors?' });
  await expect(dialog).toContainText('A group that an application admits cannot be deleted.');
  await expect(visitor.button('Keep group')).toBeFocused();
  await visitor.page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(opener).toBeFocused();
  await expect(list(visitor)).toContainText('editors');

  await opener.press('Enter');
  await visitor.button('Delete group').click();
  await visitor.seesToast('Group deleted.');
  await expect(list(visitor)).not.toContainText('editors');
  await expect(list(visitor)).toContainText('staff');
  await expect(list(visitor)).toBeFocused();
});

test('without JavaScript the row asks before a group is deleted', { tag: '@plain-only' }, async ({ visitor, ada }) => {
  await visitor.enter(ada, '/users/groups');
  await create(visitor, 'editors');
  await expect(visitor.button('Delete group')).toHaveCount(0);
  await visitor.page.getByLabel('Delete editors…', { exact: true }).click();
  await expect(list(visitor)).toContainText('Delete editors?');
  await visitor.button('Delete group').click();
  await visitor.seesToast('Group deleted.');
  await expect(list(visitor)).toContainText('No groups yet.');
});

function list(visitor: Visitor): Locator {
  return visitor.page.locator('#groups');
}

async function create(visitor: Visitor, name: string): Promise<void> {
  await visitor.field('Group name').fill(name);
  await visitor.button('Create group').click();
  await expect(list(visitor)).toContainText(name);
}
