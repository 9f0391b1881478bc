import { addApp, makeRecoveryCodes } from './support/factors';
import { pageOf } from './support/people';
import { Server } from './support/server';
import { test, expect } from './support/test';
import { wrongCode } from './support/totp';
import { isInvalid, type Visitor } from './support/visitor';
import { byId, words } from './support/words';

async function asksForCode(visitor: Visitor): Promise<void> {
  await expect(visitor.page).toHaveURL((url) => url.pathname === '/login/second-factor');
  await expect(visitor.page.getByRole('heading', { level: 1 })).toHaveText(words('Confirm your sign-in'));
  await visitor.hydrated();
}

test('after the password, a code of the app is asked for', { tag: '@plain' }, async ({ visitor, maren }) => {
  await visitor.authenticate(maren);
  const app = await addApp(visitor);
  await visitor.clearCookies();
  await visitor.open('/login?next=/account/devices');
  await visitor.signInHere(maren);
  await asksForCode(visitor);
  const code = visitor.field('Code from your authenticator app');
  await code.fill('not a code');
  await visitor.submitRejected(visitor.button('Sign in'), '/actions/second-factor', 401);
  await isInvalid(code, byId('second-factor-wrong-code'));
  await code.fill(app.code());
  await visitor.button('Sign in').click();
  await visitor.isAt('/account/devices', byId('devices'));
});

test('the page for the code leads back if there is no password before it', { tag: '@plain' }, async ({ visitor }) => {
  await visitor.open('/login/second-factor?next=/account');
  await visitor.isAtSignIn('/account');
});

test('a recovery code takes the place of the app, once', { tag: '@plain' }, async ({ visitor, maren }) => {
  await visitor.authenticate(maren);
  await addApp(visitor);
  const [code] = await makeRecoveryCodes(visitor);
  const signIn = async () => {
    await visitor.clearCookies();
    await visitor.open('/login');
    await visitor.signInHere(maren);
    await asksForCode(visitor);
    await visitor.opener('Phone lost, or no code?').click();
    await visitor.field('Recovery code').fill(code!);
  };
  const button = visitor.page.locator('details').getByRole('button', { name: words('Sign in'), exact: true });
  await signIn();
  await button.click();
  // Where a lost app is replaced, and the codes are counted.
  await visitor.isAt('/account/security', 'Security');
  await expect(visitor.section('Recovery codes')).toContainText(words('{ $left } of { $total } left', { left: 9, total: 10 }));
  await signIn();
  await visitor.submitRejected(button, '/actions/second-factor', 401);
  await isInvalid(visitor.field('Recovery code'), byId('second-factor-wrong-code'));
});

test('who has lost the phone learns what to do, at the latest after a wrong code', { tag: '@plain' }, async ({ visitor, maren }) => {
  await visitor.authenticate(maren);
  await addApp(visitor);
  await visitor.clearCookies();
  await visitor.open('/login');
  await visitor.signInHere(maren);
  await asksForCode(visitor);
  const [opener, help] = [visitor.opener('Phone lost, or no code?'), visitor.text(byId('ask-administrator'))];
  await expect(help).toBeHidden();
  await opener.click();
  await expect(help).toBeVisible();
  await expect(visitor.text(byId('second-factor-no-codes'))).toBeVisible();
  await opener.click();
  await expect(help).toBeHidden();
  await visitor.field('Code from your authenticator app').fill('not a code');
  await visitor.submitRejected(visitor.button('Sign in'), '/actions/second-factor', 401);
  await expect(help).toBeVisible();
});

test('recovery codes are shown once, and can be saved', async ({ visitor, maren }) => {
  await visitor.authenticate(maren);
  await addApp(visitor);
  const codes = await makeRecoveryCodes(visitor);
  expect(new Set(codes).size).toBe(10);
  const download = visitor.page.waitForEvent('download');
  await visitor.link('Download as a file').click();
  expect((await download).suggestedFilename()).toMatch(/^vestibule-.+-recovery-codes\.txt$/);
  await visitor.reload();
  expect(await visitor.page.content()).not.toContain(codes[0]);
});

test('a wrong first code does not change the secret that the app has', { tag: '@plain' }, async ({ visitor, maren }) => {
  await visitor.enter(maren, '/account/security/authenticator');
  const setup = visitor.page.locator('#setup');
  const before = await setup.getAttribute('value');
  await visitor.field('Code from your authenticator app').fill(wrongCode((await visitor.page.locator('.setup code').textContent())!));
  await visitor.submitRejected(visitor.button('Add app'), '/actions/authenticator/confirm', 422);
  await isInvalid(visitor.field('Code from your authenticator app'), byId('factors-code-wrong'));
  await expect(setup).toHaveAttribute('value', before!);
});

/** With a clock that can be moved. */
const timed = test.extend({
  server: async ({ settings }, use) => {
    const server = await Server.startInTestMode(settings);
    await use(server);
    await server.stop();
  },
});

timed('what matters asks again later, and typed text survives', { tag: '@plain' }, async ({ visitor, server, maren }) => {
  await visitor.enter(maren, '/account/tokens');
  await server.advance('11m');
  await visitor.reload();
  await visitor.field('Token name').fill('Nightly backup');
  if (visitor.javaScript) visitor.guard.expect('/actions/tokens/create', 401);
  await visitor.button('Create token').click();
  await visitor.isAt('/confirm?next=%2Faccount%2Ftokens', 'Confirm that it is you');
  await visitor.hydrated();
  await visitor.field('Your password').fill(maren.password);
  await visitor.button('Go on').click();
  await visitor.isAt('/account/tokens', byId('programs'));
  await expect(visitor.field('Token name')).toHaveValue('Nightly backup');
  await visitor.button('Create token').click();
  await expect(visitor.field('API token')).toBeVisible();
});

test('an administrator resets the factors of somebody who has lost them', { tag: '@plain' }, async ({ visitor, server, ada, maren }) => {
  await visitor.authenticate(maren);
  await addApp(visitor);
  await visitor.clearCookies();
  await visitor.enter(ada, await pageOf(server, maren));
  await visitor.page.locator('summary', { hasText: 'Reset…' }).click();
  await visitor.button('Reset sign-in methods').click();
  await visitor.seesToast('Sign-in methods reset. Only the password is left.');
  await visitor.clearCookies();
  await visitor.signIn(maren);
});
