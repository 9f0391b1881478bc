// A provider of OpenID Connect, the certified oidc-provider, for browser tests: oidc_provider.mjs ADDRESS
//
// ADDRESS is that of the server whose people sign in here. Prints the issuer when it listens. Its accounts are made up: each
// name that is entered is a person, with the address `NAME@example.org`, which counts as confirmed.

import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';

// Node 20 does not have it.
URL.parse ??= (text, base) => (URL.canParse(text, base) ? new URL(text, base) : null);
const { Provider } = await import('oidc-provider');

const client = process.argv[2];
const server = createServer();
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;

const page = (content) => `<!doctype html><title>Company</title><link rel="icon" href="data:,"><h1>Company</h1>${content}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'vestibule',
      client_secret: 'a-secret-of-the-tests',
      redirect_uris: [`${client}/auth/with/company/callback`],
      backchannel_logout_uri: `${client}/auth/with/company/backchannel-logout`,
      backchannel_logout_session_required: true,
    },
  ],
  claims: { email: ['email', 'email_verified'], profile: ['name', 'preferred_username'] },
  cookies: { keys: [randomBytes(32).toString('hex')] },
  features: {
    // Its pages load fonts of another host.
    devInteractions: { enabled: false },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (context, form) => {
        context.body = page(`${form}<button type="submit" form="op.logoutForm" name="logout" value="yes">Leave</button>`);
      },
      postLogoutSuccessSource: (context) => {
        context.body = page('<p>You have left.</p>');
      },
    },
  },
  // Without its rule that no request goes to this machine: the client is here.
  fetch: (url, { dispatcher: _, ...options }) => fetch(url, options),
  findAccount: (_, name) => ({
    accountId: name,
    claims: () => ({
      sub: name,
      email: `${name}@example.org`,
      email_verified: true,
      name: 'Maren Holt',
      preferred_username: name,
    }),
  }),
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  // People are not asked what the client may learn.
  loadExistingGrant: async ({ oidc }) => {
    const grant = new provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
    grant.addOIDCScope('openid email profile');
    await grant.save();
    return grant;
  },
});

async function interact(request, response) {
  const { uid } = await provider.interactionDetails(request, response);
  if (request.method === 'GET') {
    response.setHeader('content-type', 'text/html');
    response.end(
      page(`<form method="post" action="/interaction/${uid}"><label>Name <input name="name"></label>
        <button>Sign in</button> <button name="cancel" value="yes">Cancel</button></form>`),
    );
    return;
  }
  let body = '';
  for await (const part of request) body += part;
  const fields = new URLSearchParams(body);
  const result = fields.has('cancel')
    ? { error: 'access_denied', error_description: 'cancelled' }
    : { login: { accountId: fields.get('name') } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

const answer = provider.callback();
server.on('request', (request, response) => {
  if (!request.url.startsWith('/interaction/')) {
    answer(request, response);
    return;
  }
  interact(request, response).catch((error) => {
    console.error(error);
    response.statusCode = 500;
    response.end();
  });
});
console.log(issuer);
