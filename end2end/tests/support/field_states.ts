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

/** The list of those whom a field does not fit. */
export async function unfittingPeople(cast: Cast): Promise<void> {
  await unfitting(cast);
  const { visitor } = cast;
  await visitor.button('Save all the same').click();
  await visitor.seesToast('Changes saved.');
  await visitor.open('/users/fields/section/unfitting');
}

/** The form of a new field, in which several things are wrong. */
export async function refused(cast: Cast): Promise<void> {
  await administer('/users/fields/add/text')(cast);
  const { visitor } = cast;
  await visitor.fill({ Name: 'Not a name', 'Label, one line per language (optional)': 'de=Kürzel\nde=Zeichen' });
  await visitor.choice(byId('own-field-at-registration')).check();
  await visitor.page.locator('summary', { hasText: words(byId('own-field-part-rights')) }).click();
  await visitor.page.locator('#changed-by-owner').uncheck();
  await visitor.button(byId('own-field-create')).click();
  await visitor.page.locator('#own-field-name[aria-invalid="true"]').waitFor();
  await visitor.hydrated();
}

/** The page of a field that is deleted. */
export async function deleted(cast: Cast): Promise<void> {
  await administer('/users/fields')(cast);
  await cast.server.command(['field', 'create', 'gone']);
  await cast.server.command(['field', 'delete', 'gone', '--yes']);
  const { visitor } = cast;
  await expect(async () => {
    await visitor.open('/users/fields');
    await expect(visitor.button(byId('restore-name'), { name: 'gone' })).toBeVisible({ timeout: 500 });
  }).toPass();
  await visitor.open('/users/fields/gone');
}

export async function newUser(cast: Cast): Promise<void> {
  await withFields(cast);
  await administer('/users/new')(cast);
  await cast.visitor.page.locator('#value-newsletter').waitFor();
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

/** What is required was left out. */
export async function refusedRegistration(cast: Cast): Promise<void> {
  await registration(cast);
  const { visitor, maren } = cast;
  await visitor.fillAccount({ username: 'ingrid.holm', email: 'ingrid@example.org', name: 'Ingrid Holm', password: maren.password });
  await visitor.submitRejected(visitor.button('Create account'), '/actions/register', 422);
  await visitor.page.locator('#value-newsletter[aria-invalid="true"]').waitFor();
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
  // First, because a sign-in leads to the terms once there are some.
  await administer('/terms/manage')(cast);
  await withTerms(cast);
  await cast.visitor.open('/terms/manage');
}

/** A link and a text at once are refused. */
export async function refusedTerms(cast: Cast): Promise<void> {
  await termsManaged(cast);
  const { visitor, guard } = cast;
  await visitor.page.locator('#document-en').fill('Be nice.');
  await visitor.page.locator('#document-de').fill('https://example.org/agb');
  guard.expect('/actions/terms/publish', 422);
  await visitor.button(byId('terms-publish')).click();
  await visitor.page.getByRole('alert').waitFor();
}
