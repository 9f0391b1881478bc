// An application around Passport, as its documentation has it.
import express from 'express';
import session from 'express-session';
import passport from 'passport';
import OpenIDConnectStrategy from 'passport-openidconnect';

const app = express();
app.use(session({ secret: process.env.SESSION_SECRET, resave: false, saveUninitialized: false }));
app.use(passport.session());
passport.serializeUser((user, done) => done(null, user));
passport.deserializeUser((user, done) => done(null, user));

PASTED

app.get('/login', passport.authenticate('openidconnect'));
const returned = passport.authenticate('openidconnect', { successRedirect: '/', failureRedirect: '/refused' });
app.get('/oauth2/redirect', returned);
app.get('/refused', (request, response) => response.status(403).send('You are not signed in.'));
app.get('/', ({ user }, response) => response.status(user ? 200 : 401).json(user ?? {}));
app.listen(Number(process.env.PORT), '127.0.0.1');
