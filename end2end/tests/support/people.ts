import { randomBytes } from 'node:crypto';
import type { Server } from './server';

/** A user, registered or not. */
export interface Person {
  username: string;
  email: string;
  name: string;
  password: string;
}

export const PASSPHRASE = 'seven quiet lanterns along the harbour';
export const OTHER_PASSPHRASE = 'a kettle sings before the early ferry';

/** A new user without an account. */
export function somebody(): Person {
  const username = `maren.${randomBytes(4).toString('hex')}`;
  return { username, email: `${username}@example.org`, name: 'Maren Holt', password: PASSPHRASE };
}

/** Registers a user. */
export async function member(server: Server, person: Person = somebody()): Promise<Person> {
  const answer = await post(server, '/api/users/register', person);
  if (answer.status !== 201) throw new Error(`registering: ${answer.status} ${await answer.text()}`);
  return person;
}

/** Creates an administrator with the command line. */
export async function administrator(server: Server, person: Person = { ...somebody(), name: 'Ada Holt' }): Promise<Person> {
  const { username, email, name, password } = person;
  const args = ['user', 'create', '--username', username, '--email', email, '--name', name, '--role', 'admin', '--password-stdin'];
  const made = await server.command(args, password);
  if (made.code !== 0) throw new Error(`creating an administrator: ${made.stderr}`);
  return person;
}

/** Creates a user whose address is confirmed: the command line imports them, and sets the password. */
export async function confirmedMember(server: Server, person: Person = somebody()): Promise<Person> {
  const { username, email, name, password } = person;
  const rows = `username,email,name,email_verified\n${username},${email},${name},true\n`;
  for (const [args, input] of [[['import', '-'], rows], [['set-password', username, '--password-stdin'], password]] as const) {
    const done = await server.command(['user', ...args], input);
    if (done.code !== 0) throw new Error(`creating a confirmed user: ${done.stderr}`);
  }
  return person;
}

/** The user's id, from the command line. */
export async function idOf(server: Server, { username }: Pick<Person, 'username'>): Promise<string> {
  const { stdout } = await server.command(['user', 'show', username, '--json']);
  return JSON.parse(stdout).id;
}

/** Tries to sign in with the API, as the program `agent`; returns the status. */
export async function tryPassword(server: Server, login: string, password: string, agent = 'node'): Promise<number> {
  const answer = await post(server, '/api/auth/login', { login, password }, { 'user-agent': agent });
  return answer.status;
}

/** The API's response to `token` about the current user. */
export async function whoIs(server: Server, token: string): Promise<{ status: number; code?: string; username?: string }> {
  const answer = await fetch(`${server.url}/api/auth/me`, { headers: { authorization: `Bearer ${token}` } });
  return { ...(await answer.json()), status: answer.status };
}

function post(server: Server, path: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(server.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}
