// How to reach the states of pages about clients of the OpenID provider.

import { expect } from '@playwright/test';
import { administrator, logIn, send } from './people';
import { administer, newName, type Cast, type Reach } from './reach';
import { byId, words } from './words';

const API = 'https://notes.example.com/api';

/** A client of a new application that everybody may enter; returns its id. */
async function newClient({ server }: Cast, kind: 'public' | 'confidential'): Promise<string> {
  const { access_token: token } = await logIn(server, await administrator(server));
  const name = newName('a-wiki-with-a-long-name');
  const place = `https://${name}.example.com/`;
  await send(server, 'POST', '/api/applications', { name, locations: [place], everyone: true }, token);
  const definition = {
    client_id: name,
    kind,
    redirect_uris: [`${place}callback`],
    grants: ['authorization_code', 'refresh_token'],
    resources: [API],
    description: 'Notes that a team keeps together.',
  };
  await send(server, 'POST', `/api/applications/${name}/clients`, definition, token);
  return name;
}

/** Comes from a client, which wants to learn all that there is. `prompt`: what it asks for. */
export function consent(prompt: string): Reach {
  return async (cast) => {
    const parameters = {
      client_id: await newClient(cast, 'public'),
      response_type: 'code',
      scope: 'openid profile email groups offline_access',
      resource: API,
      // RFC 7636, appendix B.
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
      prompt,
    };
    await cast.visitor.open(`/oauth/authorize?${new URLSearchParams(parameters)}`);
  };
}

/** Comes from a client that is not registered. */
export async function unregistered({ visitor, guard }: Cast): Promise<void> {
  guard.expect('/oauth/authorize', 400);
  await visitor.open('/oauth/authorize?client_id=unknown');
}

/** A part of the page of a client that has a secret, as an administrator. */
async function clientPage(cast: Cast, part = ''): Promise<void> {
  await administer(`/clients/${part}${await newClient(cast, 'confidential')}`)(cast);
}

/** Where it is connected, with a second secret, which is shown. */
export async function client(cast: Cast): Promise<void> {
  await clientPage(cast, 'secrets/');
  const { visitor } = cast;
  await visitor.button('Add secret').click();
  await visitor.page.getByText(/^vcs_/).first().waitFor();
  await visitor.hydrated();
}

/** The list of its secrets. */
export async function secrets(cast: Cast): Promise<void> {
  await clientPage(cast, 'secrets/');
}

/** Its settings, with one part open. */
export async function settings(cast: Cast): Promise<void> {
  await clientPage(cast, 'settings/');
  await cast.visitor.page.locator('summary', { hasText: words('Grant types') }).click();
}

/** With what the client would learn of a user. */
export async function learned(cast: Cast): Promise<void> {
  await clientPage(cast, 'access/');
  const { visitor, maren } = cast;
  await visitor.field('Username, email address or id').fill(maren.username);
  await visitor.button('Show').click();
  await visitor.text('{ $name } may enter.', { name: maren.username }).waitFor();
  await visitor.hydrated();
}

/** What the client would get of the administrator, with its tokens. */
export async function tried(cast: Cast): Promise<void> {
  await clientPage(cast, 'trial/');
  const { visitor } = cast;
  await visitor.heading('Not tested from here').waitFor();
  for (const title of ['ID token', 'Access token', 'Userinfo'] as const) {
    await visitor.page.locator('summary', { hasText: words(title) }).click();
  }
}

/** A program is chosen, with all others in sight. */
export async function connecting({ visitor }: Cast): Promise<void> {
  await visitor.page.getByText('Grafana', { exact: true }).click();
  await visitor.field('Where is it?').fill('https://grafana.example.com');
  await visitor.page.locator('details.fold > summary').click();
  await visitor.heading('Filled in for you').waitFor();
}

/** The page of a client that was connected just now: with its secret, and what to paste. */
export async function connected(cast: Cast): Promise<void> {
  await connecting(cast);
  const { visitor } = cast;
  await visitor.choice('Everyone').check();
  await visitor.button('Connect').click();
  // A second one on the same server has another id.
  await expect(visitor.page).toHaveURL(/\/clients\/grafana/);
  await visitor.page.getByLabel('grafana.ini', { exact: true }).waitFor();
  await visitor.hydrated();
}

/** The page of a client that was refused two things, each with a button that mends it. */
export async function refusedTwice(cast: Cast): Promise<void> {
  const { server, visitor } = cast;
  const name = await newClient(cast, 'confidential');
  const callback = `https://${name}.example.com/callback`;
  // Without PKCE, and then with an address that is not registered.
  for (const redirect_uri of [callback, `${callback}/`]) {
    const parameters = { client_id: name, response_type: 'code', scope: 'openid profile', redirect_uri };
    await fetch(`${server.url}/oauth/authorize?${new URLSearchParams(parameters)}`, { redirect: 'manual' });
  }
  // They are written every two seconds.
  const noted = async () => JSON.parse(await server.command(['client', 'refusals', name, '--json'])).refusals.length;
  await expect.poll(noted, 'what the client was refused is on its page').toBe(2);
  await administer(`/clients/${name}`)(cast);
  await visitor.button(byId('client-mend-pkce')).waitFor();
}
