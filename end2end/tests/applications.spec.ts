import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { member } from './support/people';
import { expect, test } from './support/test';
import { isInvalid, mark } from './support/visitor';

const LOCATIONS = 'Locations, one per line';

test('an administrator creates, changes and deletes an application', { tag: '@both-engines' }, async ({ visitor, ada }) => {
  const { page } = visitor;
  await visitor.enter(ada);
  await visitor.open('/users');
  await visitor.link('Applications').click();
  await visitor.isAt('/applications', 'Applications');
  await expect(page.getByText('No applications yet.')).toBeVisible();
  await visitor.fill({ Name: 'journal', 'Title (optional)': 'The Journal', [LOCATIONS]: 'https://journal.example.com/' });
  await visitor.button('Create application').click();
  await visitor.isAt('/applications/journal', 'The Journal');
  await visitor.seesToast('Application created.');
  await expect(visitor.field('URL for Traefik and Caddy')).toHaveValue(/^http:\/\/localhost:\d+\/auth\/forward$/);
  await expect(visitor.field('Audience of tokens')).toHaveValue('journal');

  await page.getByRole('radio', { name: /^Everyone/ }).check();
  await page.getByRole('checkbox', { name: /^Email address/ }).uncheck();
  await visitor.fill({ 'Title (optional)': 'Journal', 'After signing out (optional)': 'https://example.com/goodbye' });
  await visitor.button('Save changes').click();
  await visitor.seesToast('Changes saved.');
  await visitor.isAt('/applications/journal', 'Journal');
  await visitor.link('Applications').first().click();
  await expect(page.locator('.devices li')).toContainText('May enter: Everyone');
  await expect(page.locator('.devices li')).toContainText('Learns: id, username, name, groups');
  await expect(page.locator('.devices li')).toContainText('After signing out: https://example.com/goodbye');

  await visitor.link('Journal').click();
  await page.getByText('Delete application…', { exact: true }).click();
  await visitor.button('Delete application').click();
  await visitor.isAt('/applications', 'Applications');
  await visitor.seesToast('Application deleted.');
  await expect(page.getByText('No applications yet.')).toBeVisible();
});

test('a rejected application keeps what was typed', { tag: '@nightly-without-javascript' }, async ({ visitor, ada }) => {
  await visitor.enter(ada);
  await visitor.open('/applications');
  await visitor.fill({ Name: 'journal', [LOCATIONS]: 'https://journal.example.com/\nhttp://example.com/' });
  await visitor.page.getByRole('radio', { name: /^Members of groups/ }).check();
  await visitor.submitRejected(visitor.button('Create application'), '/actions/applications/create', 422);
  await expect(visitor.field(LOCATIONS)).toHaveAttribute('aria-invalid', 'true');
  await expect(visitor.field(LOCATIONS)).toHaveValue('https://journal.example.com/\nhttp://example.com/');
  await expect(visitor.field('Groups')).toHaveAttribute('aria-invalid', 'true');
  await expect(visitor.page.getByRole('radio', { name: /^Members of groups/ })).toBeChecked();
});

test('the fields of an application are checked in the browser', { tag: '@with-javascript' }, async ({ visitor, ada }) => {
  await visitor.enter(ada);
  await visitor.open('/applications');
  await visitor.field('Name').fill('The Journal');
  await visitor.button('Create application').click();
  await expect(visitor.field('Name')).toBeFocused();
  await isInvalid(visitor.field(LOCATIONS), 'Enter an address, such as https://journal.example.com/.');
  await visitor.field('Name').fill('journal');
  await visitor.button('Create application').click();
  await expect(visitor.field(LOCATIONS)).toBeFocused();
});

test('the start page links to the applications that are open to a user', { tag: '@nightly-without-javascript' }, async ({ visitor, server, maren }) => {
  const locations = { archive: 'http://archive.localhost:8080/old', shop: 'https://shop.example.com/' };
  for (const [name, location] of Object.entries(locations)) {
    const made = await server.command(['application', 'create', name, '--location', location, '--everyone']);
    expect(made.code, made.stderr).toBe(0);
  }
  await visitor.enter(maren);
  await visitor.open('/');
  const list = visitor.page.getByRole('navigation', { name: 'Applications' });
  const hrefs = () => list.getByRole('link').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  expect(await hrefs()).toEqual(Object.values(locations));
  await expect(list.getByRole('listitem').first()).toContainText('archive.localhost:8080');

  const stayed = visitor.javaScript ? await mark(visitor) : async () => {};
  await visitor.link('Go to your account').click();
  await visitor.isAt('/account', 'Your account');
  await visitor.link('Vestibule').click();
  await expect(list.getByRole('link')).toHaveCount(2);
  expect(await hrefs()).toEqual(Object.values(locations));
  await stayed();
});

/** With a home URL on another origin: a program that answers every request. */
const homed = test.extend<{ home: URL }>({
  home: async ({}, use) => {
    const program = createServer((_, answer) => {
      answer.setHeader('content-type', 'text/html');
      answer.end('<!doctype html><link rel="icon" href="data:,"><title>Journal</title><h1>The journal</h1>');
    });
    await new Promise<void>((resolve) => program.listen(0, '127.0.0.1', resolve));
    await use(new URL(`http://localhost:${(program.address() as AddressInfo).port}/posts`));
    program.close();
  },
  settings: async ({ home }, use) => use({ VESTIBULE_HOME_URL: home.href }),
});

homed('a sign-in leads to the home URL, unless a page was requested', { tag: '@nightly-without-javascript' }, async ({ visitor, server, guard, home }) => {
  guard.allowOrigin(home.origin);
  const { username, password } = await member(server);
  for (const [page, destination] of [['/login', home.href], ['/account', '/account']] as const) {
    await visitor.context.clearCookies();
    await visitor.open(page);
    await visitor.fill({ 'Username or email': username, Password: password });
    await visitor.button('Sign in').click();
    await expect(visitor.page).toHaveURL(destination);
  }
  await visitor.page.goto('/login');
  await expect(visitor.page).toHaveURL(home.href);
  await expect(visitor.page.getByRole('heading')).toHaveText('The journal');
});
