import { test, expect } from './support/test';
import { accessToken } from './support/tokens';
import { some } from './support/gate';
import { somebody, type Person } from './support/people';
import { isInvalid, type Visitor } from './support/visitor';

interface Mistake {
  answer: string;
  words: string;
  /** Only the server can detect it. */
  serverOnly?: true;
}

const MISTAKES: Record<'Username' | 'Email' | 'Name (optional)' | 'Password', Mistake[]> = {
  Username: [
    { answer: '   ', words: 'Enter a username.' },
    { answer: 'ab', words: 'Use at least 3 characters.' },
    { answer: 'm'.repeat(81), words: 'Use at most 80 characters.' },
    { answer: 'maren holt', words: 'Use only letters, numbers, dots, hyphens and underscores.' },
    { answer: 'maren<b>', words: 'Use only letters, numbers, dots, hyphens and underscores.' },
    { answer: 'p\u0430ypal', words: 'Use letters from one alphabet only.', serverOnly: true },
  ],
  Email: [
    { answer: 'maren', words: 'Include an @ and a domain, such as name@example.org.' },
    { answer: 'maren@', words: 'Include the end of the domain, such as .org or .com.' },
    { answer: 'maren@example', words: 'Include the end of the domain, such as .org or .com.' },
    { answer: 'maren@example.', words: 'Include the end of the domain, such as .org or .com.' },
    { answer: '@example.org', words: 'Enter one email address, such as name@example.org, without spaces or commas.' },
    { answer: 'maren holt@example.org', words: 'Enter one email address, such as name@example.org, without spaces or commas.' },
    { answer: 'maren@example.org,eve@example.org', words: 'Enter one email address, such as name@example.org, without spaces or commas.' },
    { answer: `${'m'.repeat(60)}@${'example.'.repeat(8)}org`, words: 'Use at most 120 characters.' },
  ],
  'Name (optional)': [{ answer: 'M'.repeat(121), words: 'Use at most 120 characters.' }],
  Password: [
    { answer: 'Ab1!', words: 'Use at least 8 characters.' },
    { answer: 'abc', words: 'Use at least 8 characters and add an upper case letter, a number and a symbol; or use any 15 or more.' },
    { answer: 'lanterns', words: 'Add an upper case letter, a number and a symbol; or use 15 or more characters.' },
    { answer: 'Lantern24x', words: 'Add a symbol; or use 15 or more characters.' },
    { answer: 'long enough to be a passphrase '.repeat(5), words: 'Use at most 128 characters.' },
    { answer: 'P@ssw0rd', words: 'This password is too common. Use a few unrelated words.', serverOnly: true },
    { answer: 'Password1!', words: 'This password is too common. Use a few unrelated words.', serverOnly: true },
  ],
};

for (const [label, mistakes] of Object.entries(MISTAKES)) {
  const tag = label === 'Username' ? [] : ['@nightly-without-javascript'];

  test(`every error of the field ${label} has a message that says how to fix it`, { tag }, async ({ visitor }) => {
    const person = somebody();
    for (const { answer, words, serverOnly } of some(mistakes, 2)) {
      await visitor.open('/register');
      await fill(visitor, person, { [label]: answer });
      await createRefused(visitor, serverOnly);
      await isInvalid(visitor.field(label), words);
      for (const other of Object.keys(MISTAKES).filter((other) => other !== label)) {
        await expect(visitor.field(other)).toHaveAttribute('aria-invalid', 'false');
      }
      if (visitor.javaScript) await expect(visitor.field(label)).toBeFocused();
      else await expect(visitor.alert).toContainText('There is a problem');
    }
  });
}

test('an empty form shows all missing fields at once', { tag: '@nightly-without-javascript' }, async ({ visitor }) => {
  await visitor.open('/register');
  await createRefused(visitor);
  await isInvalid(visitor.field('Username'), 'Enter a username.');
  await isInvalid(visitor.field('Email'), 'Enter an email address.');
  await isInvalid(visitor.field('Password'), 'Enter a password.');
  await expect(visitor.field('Name (optional)')).toHaveAttribute('aria-invalid', 'false');
});

test('with JavaScript the first invalid field gets the focus', { tag: '@with-javascript' }, async ({ visitor }) => {
  await visitor.open('/register');
  await fill(visitor, somebody(), { Email: 'maren', Password: 'short' });
  await createRefused(visitor);
  await expect(visitor.field('Email')).toBeFocused();
});

test('a long press on the button submits, although it takes the focus from an invalid field', { tag: '@with-javascript' }, async ({ visitor }) => {
  await visitor.open('/register');
  await fill(visitor, somebody(), { Email: 'maren' });
  await visitor.field('Email').focus();
  await visitor.button('Create account').click({ delay: 600 });
  await expect(visitor.field('Email')).toBeFocused();
});

test('without JavaScript an error summary links to each invalid field', { tag: '@without-javascript' }, async ({ visitor }) => {
  await visitor.open('/register');
  await fill(visitor, somebody(), { Username: 'ab', Email: 'maren', Password: 'short' });
  await createRefused(visitor);
  await expect(visitor.alert).toContainText('There are 3 problems');
  for (const label of ['Username', 'Email', 'Password']) {
    await visitor.alert.getByRole('link', { name: label }).click();
    await expect(visitor.field(label)).toBeFocused();
  }
});

test('typed values are kept, except the password', { tag: '@nightly-without-javascript' }, async ({ visitor, maren }) => {
  const person = somebody();
  await visitor.open('/register');
  await fill(visitor, { ...person, username: maren.username });
  await createRefused(visitor, true, 409);
  await isInvalid(visitor.field('Username'), `“${maren.username}” is taken. Try another.`);
  await expect(visitor.field('Username')).toHaveValue(maren.username);
  await expect(visitor.field('Email')).toHaveValue(person.email);
  await expect(visitor.field('Name (optional)')).toHaveValue(person.name);
  expect(await visitor.page.content()).not.toContain(person.password);
  if (!visitor.javaScript) await expect(visitor.field('Password')).toHaveValue('');
});

test('a taken username and a taken email are both reported, ignoring case', async ({ visitor, maren }) => {
  const [username, email] = [maren.username.toUpperCase(), maren.email.toUpperCase()];
  await visitor.open('/register');
  await fill(visitor, { ...somebody(), username, email });
  await createRefused(visitor, true, 409);
  await isInvalid(visitor.field('Username'), `“${username}” is taken. Try another.`);
  await isInvalid(visitor.field('Email'), 'Someone has an account with this email. Sign in instead?');
  await visitor.link('Sign in instead?').click();
  await visitor.isAt('/login', 'Sign in');
});

test('a password with the own username or email is rejected', { tag: '@nightly-without-javascript' }, async ({ visitor }) => {
  const person = somebody();
  const own = {
    'Choose a password that is not based on your username.': person.username,
    'Choose a password that is not based on your email address.': 'lantern.keeper',
  };
  for (const [words, part] of Object.entries(own)) {
    await visitor.open('/register');
    await fill(visitor, { ...person, email: 'lantern.keeper@example.org', password: `So long, ${part}!` });
    await createRefused(visitor, true);
    await isInvalid(visitor.field('Password'), words);
  }
});

test('registering signs in and shows the name', { tag: '@both-engines' }, async ({ visitor }) => {
  const person = somebody();
  await visitor.open('/');
  await visitor.link('Create account').click();
  await visitor.isAt('/register', 'Create account');
  await fill(visitor, person);
  await visitor.button('Create account').click();
  await visitor.isAt('/account', 'Your account');
  await visitor.seesToast('Account created. You are signed in.');
  await expect(visitor.menu).toContainText(person.name);
  const { cookie } = await accessToken(visitor.context);
  expect(cookie.expires, 'nobody asked to be remembered').toBe(-1);
  await visitor.isSignedInAs(person);
});

test('the name is optional: the username replaces it', { tag: '@nightly-without-javascript' }, async ({ visitor }) => {
  const person = { ...somebody(), name: '' };
  await visitor.open('/register');
  await fill(visitor, person);
  await visitor.button('Create account').click();
  await visitor.isAt('/account', 'Your account');
  await expect(visitor.menu).toContainText(person.username);
});

test('a short password with four kinds of characters is accepted', { tag: '@nightly-without-javascript' }, async ({ visitor }) => {
  const person = { ...somebody(), password: 'Lt9!kqzr' };
  await visitor.open('/register');
  await fill(visitor, person);
  await visitor.button('Create account').click();
  await visitor.isAt('/account', 'Your account');
});

test.describe('with registration closed', () => {
  test.use({ settings: { VESTIBULE_REGISTRATION: 'closed' } });

  test('the page has a message instead of a form, and the home page has no link to it', { tag: '@nightly-without-javascript' }, async ({ visitor }) => {
    await visitor.open('/register');
    await expect(visitor.page.getByText('Registration is closed.')).toBeVisible();
    await expect(visitor.field('Username')).toHaveCount(0);
    await visitor.open('/');
    await expect(visitor.link('Create account')).toHaveCount(0);
    await expect(visitor.link('Sign in')).toBeVisible();
  });
});

test.describe('with a minimum length of passphrases', () => {
  test.use({ settings: { VESTIBULE_PASSWORD_MIN_LENGTH: '15' } });

  test('a short password is always rejected', { tag: '@nightly-without-javascript' }, async ({ visitor }) => {
    await visitor.open('/register');
    await fill(visitor, somebody(), { Password: 'Lt9!kqzr' });
    await createRefused(visitor);
    await isInvalid(visitor.field('Password'), 'Use at least 15 characters.');
  });
});

test('a field shows its error on blur and hides it once it is fixed', { tag: '@with-javascript' }, async ({ visitor }) => {
  await visitor.open('/register');
  const username = visitor.field('Username');
  await username.pressSequentially('ma');
  await expect(username).toHaveAttribute('aria-invalid', 'false');
  await visitor.field('Email').focus();
  await isInvalid(username, 'Use at least 3 characters.');
  await username.press('End');
  await username.pressSequentially('r');
  await expect(username).toHaveAttribute('aria-invalid', 'false');
});

test('the checklist updates while a password is typed, and the password can be revealed', { tag: '@with-javascript' }, async ({ visitor }) => {
  await visitor.open('/register');
  const password = visitor.field('Password');
  const strength = visitor.page.getByRole('meter', { name: 'Strength', exact: true });
  await password.pressSequentially('abc');
  await expect(strength).toHaveAttribute('aria-valuetext', 'Weak');
  await expect(visitor.page.getByText('Lower case letter')).toContainText('met');
  await expect(visitor.page.getByText('Upper case letter')).not.toContainText('met');
  await password.fill('four unrelated words together');
  await expect(strength).toHaveAttribute('aria-valuetext', 'Strong');
  // Tests of applications look for the field like this, and nothing else may be found.
  await expect(visitor.page.getByLabel('Password')).toHaveCount(1);
  await visitor.button('Show what is typed').click();
  await expect(password).toHaveAttribute('type', 'text');
  await visitor.button('Hide what is typed').click();
  await expect(password).toHaveAttribute('type', 'password');
});

async function fill(visitor: Visitor, person: Person, changes: Record<string, string> = {}): Promise<void> {
  const { username, email, name, password } = person;
  await visitor.fill({ Username: username, Email: email, 'Name (optional)': name, Password: password, ...changes });
}

/** Submits an invalid form. With JavaScript most errors are shown without a request. */
async function createRefused(visitor: Visitor, serverOnly = false, status = 422): Promise<void> {
  const button = visitor.button('Create account');
  if (visitor.javaScript && !serverOnly) await button.click();
  else await visitor.submitRejected(button, '/actions/register', status);
}
