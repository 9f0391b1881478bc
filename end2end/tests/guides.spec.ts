import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import express from 'express';
import { Front } from './support/front';
import { freePort, Server } from './support/server';
import { member } from './support/people';
import { test, expect } from './support/test';
import { claimsOf, isPast } from './support/tokens';
import { words } from './support/words';

const GUIDE = join(__dirname, '../../docs/applications/react.md');
const EXPRESS = join(__dirname, '../../docs/applications/express.md');
const MODULES = join(__dirname, '../node_modules');
const STARTS_WITHIN = 10_000;

/** The code blocks of the guide, by the file that their first line names. */
async function filesOfGuide(): Promise<Map<string, string>> {
  const blocks = (await readFile(GUIDE, 'utf8')).matchAll(/\n```jsx?\n\/\/ (\S+)\n([^]*?)\n```/g);
  return new Map([...blocks].map(([, name, code]) => [name!, code!]));
}

/** A Vite project with the files of the guide, in a folder of its own; build() writes the site that it serves. */
class Site {
  private constructor(private readonly folder: string) {}

  static async create(): Promise<Site> {
    const folder = await mkdtemp(join(tmpdir(), 'vestibule-site-'));
    await mkdir(join(folder, 'src'));
    await symlink(MODULES, join(folder, 'node_modules'));
    for (const [name, code] of await filesOfGuide()) {
      await writeFile(join(folder, 'src', name), code);
    }
    // These two as `npm create vite` writes them.
    const config = "import { defineConfig } from 'vite';\nimport react from '@vitejs/plugin-react';\nexport default defineConfig({ plugins: [react()] });\n";
    await writeFile(join(folder, 'vite.config.mjs'), config);
    const page = '<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,"><body><div id="root"></div>';
    await writeFile(join(folder, 'index.html'), `${page}<script type="module" src="/src/main.jsx"></script></body></html>`);
    return new Site(folder);
  }

  /** Builds the site for a component, with the addresses that the environment names. */
  async build(component: 'App' | 'Journal', environment: Record<string, string>): Promise<void> {
    const main = join(this.folder, 'src/main.jsx');
    await writeFile(main, (await readFile(main, 'utf8')).replaceAll('Journal', component));
    const vite = [join(MODULES, 'vite/bin/vite.js'), 'build', '--logLevel', 'warn'];
    await promisify(execFile)(process.execPath, vite, { cwd: this.folder, env: { ...process.env, ...environment } });
  }

  get handler(): RequestListener {
    return express().use(express.static(join(this.folder, 'dist')));
  }

  delete(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}

/** The API of the guide for Express, for the application of a front and its group. */
async function startExpress(folder: string, environment: Record<string, string>): Promise<{ url: string; stop: () => void }> {
  const code = /\n```js\n(\/\/ express_app\.mjs\n[^]*?)\n```/.exec(await readFile(EXPRESS, 'utf8'))?.[1];
  if (!code) throw new Error(`${EXPRESS} has no application`);
  await writeFile(join(folder, 'express_app.mjs'), code.replace("'journal'", "'app'").replace("'editors'", "'writers'"));
  await symlink(MODULES, join(folder, 'node_modules'));
  const port = await freePort();
  const env = { ...process.env, ...environment, PORT: String(port) };
  const api = spawn(process.execPath, ['express_app.mjs'], { cwd: folder, env, stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + STARTS_WITHIN;
  while (!(await fetch(url).catch(() => undefined))) {
    if (Date.now() > deadline || api.exitCode !== null) throw new Error('Express does not serve');
    await pause(20);
  }
  return { url, stop: () => api.kill() };
}

test('a React application behind the proxy calls an API, stays signed in over a reload, and signs out', { tag: '@nightly' }, async ({ page }) => {
  const site = await Site.create();
  const folder = await mkdtemp(join(tmpdir(), 'vestibule-guide-'));
  const port = await freePort();
  const server = await Server.start(await Front.settings(port, folder));
  const front = await Front.start(port, server, site.handler);
  const api = await startExpress(folder, { VESTIBULE_URL: front.url, PAGES: front.application });
  try {
    const maren = await member(server);
    for (const change of [['create', 'writers'], ['add', 'writers', maren.username]]) await server.command(['group', ...change]);
    await site.build('Journal', { VITE_API_URL: api.url });
    await page.goto(`${front.application}/`);
    await page.getByLabel(words('Username or email')).fill(maren.username);
    await page.getByLabel(words('Password')).fill(maren.password);
    await page.getByRole('button', { name: words('Sign in'), exact: true }).click();
    await expect(page).toHaveURL(`${front.application}/`);
    await expect(page.getByRole('status')).toHaveText('Your groups: writers');

    const asked = page.waitForResponse((response) => response.url() === `${front.application}/.vestibule/token`);
    await page.reload();
    expect((await asked).status()).toBe(200);
    await expect(page.getByRole('status')).toHaveText('Your groups: writers');
    expect(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])).toEqual([0, 0, '']);

    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page).toHaveURL((url) => url.origin === front.url && url.pathname === '/login');
  } finally {
    api.stop();
    await front.stop();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
    await site.delete();
  }
});

test('a React application of another origin signs in, renews its token and signs out', { tag: '@nightly' }, async ({ page }) => {
  const site = await Site.create();
  const shop = createServer(site.handler);
  await new Promise<void>((listening) => shop.listen(0, '127.0.0.1', listening));
  const origin = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
  const server = await Server.start({ VESTIBULE_CORS_ORIGINS: origin, VESTIBULE_ACCESS_TTL: '2s' });
  try {
    const maren = await member(server);
    await site.build('App', { VITE_VESTIBULE_URL: server.url });
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
    expect(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])).toEqual([0, 0, '']);
  } finally {
    await server.stop();
    shop.close();
    await site.delete();
  }
});
