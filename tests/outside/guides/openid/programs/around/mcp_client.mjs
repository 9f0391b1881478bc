// A program that signs in with the parts of the MCP SDK that do so.
import { once } from 'node:events';
import { createServer } from 'node:http';
import {
  discoverAuthorizationServerMetadata,
  exchangeAuthorization,
  startAuthorization,
} from '@modelcontextprotocol/sdk/client/auth.js';

PASTED

const issuer = process.env.VESTIBULE_URL;
const listener = createServer().listen(0, '127.0.0.1');
await once(listener, 'listening');
const redirectUrl = `http://127.0.0.1:${listener.address().port}/callback`;
const metadata = await discoverAuthorizationServerMetadata(issuer);
const begun = await startAuthorization(issuer, { metadata, clientInformation, redirectUrl, scope });
console.log(`Open ${begun.authorizationUrl}`);

const [request, response] = await once(listener, 'request');
response.setHeader('Connection', 'close').end('Go on in the program.');
listener.close();
const authorizationCode = new URL(request.url, redirectUrl).searchParams.get('code');
if (!authorizationCode) throw new Error(`not signed in: ${request.url}`);
const { codeVerifier } = begun;
const asked = { metadata, clientInformation, authorizationCode, codeVerifier, redirectUri: redirectUrl };
const tokens = await exchangeAuthorization(issuer, asked);
if (!tokens.refresh_token) throw new Error('there is no refresh token, although it asked for offline_access');
const headers = { Authorization: `Bearer ${tokens.access_token}` };
const user = await (await fetch(metadata.userinfo_endpoint ?? `${issuer}/oauth/userinfo`, { headers })).json();
console.log(`You are ${user.sub}`);
