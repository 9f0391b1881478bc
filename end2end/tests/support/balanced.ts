import { Balancer } from './balancer';
import { Server } from './server';
import { test } from './test';

/** A server behind a reverse proxy, whose URL users know. */
export const balanced = test.extend<{ balancer: Balancer }>({
  balancer: async ({}, use) => {
    const balancer = await Balancer.start();
    await use(balancer);
    await balancer.stop();
  },
  server: async ({ balancer }, use) => {
    const server = await Server.start({ VESTIBULE_BASE_URL: balancer.url });
    balancer.send(() => server.url);
    await use(server);
    await server.stop();
  },
  baseURL: async ({ balancer }, use) => use(balancer.url),
});

/** Requests of pages, without those of assets. */
export function pagesOf(balancer: Balancer): string[] {
  return balancer.paths.filter((path) => !/^\/(pkg|actions|favicon)/.test(path));
}

/** The folder of the assets of `server`. */
export async function assetsOf(server: Server): Promise<string> {
  return /\/pkg\/\w+/.exec(await (await fetch(`${server.url}/login`)).text())![0];
}
