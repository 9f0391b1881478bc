// An application around express-openid-connect, as its documentation has it.
import express from 'express';
import session from 'express-session';
import { createRequire } from 'node:module';

const { auth } = createRequire(import.meta.url)('express-openid-connect');
const store = new session.MemoryStore();
const app = express();

PASTED
app.get('/', async (request, response) => {
  if (!request.oidc.isAuthenticated()) return response.status(401).json({});
  response.json(request.oidc.user);
});
app.listen(Number(process.env.PORT), '127.0.0.1');
