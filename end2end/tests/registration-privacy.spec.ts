import { linkIn } from './support/mail';
import { OTHER_PASSPHRASE, somebody, tryPassword, type Person } from './support/people';
import type { Server } from './support/server';
import { test, expect } from './support/test';
import { isInvalid, type Visitor } from './support/visitor';

test.describe('while an address has to be confirmed before signing in', () => {
  test.use({ settings: { VESTIBULE_REQUIRE_VERIFIED_EMAIL: 'on' } });

  test('a new account signs in only after its address was confirmed', { tag: ['@nightly-without-javascript', '@both-engines'] }, async ({ visitor, server }) => {
    const person = somebody();
    await register(visitor, person);
    await visitor.isAt('/login', 'Sign in');
    await visitor.seesToast('Account created. Confirm your email address: we have sent a message to it.');
    await visitor.fill({ 'Username or email': person.username, Password: person.password });
    await visitor.submitRejected(visitor.button('Sign in'), '/actions/login', 403);
    await expect(visitor.alert).toContainText('Confirm your email address first: open the link in the message');
    await visitor.isSignedOut();

    // The attempt leaves the link that is on its way.
    expect(await confirm(server, person)).toBe(204);
    await visitor.signIn(person);
  });

  test('an administrator from the command line signs in at once', { tag: '@nightly-without-javascript' }, async ({ visitor, ada }) => {
    await visitor.signIn(ada);
  });
});

test.describe('with strict privacy', () => {
  test.use({ settings: { VESTIBULE_REGISTRATION_PRIVACY: 'strict' } });

  test('the link in the message opens the account', { tag: '@nightly-without-javascript' }, async ({ visitor, server }) => {
    const person = somebody();
    await register(visitor, person);
    await visitor.isAt('/login', 'Sign in');
    const { pathname, search } = await linkIn(server.mail(person.email, 'Confirm your email address'));
    await visitor.open(pathname + search);
    await visitor.button('Confirm').click();
    await visitor.isAt('/login', 'Sign in');
    await visitor.signIn(person);
  });

  test('another browser asks for the password that was chosen', { tag: '@nightly-without-javascript' }, async ({ visitor, elsewhere, server }) => {
    const person = somebody();
    await register(visitor, person);
    await visitor.isAt('/login', 'Sign in');
    const { pathname, search } = await linkIn(server.mail(person.email, 'Confirm your email address'));
    await elsewhere.open(pathname + search);
    const field = elsewhere.field('The password that you chose');
    await field.fill(OTHER_PASSPHRASE);
    await elsewhere.submitRejected(elsewhere.button('Confirm'), '/actions/verify-email', 422);
    await expect(field).toHaveAttribute('aria-invalid', 'true');
    await field.fill(person.password);
    await elsewhere.button('Confirm').click();
    await elsewhere.isAt('/login', 'Sign in');
    await elsewhere.signIn(person);
  });

  test('a new and a taken address have the same answer, and nobody is signed in', { tag: ['@nightly-without-javascript', '@both-engines'] }, async ({ visitor, server, ada }) => {
    for (const email of [somebody().email, ada.email]) {
      const person = { ...somebody(), email };
      await register(visitor, person);
      await visitor.isAt('/login', 'Sign in');
      await visitor.seesToast('Check your mail: we have sent a message to the address.');
      await visitor.isSignedOut();
      expect(await tryPassword(server, person.username, person.password)).toBe(401);
    }
    await server.mail(ada.email, 'You already have an account');
  });

  test('a taken username is an error at its field', { tag: '@nightly-without-javascript' }, async ({ visitor, ada }) => {
    await fill(visitor, { ...somebody(), username: ada.username });
    await visitor.submitRejected(visitor.button('Create account'), '/actions/register', 409);
    await isInvalid(visitor.field('Username'), `“${ada.username}” is taken. Try another.`);
    await expect(visitor.field('Email')).toHaveAttribute('aria-invalid', 'false');
  });
});

async function fill(visitor: Visitor, { username, email, name, password }: Person): Promise<void> {
  await visitor.open('/register');
  await visitor.fill({ Username: username, Email: email, 'Name (optional)': name, Password: password });
}

async function register(visitor: Visitor, person: Person): Promise<void> {
  await fill(visitor, person);
  await visitor.button('Create account').click();
}

/** Confirms the address with the link in the latest message, through the API; returns the status. */
async function confirm(server: Server, { email }: Person): Promise<number> {
  const { searchParams } = await linkIn(server.mail(email, 'Confirm your email address'));
  const answer = await fetch(`${server.url}/api/auth/email/verify`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: searchParams.get('token') }),
  });
  return answer.status;
}
