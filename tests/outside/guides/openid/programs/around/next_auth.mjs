// next-auth in Express, which gives it what Next.js would: the segments of the path, the cookies and the body.
import express from 'express';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const NextAuth = require('next-auth').default;
const { parse } = require('cookie');

const options = {
  secret: process.env.SESSION_SECRET,
  callbacks: {
    jwt: ({ token, profile }) => (profile ? { ...token, groups: profile.groups } : token),
    session: ({ session, token }) => ({ ...session, user: { ...session.user, id: token.sub, groups: token.groups } }),
  },
  PASTED
};

const app = express();
app.use('/api/auth', express.urlencoded({ extended: false }), (request, response) => {
  const nextauth = request.path.split('/').filter(Boolean);
  const { method, headers, body } = request;
  const asked = { method, headers, body, cookies: parse(headers.cookie ?? ''), query: { ...request.query, nextauth } };
  return NextAuth(asked, response, options);
});
app.listen(Number(process.env.PORT), '127.0.0.1');
