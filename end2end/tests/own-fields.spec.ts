import { define, DEPARTMENT, fillIn, HIDDEN, MOTTO, noteOf, redefine, SIZE, valueOf, valuesOf } from './support/fields';
import { linkIn } from './support/mail';
import { logIn, pageOf, send, somebody } from './support/people';
import { Provider } from './support/provider';
import { test, expect } from './support/test';
import { isInvalid } from './support/visitor';
import { byId, data, words } from './support/words';

// What people have in fields of one's own, and what is asked of them. How fields are defined is in own-field-definitions.spec.ts.

test('who registers is asked for what is required, and a mistake loses nothing', { tag: ['@plain', '@german'] }, async ({
  visitor,
  server,
  ada,
}) => {
  await define(server, ada, { ...DEPARTMENT, required: 'registration' }, { ...MOTTO, required: 'registration' }, SIZE, HIDDEN);
  const person = somebody();
  await visitor.open('/register');
  for (const unasked of [SIZE, HIDDEN]) await expect(valueOf(visitor, unasked.name)).toHaveCount(0);
  await visitor.fillAccount(person);
  await valueOf(visitor, 'motto').fill('Fair winds');
  await visitor.submitRejected(visitor.button('Create account'), '/actions/register', 422);
  await isInvalid(valueOf(visitor, 'department'), byId('own-field-needed'));
  if (visitor.javaScript) await expect(valueOf(visitor, 'department')).toBeFocused();
  await expect(visitor.field('Username')).toHaveValue(person.username);
  await expect(valueOf(visitor, 'motto')).toHaveValue('Fair winds');
  await valueOf(visitor, 'department').selectOption('it');
  if (!visitor.javaScript) await visitor.field('Password').fill(person.password);
  await visitor.button('Create account').click();
  await visitor.isAt('/account', 'Your account');
  expect(await valuesOf(server, person)).toEqual({ department: 'it', motto: 'Fair winds' });
});

test('what a provider says of somebody begins their fields, and they may change it', { tag: '@plain' }, async ({
  visitor,
  server,
  guard,
  ada,
}) => {
  await define(server, ada, DEPARTMENT, MOTTO, HIDDEN);
  const { username, email } = somebody();
  const known = { sub: username, preferred_username: username, email, email_verified: true };
  const company = await Provider.start({ ...known, team: 'Sales', words: 'Fair winds', score: 'low' });
  guard.allowOrigin(company.url);
  const { access_token: token } = await logIn(server, ada);
  const fields = ['department=team', 'motto=words', 'reliability=score'];
  const secret = { client_id: company.clientId, client_secret: company.clientSecret };
  const provider = { name: 'company', title: 'Company', issuer: company.url, trusted_domains: ['example.org'], fields, ...secret };
  await send(server, 'POST', '/api/providers', provider, token);

  await visitor.open('/login');
  await visitor.link('Sign in with { $provider }', { provider: 'Company' }).click();
  await visitor.isAt('/auth/first-time', byId('title-first-time'));
  await visitor.hydrated();
  await expect(valueOf(visitor, 'department')).toHaveValue('sales');
  await expect(valueOf(visitor, 'motto')).toHaveValue('Fair winds');
  await expect(valueOf(visitor, 'reliability')).toHaveCount(0);
  await valueOf(visitor, 'motto').fill('Calm seas');
  await visitor.button('Create account').click();
  await visitor.isAt('/account', 'Your account');
  expect(await valuesOf(server, { username })).toEqual({ department: 'sales', motto: 'Calm seas' });
});

test('who is invited chooses a password, and then fills in what nobody knows yet', { tag: '@plain' }, async ({ visitor, server, ada }) => {
  await define(server, ada, { ...DEPARTMENT, required: 'sign-in' }, { ...MOTTO, required: 'sign-in' });
  const { username, email, password } = somebody();
  await server.command(['user', 'invite', email, '--username', username, '--field', 'motto=Welcome aboard']);
  await visitor.open(await linkIn(server.mail(email, 'Your new account')));
  await visitor.field('Password').fill(password);
  await visitor.button('Set password').click();
  await expect(visitor.page).toHaveURL(({ pathname }) => pathname === '/account/details');
  await expect(valueOf(visitor, 'motto')).toHaveCount(0);
  await valueOf(visitor, 'department').selectOption('sales');
  await visitor.button(byId('own-details-go-on')).click();
  await visitor.isAt('/account', 'Your account');
  expect(await valuesOf(server, { username })).toEqual({ department: 'sales', motto: 'Welcome aboard' });
});

test('who lacks a required field is asked for it on a phone, and goes on', { tag: ['@plain', '@german'] }, async ({
  visitor,
  server,
  ada,
  maren,
}) => {
  await define(server, ada, { ...DEPARTMENT, required: 'sign-in' });
  await visitor.page.setViewportSize({ width: 390, height: 844 });
  await visitor.open('/login?next=/account/devices');
  await visitor.signInHere(maren);
  const asked = '/account/details?next=%2Faccount%2Fdevices';
  await visitor.isAt(asked, byId('title-own-details'));
  await visitor.button(byId('own-details-go-on')).click();
  await visitor.isAt(asked, byId('title-own-details'));
  await expect(noteOf(visitor, 'department')).toContainText(words(byId('own-field-needed')));
  await valueOf(visitor, 'department').selectOption('it');
  await visitor.button(byId('own-details-go-on')).click();
  await visitor.isAt('/account/devices', byId('devices'));
});

test('a session is asked as soon as a field is required, and may leave instead', { tag: '@plain' }, async ({
  visitor,
  server,
  ada,
  maren,
}) => {
  await define(server, ada, DEPARTMENT);
  await visitor.enter(maren, '/account');
  await redefine(server, ada, { name: 'department', required: 'sign-in' });
  await visitor.open('/account/devices');
  await visitor.isAt('/account/details?next=%2Faccount%2Fdevices', byId('title-own-details'));
  await visitor.button('Sign out', {}, visitor.page.getByRole('main')).click();
  await visitor.isAt('/login', 'Sign in');
});

test('a mistake on the page of the account is shown at its input, with all that was typed', { tag: ['@plain', '@german'] }, async ({
  visitor,
  server,
  ada,
  maren,
}) => {
  await define(server, ada, SIZE, MOTTO);
  await visitor.enter(maren, '/account');
  const own = visitor.section(byId('own-values'));
  await valueOf(visitor, 'size').fill('seven');
  await valueOf(visitor, 'motto').fill('Fair winds');
  await visitor.button('Save changes', {}, own).click();
  await isInvalid(valueOf(visitor, 'size'), byId('own-field-number-rule'));
  await expect(valueOf(visitor, 'size')).toHaveValue('seven');
  await expect(valueOf(visitor, 'motto')).toHaveValue('Fair winds');
  expect(await valuesOf(server, maren)).toEqual({});
  await valueOf(visitor, 'size').fill('7');
  await visitor.button('Save changes', {}, own).click();
  await visitor.seesToast('Changes saved.');
  await expect(valueOf(visitor, 'size')).toHaveValue('7');
  expect(await valuesOf(server, maren)).toEqual({ size: 7, motto: 'Fair winds' });
});

test('a long text is not lost by a mistake in another field', { tag: '@plain' }, async ({ visitor, server, ada, maren }) => {
  const story = 'A long way.\n'.repeat(250).trim();
  await define(server, ada, SIZE, { name: 'story', kind: 'long-text', max_length: 4000 });
  await fillIn(server, maren, { story });
  await visitor.enter(maren, '/account');
  const save = visitor.button('Save changes', {}, visitor.section(byId('own-values')));
  await valueOf(visitor, 'size').fill('seven');
  await save.click();
  await isInvalid(valueOf(visitor, 'size'), byId('own-field-number-rule'));
  await expect(valueOf(visitor, 'story')).toHaveValue(story);
  await valueOf(visitor, 'size').fill('7');
  await save.click();
  await visitor.seesToast('Changes saved.');
  expect(await valuesOf(server, maren)).toEqual({ size: 7, story });
});

test('what no longer fits is kept, marked and may be sent back', { tag: ['@plain', '@german'] }, async ({
  visitor,
  server,
  ada,
  maren,
}) => {
  const topics = { name: 'topics', kind: 'choices', choices: ['the sea', 'the sky'] };
  await define(server, ada, DEPARTMENT, MOTTO, topics);
  await fillIn(server, maren, { department: 'it', topics: ['the sea', 'the sky'] });
  await redefine(server, ada, { name: 'department', choices: ['sales=Sales'] });
  await redefine(server, ada, { name: 'topics', choices: ['the sky'] });
  await visitor.enter(maren, '/account');
  await expect(valueOf(visitor, 'department')).toHaveValue('it');
  await isInvalid(valueOf(visitor, 'department'), byId('own-field-choice-unknown'), { choices: 'sales' });
  for (const name of topics.choices) await expect(visitor.field(data(name))).toBeChecked();
  await expect(noteOf(visitor, 'topics')).toContainText(words(byId('own-field-choice-unknown'), { choices: 'the sky' }));
  await valueOf(visitor, 'motto').fill('Fair winds');
  await visitor.button('Save changes', {}, visitor.section(byId('own-values'))).click();
  await visitor.seesToast('Changes saved.');
  expect(await valuesOf(server, maren)).toEqual({ department: 'it', motto: 'Fair winds', topics: topics.choices });
});

test('an administrator fills in the fields of a new account, and changes them on its page', { tag: '@plain' }, async ({
  visitor,
  server,
  ada,
}) => {
  await define(server, ada, DEPARTMENT, SIZE, HIDDEN);
  const { username, email } = somebody();
  await visitor.enter(ada, '/users/new');
  await visitor.fill({ 'Name (optional)': 'Ida Lindqvist', 'Username (optional)': username, Email: email });
  await visitor.choice('Show me a link to pass on').check();
  await valueOf(visitor, 'department').selectOption('it');
  await valueOf(visitor, 'size').fill('seven');
  await valueOf(visitor, 'reliability').fill('high');
  await visitor.submitRejected(visitor.button('Create user'), '/actions/users/create', 422);
  await isInvalid(valueOf(visitor, 'size'), byId('own-field-number-rule'));
  await expect(visitor.field('Username (optional)')).toHaveValue(username);
  await expect(valueOf(visitor, 'department')).toHaveValue('it');
  await valueOf(visitor, 'size').fill('12');
  await visitor.button('Create user').click();
  await visitor.field('Password link').waitFor();
  expect(await valuesOf(server, { username })).toEqual({ department: 'it', size: 12, reliability: 'high' });

  await visitor.open(await pageOf(server, { username }));
  await expect(valueOf(visitor, 'size')).toHaveValue('12');
  await valueOf(visitor, 'size').fill('');
  await valueOf(visitor, 'reliability').fill('low');
  await visitor.button('Save changes', {}, visitor.section(byId('own-fields'))).click();
  await visitor.seesToast('Changes saved.');
  await expect(valueOf(visitor, 'size')).toHaveValue('');
  expect(await valuesOf(server, { username })).toEqual({ department: 'it', reliability: 'low' });
});

test('what administrators alone see is on no page of its owner', { tag: '@plain' }, async ({ visitor, elsewhere, server, ada, maren }) => {
  await define(server, ada, HIDDEN, MOTTO);
  await fillIn(server, ada, { reliability: 'Unreliable-7', motto: 'Fair winds' }, maren);
  await visitor.enter(maren, '/account');
  await expect(valueOf(visitor, 'motto')).toHaveValue('Fair winds');
  const hidden = /reliability|unreliable-7/i;
  for (const page of ['/', '/account', '/account/activity', '/account/your-data', '/account/security']) {
    // What is sent, in which the data of the page are as well.
    const answer = await visitor.answer(page);
    expect(await answer.text(), page).not.toMatch(hidden);
    expect(await visitor.page.content(), page).not.toMatch(hidden);
  }
  await visitor.open('/account/activity');
  await expect(visitor.page.locator('tbody')).toContainText('motto');
  const answer = await elsewhere.answer('/register');
  expect(await answer.text()).not.toMatch(hidden);
  await elsewhere.enter(ada, await pageOf(server, maren));
  await expect(valueOf(elsewhere, 'reliability')).toHaveValue('Unreliable-7');
});
