import { hold } from './support/hold';
import { administrator, pageOf, type Person } from './support/people';
import { BLUE, choose, stripes } from './support/picture';
import { test, expect } from './support/test';
import { accessExpired, refreshToken, tokensOf } from './support/tokens';
import { saysAll, type Visitor } from './support/visitor';
import { words } from './support/words';

const ENDED = 'You were signed out because this session was ended from another device.';

test('signing out removes all tokens, and Back shows no data of the user', { tag: '@plain' }, async ({ visitor, maren }) => {
  await visitor.enter(maren, '/account');
  await visitor.signOut();
  await visitor.seesToast('You are signed out.');
  expect(await tokensOf(visitor.context)).toEqual(new Map());
  await visitor.page.goBack();
  await visitor.hydrated();
  await expect(visitor.page.getByText(maren.email)).toHaveCount(0);
  await expect(visitor.page.locator(`input[value="${maren.email}"]`)).toHaveCount(0);
  await visitor.isSignedOut();
});

test.describe('when the access token has expired', () => {
  test.use({ settings: { VESTIBULE_ACCESS_TTL: '2s' } });

  test('a form is accepted', { tag: '@plain' }, async ({ visitor, maren }) => {
    await visitor.enter(maren, '/account');
    const before = await refreshToken(visitor.context);
    await accessExpired(visitor.context);
    await visitor.profile('Name (optional)').fill('Maren Winter');
    await visitor.button('Save changes').click();
    await visitor.seesToast('Changes saved.');
    await expect(visitor.menu).toContainText('Maren Winter');
    expect((await refreshToken(visitor.context)).value).not.toBe(before.value);
  });

  test('two tabs that load and that submit at the same time both stay signed in', async ({ visitor, maren }) => {
    await visitor.enter(maren, '/account');
    const other = await visitor.tab();
    await other.open('/account');
    await accessExpired(visitor.context);
    await Promise.all([visitor.reload(), other.reload()]);
    for (const tab of [visitor, other]) await tab.isAt('/account', 'Your account');
    await accessExpired(visitor.context);
    await Promise.all([visitor, other].map((tab) => tab.button('Save changes').click()));
    for (const tab of [visitor, other]) await tab.seesToast('Changes saved.');
  });
});

test('the page of devices lists them and signs them out', { tag: '@german' }, async ({ visitor, elsewhere, maren }) => {
  await elsewhere.authenticate(maren);
  await visitor.enter(maren, '/account/devices');
  const section = visitor.section("Where you're signed in");
  const devices = section.getByRole('listitem');
  await expect(devices).toHaveCount(2);
  await expect(devices.filter({ hasText: words('This device') })).toHaveCount(1);
  await expect(section).toContainText(words('{ $count } devices', { count: 2 }));
  await visitor.hasDay(devices.locator('time').first());
  await devices.getByRole('button').click();
  await visitor.seesToast('Device signed out.');
  await expect(devices).toHaveCount(1);
  await expect(section).toContainText(words('{ $count } devices', { count: 1 }));
  await elsewhere.isSignedOut();
  await expect(elsewhere.text(ENDED)).toBeVisible();
  await visitor.isSignedInAs(maren);
});

test('the card of devices keeps its place, and shows what is sent and what fails', async ({ visitor, elsewhere, maren }) => {
  await elsewhere.authenticate(maren);
  await visitor.enter(maren, '/account');
  const list = await hold(visitor.page, '**/actions/sessions');
  await visitor.link('Devices').click();
  const card = visitor.page.locator('#devices');
  await expect(card).toBeVisible();
  await expect(card.getByRole('listitem')).toHaveCount(0);
  list();
  await expect(card.getByRole('listitem')).toHaveCount(2);
  const button = visitor.button('Sign out all other devices');
  await visitor.page.route('**/actions/end-session', (route) => route.abort('aborted'));
  await button.click();
  await saysAll(card.getByRole('alert'), 'The server did not respond. Check your connection and try again.');
  await expect(button).not.toHaveAttribute('aria-busy');
  await visitor.page.unroute('**/actions/end-session');
  const answer = await hold(visitor.page, '**/actions/end-session');
  await button.click();
  await expect(button).toHaveAttribute('aria-busy', 'true');
  answer();
  await visitor.seesToast('All other devices signed out.');
  await expect(card.getByRole('listitem')).toHaveCount(1);
});

test.describe('when the session ends under a form', () => {
  test('what was typed is kept', { tag: '@plain' }, async ({ visitor, elsewhere, maren }) => {
    await visitor.enter(maren, '/account');
    await visitor.profile('Name (optional)').fill('Maren Winter');
    await endOthers(elsewhere, maren);
    await visitor.submitRejected(visitor.button('Save changes'), '/actions/profile', 401);
    await visitor.isAtSignIn('/account');
    await expect(visitor.text(ENDED)).toBeVisible();
    await visitor.signInHere(maren);
    await visitor.isAt('/account', 'Your account');
    await expect(visitor.text('Not saved yet.')).toBeVisible();
    await expect(visitor.profile('Name (optional)')).toHaveValue('Maren Winter');
    await visitor.button('Save changes').click();
    await visitor.seesToast('Changes saved.');
    await expect(visitor.menu).toContainText('Maren Winter');
    await expect(visitor.text('Not saved yet.')).toBeHidden();
  });

  test('what was typed is kept after a sign-out in another tab', { tag: '@plain' }, async ({ visitor, maren }) => {
    await visitor.enter(maren, '/account');
    await visitor.profile('Name (optional)').fill('Maren Winter');
    const tab = await visitor.tab();
    await tab.open('/account');
    await tab.signOut();
    await tab.page.close();
    await visitor.submitRejected(visitor.button('Save changes'), '/actions/profile', 401);
    await visitor.isAtSignIn('/account');
    await visitor.signInHere(maren);
    await visitor.isAt('/account', 'Your account');
    await expect(visitor.profile('Name (optional)')).toHaveValue('Maren Winter');
  });

  test('that of another user returns to the page of that user', async ({ visitor, elsewhere, server, maren }) => {
    const bob = await administrator(server);
    const page = await pageOf(server, maren);
    await visitor.enter(bob, page);
    await visitor.field('Name (optional)').fill('Maren Winter');
    await endOthers(elsewhere, bob);
    await visitor.submitRejected(visitor.button('Save changes'), '/actions/users/update', 401);
    await visitor.isAtSignIn(page);
    await visitor.signInHere(bob);
    await expect(visitor.field('Name (optional)')).toHaveValue('Maren Winter');
  });

  test('a picture must be chosen again', async ({ visitor, elsewhere, maren }) => {
    await visitor.enter(maren, '/account');
    await choose(visitor, stripes(60, 60, [BLUE]));
    await endOthers(elsewhere, maren);
    await visitor.submitRejected(visitor.button('Save picture'), '/actions/picture', 401);
    await visitor.isAtSignIn('/account');
    await visitor.signInHere(maren);
    await visitor.isAt('/account', 'Your account');
    await expect(visitor.text('Files are not kept while you sign in. Choose the file again.')).toBeVisible();
    await choose(visitor, stripes(60, 60, [BLUE]));
    await visitor.button('Save picture').click();
    await visitor.seesToast('Picture saved.');
    await expect(visitor.text('Files are not kept while you sign in. Choose the file again.')).toBeHidden();
  });
});

/** Signs in elsewhere, and ends the other sessions there. */
async function endOthers(elsewhere: Visitor, person: Person): Promise<void> {
  await elsewhere.enter(person, '/account/devices');
  await elsewhere.button('Sign out all other devices').click();
  await elsewhere.seesToast('All other devices signed out.');
}
