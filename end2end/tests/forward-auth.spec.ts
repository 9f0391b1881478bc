import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beyond, violations } from './support/axe';
import { define, DEPARTMENT, valueOf, valuesOf } from './support/fields';
import { Front } from './support/front';
import type { Person } from './support/people';
import { freePort, type Server } from './support/server';
import { publish, rules } from './support/terms';
import { expect, test as base } from './support/test';
import type { Visitor } from './support/visitor';
import { byId, data, words } from './support/words';

interface Fixtures {
  /** The port of the proxy. */
  port: number;
  /** A proxy in front of the server and of an application. */
  front: Front;
}

const test = base.extend<Fixtures>({
  port: async ({}, use) => use(await freePort()),

  settings: async ({ port }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'vestibule-applications-'));
    await use(await Front.settings(port, folder));
    await rm(folder, { recursive: true, force: true });
  },

  front: async ({ port, server }, use) => {
    const front = await Front.start(port, server);
    await use(front);
    await front.stop();
  },

  baseURL: async ({ front }, use) => use(front.url),

  guard: async ({ guard, front }, use) => {
    guard.allowOrigin(front.application);
    await use(guard);
  },
});

test('an application sends visitors to the sign-in page, and they land on the page that they asked for', { tag: '@plain' }, async ({
  visitor,
  server,
  front,
  maren,
}) => {
  await writers(server, maren);
  await visitor.open(`${front.application}/notes?page=2`);
  await isAskedToSignIn(visitor, front);
  await visitor.signInHere(maren);
  await greets(visitor, `${front.application}/notes?page=2`, maren);
  await visitor.button(data('Save')).click();
  await expect(visitor.page.getByText('POST writers')).toBeVisible();
});

test('an application signs its user out everywhere with a form', async ({ visitor, server, front, maren }) => {
  await enter(visitor, server, front, maren);
  await visitor.button(data('Sign out')).click();
  // The root of the application leads on to the sign-in page.
  await isAskedToSignIn(visitor, front);
  await visitor.isSignedOut();
});

test('a link leads to a page that asks before it signs out', async ({ visitor, server, front, maren }) => {
  const question = `${front.application}/.vestibule/logout`;
  await enter(visitor, server, front, maren);
  await visitor.open(question);
  await expect(visitor.page.getByRole('heading', { level: 1 })).toHaveText(words('Sign out?'));
  await visitor.link('Stay signed in').click();
  await greets(visitor, `${front.application}/`, maren);

  await visitor.open(question);
  expect(await violations(visitor.page)).toEqual([]);
  expect(await beyond(visitor.page)).toBe(0);
  await visitor.button('Sign out').click();
  await isAskedToSignIn(visitor, front);
  // Without a session there is nothing to ask.
  await visitor.open(question);
  await isAskedToSignIn(visitor, front);
});

test('a field that is missing is filled in on the way into an application', { tag: '@plain' }, async ({ visitor, server, front, ada, maren }) => {
  await writers(server, maren);
  await define(server, ada, { ...DEPARTMENT, required: 'sign-in' });
  await visitor.open(`${front.application}/notes?page=2`);
  await isAskedToSignIn(visitor, front);
  await visitor.signInHere(maren);
  await isAt(visitor, front, '/account/details', words(byId('title-own-details')));
  await visitor.button(byId('own-details-go-on')).click();
  await expect(visitor.page.locator('#value-department-note')).toContainText(words(byId('own-field-needed')));
  await valueOf(visitor, 'department').selectOption('it');
  await visitor.button(byId('own-details-go-on')).click();
  await greets(visitor, `${front.application}/notes?page=2`, maren);
  expect(await valuesOf(server, maren)).toEqual({ department: 'it' });
});

test('an application has terms of its own, which are asked for on the way, and again when they change', { tag: '@plain' }, async ({
  visitor,
  server,
  front,
  ada,
  maren,
}) => {
  const notes = `${front.application}/notes?page=2`;
  await enter(visitor, server, front, maren);
  await publish(server, ada, { application: 'app' });
  await visitor.open(notes);
  await isAt(visitor, front, '/terms/accept', words(byId('terms-accept-title')));
  await expect(visitor.page.getByText(rules().text)).toBeVisible();
  // Who does not accept keeps the account, and does not enter.
  await visitor.link(byId('terms-not-now')).click();
  await isAt(visitor, front, '/account', words('Your account'));
  await visitor.open(notes);
  await visitor.button(byId('terms-accept')).click();
  await greets(visitor, notes, maren);

  await publish(server, ada, { application: 'app', texts: ['# Other rules\n\nBe very nice.'] });
  await visitor.open(notes);
  await isAt(visitor, front, '/terms/accept', words(byId('terms-accept-title')));
  await expect(visitor.page.getByText('Be very nice.')).toBeVisible();
  await visitor.button(byId('terms-accept')).click();
  await greets(visitor, notes, maren);
});

/** Creates the group of the application, with one member. */
async function writers(server: Server, { username }: Person): Promise<void> {
  for (const change of [['create', 'writers'], ['add', 'writers', username]]) await server.command(['group', ...change]);
}

/** Enters the application as somebody who is signed in already, and is not asked again. */
async function enter(visitor: Visitor, server: Server, front: Front, person: Person): Promise<void> {
  await writers(server, person);
  await visitor.enter(person, `${front.application}/`);
  await greets(visitor, `${front.application}/`, person);
}

/** Expects the sign-in page of Vestibule. */
async function isAskedToSignIn(visitor: Visitor, front: Front): Promise<void> {
  await isAt(visitor, front, '/login', words('Sign in'));
}

/** Expects a page of Vestibule. */
async function isAt({ page }: Visitor, front: Front, path: string, heading: string): Promise<void> {
  await expect(page).toHaveURL((url) => url.origin === front.url && url.pathname === path);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
}

/** Expects a page of the application, opened by `person`. */
async function greets(visitor: Visitor, url: string, person: Person): Promise<void> {
  await expect(visitor.page).toHaveURL(url);
  await expect(visitor.page.getByRole('heading', { level: 1 })).toHaveText(`Hello ${person.username}`);
}
