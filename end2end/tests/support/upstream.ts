import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { administrator, logIn, send } from './people';
import type { Server, Settings } from './server';
import type { Visitor } from './visitor';

const FOLDER = resolve(__dirname, '../../upstream');

/** What a server needs that reaches providers on this machine. */
export const REACHES_PROVIDERS: Settings = { VESTIBULE_OUTBOUND_PRIVATE: '127.0.0.0/8' };

/** A provider at which people have an account with which they sign in. */
export class Upstream {
  private constructor(
    /** Its issuer, which is its origin too. */
    readonly url: string,
    private readonly running: ChildProcess,
  ) {}

  /** The certified provider, which asks for a name. */
  static async certified(server: Server, visitor: Visitor): Promise<Upstream> {
    const upstream = await Upstream.start(['oidc_provider.mjs', server.url], visitor);
    await upstream.define(server, { client_secret: 'a-secret-of-the-tests' });
    return upstream;
  }

  /** One without pages, with more claims in its tokens. */
  static async mock(server: Server, visitor: Visitor, claims: object): Promise<Upstream> {
    const upstream = await Upstream.start(['mock_provider.mjs', JSON.stringify(claims)], visitor);
    await upstream.define(server, {});
    return upstream;
  }

  private static async start(args: string[], visitor: Visitor): Promise<Upstream> {
    const running = spawn(process.execPath, args, { cwd: FOLDER, stdio: ['ignore', 'pipe', 'inherit'] });
    const [url] = (await once(createInterface({ input: running.stdout! }), 'line')) as [string];
    visitor.guard.allowOrigin(url);
    return new Upstream(url, running);
  }

  /** Defines it as the administrator of a server does. */
  private async define(server: Server, more: object): Promise<void> {
    const { access_token: token } = await logIn(server, await administrator(server));
    const definition = { name: 'company', title: 'Company', issuer: this.url, client_id: 'vestibule', trusted_domains: ['example.org'] };
    await send(server, 'POST', '/api/providers', { ...definition, ...more }, token);
  }

  stop(): void {
    this.running.kill();
  }
}
