import { build } from 'esbuild';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Front } from './support/front';
import { freePort, Server } from './support/server';
import { member } from './support/people';
import { test, expect } from './support/test';

const GUIDE = join(__dirname, '../../docs/applications/react.md');
const EXPRESS = join(__dirname, '../../docs/applications/express.md');
const STARTS_WITHIN = 10_000;

/** The code blocks of the guide, by the file that their first line names. */
async function filesOfGuide(): Promise<Map<string, string>> {
  const blocks = (await readFile(GUIDE, 'utf8')).matchAll(/\n```jsx?\n\/\/ (\S+)\n([^]*?)\n```/g);
  return new Map([...blocks].map(([, name, code]) => [name!, code!]));
}

/** A component of the guide as one script, with the addresses in global variables. */
async function bundle(component: 'App' | 'Journal', addresses: Record<string, string>): Promise<string> {
  const files = await filesOfGuide();
  const main = `
    import { createElement } from 'react';
    import { createRoot } from 'react-dom/client';
    Object.assign(globalThis, ${JSON.stringify(addresses)});
    const { ${component} } = await import('./${component}.jsx');
    createRoot(document.getElementById('root')).render(createElement(${component}));`;
  const built = await build({
    stdin: { contents: main, resolveDir: join(__dirname, '..'), loader: 'js' },
    bundle: true,
    write: false,
    format: 'esm',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [
      {
        name: 'guide',
        setup({ onResolve, onLoad }) {
          // Other files are those of React.
          onResolve({ filter: /^\.\// }, ({ path }) => {
            return files.has(path.slice(2)) ? { path: path.slice(2), namespace: 'guide' } : undefined;
          });
          onLoad({ filter: /.*/, namespace: 'guide' }, ({ path }) => {
            return { contents: files.get(path)!, loader: 'jsx', resolveDir: join(__dirname, '..') };
          });
        },
      },
    ],
  });
  return built.outputFiles[0]!.text;
}

/** Answers with one page and its script. */
function pageWith(script: () => string): RequestListener {
  const page = '<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,">';
  return ({ url }, response) => {
    const isScript = url === '/app.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? script() : `${page}<div id="root"></div><script type="module" src="/app.js"></script>`);
  };
}

/** Serves one page with a script. */
async function serve(script: () => string): Promise<{ url: string; server: HttpServer }> {
  const server = createServer(pageWith(script));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

/** The API of the guide for Express, for the application of a front and its group. */
async function startExpress(folder: string, environment: Record<string, string>): Promise<{ url: string; stop: () => void }> {
  const code = /\n```js\n(\/\/ express_app\.mjs\n[^]*?)\n```/.exec(await readFile(EXPRESS, 'utf8'))?.[1];
  if (!code) throw new Error(`${EXPRESS} has no application`);
  await writeFile(join(folder, 'express_app.mjs'), code.replace("'journal'", "'app'").replace("'editors'", "'writers'"));
  await symlink(join(__dirname, '../node_modules'), join(folder, 'node_modules'));
  const port = await freePort();
  const env = { ...process.env, ...environment, PORT: String(port) };
  const express = spawn(process.execPath, ['express_app.mjs'], { cwd: folder, env, stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + STARTS_WITHIN;
  while (!(await fetch(url).catch(() => undefined))) {
    if (Date.now() > deadline || express.exitCode !== null) throw new Error('Express does not serve');
    await pause(20);
  }
  return { url, stop: () => express.kill() };
}

test('a React application behind the proxy calls an API, stays signed in over a reload, and signs out', { tag: '@with-javascript' }, async ({ page }) => {
  let script = '';
  const folder = await mkdtemp(join(tmpdir(), 'vestibule-guide-'));
  const port = await freePort();
  const server = await Server.start(await Front.settings(port, folder));
  const front = await Front.start(port, server, pageWith(() => script));
  const api = await startExpress(folder, { VESTIBULE_URL: front.url, PAGES: front.application });
  try {
    const maren = await member(server);
    for (const change of [['create', 'writers'], ['add', 'writers', maren.username]]) await server.command(['group', ...change]);
    script = await bundle('Journal', { API_URL: api.url });
    await page.goto(`${front.application}/`);
    await page.getByLabel('Username or email').fill(maren.username);
    await page.getByLabel('Password').fill(maren.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
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
  }
});

test('a React application of another origin signs in, renews its token and signs out', { tag: '@with-javascript' }, async ({ page }) => {
  let script = '';
  const shop = await serve(() => script);
  const server = await Server.start({ VESTIBULE_CORS_ORIGINS: shop.url, VESTIBULE_ACCESS_TTL: '2s' });
  try {
    const maren = await member(server);
    script = await bundle('App', { VESTIBULE_URL: server.url });
    await page.goto(shop.url);

    await page.getByLabel('Username or email').fill(maren.username);
    await page.getByLabel('Password').fill('not her password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('alert')).not.toBeEmpty();
    await page.getByLabel('Password').fill(maren.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByText(`Hello, ${maren.name}.`)).toBeVisible();

    await page.waitForTimeout(2_500);
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
    shop.server.close();
  }
});
