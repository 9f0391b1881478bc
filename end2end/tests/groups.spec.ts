import type { Locator } from '@playwright/test';
import { member, pageOf, somebody } from './support/people';
import { test, expect } from './support/test';
import { isInvalid, type Visitor } from './support/visitor';
import { byId, data, words, type Arguments } from './support/words';

const NOT_ALLOWED = 'Use 1 to 63 lower-case letters (a to z), digits, - and _. The first one is a letter or a digit.';

test('a group is created, and its description changed', { tag: '@german' }, async ({ visitor, ada }) => {
  await visitor.enter(ada, '/users');
  await visitor.link('Groups').click();
  await visitor.isAt('/users/groups', 'Groups');
  await expect(visitor.link('Groups')).toHaveAttribute('aria-current', 'page');
  await expect(list(visitor)).toContainText(words('No groups yet.'));
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
  await expect(list(visitor)).toContainText(words('{ $count } members', { count: 0 }));
  await visitor.isDay(list(visitor).locator('time'), 'short-month');

  await visitor.link(data('editors')).click();
  await visitor.isAt('/users/groups/editors', data('editors'));
  await visitor.hasTitle(data('editors'));
  await visitor.field('Description (optional)').fill('Write and publish articles.');
  await visitor.button('Save description').click();
  await visitor.seesToast('Changes saved.');
  await expect(visitor.page.getByText('Write and publish articles.')).toBeVisible();
});

test('members are found in several searches, added at once, and removed', async ({ visitor, server, ada }) => {
  const [ida, tomas, aiko] = [
    await member(server, { ...somebody(), name: 'Ida Lindqvist' }),
    await member(server, { ...somebody(), name: 'Tomas Novak' }),
    await member(server, { ...somebody(), name: 'Aiko Tanaka' }),
  ];
  await server.command(['group', 'create', 'editors']);
  await server.command(['group', 'add', 'editors', aiko.username]);
  await visitor.enter(ada, '/users/groups/editors');
  await expect(rows(visitor)).toHaveText([/Aiko Tanaka/]);
  const search = visitor.field('Add members');
  await search.fill('ida');
  await candidate(visitor, 'Ida Lindqvist').check();
  await search.fill('tomas');
  await candidate(visitor, 'Tomas Novak').check();
  // Who was selected in an earlier search stays selected.
  await expect(candidate(visitor, 'Ida Lindqvist')).toBeChecked();
  await search.fill('aiko');
  await expect(visitor.page.getByText(words('Member'), { exact: true })).toBeVisible();
  await expect(candidate(visitor, 'Aiko Tanaka')).toHaveCount(0);
  await visitor.button('Add selected users').click();
  await visitor.seesToast('{ $accounts } are in { $group } now.', of(2));
  await expect(rows(visitor)).toHaveCount(3);
  await expect(candidate(visitor, 'Ida Lindqvist')).toHaveCount(0);

  for (const person of [ida, tomas]) await visitor.pick(person).check();
  await visitor.button('Remove from group', {}, visitor.bar).click();
  await visitor.seesToast('{ $accounts } are no longer in { $group }.', of(2));
  await expect(visitor.button('Undo')).toHaveCount(0);
  await expect(rows(visitor)).toHaveText([/Aiko Tanaka/]);
  await visitor.field('Actions for { $username }', { username: aiko.username }).click();
  await visitor.button('Remove from group', {}, rows(visitor)).click();
  await visitor.seesToast('{ $accounts } is no longer in { $group }.', { ...of(1), accounts: aiko.name });
  await expect(visitor.heading('No members yet')).toBeVisible();
});

test('selected users of the list are added to a group', { tag: '@plain' }, async ({ visitor, server, ada, maren }) => {
  await server.command(['group', 'create', 'editors']);
  await visitor.enter(ada, '/users');
  await visitor.pick(maren).check();
  await visitor.bar.getByText(words('Groups'), { exact: true }).click();
  await visitor.field('Group for the selected users').selectOption('editors');
  await visitor.button(byId('add-to-group')).click();
  await visitor.seesToast(visitor.javaScript ? '{ $accounts } is in { $group } now.' : '{ $count } account changed.', of(1));
  await visitor.open('/users/groups/editors');
  await expect(rows(visitor)).toHaveText([/Maren Holt/]);
});

test('a user is added to a group, found by it, and removed', async ({ visitor, server, ada, maren }) => {
  await server.command(['group', 'create', 'editors']);
  await visitor.enter(ada, await pageOf(server, maren));
  const groups = visitor.section('Groups');
  await expect(groups).toContainText(words('In no group.'));
  await visitor.field(byId('add-to-group')).selectOption('editors');
  await visitor.button('Add').click();
  await visitor.seesToast('Added to the group.');
  await expect(visitor.link(data('editors'), {}, groups)).toBeVisible();
  await expect(visitor.field(byId('add-to-group'))).toHaveCount(0);

  await visitor.open('/users');
  await visitor.field('Group').selectOption('editors');
  await expect(rows(visitor)).toHaveText([/Maren Holt/]);
  await visitor.link('User').click();
  await visitor.isAt('/users?group=editors&sort=name', 'Users');
  await expect(rows(visitor)).toHaveText([/Maren Holt/]);
  // The names of the groups are not in this page but fetched.
  await visitor.open('/users/groups/editors');
  await visitor.link('Search and filter').click();
  await visitor.isAt('/users?group=editors', 'Users');
  await expect(visitor.field('Group')).toHaveValue('editors');
  await expect(visitor.field('Group').locator('option')).toHaveText([words('Any group'), 'editors']);
  await expect(rows(visitor)).toHaveText([/Maren Holt/]);

  await visitor.open(await pageOf(server, maren));
  await visitor.button(byId('remove-from'), { group: 'editors' }).click();
  await visitor.seesToast('Removed from the group.');
  await expect(groups).toContainText(words('In no group.'));
  await expect(visitor.page.locator('#user-groups')).toBeFocused();
});

test('the deletion of a group is confirmed in a dialog that names it', { tag: '@plain' }, async ({ visitor, server, ada }) => {
  for (const name of ['editors', 'staff']) await server.command(['group', 'create', name]);
  await visitor.enter(ada, '/users/groups/editors');
  const opener = visitor.opener('Delete group…');
  await opener.click();
  if (visitor.javaScript) {
    const dialog = visitor.dialog('Delete { $name }?', { name: 'editors' });
    await expect(dialog).toContainText(words(byId('group-delete-about')));
    await expect(visitor.button('Keep group')).toBeFocused();
    await visitor.page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(opener).toBeFocused();
    await opener.press('Enter');
  }
  await visitor.button('Delete group').click();
  await visitor.seesToast('Group deleted.');
  await visitor.isAt('/users/groups', 'Groups');
  await expect(list(visitor)).not.toContainText('editors');
  await expect(list(visitor)).toContainText('staff');
});

/** What is said about so many accounts that are added or removed. */
function of(count: number): Arguments {
  return { accounts: words('{ $count } accounts', { count }), count, group: 'editors' };
}

function list(visitor: Visitor): Locator {
  return visitor.page.locator('#groups');
}

/** The checkbox of a user who can be added. */
function candidate(visitor: Visitor, name: string): Locator {
  return visitor.page.getByRole('checkbox', { name: new RegExp(`^${name}`) });
}

function rows(visitor: Visitor): Locator {
  return visitor.page.locator('#results tbody').getByRole('row');
}
