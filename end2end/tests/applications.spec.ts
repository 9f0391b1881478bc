import { expect, test } from './support/test';
import { mark } from './support/visitor';
import { data, words } from './support/words';

const LOCATIONS = 'Addresses, one per line';

test('an administrator creates, changes and deletes an application', { tag: '@german' }, async ({ visitor, ada }) => {
  const { page } = visitor;
  await visitor.enter(ada, '/users');
  await visitor.link('Applications').click();
  await visitor.isAt('/applications', 'Applications');
  await expect(visitor.heading('Connect your first application')).toBeVisible();
  await visitor.page.locator('summary', { hasText: words('New application') }).click();
  await visitor.field('Name').fill('The Journal');
  await visitor.button('Create application').click();
  await expect(visitor.field('Name'), 'checked in the browser').toBeFocused();
  await visitor.fill({ Name: 'journal', 'Title (optional)': 'The Journal', [LOCATIONS]: 'https://journal.example.com/' });
  await visitor.button('Create application').click();
  await visitor.isAt('/applications/journal', data('The Journal'));
  await visitor.seesToast('Application created. Connect it to its proxy.');
  const asked = visitor.field('Address for questions, as Caddy and Traefik send them');
  await expect(asked).toHaveValue(/^http:\/\/localhost:\d+\/auth\/forward$/);
  await expect(visitor.field('Audience of tokens')).toHaveValue('journal');

  await visitor.choice('Everyone').check();
  await visitor.choice('Email address').uncheck();
  await visitor.fill({ 'Title (optional)': 'Journal', 'After signing out (optional)': 'https://example.com/goodbye' });
  await visitor.button('Save changes').click();
  await visitor.seesToast('Changes saved.');
  await visitor.isAt('/applications/journal', data('Journal'));
  await visitor.link('Applications').first().click();
  const row = page.locator('.apps tbody tr');
  await expect(row).toContainText('journal.example.com');
  await expect(row).toContainText(words('Everyone'));
  await expect(row).toContainText(words('Not used yet'));
  await expect(visitor.field('Name'), 'the form stays folded after navigation too').toBeHidden();

  await visitor.link(data('Journal')).click();
  await visitor.opener('Delete application…').click();
  await visitor.button('Delete application').click();
  await visitor.isAt('/applications', 'Applications');
  await visitor.seesToast('Application deleted. Nobody can enter it any more.');
  await expect(visitor.heading('Connect your first application')).toBeVisible();

  await visitor.link('Audit log').click();
  await visitor.moreFilters();
  await visitor.field('Event').selectOption(words('Application deleted'));
  await visitor.hears('{ $count } events', { count: 1 });
  await visitor.hasDay(page.locator('.c-when time'));
});

test('groups are chosen, a configuration is copied, and the connection is tested on the page', async ({ visitor, server, ada }) => {
  const { page } = visitor;
  await server.command(['group', 'create', 'editors']);
  await server.command(['application', 'create', 'journal', '--location', 'https://journal.example.com/']);
  await visitor.enter(ada, '/applications/journal');
  const editors = visitor.choice(data('editors'));
  await expect(editors).toBeHidden();
  await visitor.choice('Members of groups').check();
  const stayed = await mark(visitor);
  await visitor.submitRejected(visitor.button('Save changes'), '/actions/applications/replace', 422);
  await expect(editors).toBeFocused();
  await expect(visitor.text('Choose at least one group, such as editors.')).toBeVisible();
  await editors.check();
  await visitor.button('Save changes').click();
  await visitor.seesToast('Changes saved.');

  await visitor.opener(data('Caddy')).click();
  const of = { proxy: 'Caddy', address: 'https://journal.example.com' };
  await expect(visitor.field('The configuration of { $proxy } for { $address }', of)).toHaveValue(/^https:\/\/journal\.example\.com \{/);
  await visitor.button('Copy the configuration of { $proxy } for { $address }', of).click();
  await visitor.seesToast('Copied.');
  const tested = page.waitForResponse('**/actions/applications/connection');
  await visitor.button('Test the connection').click();
  await tested;
  await expect(visitor.text('Nothing has arrived.')).toBeVisible();
  await expect(visitor.field('The configuration of { $proxy } for { $address }', of), 'it stays open').toBeVisible();
  await stayed();
});

test('the start page links to the applications that are open to a user', async ({ visitor, server, maren }) => {
  const locations = { archive: 'http://archive.localhost:8080/old', shop: 'https://shop.example.com/' };
  for (const [name, location] of Object.entries(locations)) {
    await server.command(['application', 'create', name, '--location', location, '--everyone']);
  }
  await visitor.authenticate(maren);
  const list = visitor.navigation('Applications');
  const hrefs = () => list.getByRole('link').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  // The server notices within a second what a command has changed.
  await expect(async () => {
    await visitor.open('/');
    expect(await hrefs()).toEqual(Object.values(locations));
  }).toPass();
  const stayed = await mark(visitor);
  await visitor.link('Go to your account').click();
  await visitor.isAt('/account', 'Your account');
  await visitor.link(data('Vestibule')).click();
  await expect(list.getByRole('link')).toHaveCount(2);
  expect(await hrefs()).toEqual(Object.values(locations));
  await stayed();
});
