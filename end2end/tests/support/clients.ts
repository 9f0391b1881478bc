/** A client of the OpenID provider, and what it asks. */

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { administrator, logIn, send } from './people';
import type { Server } from './server';
import type { Visitor } from './visitor';

/** The site of a client: a page that shows what its popup tells it, and the page where it gets its answers. */
export interface Site {
  /** Its origin. */
  url: string;
  stop(): void;
}

/** Serves the site of a client at an address of its own. Playwright could not answer after a redirect. */
export async function serveSite(visitor: Visitor): Promise<Site> {
  const listener = createServer(({ method, url }, response) => {
    response.setHeader('content-type', 'text/html').end(url?.startsWith('/callback') ? callback(method ?? '') : PAGE);
  });
  await once(listener.listen(0, '127.0.0.1'), 'listening');
  const url = `http://wiki.localhost:${(listener.address() as AddressInfo).port}`;
  visitor.guard.allowOrigin(url);
  const stop = () => {
    listener.closeAllConnections();
    listener.close();
  };
  return { url, stop };
}

const PAGE = `<link rel="icon" href="data:,"><output></output>
  <script>addEventListener('message', ({ data }) => { document.querySelector('output').textContent = data; });</script>`;

/** Tells the page that has opened it where it was led to, as `signinPopup` of oidc-client-ts does it. */
function callback(method: string): string {
  return `<link rel="icon" href="data:,"><p>${method}</p>
    <script>if (window.opener) { window.opener.postMessage(location.href, location.origin); window.close(); }</script>`;
}

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
