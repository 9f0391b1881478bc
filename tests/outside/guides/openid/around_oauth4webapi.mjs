// An application around the functions of the guide for oauth4webapi.
import express from 'express';
import session from 'express-session';
import { begin, complete } from './oauth4webapi_app.mjs';

const home = process.env.APP_URL;
const callback = `${home}/callback`;
const app = express();
app.use(session({ name: 'wiki', secret: 'only for this test', resave: false, saveUninitialized: false }));
app.get('/login', async (request, response) => {
  const { address, pending } = await begin(callback);
  request.session.pending = pending;
  response.redirect(address);
});
app.get('/callback', async (request, response) => {
  try {
    request.session.user = await complete(new URL(request.originalUrl, home), callback, request.session.pending);
    response.redirect('/');
  } catch (error) {
    console.error(error);
    response.status(403).send('You are not signed in.');
  }
});
app.get('/', ({ session: { user } }, response) => response.status(user ? 200 : 401).json(user ?? {}));
app.listen(Number(process.env.PORT), '127.0.0.1');
