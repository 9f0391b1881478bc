import type { Response } from '@playwright/test';
import { test, expect } from './support/test';
import { OTHER_PASSPHRASE, tryPassword, type Person } from './support/people';
import type { Server } from './support/server';
import type { Visitor } from './support/visitor';

const FREE = 10;

test('after ten wrong passwords the page shows how long to wait', { tag: '@nightly-without-javascript' }, async ({ visitor, server, maren }) => {
  await guessWrong(server, maren, FREE - 1);
  await enter(visitor, maren.username, OTHER_PASSPHRASE);
  await visitor.submitRejected(visitor.button('Sign in'), '/actions/login', 401);
  await expect(visitor.alert).toContainText('That username and password do not match.');

  await enter(visitor, maren.username, maren.password);
  const page = await sendThrottled(visitor, 'Sign in', '/actions/login', '/login');
  await expect(visitor.page.getByRole('status').filter({ hasText: 'Too many failed attempts.' })).toContainText(
    /Wait \d+ seconds, then try again\. Your account is safe\./,
  );
  await expect(visitor.field('Username or email')).toHaveValue(maren.username);
  expect(Number(page.headers()['retry-after'])).toBeGreaterThan(0);
});

test('the button shows a countdown, and a press on it does nothing', { tag: '@with-javascript' }, async ({ visitor, server, maren }) => {
  await guessWrong(server, maren, FREE);
  await enter(visitor, maren.username, maren.password);
  await visitor.submitRejected(visitor.button('Sign in'), '/actions/login', 429);
  const button = visitor.page.getByRole('button', { name: /^Try again in 0:\d\d$/ });
  await expect(button).toHaveAttribute('aria-disabled', 'true');
  const shown = await button.textContent();
  await expect(button).not.toHaveText(shown!);
  await button.click({ force: true });
  await expect(visitor.page).toHaveURL('/login');
  await expect(button).toBeVisible();
});

test('a lockout does not affect signed-in users', { tag: '@nightly-without-javascript' }, async ({ visitor, server, maren }) => {
  await visitor.enter(maren);
  await guessWrong(server, maren, FREE);
  expect(await tryPassword(server, maren.username, maren.password)).toBe(429);

  await visitor.isSignedInAs(maren);
  await visitor.password('Current password').fill(maren.password);
  await visitor.password('New password').fill(OTHER_PASSPHRASE);
  await visitor.button('Change password').click();
  await visitor.seesToast('Password changed.');
});

test('a lockout survives a restart', { tag: ['@nightly-without-javascript', '@both-engines'] }, async ({ visitor, server, maren }) => {
  await guessWrong(server, maren, FREE);
  await server.restart();
  expect(await tryPassword(server, maren.username, maren.password)).toBe(429);
  await enter(visitor, maren.username, maren.password);
  await sendThrottled(visitor, 'Sign in', '/actions/login', '/login');
  await expect(visitor.page.getByText('Too many failed attempts.')).toBeVisible();
});

test('guesses of the current password on the account page are limited as well', { tag: '@nightly-without-javascript' }, async ({ visitor, server, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account');
  const enterWrong = async () => {
    await visitor.password('Current password').fill('not the right one either');
    await visitor.password('New password').fill(OTHER_PASSPHRASE);
  };
  for (let failures = 0; failures < FREE; failures++) {
    await enterWrong();
    await visitor.submitRejected(visitor.button('Change password'), '/actions/password', 422);
  }
  await enterWrong();
  await sendThrottled(visitor, 'Change password', '/actions/password', '/account');
  await expect(visitor.section('Password').getByText('Too many failed attempts.')).toBeVisible();
  expect(await tryPassword(server, maren.username, maren.password)).toBe(200);
});

async function enter(visitor: Visitor, login: string, password: string): Promise<void> {
  await visitor.open('/login');
  await visitor.fill({ 'Username or email': login, Password: password });
}

/** Submits a form that is rejected with 429: in the response to the script, or in the page after the redirect. */
async function sendThrottled(visitor: Visitor, button: string, action: string, page: string): Promise<Response> {
  const refusing = visitor.javaScript ? action : page;
  visitor.guard.expect(refusing, 429);
  const refusal = visitor.page.waitForResponse((response) => new URL(response.url()).pathname === refusing);
  await visitor.button(button).click();
  expect((await refusal).status()).toBe(429);
  return refusal;
}

/** Sends wrong passwords from another client. */
async function guessWrong(server: Server, person: Person, times: number): Promise<void> {
  for (let failures = 0; failures < times; failures++) {
    expect(await tryPassword(server, person.username, OTHER_PASSPHRASE)).toBe(401);
  }
}
