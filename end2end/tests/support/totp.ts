import { createHmac } from 'node:crypto';
import { isPast } from './tokens';

const STEP = 30;
/** How long a code may be on its way to the server. */
const ON_ITS_WAY = 10;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The codes of an authenticator app (RFC 6238). The server takes those of the step before and of the next one as well, each once. */
export class App {
  private constructor(
    private readonly key: Buffer,
    /** The step of the next code. */
    private step: number,
  ) {}

  /** With a secret as the page shows it. Three codes can be used, the first one from now on. */
  static async with(secret: string): Promise<App> {
    const left = STEP - (Date.now() / 1000) % STEP;
    // The first code is that of the step before, which must not be over while it is sent.
    if (left < ON_ITS_WAY) await isPast(Date.now() / 1000 + left);
    return new App(bytes(secret), earliest());
  }

  /** The next code. */
  code(): string {
    this.step = Math.max(this.step, earliest());
    return codeOf(this.key, this.step++);
  }

  /** The code for a server whose clock was moved by this many seconds. */
  codeAfter(seconds: number): string {
    return codeOf(this.key, earliest() + 1 + Math.floor(seconds / STEP));
  }
}

/** A code that no app with this secret shows around this time. */
export function wrongCode(secret: string): string {
  const key = bytes(secret);
  const near = [-1, 0, 1, 2, 3].map((step) => codeOf(key, earliest() + step));
  return ['000000', '111111', '222222', '333333', '444444', '555555'].find((code) => !near.includes(code))!;
}

/** The first step whose code the server still takes when it has arrived. */
function earliest(): number {
  return Math.floor((Date.now() / 1000 + ON_ITS_WAY) / STEP) - 1;
}

function codeOf(key: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac('sha1', key).update(counter).digest();
  const at = digest[19]! & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** Reads base32 (RFC 4648). */
function bytes(text: string): Buffer {
  const bits = [...text.replaceAll(/[ =]/g, '')].map((digit) => ALPHABET.indexOf(digit).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}
