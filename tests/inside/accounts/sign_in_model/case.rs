//! One account, and what is known of it.

mod in_session;

use super::Step;
use crate::support::authenticator::finish;
use crate::support::totp::{totp, wrong_totp};
use crate::support::*;
use std::collections::BTreeSet;

const TEN_MINUTES: u64 = 600;
/// With this many wrong codes a pending sign-in ends.
const WRONG_CODES: u32 = 5;
/// More sign-ins to a disabled account would keep it locked when it is enabled again.
const REFUSED_PASSWORDS: u32 = 3;

/// A sign-in with the right password that waits for the second factor.
struct Pending {
    token: String,
    /// Which password was right.
    password: usize,
    began_at: Timestamp,
    wrong_codes: u32,
    is_complete: bool,
    /// Whether the account was disabled since.
    is_over: bool,
}

struct Session {
    tokens: Tokens,
    /// What was shown, and when. It counts together for ten minutes.
    shown: Vec<(&'static str, Timestamp)>,
    proved_at: Timestamp,
    is_alive: bool,
}

impl Session {
    /// Something is shown. The password that began the session stays the first factor to a code.
    fn show(&mut self, methods: &'static str, now: Timestamp) {
        let is_new = |method: &str| methods.split(' ').any(|new| new == method);
        let stays_first = |method: &str| method == "pwd" && is_new("otp");
        self.shown.retain(|(method, at)| {
            !is_new(method) && (now < at.plus(Duration::from_secs(TEN_MINUTES)) || stays_first(method))
        });
        self.shown.extend(methods.split(' ').map(|method| (method, now)));
        self.proved_at = now;
    }

    fn methods(&self) -> BTreeSet<&'static str> {
        self.shown.iter().map(|(method, _)| *method).collect()
    }
}

pub struct Case<'a> {
    app: &'a TestApp,
    username: String,
    /// Of its own, because failures are also counted for an address.
    address: String,
    /// How often the password was changed.
    password: usize,
    is_active: bool,
    refused_passwords: u32,
    /// Of the authenticator app.
    secret: Option<String>,
    /// The last step of the app whose code was used, and that code.
    used: (i64, String),
    passkey: Option<Authenticator>,
    removed_passkeys: Vec<Authenticator>,
    recovery_codes: Vec<String>,
    used_recovery_codes: Vec<String>,
    pending: Vec<Pending>,
    sessions: Vec<Session>,
}

impl<'a> Case<'a> {
    /// An account with all factors, and with the session in which they were added.
    pub async fn begin(app: &'a TestApp, number: usize) -> Self {
        let username = format!("person{number}");
        app.add(&username, "").await;
        let mut case = Self {
            app,
            username,
            address: format!("10.{}.{}.1", number / 256, number % 256),
            password: 0,
            is_active: true,
            refused_passwords: 0,
            secret: None,
            used: (0, String::new()),
            passkey: None,
            removed_passkeys: Vec::new(),
            recovery_codes: Vec::new(),
            used_recovery_codes: Vec::new(),
            pending: Vec::new(),
            sessions: Vec::new(),
        };
        assert!(case.log_in().await && case.add_factors().await, "an account with factors");
        app.wait(30);
        case
    }

    /// Takes a step, and checks whether it succeeds as it should. Returns whether it has.
    pub async fn take(&mut self, step: Step) -> bool {
        match step {
            Step::Password => self.log_in().await,
            Step::Code => self.complete(self.pending.len().checked_sub(1), self.code()).await,
            Step::CodeForOldest => self.complete(Some(0), self.code()).await,
            Step::WrongCode => {
                let wrong = self.secret.as_ref().map(|secret| wrong_totp(secret, self.now()));
                self.complete(self.pending.len().checked_sub(1), wrong).await
            }
            Step::UsedCode => self.complete(self.pending.len().checked_sub(1), Some(self.used.1.clone())).await,
            Step::RecoveryCode => {
                self.complete(self.pending.len().checked_sub(1), self.recovery_codes.last().cloned()).await
            }
            Step::UsedRecoveryCode => {
                self.complete(self.pending.len().checked_sub(1), self.used_recovery_codes.last().cloned()).await
            }
            Step::Passkey => self.sign_in_with_passkey().await,
            Step::PasskeyAfterPassword => self.complete_with_passkey().await,
            Step::RemovedPasskey => self.sign_in_with_removed_passkey().await,
            Step::ProveWithPassword => self.step_up_with_password().await,
            Step::ProveWithCode => self.step_up_with_code().await,
            Step::ProveWithPasskey => self.step_up_with_passkey().await,
            Step::ChangePassword => self.change_password().await,
            Step::Reset => self.reset().await,
            Step::AddFactors => self.add_factors().await,
            Step::Disable => self.set_status("disable").await,
            Step::Enable => self.set_status("enable").await,
            Step::WaitForCode => self.wait(30),
            Step::WaitLong => self.wait(TEN_MINUTES),
        }
    }

    /// Compares the sessions that are stored with those that may exist, and asks with each token that was ever issued.
    pub async fn assert_sessions(&self) {
        let sql = format!(
            "SELECT s.methods FROM sessions AS s JOIN users AS u ON u.id = s.user_id \
             WHERE u.username = '{}' AND s.ended_at IS NULL ORDER BY s.methods",
            self.username
        );
        let mut expected: Vec<_> = self.alive().map(Session::methods).collect();
        expected.sort_unstable();
        let stored = self.app.database.run(&sql).await;
        let mut stored: Vec<_> = stored.iter().map(|row| stored_methods(row)).collect();
        stored.sort_unstable();
        assert_eq!(stored, expected);
        for session in &self.sessions {
            let status = self.app.me(&session.tokens.access).send().await.status;
            assert_eq!(status, if session.is_alive { 200 } else { 401 }, "{:?}", session.shown);
        }
    }

    fn now(&self) -> Timestamp {
        self.app.accounts.now()
    }

    fn text_of_password(&self) -> &'static str {
        if self.password.is_multiple_of(2) { PASSWORD } else { OTHER_PASSWORD }
    }

    fn alive(&self) -> impl Iterator<Item = &Session> {
        self.sessions.iter().filter(|session| session.is_alive)
    }

    fn has_second_factor(&self) -> bool {
        self.secret.is_some() || self.passkey.is_some()
    }

    /// The code that the app shows.
    fn code(&self) -> Option<String> {
        self.secret.as_ref().map(|secret| totp(secret, self.now()))
    }

    /// Whether the account takes this code now.
    fn is_right(&self, code: &str) -> bool {
        let is_of_app = self.code().as_deref() == Some(code) && self.now().seconds() / 30 > self.used.0;
        is_of_app || self.recovery_codes.iter().any(|unused| unused == code)
    }

    /// Notes that a code was used; returns whether it was one of the app.
    fn use_up(&mut self, code: &str) -> bool {
        let Some(at) = self.recovery_codes.iter().position(|unused| unused == code) else {
            self.used = (self.now().seconds() / 30, code.to_owned());
            return true;
        };
        self.used_recovery_codes.push(self.recovery_codes.remove(at));
        false
    }

    fn is_valid(&self, pending: &Pending) -> bool {
        !pending.is_over
            && self.has_second_factor()
            && pending.password == self.password
            && self.now() < pending.began_at.plus(Duration::from_secs(TEN_MINUTES))
            && pending.wrong_codes < WRONG_CODES
    }

    /// Notes a session that has begun. `methods`: what was shown for it.
    fn begun(&mut self, reply: &Reply, methods: &'static str) {
        let (tokens, proved_at) = (Tokens::of(&reply.json()), self.now());
        let shown = part_of_jwt(&tokens.access, 1)["amr"].clone();
        let shown: Vec<_> = shown.as_array().expect("methods").iter().filter_map(Value::as_str).collect();
        assert!(methods.split(' ').all(|method| shown.contains(&method)), "{methods}, but {shown:?}");
        let shown = methods.split(' ').map(|method| (method, proved_at)).collect();
        self.sessions.push(Session { tokens, shown, proved_at, is_alive: true });
    }

    async fn log_in(&mut self) -> bool {
        if !self.is_active {
            self.refused_passwords += 1;
            if self.refused_passwords > REFUSED_PASSWORDS {
                return false;
            }
        }
        let call = self.app.sign_in(&self.username, self.text_of_password()).seen_from(&self.address);
        let reply = call.send().await;
        let needs_factor = self.has_second_factor();
        let expected = match (self.is_active, needs_factor) {
            (false, _) => "401 invalid_credentials",
            (true, true) => "401 second_factor_required",
            (true, false) => "200",
        };
        assert_eq!(reply.outcome(), expected);
        if self.is_active && needs_factor {
            let token = reply.json()["pending_token"].as_str().expect("a token").to_owned();
            let (password, began_at) = (self.password, self.now());
            self.pending.push(Pending {
                token,
                password,
                began_at,
                wrong_codes: 0,
                is_complete: false,
                is_over: false,
            });
        } else if self.is_active {
            self.begun(&reply, "pwd");
        }
        self.is_active
    }

    /// Completes one of the pending sign-ins with a code. False if there is no such sign-in, or no such code.
    async fn complete(&mut self, number: Option<usize>, code: Option<String>) -> bool {
        let Some(code) = code.filter(|code| !code.is_empty()) else { return false };
        let Some((number, pending)) = number.and_then(|number| Some((number, self.pending.get(number)?))) else {
            return false;
        };
        let body = json!({"pending_token": pending.token, "code": code});
        let reply = self.app.post("/api/auth/login/code").json(&body).send().await;
        let (is_valid, is_right) = (self.is_valid(pending), self.is_right(&code));
        let succeeds = is_valid && is_right && !pending.is_complete;
        assert_eq!(reply.status, if succeeds { 200 } else { 401 }, "{}", reply.text());
        if is_valid && !is_right {
            self.pending[number].wrong_codes += 1;
        }
        if succeeds {
            self.pending[number].is_complete = true;
            let methods = if self.use_up(&code) { "pwd otp" } else { "pwd recovery" };
            self.begun(&reply, methods);
        }
        succeeds
    }

    async fn sign_in_with_passkey(&mut self) -> bool {
        let Some(passkey) = &mut self.passkey else { return false };
        let reply = passkey.sign_in(self.app).await;
        assert_eq!(reply.outcome(), if self.is_active { "200" } else { "401 passkey_refused" });
        if self.is_active {
            self.begun(&reply, "hwk");
        }
        self.is_active
    }

    async fn sign_in_with_removed_passkey(&mut self) -> bool {
        let Some(passkey) = self.removed_passkeys.last_mut() else { return false };
        passkey.sign_in(self.app).await.assert_refused(401, "passkey_refused");
        false
    }

    async fn complete_with_passkey(&mut self) -> bool {
        let Some(pending) = self.pending.last() else { return false };
        let succeeds = self.is_valid(pending) && !pending.is_complete;
        let begin = self.app.post("/api/auth/login/passkey/begin").json(&json!({"pending_token": pending.token}));
        let begun = begin.send().await;
        if begun.status != 200 {
            begun.assert_refused(401, "pending_expired");
            assert!(!succeeds, "no challenge");
            return false;
        }
        let Some(passkey) = &mut self.passkey else { return false };
        let reply = finish(self.app, &passkey.answer(&begun.json())).await;
        assert_eq!(reply.status, if succeeds { 200 } else { 401 }, "{}", reply.text());
        if succeeds {
            self.pending.last_mut().expect("the sign-in").is_complete = true;
            self.begun(&reply, "pwd hwk");
        }
        succeeds
    }

    async fn set_status(&mut self, action: &str) -> bool {
        let is_new = self.is_active == (action == "disable");
        if is_new {
            self.app.change(&self.username, action).await;
            self.is_active = !self.is_active;
            // Enabling brings none back.
            self.sessions.iter_mut().for_each(|session| session.is_alive = false);
            self.pending.iter_mut().for_each(|pending| pending.is_over = true);
        }
        is_new
    }

    fn wait(&self, seconds: u64) -> bool {
        self.app.wait(seconds);
        true
    }
}

/// The names of the methods. Beside them there may be when one was shown.
fn stored_methods(row: &str) -> BTreeSet<&str> {
    row.split(' ').filter(|part| !part.contains('@')).collect()
}
