//! Whether what is there now is what the writers were told: first by the rows, then by the API.

use super::{
    api::Api,
    journal::{self, Account, Session},
    kept::{self, Kept},
};
use crate::support::Answer;
use serde_json::Value;
use std::{
    collections::BTreeSet,
    io,
    net::SocketAddr,
    thread,
    time::{Duration, Instant},
};

const THREADS: usize = 16;
/// A used token gets its successor for ten seconds. Less time than this after the strike, they have surely not passed.
const GRACE: Duration = Duration::from_secs(8);

/// Compares the rows with the journal. Each account comes back as it turns out to be: what was under way is done, or
/// nothing of it, and then it still stands there.
pub fn by_rows(accounts: Vec<Account>, kept: &Kept) -> Vec<Account> {
    accounts.into_iter().map(|account| settled(account, kept)).collect()
}

fn settled(account: Account, kept: &Kept) -> Account {
    let user = kept.get(&account.username);
    let Some(not_as_before) = difference(&account, user) else { return account };
    let Some(deed) = &account.under_way else { panic!("{}: {not_as_before}", account.username) };
    let mut after = account.clone();
    after.done(deed, &Value::Null);
    after.under_way = None;
    if let Some(not_as_after) = difference(&after, user) {
        panic!("{deed:?} of {} is half done: {not_as_before}; {not_as_after}", account.username);
    }
    after
}

/// What is not as expected.
fn difference(expected: &Account, user: Option<&kept::User>) -> Option<String> {
    let Some(user) = user else { return expected.exists.then(|| "the account is not there".to_owned()) };
    if !expected.exists {
        return Some("the account is there".to_owned());
    }
    let status = if expected.deleted { "deleted" } else { "active" };
    let (due, found) = ((expected.name(), status, expected.version), (&user.name, &*user.status, user.version));
    if (&due.0, due.1, due.2) != found {
        return Some(format!("{found:?} instead of {due:?}"));
    }
    let named: Vec<_> = expected.sessions.iter().filter_map(|session| session.id).collect();
    let strangers: Vec<_> = user.sessions.iter().filter(|(id, _)| !named.contains(id)).collect();
    let nameless: Vec<_> = expected.sessions.iter().filter(|session| session.id.is_none()).collect();
    if strangers.len() != nameless.len() {
        return Some(format!("{} sessions that were never acknowledged", strangers.len()));
    }
    let named = expected.sessions.iter().filter_map(|session| Some((session, user.sessions.get(&session.id?))));
    let nameless = nameless.into_iter().zip(strangers.into_iter().map(|(_, session)| Some(session)));
    named.chain(nameless).find_map(|(due, found)| session_difference(due, found))
}

fn session_difference(due: &Session, found: Option<&kept::Session>) -> Option<String> {
    let Some(found) = found else { return Some("a session is not there".to_owned()) };
    let hash = |token: &Option<String>| token.as_deref().map(journal::hash);
    let (last, used) = due.refresh_tokens.split_last().expect("a first token");
    let due_used: BTreeSet<_> = used.iter().filter_map(hash).collect();
    let last_is_unused = found.unused.len() == 1 && hash(last).is_none_or(|hash| found.unused.contains(&hash));
    let as_due = found.ended == due.ended && found.used == due_used && last_is_unused;
    let kept::Session { ended, used, unused } = found;
    (!as_due).then(|| format!("a session has {} used and {} unused tokens, ended: {ended}", used.len(), unused.len()))
}

/// Asks the servers whether each account is as the rows say. `struck` is when the last write can have been made.
pub fn by_api(accounts: &[Account], kept: &Kept, servers: &[SocketAddr], struck: Instant) {
    let share = accounts.len().div_ceil(THREADS);
    thread::scope(|scope| {
        for (number, accounts) in accounts.chunks(share).enumerate() {
            let server = servers[number % servers.len()];
            scope.spawn(move || {
                let mut api = Api::at(server).expect("a connection");
                for account in accounts {
                    Examination { account, user: kept.get(&account.username), struck, api: &mut api }.run();
                }
            });
        }
    });
}

struct Examination<'a> {
    account: &'a Account,
    user: Option<&'a kept::User>,
    struck: Instant,
    api: &'a mut Api,
}

impl Examination<'_> {
    fn run(mut self) {
        let Self { account, .. } = self;
        if !account.exists && account.under_way.is_none() {
            return;
        }
        let (username, password) = (&account.username, &account.password());
        for session in &account.sessions {
            self.session(session);
        }
        let log_in = self.api.log_in(username, password);
        self.is(log_in, if account.exists && !account.deleted { 200 } else { 401 });
        if let Some(before) = account.password_before() {
            let log_in = self.api.log_in(username, &before);
            self.is(log_in, 401);
        }
        if account.deleted || !account.exists {
            let register = self.api.register(username, &format!("another-{}", account.email()), password);
            self.is(register, if account.exists { 409 } else { 201 });
        }
    }

    fn session(&mut self, session: &Session) {
        let Some((access_token, refresh_token)) = session.known() else { return };
        let me = self.api.me(access_token);
        let refresh = self.api.refresh(refresh_token);
        if session.ended {
            self.is_revoked(me);
            return self.is_revoked(refresh);
        }
        let me = self.is(me, 200);
        assert_eq!(me["name"].as_str().map(str::to_owned), self.account.name(), "{}", self.account.username);
        if session.refresh_tokens.last().is_some_and(Option::is_none) {
            return self.is_the_lost_successor(session, refresh);
        }
        self.is(refresh, 200);
        if let [Some(first), _, ..] = &session.refresh_tokens[..] {
            let refresh = self.api.refresh(first);
            self.is_revoked(refresh);
        }
    }

    /// The token is used, and the answer with its successor was lost: in time, another gives the very same.
    fn is_the_lost_successor(&self, session: &Session, refresh: io::Result<Answer>) {
        let refused = refresh.as_ref().is_ok_and(|answer| answer.status == 401);
        if refused && self.struck.elapsed() > GRACE {
            return self.is_revoked(refresh);
        }
        let successor = self.is(refresh, 200);
        let successor = journal::hash(successor["refresh_token"].as_str().expect("a token"));
        let kept = self.user.zip(session.id).and_then(|(user, id)| user.sessions.get(&id)).expect("a session");
        assert!(kept.unused.contains(&successor), "another successor: {}", self.account.username);
    }

    fn is_revoked(&self, answer: io::Result<Answer>) {
        let problem = self.is(answer, 401);
        assert_eq!(problem["code"], "token_revoked", "{}", self.account.username);
    }

    fn is(&self, answer: io::Result<Answer>, status: u16) -> Value {
        let answer = answer.expect("an answer");
        assert_eq!(answer.status, status, "{answer:?} for {}", self.account.username);
        answer.body
    }
}
