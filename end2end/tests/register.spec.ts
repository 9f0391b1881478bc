import { confirmation, linkIn } from './support/mail';
import { accountOf, OTHER_PASSPHRASE, somebody } from './support/people';
import { test, expect } from './support/test';
import { accessToken } from './support/tokens';
import { isInvalid, type Visitor } from './support/visitor';
import { byId, data, words, type Arguments, type Text } from './support/words';

/** Invalid answers; tests in Rust have all rules. The browser finds these without the server. */
const mistakes = (): [label: string, answer: string, message: Text, args?: Arguments][] => [
  ['Username', '   ', 'Enter a username.'],
  ['Username', 'ab', 'Use at least { $min } characters.', { min: 3 }],
  ['Username', 'maren<b>', 'Use only letters, numbers, dots, hyphens and underscores.'],
  ['Email', 'maren', 'Include an @ and a domain, such as name@example.org.'],
  ['Email', 'maren@example', 'Include the end of the domain, such as .org or .com.'],
  ['Email', 'maren holt@example.org', 'Enter one email address, such as name@example.org, without spaces or commas.'],
  ['Name (optional)', 'M'.repeat(121), 'Use at most { $max } characters.', { max: 120 }],
  ['Password', 'Ab1!', 'Use at least { $min } characters.', { min: 8 }],
  ['Password', 'Lantern24x', 'Add { $kinds }; or use { $length } or more characters.', { kinds: words('a symbol'), length: 15 }],
];

test('every error has a message that says how to fix it', async ({ visitor }) => {
  const labels = new Set(mistakes().map(([label]) => label));
  for (const [label, answer, message, args] of mistakes()) {
    await visitor.open('/register');
    await visitor.fillAccount(somebody(), { [label]: answer });
    await create(visitor);
    await isInvalid(visitor.field(label), message, args);
    await expect(visitor.field(label)).toBeFocused();
    for (const other of labels) {
      if (other !== label) await expect(visitor.field(other)).toHaveAttribute('aria-invalid', 'false');
    }
  }
});

test('an empty form shows all missing fields at once, and a filled one registers', { tag: '@german' }, async ({ visitor, server }) => {
  await visitor.open('/register');
  await create(visitor);
  await isInvalid(visitor.field('Username'), 'Enter a username.');
  await isInvalid(visitor.field('Email'), 'Enter an email address.');
  await isInvalid(visitor.field('Password'), 'Enter a password.');
  await expect(visitor.field('Name (optional)')).toHaveAttribute('aria-invalid', 'false');
  await expect(visitor.field('Username')).toBeFocused();
  await visitor.seesAlert('There are { $count } problems', { count: 3 });
  await visitor.link('Email', {}, visitor.alert).click();
  await expect(visitor.field('Email')).toBeFocused();

  const person = somebody();
  await visitor.fillAccount(person);
  await create(visitor);
  await visitor.isAt('/account', 'Your account');
  await visitor.seesToast('Account created. You are signed in.');
  await visitor.isDay(visitor.section('Profile').locator('time'), 'month');
  const link = await linkIn(confirmation(server, person));
  await visitor.open(link);
  await visitor.isAt(link, byId('title-confirm-email'));
});

test('a long press on the button submits, although it takes the focus from an invalid field', async ({ visitor }) => {
  await visitor.open('/register');
  await visitor.fillAccount(somebody(), { Email: 'maren', Password: 'short' });
  await visitor.field('Email').focus();
  await visitor.button('Create account').click({ delay: 600 });
  await expect(visitor.field('Email')).toBeFocused();
});

test('without JavaScript an error summary links to each invalid field', { tag: '@plain-only' }, async ({ visitor }) => {
  await visitor.open('/register');
  await visitor.fillAccount(somebody(), { Username: 'ab', Email: 'maren', Password: 'short' });
  await createRejected(visitor, 422);
  await visitor.seesAlert('There are { $count } problems', { count: 3 });
  for (const label of ['Username', 'Email', 'Password']) {
    await visitor.link(label, {}, visitor.alert).click();
    await expect(visitor.field(label)).toBeFocused();
  }
});

test('taken names are both reported, and typed values kept except the password', { tag: '@plain' }, async ({ visitor, maren }) => {
  const person = { ...somebody(), username: maren.username.toUpperCase(), email: maren.email.toUpperCase() };
  await visitor.open('/register');
  await visitor.fillAccount(person);
  await createRejected(visitor, 409);
  await isInvalid(visitor.field('Username'), '“{ $username }” is taken. Try another.', { username: person.username });
  const [reason, link] = [words('Someone has an account with this email.'), words('Sign in instead?')];
  await isInvalid(visitor.field('Email'), data(`${reason} ${link}`));
  await expect(visitor.field('Username')).toHaveValue(person.username);
  await expect(visitor.field('Name (optional)')).toHaveValue(person.name);
  expect(await visitor.page.content()).not.toContain(person.password);
  if (!visitor.javaScript) await expect(visitor.field('Password')).toHaveValue('');
  await visitor.link('Sign in instead?').click();
  await visitor.isAt('/login', 'Sign in');
});

test('registering signs in and shows the name', { tag: '@plain' }, async ({ visitor }) => {
  const person = somebody();
  await visitor.open('/');
  await visitor.link('Create account').click();
  await visitor.isAt('/register', 'Create account');
  await visitor.fillAccount(person);
  await create(visitor);
  await visitor.isAt('/account', 'Your account');
  await visitor.seesToast('Account created. You are signed in.');
  await expect(visitor.menu).toContainText(person.name);
  const { cookie } = await accessToken(visitor.context);
  expect(cookie.expires, 'a session without a choice is not remembered').toBe(-1);
  await visitor.isSignedInAs(person);
});

test('a field shows its error on blur and hides it once it is fixed', async ({ visitor }) => {
  await visitor.open('/register');
  const username = visitor.field('Username');
  await username.pressSequentially('ma');
  await expect(username).toHaveAttribute('aria-invalid', 'false');
  await visitor.field('Email').focus();
  await isInvalid(username, 'Use at least { $min } characters.', { min: 3 });
  await username.press('End');
  await username.pressSequentially('r');
  await expect(username).toHaveAttribute('aria-invalid', 'false');
});

test('the checklist updates while a password is typed, and the password can be revealed', async ({ visitor }) => {
  await visitor.open('/register');
  const password = visitor.field('Password');
  const strength = visitor.page.getByRole('meter', { name: words('Strength'), exact: true });
  await password.pressSequentially('abc');
  await expect(strength).toHaveAttribute('aria-valuetext', words('Weak'));
  await expect(visitor.text('Lower case letter')).toContainText(words(', met'));
  await expect(visitor.text('Upper case letter')).not.toContainText(words(', met'));
  // Only the server has the list.
  await password.fill('Password1!');
  await expect(visitor.text('This password is too common. Use a few unrelated words.')).toBeVisible();
  await expect(strength).toHaveAttribute('aria-valuetext', words('Weak'));
  await password.fill('four unrelated words together');
  await expect(strength).toHaveAttribute('aria-valuetext', words('Strong'));
  // Tests of applications look for the field like this, and nothing else may be found.
  await expect(visitor.page.getByLabel(words('Password'))).toHaveCount(1);
  await visitor.button('Show what is typed').click();
  await expect(password).toHaveAttribute('type', 'text');
  await visitor.button('Hide what is typed').click();
  await expect(password).toHaveAttribute('type', 'password');
});

test('terms of use are accepted with a box, and nothing that is typed is lost', { tag: '@plain' }, async ({ visitor, server }) => {
  await server.command(['terms', 'publish', '--link', 'https://example.org/terms']);
  const [person, box] = [somebody(), visitor.page.locator('#value-accepted_terms')];
  await expect(async () => {
    await visitor.open('/register');
    await expect(box).toBeVisible({ timeout: 1_000 });
  }).toPass();
  // With JavaScript, a page that is not loaded as a document asks the server.
  await visitor.open('/login');
  await visitor.link('Create account').click();
  await visitor.isAt('/register', 'Create account');
  await expect(box).toBeVisible();
  await visitor.fillAccount(person);
  const opened = visitor.context.waitForEvent('page');
  await visitor.link('terms of use').click();
  const terms = await opened;
  await expect(terms).toHaveURL('/terms/1');
  await terms.close();
  await createRejected(visitor, 422);
  await expect(visitor.page.locator('#value-accepted_terms-note')).toContainText(words('Accept the terms of use to go on.'));
  await expect(visitor.field('Username')).toHaveValue(person.username);
  await box.check();
  // A password does not return from the server.
  if (!visitor.javaScript) await visitor.field('Password').fill(person.password);
  await create(visitor);
  await visitor.isAt('/account', 'Your account');
  await visitor.open('/terms/accept?next=/account/devices');
  await visitor.isAt('/account/devices', byId('devices'));
});

test.describe('with a minimum length of passphrases', () => {
  test.use({ settings: { VESTIBULE_PASSWORD_MIN_LENGTH: '15' } });

  test('a short password is rejected in the browser', async ({ visitor }) => {
    await visitor.open('/register');
    await visitor.fillAccount(somebody(), { Password: 'Lt9!kqzr' });
    await create(visitor);
    await isInvalid(visitor.field('Password'), 'Use at least { $min } characters.', { min: 15 });
  });
});

test.describe('with strict privacy', () => {
  test.use({ settings: { VESTIBULE_REGISTRATION_PRIVACY: 'strict' } });

  test('another browser asks for the password that was chosen', async ({ visitor, elsewhere, server }) => {
    const person = somebody();
    await visitor.open('/register');
    await visitor.fillAccount(person);
    await create(visitor);
    await visitor.isAt('/check-mail', byId('title-check-mail'));
    await expect(visitor.text('We have sent a message to { $email }. It says how to go on.', { email: person.email })).toBeVisible();
    await elsewhere.open(await linkIn(confirmation(server, person)));
    const field = elsewhere.field('The password that you chose');
    await field.fill(OTHER_PASSPHRASE);
    await elsewhere.submitRejected(elsewhere.button('Confirm'), '/actions/verify-email', 422);
    await expect(field).toHaveAttribute('aria-invalid', 'true');
    await field.fill(person.password);
    await elsewhere.button('Confirm').click();
    await elsewhere.isAt('/login', 'Sign in');
    await elsewhere.signIn(person);
  });
});

test('the setup link on standard output creates one administrator', async ({ visitor, elsewhere, server, guard }) => {
  const link = server.setupLink!;
  const admin = somebody();
  for (const [browser, person] of [[visitor, admin], [elsewhere, somebody()]] as const) {
    await browser.open(link);
    await browser.isAt(link, byId('title-setup'));
    await browser.fillAccount(person);
  }
  await create(visitor);
  await visitor.isAt('/first-steps', 'First steps');
  await visitor.seesToast('Account created. You are signed in.');
  expect((await accountOf(server, admin)).role).toBe('admin');
  guard.expect('/actions/setup', 404);
  await create(elsewhere);
  await elsewhere.seesAlert('This link has been used or has expired. Restart the server to print a new one.');
});

function create(visitor: Visitor): Promise<void> {
  return visitor.button('Create account').click();
}

/** Submits a form that only the server finds invalid. */
function createRejected(visitor: Visitor, status: number): Promise<void> {
  return visitor.submitRejected(visitor.button('Create account'), '/actions/register', status);
}
