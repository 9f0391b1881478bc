import { count } from './support/counted';
import { expect, test } from './support/test';
import { data, words } from './support/words';

const CALLBACK = 'https://wiki.example.com/callback';

test('an administrator creates a client, and sees its secret once', async ({ visitor, server, ada }) => {
  const { page } = visitor;
  await server.command(['application', 'create', 'wiki', '--title', 'Wiki', '--everyone']);
  await visitor.enter(ada, '/applications/wiki');
  await expect(visitor.text('No clients yet.')).toBeVisible();
  await visitor.link('New client').click();
  await visitor.isAt('/clients/of/wiki', 'Clients');
  await visitor.field('Client ID (optional)').fill('wiki');
  await visitor.field('Redirect URIs, one per line (optional)').fill(CALLBACK);
  await visitor.button('Create client').click();
  await visitor.isAt('/clients/wiki', data('wiki'));
  await expect(page.getByText(/^vcs_/).first()).toBeVisible();
  await expect(page.getByLabel('Environment', { exact: true })).toHaveValue(/OIDC_CLIENT_SECRET=vcs_/);

  await visitor.hydrated();
  await page.locator('summary', { hasText: words('Endpoints') }).click();
  await visitor.button('Copy { $what }', { what: words('Token endpoint') }).click();
  await visitor.seesToast('Copied.');

  await visitor.link('Access').click();
  await visitor.isAt('/clients/access/wiki', data('wiki'));
  await visitor.hydrated();
  await visitor.field('Username, email address or id').fill(ada.username);
  await visitor.button('Show').click();
  await expect(visitor.text('{ $name } may enter.', { name: ada.username })).toBeVisible();
  await expect(page.getByText('"preferred_username"').first()).toBeVisible();

  await visitor.link('Connect').click();
  await visitor.isAt('/clients/wiki', data('wiki'));
  await expect(page.getByText(/^vcs_/)).toHaveCount(0);
  await visitor.link('Try it').click();
  await visitor.isAt('/clients/trial/wiki', 'Try it');
  await expect(visitor.text('PKCE is required')).toBeVisible();
});

test('two fields connect a program, and its settings are closed for a while', async ({ visitor, server, ada }) => {
  const { page } = visitor;
  await visitor.enter(ada, '/connect');
  await visitor.field('Search programs').fill('dash');
  if (visitor.javaScript) {
    await expect(page.getByText('Nextcloud', { exact: true })).toBeHidden();
  }
  await page.getByText('Grafana', { exact: true }).click();
  await visitor.field('Where is it?').fill('https://grafana.example.com');
  await visitor.choice('Everyone').check();
  await visitor.button('Connect').click();
  await visitor.isAt('/clients/grafana', data('grafana'));
  await expect(page.getByLabel('grafana.ini', { exact: true })).toHaveValue(/client_secret = vcs_/);

  await visitor.link('Settings').click();
  await visitor.isAt('/clients/settings/grafana', data('grafana'));
  await visitor.hydrated();
  await page.locator('summary', { hasText: words('Close…') }).click();
  await visitor.button('Close client').click();
  await expect(visitor.text('The client is closed.')).toBeVisible();
  await expect(visitor.button('Open it again')).toBeVisible();
  expect(await server.command(['client', 'show', 'grafana'])).toContain('closed');
});

test('connecting a program takes three presses from the start page, and two fields besides who may enter', async ({ visitor, ada }) => {
  const { page } = visitor;
  await visitor.enter(ada, '/');
  const counted = await count(page);
  await visitor.navigation('Main').getByRole('link', { name: words('Applications') }).click();
  await visitor.isAt('/applications', 'Applications');
  await visitor.link('Connect an application').click();
  await visitor.isAt('/connect', 'Connect an application');
  await page.getByText('Grafana', { exact: true }).click();
  await visitor.field('Where is it?').fill('https://grafana.example.com');
  await visitor.choice('Everyone').check();
  await visitor.button('Connect').click();
  await visitor.isAt('/clients/grafana', data('grafana'));
  // All that goes into Grafana is in sight, without another press.
  await expect(page.getByLabel('grafana.ini', { exact: true })).toHaveValue(/client_secret = vcs_/);
  const { presses, fields } = counted;
  expect(presses.length, `the goal is 3 presses; these were needed: ${presses.join(' › ')}`).toBeLessThanOrEqual(3);
  // Who may enter is a decision, for which nothing is chosen.
  const asked = fields.filter((name) => name !== 'entry');
  expect(asked, 'the goal is 2 fields: which program, and where it is').toEqual(['program', 'url']);
});
