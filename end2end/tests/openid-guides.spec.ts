import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import express from 'express';
import { member, type Person } from './support/people';
import type { Server } from './support/server';
import { test, expect } from './support/test';
import { words } from './support/words';

const GUIDE = join(__dirname, '../../docs/applications/oidc-client-ts.md');
const MODULES = join(__dirname, '../node_modules');

/** Builds the page of the guide in a folder, as Vite does for `npm create vite`. */
async function build(folder: string, environment: Record<string, string>): Promise<void> {
  const blocks = (await readFile(GUIDE, 'utf8')).matchAll(/\n```(?:js|html)\n(?:\/\/|<!--) (\S+)[^\n]*\n([^]*?)\n```/g);
  const files = new Map([...blocks].map(([, name, code]) => [name!, code!]));
  expect([...files.keys()]).toEqual(['vestibule.js', 'index.html', 'main.js']);
  await mkdir(join(folder, 'src'));
  await symlink(MODULES, join(folder, 'node_modules'));
  for (const [name, code] of files) await writeFile(join(folder, name.endsWith('.js') ? 'src' : '', name), code);
  const vite = [join(MODULES, 'vite/bin/vite.js'), 'build', '--logLevel', 'warn'];
  await promisify(execFile)(process.execPath, vite, { cwd: folder, env: { ...process.env, ...environment } });
}

/** Makes a client for the page, and returns its id. `page`: its address. */
type Register = (server: Server, page: string) => Promise<string>;

/** With the commands of the guide. */
const byGuide: Register = async (server, page) => {
  await server.command(['application', 'create', 'shop', '--group', 'editors']);
  const uris = ['--redirect-uri', page, '--post-logout-redirect-uri', page];
  const created = await server.command(['client', 'create', 'shop', '--public', ...uris, '--json']);
  return JSON.parse(created).client.client_id;
};

/** By the row of the library alone, as all programs (tests/outside/guides/openid/programs). What it gives to paste has these values. */
const byRow: Register = async (server, page) => {
  const row = ['--program', 'oidc-client-ts', '--url', new URL(page).origin, '--group', 'editors'];
  const { client, paste } = JSON.parse(await server.command(['client', 'create', ...row, '--json']));
  for (const value of [`client_id: '${client.client_id}'`, `redirect_uri: '${page}'`, "scope: 'openid profile email groups'"]) {
    expect(paste[0].text, 'what the row has to paste').toContain(value);
  }
  return client.client_id;
};

async function signIn(page: Page, { username, password }: Person): Promise<void> {
  await page.getByLabel(words('Username or email')).fill(username);
  await page.getByLabel(words('Password')).fill(password);
  await page.getByRole('button', { name: words('Sign in'), exact: true }).click();
}

const registered = { 'by its guide': byGuide, 'by its row': byRow };

for (const [how, register] of Object.entries(registered)) {
  test(`a page without a server, ${how}, signs in in a popup and in its own window, and signs out`, { tag: '@nightly' }, async ({
    page,
    server,
  }) => {
    await signsInAndOut(page, server, register);
  });
}

async function signsInAndOut(page: Page, server: Server, register: Register): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'vestibule-guide-'));
  const shop = createServer(express().use(express.static(join(folder, 'dist'))));
  await new Promise<void>((listening) => shop.listen(0, '127.0.0.1', listening));
  const origin = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
  try {
    const maren = await member(server);
    await server.command(['group', 'create', 'editors']);
    await server.command(['group', 'add', 'editors', maren.username]);
    const client = await register(server, `${origin}/`);
    await build(folder, { VITE_VESTIBULE_URL: server.url, VITE_CLIENT_ID: client });
    await page.goto(origin);
    const status = page.getByRole('status');
    await expect(status).toHaveText('You are not signed in.');

    const opened = page.waitForEvent('popup');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    const popup = await opened;
    const closed = popup.waitForEvent('close');
    await signIn(popup, maren);
    // The page of this test is on a loopback address, where any program could wait: its owner is asked once.
    await popup.getByRole('button', { name: words('Allow'), exact: true }).click();
    await closed;
    await expect(status).toHaveText(`Hello, ${maren.name}.`);
    expect(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])).toEqual([0, 0, '']);

    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page).toHaveURL(`${origin}/`);
    await expect(status).toHaveText('You are not signed in.');

    await page.getByRole('button', { name: 'Sign in on this page' }).click();
    await signIn(page, maren);
    await expect(status).toHaveText(`Hello, ${maren.name}.`);
    await expect(page).toHaveURL(`${origin}/`);
  } finally {
    shop.close();
    await rm(folder, { recursive: true, force: true });
  }
}
