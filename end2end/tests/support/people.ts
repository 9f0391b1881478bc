import { randomBytes } from 'node:crypto';
import type { Server } from './server';
import { locale } from './words';

/** A user, registered or not. */
export interface Person {
  username: string;
  email: string;
  name: string;
  password: string;
}

export type Credentials = Pick<Person, 'username' | 'password'>;

const PASSPHRASE = 'seven quiet lanterns along the harbour';
export const OTHER_PASSPHRASE = 'a kettle sings before the early ferry';

let ending = (): string => randomBytes(4).toString('hex');

/** From now on usernames are `maren.01`, `maren.02`, …, for pictures that are compared. */
export function nameInOrder(): void {
  let count = 0;
  ending = () => String((count += 1)).padStart(2, '0');
}

/** A new user without an account. */
export function somebody(): Person {
  const username = `maren.${ending()}`;
  return { username, email: `${username}@example.org`, name: 'Maren Holt', password: PASSPHRASE };
}

/** Registers a user. */
export async function member(server: Server, person: Person = somebody()): Promise<Person> {
  await send(server, 'POST', '/api/users/register', person);
  return person;
}

/** Creates an administrator with the command line. */
export async function administrator(server: Server): Promise<Person> {
  const person = { ...somebody(), name: 'Ada Holt' };
  const { username, email, name, password } = person;
  const fields = ['--username', username, '--email', email, '--name', name, '--role', 'admin'];
  await server.command(['user', 'create', ...fields, '--password-stdin'], password);
  return person;
}

/** Creates a user whose address is confirmed: the command line imports them, and sets the password. */
export async function confirmedMember(server: Server): Promise<Person> {
  const person = somebody();
  const { username, email, name, password } = person;
  const rows = `username,email,name,email_verified\n${username},${email},${name},true\n`;
  await server.command(['user', 'import', '-'], rows);
  await server.command(['user', 'set-password', username, '--password-stdin'], password);
  return person;
}

/** The account of a user, from the command line. */
export async function accountOf(server: Server, { username }: Pick<Person, 'username'>): Promise<any> {
  return JSON.parse(await server.command(['user', 'show', username, '--json']));
}

/** The address of the page on which administrators manage a user. */
export async function pageOf(server: Server, person: Pick<Person, 'username'>): Promise<string> {
  return `/users/${(await accountOf(server, person)).id}`;
}

/** Tries to sign in with the API, as the program `agent`; returns the status. */
export async function tryPassword(server: Server, login: string, password: string, agent = 'node'): Promise<number> {
  return (await call(server, 'POST', '/api/auth/login', { login, password }, { 'user-agent': agent })).status;
}

/** Signs in with the API; returns the tokens and the account. */
export function logIn(server: Server, { username, password }: Credentials): Promise<any> {
  return send(server, 'POST', '/api/auth/login', { login: username, password });
}

/** The API's response to `token` about the current user. */
export async function whoIs(server: Server, token: string): Promise<{ status: number; code?: string; username?: string }> {
  const answer = await fetch(`${server.url}/api/auth/me`, { headers: { authorization: `Bearer ${token}` } });
  return { ...(await answer.json()), status: answer.status };
}

/** Sends JSON to the API, and returns the response, which must be a success. */
export async function send(server: Server, method: string, path: string, body: object, token?: string): Promise<any> {
  const answer = await call(server, method, path, body, token ? { authorization: `Bearer ${token}` } : {});
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.status === 204 ? undefined : answer.json();
}

function call(server: Server, method: string, path: string, body: object, more: Record<string, string>): Promise<Response> {
  const headers = { 'accept-language': locale(), 'content-type': 'application/json', ...more };
  return fetch(server.url + path, { method, headers, body: JSON.stringify(body) });
}
