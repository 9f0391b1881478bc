// How to reach the states of pages about fields of one's own and terms. The fields are those of docs/moving-from-a-spreadsheet.md.

import { expect } from '@playwright/test';
import { commands } from './club';
import { administrator, logIn, pageOf, send } from './people';
import { administer, open, type Cast } from './reach';
import type { Server } from './server';
import { byId, words } from './words';

const RULES = '# Rules of the club\n\n1. Book a court at most a week ahead.\n2. Leave it as you found it.\n';
const VALUES = ['section=tennis', 'training=monday', 'training=saturday', 'joined=1990-07-28', 'member_number=1006'];

const defined = new WeakSet<Server>();
const published = new WeakSet<Server>();

/** The fields of the club. The administrators of these states have not filled in what the guide asks of everybody. */
async function withFields({ server }: Cast): Promise<void> {
  if (defined.has(server)) return;
  defined.add(server);
  for (const args of commands('field', 'create')) {
    await server.command(args.map((word) => (word === 'sign-in' ? 'registration' : word)));
  }
  // A running server notices the changes of a command within a second.
  const page = async () => (await fetch(`${server.url}/register`)).text();
  await expect.poll(page, 'who registers is asked').toContain('fields[newsletter]');
}

/** The same, and what Maren has in them. */
async function withValues(cast: Cast): Promise<void> {
  await withFields(cast);
  const values = VALUES.flatMap((value) => ['--field', value]);
  await cast.server.command(['user', 'update', cast.maren.username, ...values]);
}

export async function listed(cast: Cast): Promise<void> {
  await withFields(cast);
  await administer('/users/fields')(cast);
}

/** The form of a field, which asks because somebody has a choice that is to be taken out. */
export async function unfitting(cast: Cast): Promise<void> {
  await withValues(cast);
  await administer('/users/fields/section')(cast);
  const { visitor } = cast;
  await visitor.page.locator('#own-field-choices').fill('rowing=Rowing\nswimming=Swimming');
  await visitor.button('Save changes').first().click();
  await visitor.button('Save all the same').waitFor();
  await visitor.hydrated();
}

export async function onAccount(cast: Cast): Promise<void> {
  await withValues(cast);
  await cast.visitor.open('/account');
  await cast.visitor.heading(byId('own-values')).waitFor();
}

export async function ofUser(cast: Cast): Promise<void> {
  await withValues(cast);
  await administer(await pageOf(cast.server, cast.maren))(cast);
}

/** The filters are open. */
export async function filtered(cast: Cast): Promise<void> {
  await withValues(cast);
  await administer('/users?fields=section%3Dtennis')(cast);
  await cast.visitor.opener(byId('users-more-filters')).click();
  await cast.visitor.page.locator('#filter-section').waitFor();
}

/** The question of what a field of a selected user is set to. */
export async function setting(cast: Cast): Promise<void> {
  await withFields(cast);
  await administer('/users')(cast);
  const { visitor, maren } = cast;
  await visitor.pick(maren).check();
  await choose(cast, 'training');
}

/** Chooses a field in the bar, for the selected users. */
export async function choose({ visitor }: Pick<Cast, 'visitor'>, field: string): Promise<void> {
  await visitor.bar.locator('summary', { hasText: words(byId('own-fields')) }).click();
  await visitor.page.locator('#bulk-field').selectOption(field);
  await visitor.button(byId('bulk-set-field')).click();
  await visitor.page.locator('#bulk-value').waitFor();
}

export async function registration(cast: Cast): Promise<void> {
  await withFields(cast);
  await open('/register')(cast);
  await cast.visitor.page.locator('#value-newsletter').waitFor();
}

/** From then on the user is led here before any other page. */
export async function askedFor(cast: Cast): Promise<void> {
  await withFields(cast);
  const { server, visitor } = cast;
  await server.command(['field', 'update', 'newsletter', '--required', 'sign-in']);
  await expect(async () => {
    await visitor.open('/account');
    await expect(visitor.page).toHaveURL((url) => url.pathname === '/account/details', { timeout: 500 });
  }).toPass();
  await visitor.hydrated();
}

async function withTerms({ server }: Cast): Promise<void> {
  if (published.has(server)) return;
  published.add(server);
  const { access_token: token } = await logIn(server, await administrator(server));
  await send(server, 'POST', '/api/terms', { texts: [RULES] }, token);
}

export async function terms(cast: Cast): Promise<void> {
  await withTerms(cast);
  await open('/terms')(cast);
}

export async function termsToAccept(cast: Cast): Promise<void> {
  await withTerms(cast);
  await open('/terms/accept?next=/account')(cast);
}

export async function termsManaged(cast: Cast): Promise<void> {
  await withTerms(cast);
  await administer('/terms/manage')(cast);
}
