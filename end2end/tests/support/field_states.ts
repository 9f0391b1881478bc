// How to reach the states of pages about fields of one's own and terms.

import { define, DEPARTMENT, EVERY_KIND, fillIn, redefine, valueOf, type Definition } from './fields';
import { administrator, logIn, pageOf, send, type Person } from './people';
import { administer, open, someSelected, type Cast } from './reach';
import type { Server } from './server';
import { publish } from './terms';
import { byId, words } from './words';

/** The administrator who defines what states need, and which fields that has been. */
interface Definer {
  ada: Person;
  names: Set<string>;
}

const definers = new WeakMap<Server, Definer>();

async function definer(server: Server): Promise<Definer> {
  const known = definers.get(server) ?? { ada: await administrator(server), names: new Set<string>() };
  definers.set(server, known);
  return known;
}

/** Defines fields, except those that an earlier state has defined. */
async function ensure({ server }: Cast, ...definitions: Definition[]): Promise<void> {
  const { ada, names } = await definer(server);
  const missing = definitions.filter(({ name }) => !names.has(name));
  missing.forEach(({ name }) => names.add(name));
  await define(server, ada, ...missing);
}

const LISTED: Definition = { ...DEPARTMENT, filterable: true, column: true, help: ['As it is on your contract.'] };

/** All fields, of which one is deleted. */
export async function list(cast: Cast): Promise<void> {
  const { ada, names } = await definer(cast.server);
  if (!names.has('gone')) {
    await ensure(cast, { name: 'gone' });
    const { access_token: token } = await logIn(cast.server, ada);
    await send(cast.server, 'DELETE', '/api/fields/gone', {}, token);
  }
  await ensure(cast, LISTED, ...EVERY_KIND.slice(1));
  await administer('/users/fields')(cast);
}

export async function one(cast: Cast): Promise<void> {
  await ensure(cast, LISTED);
  await administer('/users/fields/department')(cast);
}

/** Somebody has what the definition would not allow any more. */
export async function narrowed(cast: Cast): Promise<void> {
  await ensure(cast, LISTED);
  await fillIn(cast.server, cast.maren, { department: 'it' });
  await one(cast);
  const { visitor } = cast;
  await visitor.field('Choices, one per line (optional)').fill('sales=Sales');
  await visitor.button('Save changes').first().click();
  await visitor.button(byId('own-field-save-all-the-same')).waitFor();
  await visitor.hydrated();
}

export async function refusedDefinition(cast: Cast): Promise<void> {
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

/** The list of users with a column, and filtered by a field. */
export async function users(cast: Cast): Promise<void> {
  await ensure(cast, LISTED);
  await fillIn(cast.server, cast.maren, { department: 'it' });
  await administer('/users?fields=department%3Dit', ({ visitor }) => visitor.text('More filters').click())(cast);
}

/** The question before a field of selected users is set. */
export async function setting(cast: Cast): Promise<void> {
  await ensure(cast, LISTED);
  await administer('/users')(cast);
  await someSelected(cast);
  const { visitor } = cast;
  await visitor.bar.getByText(words(byId('own-fields')), { exact: true }).click();
  await visitor.field(byId('bulk-field')).selectOption('department');
  await visitor.button(byId('bulk-set-field')).click();
  await visitor.page.locator('#bulk-value').waitFor();
}

export async function newUser(cast: Cast): Promise<void> {
  await ensure(cast, LISTED, ...EVERY_KIND.slice(1));
  await administer('/users/new')(cast);
  await valueOf(cast.visitor, 'department').waitFor();
}

export async function user(cast: Cast): Promise<void> {
  await ensure(cast, LISTED, ...EVERY_KIND.slice(1));
  await administer(await pageOf(cast.server, cast.maren))(cast);
  await valueOf(cast.visitor, 'department').waitFor();
}

/** The form of a registration that asks for a field, which was left out. */
export async function registration(cast: Cast): Promise<void> {
  await ensure(cast, { ...LISTED, required: 'registration' });
  const { visitor } = cast;
  await visitor.open('/register');
  await visitor.fillAccount({ username: 'ingrid.holm', email: 'ingrid@example.org', name: 'Ingrid Holm', password: cast.maren.password });
  await visitor.submitRejected(visitor.button('Create account'), '/actions/register', 422);
  await visitor.page.locator('#value-department[aria-invalid="true"]').waitFor();
}

/** The account of somebody who has what does not fit any more, with an input of each kind. */
export async function account(cast: Cast): Promise<void> {
  await ensure(cast, ...EVERY_KIND);
  await fillIn(cast.server, cast.maren, { department: 'it', 'long-text': 'One\nTwo', topics: ['sky'] });
  const { ada } = await definer(cast.server);
  await redefine(cast.server, ada, { name: 'department', choices: ['sales=Sales'] });
  await open('/account')(cast);
  await valueOf(cast.visitor, 'department').waitFor();
}

/** The page that asks for what is missing. Everything else is closed then. */
export async function details(cast: Cast): Promise<void> {
  await ensure(cast, { name: 'plan', required: 'sign-in', help: ['As it is on your contract.'] });
  await open('/account/details?next=/account/devices')(cast);
  await valueOf(cast.visitor, 'plan').waitFor();
}

/** Versions of terms, and the form for another one. */
export async function terms(cast: Cast): Promise<void> {
  await administer('/terms/manage')(cast);
  const { ada, names } = await definer(cast.server);
  if (!names.has('terms')) {
    names.add('terms');
    await publish(cast.server, ada);
    await publish(cast.server, ada, { applies_from: '2099-01-01' });
  }
  await cast.visitor.open('/terms/manage');
}

export async function refusedTerms(cast: Cast): Promise<void> {
  await terms(cast);
  const { visitor, guard } = cast;
  await visitor.page.locator('#document-en').fill('Be nice.');
  await visitor.page.locator('#document-de').fill('https://example.org/agb');
  guard.expect('/actions/terms/publish', 422);
  await visitor.button(byId('terms-publish')).click();
  await visitor.page.getByRole('alert').waitFor();
}

export async function publicTerms(cast: Cast): Promise<void> {
  await terms(cast);
  await cast.visitor.open('/terms');
}

/** Somebody is asked for them who wants to go on. */
export async function acceptTerms(cast: Cast): Promise<void> {
  await terms(cast);
  await cast.visitor.open('/terms/accept?next=/account/devices');
}
