import { expect, type BrowserContext, type Cookie } from '@playwright/test';

/** Matches a JWT. */
export const JWT = /eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/;

/** A token in the cookie jar. */
export interface Token {
  value: string;
  claims: { type: string; exp: number; sid: string };
  cookie: Cookie;
}

/** The tokens in the cookie jar, by `type`. */
export async function tokensOf(context: BrowserContext): Promise<Map<string, Token>> {
  const cookies = (await context.cookies()).filter((cookie) => JWT.test(cookie.value));
  return new Map(cookies.map((cookie) => tokenOf(cookie)).map((token) => [token.claims.type, token]));
}

export async function accessToken(context: BrowserContext): Promise<Token> {
  return only(context, 'access');
}

export async function refreshToken(context: BrowserContext): Promise<Token> {
  return only(context, 'refresh');
}

/** Waits until the access token has expired; the browser may have removed it. */
export async function accessExpired(context: BrowserContext): Promise<void> {
  const token = (await tokensOf(context)).get('access');
  if (token) await isPast(token.claims.exp);
}

/** Removes the access token from the cookie jar. */
export async function dropAccess(context: BrowserContext): Promise<void> {
  const token = (await tokensOf(context)).get('access');
  if (token) await context.clearCookies({ name: token.cookie.name });
}

/** Waits until that second is over. */
export async function isPast(second: number): Promise<void> {
  await expect.poll(() => Date.now() / 1000, { intervals: [100] }).toBeGreaterThan(second);
}

async function only(context: BrowserContext, type: string): Promise<Token> {
  const token = (await tokensOf(context)).get(type);
  if (!token) throw new Error(`there is no ${type} token in the cookie jar`);
  return token;
}

function tokenOf(cookie: Cookie): Token {
  const claims = JSON.parse(Buffer.from(cookie.value.split('.')[1] ?? '', 'base64url').toString());
  return { value: cookie.value, claims, cookie };
}
