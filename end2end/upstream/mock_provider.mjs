// A provider of OpenID Connect without pages, oauth2-mock-server, for browser tests: mock_provider.mjs CLAIMS
//
// It signs in everybody at once as the same person. CLAIMS (JSON) are added to its tokens. Prints the issuer when it listens.

import { OAuth2Server } from 'oauth2-mock-server';

const claims = JSON.parse(process.argv[2] ?? '{}');
const server = new OAuth2Server();
await server.issuer.keys.generate('RS256');
server.service.on('beforeTokenSigning', (token) => Object.assign(token.payload, claims));
await server.start(0, '127.0.0.1');
server.issuer.url = `http://127.0.0.1:${server.address().port}`;
console.log(server.issuer.url);
