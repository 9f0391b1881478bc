import type { Response } from '@playwright/test';
import { test, expect } from './support/test';

const KB = 1_000;

test('the sign-in page weighs at most 250 KB, its wasm 170 KB, its font 50 KB', async ({ visitor }) => {
  const weights = new Map<string, number>();
  const session = await visitor.context.newCDPSession(visitor.page);
  const names = new Map<string, string>();
  session.on('Network.responseReceived', ({ requestId, response }) => names.set(requestId, new URL(response.url).pathname));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => weights.set(names.get(requestId)!, encodedDataLength));
  await session.send('Network.enable');
  await visitor.open('/login');
  await visitor.page.waitForLoadState('networkidle');

  const of = (ending: string) => [...weights].filter(([name]) => name.endsWith(ending)).map(([, weight]) => weight);
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  const report = JSON.stringify([...weights]);
  expect(of('.wasm'), report).toHaveLength(1);
  expect(of('.woff2'), report).toHaveLength(1);
  expect(of('.wasm')[0], report).toBeLessThanOrEqual(170 * KB);
  expect(of('.woff2')[0], report).toBeLessThanOrEqual(50 * KB);
  expect(total, report).toBeLessThanOrEqual(250 * KB);
});

test('assets are immutable and compressed', async ({ visitor, server }) => {
  const loaded = new Map<string, Response>();
  visitor.page.on('response', (response) => loaded.set(new URL(response.url()).pathname, response));
  await visitor.open('/login');
  await visitor.page.waitForLoadState('networkidle');
  loaded.delete('/login');
  expect([...loaded.keys()].map((path) => path.replace(/.*\./, ''))).toEqual(expect.arrayContaining(['wasm', 'js', 'css', 'woff2']));

  for (const [path, response] of loaded) {
    expect(path, 'under a path made of its content').toMatch(/^\/pkg\/[0-9a-zA-Z_-]{8,}\//);
    const headers = await response.allHeaders();
    expect(headers['cache-control'], path).toMatch(/max-age=31536000/);
    expect(headers['cache-control'], path).toMatch(/immutable/);
    if (path.endsWith('.woff2')) continue;
    expect(headers['content-encoding'], path).toBe('br');
    expect(headers['vary']?.toLowerCase(), path).toContain('accept-encoding');
    // WebAssembly is embedded only compressed.
    const plain = path.endsWith('.wasm') ? 'gzip' : null;
    for (const [accepted, encoding] of [['gzip', 'gzip'], ['identity', plain]] as const) {
      const answer = await fetch(server.url + path, { headers: { 'accept-encoding': accepted } });
      expect(answer.headers.get('content-encoding'), `${path} for ${accepted}`).toBe(encoding);
      expect(answer.headers.get('cache-control'), path).toMatch(/immutable/);
      await answer.arrayBuffer();
    }
  }
});

test('further pages load only their document and their part', async ({ visitor }) => {
  const fetchedFor = async (path: string) => {
    await visitor.open(path);
    await visitor.page.waitForLoadState('networkidle');
    return visitor.page.evaluate(() => {
      const entries = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
      return entries.filter(({ transferSize }) => transferSize > 0).map(({ name }) => name);
    });
  };
  await fetchedFor('/login');
  expect(await fetchedFor('/')).toEqual([]);
  const part = await fetchedFor('/register');
  expect(part).toContainEqual(expect.stringMatching(/\/split_register\.wasm$/));
  expect(part.filter((name) => !/\/((split|chunk)_\w+\.wasm|keep\.js)$/.test(name))).toEqual([]);
  expect(await fetchedFor('/register')).toEqual([]);
});
