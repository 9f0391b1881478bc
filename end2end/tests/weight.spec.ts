import type { Response } from '@playwright/test';
import { hold } from './support/hold';
import { test, expect } from './support/test';
import type { Visitor } from './support/visitor';

const KB = 1_000;

/** What has been loaded over the network since, by path. */
async function weigh(visitor: Visitor): Promise<Map<string, number>> {
  const weights = new Map<string, number>();
  const session = await visitor.context.newCDPSession(visitor.page);
  const names = new Map<string, string>();
  session.on('Network.responseReceived', ({ requestId, response }) => names.set(requestId, new URL(response.url).pathname));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => weights.set(names.get(requestId)!, encodedDataLength));
  await session.send('Network.enable');
  return weights;
}

const total = (weights: Map<string, number>) => [...weights.values()].reduce((sum, weight) => sum + weight, 0);

test('the sign-in page weighs at most 60 KB until somebody uses it, and then 252 KB', { tag: '@release-pages' }, async ({ visitor }) => {
  const weights = await weigh(visitor);
  const program = visitor.page.waitForResponse(/\/vestibule\.wasm$/);
  await visitor.page.goto('/login', { waitUntil: 'networkidle' });
  const report = () => JSON.stringify([...weights]);
  const of = (ending: string) => [...weights].filter(([name]) => name.endsWith(ending)).map(([, weight]) => weight);
  expect(of('.wasm'), report()).toHaveLength(0);
  expect(total(weights), report()).toBeLessThanOrEqual(60 * KB);
  await visitor.hydrated();
  await visitor.page.waitForLoadState('networkidle');
  expect(of('.wasm'), report()).toHaveLength(1);
  expect(of('.woff2'), report()).toHaveLength(1);
  expect([...weights.keys()].filter((name) => name.endsWith('.txt')), report()).toEqual([expect.stringMatching(/\/en\.txt$/)]);
  // The file without its headers, as `make bench` measures it.
  expect(Number((await program).headers()['content-length']), report()).toBeLessThanOrEqual(170 * KB);
  expect(of('.woff2')[0], report()).toBeLessThanOrEqual(40 * KB);
  expect(total(weights), report()).toBeLessThanOrEqual(252 * KB);
});

test('the list of users weighs at most 80 KB until somebody uses it, and then 465 KB', { tag: '@release-pages' }, async ({ visitor, ada }) => {
  await visitor.authenticate(ada);
  const weights = await weigh(visitor);
  await visitor.page.goto('/users', { waitUntil: 'networkidle' });
  expect(total(weights), JSON.stringify([...weights])).toBeLessThanOrEqual(80 * KB);
  await visitor.hydrated();
  await visitor.page.waitForLoadState('networkidle');
  const report = JSON.stringify([...weights]);
  for (const file of ['split_directory.wasm', 'en.txt', 'en.administrators.txt']) {
    expect([...weights.keys()].some((name) => name.endsWith(`/${file}`)), report).toBe(true);
  }
  // Of it 15 KB are for selections over several pages, columns by choice and the filter by pasted names, and 20 KB for
  // fields of one's own: their filters, columns, and setting one for many.
  expect(total(weights), report).toBeLessThanOrEqual(465 * KB);
});

test('a page that is used before its stylesheet is there loads the program meanwhile, and each file once', async ({ visitor }) => {
  const loaded: string[] = [];
  visitor.page.on('request', (request) => loaded.push(new URL(request.url()).pathname.replace(/.*\//, '')));
  const release = await hold(visitor.page, '**/vestibule.css');
  await visitor.page.goto('/login', { waitUntil: 'commit' });
  const program = ['en.txt', 'vestibule.js', 'vestibule.wasm'];
  const ofProgram = () => loaded.filter((name) => program.includes(name)).sort();
  await expect(async () => {
    // Not a movement, which the browser may report only when it has painted the page.
    await visitor.page.evaluate(() => dispatchEvent(new Event('input')));
    expect(ofProgram()).toEqual(program);
  }).toPass();
  release();
  await visitor.hydrated();
  expect(ofProgram()).toEqual(program);
});

test('assets are immutable and compressed', { tag: '@release-pages' }, async ({ visitor, server }) => {
  const loaded = new Map<string, Response>();
  visitor.page.on('response', (response) => loaded.set(new URL(response.url()).pathname, response));
  await visitor.open('/login');
  await visitor.page.waitForLoadState('networkidle');
  for (const path of ['/login', '/actions/passkey-begin']) loaded.delete(path);
  expect([...loaded.keys()].map((path) => path.replace(/.*\./, ''))).toEqual(expect.arrayContaining(['wasm', 'js', 'css', 'woff2']));

  for (const [path, response] of loaded) {
    expect(path, 'under a path made of its content').toMatch(/^\/pkg\/[0-9a-zA-Z_-]{8,}\//);
    const headers = await response.allHeaders();
    expect(headers['cache-control'], path).toMatch(/max-age=31536000/);
    expect(headers['cache-control'], path).toMatch(/immutable/);
    if (path.endsWith('.woff2')) continue;
    // Texts are a part of the program, which has gzip only.
    const isText = path.endsWith('.txt');
    expect(headers['content-encoding'], path).toBe(isText ? 'gzip' : 'br');
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
