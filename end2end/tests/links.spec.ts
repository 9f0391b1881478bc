import { changeAddress, confirmation, confirmNewAddress, digitsIn, linkIn, requestAddress, wrong } from './support/mail';
import { accountOf, confirmedMember, OTHER_PASSPHRASE, pageOf, somebody, tryPassword } from './support/people';
import { test, expect } from './support/test';
import { isInvalid, Visitor } from './support/visitor';

// Links in messages. That they work once, expire and are safe from scanners is tested in Rust.

const DIGITS = 'Six digits from the message';
const WAITING = 'Waiting for confirmation of';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';

test('a forgotten password is replaced', { tag: ['@plain', '@both-engines'] }, async ({ visitor, elsewhere, server, guard, maren }) => {
  await elsewhere.authenticate(maren);
  await visitor.open('/login');
  await visitor.link('Forgot password?').click();
  await visitor.isAt('/forgot-password', 'Forgot password');
  await visitor.hydrated();
  await visitor.field('Email').fill('maren');
  await visitor.button('Send link').click();
  await isInvalid(visitor.field('Email'), 'Include an @ and a domain, such as name@example.org.');
  await visitor.field('Email').fill(maren.email);
  await visitor.button('Send link').click();
  await visitor.isAt('/check-mail', 'Check your mail');
  await expect(visitor.page.getByText('If an account has the address')).toContainText(maren.email);
  await visitor.reload();
  const newest = () => linkIn(server.mail(maren.email, 'Choose a new password'));
  const first = await newest();
  await visitor.button('Send again').click();
  await visitor.seesToast('Another message is on its way');
  await expect(visitor.page.getByText('If an account has the address')).toContainText(maren.email);
  await expect.poll(newest).not.toBe(first);
  await visitor.link('Use another address').click();
  await visitor.isAt('/forgot-password', 'Forgot password');

  const link = await newest();
  await visitor.open(link);
  await visitor.isAt(link, 'Choose a password');
  await expect(visitor.page.getByRole('main')).toContainText(maren.email);
  await visitor.field('Password').fill('maren');
  await visitor.button('Set password').click();
  await expect(visitor.field('Password')).toHaveAttribute('aria-invalid', 'true');
  await visitor.field('Password').fill(OTHER_PASSPHRASE);
  await visitor.button('Set password').click();
  await visitor.isAt('/login', 'Sign in');
  await visitor.seesToast('Password set. Sign in with your new password.');
  await elsewhere.isSignedOut();
  await visitor.signIn({ ...maren, password: OTHER_PASSPHRASE });

  guard.expect('/reset-password', 404);
  await elsewhere.open(link);
  await elsewhere.isAt(link, 'This link is no longer valid');
  await elsewhere.link('Request a new link').click();
  await elsewhere.isAt('/forgot-password', 'Forgot password');
});

test('the browser that registered confirms the address with one button', { tag: '@both-engines' }, async ({ visitor, server }) => {
  const note = visitor.page.getByText('Not confirmed yet');
  const person = await visitor.register();
  await expect(note).toContainText(person.email);
  const link = () => linkIn(confirmation(server, person));
  const first = await link();
  await visitor.button('Send again').click();
  await visitor.seesToast('Check your mail: a message is on its way.');
  await expect.poll(link).not.toBe(first);

  await visitor.open(await link());
  await visitor.isAt(await link(), 'Confirm your email address');
  await expect(visitor.field(DIGITS)).toHaveCount(0);
  await visitor.button('Confirm').click();
  await visitor.isAt('/account', 'Your account');
  await visitor.seesToast('Email address confirmed.');
  await expect(note).toHaveCount(0);
});

test('a new address applies when it is confirmed, and is undone', { tag: '@both-engines' }, async ({ visitor, elsewhere, server }) => {
  const person = await confirmedMember(server);
  const { email } = somebody();
  await visitor.enter(person, '/account');
  await visitor.profile('Email').fill(email);
  await expect(visitor.section('Profile')).toContainText('The change takes effect when you confirm it.');
  await visitor.profilePassword.fill(person.password);
  await visitor.button('Save changes').click();
  await visitor.seesToast('Check your mail: your email address changes when you confirm it');
  await expect(visitor.page.getByText(WAITING)).toContainText(email);
  await visitor.isSignedInAs(person);
  await confirmNewAddress(server, email);
  await visitor.isSignedInAs({ ...person, email });
  await expect(visitor.page.getByText(WAITING)).toHaveCount(0);

  const notice = await server.mail(person.email, 'Your email address was changed');
  const link = await linkIn(notice);
  await elsewhere.open(link);
  await elsewhere.isAt(link, 'Undo the change of your email address');
  await elsewhere.button('Undo the change').click();
  await isInvalid(elsewhere.field(DIGITS), 'Enter the six digits from the message.');
  await elsewhere.field(DIGITS).fill(await digitsIn(notice));
  await elsewhere.button('Undo the change').click();
  await elsewhere.isAt('/login', 'Sign in');
  await elsewhere.seesToast('Your email address is restored.');
  await visitor.isSignedOut();
  expect(await tryPassword(server, person.email, person.password)).toBe(401);
});

test('a pending change is cancelled, and where the owner is signed in, a button is enough to undo one', async ({ visitor, server }) => {
  const person = await confirmedMember(server);
  const { email } = somebody();
  await requestAddress(server, person, email);
  await visitor.enter(person, '/account/activity');
  await visitor.link('Account').click();
  await visitor.isAt('/account', 'Your account');
  await expect(visitor.page.getByText(WAITING), 'after navigation as well').toContainText(email);
  await visitor.button('Cancel the change').click();
  await visitor.seesToast('Your email address stays as it is.');
  await expect(visitor.page.getByText(WAITING)).toHaveCount(0);

  await visitor.open(await linkIn(changeAddress(server, person, somebody().email)));
  await expect(visitor.field(DIGITS)).toHaveCount(0);
  await visitor.button('Undo the change').click();
  await visitor.isAt('/login', 'Sign in');
  await visitor.seesToast('Your email address is restored.');
});

test('a sign-in from a new browser is reported', { tag: '@both-engines' }, async ({ visitor, elsewhere, server, guard, browser, baseURL }) => {
  const maren = await confirmedMember(server);
  await visitor.authenticate(maren);
  const context = await browser.newContext({ baseURL: baseURL!, userAgent: FIREFOX });
  const stranger = await Visitor.in(context, guard, true);
  await stranger.signIn(maren);

  const notice = await server.mail(maren.email, 'New sign-in to your account');
  expect(notice).toContain('Device: Firefox on Linux');
  const link = await linkIn(notice);
  await elsewhere.open(link);
  await elsewhere.isAt(link, 'Was this not you?');
  const code = elsewhere.field(DIGITS);
  await code.fill(wrong(await digitsIn(notice)));
  await elsewhere.submitRejected(elsewhere.button('Sign out the device'), '/actions/report-sign-in', 422);
  await isInvalid(code, 'These are not the digits from the message. 4 tries are left.');
  await code.fill(await digitsIn(notice));
  await elsewhere.button('Sign out the device').click();
  await elsewhere.isAt('/login', 'Sign in');
  await elsewhere.seesToast('The device is signed out. We have sent you a message with a link to choose a new password.');

  await stranger.isSignedOut();
  const reason = 'You were signed out because the owner of the account reported this sign-in.';
  await expect(stranger.page.getByText(reason)).toBeVisible();
  await visitor.isSignedInAs(maren);
  await context.close();
});

test('an invitation is revoked and sent again, and leads to a password and a session', { tag: '@both-engines' }, async ({ visitor, elsewhere, server, ada }) => {
  const { username, email, password } = somebody();
  await visitor.enter(ada, '/users/new');
  await expect(visitor.page.getByRole('radio', { name: /^Send an invitation by email/ })).toBeChecked();
  await visitor.fill({ 'Name (optional)': 'Ida Lindqvist', Username: username, Email: email });
  await visitor.button('Create user').click();
  await visitor.seesToast('Invitation sent.');
  await visitor.isAt(await pageOf(server, { username }), 'Ida Lindqvist');
  await expect(visitor.section('Invitation')).toContainText(email);
  await expect(visitor.field('Password link')).toHaveCount(0);
  const newest = () => linkIn(server.mail(email, 'Your new account'));
  const first = await newest();
  await visitor.button('Revoke').click();
  await visitor.seesToast('Invitation revoked.');
  await visitor.button('Send invitation').click();
  await expect(visitor.button('Revoke')).toBeVisible();
  await expect.poll(newest).not.toBe(first);
  const second = await newest();
  await visitor.button('Send again').click();
  await visitor.seesToast('Invitation sent.');
  await expect.poll(newest).not.toBe(second);

  const link = await newest();
  await elsewhere.open(link);
  await elsewhere.isAt(link, 'Welcome to Vestibule');
  await expect(elsewhere.page.getByText(`${ada.name} has invited you.`)).toBeVisible();
  await elsewhere.field('Password').fill(password);
  await elsewhere.button('Set password').click();
  await elsewhere.isAt('/account', 'Your account');
  await elsewhere.seesToast('Password set. You are signed in.');
  await expect(elsewhere.profile('Email')).toHaveValue(email);
  expect((await accountOf(server, { username })).email_verified).toBe(true);
  await visitor.reload();
  await expect(visitor.section('Invitation')).toHaveCount(0);
});
