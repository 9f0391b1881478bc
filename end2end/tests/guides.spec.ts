import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { Front } from './support/front';
import { logIn, member, send, type Person } from './support/people';
import { forwarding, signIn, Site, start, type Program } from './support/printed';
import { freePort, Server } from './support/server';
import { test, expect } from './support/test';
import { claimsOf, isPast } from './support/tokens';
import { App } from './support/totp';
import { byId, words } from './support/words';

/** A page of the guide behind a proxy, as somebody sees it who may enter. */
interface Behind {
  front: Front;
  server: Server;
  maren: Person;
}

/** Serves the site behind a proxy, with the names of the guide. `parts`: more applications, at the origin of the page. */
async function behind(
  site: Site,
  serve: (url: string, origin: string) => Promise<{ api: Program; isSite: boolean }>,
  parts: (origin: string) => string,
  run: (behind: Behind) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'vestibule-guide-'));
  const port = await freePort();
  const [url, origin] = [`http://localhost:${port}`, `http://app.localhost:${port}`];
  const settings = await Front.settings(port, folder);
  const file = settings['VESTIBULE_APPLICATIONS']!;
  const application = (await readFile(file, 'utf8')).replace('"app"', '"journal"').replace('"writers"', '"editors"');
  await writeFile(file, application + parts(origin));
  const server = await Server.start(settings);
  const { api, isSite } = await serve(url, origin);
  const front = await Front.start(port, server, isSite ? forwarding(api.url) : site.handler);
  try {
    const maren = await member(server);
    for (const change of [['create', 'editors'], ['add', 'editors', maren.username]]) await server.command(['group', ...change]);
    await run({ front, server, maren });
  } finally {
    api.stop();
    await front.stop();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
    await site.delete();
  }
}

/** The page of the guide and its API, which is one program. */
async function journal(parts: (origin: string) => string, run: (behind: Behind) => Promise<void>): Promise<void> {
  const site = await (await Site.of('Behind the proxy')).asReact('Journal');
  await site.build({});
  const serve = async (url: string) => ({ api: await start(site.folder, 'page_api.mjs', { VESTIBULE_URL: url }), isSite: true });
  await behind(site, serve, parts, run);
}

/** Adds an authenticator app to an account, in another session than that of the browser. */
async function addApp(server: Server, person: Person): Promise<App> {
  const { access_token: token } = await logIn(server, person);
  const path = '/api/account/factors/authenticator';
  const begun = await fetch(`${server.url}${path}/begin`, { method: 'POST', headers: { authorization: `Bearer ${token}` } });
  const { secret, setup } = await begun.json();
  const app = await App.with(secret);
  await send(server, 'POST', `${path}/confirm`, { setup, code: app.code() }, token);
  return app;
}

/** Counts how often a tab loads a page. */
function countLoads(page: Page, url: string): () => number {
  let count = 0;
  page.on('request', (request) => {
    if (request.isNavigationRequest() && request.url() === url) count += 1;
  });
  return () => count;
}

/** A page that turned in a circle would load many times in this time. Nothing looks into it meanwhile: to the page, that is a press. */
const A_WHILE = 2_000;

async function confirmWith(page: Page, app: App): Promise<void> {
  await page.getByLabel(words('Code from your authenticator app')).fill(app.code());
  await page.getByRole('button', { name: words(byId('confirm-go-on')), exact: true }).click();
}

const stored = () => [localStorage.length, sessionStorage.length, document.cookie];

test('a page behind the proxy leads to the proof that its API demands, and back', { tag: '@nightly' }, async ({ page }) => {
  await journal(() => '', async ({ front, server, maren }) => {
    const transfers = `${front.application}/?transfers`;
    const loads = countLoads(page, transfers);
    await page.goto(`${front.application}/`);
    await signIn(page, maren);
    await expect(page).toHaveURL(`${front.application}/`);
    const status = page.getByRole('status');
    await expect(status).toHaveText('Your groups: editors');
    const app = await addApp(server, maren);

    await page.getByRole('link', { name: 'Transfers' }).click();
    await expect(page).toHaveURL((url) => url.origin === front.url && url.pathname === '/confirm');
    await confirmWith(page, app);
    await expect(page).toHaveURL(transfers);
    await expect(status).toHaveText(`No transfers of ${maren.username} yet`);
    expect(loads()).toBe(2);
    await page.reload();
    await expect(status).toHaveText(`No transfers of ${maren.username} yet`);
    expect(await page.evaluate(stored)).toEqual([0, 0, '']);

    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page).toHaveURL((url) => url.origin === front.url && url.pathname === '/login');
  });
});

const PART = (origin: string) =>
  `\n[[application]]\nname = "transfers"\nlocations = ["${origin}/api/transfers"]\ngroups = ["editors"]\nsecond_factor = true\n`;

test('a page does not turn in a circle behind a part that demands more', { tag: '@nightly' }, async ({ page }) => {
  await journal(PART, async ({ front, server, maren }) => {
    const transfers = `${front.application}/?transfers`;
    const loads = countLoads(page, transfers);
    const isAsked = (url: URL) => url.origin === front.url && url.pathname === '/confirm';
    await page.goto(transfers);
    await signIn(page, maren);
    await expect(page).toHaveURL(isAsked);
    await expect(page.getByText(words('The application asks for a second factor, and your account has none.'))).toBeVisible();
    await page.getByRole('button', { name: words('Back without confirming') }).click();
    await page.waitForURL(transfers, { waitUntil: 'commit' });
    const status = page.getByRole('status');
    await pause(A_WHILE);
    // For the first time, after the sign-in, and after turning back.
    expect([loads(), page.url()]).toEqual([3, transfers]);
    await expect(status).toHaveText('The API answers 401.');

    // The token of the part is for another application than the API knows, so its own answer is 401.
    const app = await addApp(server, maren);
    await page.getByRole('link', { name: 'Confirm who you are' }).click();
    await expect(page).toHaveURL(isAsked);
    await confirmWith(page, app);
    await page.waitForURL(transfers, { waitUntil: 'commit' });
    await pause(A_WHILE);
    expect([loads(), page.url()]).toEqual([4, transfers]);
    await expect(status).toHaveText('The API answers 401.');

    const tab = await page.context().newPage();
    const loadsOfTab = countLoads(tab, transfers);
    await tab.goto(transfers, { waitUntil: 'commit' });
    await pause(A_WHILE);
    expect(loadsOfTab(), 'one reload').toBe(2);
    await expect(tab.getByRole('status')).toHaveText('The API answers 401.');
  });
});

test('a page behind the proxy calls an API on another host, also after a reload', { tag: '@nightly' }, async ({ page }) => {
  const site = await (await Site.of('Behind the proxy')).asReact('Elsewhere');
  await site.add('express_app.mjs', 'express');
  const serve = async (url: string, origin: string) => {
    const api = await start(site.folder, 'express_app.mjs', { VESTIBULE_URL: url, PAGES: origin });
    await site.build({ VITE_API_URL: api.url });
    return { api, isSite: false };
  };
  await behind(site, serve, () => '', async ({ front, maren }) => {
    await page.goto(`${front.application}/`);
    await signIn(page, maren);
    await expect(page).toHaveURL(`${front.application}/`);
    await expect(page.getByRole('status')).toHaveText('Your groups: editors');

    const asked = page.waitForResponse((response) => response.url() === `${front.application}/.vestibule/token`);
    await page.reload();
    expect((await asked).status()).toBe(200);
    await expect(page.getByRole('status')).toHaveText('Your groups: editors');
    expect(await page.evaluate(stored)).toEqual([0, 0, '']);
  });
});

test('a page with a form of its own signs in, renews its token and signs out', { tag: '@nightly' }, async ({ page }) => {
  const site = await (await Site.of('Neither')).asReact('App');
  const shop = createServer(site.handler);
  await new Promise<void>((listening) => shop.listen(0, '127.0.0.1', listening));
  const origin = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
  const server = await Server.start({ VESTIBULE_CORS_ORIGINS: origin, VESTIBULE_ACCESS_TTL: '2s' });
  try {
    const maren = await member(server);
    await site.build({ VITE_VESTIBULE_URL: server.url });
    await page.goto(origin);

    await page.getByLabel('Username or email').fill(maren.username);
    await page.getByLabel('Password').fill('not her password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('alert')).not.toBeEmpty();
    const answer = page.waitForResponse((response) => response.url().endsWith('/api/auth/login'));
    await page.getByLabel('Password').fill(maren.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByText(`Hello, ${maren.name}.`)).toBeVisible();

    await isPast(claimsOf((await (await answer).json()).access_token).exp);
    const renewed = page.waitForResponse((response) => response.url().endsWith('/api/auth/refresh'));
    await page.getByRole('button', { name: 'Refresh' }).click();
    expect((await renewed).status()).toBe(200);
    await expect(page.getByText(`Hello, ${maren.name}.`)).toBeVisible();

    const ended = page.waitForResponse((response) => response.url().endsWith('/api/auth/logout'));
    await page.getByRole('button', { name: 'Sign out' }).click();
    expect((await ended).status()).toBe(204);
    await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
    expect(await page.evaluate(stored)).toEqual([0, 0, '']);
  } finally {
    await server.stop();
    shop.close();
    await site.delete();
  }
});
