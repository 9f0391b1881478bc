import { expect, type BrowserContext, type Cookie } from '@playwright/test';

/** Matches a JWT. */
export const JWT = /eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/;

interface Claims {
  type: string;
  exp: number;
}

/** A token in the cookie jar. */
export interface Token {
  value: string;
  claims: Claims;
  cookie: Cookie;
}

export function claimsOf(token: string): Claims {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}

/** The tokens in the cookie jar, by `type`. */
export async function tokensOf(context: BrowserContext): Promise<Map<string, Token>> {
  const cookies = (await context.cookies()).filter((cookie) => JWT.test(cookie.value));
  const tokens = cookies.map((cookie): Token => ({ value: cookie.value, claims: claimsOf(cookie.value), cookie }));
  return new Map(tokens.map((token) => [token.claims.type, token]));
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

/** Waits until that second is over. It knows how long it has to wait, so the time limit of other expectations does not end it. */
export async function isPast(second: number): Promise<void> {
  await expect.poll(() => Date.now() / 1000, { intervals: [100], timeout: 60_000 }).toBeGreaterThan(second);
}

async function only(context: BrowserContext, type: string): Promise<Token> {
  const token = (await tokensOf(context)).get(type);
  if (!token) throw new Error(`there is no ${type} token in the cookie jar`);
  return token;
}
