import { linkIn } from './support/mail';
import { OTHER_PASSPHRASE, somebody } from './support/people';
import { test, expect } from './support/test';
import { isInvalid } from './support/visitor';

const SENT = 'Check your mail: if an account has this address, a link is on its way.';

test('a forgotten password is replaced with the link in a message', { tag: '@both-engines' }, async ({ visitor, elsewhere, server, guard, maren }) => {
  await elsewhere.enter(maren);
  await visitor.open('/login');
  await visitor.link('Forgot password?').click();
  await visitor.isAt('/forgot-password', 'Forgot password');
  await visitor.hydrated();
  await visitor.field('Email').fill(maren.email);
  await visitor.button('Send link').click();
  await visitor.isAt('/login', 'Sign in');
  await visitor.seesToast(SENT);

  const { pathname, search } = await linkIn(server.mail(maren.email, 'Choose a new password'));
  // A mail program may open the link ahead of its reader.
  for (let visit = 0; visit < 3; visit += 1) expect((await visitor.context.request.get(pathname + search)).status()).toBe(200);
  await visitor.open(pathname + search);
  await visitor.isAt(pathname + search, 'Choose a password');
  await visitor.field('Password').fill(OTHER_PASSPHRASE);
  await visitor.button('Set password').click();
  await visitor.isAt('/login', 'Sign in');
  await visitor.seesToast('Password set. Sign in with your new password.');
  await elsewhere.isSignedOut();
  await visitor.signIn({ ...maren, password: OTHER_PASSPHRASE });
  expect(await server.mail(maren.email, 'Your password was changed')).toContain('It was not me');

  guard.expect(pathname, 404);
  expect((await elsewhere.open(pathname + search)).status()).toBe(404);
  await expect(elsewhere.page.getByRole('heading', { level: 1 })).toHaveText('This link is no longer valid');
  await elsewhere.link('Request a new link').click();
  await elsewhere.isAt('/forgot-password', 'Forgot password');
});

test('an address without an account has the same answer', { tag: '@nightly-without-javascript' }, async ({ visitor }) => {
  await visitor.open('/forgot-password');
  await visitor.field('Email').fill(somebody().email);
  await visitor.button('Send link').click();
  await visitor.isAt('/login', 'Sign in');
  await visitor.seesToast(SENT);
});

test('what is no address is an error at the field', { tag: '@nightly-without-javascript' }, async ({ visitor }) => {
  await visitor.open('/forgot-password');
  await visitor.field('Email').fill('maren');
  await visitor.button('Send link').click();
  await isInvalid(visitor.field('Email'), 'Include an @ and a domain, such as name@example.org.');
});
