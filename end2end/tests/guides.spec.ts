import { build } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Server } from './support/server';
import { member } from './support/people';
import { test, expect } from './support/test';

const GUIDE = join(__dirname, '../../docs/applications/react.md');

/** The code blocks of the guide, by the file that their first line names. */
async function filesOfGuide(): Promise<Map<string, string>> {
  const blocks = (await readFile(GUIDE, 'utf8')).matchAll(/\n```jsx?\n\/\/ (\S+)\n([^]*?)\n```/g);
  return new Map([...blocks].map(([, name, code]) => [name!, code!]));
}

/** The application of the guide as one script. */
async function bundle(vestibule: string): Promise<string> {
  const files = await filesOfGuide();
  const main = `
    import { createElement } from 'react';
    import { createRoot } from 'react-dom/client';
    globalThis.VESTIBULE_URL = ${JSON.stringify(vestibule)};
    const { App } = await import('./App.jsx');
    createRoot(document.getElementById('root')).render(createElement(App));`;
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

/** Serves one page with a script. */
async function serve(script: () => string): Promise<{ url: string; server: HttpServer }> {
  const page = '<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,">';
  const server = createServer(({ url }, response) => {
    const isScript = url === '/app.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? script() : `${page}<div id="root"></div><script type="module" src="/app.js"></script>`);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

test('a React application of another origin signs in, renews its token and signs out', { tag: '@with-javascript' }, async ({ page }) => {
  let script = '';
  const shop = await serve(() => script);
  const server = await Server.start({ VESTIBULE_CORS_ORIGINS: shop.url, VESTIBULE_ACCESS_TTL: '2s' });
  try {
    const maren = await member(server);
    script = await bundle(server.url);
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
