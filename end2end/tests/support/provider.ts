import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

const KEY = 'one';

/** What a provider says of a person. */
export type Claims = Readonly<Record<string, string | boolean>>;

/** An OpenID provider with one person, who is signed in there already: it answers at once. It ends with this process. */
export class Provider {
  readonly clientId = 'vestibule';
  readonly clientSecret = 'swordfish';
  private readonly keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  /** The nonce that came with the request for each code. */
  private readonly codes = new Map<string, string>();

  private constructor(
    private readonly claims: Claims,
    readonly url: string,
  ) {}

  static async start(claims: Claims): Promise<Provider> {
    const listener = createServer().listen(0, '127.0.0.1');
    await once(listener, 'listening');
    // It does not keep the worker from ending.
    listener.unref();
    const provider = new Provider(claims, `http://127.0.0.1:${(listener.address() as AddressInfo).port}`);
    listener.on('request', (request, response) => void provider.answer(request, response));
    return provider;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.url);
    if (pathname === '/authorize') {
      const back = new URL(searchParams.get('redirect_uri') ?? '');
      const answered = { code: this.codeFor(searchParams), state: searchParams.get('state') ?? '', iss: this.url };
      back.search = String(new URLSearchParams(answered));
      response.writeHead(302, { location: back.href }).end();
      return;
    }
    const body = await this.document(pathname, request);
    const headers = { 'content-type': 'application/json' };
    response.writeHead(body ? 200 : 404, headers).end(JSON.stringify(body ?? {}));
  }

  private codeFor(parameters: URLSearchParams): string {
    const code = randomBytes(8).toString('hex');
    this.codes.set(code, parameters.get('nonce') ?? '');
    return code;
  }

  private async document(path: string, request: IncomingMessage): Promise<object | undefined> {
    switch (path) {
      case '/.well-known/openid-configuration':
        return {
          issuer: this.url,
          authorization_endpoint: `${this.url}/authorize`,
          token_endpoint: `${this.url}/token`,
          jwks_uri: `${this.url}/keys`,
          authorization_response_iss_parameter_supported: true,
        };
      case '/keys':
        return { keys: [{ ...this.keys.publicKey.export({ format: 'jwk' }), kid: KEY, alg: 'ES256', use: 'sig' }] };
      case '/token': {
        const nonce = this.codes.get(new URLSearchParams(await text(request)).get('code') ?? '');
        return { access_token: 'none', token_type: 'Bearer', expires_in: 60, id_token: this.idToken(nonce) };
      }
      default:
        return undefined;
    }
  }

  private idToken(nonce: string | undefined): string {
    const now = Math.floor(Date.now() / 1000);
    const times = { iat: now, exp: now + 60, auth_time: now };
    const claims = { iss: this.url, aud: this.clientId, ...times, nonce, ...this.claims };
    const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
    const signed = `${encoded({ alg: 'ES256', kid: KEY, typ: 'JWT' })}.${encoded(claims)}`;
    const signature = sign('sha256', Buffer.from(signed), { key: this.keys.privateKey, dsaEncoding: 'ieee-p1363' });
    return `${signed}.${signature.toString('base64url')}`;
  }
}
