import type { Browser, BrowserContext } from '@playwright/test';
import type { Guard } from './support/guard';
import { changeAddress, confirmation, confirmNewAddress, digitsIn, linkIn, requestAddress, wrong } from './support/mail';
import { accountOf, confirmedMember, OTHER_PASSPHRASE, pageOf, somebody, tryPassword, type Person } from './support/people';
import type { Server } from './support/server';
import { test, expect } from './support/test';
import { isInvalid, Visitor } from './support/visitor';
import { byId, data, words } from './support/words';

// Links in messages. That they work once, expire and are safe from scanners is tested in Rust.

const DIGITS = 'Six digits from the message';
const WAITING = 'Waiting for confirmation of { $email }. Open the link in the message to it.';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';

test('a forgotten password is replaced', { tag: ['@plain', '@german'] }, async ({
  visitor,
  elsewhere,
  server,
  guard,
  maren,
}) => {
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
  await visitor.isAt('/check-mail', byId('title-check-mail'));
  await expect(visitor.text(byId('check-mail-password'), { email: maren.email })).toBeVisible();
  await visitor.reload();
  const message = () => server.mail(maren.email, 'Choose a new password');
  const newest = () => linkIn(message());
  expect(await message()).toContain(words(byId('mail-lifetime-minutes'), { count: 30 }));
  const first = await newest();
  await visitor.button('Send again').click();
  await visitor.seesToast('If the address is right, another message is on its way. Only the newest link works.');
  await expect(visitor.text(byId('check-mail-password'), { email: maren.email })).toBeVisible();
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
  await visitor.isAtSignIn('/account/security?after=reset');
  await visitor.seesToast('Password set. Sign in with your new password.');
  await elsewhere.isSignedOut();
  await visitor.signInHere({ ...maren, password: OTHER_PASSPHRASE });
  await visitor.isAt('/account/security?after=reset', 'Security');
  await expect(visitor.text('You have a new password.')).toBeVisible();
  await visitor.open('/account');
  await visitor.isDay(visitor.section('Profile').locator('time'), 'month');

  guard.expect('/reset-password', 404);
  await elsewhere.open(link);
  await elsewhere.isAt(link, 'This link is no longer valid');
  await elsewhere.link('Request a new link').click();
  await elsewhere.isAt('/forgot-password', 'Forgot password');
});

test('the browser that registered confirms the address with one button', async ({ visitor, server }) => {
  const person = await visitor.register();
  const note = visitor.text(byId('account-email-unconfirmed'), { email: person.email });
  await expect(note).toBeVisible();
  const link = () => linkIn(confirmation(server, person));
  const first = await link();
  await visitor.button('Send again').click();
  await visitor.seesToast('Check your mail: a message is on its way. Its link is valid for 24 hours.');
  await expect.poll(link).not.toBe(first);

  await visitor.open(await link());
  await visitor.isAt(await link(), byId('title-confirm-email'));
  await expect(visitor.field(DIGITS)).toHaveCount(0);
  await visitor.button('Confirm').click();
  await visitor.isAt('/account', 'Your account');
  await visitor.seesToast('Email address confirmed.');
  await expect(note).toHaveCount(0);
});

test('a new address applies when it is confirmed, and is undone', async ({ visitor, elsewhere, server }) => {
  const person = await confirmedMember(server);
  const { email } = somebody();
  await visitor.enter(person, '/account');
  await visitor.profile('Email').fill(email);
  await expect(visitor.section('Profile')).toContainText(words('We send a message to the new address. The change takes effect when you confirm it.'));
  await visitor.profilePassword.fill(person.password);
  await visitor.button('Save changes').click();
  await visitor.seesToast('Check your mail: your email address changes when you confirm it with the link in the message.');
  await expect(visitor.text(WAITING, { email })).toBeVisible();
  await visitor.isSignedInAs(person);
  await confirmNewAddress(server, email);
  await visitor.isSignedInAs({ ...person, email });
  await expect(visitor.text(WAITING, { email })).toHaveCount(0);

  const notice = await server.mail(person.email, 'Your email address was changed');
  const link = await linkIn(notice);
  await elsewhere.open(link);
  await elsewhere.isAt(link, 'Undo the change');
  await elsewhere.button('Undo the change').click();
  await isInvalid(elsewhere.field(DIGITS), 'Enter the six digits from the message.');
  await elsewhere.field(DIGITS).fill(await digitsIn(notice));
  await elsewhere.button('Undo the change').click();
  await elsewhere.isAtSignIn('/account/security?after=undo');
  await elsewhere.seesToast('Your account is as it was before. Check your mail: a link to choose a new password is on its way.');
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
  await expect(visitor.text(WAITING, { email }), 'after navigation as well').toBeVisible();
  await visitor.button('Cancel the change').click();
  await visitor.seesToast('Your email address stays as it is.');
  await expect(visitor.text(WAITING, { email })).toHaveCount(0);

  await visitor.open(await linkIn(changeAddress(server, person, somebody().email)));
  await expect(visitor.field(DIGITS)).toHaveCount(0);
  await visitor.button('Undo the change').click();
  await visitor.isAtSignIn('/account/security?after=undo');
  await visitor.seesToast('Your account is as it was before. Check your mail: a link to choose a new password is on its way.');
});

/** Maren is signed in, and then somebody else signs in from another browser, which a message tells her. */
async function intrusion(
  visitor: Visitor,
  { server, guard, browser, baseURL }: { server: Server; guard: Guard; browser: Browser; baseURL: string },
): Promise<{ maren: Person; stranger: Visitor; context: BrowserContext; notice: string }> {
  const maren = await confirmedMember(server);
  await visitor.authenticate(maren);
  const context = await browser.newContext({ baseURL, userAgent: FIREFOX });
  const stranger = await Visitor.in(context, guard, true);
  await stranger.signIn(maren);
  return { maren, stranger, context, notice: await server.mail(maren.email, 'New sign-in to your account') };
}

test('a sign-in from a new browser is reported', { tag: '@german' }, async ({
  visitor,
  elsewhere,
  server,
  guard,
  browser,
  baseURL,
}) => {
  const { stranger, context, notice } = await intrusion(visitor, { server, guard, browser, baseURL: baseURL! });
  expect(notice).toContain(words('{ $browser } on { $system }', { browser: 'Firefox', system: 'Linux' }));
  const link = await linkIn(notice);
  await elsewhere.open(link);
  await elsewhere.isAt(link, 'Was this not you?');
  const code = elsewhere.field(DIGITS);
  await code.fill(wrong(await digitsIn(notice)));
  await elsewhere.submitRejected(elsewhere.button('Sign out all devices'), '/actions/report-sign-in', 422);
  await isInvalid(code, 'These are not the digits from the message. { $left } tries are left.', { left: 4 });
  await code.fill(await digitsIn(notice));
  await elsewhere.button('Sign out all devices').click();
  await elsewhere.isAtSignIn('/account/security?after=report');
  await elsewhere.seesToast('All devices are signed out. We have sent you a message with a link to choose a new password.');

  await stranger.isSignedOut();
  const reason = 'You were signed out because the owner of the account reported this sign-in.';
  await expect(stranger.text(reason)).toBeVisible();
  // As well: the stranger may have signed in before.
  await visitor.isSignedOut();
  await context.close();
});

test('who is signed in and reports a sign-in goes to the sign-in, and then to the list', async ({
  visitor,
  server,
  guard,
  browser,
  baseURL,
}) => {
  const { maren, context, notice } = await intrusion(visitor, { server, guard, browser, baseURL: baseURL! });
  await visitor.open(await linkIn(notice));
  await visitor.hydrated();
  // Also here: the session that is reported may be the one of this browser.
  await visitor.field(DIGITS).fill(await digitsIn(notice));
  await visitor.button('Sign out all devices').click();
  await visitor.isAtSignIn('/account/security?after=report');
  await visitor.seesToast('All devices are signed out. We have sent you a message with a link to choose a new password.');

  await visitor.open(await linkIn(server.mail(maren.email, 'Choose a new password')));
  await visitor.field('Password').fill(OTHER_PASSPHRASE);
  await visitor.button('Set password').click();
  await visitor.isAtSignIn('/account/security?after=reset');
  await visitor.signInHere({ ...maren, password: OTHER_PASSPHRASE });
  await visitor.isAt('/account/security?after=reset', 'Security');
  await expect(visitor.section('Who can get in')).toBeVisible();
  await context.close();
});

test('an invitation is revoked and sent again, and leads to a password and a session', async ({ visitor, elsewhere, server, ada }) => {
  const { username, email, password } = somebody();
  await visitor.enter(ada, '/users/new');
  await expect(visitor.choice('Send an invitation by email')).toBeChecked();
  await visitor.fill({ 'Name (optional)': 'Ida Lindqvist', 'Username (optional)': username, Email: email });
  await visitor.button('Create user').click();
  await visitor.seesToast('Invitation sent. Its link is valid for 7 days.');
  await visitor.isAt(await pageOf(server, { username }), data('Ida Lindqvist'));
  await expect(visitor.section('Invitation')).toContainText(email);
  await expect(visitor.field('Password link')).toHaveCount(0);
  const newest = () => linkIn(server.mail(email, 'Your new account'));
  const first = await newest();
  const revoke = visitor.section('Invitation').locator('summary');
  await revoke.click();
  await visitor.button('Revoke').click();
  await visitor.seesToast('Invitation revoked. Its link no longer works.');
  await visitor.button('Send invitation').click();
  await expect(revoke).toBeVisible();
  await expect.poll(newest).not.toBe(first);
  const second = await newest();
  await visitor.button('Send again').click();
  await visitor.seesToast('Invitation sent. Its link is valid for 7 days.');
  await expect.poll(newest).not.toBe(second);

  const link = await newest();
  await elsewhere.open(link);
  await elsewhere.isAt(link, 'Welcome to { $name }', { name: 'Vestibule' });
  await expect(elsewhere.text('{ $name } has invited you. Choose a password for your account.', { name: ada.name })).toBeVisible();
  await elsewhere.field('Password').fill(password);
  await elsewhere.button('Set password').click();
  await elsewhere.isAt('/account', 'Your account');
  await elsewhere.seesToast('Password set. You are signed in.');
  await expect(elsewhere.profile('Email')).toHaveValue(email);
  expect((await accountOf(server, { username })).email_verified).toBe(true);
  await visitor.reload();
  await expect(visitor.section('Invitation')).toHaveCount(0);
});
