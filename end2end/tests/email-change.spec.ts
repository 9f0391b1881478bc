import { changeAddress, confirmNewAddress, requestAddress } from './support/address';
import { digitsIn, linkIn } from './support/mail';
import { confirmedMember, OTHER_PASSPHRASE, somebody, tryPassword } from './support/people';
import { test, expect } from './support/test';
import { isInvalid } from './support/visitor';

const WAITING = 'Waiting for confirmation of';
const DIGITS = 'Six digits from the message';

test('a new address applies when it is confirmed, and the previous one undoes it', { tag: '@both-engines' }, async ({ visitor, elsewhere, server }) => {
  const person = await confirmedMember(server);
  const { email } = somebody();
  await visitor.enter(person);
  await visitor.open('/account');
  await visitor.profile('Email').fill(email);
  await expect(visitor.section('Profile')).toContainText('The change takes effect when you confirm it.');
  await visitor.profilePassword.fill(person.password);
  await visitor.button('Save changes').click();
  await visitor.seesToast('Check your mail: your email address changes when you confirm it');
  await expect(visitor.page.getByText(WAITING)).toContainText(email);
  await visitor.isSignedInAs(person);
  await expect(visitor.page.getByText(WAITING)).toContainText(email);
  await confirmNewAddress(server, email);
  await visitor.isSignedInAs({ ...person, email });
  await expect(visitor.page.getByText(WAITING)).toHaveCount(0);
  expect(await tryPassword(server, email, person.password)).toBe(200);

  const notice = await server.mail(person.email, 'Your email address was changed');
  const { pathname, search } = await linkIn(notice);
  await elsewhere.open(pathname + search);
  await elsewhere.isAt(pathname + search, 'Undo the change of your email address');
  await elsewhere.button('Undo the change').click();
  await isInvalid(elsewhere.field(DIGITS), 'Enter the six digits from the message.');
  await elsewhere.field(DIGITS).fill(await digitsIn(notice));
  await elsewhere.button('Undo the change').click();
  await elsewhere.isAt('/login', 'Sign in');
  await elsewhere.seesToast('Your email address is restored.');
  await visitor.isSignedOut();
  expect(await tryPassword(server, person.email, person.password)).toBe(401);

  const recovery = await linkIn(server.mail(person.email, 'Choose a new password'));
  await elsewhere.open(recovery.pathname + recovery.search);
  await elsewhere.field('Password').fill(OTHER_PASSPHRASE);
  await elsewhere.button('Set password').click();
  await elsewhere.isAt('/login', 'Sign in');
  await elsewhere.signIn({ ...person, password: OTHER_PASSPHRASE });
  await elsewhere.isSignedInAs(person);
});

test('a pending change is cancelled on the account page', { tag: '@nightly-without-javascript' }, async ({ visitor, server }) => {
  const person = await confirmedMember(server);
  await requestAddress(server, person, somebody().email);
  await visitor.enter(person);
  await visitor.open('/account');
  await expect(visitor.page.getByText(WAITING)).toBeVisible();
  await visitor.profile('Name (optional)').fill('Maren Winter');
  await visitor.button('Save changes').click();
  await visitor.seesToast('Changes saved.');
  await expect(visitor.page.getByText(WAITING), 'other changes keep it').toBeVisible();
  await visitor.button('Cancel the change').click();
  await visitor.seesToast('Your email address stays as it is.');
  await expect(visitor.page.getByText(WAITING)).toHaveCount(0);
  await visitor.isSignedInAs(person);
});

test('a pending change is shown after navigation as well', { tag: '@with-javascript' }, async ({ visitor, server }) => {
  const person = await confirmedMember(server);
  const { email } = somebody();
  await requestAddress(server, person, email);
  await visitor.enter(person);
  await visitor.open('/account/activity');
  await visitor.page.getByRole('main').getByRole('link', { name: 'Account', exact: true }).click();
  await visitor.isAt('/account', 'Your account');
  await expect(visitor.page.getByText(WAITING)).toContainText(email);
});

test('in a browser where the owner is signed in, the button is enough', { tag: '@nightly-without-javascript' }, async ({ visitor, server }) => {
  const person = await confirmedMember(server);
  const { pathname, search } = await linkIn(changeAddress(server, person, somebody().email));
  await visitor.enter(person);
  await visitor.open(pathname + search);
  await expect(visitor.field(DIGITS)).toHaveCount(0);
  await visitor.button('Undo the change').click();
  await visitor.isAt('/login', 'Sign in');
  await visitor.seesToast('Your email address is restored.');
  await visitor.isSignedOut();
});
