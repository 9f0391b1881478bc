import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener, type Server as HttpServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Server, Settings } from './server';

const CADDY = process.env['CADDY_BIN'] ?? 'caddy';
const GUIDE = resolve(__dirname, '../../../docs/applications/caddy.md');
const STARTS_WITHIN = 30_000;

/** Caddy, with the configuration of its guide, in front of a server at `localhost` and an application at `app.localhost`. */
export class Front {
  private constructor(
    /** The address of Vestibule. */
    readonly url: string,
    /** The address of the application. */
    readonly application: string,
    private readonly folder: string,
    private readonly caddy: ChildProcess,
    private readonly listener: HttpServer,
  ) {}

  /** What a server behind a front on `port` needs: its address, the proxy, and an application for the group `writers`. */
  static async settings(port: number, folder: string): Promise<Settings> {
    const file = join(folder, 'applications.toml');
    const location = `http://app.localhost:${port}/`;
    await writeFile(file, `[[application]]\nname = "app"\ntitle = "Notes"\nlocations = ["${location}"]\ngroups = ["writers"]\n`);
    return {
      VESTIBULE_BASE_URL: `http://localhost:${port}`,
      VESTIBULE_TRUSTED_PROXIES: '127.0.0.1',
      VESTIBULE_APPLICATIONS: file,
    };
  }

  /** `application` answers the requests that reach the application. */
  static async start(port: number, server: Server, application: RequestListener = greet): Promise<Front> {
    const listener = createServer(application).listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const folder = await mkdtemp(join(tmpdir(), 'vestibule-front-'));
    const addresses = {
      'https://journal.example.com': `http://app.localhost:${port}`,
      'Host journal.example.com': `Host app.localhost:${port}`,
      'Proto https': 'Proto http',
      '127.0.0.1:3000': `127.0.0.1:${new URL(server.url).port}`,
      '127.0.0.1:5000': `127.0.0.1:${(listener.address() as AddressInfo).port}`,
    };
    await writeFile(join(folder, 'Caddyfile'), await configuration(port, addresses));
    const env = { ...process.env, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
    const caddy = spawn(CADDY, ['run', '--adapter', 'caddyfile', '--config', 'Caddyfile'], { cwd: folder, env, stdio: 'ignore' });
    caddy.on('error', (error) => console.error(`${CADDY}: ${error.message}; run scripts/setup/proxies.sh`));
    const front = new Front(`http://localhost:${port}`, `http://app.localhost:${port}`, folder, caddy, listener);
    await front.ready();
    return front;
  }

  async stop(): Promise<void> {
    if (this.caddy.exitCode === null && this.caddy.kill('SIGKILL')) await once(this.caddy, 'close');
    this.listener.closeAllConnections();
    this.listener.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async ready(): Promise<void> {
    const deadline = Date.now() + STARTS_WITHIN;
    while (Date.now() < deadline) {
      const answer = await fetch(`${this.url}/ready`).catch(() => undefined);
      if (answer?.ok) return;
      await pause(20);
    }
    await this.stop();
    throw new Error('the proxy does not serve');
  }
}

/** The application of the guide, and a site for Vestibule. */
async function configuration(port: number, addresses: Record<string, string>): Promise<string> {
  const site = /```caddyfile\n([^]*?)```/.exec(await readFile(GUIDE, 'utf8'))?.[1];
  if (!site) throw new Error(`${GUIDE} has no configuration`);
  const global = '{\n\tadmin off\n\tauto_https off\n\tdefault_bind 127.0.0.1\n}\n';
  const whole = `${global}http://localhost:${port} {\n\treverse_proxy 127.0.0.1:3000\n}\n${site}`;
  return Object.entries(addresses).reduce((text, [documented, actual]) => text.replaceAll(documented, actual), whole);
}

/** The application: a page that says who sent the request, a form, and the one for signing out. */
function greet(request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  response.setHeader('content-type', 'text/html');
  response.end(
    `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Notes</title>
    <h1>Hello ${request.headers['remote-user']}</h1><p>${request.method} ${request.headers['remote-groups']}</p>
    <form method="post"><button>Save</button></form>
    <form method="post" action="/.vestibule/logout"><button>Sign out</button></form>`,
  );
}
