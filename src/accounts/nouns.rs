//! The nouns: a handle for each, over [`Accounts`] and its [`Core`](super::Core)
//! ([decision 92](../../docs/decisions/0092-a-handle-per-noun.md)).
//!
//! The use cases of a noun are the methods of its handle, in the folder or the file of the noun. Its first page says what other nouns
//! ask it for. Who asks whom is a table (`tests/outside/architecture/nouns.rs`), and has no circles.

use super::Accounts;
use std::ops::Deref;

/// Declares the handles: what each is about, its type, and the method of [`Accounts`] that leads to it. A handle is cheap to clone, and
/// can do what [`Accounts`] can: read the clock and the settings, begin a unit of work, and lead to the other nouns.
macro_rules! nouns {
    ($(#[$about:meta] $handle:ident, $accessor:ident;)*) => {
        $(
            #[$about]
            #[derive(Clone)]
            pub struct $handle(Accounts);

            impl Deref for $handle {
                type Target = Accounts;

                fn deref(&self) -> &Accounts {
                    &self.0
                }
            }
        )*

        impl Accounts {
            $(
                #[$about]
                pub fn $accessor(&self) -> $handle {
                    $handle(self.clone())
                }
            )*
        }
    };
}

nouns! {
    /// API tokens: made, listed, revoked, and recognised.
    ApiTokens, api_tokens;
    /// Applications: which there are, who may enter, and what arrives at their hosts.
    Applications, applications;
    /// The audit log, as it is read.
    Audit, audit;
    /// Clients of applications: their definitions and secrets.
    Clients, clients;
    /// All data stored about a person, for that person.
    DataExports, data_exports;
    /// What is marked as deleted, and deleted in batches.
    Deletions, deletions;
    /// The user directory of administrators: lists, exports, changes of many, all of one account.
    Directory, directory;
    /// Addresses of accounts: confirmed, changed, given back.
    Emails, emails;
    /// Passkeys, authenticator apps and recovery codes.
    Factors, factors;
    /// Groups whose members are those that a rule says.
    GroupRules, group_rules;
    /// Groups and their members.
    Groups, groups;
    /// What an application gets of somebody who enters: tickets, and tokens of identity.
    HandOvers, hand_overs;
    /// Accounts at providers: signing in, linking, and proving with them.
    Identities, identities;
    /// Imports of users.
    Imports, imports;
    /// The installation as a whole: what is noted of it, what needs attention, and the first steps.
    Installation, installation;
    /// Invitations.
    Invitations, invitations;
    /// Where somebody is going, and what comes next.
    Journeys, journeys;
    /// The pages of links in messages: what they show, where they lead on, and the password that is chosen there.
    LinkPages, link_pages;
    /// One-time links: made, opened, and what their holder has to show.
    Links, links;
    /// Logout tokens: clients learn that a session has ended.
    Logouts, logouts;
    /// Links for many accounts without a password: as a file, or in a mailing.
    Mailings, mailings;
    /// The clean-up of the whole database, and the numbers for monitoring.
    Maintenance, maintenance;
    /// What clients ask for: authorization, tokens, devices, sign-out.
    OpenId, openid;
    /// Messages: charged, queued and sent.
    Outbox, outbox;
    /// How the installation is doing, in numbers.
    Overview, overview;
    /// Fields of one's own: which there are, and what accounts have in them.
    OwnFields, own_fields;
    /// Passwords: chosen, changed, confirmed, and links to choose one.
    Passwords, passwords;
    /// Providers: which there are, and what they publish.
    Providers, providers;
    /// Signing in, and sessions with their tokens and proofs.
    Sessions, sessions;
    /// Signing keys: of access tokens, and of the tokens of clients.
    SigningKeys, signing_keys;
    /// Terms: which there are, and who has accepted them.
    Terms, terms;
    /// Attempts to sign in or to prove something: counted, limited and refunded. Limits that replicas count together.
    Throttle, throttle;
    /// Accounts: registered, found, changed, disabled and deleted; those of programs as well.
    Users, users;
    /// All that lets somebody into an account: listed, and ended.
    WaysIn, ways_in;
}
