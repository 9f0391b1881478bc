// An application around openid-client, as its documentation has it.
import express from 'express';
import session from 'express-session';

PASTED

const home = process.env.APP_URL;
const app = express();
app.use(session({ secret: process.env.SESSION_SECRET, resave: false, saveUninitialized: false }));
app.get('/login', (request, response) => response.redirect(url.href));
app.get('/callback', async (request, response) => {
  try {
    const checks = { pkceCodeVerifier: verifier, idTokenExpected: true };
    const tokens = await client.authorizationCodeGrant(config, new URL(request.originalUrl, home), checks);
    request.session.user = await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
    request.session.idToken = tokens.id_token;
    response.redirect('/');
  } catch (error) {
    console.error(error);
    response.status(403).send('You are not signed in.');
  }
});
app.get('/logout', (request, response) => {
  const parameters = { post_logout_redirect_uri: `${home}/`, id_token_hint: request.session.idToken };
  request.session.destroy(() => response.redirect(client.buildEndSessionUrl(config, parameters).href));
});
app.get('/', ({ session: { user } }, response) => response.status(user ? 200 : 401).json(user ?? {}));
app.listen(Number(process.env.PORT), '127.0.0.1');
