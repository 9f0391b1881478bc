import type { Page } from '@playwright/test';
import { registerClient, request, serveSite } from './support/clients';
import { addApp, addPasskey, Authenticator } from './support/factors';
import { somebody, type Person } from './support/people';
import type { Server } from './support/server';
import { expect, test as base } from './support/test';
import { REACHES_PROVIDERS, Upstream } from './support/upstream';
import type { Visitor } from './support/visitor';
import { byId, words } from './support/words';

const PROVIDER = { provider: 'Company' };
/** What pages have of the goal in their address, at most. */
const SHORT = 200;

interface Fixtures {
  /** The site of a client. */
  site: string;
  /** The certified provider. */
  company: Upstream;
}

const test = base.extend<Fixtures>({
  site: async ({ visitor }, use) => {
    const site = await serveSite(visitor);
    await use(site.url);
    site.stop();
  },

  company: async ({ server, visitor }, use) => {
    const company = await Upstream.certified(server, visitor);
    await use(company);
    company.stop();
  },
});

test.use({ settings: REACHES_PROVIDERS });

/** Whom a door is for, and what they do at the sign-in page that `come` opens. */
type Door = (visitor: Visitor, person: Person, come: () => Promise<void>) => Promise<void>;

const password: Door = async (visitor, person, come) => {
  await come();
  await visitor.hydrated();
  await visitor.signInHere(person);
};

const passkey: Door = async (visitor, person, come) => {
  await Authenticator.in(visitor, { isUsedInField: false });
  await visitor.authenticate(person);
  await addPasskey(visitor);
  await visitor.clearCookies();
  await come();
  await visitor.button('Sign in with a passkey').click();
};

/** The browser offers the passkey in the field of the username, and it is chosen at once. */
const passkeyInField: Door = async (visitor, person, come) => {
  await Authenticator.in(visitor);
  await visitor.authenticate(person);
  await addPasskey(visitor);
  await visitor.clearCookies();
  await come();
};

const secondFactor: Door = async (visitor, person, come) => {
  await visitor.authenticate(person);
  const app = await addApp(visitor);
  await visitor.clearCookies();
  await come();
  await visitor.hydrated();
  await visitor.signInHere(person);
  await visitor.page.waitForURL((url) => url.pathname === '/login/second-factor');
  await visitor.hydrated();
  await visitor.field('Code from your authenticator app').fill(app.code());
  await visitor.button('Sign in').click();
};

/** Signs in at the provider under a name, on a page from which a link leads there. */
async function signInThere(page: Page, company: Upstream, name: string): Promise<void> {
  await page.getByRole('link', { name: words(byId('provider-sign-in'), PROVIDER), exact: true }).click();
  await page.waitForURL((url) => url.origin === company.url);
  await page.getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => url.pathname === '/auth/first-time');
}

function firstTime(company: Upstream): Door {
  return async (visitor, _, come) => {
    await come();
    await signInThere(visitor.page, company, somebody().username);
    await visitor.hydrated();
    await visitor.button('Create account').click();
  };
}

/** The address to which the client sends a browser, of 7,000 characters. */
function longRequest(server: Server, site: string): string {
  const short = request(server, site, { note: '' });
  return short + 'a'.repeat(7_000 - short.length);
}

/** Watches the address bar: no page of the server has more than a short name of the goal in it. */
function watchAddresses({ page }: Visitor, server: Server): () => void {
  const seen: URL[] = [];
  page.on('framenavigated', (frame) => {
    if (frame === page.mainFrame()) seen.push(new URL(frame.url()));
  });
  return () => {
    const named = seen.filter(({ origin, searchParams }) => origin === server.url && searchParams.has('next'));
    expect(named.length, 'pages on the way').toBeGreaterThan(0);
    for (const { pathname, searchParams } of named) expect(searchParams.get('next')!.length, pathname).toBeLessThanOrEqual(SHORT);
  };
}

/** Walks through a door to a client. */
async function toClient(door: Door, visitor: Visitor, server: Server, site: string, person: Person): Promise<void> {
  await registerClient(server, site, {});
  let areShort = () => {};
  await door(visitor, person, async () => {
    areShort = watchAddresses(visitor, server);
    // It may lead on before the program of the page runs.
    await visitor.page.goto(longRequest(server, site));
  });
  await visitor.page.waitForURL((url) => url.href.startsWith(`${site}/callback?code=`));
  expect(new URL(visitor.page.url()).searchParams.get('state')).toBe('from-the-page');
  areShort();
  // Nothing is left of the way.
  const cookies = await visitor.context.cookies(server.url);
  expect(cookies.map(({ name }) => name).filter((name) => /_(to|with)_/.test(name))).toEqual([]);
}

/** Walks through a door to a page with filters, whose address is too long for another one. */
async function toPage(door: Door, visitor: Visitor, server: Server, person: Person): Promise<void> {
  const page = `/account/devices?filter=${'a'.repeat(1_880)}`;
  let areShort = () => {};
  await door(visitor, person, async () => {
    areShort = watchAddresses(visitor, server);
    await visitor.page.goto(page);
  });
  await visitor.isAt(page, byId('devices'));
  areShort();
}

for (const [name, door] of Object.entries({ password, 'second factor': secondFactor })) {
  test(`${name}: a client with a long request gets its answer`, { tag: '@plain' }, async ({ visitor, server, site, maren }) => {
    await toClient(door, visitor, server, site, maren);
  });

  test(`${name}: a page with a long address opens`, { tag: '@plain' }, async ({ visitor, server, maren }) => {
    await toPage(door, visitor, server, maren);
  });
}

for (const [name, door] of Object.entries({ passkey, 'passkey in the field': passkeyInField })) {
  test(`${name}: a client with a long request gets its answer`, async ({ visitor, server, site, maren }) => {
    await toClient(door, visitor, server, site, maren);
  });
}

test('passkey: a page with a long address opens', async ({ visitor, server, maren }) => {
  await toPage(passkey, visitor, server, maren);
});

test('first time at a provider: a client with a long request gets its answer', { tag: '@plain' }, async ({
  visitor,
  server,
  site,
  company,
  maren,
}) => {
  await toClient(firstTime(company), visitor, server, site, maren);
});

test('first time at a provider: a page with a long address opens', { tag: '@plain' }, async ({ visitor, server, company, maren }) => {
  await toPage(firstTime(company), visitor, server, maren);
});

test('a popup by way of a provider returns to the page that has opened it', async ({ visitor, server, site, company }) => {
  await registerClient(server, site, {});
  await visitor.page.goto(site);
  const [popup] = await Promise.all([
    visitor.page.waitForEvent('popup'),
    visitor.page.evaluate((url) => void window.open(url, 'sign-in', 'width=500,height=700'), longRequest(server, site)),
  ]);
  await popup.waitForURL((url) => url.pathname === '/login');
  await signInThere(popup, company, somebody().username);
  const create = popup.getByRole('button', { name: words('Create account'), exact: true });
  await Promise.all([popup.waitForEvent('close'), create.click()]);
  // A policy of any page on the way could have prevented that.
  await expect(visitor.page.locator('output')).toContainText('code=');
  await expect(visitor.page.locator('output')).toContainText('state=from-the-page');
});
