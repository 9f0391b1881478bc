import { hold } from './support/hold';
import { test, expect } from './support/test';
import { mark, type Visitor } from './support/visitor';

const PART = /\/split_account\.wasm$/;

test('the code of the account page is loaded at sign-in, not before', { tag: '@with-javascript' }, async ({ visitor, maren }) => {
  const loaded = wasmOf(visitor);
  await visitor.open('/login');
  await visitor.page.waitForLoadState('networkidle');
  expect(loaded).toEqual([expect.stringMatching(/\/vestibule\.wasm$/)]);
  const stayed = await mark(visitor);
  await visitor.fill({ 'Username or email': maren.username, Password: maren.password });
  await visitor.button('Sign in').click();
  await visitor.isAt('/account', 'Your account');
  expect(loaded).toContainEqual(expect.stringMatching(PART));
  await stayed();
});

test('hovering a link loads the code of its page, and the link navigates without loading a document', { tag: '@with-javascript' }, async ({ visitor, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account');
  const loaded = wasmOf(visitor);
  await visitor.open('/');
  await visitor.page.waitForLoadState('networkidle');
  expect(loaded).not.toContainEqual(expect.stringMatching(PART));
  const stayed = await mark(visitor);
  const link = visitor.link('Go to your account');
  await link.hover();
  await expect.poll(() => loaded).toContainEqual(expect.stringMatching(PART));
  await link.click();
  await visitor.isAt('/account', 'Your account');
  await expect(visitor.profile('Username')).toHaveValue(maren.username);
  expect(loaded.filter((path) => PART.test(path)), 'once is enough').toHaveLength(1);
  await stayed();
});

test('the previous page stays until the next one is loaded', { tag: '@with-javascript' }, async ({ visitor, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/');
  const release = await hold(visitor.page, PART);
  const asked = visitor.page.waitForRequest(PART);
  await visitor.link('Go to your account').click();
  await asked;
  await visitor.isAt('/', 'Welcome back, Maren Holt');
  release();
  await visitor.isAt('/account', 'Your account');
});

test('the document of the account page preloads its part and hydrates with it', { tag: '@with-javascript' }, async ({ visitor, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account');
  const loaded = wasmOf(visitor);
  await visitor.open('/account');
  const named = await visitor.page.locator('link[rel=preload][as=fetch]').evaluateAll((links) => links.map((link) => (link as HTMLLinkElement).href));
  expect([...loaded].sort()).toEqual(named.map((href) => new URL(href).pathname).sort());
  await visitor.profile('Name (optional)').fill('Maren Winter');
  await visitor.button('Save changes').click();
  await visitor.seesToast('Changes saved.');
});

/** The paths of WebAssembly files that are requested from now on. */
function wasmOf(visitor: Visitor): string[] {
  const paths: string[] = [];
  visitor.page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.endsWith('.wasm')) paths.push(pathname);
  });
  return paths;
}
