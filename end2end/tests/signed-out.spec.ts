import { administrator, idOf } from './support/people';
import { BLUE, choose, stripes } from './support/picture';
import { test, expect } from './support/test';
import type { Visitor } from './support/visitor';
import type { Person } from './support/people';

test('the account page lists devices and signs them out', { tag: '@both-engines' }, async ({ visitor, elsewhere, maren }) => {
  await elsewhere.enter(maren);
  await visitor.enter(maren);
  await visitor.open('/account');
  const devices = visitor.section("Where you're signed in");
  await expect(devices.getByRole('listitem')).toHaveCount(2);
  await expect(devices.getByRole('listitem').filter({ hasText: 'This device' })).toHaveCount(1);
  await devices.getByRole('button', { name: /^Sign out [^a]/ }).click();
  await visitor.seesToast('Device signed out.');
  await expect(devices.getByRole('listitem')).toHaveCount(1);
  await elsewhere.isSignedOut();
  await expect(elsewhere.page.getByText('You were signed out because this session was ended from another device.')).toBeVisible();
  await visitor.isSignedInAs(maren);
});

test('what was typed is kept when the session ends under a form', async ({ visitor, elsewhere, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account');
  await visitor.profile('Name (optional)').fill('Maren Winter');
  await endOthers(elsewhere, maren);
  await visitor.submitRejected(visitor.button('Save changes'), '/actions/profile', 401);
  await visitor.isAtSignIn('/account');
  await expect(visitor.page.getByText('You were signed out because this session was ended from another device.')).toBeVisible();
  await signInHere(visitor, maren);
  await visitor.isAt('/account', 'Your account');
  await expect(visitor.page.getByText('Not saved yet.')).toBeVisible();
  await expect(visitor.profile('Name (optional)')).toHaveValue('Maren Winter');
  await visitor.button('Save changes').click();
  await visitor.seesToast('Changes saved.');
  await expect(visitor.menu).toContainText('Maren Winter');
  await expect(visitor.page.getByText('Not saved yet.')).toBeHidden();
});

test('the form of another user returns to the page of that user', { tag: '@nightly-without-javascript' }, async ({ visitor, elsewhere, server, maren }) => {
  const bob = await administrator(server);
  const id = await idOf(server, maren);
  await visitor.enter(bob);
  await visitor.open(`/users/${id}`);
  await visitor.field('Name (optional)').fill('Maren Winter');
  await endOthers(elsewhere, bob);
  await visitor.submitRejected(visitor.button('Save changes'), '/actions/users/update', 401);
  await visitor.isAtSignIn(`/users/${id}`);
  await signInHere(visitor, bob);
  await expect(visitor.field('Name (optional)')).toHaveValue('Maren Winter');
});

test('a picture must be chosen again when the session ends under its form', { tag: '@nightly-without-javascript' }, async ({ visitor, elsewhere, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account');
  await choose(visitor, stripes(60, 60, [BLUE]));
  await endOthers(elsewhere, maren);
  await visitor.submitRejected(visitor.button('Save picture'), '/actions/picture', 401);
  await visitor.isAtSignIn('/account');
  await signInHere(visitor, maren);
  await visitor.isAt('/account', 'Your account');
  await expect(visitor.page.getByText('Choose the file again.')).toBeVisible();
  await choose(visitor, stripes(60, 60, [BLUE]));
  await visitor.button('Save picture').click();
  await visitor.seesToast('Picture saved.');
  await expect(visitor.page.getByText('Choose the file again.')).toBeHidden();
});

/** Signs in elsewhere, and ends the other sessions there. */
async function endOthers(elsewhere: Visitor, person: Person): Promise<void> {
  await elsewhere.enter(person);
  await elsewhere.open('/account');
  await elsewhere.button('Sign out all other devices').click();
  await elsewhere.seesToast('All other devices signed out.');
}

/** Signs in on the sign-in page that is open. */
async function signInHere(visitor: Visitor, person: Person): Promise<void> {
  await visitor.fill({ 'Username or email': person.username, Password: person.password });
  await visitor.button('Sign in').click();
}
