import { test as base } from '@playwright/test';
import { Guard } from './guard';
import { administrator, member, type Person } from './people';
import { Server, type Settings } from './server';
import { Visitor } from './visitor';

export { expect } from '@playwright/test';

interface Fixtures {
  /** The server's environment variables. */
  settings: Settings;
  /** A server for this test alone. */
  server: Server;
  guard: Guard;
  javaScript: boolean;
  /** The user's browser. */
  visitor: Visitor;
  /** Another browser. */
  elsewhere: Visitor;
  /** A registered user, not signed in. */
  maren: Person;
  /** An administrator, not signed in. */
  ada: Person;
}

export const test = base.extend<Fixtures>({
  settings: [{}, { option: true }],

  server: async ({ settings }, use) => {
    const server = await Server.start(settings);
    await use(server);
    await server.stop();
  },

  baseURL: async ({ server }, use) => use(server.url),

  javaScript: async ({ javaScriptEnabled }, use) => use(javaScriptEnabled ?? true),

  guard: async ({ baseURL, javaScript }, use) => {
    const guard = new Guard(baseURL!, javaScript);
    await use(guard);
    base.expect(guard.verdict(), 'errors that users should never see').toEqual([]);
  },

  visitor: async ({ context, guard, javaScript }, use) => {
    await use(await Visitor.in(context, guard, javaScript));
  },

  elsewhere: async ({ browser, baseURL, guard, javaScript }, use) => {
    const context = await browser.newContext({ baseURL: baseURL!, javaScriptEnabled: javaScript });
    await use(await Visitor.in(context, guard, javaScript));
    await context.close();
  },

  maren: async ({ server }, use) => use(await member(server)),

  ada: async ({ server }, use) => use(await administrator(server)),
});
