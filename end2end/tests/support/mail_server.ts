import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../../..');
const PYTHON = join(ROOT, 'target/aiosmtpd/bin/python');

/** A real mail server, the one of the Rust tests. It ends with this process, because its input ends then. */
class MailServer {
  private constructor(
    private readonly folder: string,
    readonly url: string,
  ) {}

  static async start(): Promise<MailServer> {
    if (!existsSync(PYTHON)) throw new Error('aiosmtpd is missing: run scripts/setup/aiosmtpd.sh');
    const folder = mkdtempSync(join(tmpdir(), 'vestibule-mail-'));
    const script = join(ROOT, 'tests/support/smtp_server.py');
    const child = spawn(PYTHON, [script, folder, 'plain'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const [port] = await once(child.stdout, 'data');
    // None of these keeps the worker from ending.
    for (const handle of [child, child.stdin, child.stdout]) (handle as { unref?: () => void }).unref?.();
    return new MailServer(folder, `smtp://127.0.0.1:${String(port).trim()}`);
  }

  /** The messages that it has accepted from `sender`, decoded, the latest first. */
  async from(sender: string): Promise<string[]> {
    const names = (await readdir(this.folder)).filter((name) => name.endsWith('.json'));
    const messages = await Promise.all(names.sort().reverse().map((name) => readFile(join(this.folder, name), 'utf8')));
    const read = messages.map((text) => JSON.parse(text) as { from: string; data: string });
    return read.filter((message) => message.from === sender).map((message) => decoded(message.data));
  }
}

let started: Promise<MailServer> | undefined;

/** The mail server of this worker process. */
export function mailServer(): Promise<MailServer> {
  return (started ??= MailServer.start());
}

/** A new sender: servers are told apart by it, because all of a worker share the mail server. */
export function newSender(): string {
  return `sender-${randomBytes(8).toString('hex')}@vestibule.test`;
}

/** Each header in a line, without its encoding (RFC 2047); and the parts without theirs, quoted-printable (RFC 2045, 6.7). */
function decoded(message: string): string {
  const end = message.indexOf('\r\n\r\n');
  // White space between two encoded words is none.
  const headers = message.slice(0, end).replace(/\?=(\r\n)?[ \t]+=\?/g, '?==?').replace(/\r\n[ \t]+/g, ' ');
  const plain = headers.replace(/=\?utf-8\?b\?([^?]*)\?=/gi, (_, word: string) => Buffer.from(word, 'base64').toString());
  const parts = message.slice(end).replace(/=\r\n/g, '');
  const bytes = parts.replace(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
  return plain + Buffer.from(bytes, 'latin1').toString();
}
