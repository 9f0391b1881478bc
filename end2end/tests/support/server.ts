import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { database, type Database } from './database';
import { mailServer, newSender } from './mail_server';
import { words, type Text } from './words';

const BINARY = resolve(process.env['VESTIBULE_BIN'] ?? join(__dirname, '../../../target/release/vestibule'));
/** All requests come from one address, and no test is about rate limits. */
const GENEROUS = 'register=10000/h,sign-in=10000/h,recover=10000/h,mail=10000/h,change=10000/m,file=10000/h,request=10000/s';
const STARTS_WITHIN = 20_000;
/** What is promised to process supervisors. A busy machine takes longer than the usual tenth of a second. */
const STOPS_WITHIN = 30_000;
const MAIL_WITHIN = 30_000;

/** Environment variables besides the port; no others are set. */
export type Settings = Readonly<Record<string, string>>;

/** A server process on its own port, in a new folder and with a new database unless it shares another's. */
export class Server {
  private constructor(
    readonly url: string,
    private readonly binary: string,
    private readonly folder: string,
    private readonly environment: Record<string, string>,
    private readonly owned: Pick<Database, 'drop'> | undefined,
    private running: Process,
  ) {}

  static async start(settings: Settings = {}): Promise<Server> {
    const owned = await database();
    const mail = { SMTP_URL: (await mailServer()).url, VESTIBULE_MAIL_FROM: newSender() };
    // Providers of tests are on this machine.
    const reach = { VESTIBULE_OUTBOUND_PRIVATE: '127.0.0.1' };
    const environment = { VESTIBULE_RATE_LIMITS: GENEROUS, ...reach, ...mail, ...owned.settings, ...settings };
    return Server.launch(BINARY, await mkdtemp(join(tmpdir(), 'vestibule-')), environment, owned);
  }

  /** Starts a server in test mode, whose clock can be moved (docs/testing.md). It has neither commands nor passkeys. */
  static async startInTestMode(settings: Settings = {}): Promise<Server> {
    const folder = await mkdtemp(join(tmpdir(), 'vestibule-'));
    const environment = { VESTIBULE_RATE_LIMITS: GENEROUS, ...settings };
    // Its database is in a folder of its own, which it removes.
    return Server.launch(BINARY, folder, environment, { drop: async () => {} }, ['serve', '--ephemeral']);
  }

  /** Moves the clock of a server in test mode, by a duration such as `11m`. */
  async advance(duration: string): Promise<void> {
    const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ advance: duration }) };
    const answer = await fetch(`${this.url}/test/clock`, request);
    if (!answer.ok) throw new Error(`the clock was not moved: ${answer.status} ${await answer.text()}`);
  }

  /** Starts another process of `binary` on the same data: on PostgreSQL, as SQLite has one server (`@several-servers`). */
  async beside(binary: string): Promise<Server> {
    return Server.launch(binary, this.folder, this.environment);
  }

  private static async launch(
    binary: string,
    folder: string,
    settings: Settings,
    owned?: Pick<Database, 'drop'>,
    args: string[] = [],
  ): Promise<Server> {
    const port = await freePort();
    const environment = { ...settings, PORT: String(port) };
    const running = new Process(binary, args, folder, environment);
    // In test mode the address of the server is a number.
    const host = args.length ? '127.0.0.1' : 'localhost';
    const server = new Server(`http://${host}:${port}`, binary, folder, environment, owned, running);
    await server.ready();
    return server;
  }

  /** The standard output since the start. */
  get output(): string {
    return this.running.stdout;
  }

  get log(): string {
    return this.running.stderr;
  }

  /** The one-time link that it prints while there is no administrator. */
  get setupLink(): string | undefined {
    return /\S+\/setup\?token=\S+/.exec(this.output)?.[0];
  }

  /** Runs a command on the same data, which must succeed; returns its standard output. */
  async command(args: string[], input = ''): Promise<string> {
    const process = new Process(this.binary, args, this.folder, this.environment, input);
    if ((await process.ended) !== 0) throw new Error(`${args.join(' ')}: ${process.stderr}`);
    return process.stdout;
  }

  /** The latest message to `recipient` with `subject`, in the language of the run, that the mail server has accepted from this server. */
  async mail(recipient: string, subject: Text): Promise<string> {
    const sender = this.environment['VESTIBULE_MAIL_FROM'] ?? '';
    const deadline = Date.now() + MAIL_WITHIN;
    while (Date.now() < deadline) {
      const messages = await (await mailServer()).from(sender);
      const lines = [`To: ${recipient}\r\n`, `Subject: ${words(subject)}\r\n`];
      const found = messages.find((message) => lines.every((line) => message.includes(line)));
      if (found) return found;
      await pause(50);
    }
    throw new Error(`no message to ${recipient} with the subject ${words(subject)}`);
  }

  /** Restarts on the same data. */
  async restart(): Promise<void> {
    await this.end();
    this.running = new Process(this.binary, [], this.folder, this.environment);
    await this.ready();
  }

  /** Stops the server and removes its data. */
  async stop(): Promise<void> {
    try {
      await this.end();
    } finally {
      this.running.kill('SIGKILL');
      if (this.owned) {
        await rm(this.folder, { recursive: true, force: true });
        await this.owned.drop();
      }
    }
  }

  private async end(): Promise<void> {
    this.running.kill('SIGTERM');
    const code = await Promise.race([this.running.ended, pause(STOPS_WITHIN, 'still running', { ref: false })]);
    // The end of the log first: summaries of a run keep only the beginning of a message.
    const last = this.log.trimEnd().split('\n').slice(-3).join('\n');
    if (code !== 0) throw new Error(`SIGTERM: expected exit code 0, got ${code}\n${last}\n\nThe whole log:\n${this.log}`);
    const errors = this.log.split('\n').filter((line) => /"level":"ERROR"|panicked at/.test(line));
    if (errors.length > 0) throw new Error(`errors in the log:\n${errors.join('\n')}`);
  }

  private async ready(): Promise<void> {
    const deadline = Date.now() + STARTS_WITHIN;
    while (Date.now() < deadline && this.running.isAlive) {
      const answer = await fetch(`${this.url}/ready`).catch(() => undefined);
      if (answer?.ok) return;
      await pause(20);
    }
    this.running.kill('SIGKILL');
    throw new Error(`${this.binary} does not serve:\n${this.output}${this.log}`);
  }
}

class Process {
  stdout = '';
  stderr = '';
  readonly ended: Promise<number | null>;
  private readonly child: ChildProcess;

  constructor(binary: string, args: string[], folder: string, env: Record<string, string>, input = '') {
    const child = spawn(binary, args, { cwd: folder, env: env as NodeJS.ProcessEnv });
    child.stdout.on('data', (text) => (this.stdout += text));
    child.stderr.on('data', (text) => (this.stderr += text));
    // A command that has already ended does not read its input, which is no failure.
    child.stdin.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
    child.stdin.end(input);
    this.child = child;
    this.ended = once(child, 'close').then(([code]) => code);
    this.ended.catch((error) => (this.stderr += error));
  }

  get isAlive(): boolean {
    return this.child.pid !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  kill(signal: NodeJS.Signals): void {
    if (this.isAlive) this.child.kill(signal);
  }
}

// Ports that this worker process gives out. They are below those that systems give to clients (32768 on Linux), so that no
// connection takes one before the server listens on it, and every worker has its own.
const PORTS_OF_A_WORKER = 2_000;
const firstPort = 20_000 + Number(process.env['TEST_PARALLEL_INDEX'] ?? 0) * PORTS_OF_A_WORKER;
let given = 0;

/** A free port, which this worker does not get again soon. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = firstPort + (given++ % PORTS_OF_A_WORKER);
    const listener = createServer().listen(port, '127.0.0.1');
    const free = await once(listener, 'listening').then(
      () => true,
      () => false,
    );
    if (!free) continue;
    listener.close();
    await once(listener, 'close');
    return port;
  }
}
