import { member, somebody } from './support/people';
import { expect, test as base } from './support/test';
import { REACHES_PROVIDERS, Upstream } from './support/upstream';
import type { Visitor } from './support/visitor';
import { byId } from './support/words';

const PROVIDER = { provider: 'Company' };

const test = base.extend<{ company: Upstream }>({
  /** The certified provider. */
  company: async ({ server, visitor }, use) => {
    const company = await Upstream.certified(server, visitor);
    await use(company);
    company.stop();
  },
});

test.use({ settings: REACHES_PROVIDERS });

/** Goes to the provider from the page that is open, and signs in there under a name. */
async function signInThere(visitor: Visitor, company: Upstream, name: string): Promise<void> {
  await visitor.link(byId('provider-sign-in'), PROVIDER).click();
  await visitor.page.waitForURL((url) => url.origin === company.url);
  await visitor.page.getByLabel('Name').fill(name);
  await visitor.page.getByRole('button', { name: 'Sign in' }).click();
}

/** Opens an account with the provider; returns what it is called. */
async function openAccount(visitor: Visitor, company: Upstream): Promise<string> {
  const { username } = somebody();
  await visitor.open('/login');
  await signInThere(visitor, company, username);
  await visitor.isAt('/auth/first-time', byId('title-first-time'));
  await visitor.hydrated();
  await visitor.button('Create account').click();
  await visitor.isAt('/account', 'Your account');
  return username;
}

test('a visitor opens an account with a provider, and signs in with it in two presses', { tag: '@plain' }, async ({
  visitor,
  company,
}) => {
  const username = await openAccount(visitor, company);
  await visitor.isSignedInAs({ username, email: `${username}@example.org` });
  await visitor.hydrated();
  await visitor.signOut();
  // The provider knows the person, so its pages are not seen.
  await visitor.link(byId('provider-sign-in'), PROVIDER).click();
  await visitor.isAt('/account', 'Your account');
});

test('the first page can be corrected', async ({ visitor, company }) => {
  const { username } = somebody();
  await visitor.open('/login');
  await signInThere(visitor, company, username);
  await visitor.isAt('/auth/first-time', byId('title-first-time'));
  await expect(visitor.field('Username')).toHaveValue(username);
  await expect(visitor.field('Email')).toHaveValue(`${username}@example.org`);
  await visitor.hydrated();
  await visitor.field('Username').fill('x');
  await visitor.button('Create account').click();
  await expect(visitor.field('Username')).toHaveAttribute('aria-invalid', 'true');
  await visitor.field('Username').fill(`${username}.b`);
  await visitor.button('Create account').click();
  await visitor.isAt('/account', 'Your account');
  await expect(visitor.profile('Username')).toHaveValue(`${username}.b`);
});

test('a username that somebody else takes meanwhile is replaced by one that can be sent', { tag: '@plain' }, async ({
  visitor,
  server,
  company,
}) => {
  const person = somebody();
  await visitor.open('/login');
  await signInThere(visitor, company, person.username);
  await visitor.isAt('/auth/first-time', byId('title-first-time'));
  await expect(visitor.field('Username')).toHaveValue(person.username);
  await visitor.hydrated();
  await member(server, { ...person, email: `other-${person.email}` });
  await visitor.submitRejected(visitor.button('Create account'), '/actions/first_time', 409);
  await expect(visitor.field('Username')).toHaveValue(`${person.username}-2`);
  await visitor.button('Create account').click();
  await visitor.isAt('/account', 'Your account');
  await expect(visitor.profile('Username')).toHaveValue(`${person.username}-2`);
});

test('who cancels there reads here what to do', { tag: '@plain' }, async ({ visitor, company }) => {
  await visitor.open('/login?next=/account/security');
  if (visitor.javaScript) await expect(visitor.button('Sign in with a passkey')).toBeVisible();
  await expect(visitor.separators, 'one above all other ways').toHaveCount(1);
  await visitor.link(byId('provider-sign-in'), PROVIDER).click();
  await visitor.page.waitForURL((url) => url.origin === company.url);
  await visitor.page.getByRole('button', { name: 'Cancel' }).click();
  await visitor.isAtSignIn('/account/security');
  await visitor.seesAlert(byId('upstream-denied'), PROVIDER);
  // The page still leads on to where the visitor wanted to go.
  await visitor.hydrated();
  await visitor.link(byId('provider-sign-in'), PROVIDER).click();
  await visitor.page.waitForURL((url) => url.origin === company.url);
});

test('a user links an account there, and unlinks it', { tag: '@plain' }, async ({ visitor, company, maren }) => {
  const { username } = somebody();
  await visitor.enter(maren, '/account/security');
  await visitor.hydrated();
  await visitor.unfold(byId('identities'));
  await visitor.link(byId('identity-link'), PROVIDER).click();
  await visitor.page.waitForURL((url) => url.origin === company.url);
  await visitor.page.getByLabel('Name').fill(username);
  await visitor.page.getByRole('button', { name: 'Sign in' }).click();
  await visitor.isAt('/auth/link', byId('title-link-identity'));
  await visitor.hydrated();
  await visitor.button(byId('link-identity-now')).click();
  await expect(visitor.page.getByText(`${username}@example.org`).first()).toBeVisible();
  await visitor.hydrated();
  await visitor.unfold(byId('identities'));
  await visitor.section(byId('identities')).getByRole('listitem').locator('summary').click();
  await visitor.button(byId('identity-unlink')).click();
  await expect(visitor.text(byId('identities-none'))).toBeVisible();
});

test('who leaves the provider is signed out here', async ({ visitor, company }) => {
  await openAccount(visitor, company);
  await visitor.page.goto(`${company.url}/session/end`);
  await visitor.page.getByRole('button', { name: 'Leave' }).click();
  await expect(visitor.page.getByText('You have left.')).toBeVisible();
  await expect(async () => {
    await visitor.page.goto('/account');
    await expect(visitor.page).toHaveURL((url) => url.pathname === '/login', { timeout: 1_000 });
  }).toPass();
});

test('a provider of another program is understood', { tag: '@plain' }, async ({ visitor, server }) => {
  const claims = { sub: 'maren', email: 'maren@example.org', email_verified: true };
  const mock = await Upstream.mock(server, visitor, claims);
  await visitor.open('/login');
  await visitor.link(byId('provider-sign-in'), PROVIDER).click();
  await visitor.isAt('/auth/first-time', byId('title-first-time'));
  await expect(visitor.field('Email')).toHaveValue('maren@example.org');
  mock.stop();
});

test('an answer that is meant for another program is refused', async ({ visitor, server }) => {
  const mock = await Upstream.mock(server, visitor, { aud: 'another' });
  await visitor.open('/login');
  await visitor.link(byId('provider-sign-in'), PROVIDER).click();
  await visitor.page.waitForURL((url) => url.pathname === '/login');
  await visitor.seesAlert(byId('upstream-audience'), PROVIDER);
  mock.stop();
});
