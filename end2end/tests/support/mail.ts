import { send, logIn, type Person } from './people';
import type { Server } from './server';
import { byId } from './words';

/** The path and the query of the link in a message. */
export async function linkIn(message: string | Promise<string>): Promise<string> {
  const link = /http:\/\/localhost:\d+(\/\S+\?token=[\w-]+)/.exec(await message)?.[1];
  if (!link) throw new Error('the message has no link');
  return link;
}

/** The six digits in a message. */
export async function digitsIn(message: string | Promise<string>): Promise<string> {
  // At the end of a paragraph.
  const digits = /: (\d{6})\r?\n/.exec(await message)?.[1];
  if (!digits) throw new Error('the message has no digits');
  return digits;
}

/** Six other digits. */
export function wrong(digits: string): string {
  return String((Number(digits) + 1) % 1_000_000).padStart(6, '0');
}

/** The message that confirms the address of a new account. */
export function confirmation(server: Server, { email }: Pick<Person, 'email'>): Promise<string> {
  return server.mail(email, byId('mail-confirm-email-subject'));
}

/** Confirms an address through the API, with the link in a message. */
async function confirmWith(server: Server, message: string | Promise<string>): Promise<void> {
  await send(server, 'POST', '/api/auth/email/verify', { token: (await linkIn(message)).split('token=')[1] });
}

/** Asks for another address, with the API. */
export async function requestAddress(server: Server, person: Person, email: string): Promise<void> {
  const { access_token: token, user } = await logIn(server, person);
  await send(server, 'PATCH', `/api/users/${user.id}`, { email, current_password: person.password }, token);
}

/** Confirms another address with the link in the message to it. */
export function confirmNewAddress(server: Server, email: string): Promise<void> {
  return confirmWith(server, server.mail(email, 'Confirm your new email address'));
}

/** Changes the address; returns the message to the previous one. */
export async function changeAddress(server: Server, person: Person, email: string): Promise<string> {
  await requestAddress(server, person, email);
  await confirmNewAddress(server, email);
  return server.mail(person.email, 'Your email address was changed');
}
