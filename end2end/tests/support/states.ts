import { randomBytes } from 'node:crypto';
import { changeAddress, requestAddress } from './address';
import { postFromElsewhere } from './elsewhere';
import type { Guard } from './guard';
import { confirmation, linkIn, wrong } from './mail';
import { administrator, confirmedMember, idOf, member, OTHER_PASSPHRASE, somebody, tryPassword, type Person } from './people';
import { BLUE, GREEN, RED, choose, picture, savePicture, stripes } from './picture';
import type { Server } from './server';
import type { Visitor } from './visitor';

/** The fixtures to reach a state. */
export interface Cast {
  visitor: Visitor;
  server: Server;
  guard: Guard;
  maren: Person;
}

/** A page in one of its states, and how to reach it from any page. */
export interface State {
  name: string;
  /** Without JavaScript it has other elements, such as a summary of the errors. Elsewhere both have the HTML of one component. */
  differs?: true;
  reach(cast: Cast): Promise<unknown>;
}

/** States that one browser reaches one after another. */
export interface Journey {
  name: string;
  /** Whether Maren signs in first. */
  signedIn?: true;
  states: State[];
}

/** Every page: empty, filled, and with messages. */
export const JOURNEYS: Journey[] = [
  {
    name: 'the way in',
    states: [
      { name: 'home', reach: ({ visitor }) => visitor.open('/') },
      { name: 'sign in', reach: ({ visitor }) => visitor.open('/login') },
      { name: 'sign in, redirected from another page', reach: ({ visitor }) => visitor.open('/login?next=/account') },
      { name: 'sign in, rejected', reach: signInRejected },
      { name: 'sign in, filled', reach: signInFilled },
      { name: 'create account', reach: ({ visitor }) => visitor.open('/register') },
      { name: 'create account, with errors', differs: true, reach: registerRejected },
      { name: 'create account, filled', reach: registerFilled },
      { name: 'set up', reach: ({ visitor, server }) => visitor.open(server.setupLink!) },
      { name: 'not found', reach: notFound },
      { name: 'request from another site', differs: true, reach: crossSite },
    ],
  },
  {
    name: 'links in messages',
    states: [
      { name: 'confirm an address', reach: confirmAddress },
      { name: 'confirm an address, with wrong digits', reach: confirmationRejected },
      { name: 'report a sign-in', reach: reportSignIn },
      { name: 'report a sign-in, rejected', reach: reportRejected },
      { name: 'undo a change of address', reach: undoOfAddress },
      { name: 'account, change of address pending', reach: addressPending },
    ],
  },
  {
    name: 'the account',
    signedIn: true,
    states: [
      { name: 'home, signed in', reach: ({ visitor }) => visitor.open('/') },
      { name: 'account', reach: ({ visitor }) => visitor.open('/account') },
      { name: 'account, with errors', differs: true, reach: accountRejected },
      { name: 'account, saved', differs: true, reach: accountSaved },
      { name: 'account, with a picture', reach: pictured },
      { name: 'account, positioning a picture', reach: movingPicture },
      { name: 'account, user menu open', reach: accountMenu },
      { name: 'account, deletion dialog', reach: aboutToDelete },
      { name: 'API tokens', reach: ({ visitor }) => visitor.open('/account/tokens') },
      { name: 'API tokens, with a new token', reach: newToken },
      { name: 'your activity', reach: ({ visitor }) => visitor.open('/account/activity') },
    ],
  },
  {
    name: 'the directory',
    states: [
      { name: 'users', reach: (cast) => administer(cast, '/users') },
      { name: 'users, some selected', reach: someSelected },
      { name: 'users, deletion dialog', reach: aboutToDeleteChosen },
      { name: 'users, row menu open', reach: rowMenu },
      { name: 'users, no matches', reach: (cast) => administer(cast, '/users?q=harlow&role=admin') },
      { name: 'users, page not found', reach: pastTheEnd },
      { name: 'create user, with errors', differs: true, reach: createRejected },
      { name: 'users without a password', reach: (cast) => administer(cast, '/users/awaiting-password') },
      { name: 'import', reach: (cast) => administer(cast, '/users/import') },
      { name: 'import, previewed', differs: true, reach: importPreviewed },
    ],
  },
  {
    name: 'one user, and the audit log',
    states: [
      { name: 'user', reach: onePerson },
      { name: 'user, with a password link', reach: passwordLink },
      { name: 'user, invited', reach: invited },
      { name: 'user, permanent deletion dialog', reach: aboutToPurge },
      { name: 'audit log', reach: auditLog },
      { name: 'audit log, event expanded', reach: eventExpanded },
      { name: 'audit log, no matches', reach: (cast) => administer(cast, '/audit?event=user.purge&result=refused') },
      { name: 'audit log, unknown user', reach: unknownUser },
      { name: 'choose a password', reach: choosePassword },
    ],
  },
  {
    name: 'service accounts, groups and applications',
    states: [
      { name: 'service accounts', reach: (cast) => administer(cast, '/users/service-accounts') },
      { name: 'service account', reach: serviceAccount },
      { name: 'groups', reach: groups },
      { name: 'groups, deletion dialog', differs: true, reach: aboutToDeleteGroup },
      { name: 'user, in a group', reach: inGroup },
      { name: 'applications', reach: (cast) => administer(cast, '/applications') },
      { name: 'application', reach: application },
    ],
  },
];

const administered = new WeakSet<Server>();

/** Opens a page as an administrator, who signs in the first time. */
async function administer({ visitor, server }: Cast, path: string): Promise<void> {
  if (!administered.has(server)) {
    administered.add(server);
    await visitor.enter(await administrator(server));
  }
  await visitor.open(path);
}

async function importPreviewed(cast: Cast): Promise<void> {
  await administer(cast, '/users/import');
  const { page } = cast.visitor;
  const rows = 'email,name,role\ningrid@example.org,Ingrid Holm,admin\nnot-an-address,Bert Brandt,god\n';
  await page.getByLabel('File', { exact: true }).setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(rows) });
  await cast.visitor.button('Preview').click();
  await page.locator('#import-report').getByRole('heading').waitFor();
}

async function auditLog(cast: Cast): Promise<void> {
  await tryPassword(cast.server, cast.maren.username, OTHER_PASSPHRASE);
  await administer(cast, '/audit');
}

async function eventExpanded(cast: Cast): Promise<void> {
  await auditLog(cast);
  await cast.visitor.page.getByText('Sign-in refused').first().click();
}

async function unknownUser(cast: Cast): Promise<void> {
  cast.guard.expect('/audit', 422);
  await administer(cast, '/audit?person=nobody');
}

async function someSelected(cast: Cast): Promise<void> {
  await administer(cast, '/users');
  await cast.visitor.page.getByLabel(`Select ${cast.maren.username}`).check();
}

async function aboutToDeleteChosen(cast: Cast): Promise<void> {
  await someSelected(cast);
  await cast.visitor.page.getByRole('form', { name: 'Selected users' }).getByRole('button', { name: 'Delete', exact: true }).click();
  await cast.visitor.page.getByRole('heading', { name: 'Delete Maren Holt?' }).waitFor();
}

async function rowMenu(cast: Cast): Promise<void> {
  await administer(cast, '/users');
  await cast.visitor.page.getByLabel(`Actions for ${cast.maren.username}`).click();
}

async function pastTheEnd(cast: Cast): Promise<void> {
  cast.guard.expect('/users', 404);
  await administer(cast, '/users?page=99');
}

async function onePerson(cast: Cast): Promise<void> {
  await administer(cast, `/users/${await idOf(cast.server, cast.maren)}`);
}

async function passwordLink(cast: Cast): Promise<void> {
  await onePerson(cast);
  await cast.visitor.button('Create password link').click();
  await cast.visitor.field('Password link').waitFor();
}

async function invited(cast: Cast): Promise<void> {
  const { username, email } = somebody();
  await cast.server.command(['user', 'invite', email, '--username', username]);
  await administer(cast, `/users/${await idOf(cast.server, { username })}`);
  await cast.visitor.button('Revoke').waitFor();
}

async function aboutToPurge(cast: Cast): Promise<void> {
  // Another user, because later states need the first one.
  await onePerson({ ...cast, maren: await member(cast.server) });
  await cast.visitor.page.getByText('Delete user…', { exact: true }).click();
  await cast.visitor.button('Delete user').click();
  await cast.visitor.page.getByText('Delete permanently…', { exact: true }).click();
  await cast.visitor.field('Confirm username').waitFor();
}

async function serviceAccount(cast: Cast): Promise<void> {
  await administer(cast, '/users/service-accounts');
  await cast.visitor.fill({ 'Name (optional)': 'Nightly backup', Username: somebody().username });
  await cast.visitor.button('Create service account').click();
  await cast.visitor.field('Token name').waitFor();
}

async function groups(cast: Cast): Promise<void> {
  const { visitor } = cast;
  await administer(cast, '/users/groups');
  const name = `editors-${somebody().username.replace('.', '-')}`;
  await visitor.fill({ 'Group name': name, 'Description (optional)': 'Write and publish articles.' });
  await visitor.button('Create group').click();
  await visitor.page.getByLabel(`Edit ${name}`, { exact: true }).click();
  await visitor.field(`Description of ${name}`).waitFor();
}

async function aboutToDeleteGroup(cast: Cast): Promise<void> {
  await groups(cast);
  await cast.visitor.page.getByText('Delete…', { exact: true }).first().click();
  await cast.visitor.button('Delete group').waitFor();
}

async function inGroup(cast: Cast): Promise<void> {
  await groups(cast);
  await onePerson(cast);
  await cast.visitor.button('Add').click();
  await cast.visitor.page.getByText('Remove', { exact: true }).first().waitFor();
}

async function application(cast: Cast): Promise<void> {
  await administer(cast, '/applications');
  const name = `journal-${randomBytes(4).toString('hex')}`;
  await cast.visitor.fill({ Name: name, 'Locations, one per line': `https://${name}.example.com/` });
  await cast.visitor.button('Create application').click();
  await cast.visitor.field('Audience of tokens').waitFor();
}

async function createRejected(cast: Cast): Promise<void> {
  const { visitor, maren } = cast;
  await administer(cast, '/users/new');
  await visitor.fill({ Username: maren.username, Email: maren.email });
  await visitor.submitRejected(visitor.button('Create user'), '/actions/users/create', 409);
  await visitor.page.getByText('is taken').first().waitFor();
}

async function choosePassword(cast: Cast): Promise<void> {
  await passwordLink(cast);
  const link = new URL(await cast.visitor.field('Password link').inputValue());
  await cast.visitor.open(link.pathname + link.search);
}

async function reportSignIn({ visitor, server }: Cast): Promise<void> {
  const { username, email, password } = await confirmedMember(server);
  // The second program is new to the account.
  for (const agent of ['one', 'two']) await tryPassword(server, username, password, agent);
  const { pathname, search } = await linkIn(server.mail(email, 'New sign-in to your account'));
  await visitor.open(pathname + search);
}

async function reportRejected(cast: Cast): Promise<void> {
  await reportSignIn(cast);
  const { visitor } = cast;
  // No digits, so that no attempt is counted.
  await visitor.button('Sign out the device').click();
  await visitor.page.getByText('Enter the six digits from the message.').first().waitFor();
}

async function signInFilled({ visitor, maren }: Cast): Promise<void> {
  await visitor.open('/login');
  await visitor.fill({ 'Username or email': maren.username, Password: maren.password });
}

async function signInRejected(cast: Cast): Promise<void> {
  const { visitor } = cast;
  await signInFilled({ ...cast, maren: { ...somebody(), password: OTHER_PASSPHRASE } });
  await visitor.submitRejected(visitor.button('Sign in'), '/actions/login', 401);
  await visitor.alert.waitFor();
}

async function registerFilled({ visitor }: Cast, changes: Record<string, string> = {}): Promise<void> {
  const { username, email, name, password } = somebody();
  await visitor.open('/register');
  await visitor.fill({ Username: username, Email: email, 'Name (optional)': name, Password: password, ...changes });
}

async function registerRejected(cast: Cast): Promise<void> {
  const { visitor, maren } = cast;
  const { username, email } = maren;
  await registerFilled(cast, { Username: username, Email: email });
  await visitor.submitRejected(visitor.button('Create account'), '/actions/register', 409);
  await visitor.link('Sign in instead?').waitFor();
}

async function confirmAddress({ visitor, server, maren }: Cast): Promise<void> {
  await visitor.open((await confirmation(server, maren)).path);
}

async function confirmationRejected(cast: Cast): Promise<void> {
  const { visitor, server, maren } = cast;
  await confirmAddress(cast);
  await visitor.field('Six digits from the message').fill(wrong((await confirmation(server, maren)).digits));
  await visitor.submitRejected(visitor.button('Confirm'), '/actions/verify-email', 422);
  await visitor.page.getByText('4 tries are left').first().waitFor();
}

async function accountRejected({ visitor }: Cast): Promise<void> {
  await visitor.open('/account');
  await visitor.password('Current password').fill(OTHER_PASSPHRASE);
  await visitor.password('New password').fill(OTHER_PASSPHRASE);
  await visitor.submitRejected(visitor.button('Change password'), '/actions/password', 422);
  await visitor.page.getByText('That is not your current password. Try again.').waitFor();
}

async function accountSaved({ visitor }: Cast): Promise<void> {
  await visitor.open('/account');
  await visitor.button('Save changes').click();
  await visitor.seesToast('Changes saved.');
}

async function pictured({ visitor }: Cast): Promise<void> {
  await visitor.open('/account');
  await savePicture(visitor, stripes(300, 100, [RED, GREEN, BLUE]));
  await picture(visitor);
}

async function movingPicture({ visitor }: Cast): Promise<void> {
  await visitor.open('/account');
  await choose(visitor, stripes(300, 100, [RED, GREEN, BLUE]));
}

async function accountMenu({ visitor }: Cast): Promise<void> {
  await visitor.open('/account');
  await visitor.menu.click();
  await visitor.button('Sign out').waitFor();
}

async function newToken({ visitor }: Cast): Promise<void> {
  await visitor.open('/account/tokens');
  await visitor.field('Token name').fill('Nightly backup');
  await visitor.button('Create token').click();
  await visitor.field('API token').waitFor();
  // Shows the confirmation too.
  await visitor.page.getByLabel('Revoke Nightly backup').first().click();
}

async function addressPending({ visitor, server }: Cast): Promise<void> {
  const person = await confirmedMember(server);
  await requestAddress(server, person, somebody().email);
  await visitor.enter(person);
  await visitor.open('/account');
}

async function undoOfAddress({ visitor, server }: Cast): Promise<void> {
  const { pathname, search } = await linkIn(changeAddress(server, await confirmedMember(server), somebody().email));
  await visitor.open(pathname + search);
}

async function aboutToDelete({ visitor }: Cast): Promise<void> {
  await visitor.open('/account');
  await visitor.page.getByText('Delete account…', { exact: true }).click();
  await visitor.field('Your password').waitFor();
}

async function notFound({ visitor, guard }: Cast): Promise<void> {
  guard.expect('/nowhere', 404);
  await visitor.open('/nowhere');
}

function crossSite({ visitor, server }: Cast): Promise<void> {
  return postFromElsewhere(visitor, `${server.url}/actions/logout`);
}
