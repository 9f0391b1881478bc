import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { Authenticator } from './support/factors';
import { member, type Person } from './support/people';
import { Server } from './support/server';
import { expect, test } from './support/test';
import { App } from './support/totp';
import type { Visitor } from './support/visitor';

// What docs/api-second-factors.md has for pages, as it is printed. What it has for curl runs in tests/outside/clients.

const GUIDE = join(__dirname, '../../docs/api-second-factors.md');
/** The page of somebody who follows it, on the origin of the server: with a button and the field of the username. */
const PAGE = `<!doctype html><html lang="en"><title>Guide</title><link rel="icon" href="data:,">
<input id="username" autocomplete="username webauthn"><button id="passkey">Sign in with a passkey</button>
<script type="module">import * as guide from './guide.js'; globalThis.guide = guide;</script></html>`;
const EXAMPLE = '// For example:\n';

/** The parts of the guide: the module, what a page does with it, and the example of a request that asks for a proof. */
async function parts(): Promise<Record<'module' | 'page' | 'example', string>> {
  const blocks = [...(await readFile(GUIDE, 'utf8')).matchAll(/\n```js\n([^]*?)\n```/g)].map(([, code]) => code!);
  expect(blocks, 'the module, its use, asking again, and adding a passkey').toHaveLength(4);
  const [module, page, asking, adding] = blocks as [string, string, string, string];
  const [proving, example, ...rest] = asking.split(EXAMPLE);
  expect([example, rest.length], 'asking again has one example').toEqual([expect.stringContaining('await withProof('), 0]);
  return { module: [module, proving, adding].join('\n\n'), page, example: example! };
}

/** The module in the page, and the example, which returns what its request has returned. */
declare const guide: {
  call(method: string, path: string, body?: object): Promise<any>;
  signIn(login: string, password: string, askForCode: (methods: string[]) => string | null): Promise<{ access_token: string }>;
  addPasskey(): Promise<{ name: string }>;
};
declare const example: (askForCode: () => string) => Promise<{ codes: string[] }>;

/** Serves the page, the module and what uses it beside the server, as a proxy would, and opens the page. */
async function serve({ page, context }: Pick<Visitor, 'page' | 'context'>, url: string): Promise<void> {
  const { module, page: use, example } = await parts();
  const files: Record<string, string> = {
    'guide.js': module,
    'use.js': `import { offerPasskeys, signInWithPasskey } from './guide.js';\n${use}`,
    'example.js': `import * as guide from './guide.js';
const { withProof } = guide;
globalThis.example = async (askForCode) => {
  let answer;
  const call = async (method, path) => (answer = await guide.call(method, path));
  ${example}
  return answer;
};`,
  };
  for (const [name, body] of Object.entries(files)) {
    // The page leads on to the start page, which the test serves as well.
    for (const folder of ['/guide/', '/']) {
      await context.route(url + folder + name, (route) => route.fulfill({ contentType: 'text/javascript', body }));
    }
  }
  // Where the guide leads after signing in as well.
  for (const path of ['/guide/', '/']) {
    await context.route(url + path, (route) => route.fulfill({ contentType: 'text/html', body: PAGE }));
  }
  await open(page, url);
}

async function open(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/guide/`);
  await page.waitForFunction(() => 'guide' in globalThis);
}

/** Signs in; whoever is asked for a code wants a passkey. Returns how they have proved who they are, and what they could choose from. */
function signIn(page: Page, { username, password }: Person): Promise<{ amr: string[]; asked: string[][] }> {
  return page.evaluate(
    async ([username, password]) => {
      const asked: string[][] = [];
      const tokens = await guide.signIn(username, password, (methods) => (asked.push(methods), null));
      const claims = tokens.access_token.split('.')[1]!.replaceAll('-', '+').replaceAll('_', '/');
      return { amr: JSON.parse(atob(claims)).amr, asked };
    },
    [username, password] as const,
  );
}

test('the module of the guide adds a passkey, and signs in with it in three ways', async ({ visitor, server, maren, guard }) => {
  const { page } = visitor;
  const authenticator = await Authenticator.in(visitor, { isUsedInField: false });
  await serve(visitor, server.url);

  // With the password alone; then the account gets a passkey.
  expect(await signIn(page, maren)).toEqual({ amr: ['pwd'], asked: [] });
  const added = await page.evaluate(() => guide.addPasskey());
  expect(added.name, 'a passkey without a name gets one').toBeTruthy();
  expect(await authenticator.names()).toEqual([maren.username]);

  // As the second factor: the person chooses it in place of a code.
  guard.expect('/api/auth/login', 401);
  const { amr, asked } = await signIn(page, maren);
  expect(amr).toContain('mfa');
  expect(asked).toEqual([['passkey']]);

  // With the button, while the field of the username waits for one.
  await open(page, server.url);
  const waits = page.waitForResponse(`${server.url}/api/auth/login/passkey/begin`);
  await page.addScriptTag({ type: 'module', url: 'use.js' });
  await waits;
  const signedIn = page.waitForResponse(`${server.url}/api/auth/login/passkey/finish`);
  await page.locator('#passkey').click();
  expect((await signedIn).status()).toBe(200);
  await expect(page, 'the page leads on, as the guide says').toHaveURL(`${server.url}/`);
});

test('a request of the guide that asks for a proof is sent again with it', async ({ browser }) => {
  // Its clock can be moved: a proof is fresh for ten minutes.
  const server = await Server.startInTestMode();
  const context = await browser.newContext({ baseURL: server.url });
  try {
    const page = await context.newPage();
    const maren = await member(server);
    await serve({ page, context }, server.url);
    await page.addScriptTag({ type: 'module', url: 'example.js' });
    await page.waitForFunction(() => 'example' in globalThis);
    await signIn(page, maren);
    const begun = await page.evaluate(() => guide.call('POST', '/account/factors/authenticator/begin'));
    const app = await App.with(begun.secret);
    const confirmation = { setup: begun.setup, code: app.code() };
    await page.evaluate((body) => guide.call('POST', '/account/factors/authenticator/confirm', body), confirmation);

    /** Runs the example; returns the codes that it got, and how often it asked for a proof. */
    const run = (code: string): Promise<{ codes: string[]; asked: number }> =>
      page.evaluate(async (code) => {
        let asked = 0;
        const { codes } = await example(() => ((asked += 1), code));
        return { codes, asked };
      }, code);
    expect((await run('000000')).asked, 'the proof is fresh, so nobody is asked').toBe(0);
    // Access tokens last longer than that.
    await server.advance('11m');
    const { codes, asked } = await run(app.codeAfter(11 * 60));
    expect(asked, 'it asks once').toBe(1);
    expect(codes).toHaveLength(10);
  } finally {
    await context.close();
    await server.stop();
  }
});
