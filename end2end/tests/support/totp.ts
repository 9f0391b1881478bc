import { createHmac } from 'node:crypto';
import { isPast } from './tokens';

const STEP = 30;
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
    if (left < 10) await isPast(Date.now() / 1000 + left);
    return new App(bytes(secret), Math.floor(Date.now() / 1000 / STEP) - 1);
  }

  /** The next code. */
  code(): string {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(this.step));
    this.step += 1;
    const digest = createHmac('sha1', this.key).update(counter).digest();
    const at = digest[19]! & 15;
    return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
  }
}

/** Reads base32 (RFC 4648). */
function bytes(text: string): Buffer {
  const bits = [...text.replaceAll(/[ =]/g, '')].map((digit) => ALPHABET.indexOf(digit).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}
