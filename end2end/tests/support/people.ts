import { randomBytes } from 'node:crypto';
import type { Server } from './server';

/** Somebody with an account, or on the way to one. */
export interface Person {
  username: string;
  email: string;
  name: string;
  password: string;
}

export const PASSPHRASE = 'seven quiet lanterns along the harbour';
export const OTHER_PASSPHRASE = 'a kettle sings before the early ferry';

/** Somebody whom no one has met yet. */
export function somebody(): Person {
  const username = `maren.${randomBytes(4).toString('hex')}`;
  return { username, email: `${username}@example.org`, name: 'Maren Holt', password: PASSPHRASE };
}

/** Somebody who has registered before. */
export async function member(server: Server, person: Person = somebody()): Promise<Person> {
  const answer = await post(server, '/api/users/register', person);
  if (answer.status !== 201) throw new Error(`registering: ${answer.status} ${await answer.text()}`);
  return person;
}

/** Somebody who looks after all accounts, made by the command line. */
export async function administrator(server: Server, person: Person = { ...somebody(), name: 'Ada Holt' }): Promise<Person> {
  const { username, email, name, password } = person;
  const args = ['user', 'create', '--username', username, '--email', email, '--name', name, '--role', 'admin', '--password-stdin'];
  const made = await server.command(args, password);
  if (made.code !== 0) throw new Error(`making an administrator: ${made.stderr}`);
  return person;
}

/** Their id, as the command line tells it. */
export async function idOf(server: Server, { username }: Pick<Person, 'username'>): Promise<string> {
  const { stdout } = await server.command(['user', 'show', username, '--json']);
  return JSON.parse(stdout).id;
}

/** One try to sign in from elsewhere, through the API. */
export async function tryPassword(server: Server, login: string, password: string): Promise<number> {
  const answer = await post(server, '/api/auth/login', { login, password });
  return answer.status;
}

/** What the API says to a bearer of `token` who asks who they are. */
export async function whoIs(server: Server, token: string): Promise<{ status: number; code?: string; username?: string }> {
  const answer = await fetch(`${server.url}/api/auth/me`, { headers: { authorization: `Bearer ${token}` } });
  return { ...(await answer.json()), status: answer.status };
}

function post(server: Server, path: string, body: object): Promise<Response> {
  return fetch(server.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}
