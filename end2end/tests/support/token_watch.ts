import { expect, type Page, type Response } from '@playwright/test';
import { JWT, tokensOf } from './tokens';
import type { Visitor } from './visitor';

/** Watches a browser for tokens that scripts could read, and for cookies that they could. */
export class TokenWatch {
  private readonly answers: Promise<string>[] = [];
  private readonly cookies: Promise<string[]>[] = [];
  private readonly addresses: string[] = [];
  private readonly tokens = new Set<string>();

  constructor(private readonly visitor: Visitor) {
    visitor.context.on('response', (response) => {
      this.answers.push(readable(response));
      this.cookies.push(setCookies(response));
    });
    visitor.context.on('request', (request) => this.addresses.push(request.url()));
  }

  /** Expects that scripts of the open page can read no token and no cookie. */
  async page(where: string): Promise<void> {
    for (const { value } of (await tokensOf(this.visitor.context)).values()) this.tokens.add(value);
    expect(await this.visitor.page.evaluate(() => document.cookie), `cookies of ${where}`).toBe('');
    this.expectNone(await withinReach(this.visitor.page), where);
  }

  /**
   * Expects no token in the responses, the addresses and the log so far, and that every cookie is HttpOnly. Returns how many
   * tokens there were.
   */
  async all(log: string): Promise<number> {
    for (const answer of new Set(await Promise.all(this.answers))) this.expectNone(answer, 'an answer');
    for (const address of this.addresses) this.expectNone(address, 'an address');
    this.expectNone(log, 'the log');
    for (const cookie of (await Promise.all(this.cookies)).flat()) expectProtected(cookie);
    return this.tokens.size;
  }

  /** One expectation for all tokens: one per response and token would exceed the test's time limit. */
  private expectNone(text: string, where: string): void {
    expect(JWT.exec(text)?.[0], `what looks like a token in ${where}`).toBeUndefined();
    // The signature is enough to find a token.
    const shown = [...this.tokens].filter((token) => text.includes(token.split('.')[2]!));
    expect(shown, `tokens in ${where}`).toEqual([]);
  }
}

function expectProtected(cookie: string): void {
  const attributes = cookie.toLowerCase().split(/; */).slice(1);
  expect(attributes, cookie).toEqual(expect.arrayContaining(['httponly', 'samesite=lax', 'path=/']));
  expect(attributes.some((attribute) => attribute.startsWith('domain')), cookie).toBe(false);
  expect(cookie.length).toBeLessThanOrEqual(4096);
}

/** Everything else that scripts of the page can read. */
async function withinReach(page: Page): Promise<string> {
  const stores = await page.evaluate(async () => ({
    local: { ...localStorage },
    session: { ...sessionStorage },
    databases: await indexedDB.databases(),
    caches: await caches.keys(),
    name: window.name,
    history: history.state as unknown,
  }));
  return JSON.stringify(stores) + (await page.content());
}

/** The body of a text response. */
async function readable(response: Response): Promise<string> {
  const type = response.headers()['content-type'] ?? '';
  if (!/text|json|javascript/.test(type)) return '';
  return response.text().catch(() => '');
}

async function setCookies(response: Response): Promise<string[]> {
  // None if the page was closed meanwhile.
  const headers = await response.headersArray().catch(() => []);
  return headers.filter(({ name }) => name.toLowerCase() === 'set-cookie').map(({ value }) => value);
}
