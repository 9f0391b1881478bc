import { postFromElsewhere } from './support/elsewhere';
import { member, somebody } from './support/people';
import { test, expect } from './support/test';
import { isInvalid } from './support/visitor';
import { data } from './support/words';

const NAMES = [
  '</script><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '\\u003cscript\\u003e \\"',
  '&lt;b&gt; &amp; &#39;',
];

test('an injected script does not run', async ({ visitor, guard }) => {
  await visitor.open('/login');
  const ran = await visitor.page.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'window.intruder = true';
    document.body.append(script);
    const image = document.createElement('img');
    image.setAttribute('onload', 'window.intruder = true');
    image.src = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';
    document.body.append(image);
    await new Promise((resolve) => image.addEventListener('load', resolve));
    return 'intruder' in window;
  });
  expect(ran).toBe(false);
  // The guard has recorded the violations, and nothing else.
  const seen = guard.problems.splice(0);
  expect(seen.length).toBeGreaterThan(0);
  for (const problem of seen) expect(problem).toMatch(/Content Security Policy|CSP violation: script-src/);
});

test('parameters of the address cannot inject messages', async ({ visitor }) => {
  const words = 'Call 0900 666 to unlock your account';
  const forged = Buffer.from(JSON.stringify({ code: 'internal', detail: words })).toString('base64url');
  await visitor.open(`/login?__path=${encodeURIComponent('/actions/login')}&__err=${forged}`);
  await expect(visitor.button('Sign in')).toBeVisible();
  await expect(visitor.alert).toHaveCount(0);
  expect(await visitor.page.content()).not.toContain(words);
});

test('a form sent from another site is rejected with a page and changes nothing', async ({ visitor, server, maren }) => {
  await visitor.authenticate(maren);
  for (const action of ['/actions/logout', '/logout', '/actions/profile', '/actions/login']) {
    await postFromElsewhere(visitor, server.url + action);
    await visitor.isAt(action, 'This request came from another site');
  }
  await visitor.link('Go to the home page').click();
  await visitor.isAt('/', 'Welcome back, { $name }', { name: maren.name });
});

test('names are escaped, also in a list that the browser renders', async ({ visitor, server, ada }) => {
  const dialogs: string[] = [];
  visitor.page.on('dialog', async (dialog) => {
    dialogs.push(dialog.message());
    await dialog.dismiss();
  });
  for (const name of NAMES) {
    await visitor.enter(await member(server, { ...somebody(), name }), '/account');
    await expect(visitor.menu).toContainText(name);
    await expect(visitor.profile('Name (optional)')).toHaveValue(name);
    await visitor.open('/');
    await visitor.isAt('/', 'Welcome back, { $name }', { name });
    await visitor.clearCookies();
  }
  await visitor.enter(ada, '/users');
  await visitor.field('Search users').fill('script');
  await expect(visitor.page.locator('tbody').getByRole('row')).toHaveCount(1);
  await expect(visitor.link(data(NAMES[0]!))).toHaveText(NAMES[0]!);
  await expect(visitor.page.locator('main script, main img')).toHaveCount(0);
  expect(dialogs).toEqual([]);
});

test('rejected values are returned unchanged and escaped', { tag: '@plain' }, async ({ visitor }) => {
  for (const name of NAMES) {
    const person = { ...somebody(), username: 'p\u0430ypal', name };
    await visitor.open('/register');
    await visitor.fillAccount(person);
    await visitor.submitRejected(visitor.button('Create account'), '/actions/register', 422);
    await isInvalid(visitor.field('Username'), 'Use letters from one alphabet only.');
    await expect(visitor.field('Name (optional)')).toHaveValue(name);
    await expect(visitor.field('Username')).toHaveValue(person.username);
  }
});
