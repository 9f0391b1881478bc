import type { Locator } from '@playwright/test';
import { somebody } from './people';
import * as clients from './client_states';
import * as factors from './factor_states';
import * as fields from './field_states';
import * as providers from './provider_states';
import * as go from './reach';
import type { Visitor } from './visitor';
import { byId } from './words';

/** A page in one of its states, and how to reach it from any page. */
export interface State {
  name: string;
  /** Without JavaScript it has other elements, such as a summary of the errors. Elsewhere both have the same HTML. */
  differs?: true;
  reach: go.Reach;
  /** What its pictures begin with, if that is further down the page. */
  begin?: (visitor: Visitor) => Locator;
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
      { name: 'home', reach: go.open('/') },
      { name: 'sign in', reach: go.open('/login') },
      { name: 'sign in, redirected from another page', reach: go.open('/login?next=/account') },
      { name: 'sign in, rejected', reach: go.open('/login', go.signInRejected) },
      { name: 'sign in, filled', reach: go.open('/login', go.signInFilled) },
      { name: 'second factor', reach: factors.secondFactor },
      { name: 'second factor, rejected', differs: true, reach: factors.codeRejected },
      { name: 'recovery code', reach: go.open('/login/recovery') },
      { name: 'create account', reach: go.open('/register') },
      { name: 'create account, with errors', differs: true, reach: go.open('/register', go.registerRejected) },
      { name: 'create account, filled', reach: go.open('/register', ({ visitor }) => visitor.fillAccount(somebody())) },
      { name: 'set up', reach: ({ visitor, server }) => visitor.open(server.setupLink!) },
      // It needs an administrator, who uses the link up.
      { name: 'sign in, on the way to a client', reach: clients.consent('') },
      { name: 'second factor, on the way to a client', reach: factors.secondFactorToClient },
      { name: 'not found', reach: go.notFound },
      { name: 'request from another site', differs: true, reach: go.crossSite },
    ],
  },
  {
    name: 'signing in with another account',
    states: [
      { name: 'sign in, with providers', reach: providers.offered },
      { name: 'create account, with providers', reach: go.open('/register') },
      { name: 'first time', reach: providers.firstTime },
      { name: 'first time, on the way to a client', reach: providers.firstTimeToClient },
      { name: 'sign in first', reach: providers.signInFirst },
      { name: 'take over', reach: providers.takeOver },
    ],
  },
  {
    name: 'linked accounts',
    signedIn: true,
    states: [
      { name: 'link an account', reach: providers.link },
      { name: 'security, with a linked account', reach: providers.linked },
      { name: 'confirm, without a password', reach: providers.confirmWithout },
    ],
  },
  {
    name: 'links in messages',
    states: [
      { name: 'check your mail', reach: go.checkMail },
      { name: 'invitation', reach: go.invitation },
      { name: 'confirm an address', reach: go.confirmAddress },
      { name: 'confirm an address, with wrong digits', reach: go.confirmationRejected },
      { name: 'report a sign-in', reach: go.reportSignIn },
      { name: 'report a sign-in, rejected', reach: go.reportRejected },
      { name: 'undo a change of address', reach: go.undoOfAddress },
      { name: 'account, change of address pending', reach: go.addressPending },
    ],
  },
  {
    name: 'the account',
    signedIn: true,
    states: [
      { name: 'home, signed in', reach: go.open('/') },
      { name: 'home, with applications', reach: go.tiles },
      { name: 'account', reach: go.open('/account') },
      { name: 'security', reach: go.open('/account/security') },
      { name: 'security, with errors', differs: true, reach: go.open('/account/security', go.passwordRejected) },
      { name: 'second factor, asked for', reach: go.open('/account/second-factor') },
      { name: 'security, with new recovery codes', reach: go.open('/account/security', factors.newRecoveryCodes) },
      { name: 'security, after a reset', reach: go.open('/account/security?after=reset') },
      { name: 'authenticator app', reach: go.open('/account/security/authenticator') },
      { name: 'confirm', reach: go.open('/confirm?next=/account/tokens') },
      { name: 'confirm, on the way to a client', reach: clients.consent('login') },
      { name: 'consent', reach: clients.consent('consent') },
      { name: 'consent, choosing an account', reach: clients.consent('select_account') },
      { name: 'client unknown', reach: clients.unregistered },
      { name: 'account, saved', differs: true, reach: go.open('/account', go.accountSaved) },
      { name: 'account, with a picture', reach: go.open('/account', go.pictured) },
      { name: 'account, positioning a picture', reach: go.open('/account', go.positioning) },
      { name: 'account, user menu open', reach: go.open('/account', go.menuOpen) },
      { name: 'devices', reach: go.open('/account/devices') },
      { name: 'your applications', reach: go.open('/account/applications') },
      { name: 'your data, deletion dialog', reach: go.open('/account/your-data', go.aboutToDelete) },
      { name: 'device', reach: go.open('/device') },
      { name: 'programs', reach: go.open('/account/tokens') },
      { name: 'programs, with a new token', reach: go.open('/account/tokens', go.newToken) },
      { name: 'your activity', reach: go.open('/account/activity') },
      { name: 'API', reach: go.open('/docs') },
      { name: 'API, one operation', reach: go.open('/docs/changeUser') },
      { name: 'Guides', reach: go.open('/docs/guides') },
      { name: 'Guides, one of them', reach: go.open('/docs/guides/operations/run') },
    ],
  },
  {
    name: 'the directory',
    states: [
      { name: 'users', reach: go.administer('/users') },
      { name: 'users, some selected', reach: go.administer('/users', go.someSelected) },
      { name: 'users, deletion dialog', reach: go.administer('/users', go.aboutToDeleteChosen) },
      {
        name: 'users, row menu open',
        reach: go.administer('/users', ({ visitor, maren: { username } }) =>
          visitor.field('Actions for { $username }', { username }).click(),
        ),
      },
      { name: 'users, no matches', reach: go.administer('/users?q=harlow&role=admin') },
      { name: 'users, page not found', reach: go.refused('/users', 404, '?page=99') },
      { name: 'create user, with errors', differs: true, reach: go.administer('/users/new', go.createRejected) },
      {
        name: 'users, import and export',
        reach: go.administer('/users', ({ visitor }) => visitor.opener('Import and export').click()),
      },
      { name: 'invitations, none', reach: go.administer('/users/invitations') },
      { name: 'invitations', reach: go.invitations },
      { name: 'users without a password', reach: go.administer('/users/awaiting-password') },
      { name: 'import', reach: go.administer('/users/import') },
      { name: 'import, previewed', differs: true, reach: go.administer('/users/import', go.importPreviewed) },
    ],
  },
  {
    name: 'one user, and the audit log',
    states: [
      { name: 'user', reach: go.onePerson },
      { name: 'user, with factors', reach: factors.withFactors },
      { name: 'user, about to start over', reach: go.aboutToStartOver },
      { name: 'user, with a password link', reach: go.passwordLink },
      { name: 'user, changed by somebody else', differs: true, reach: go.lostRace },
      { name: 'user, invited', reach: go.invited },
      { name: 'user, permanent deletion dialog', reach: go.aboutToPurge },
      { name: 'audit log', reach: go.auditLog },
      { name: 'audit log, event expanded', reach: go.eventExpanded },
      { name: 'audit log, no matches', reach: go.administer('/audit?event=user.purge&result=refused') },
      { name: 'audit log, unknown user', reach: go.refused('/audit', 422, '?person=nobody') },
      { name: 'choose a password', reach: go.choosePassword },
    ],
  },
  {
    name: 'the overview and the first steps',
    states: [
      { name: 'overview', reach: go.administer('/overview') },
      { name: 'overview, a table', reach: go.administer('/overview?period=7d', go.tableOpen) },
      { name: 'first steps', reach: go.administer('/first-steps') },
      { name: 'first steps, how to back up', reach: go.administer('/first-steps', go.howOpen) },
    ],
  },
  {
    name: 'service accounts, groups and applications',
    states: [
      { name: 'service accounts', reach: go.administer('/users/service-accounts') },
      { name: 'service account', reach: go.administer('/users/service-accounts', go.serviceAccount) },
      { name: 'fields', reach: go.administer('/users/fields') },
      { name: 'new field', reach: go.administer('/users/fields/add/choices') },
      { name: 'groups', reach: go.administer('/users/groups', go.group) },
      { name: 'group', reach: go.administer('/users/groups', go.groupPage) },
      { name: 'group, members found', reach: go.administer('/users/groups', go.membersFound) },
      { name: 'group, deletion dialog', reach: go.administer('/users/groups', go.aboutToDeleteGroup) },
      { name: 'users, groups of selected ones', reach: go.administer('/users/groups', go.groupsMenu) },
      { name: 'user, in a group', reach: go.administer('/users/groups', go.inGroup) },
      { name: 'applications', reach: go.administer('/applications') },
      { name: 'application', reach: go.administer('/applications', go.application) },
      { name: 'application, its people', reach: go.administer('/applications', go.peopleOfApplication) },
      { name: 'connecting a program', reach: go.administer('/connect', clients.connecting) },
      { name: 'client, connected', reach: go.administer('/connect', clients.connected) },
      { name: 'client, refused', reach: clients.refusedTwice },
      { name: 'client', reach: clients.client },
      { name: 'client, settings', reach: clients.settings },
      { name: 'client, secrets', reach: clients.secrets },
      {
        name: 'client, what it would learn',
        reach: clients.learned,
        begin: (visitor) => visitor.section('What would it learn of …?'),
      },
      { name: 'client, tried', reach: clients.tried },
      { name: 'providers', reach: go.administer('/providers') },
      { name: 'new provider', reach: go.administer('/providers/add/google') },
      { name: 'new provider that does not answer', reach: go.administer('/providers/add/openid', go.unreachableProvider) },
      { name: 'new provider of OAuth 2.0', reach: go.administer('/providers/add/oauth2', go.describedProvider) },
      { name: 'provider', reach: go.administer('/providers/add/openid', go.provider) },
    ],
  },
  {
    name: 'fields and terms, for administrators',
    states: [
      { name: 'create account, with fields', reach: fields.registration },
      { name: 'create account, with fields, rejected', differs: true, reach: fields.refusedRegistration },
      { name: 'fields, filled', reach: fields.listed },
      { name: 'field, some accounts do not fit', reach: fields.unfitting },
      { name: 'field, deleted', reach: fields.deleted },
      { name: 'new field, rejected', reach: fields.refused },
      { name: 'create user, with fields', reach: fields.newUser },
      { name: 'user, with fields', reach: fields.ofUser, begin: (visitor) => visitor.section(byId('own-fields')) },
      { name: 'users, filtered by a field', reach: fields.filtered },
      { name: 'users, setting a field', reach: fields.setting },
      { name: 'terms managed', reach: fields.termsManaged },
      { name: 'terms refused', reach: fields.refusedTerms },
    ],
  },
  {
    // By itself, because its field is not that of the others any more.
    name: 'a field that does not fit, for administrators',
    states: [{ name: 'people whom a field does not fit', reach: fields.unfittingPeople }],
  },
  {
    name: 'fields and terms',
    signedIn: true,
    states: [
      { name: 'account, with fields', reach: fields.onAccount, begin: (visitor) => visitor.section(byId('own-values')) },
      { name: 'terms', reach: fields.terms },
      { name: 'terms to accept', reach: fields.termsToAccept },
      // The last one: no other page is open from then on.
      { name: 'details asked for', reach: fields.askedFor },
    ],
  },
];
