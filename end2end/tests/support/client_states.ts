// How to reach the states of pages about clients of the OpenID provider.

import { administrator, logIn, send } from './people';
import { administer, newName, type Cast, type Reach } from './reach';

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

/** The page of a client that has a secret, as an administrator. */
async function clientPage(cast: Cast): Promise<void> {
  await administer(`/clients/${await newClient(cast, 'confidential')}`)(cast);
}

/** With a second secret, which is shown. */
export async function client(cast: Cast): Promise<void> {
  await clientPage(cast);
  const { visitor } = cast;
  await visitor.button('Add secret').click();
  await visitor.field('Secret').waitFor();
  await visitor.hydrated();
}

/** With what the client would learn of a user. */
export async function learned(cast: Cast): Promise<void> {
  await clientPage(cast);
  const { visitor, maren } = cast;
  await visitor.field('Username, email address or id').fill(maren.username);
  await visitor.button('Show').click();
  await visitor.text('{ $name } may enter.', { name: maren.username }).waitFor();
  await visitor.hydrated();
}

/** What the client would get when the administrator signs in there. */
export async function tried(cast: Cast): Promise<void> {
  await clientPage(cast);
  const { visitor } = cast;
  await visitor.link('Sign in as the client would').click();
  await visitor.isAt('/oauth/trial', 'Try it');
  // A trial that has failed has no tokens.
  await visitor.heading('Access token').waitFor();
}
