import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { member, type Person } from './support/people';
import { commands, signIn, Site, start } from './support/printed';
import { freePort, type Server } from './support/server';
import { test, expect } from './support/test';
import { words } from './support/words';

/** Runs the commands of the guide, for a person who may enter, and returns the id of the client. */
async function registerByGuide(server: Server, page: string, api: string, person: Person): Promise<string> {
  await server.command(['group', 'create', 'editors']);
  await server.command(['group', 'add', 'editors', person.username]);
  const here = (text: string) => text.replace('https://shop.example.com', page).replace('https://api.example.com', api);
  const all = (await commands('OpenID Connect')).filter(([program]) => program === 'vestibule');
  const answers: string[] = [];
  for (const [, ...args] of all) answers.push(await server.command([...args.map(here), '--json']));
  expect(answers).toHaveLength(2);
  return JSON.parse(answers[1]!).client.client_id;
}

/** By the row of the library, as all programs (tests/outside/guides/openid/programs). What it gives to paste has these values. */
async function registerByRow(server: Server, page: string, api: string, person: Person): Promise<string> {
  await server.command(['group', 'create', 'editors']);
  await server.command(['group', 'add', 'editors', person.username]);
  const row = ['--program', 'oidc-client-ts', '--url', page, '--group', 'editors', '--resource', api, '--claim', 'tenant=main', '--json'];
  const { client, paste } = JSON.parse(await server.command(['client', 'create', ...row]));
  for (const value of [`client_id: '${client.client_id}'`, `redirect_uri: '${page}/'`, "scope: 'openid profile email groups'"]) {
    expect(paste[0].text, 'what the row has to paste').toContain(value);
  }
  return client.client_id;
}

for (const [program, register] of [
  ['shop_api.mjs', registerByGuide],
  ['shop_api.py', registerByRow],
] as const) {
  test(`a page without a server is still signed in after a reload, and calls ${program}`, { tag: '@nightly' }, async ({
    page,
    server,
  }) => {
    const site = await Site.of('OpenID Connect');
    const shop = createServer(site.handler);
    await new Promise<void>((listening) => shop.listen(0, '127.0.0.1', listening));
    const origin = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
    const port = String(await freePort());
    const environment = { VESTIBULE_URL: server.url, API_URL: `http://127.0.0.1:${port}`, PAGE: origin, PORT: port };
    const api = await start(site.folder, program, environment);
    try {
      const maren = await member(server);
      const client = await register(server, origin, api.url, maren);
      await site.build({ VITE_VESTIBULE_URL: server.url, VITE_CLIENT_ID: client, VITE_API_URL: api.url });
      // The page leaves at once, to ask Vestibule.
      await page.goto(origin, { waitUntil: 'commit' });
      const status = page.getByRole('status');
      await expect(status).toHaveText('You are not signed in.');
      await expect(page).toHaveURL(`${origin}/`);

      const opened = page.waitForEvent('popup');
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      const popup = await opened;
      const closed = popup.waitForEvent('close');
      await signIn(popup, maren);
      // The page of this test is on a loopback address, where any program could wait: its owner is asked once.
      await popup.getByRole('button', { name: words('Allow'), exact: true }).click();
      await closed;
      const greeting = `Hello, ${maren.name}. Your groups at main: editors`;
      await expect(status).toHaveText(greeting);

      // Nobody presses anything.
      const asked = page.waitForRequest((request) => /\/oauth\/authorize\?.*prompt=none/.test(request.url()));
      await page.reload({ waitUntil: 'commit' });
      await asked;
      await expect(status).toHaveText(greeting);
      await expect(page).toHaveURL(`${origin}/`);
      expect(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])).toEqual([0, 0, '']);
      await page.getByRole('button', { name: 'Order' }).click();
      await expect(status).toHaveText('Ordered.');
      for (const authorization of ['', 'Bearer made.up.token', 'Bearer eyJhbGciOiJub25lIn0.e30.']) {
        expect((await fetch(`${api.url}/me`, { headers: { authorization } })).status, authorization).toBe(401);
      }

      await page.getByRole('button', { name: 'Sign out' }).click();
      await expect(page).toHaveURL(`${origin}/`);
      await expect(status).toHaveText('You are not signed in.');

      await page.getByRole('button', { name: 'Sign in on this page' }).click();
      await signIn(page, maren);
      await expect(page).toHaveURL(`${origin}/`);
      await expect(status).toHaveText(greeting);
    } finally {
      api.stop();
      shop.close();
      await site.delete();
    }
  });
}
