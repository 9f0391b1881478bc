import { test, expect } from './support/test';
import { some } from './support/gate';
import { member, somebody } from './support/people';
import { isInvalid } from './support/visitor';

const NAMES = [
  '</script><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  `'-alert(1)-'`,
  '<!--<script>',
  '\\u003cscript\\u003e \\"',
  '{{7*7}} ${7*7} %s %00',
  '&lt;b&gt; &amp; &#39;',
  'مارين هولت',
  '🚪'.repeat(60),
];

test('names are escaped everywhere', { tag: '@nightly-without-javascript' }, async ({ visitor, server }) => {
  const dialogs: string[] = [];
  visitor.page.on('dialog', async (dialog) => {
    dialogs.push(dialog.message());
    await dialog.dismiss();
  });
  for (const name of some(NAMES, 3)) {
    const person = await member(server, { ...somebody(), name });
    await visitor.enter(person);
    await visitor.open('/account');
    await expect(visitor.menu).toContainText(name);
    await expect(visitor.profile('Name (optional)')).toHaveValue(name);
    await visitor.open('/');
    await visitor.isAt('/', `Welcome back, ${name}`);
    await visitor.open('/account');
    await expect(visitor.menu).toContainText(name);
    await visitor.context.clearCookies();
  }
  expect(dialogs).toEqual([]);
});

test('rejected values are returned unchanged and escaped', async ({ visitor }) => {
  const person = somebody();
  for (const name of some(NAMES.slice(0, 7), 3)) {
    await visitor.open('/register');
    await visitor.fill({ Username: 'p\u0430ypal', Email: person.email, 'Name (optional)': name, Password: person.password });
    await visitor.submitRejected(visitor.button('Create account'), '/actions/register', 422);
    await isInvalid(visitor.field('Username'), 'Use letters from one alphabet only.');
    await expect(visitor.field('Name (optional)')).toHaveValue(name);
    await expect(visitor.field('Username')).toHaveValue('p\u0430ypal');
  }
});

test('huge values are rejected with messages', { tag: '@nightly-without-javascript' }, async ({ visitor }) => {
  const huge = 'm'.repeat(12_000);
  await visitor.open('/login');
  await visitor.fill({ 'Username or email': huge, Password: huge });
  if (visitor.javaScript) await visitor.button('Sign in').click();
  else await visitor.submitRejected(visitor.button('Sign in'), '/actions/login', 422);
  await expect(visitor.field('Username or email')).toHaveAttribute('aria-invalid', 'true');
  await visitor.open('/register');
  await visitor.fill({ Username: huge, Email: `${huge}@example.org`, 'Name (optional)': huge, Password: huge });
  if (visitor.javaScript) await visitor.button('Create account').click();
  else await visitor.submitRejected(visitor.button('Create account'), '/actions/register', 422);
  for (const label of ['Username', 'Email', 'Name (optional)', 'Password']) {
    await expect(visitor.field(label)).toHaveAttribute('aria-invalid', 'true');
  }
});
