"""The nouns: which files and methods belong to which handle. The only table that the tools have; edit it when a tree has other files.

A file belongs to the longest path that it begins with; a method that is named goes before its file. Paths are below `src/accounts`."""
from collections import namedtuple

Noun = namedtuple('Noun', 'handle accessor page about paths methods')


def noun(handle, accessor, page, about, paths, methods=()):
    return Noun(handle, accessor, page, about, tuple(paths), tuple(methods))


# `page`: the first page, which says what other nouns ask for.
NOUNS = [
    noun('ApiTokens', 'api_tokens', 'api_tokens/mod.rs', 'API tokens: made, listed, revoked, and recognised.', ['api_tokens/']),
    noun('Applications', 'applications', 'applications/mod.rs', 'Applications: which there are, who may enter, and what arrives at their hosts.',
         ['applications/']),
    noun('Audit', 'audit', 'audit/mod.rs', 'The audit log, as it is read.', ['audit/']),
    noun('Clients', 'clients', 'clients/mod.rs', 'Clients of applications: their definitions and secrets.', ['clients/']),
    noun('DataExports', 'data_exports', 'users/export_data.rs', 'All data stored about a person, for that person.', ['users/export_data.rs']),
    noun('Deletions', 'deletions', 'deletions.rs', 'What is marked as deleted, and deleted in batches.', ['deletions.rs']),
    noun('Directory', 'directory', 'directory/mod.rs', 'The user directory of administrators: lists, exports, changes of many, all of one account.', ['directory/']),
    noun('Emails', 'emails', 'emails/mod.rs', 'Addresses of accounts: confirmed, changed, given back.', ['emails/']),
    noun('Factors', 'factors', 'factors/mod.rs', 'Passkeys, authenticator apps and recovery codes.', ['factors/']),
    noun('Groups', 'groups', 'groups/mod.rs', 'Groups and their members.', ['groups/']),
    noun('HandOvers', 'hand_overs', 'hand_over/mod.rs', 'What an application gets of somebody who enters: tickets, and tokens of identity.',
         ['hand_over/', 'application_tokens.rs']),
    noun('Identities', 'identities', 'upstream/mod.rs', 'Accounts at providers: signing in, linking, and proving with them.', ['upstream/']),
    noun('Imports', 'imports', 'imports/mod.rs', 'Imports of users.', ['imports/']),
    noun('Invitations', 'invitations', 'invitations.rs', 'Invitations.', ['invitations.rs']),
    noun('Journeys', 'journeys', 'journey/mod.rs', 'Where somebody is going, and what comes next.', ['journey/']),
    noun('LinkPages', 'link_pages', 'link_pages/mod.rs',
         'The pages of links in messages: what they show, where they lead on, and the password that is chosen there.', ['link_pages/']),
    noun('Links', 'links', 'one_time/mod.rs', 'One-time links: made, opened, and what their holder has to show.', ['one_time/']),
    noun('Logouts', 'logouts', 'logouts/mod.rs', 'Logout tokens: clients learn that a session has ended.', ['logouts/']),
    noun('Mailings', 'mailings', 'awaiting_password/mod.rs', 'Links for many accounts without a password: as a file, or in a mailing.', ['awaiting_password/']),
    noun('Maintenance', 'maintenance', 'maintenance.rs', 'The clean-up of the whole database, and the numbers for monitoring.', ['maintenance.rs', 'statistics.rs']),
    noun('OpenId', 'openid', 'openid/mod.rs', 'What clients ask for: authorization, tokens, devices, sign-out.', ['openid/']),
    noun('Outbox', 'outbox', 'mail/mod.rs', 'Messages: charged, queued and sent.', ['mail/']),
    noun('Passwords', 'passwords', 'passwords/mod.rs', 'Passwords: chosen, changed, confirmed, and links to choose one.', ['passwords/']),
    noun('Providers', 'providers', 'upstream/mod.rs', 'Providers: which there are, and what they publish.',
         ['upstream/admin.rs', 'upstream/discovery.rs', 'upstream/jwks.rs', 'upstream/memory.rs', 'upstream/published.rs', 'upstream/stored.rs'],
         ['usable_identities', 'usable_providers', 'provider_of', 'admits_registration']),
    noun('Sessions', 'sessions', 'sessions/mod.rs', 'Signing in, and sessions with their tokens and proofs.', ['sessions/']),
    noun('SigningKeys', 'signing_keys', 'signing_keys.rs', 'Signing keys: of access tokens, and of the tokens of clients.', ['signing_keys.rs', 'clients/signing_keys.rs']),
    noun('Throttle', 'throttle', 'throttle/mod.rs', 'Attempts to sign in or to prove something: counted, limited and refunded.', ['throttle/']),
    noun('Users', 'users', 'users/mod.rs', 'Accounts: registered, found, changed, disabled and deleted; those of programs as well.',
         ['users/', 'pictures.rs', 'service_accounts.rs', 'setup.rs']),
    noun('WaysIn', 'ways_in', 'ways_in/mod.rs', 'All that lets somebody into an account: listed, and ended.', ['ways_in/']),
]

# Files about no noun: their methods stay with `Accounts`.
WHOLE = ('mod.rs', 'unit_of_work.rs', 'idempotency.rs')

BY_HANDLE = {each.handle: each for each in NOUNS}
BY_ACCESSOR = {each.accessor: each for each in NOUNS}

# A method whose name is now said by its handle, or would be that of an accessor: old name, new name.
RENAMED = {
    'applications': 'all',
    'providers': 'all',
    'factors': 'of',
    'ways_in': 'of',
}


def noun_of_file(path):
    """`path`: as in the tree. None: of the whole, or unknown."""
    rest = path.removeprefix('src/accounts/')
    if rest in WHOLE:
        return None
    found = [(len(prefix), each) for each in NOUNS for prefix in each.paths if rest.startswith(prefix)]
    return max(found)[1] if found else None


def noun_of_method(name, path):
    for each in NOUNS:
        if name in each.methods:
            return each
    return noun_of_file(path)
