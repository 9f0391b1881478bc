// How to reach the states of pages about accounts at providers.

import { consent } from './client_states';
import { administrator, confirmedMember, logIn, member, send, somebody, type Person } from './people';
import { Provider, type Claims } from './provider';
import { open, type Cast, type Reach } from './reach';
import { byId } from './words';

const TITLE = 'The Company';

/** Defines a provider; its name is new, as there may be others. */
async function define({ server }: Cast, definition: object): Promise<void> {
  const { access_token: token } = await logIn(server, await administrator(server));
  await send(server, 'POST', '/api/providers', { client_secret: 'swordfish', client_id: 'vestibule', ...definition }, token);
}

/** A provider at which the visitor has signed in as this person. It vouches for addresses in these domains. */
async function company(cast: Cast, { username, email, name }: Person, domains: string[], more: Claims = {}): Promise<void> {
  const claims = { sub: username, preferred_username: username, email, email_verified: true, name, ...more };
  const provider = await Provider.start(claims);
  cast.visitor.guard.allowOrigin(provider.url);
  const { clientId, clientSecret, url } = provider;
  // A name of its own, because a journey defines several.
  const named = { name: username.replace('.', '-'), title: `${TITLE} (${username})`, issuer: url, trusted_domains: domains };
  await define(cast, { ...named, client_id: clientId, client_secret: clientSecret });
}

/** Signs in at the provider of this person, from the sign-in page, to which the visitor comes in this way. */
async function goThere(cast: Cast, { username }: Person, come: Reach = open('/login')): Promise<void> {
  const { visitor } = cast;
  await come(cast);
  await visitor.link('Sign in with { $provider }', { provider: `${TITLE} (${username})` }).click();
}

/** All kinds of providers are there to choose from. */
export async function offered(cast: Cast): Promise<void> {
  for (const kind of ['google', 'github', 'microsoft']) await define(cast, { name: kind, kind });
  await define(cast, { name: 'company', title: TITLE, issuer: 'https://id.example.org' });
  await cast.visitor.open('/login');
  await cast.visitor.link('Sign in with { $provider }', { provider: TITLE }).waitFor();
}

/** An account at a provider, and none here. */
export async function firstTime(cast: Cast): Promise<void> {
  const person = somebody();
  await company(cast, person, ['example.org']);
  await goThere(cast, person);
  await cast.visitor.isAt('/auth/first-time', byId('title-first-time'));
  await cast.visitor.hydrated();
}

/** The same on the way to a client. */
export async function firstTimeToClient(cast: Cast): Promise<void> {
  const person = somebody();
  await company(cast, person, ['example.org']);
  await goThere(cast, person, consent(''));
  await cast.visitor.page.waitForURL((url) => url.pathname === '/auth/first-time');
  await cast.visitor.heading(byId('title-first-time')).waitFor();
  await cast.visitor.hydrated();
}

/** The provider does not vouch for the address of an account here. */
export async function signInFirst(cast: Cast): Promise<void> {
  const person = await confirmedMember(cast.server);
  await company(cast, person, []);
  await goThere(cast, person);
  await cast.visitor.isAt('/auth/sign-in-first', byId('title-sign-in-first'));
  await cast.visitor.hydrated();
}

/** The provider vouches for the address of an account here that was never confirmed. */
export async function takeOver(cast: Cast): Promise<void> {
  const person = await member(cast.server);
  await company(cast, person, ['example.org']);
  await goThere(cast, person);
  await cast.visitor.isAt('/auth/take-over', byId('title-take-over'));
  await cast.visitor.hydrated();
}

/** Somebody who is signed in links an account. */
export async function link(cast: Cast): Promise<void> {
  const { visitor } = cast;
  const person = somebody();
  await company(cast, person, ['example.org']);
  await visitor.open('/account/security');
  await visitor.unfold(byId('identities'));
  await visitor.link('Link { $provider }', { provider: `${TITLE} (${person.username})` }).click();
  await visitor.isAt('/auth/link', byId('title-link-identity'));
  await visitor.hydrated();
}

/** An account is linked. */
export async function linked(cast: Cast): Promise<void> {
  const { visitor } = cast;
  await link(cast);
  await visitor.button('Link accounts').click();
  await visitor.isAt('/account/security', byId('security'));
  await visitor.heading('Linked accounts').waitFor();
  await visitor.hydrated();
}

/** An account that has neither a password nor a factor confirms who its owner is. */
export async function confirmWithout(cast: Cast): Promise<void> {
  const { visitor } = cast;
  await visitor.clearCookies();
  await firstTime(cast);
  await visitor.button('Create account').click();
  await visitor.isAt('/account', byId('title-account'));
  await visitor.open('/confirm?next=/account/tokens');
  await visitor.button('Send a code to my address').waitFor();
}
