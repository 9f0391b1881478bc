// How to reach the states of pages that take more than a line in states.ts.

import { postFromElsewhere } from './elsewhere';
import type { Guard } from './guard';
import { changeAddress, confirmation, digitsIn, linkIn, requestAddress, wrong } from './mail';
import { administrator, confirmedMember, member, OTHER_PASSPHRASE, pageOf, somebody, tryPassword } from './people';
import type { Person } from './people';
import { BLUE, GREEN, RED, choose, picture, savePicture, stripes } from './picture';
import { Provider } from './provider';
import type { Server } from './server';
import type { Visitor } from './visitor';
import { byId, data, words } from './words';

/** The fixtures to reach a state. */
export interface Cast {
  visitor: Visitor;
  server: Server;
  guard: Guard;
  maren: Person;
}

/** Reaches a state. */
export type Reach = (cast: Cast) => Promise<unknown>;

const PICTURE = stripes(300, 100, [RED, GREEN, BLUE]);
const administered = new WeakSet<Server>();

/** Opens a page and goes on there. */
export function open(path: string, next: Reach = async () => {}): Reach {
  return async (cast) => {
    await cast.visitor.open(path);
    await next(cast);
  };
}

/** Opens a page as an administrator, who signs in the first time, and goes on there. */
export function administer(path: string, next?: Reach): Reach {
  return async (cast) => {
    if (!administered.has(cast.server)) {
      administered.add(cast.server);
      await cast.visitor.authenticate(await administrator(cast.server));
    }
    await open(path, next)(cast);
  };
}

/** Opens a page that responds with an error to a query. */
export function refused(path: string, status: number, query: string): Reach {
  return async (cast) => {
    cast.guard.expect(path, status);
    await administer(path + query)(cast);
  };
}

export async function importPreviewed({ visitor }: Cast): Promise<void> {
  const rows = 'email,name,role\ningrid@example.org,Ingrid Holm,admin\nnot-an-address,Bert Brandt,god\n';
  const file = { name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(rows) };
  await visitor.field('File').setInputFiles(file);
  await visitor.button('Preview').click();
  await visitor.page.locator('#import-report').getByRole('heading').waitFor();
}

export async function auditLog(cast: Cast): Promise<void> {
  await tryPassword(cast.server, cast.maren.username, OTHER_PASSPHRASE);
  await administer('/audit')(cast);
}

export async function eventExpanded(cast: Cast): Promise<void> {
  await auditLog(cast);
  const account = words('the account of { $name }', { name: cast.maren.name });
  await cast.visitor.text('A sign-in to { $account } was refused', { account }).first().click();
}

export function someSelected({ visitor, maren }: Cast): Promise<void> {
  return visitor.pick(maren).check();
}

export async function aboutToDeleteChosen(cast: Cast): Promise<void> {
  await someSelected(cast);
  const { visitor, maren } = cast;
  await visitor.button('Delete', {}, visitor.bar).click();
  await visitor.heading('{ $action }?', { action: words('Delete { $accounts }', { accounts: maren.name }) }).waitFor();
}

export async function onePerson(cast: Cast): Promise<void> {
  await administer(await pageOf(cast.server, cast.maren))(cast);
}

export async function passwordLink(cast: Cast): Promise<void> {
  await onePerson(cast);
  await cast.visitor.button('Create password link').click();
  await cast.visitor.field('Password link').waitFor();
}

export async function lostRace(cast: Cast): Promise<void> {
  const maren = await member(cast.server);
  await onePerson({ ...cast, maren });
  const tab = await cast.visitor.tab();
  await tab.open(await pageOf(cast.server, maren));
  await tab.field('Name (optional)').fill('Maren Winter');
  await tab.button('Save changes').click();
  await tab.seesToast('Changes saved.');
  await tab.page.close();
  await cast.visitor.field('Name (optional)').fill('Maren Summer');
  await cast.visitor.submitRejected(cast.visitor.button('Save changes'), '/actions/users/update', 412);
  await cast.visitor.button('Use mine').waitFor();
}

export async function invited(cast: Cast): Promise<void> {
  const maren = somebody();
  await cast.server.command(['user', 'invite', maren.email, '--username', maren.username]);
  await onePerson({ ...cast, maren });
  await cast.visitor.section('Invitation').locator('summary').waitFor();
}

export async function aboutToPurge(cast: Cast): Promise<void> {
  // Another user, because later states need the first one.
  await onePerson({ ...cast, maren: await member(cast.server) });
  await cast.visitor.opener('Delete user…').click();
  await cast.visitor.button('Delete user').click();
  await cast.visitor.opener('Delete permanently…').click();
  await cast.visitor.field('Confirm username').waitFor();
}

/** The page of a user, which asks whether they start over. */
export async function aboutToStartOver(cast: Cast): Promise<void> {
  await onePerson({ ...cast, maren: await member(cast.server) });
  await cast.visitor.opener('Sign out everywhere and start over…').click();
  await cast.visitor.button('Start over').waitFor();
}

export async function serviceAccount({ visitor }: Cast): Promise<void> {
  await visitor.fill({ 'Name (optional)': 'Nightly backup', Username: somebody().username });
  await visitor.button('Create service account').click();
  await visitor.field('Token name').waitFor();
}

/** A name for a group or an application. */
export function newName(word: string): string {
  return `${word}-${somebody().username.replace('.', '-')}`;
}

/** Creates a group; returns its name. */
async function newGroup({ visitor }: Cast): Promise<string> {
  const name = newName('editors');
  await visitor.fill({ 'Group name': name, 'Description (optional)': 'Write and publish articles.' });
  await visitor.button('Create group').click();
  await visitor.link(data(name)).waitFor();
  return name;
}

export async function group(cast: Cast): Promise<void> {
  await newGroup(cast);
}

export async function groupPage(cast: Cast): Promise<void> {
  const name = await newGroup(cast);
  await cast.server.command(['group', 'add', name, cast.maren.username]);
  await cast.visitor.open(`/users/groups/${name}`);
  await cast.visitor.opener('Delete group…').waitFor();
}

export async function membersFound(cast: Cast): Promise<void> {
  await groupPage(cast);
  const { visitor } = cast;
  await visitor.field('Add members').fill('example');
  await visitor.button('Add selected users').waitFor();
}

export async function aboutToDeleteGroup(cast: Cast): Promise<void> {
  await groupPage(cast);
  await cast.visitor.opener('Delete group…').click();
  await cast.visitor.button('Delete group').waitFor();
}

export async function groupsMenu(cast: Cast): Promise<void> {
  await group(cast);
  await cast.visitor.open('/users');
  await someSelected(cast);
  await cast.visitor.bar.getByText(words('Groups'), { exact: true }).click();
}

export async function invitations(cast: Cast): Promise<void> {
  const { username, email } = somebody();
  await cast.server.command(['user', 'invite', email, '--username', username]);
  await administer('/users/invitations')(cast);
  await cast.visitor.pick({ username }).waitFor();
}

export async function inGroup(cast: Cast): Promise<void> {
  await group(cast);
  await onePerson(cast);
  await cast.visitor.button('Add').click();
  await cast.visitor.page.getByText(words(byId('remove')), { exact: true }).first().waitFor();
}

/** The start page of somebody to whom two applications are open. */
export async function tiles({ visitor, server }: Cast): Promise<void> {
  for (const name of [newName('journal'), newName('a-wiki-with-a-long-name')]) {
    await server.command(['application', 'create', name, '--location', `https://${name}.example.com/shop`, '--everyone']);
  }
  // A running server notices the changes of a command within a second.
  const links = visitor.navigation('Applications').getByRole('link');
  do {
    await visitor.open('/');
  } while ((await links.count()) < 2);
}

/** The overview with the numbers of its first plot. */
export async function tableOpen({ visitor }: Cast): Promise<void> {
  await visitor.opener('Table').first().click();
}

/** The first steps, with how the backups are made. */
export async function howOpen({ visitor }: Cast): Promise<void> {
  await visitor.page.locator('#backup summary').click();
}

export async function application({ visitor }: Cast): Promise<void> {
  const name = newName('journal');
  // It is folded, unless it says why it was refused.
  const folded = visitor.page.locator('details:not([open]) > summary', { hasText: words('New application') });
  if (await folded.count()) await folded.click();
  await visitor.fill({ Name: name, 'Addresses, one per line': `https://${name}.example.com/` });
  await visitor.button('Create application').click();
  await visitor.button('Test the connection').waitFor();
}

/** Who may enter an application, with the answer about one of them. */
export async function peopleOfApplication(cast: Cast): Promise<void> {
  await application(cast);
  const { visitor, maren } = cast;
  await visitor.link('Would somebody get in?').click();
  await visitor.field('Username, email address or id').fill(maren.username);
  await visitor.button('Show').click();
  await visitor.page.locator('aside [role=status]').waitFor();
  await visitor.hydrated();
}

export async function provider({ visitor }: Cast): Promise<void> {
  const name = newName('company');
  // It is asked what it publishes before it is stored.
  const company = await Provider.start({ sub: name });
  await visitor.fill({ 'Client ID': 'vestibule', 'Issuer (optional)': company.url, Name: name });
  await visitor.button('Add provider').click();
  await visitor.heading('To be entered at the provider').waitFor();
  // Without the message that passes.
  await visitor.reload();
}

/** The test fails, and the form keeps what was typed. */
export async function unreachableProvider({ visitor }: Cast): Promise<void> {
  await visitor.fill({ 'Client ID': 'vestibule', 'Issuer (optional)': 'https://127.0.0.1:1', Name: newName('company') });
  await visitor.button('Add provider').click();
  await visitor.page.locator('#provider-issuer[aria-invalid="true"]').waitFor();
}

/** The fields that only this kind has are shown. */
export async function describedProvider({ visitor }: Cast): Promise<void> {
  await visitor.fill({ 'Where it exchanges codes (optional)': 'https://id.example.org/oauth/token' });
}

export async function createRejected({ visitor, maren }: Cast): Promise<void> {
  await visitor.fill({ 'Username (optional)': maren.username, Email: maren.email });
  await visitor.submitRejected(visitor.button('Create user'), '/actions/users/create', 409);
  await visitor.text('“{ $username }” is taken. Try another.', { username: maren.username }).first().waitFor();
}

export async function choosePassword(cast: Cast): Promise<void> {
  await passwordLink(cast);
  await cast.visitor.open(await linkIn(cast.visitor.field('Password link').inputValue()));
}

export async function checkMail({ visitor, maren }: Cast): Promise<void> {
  await visitor.open('/forgot-password');
  await visitor.field('Email').fill(maren.email);
  await visitor.button('Send link').click();
  await visitor.isAt('/check-mail', byId('title-check-mail'));
}

export async function invitation({ visitor, server }: Cast): Promise<void> {
  const { username, email } = somebody();
  await server.command(['user', 'invite', email, '--username', username]);
  await visitor.open(await linkIn(server.mail(email, 'Your new account')));
}

export async function reportSignIn({ visitor, server }: Cast): Promise<void> {
  const { username, email, password } = await confirmedMember(server);
  // The second program is new to the account.
  for (const agent of ['one', 'two']) await tryPassword(server, username, password, agent);
  await visitor.open(await linkIn(server.mail(email, 'New sign-in to your account')));
}

export async function reportRejected(cast: Cast): Promise<void> {
  await reportSignIn(cast);
  // No digits, so that no attempt is counted.
  await cast.visitor.button('Sign out all devices').click();
  await cast.visitor.text('Enter the six digits from the message.').first().waitFor();
}

export function signInFilled({ visitor, maren }: Cast): Promise<void> {
  return visitor.fill({ 'Username or email': maren.username, Password: maren.password });
}

export async function signInRejected(cast: Cast): Promise<void> {
  const { visitor } = cast;
  await signInFilled({ ...cast, maren: { ...somebody(), password: OTHER_PASSPHRASE } });
  await visitor.submitRejected(visitor.button('Sign in'), '/actions/login', 401);
  await visitor.alert.waitFor();
}

export async function registerRejected({ visitor, maren }: Cast): Promise<void> {
  await visitor.fillAccount({ ...somebody(), username: maren.username, email: maren.email });
  await visitor.submitRejected(visitor.button('Create account'), '/actions/register', 409);
  await visitor.link('Sign in instead?').waitFor();
}

export async function confirmAddress({ visitor, server, maren }: Cast): Promise<void> {
  await visitor.open(await linkIn(confirmation(server, maren)));
}

export async function confirmationRejected(cast: Cast): Promise<void> {
  const { visitor, server, maren } = cast;
  await confirmAddress(cast);
  await visitor.field('Six digits from the message').fill(wrong(await digitsIn(confirmation(server, maren))));
  await visitor.submitRejected(visitor.button('I did not register'), '/actions/verify-email/disown', 422);
  await visitor.text('These are not the digits from the message. { $left } tries are left.', { left: 4 }).first().waitFor();
}

export async function passwordRejected({ visitor }: Cast): Promise<void> {
  await visitor.unfold('Password');
  for (const label of ['Current password', 'New password']) await visitor.password(label).fill(OTHER_PASSPHRASE);
  await visitor.submitRejected(visitor.button('Change password'), '/actions/password', 422);
  await visitor.text('That is not your current password. Try again.').waitFor();
}

export async function accountSaved({ visitor }: Cast): Promise<void> {
  await visitor.button('Save changes').click();
  await visitor.seesToast('Changes saved.');
}

export async function pictured({ visitor }: Cast): Promise<void> {
  await savePicture(visitor, PICTURE);
  await picture(visitor);
}

export function positioning({ visitor }: Cast): Promise<void> {
  return choose(visitor, PICTURE);
}

export async function menuOpen({ visitor }: Cast): Promise<void> {
  await visitor.menu.click();
  await visitor.button('Sign out').waitFor();
}

export async function newToken({ visitor }: Cast): Promise<void> {
  await visitor.field('Token name').fill('Nightly backup');
  await visitor.button('Create token').click();
  await visitor.field('API token').waitFor();
}

export async function addressPending({ visitor, server }: Cast): Promise<void> {
  const person = await confirmedMember(server);
  await requestAddress(server, person, somebody().email);
  await visitor.enter(person, '/account');
}

export async function undoOfAddress({ visitor, server }: Cast): Promise<void> {
  await visitor.open(await linkIn(changeAddress(server, await confirmedMember(server), somebody().email)));
}

export async function aboutToDelete({ visitor }: Cast): Promise<void> {
  await visitor.opener('Delete account…').click();
  await visitor.field('Your password').waitFor();
}

export async function notFound({ visitor, guard }: Cast): Promise<void> {
  guard.expect('/nowhere', 404);
  await visitor.open('/nowhere');
}

export function crossSite({ visitor, server }: Cast): Promise<void> {
  return postFromElsewhere(visitor, `${server.url}/actions/logout`);
}
