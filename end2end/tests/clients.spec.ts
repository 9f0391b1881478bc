import { expect, test } from './support/test';
import { data, words } from './support/words';

const CALLBACK = 'https://wiki.example.com/callback';

test('an administrator creates a client, and sees its secret once', async ({ visitor, server, ada }) => {
  const { page } = visitor;
  await server.command(['application', 'create', 'wiki', '--title', 'Wiki', '--everyone']);
  await visitor.enter(ada, '/applications/wiki');
  await visitor.link('Clients').click();
  await visitor.isAt('/clients/of/wiki', 'Clients');
  await expect(visitor.text('No clients yet.')).toBeVisible();
  await visitor.field('Client id (optional)').fill('wiki');
  await visitor.field('Addresses after signing in (redirect URIs), one per line (optional)').fill(CALLBACK);
  await visitor.button('Create client').click();
  await visitor.isAt('/clients/wiki', data('wiki'));
  await expect(visitor.field('Secret')).toHaveValue(/^vcs_/);
  await expect(page.getByText('/.well-known/openid-configuration').first()).toBeVisible();

  await visitor.hydrated();
  await visitor.button('Copy { $what }', { what: words('Token endpoint') }).click();
  await visitor.seesToast('Copied.');
  // One program of the list is open at a time.
  await page.getByText('Authlib (Python)', { exact: true }).click();
  await expect(page.getByLabel('Authlib (Python)', { exact: true })).toHaveValue(/client_id='wiki'/);
  await page.getByText('MCP server (Node.js)', { exact: true }).click();
  await expect(page.getByLabel('MCP server (Node.js)', { exact: true })).toBeVisible();
  await expect(page.getByLabel('Authlib (Python)', { exact: true })).toBeHidden();

  await visitor.field('Username, email address or id').fill(ada.username);
  await visitor.button('Show').click();
  await expect(visitor.text('{ $name } may enter.', { name: ada.username })).toBeVisible();
  await expect(page.getByText('"preferred_username"').first()).toBeVisible();
  await expect(page.locator('#client-secret')).toHaveCount(0);
});
