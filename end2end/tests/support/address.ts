import { linkIn } from './mail';
import type { Person } from './people';
import type { Server } from './server';

/** Asks for another address, with the API. */
export async function requestAddress(server: Server, { username, password }: Person, email: string): Promise<void> {
  const { access_token: token, user } = await send(server, 'POST', '/api/auth/login', { login: username, password });
  await send(server, 'PATCH', `/api/users/${user.id}`, { email, current_password: password }, token);
}

/** Confirms another address with the link in the message to it. */
export async function confirmNewAddress(server: Server, email: string): Promise<void> {
  const { searchParams } = await linkIn(server.mail(email, 'Confirm your new email address'));
  await send(server, 'POST', '/api/auth/email/verify', { token: searchParams.get('token') });
}

/** Changes the address; returns the message to the previous one. */
export async function changeAddress(server: Server, person: Person, email: string): Promise<string> {
  await requestAddress(server, person, email);
  await confirmNewAddress(server, email);
  return server.mail(person.email, 'Your email address was changed');
}

/** Sends JSON, and returns the response, which must be a success. */
async function send(server: Server, method: string, path: string, body: object, token?: string): Promise<any> {
  const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
  const answer = await fetch(server.url + path, { method, headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.status === 204 ? undefined : answer.json();
}
