import { test, expect } from './support/test';

test('every page has a strict content security policy with its own nonce', { tag: '@nightly-without-javascript' }, async ({ visitor }) => {
  const nonces = new Set<string>();
  const pages = ['/', '/login', '/register', '/login'];
  for (const page of pages) {
    const headers = (await visitor.open(page)).headers();
    const policy = headers['content-security-policy'] ?? '';
    for (const directive of ["default-src 'none'", "base-uri 'none'", "object-src 'none'", "frame-ancestors 'none'", "form-action 'self'"]) {
      expect(policy, page).toContain(directive);
    }
    expect(policy, page).not.toMatch(/'unsafe-(inline|eval|hashes)'|\*|https?:/);
    const nonce = /'nonce-([^']{16,})'/.exec(policy)?.[1];
    expect(nonce, policy).toBeDefined();
    nonces.add(nonce!);
    expect(headers['cache-control'], page).toContain('no-store');
    expect(headers['etag'], page).toBeUndefined();
    expect(headers['x-content-type-options'], page).toBe('nosniff');
  }
  expect(nonces.size).toBe(pages.length);
});

test('an injected script does not run', { tag: '@with-javascript' }, async ({ visitor, guard }) => {
  await visitor.open('/login');
  const ran = await visitor.page.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'window.intruder = true';
    document.body.append(script);
    const image = document.createElement('img');
    image.setAttribute('onload', 'window.intruder = true');
    image.src = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';
    document.body.append(image);
    await new Promise((resolve) => image.addEventListener('load', resolve));
    return 'intruder' in window;
  });
  expect(ran).toBe(false);
  // The guard has recorded the violations, and nothing else.
  const seen = guard.problems.splice(0);
  expect(seen.length).toBeGreaterThan(0);
  for (const problem of seen) expect(problem).toMatch(/Content Security Policy|CSP violation: script-src/);
});
