import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { registerClient, request } from './support/clients';
import { somebody, type Person } from './support/people';
import type { Server } from './support/server';
import { expect, test as base } from './support/test';
import { isPast } from './support/tokens';
import type { Visitor } from './support/visitor';
import { byId, words } from './support/words';

const APP = 'com.example.wiki:';

/** A client that leads on from where it gets its answers, as one does whose pages are on another host than its API. */
interface Client {
  /** Its origin. */
  site: string;
  /** Where it leads on to. */
  home: string;
  /** Where a browser was, in this order: `wiki /callback`, `home /arrived`. */
  visited: string[];
  /** From now on its home leads on to an app. */
  leadToApp(): void;
}

const test = base.extend<{ client: Client }>({
  client: async ({ visitor }, use) => {
    const visited: string[] = [];
    let [home, hasApp] = ['', false];
    const listener = createServer(({ url, headers }, response) => {
      const [host] = headers.host!.split('.');
      visited.push(`${host} ${url?.replace(/\?.*/, '')}`);
      if (host === 'wiki') response.writeHead(302, { location: home }).end();
      else if (hasApp) response.writeHead(302, { location: `${APP}/done` }).end();
      else response.setHeader('content-type', 'text/html').end('<link rel="icon" href="data:,"><h1>Home</h1>');
    });
    await once(listener.listen(0, '127.0.0.1'), 'listening');
    const { port } = listener.address() as AddressInfo;
    const site = `http://wiki.localhost:${port}`;
    home = `http://home.localhost:${port}/arrived`;
    visitor.guard.allowOrigin(site);
    visitor.guard.allowOrigin(new URL(home).origin);
    await use({ site, home, visited, leadToApp: () => void (hasApp = true) });
    listener.closeAllConnections();
    listener.close();
  },
});

/** The doors whose form ends at the client: what has to be done before, and what is pressed. */
const DOORS: Record<string, (visitor: Visitor, server: Server, client: Client, person: Person) => Promise<void>> = {
  'the answer to the question': async (visitor, server, { site }, person) => {
    await visitor.authenticate(person);
    await visitor.page.goto(request(server, site, { prompt: 'consent' }));
    await visitor.button(byId('consent-allow')).click();
  },
  'a refusal': async (visitor, server, { site }, person) => {
    await visitor.authenticate(person);
    await visitor.page.goto(request(server, site, { prompt: 'consent' }));
    await visitor.button(byId('consent-deny')).click();
  },
  'the answer to the question, by POST': async (visitor, server, { site }, person) => {
    await visitor.authenticate(person);
    await visitor.page.goto(request(server, site, { prompt: 'consent', response_mode: 'form_post' }));
    await visitor.button(byId('consent-allow')).click();
    if (!visitor.javaScript) await visitor.button(byId('oauth-post-go-on')).click();
  },
  'a sign-in': async (visitor, server, { site }, person) => {
    await visitor.open(request(server, site));
    await visitor.signInHere(person);
  },
  'a sign-in, with an answer by POST': async (visitor, server, { site }, person) => {
    await visitor.open(request(server, site, { response_mode: 'form_post' }));
    await visitor.signInHere(person);
    if (!visitor.javaScript) await visitor.button(byId('oauth-post-go-on')).click();
  },
  'a confirmation': async (visitor, server, { site }, person) => {
    await visitor.authenticate(person);
    await visitor.open(request(server, site, { prompt: 'login' }));
    await visitor.page.waitForURL((url) => url.pathname === '/confirm');
    // Proofs have whole seconds: one of the same second as the sign-in would be asked for once more.
    await isPast(Math.floor(Date.now() / 1000) + 1);
    await visitor.hydrated();
    await visitor.page.locator('form[action="/actions/confirm"] input[name=password]').fill(person.password);
    await visitor.page.locator('form[action="/actions/confirm"] .btn-primary').click();
  },
  'a registration': async (visitor, server, { site }) => {
    await visitor.open(request(server, site));
    const next = new URL(visitor.page.url()).searchParams.get('next')!;
    await visitor.open(`/register?next=${encodeURIComponent(next)}`);
    await visitor.fillAccount(somebody());
    await visitor.button('Create account').click();
  },
  'a sign-out': async (visitor, server, { site }, person) => {
    await visitor.authenticate(person);
    const parameters = { client_id: 'wiki', post_logout_redirect_uri: `${site}/goodbye` };
    await visitor.page.goto(`${server.url}/oauth/logout?${new URLSearchParams(parameters)}`);
    await visitor.button('Sign out').click();
  },
};

for (const [door, pass] of Object.entries(DOORS)) {
  test(`${door} arrives where the client leads on to`, { tag: '@plain' }, async ({ visitor, server, client, maren }) => {
    await register(server, client);
    await pass(visitor, server, client, maren);
    await visitor.page.waitForURL(client.home);
    await expect(visitor.page.getByRole('heading')).toHaveText('Home');
    expect(client.visited[0]).toMatch(/^wiki /);
  });

  test(`${door} is led on to an app`, { tag: '@plain' }, async ({ visitor, server, client, maren }) => {
    await register(server, client);
    visitor.guard.allowApp(APP);
    client.leadToApp();
    await pass(visitor, server, client, maren);
    // No app opens in a test. What the policy of a page forbids is on the console, which fails the test.
    await expect.poll(() => client.visited).toContain('home /arrived');
  });
}

test('who goes back from the client is on the page with the question', { tag: '@plain' }, async ({ visitor, server, client, maren }) => {
  await register(server, client);
  await DOORS['the answer to the question']!(visitor, server, client, maren);
  await visitor.page.waitForURL(client.home);
  await visitor.page.goBack();
  await expect(visitor.page).toHaveURL((url) => url.pathname === '/oauth/consent');
});

test('a form whose answer is for an app ends on a page that goes there and has a link', { tag: '@plain' }, async ({
  visitor,
  server,
  client,
  maren,
}) => {
  await register(server, client, { redirect_uris: [`${APP}/callback`] });
  visitor.guard.allowApp(APP);
  const session = await visitor.context.newCDPSession(visitor.page);
  await session.send('Page.enable');
  const requested: string[] = [];
  session.on('Page.frameRequestedNavigation', ({ url }) => void requested.push(url));
  await visitor.authenticate(maren);
  await visitor.page.goto(request(server, client.site, { redirect_uri: `${APP}/callback` }));
  await visitor.button(byId('consent-allow')).click();
  await expect(visitor.page.getByRole('heading', { level: 1 })).toHaveText(words(byId('lead-on-title')));
  await expect(visitor.link(byId('lead-on'))).toHaveAttribute('href', new RegExp(`^${APP}/callback\\?code=`));
  await expect.poll(() => requested.some((url) => url.startsWith(`${APP}/callback?code=`))).toBe(true);
});

/** The client with what the doors need; `changes` replace it. */
async function register(server: Server, { site }: Client, changes: object = {}): Promise<void> {
  await registerClient(server, site, { post_logout_redirect_uris: [`${site}/goodbye`], ...changes });
}
