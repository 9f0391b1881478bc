import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { Settings } from './server';

const run = promisify(execFile);

/** The database of a test server. */
export interface Database {
  /** The settings that a server needs. */
  readonly settings: Settings;
  drop(): Promise<void>;
}

/** A database of its own on the PostgreSQL that TEST_DATABASE_URL names; without it SQLite, in the server's own folder. */
export async function database(): Promise<Database> {
  const server = process.env['TEST_DATABASE_URL'];
  if (!server) return { settings: {}, drop: async () => {} };
  const name = `vestibule_browser_${randomBytes(8).toString('hex')}`;
  const sql = (command: string) => run('psql', ['--no-psqlrc', '--quiet', '--dbname', server, '--command', command]);
  await sql(`CREATE DATABASE ${name} TEMPLATE template0`);
  const url = new URL(server);
  url.pathname = name;
  return {
    settings: { DATABASE_URL: url.href, VESTIBULE_SECRET: randomBytes(32).toString('base64url') },
    drop: async () => void (await sql(`DROP DATABASE ${name} WITH (FORCE)`)),
  };
}
