import type { Person } from './people';
import type { Server } from './server';

/** The address of the link in a message. */
export async function linkIn(message: string | Promise<string>): Promise<URL> {
  const url = /http:\/\/localhost:\d+\/\S+\?token=[\w-]+/.exec(await message)?.[0];
  if (!url) throw new Error('the message has no link');
  return new URL(url);
}

/** The six digits in a message. */
export async function digitsIn(message: string | Promise<string>): Promise<string> {
  const digits = /ask for this code: (\d{6})/.exec(await message)?.[1];
  if (!digits) throw new Error('the message has no digits');
  return digits;
}

/** The path of the link that confirms the address of a new account, and the digits beside it. */
export async function confirmation(server: Server, { email }: Pick<Person, 'email'>): Promise<{ path: string; digits: string }> {
  const message = await server.mail(email, 'Confirm your email address');
  const { pathname, search } = await linkIn(message);
  return { path: pathname + search, digits: await digitsIn(message) };
}

/** Six other digits. */
export function wrong(digits: string): string {
  return String((Number(digits) + 1) % 1_000_000).padStart(6, '0');
}
