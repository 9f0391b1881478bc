import { confirmation, wrong } from './support/mail';
import { idOf, somebody, type Person } from './support/people';
import { test, expect } from './support/test';
import { isInvalid, type Visitor } from './support/visitor';

const DIGITS = 'Six digits from the message';
const CONFIRMED = 'Email address confirmed.';

test('the browser that registered confirms the address with one button', { tag: '@both-engines' }, async ({ visitor, server, guard }) => {
  const person = somebody();
  await register(visitor, person);
  await expect(note(visitor)).toContainText(person.email);
  const { path } = await confirmation(server, person);
  // A mail scanner opens the link ahead of its reader.
  for (let visit = 0; visit < 3; visit += 1) expect((await fetch(server.url + path)).status).toBe(200);

  await visitor.open(path);
  await visitor.isAt(path, 'Confirm your email address');
  await expect(visitor.field(DIGITS)).toHaveCount(0);
  await visitor.button('Confirm').click();
  await visitor.isAt('/account', 'Your account');
  await visitor.seesToast(CONFIRMED);
  await expect(note(visitor)).toHaveCount(0);

  guard.expect('/verify-email', 404);
  expect((await visitor.open(path)).status()).toBe(404);
  await expect(visitor.page.getByRole('heading', { level: 1 })).toHaveText('This link is no longer valid');
  await visitor.link('Go to your account').click();
  await visitor.isAt('/account', 'Your account');
});

test('another browser asks for the digits', { tag: '@nightly-without-javascript' }, async ({ elsewhere, server, maren }) => {
  const { path, digits } = await confirmation(server, maren);
  await elsewhere.open(path);
  const field = elsewhere.field(DIGITS);
  await field.fill(wrong(digits));
  await elsewhere.submitRejected(elsewhere.button('Confirm'), '/actions/verify-email', 422);
  await isInvalid(field, 'These are not the digits from the message. 4 tries are left.');
  await field.fill(digits);
  await elsewhere.button('Confirm').click();
  await elsewhere.isAt('/login', 'Sign in');
  await elsewhere.seesToast(CONFIRMED);
  await elsewhere.enter(maren);
  await elsewhere.open('/account');
  await expect(note(elsewhere)).toHaveCount(0);
});

test('the message can be sent again, and only the newest link is valid', { tag: '@nightly-without-javascript' }, async ({ visitor, server, guard }) => {
  const person = somebody();
  await register(visitor, person);
  const first = await confirmation(server, person);
  await visitor.button('Send again').click();
  await visitor.seesToast('Check your mail: a message is on its way.');
  await expect.poll(async () => (await confirmation(server, person)).path).not.toBe(first.path);
  const second = await confirmation(server, person);

  guard.expect('/verify-email', 404);
  expect((await visitor.open(first.path)).status()).toBe(404);
  await visitor.open(second.path);
  await visitor.button('Confirm').click();
  await visitor.isAt('/account', 'Your account');
  await visitor.seesToast(CONFIRMED);
});

test('an administrator marks an address as confirmed', { tag: '@nightly-without-javascript' }, async ({ visitor, server, ada, maren }) => {
  await visitor.enter(ada);
  await visitor.open(`/users/${await idOf(server, maren)}`);
  await visitor.button('Mark as confirmed').click();
  await visitor.seesToast(CONFIRMED);
  await expect(visitor.button('Mark as confirmed')).toHaveCount(0);
  await visitor.reload();
  await expect(visitor.button('Mark as confirmed')).toHaveCount(0);
});

function note(visitor: Visitor) {
  return visitor.page.getByText('Not confirmed yet');
}

async function register(visitor: Visitor, person: Person): Promise<void> {
  await visitor.open('/register');
  await visitor.fill({ Username: person.username, Email: person.email, Password: person.password });
  await visitor.button('Create account').click();
  await visitor.isAt('/account', 'Your account');
  await visitor.hydrated();
}
