//! What somebody does who has signed in: proving it again, and changing the password and the factors.

use super::{Case, TEN_MINUTES};
use crate::support::authenticator::begin_sign_in;
use crate::support::totp::totp;
use crate::support::*;

const STEP_UP: &str = "/api/auth/step-up";
const FACTORS: &str = "/api/account/factors";

impl Case<'_> {
    /// Sends a proof in the newest session that was not ended. `methods`: what it shows, if it is right.
    async fn step_up(&mut self, body: &Value, methods: Option<&'static str>) -> bool {
        let now = self.now();
        let Some(session) = self.sessions.iter_mut().rfind(|session| session.is_alive) else { return false };
        let reply = self.app.send(&session.tokens, Method::POST, STEP_UP, body).await;
        let Some(methods) = methods else {
            assert!(matches!(reply.status, 401 | 422), "{}", reply.text());
            return false;
        };
        assert_eq!(reply.status, 200, "{}", reply.text());
        session.tokens.access = reply.json()["access_token"].as_str().expect("a token").to_owned();
        session.show(methods, now);
        true
    }

    pub(super) async fn step_up_with_password(&mut self) -> bool {
        let methods = (!self.has_second_factor()).then_some("pwd");
        self.step_up(&json!({"password": self.text_of_password()}), methods).await
    }

    pub(super) async fn step_up_with_code(&mut self) -> bool {
        let Some(code) = self.code() else { return false };
        let is_right = self.is_right(&code);
        let is_done = self.step_up(&json!({"code": code}), is_right.then_some("otp")).await;
        if is_done {
            self.use_up(&code);
        }
        is_done
    }

    pub(super) async fn step_up_with_passkey(&mut self) -> bool {
        let begun = begin_sign_in(self.app, &json!({})).await;
        let Some(passkey) = &mut self.passkey else { return false };
        let answer = passkey.answer(&begun);
        self.step_up(&answer, Some("hwk")).await
    }

    pub(super) async fn change_password(&mut self) -> bool {
        let Some(current) = self.sessions.iter().rposition(|session| session.is_alive) else { return false };
        let before = self.text_of_password();
        self.password += 1;
        let body = json!({"current_password": before, "new_password": self.text_of_password()});
        let who = self.sessions[current].tokens.clone();
        let reply = self.app.send(&who, Method::PUT, "/api/auth/password", &body).await;
        // The current password alone is no proof beside a second factor.
        if self.has_second_factor() && !self.has_proved(current) {
            reply.assert_refused(401, "step_up_required");
            self.password -= 1;
            return false;
        }
        reply.expect_status(204);
        for (number, session) in self.sessions.iter_mut().enumerate() {
            session.is_alive &= number == current;
        }
        true
    }

    /// Whether more than a password was shown in a session, and something a moment ago.
    fn has_proved(&self, number: usize) -> bool {
        let session = &self.sessions[number];
        let is_recent = self.now() < session.proved_at.plus(Duration::from_secs(TEN_MINUTES));
        is_recent && session.shown.iter().any(|(method, _)| *method != "pwd")
    }

    pub(super) async fn reset(&mut self) -> bool {
        let id = self.app.id_of(&self.username).await.parse().expect("an id");
        self.app.accounts.factors().reset_factors(&Caller::system(), id).await.expect("a reset");
        self.secret = None;
        self.removed_passkeys.extend(self.passkey.take());
        self.used_recovery_codes.append(&mut self.recovery_codes);
        true
    }

    pub(super) async fn add_factors(&mut self) -> bool {
        let Some(session) = self.alive().last() else { return false };
        let (who, proved_at) = (session.tokens.clone(), session.proved_at);
        let reply = self.app.post(&format!("{FACTORS}/recovery-codes")).bearer(&who.access).send().await;
        if self.now() >= proved_at.plus(Duration::from_secs(TEN_MINUTES)) {
            reply.assert_refused(401, "step_up_required");
            return false;
        }
        self.used_recovery_codes.append(&mut self.recovery_codes);
        let codes = reply.expect_status(201).json()["codes"].clone();
        let codes = codes.as_array().expect("codes").iter().filter_map(Value::as_str);
        self.recovery_codes = codes.map(str::to_owned).collect();
        if self.secret.is_none() {
            self.add_app(&who).await;
            self.show("otp");
        }
        if self.passkey.is_none() {
            self.passkey = Some(Authenticator::added(self.app, &who).await);
            self.show("hwk");
        }
        true
    }

    /// Who adds a factor has shown it.
    fn show(&mut self, method: &'static str) {
        let now = self.now();
        let session = self.sessions.iter_mut().rfind(|session| session.is_alive).expect("a session");
        session.show(method, now);
    }

    async fn add_app(&mut self, who: &Tokens) {
        let path = format!("{FACTORS}/authenticator");
        let new = self.app.post(&format!("{path}/begin")).bearer(&who.access).expect_status(200).await.json();
        let secret = new["secret"].as_str().expect("a secret").to_owned();
        let code = totp(&secret, self.now());
        let body = json!({"setup": new["setup"], "code": code});
        self.app.send(who, Method::POST, &format!("{path}/confirm"), &body).await.expect_status(200);
        self.secret = Some(secret);
        self.use_up(&code);
    }
}
