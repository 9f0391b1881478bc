import { digitsIn, linkIn } from './mail';
import { OTHER_PASSPHRASE, type Person } from './people';
import type { Server } from './server';
import type { Visitor } from './visitor';

/**
 * Reports the change that a message announces, ends all sessions of `other`, chooses another password by mail, and signs in with it. Ends
 * at the list of everything that can still sign in.
 */
export async function recoverWith(
  message: string,
  { visitor, other, server, person }: { visitor: Visitor; other: Visitor; server: Server; person: Person },
): Promise<void> {
  await visitor.open(await linkIn(message));
  await visitor.hydrated();
  await visitor.field('Six digits from the message').fill(await digitsIn(message));
  await visitor.button('Sign out all devices').click();
  await visitor.isAtSignIn('/account/security?after=report');
  await other.isSignedOut();
  await visitor.open(await linkIn(server.mail(person.email, 'Choose a new password')));
  await visitor.hydrated();
  await visitor.field('Password').fill(OTHER_PASSPHRASE);
  await visitor.button('Set password').click();
  await visitor.signInHere({ ...person, password: OTHER_PASSPHRASE });
  await visitor.isAt('/account/security?after=reset', 'Security');
}
