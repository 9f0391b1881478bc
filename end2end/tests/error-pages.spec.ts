import { postFromElsewhere } from './support/elsewhere';
import { test, expect } from './support/test';

test('an unknown address shows 404 and links to other pages', async ({ visitor, guard }) => {
  guard.expect('/nowhere', 404);
  const response = await visitor.open('/nowhere?at=all');
  expect(response.status()).toBe(404);
  await visitor.isAt('/nowhere?at=all', 'Page not found');
  await expect(visitor.page).toHaveTitle('Page not found · Vestibule');
  await visitor.link('Sign in').click();
  await visitor.isAt('/login', 'Sign in');
});

test('for signed-in users, error pages link to the account', { tag: '@nightly-without-javascript' }, async ({ visitor, guard, maren }) => {
  await visitor.enter(maren);
  guard.expect('/nowhere', 404);
  await visitor.open('/nowhere');
  await visitor.link('Go to your account').click();
  await visitor.isAt('/account', 'Your account');
});

test('malformed addresses are not found and cause no errors', { tag: '@nightly-without-javascript' }, async ({ visitor, guard, server }) => {
  for (const path of ['/%00', '/%FF%FE', '/..%2f..%2fetc/passwd', '/<script>alert(1)</script>', `/${'a'.repeat(6_000)}`, '/account/', '//account', '//evil.example/..']) {
    const answer = await fetch(server.url + path, { redirect: 'manual' });
    expect([302, 303, 400, 404, 414], path).toContain(answer.status);
    expect(answer.headers.get('location') ?? '/', path).toMatch(/^\/(?!\/)/);
    expect(await answer.text(), path).not.toContain('<script>alert(1)');
  }
  guard.expect('/<script>alert(1)</script>'.replaceAll('<', '%3C').replaceAll('>', '%3E'), 404);
  await visitor.open('/<script>alert(1)</script>');
  await expect(visitor.page.getByRole('heading', { level: 1 })).toHaveText('Page not found');
});

test('a form sent from another site is rejected with a page and changes nothing', { tag: '@nightly-without-javascript' }, async ({ visitor, server, maren }) => {
  await visitor.enter(maren);
  for (const action of ['/actions/logout', '/logout', '/actions/profile', '/actions/login']) {
    await postFromElsewhere(visitor, server.url + action);
    await visitor.isAt(action, 'This request came from another site');
  }
  await visitor.link('Go to the home page').click();
  await visitor.isAt('/', `Welcome back, ${maren.name}`);
});

test('requests with headers of another site are rejected', { tag: '@nightly-without-javascript' }, async ({ visitor, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account');
  const origin = new URL(visitor.page.url()).origin;
  const foreign = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: `${origin}.evil.example` },
  ];
  for (const headers of foreign) {
    const answer = await visitor.page.request.post('/actions/logout', { headers: { ...headers, accept: 'text/html' } });
    expect(answer.status(), JSON.stringify(headers)).toBe(403);
    expect(await answer.text()).toContain('This request came from another site');
  }
  await visitor.isSignedInAs(maren);
});
