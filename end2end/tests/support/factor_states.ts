// How to reach the states of pages about second factors.

import { addApp } from './factors';
import { member } from './people';
import { onePerson, type Cast } from './reach';
import { Visitor } from './visitor';
import { byId } from './words';

/** A sign-in that waits for a code. */
export async function secondFactor({ visitor, server }: Cast): Promise<void> {
  const person = await member(server);
  await visitor.authenticate(person);
  await addApp(visitor);
  await visitor.context.clearCookies();
  await visitor.open('/login');
  await visitor.signInHere(person);
  await visitor.isAt('/login/second-factor', 'Confirm your sign-in');
  await visitor.hydrated();
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
