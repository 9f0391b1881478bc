/** A client of the OpenID provider, and what it asks. */

import { administrator, logIn, send } from './people';
import type { Server } from './server';

/** An application with a public client at `site`. */
export async function registerClient(server: Server, site: string, definition: object): Promise<void> {
  const { access_token: token } = await logIn(server, await administrator(server));
  const application = { name: 'wiki', title: 'Wiki', locations: [`${site}/`], everyone: true };
  await send(server, 'POST', '/api/applications', application, token);
  const more = { client_id: 'wiki', kind: 'public', redirect_uris: [`${site}/callback`], ...definition };
  await send(server, 'POST', '/api/applications/wiki/clients', more, token);
}

/** The address to which that client sends a browser. */
export function request(server: Server, site: string, more: Record<string, string> = {}): string {
  const parameters = {
    client_id: 'wiki',
    redirect_uri: `${site}/callback`,
    response_type: 'code',
    scope: 'openid profile',
    state: 'from-the-page',
    // RFC 7636, appendix B.
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
    ...more,
  };
  return `${server.url}/oauth/authorize?${new URLSearchParams(parameters)}`;
}
