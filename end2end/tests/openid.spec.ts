import type { Page } from '@playwright/test';
import { registerClient, request, serveSite } from './support/clients';
import { member, type Person } from './support/people';
import { expect, test as base } from './support/test';
import { byId, words } from './support/words';

/** The tests with a client: the address of its site. */
const test = base.extend<{ site: string }>({
  site: async ({ visitor }, use) => {
    const site = await serveSite(visitor);
    await use(site.url);
    site.stop();
  },
});

test('a popup signs in at the client and returns to the page that has opened it', async ({
  visitor,
  server,
  site,
  maren,
}) => {
  await registerClient(server, site, { consent: 'once' });
  await visitor.page.goto(site);
  const [popup] = await Promise.all([
    visitor.page.waitForEvent('popup'),
    visitor.page.evaluate((url) => void window.open(url, 'sign-in', 'width=500,height=700'), request(server, site)),
  ]);
  await popup.waitForURL((url) => url.pathname === '/login');
  await fillIn(popup, maren);
  await popup.waitForURL((url) => url.pathname === '/oauth/consent');
  await expect(popup.getByRole('heading', { level: 1 })).toHaveText(words(byId('consent-tell-heading'), { application: 'Wiki' }));
  await Promise.all([popup.waitForEvent('close'), popup.getByRole('button', { name: words(byId('consent-allow')), exact: true }).click()]);
  // The callback has told the page that has opened it, which a policy of any page on the way could have prevented.
  await expect(visitor.page.locator('output')).toContainText('code=');
  await expect(visitor.page.locator('output')).toContainText('state=from-the-page');
});

test('a client gets its answer after a sign-in, and without JavaScript', { tag: '@plain' }, async ({ visitor, server, site, maren }) => {
  await registerClient(server, site, {});
  await visitor.page.goto(request(server, site, { login_hint: maren.username }));
  await expect(visitor.field('Username or email')).toHaveValue(maren.username);
  await visitor.hydrated();
  await visitor.signInHere(maren);
  await visitor.page.waitForURL((url) => url.href.startsWith(`${site}/callback?code=`));
  expect(new URL(visitor.page.url()).searchParams.get('iss')).toBe(server.url);
});

test('an answer by POST is sent by the page, or by its button', { tag: '@plain' }, async ({ visitor, server, site, maren }) => {
  await registerClient(server, site, {});
  await visitor.authenticate(maren);
  await visitor.page.goto(request(server, site, { response_mode: 'form_post' }));
  if (!visitor.javaScript) await visitor.button(byId('oauth-post-go-on')).click();
  await visitor.page.waitForURL(`${site}/callback`);
  await expect(visitor.page.getByText('POST')).toBeVisible();
});

test('who refuses returns to the client with an error', { tag: '@plain' }, async ({ visitor, server, site, maren }) => {
  await registerClient(server, site, { consent: 'always' });
  await visitor.authenticate(maren);
  await visitor.page.goto(request(server, site));
  await visitor.button(byId('consent-deny')).click();
  await visitor.page.waitForURL((url) => url.href.startsWith(`${site}/callback?error=access_denied`));
});

test('the page that asks shows the logo of the client', async ({ visitor, server, site, maren }) => {
  const host = 'https://static.example.com';
  await registerClient(server, site, { consent: 'always', logo_uri: `${host}/logo.svg` });
  visitor.guard.allowOrigin(host);
  const logo = '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"></svg>';
  await visitor.context.route(`${host}/**`, (route) => route.fulfill({ contentType: 'image/svg+xml', body: logo }));
  await visitor.authenticate(maren);
  await visitor.page.goto(request(server, site));
  const image = visitor.page.locator('img.client-logo');
  // It has loaded, which the policy of the page could have prevented, and has the size that was kept free for it.
  await expect.poll(() => image.evaluate((picture: HTMLImageElement) => picture.naturalWidth)).toBe(64);
  expect(await image.boundingBox()).toMatchObject({ width: 40, height: 40 });
});

test('the pages on the way to a client name its application', { tag: '@plain' }, async ({ visitor, server, site }) => {
  await registerClient(server, site, {});
  const named = visitor.text('to continue to { $application }', { application: 'Wiki' });
  await visitor.open(request(server, site));
  await expect(named).toBeVisible();
  // Where the program runs, it opens this page by itself.
  await visitor.link('Create account', {}, visitor.page.getByRole('main')).click();
  await expect(visitor.heading('Create account')).toBeVisible();
  await expect(named).toBeVisible();
  await visitor.open('/login?next=/account');
  await expect(visitor.heading('Sign in')).toBeVisible();
  await expect(named).toBeHidden();
});

test('who is asked again goes back to the client, or uses another account', { tag: '@plain' }, async ({
  visitor,
  server,
  site,
  maren,
}) => {
  await registerClient(server, site, {});
  await visitor.authenticate(maren);
  await visitor.open(request(server, site, { prompt: 'login' }));
  await visitor.button('Back without confirming').click();
  await visitor.page.waitForURL((url) => url.href.startsWith(`${site}/callback?error=access_denied`));
  await visitor.open(request(server, site, { prompt: 'login' }));
  await visitor.button('Use another account').click();
  await visitor.page.waitForURL((url) => url.pathname === '/login');
  await visitor.hydrated();
  await visitor.signInHere(await member(server));
  await visitor.page.waitForURL((url) => url.href.startsWith(`${site}/callback?code=`));
});

/** Signs in on the page of a popup. */
async function fillIn(popup: Page, { username, password }: Person): Promise<void> {
  await popup.getByLabel(words('Username or email'), { exact: true }).fill(username);
  await popup.getByLabel(words('Password'), { exact: true }).fill(password);
  await popup.getByRole('button', { name: words('Sign in'), exact: true }).click();
}
