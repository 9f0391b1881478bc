//! Verifies that the state after the crash is the expected one: first the stored rows, then the responses of the API.

use super::api::Api;
use super::model::{self, Account, Session};
use super::stored::{self, StoredUsers};
use crate::support::Answer;
use serde_json::Value;
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use std::{io, thread};

const THREADS: usize = 16;
/// How many recovery codes are made at a time.
const CODES_AT_ONCE: usize = 10;
/// Slightly less than the grace period of ten seconds, in which a used token returns its successor.
const GRACE: Duration = Duration::from_secs(8);

/// Compares the rows with the expected state. Returns the accounts with their pending writes applied if the database has
/// applied them; otherwise the write remains pending.
pub fn compare_rows(accounts: Vec<Account>, stored: &StoredUsers) -> Vec<Account> {
    let resolve = |account| resolve_pending(account, stored).unwrap_or_else(|difference| panic!("{difference}"));
    accounts.into_iter().map(resolve).collect()
}

/// What of the expected state is not in the rows: a line for each account of which something is missing.
pub fn lost(accounts: Vec<Account>, stored: &StoredUsers) -> Vec<String> {
    accounts.into_iter().filter_map(|account| resolve_pending(account, stored).err()).collect()
}

fn resolve_pending(account: Account, stored: &StoredUsers) -> Result<Account, String> {
    let user = stored.get(&account.username);
    let Some(difference_before) = difference(&account, user) else { return Ok(account) };
    let Some(write) = &account.pending else { return Err(format!("{}: {difference_before}", account.username)) };
    let mut after = account.clone();
    after.apply(write, &Value::Null);
    after.pending = None;
    if let Some(difference_after) = difference(&after, user) {
        let username = &account.username;
        return Err(format!("{write:?} of {username} is half done: {difference_before}; {difference_after}"));
    }
    Ok(after)
}

/// Describes the first difference from the expected state.
fn difference(expected: &Account, user: Option<&stored::User>) -> Option<String> {
    let Some(user) = user else { return expected.exists.then(|| "the account is missing".to_owned()) };
    if !expected.exists {
        return Some("the account exists".to_owned());
    }
    let status = if expected.deleted { "deleted" } else { "active" };
    let (expected_values, found) =
        ((expected.name(), status, expected.version), (&user.name, &*user.status, user.version));
    if (&expected_values.0, expected_values.1, expected_values.2) != found {
        return Some(format!("{found:?} instead of {expected_values:?}"));
    }
    let codes_match = expected.codes.as_ref().map_or(user.codes.len() == CODES_AT_ONCE, |codes| *codes == user.codes);
    if !codes_match {
        return Some(format!("{} other recovery codes", user.codes.len()));
    }
    let acknowledged: Vec<_> = expected.sessions.iter().filter_map(|session| session.id).collect();
    let unknown_sessions: Vec<_> = user.sessions.iter().filter(|(id, _)| !acknowledged.contains(id)).collect();
    let unacknowledged: Vec<_> = expected.sessions.iter().filter(|session| session.id.is_none()).collect();
    if unknown_sessions.len() != unacknowledged.len() {
        return Some(format!("{} sessions that were never acknowledged", unknown_sessions.len()));
    }
    let acknowledged = expected.sessions.iter().filter_map(|session| Some((session, user.sessions.get(&session.id?))));
    let unacknowledged = unacknowledged.into_iter().zip(unknown_sessions.into_iter().map(|(_, session)| Some(session)));
    acknowledged.chain(unacknowledged).find_map(|(expected_values, found)| session_difference(expected_values, found))
}

fn session_difference(expected_values: &Session, found: Option<&stored::Session>) -> Option<String> {
    let Some(found) = found else { return Some("a session is missing".to_owned()) };
    let hash = |token: &Option<String>| token.as_deref().map(model::hash);
    let (last, used) = expected_values.refresh_tokens.split_last().expect("a first token");
    // Of the used ones the last is stored.
    let expected_used: BTreeSet<_> = used.last().and_then(hash).into_iter().collect();
    let last_is_unused = found.unused.len() == 1 && hash(last).is_none_or(|hash| found.unused.contains(&hash));
    let matches = found.ended == expected_values.ended && found.used == expected_used && last_is_unused;
    let stored::Session { ended, used, unused } = found;
    (!matches).then(|| format!("a session has {} used and {} unused tokens, ended: {ended}", used.len(), unused.len()))
}

/// Checks each account with requests to the servers. `crashed_at` is the time after which no write was made.
pub fn check_api(accounts: &[Account], stored: &StoredUsers, servers: &[SocketAddr], crashed_at: Instant) {
    let share = accounts.len().div_ceil(THREADS);
    thread::scope(|scope| {
        for (number, accounts) in accounts.chunks(share).enumerate() {
            let server = servers[number % servers.len()];
            scope.spawn(move || {
                let mut api = Api::at(server).expect("a connection");
                for account in accounts {
                    AccountCheck { account, user: stored.get(&account.username), crashed_at, api: &mut api }.run();
                }
            });
        }
    });
}

struct AccountCheck<'a> {
    account: &'a Account,
    user: Option<&'a stored::User>,
    crashed_at: Instant,
    api: &'a mut Api,
}

impl AccountCheck<'_> {
    fn run(mut self) {
        let Self { account, .. } = self;
        if !account.exists && account.pending.is_none() {
            return;
        }
        let (username, password) = (&account.username, &account.password());
        for session in &account.sessions {
            self.session(session);
        }
        let log_in = self.api.log_in(username, password);
        self.assert_status(log_in, if account.exists && !account.deleted { 200 } else { 401 });
        if let Some(before) = account.password_before() {
            let log_in = self.api.log_in(username, &before);
            self.assert_status(log_in, 401);
        }
        if account.deleted || !account.exists {
            let register = self.api.register(username, &format!("another-{}", account.email()), password);
            self.assert_status(register, if account.exists { 409 } else { 201 });
        }
    }

    fn session(&mut self, session: &Session) {
        let Some((access_token, refresh_token)) = session.tokens() else { return };
        let me = self.api.me(access_token);
        let refresh = self.api.refresh(refresh_token);
        if session.ended {
            self.assert_revoked(me);
            return self.assert_revoked(refresh);
        }
        let me = self.assert_status(me, 200);
        assert_eq!(me["name"].as_str().map(str::to_owned), self.account.name(), "{}", self.account.username);
        if session.refresh_tokens.last().is_some_and(Option::is_none) {
            return self.assert_lost_successor(session, refresh);
        }
        self.assert_status(refresh, 200);
        // Reuse of the first token ends the session, so this is the last check.
        if let [Some(first), _, ..] = &session.refresh_tokens[..] {
            let refresh = self.api.refresh(first);
            self.assert_revoked(refresh);
        }
    }

    /// The token was used, but the response with its successor was lost. Within the grace period a retry returns the same one.
    fn assert_lost_successor(&self, session: &Session, refresh: io::Result<Answer>) {
        let refused = refresh.as_ref().is_ok_and(|answer| answer.status == 401);
        if refused && self.crashed_at.elapsed() > GRACE {
            return self.assert_revoked(refresh);
        }
        let successor = self.assert_status(refresh, 200);
        let successor = model::hash(successor["refresh_token"].as_str().expect("a token"));
        let stored = self.user.zip(session.id).and_then(|(user, id)| user.sessions.get(&id)).expect("a session");
        assert!(stored.unused.contains(&successor), "another successor: {}", self.account.username);
    }

    fn assert_revoked(&self, answer: io::Result<Answer>) {
        let problem = self.assert_status(answer, 401);
        assert_eq!(problem["code"], "token_revoked", "{}", self.account.username);
    }

    fn assert_status(&self, answer: io::Result<Answer>, status: u16) -> Value {
        let answer = answer.expect("an answer");
        assert_eq!(answer.status, status, "{answer:?} for {}", self.account.username);
        answer.body
    }
}
