// How to reach the states of pages about second factors.

import { consent } from './client_states';
import { addApp } from './factors';
import { member } from './people';
import { onePerson, open, type Cast, type Reach } from './reach';
import { Visitor } from './visitor';
import { byId } from './words';

/** A sign-in that waits for a code, of somebody who comes to the sign-in page in this way. */
async function waiting(cast: Cast, come: Reach): Promise<void> {
  const { visitor, server } = cast;
  const person = await member(server);
  await visitor.authenticate(person);
  await addApp(visitor);
  await visitor.clearCookies();
  await come(cast);
  await visitor.signInHere(person);
  await visitor.page.waitForURL((url) => url.pathname === '/login/second-factor');
  await visitor.heading('Confirm your sign-in').waitFor();
  await visitor.hydrated();
}

export async function secondFactor(cast: Cast): Promise<void> {
  await waiting(cast, open('/login'));
}

/** The same on the way to a client. */
export async function secondFactorToClient(cast: Cast): Promise<void> {
  await waiting(cast, consent(''));
}

export async function codeRejected(cast: Cast): Promise<void> {
  await secondFactor(cast);
  const { visitor } = cast;
  await visitor.field('Code from your authenticator app').fill('not a code');
  await visitor.submitRejected(visitor.button('Sign in'), '/actions/second-factor', 401);
  await visitor.text(byId('second-factor-wrong-code')).first().waitFor();
}

export async function newRecoveryCodes({ visitor }: Cast): Promise<void> {
  const renew = visitor.opener('Make new ones…');
  if (await renew.isVisible()) await renew.click();
  await visitor.button('Make recovery codes').click();
  await visitor.heading('Your new recovery codes').waitFor();
}

/** The page of a user who has an authenticator app. */
export async function withFactors(cast: Cast): Promise<void> {
  const maren = await member(cast.server);
  const elsewhere = await cast.visitor.context.browser()!.newContext({ baseURL: cast.server.url });
  const theirs = await Visitor.in(elsewhere, cast.guard, true);
  await theirs.authenticate(maren);
  await addApp(theirs);
  await elsewhere.close();
  await onePerson({ ...cast, maren });
  await cast.visitor.page.locator('summary', { hasText: 'Reset…' }).waitFor();
}
