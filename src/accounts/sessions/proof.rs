//! Proving again, in a session, who one is.

use super::authenticate::proof_of;
use super::second_factor::{expect_credential, required_code, wrong_code};
use super::{SessionFacts, SignIn};
use crate::accounts::factors::{CodeOutcome, IsHeld, VerifiedPasskey, count_guess, verify_code};
use crate::accounts::passwords::Confirmation;
use crate::accounts::throttle::{self, Attempt, Counter};
use crate::accounts::upstream::{MailProof, check_counts};
use crate::accounts::{
    Action, Caller, CurrentUser, NotAllowed, Principal, Sessions, UnitOfWork, User, run_to_completion, session_ended,
};
use crate::language::message;
use crate::shared::fields::credentials;
use crate::shared::possible::Means;
use crate::shared::proofs::Proofs;
use crate::shared::{
    AppError, ErrorCode, EventKind, Fields, Method, Methods, Problem, Reason, SessionId, Text, Timestamp, UserId,
};
use crate::store::factors::{self, FactorOrigin};
use crate::store::sessions;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

/// Prove again who one is: with the password, with a code, or with a passkey. Whose account has none of these sends the code of a
/// message.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct StepUpRequest {
    /// The current password. It is enough for an account without a second factor.
    #[schemars(length(max = 128))]
    pub password: Text,
    /// Six digits of an authenticator app, or a recovery code.
    #[schemars(length(max = 200))]
    pub code: Text,
    /// With `credential`: the challenge that it answers.
    pub challenge: Text,
    /// The `toJSON()` of the `PublicKeyCredential`.
    #[schemars(with = "Option<Map<String, Value>>")]
    pub credential: Option<Value>,
    /// Six digits that were sent to the address, for an account without a password and a second factor.
    #[schemars(length(max = 200))]
    pub mail_code: Text,
    /// With `mail_code`: the `mail_proof` that came when it was sent.
    pub mail_proof: Text,
}

/// What somebody has shown, as it was typed.
struct Typed {
    code: Option<String>,
    credential: Option<Value>,
    mail_code: Option<String>,
}

/// What somebody has shown, as far as it is checked before the transaction.
struct Shown {
    /// The hash that the password was checked against.
    password: Option<String>,
    passkey: Option<VerifiedPasskey>,
    code: Option<String>,
    /// The code that was sent to the address, and what was typed.
    mail: Option<(MailProof, String)>,
    /// Of the code.
    attempt: Attempt,
}

impl Sessions {
    /// Proves again who the sender of a request is. The session goes on with a new access token; its refresh token stays.
    ///
    /// The password alone is not enough for an account that needs a second factor to sign in; that factor alone is.
    pub async fn step_up(&self, caller: &Caller, request: StepUpRequest) -> Result<SignIn, AppError> {
        let Principal::User(current) = caller.who.clone() else { return Err(NotAllowed::Forbidden.into()) };
        let session = current.session()?;
        let (sessions, caller) = (self.clone(), caller.clone());
        // A client that disconnects cannot keep a wrong code from being counted.
        run_to_completion(async move { sessions.prove(&caller, &current, session, request).await }).await
    }

    async fn prove(
        &self,
        caller: &Caller,
        current: &CurrentUser,
        session: SessionId,
        request: StepUpRequest,
    ) -> Result<SignIn, AppError> {
        let id = current.user.id;
        caller.permit(Action::StepUp(id))?;
        let shown = self.check_shown(caller, current, session, request).await?;
        let attempt = shown.attempt.clone();
        let job = async move |mut tx: UnitOfWork| {
            let (methods, factor) = shown.count(&mut tx, id).await?;
            let factor_since = factor.and_then(|origin| origin.belongs_since(Some(session)));
            tx.store_proof(id, session, methods, factor_since).await
        };
        let proved = self.change(caller, Action::StepUp(id), job).await;
        if proved.as_ref().is_err_and(|error| error.code != ErrorCode::InvalidCode) {
            // The code was not looked at, or it was right.
            self.throttle().refund(attempt).await;
        }
        let (user, session) = proved?;
        self.issue_access(user.into(), session)
    }

    /// Checks what needs no transaction: that something is shown, the password and the passkey.
    async fn check_shown(
        &self,
        caller: &Caller,
        current: &CurrentUser,
        session: SessionId,
        request: StepUpRequest,
    ) -> Result<Shown, AppError> {
        let (id, Typed { code, credential, mail_code }) = (current.user.id, parse(&request)?);
        let StepUpRequest { password, challenge, mail_proof, .. } = request;
        let row = self.db().read(async move |mut conn| factors::of(&mut conn, id).await).await?;
        let mail = match mail_code {
            Some(digits) => {
                check_counts(row, Method::Mail)?;
                let proof = MailProof::open(self, mail_proof.as_str(), id, session);
                Some((proof.ok_or_else(|| wrong_code(CodeOutcome::Wrong))?, digits))
            }
            None => None,
        };
        let is_password_enough = row.is_none_or(|row| Means::from(row).counts(Method::Password));
        if code.is_none() && credential.is_none() && !is_password_enough {
            return Err(AppError::invalid(vec![Problem::new("required", message::step_up_with_factor()).of("code")]));
        }
        let passkey = match credential {
            Some(credential) => {
                Some(self.factors().verify_passkey(caller, challenge.as_str(), credential, Some(id)).await?)
            }
            None => None,
        };
        let password = match password.is_missing() {
            true => None,
            false => match self.passwords().verify_password(current, caller, EventKind::StepUp, &password).await? {
                Confirmation::Right(hash) => Some(hash),
                Confirmation::Wrong(problem) => return Err(AppError::invalid(vec![problem.of("password")])),
            },
        };
        let of_mail = mail.as_ref().map(|(proof, _)| proof.wrong_codes());
        let attempt = self.attempt_code(caller, current, session, (code.is_some(), of_mail)).await?;
        Ok(Shown { password, passkey, code, mail, attempt })
    }

    /// Charges the session for a code, if there is one, before it is checked. `of_mail`: the counter of a code that was sent, whose
    /// fifth wrong attempt is its last.
    ///
    /// # Errors
    /// If there were too many wrong ones.
    async fn attempt_code(
        &self,
        caller: &Caller,
        current: &CurrentUser,
        session: SessionId,
        (has_code, of_mail): (bool, Option<Counter>),
    ) -> Result<Attempt, AppError> {
        if !has_code && of_mail.is_none() {
            return Ok(Attempt::default());
        }
        let event = self.event(EventKind::StepUp, current, caller).on(current.user.id);
        let of_session = [Counter::session(session), Counter::failures_of_factor_in_session(session)];
        let counters = of_session.into_iter().chain(of_mail).collect();
        let attempt = self.throttle().begin_attempt(counters, &event).await?;
        if attempt.is_locked_out() {
            self.record(event.refused(Reason::WrongCode)).await?;
            return Err(wrong_code(CodeOutcome::Wrong));
        }
        Ok(attempt)
    }
}

impl Shown {
    /// Uses the proofs up, in the transaction that relies on them. Returns their methods, and the origin of the factor.
    async fn count(&self, tx: &mut UnitOfWork, id: UserId) -> Result<(Methods, Option<FactorOrigin>), AppError> {
        let (mut shown, mut factor) = (Vec::new(), None);
        // First, so that nothing else is used up beside a wrong one.
        if let Some(code) = &self.code {
            match verify_code(tx, id, code).await? {
                CodeOutcome::Right(method, origin) => {
                    shown.push(method);
                    factor = Some(origin);
                }
                outcome => {
                    if outcome == CodeOutcome::Wrong {
                        count_guess(tx, id).await?;
                    }
                    return Err(refuse_code(tx, id, outcome));
                }
            }
            self.attempt.succeed(tx).await?;
        }
        if let Some(hash) = &self.password {
            if let Some(problem) = tx.replaced_since(id, hash).await? {
                return Err(AppError::invalid(vec![problem.of("password")]));
            }
            shown.push(Method::Password);
        }
        if let Some(passkey) = &self.passkey {
            let is_held = passkey.spend(tx).await?;
            shown.push(Method::Passkey);
            // One that may be that of a thief vouches for nothing.
            factor = (is_held == IsHeld(false)).then_some(passkey.origin);
        }
        if let Some((proof, digits)) = &self.mail {
            if !proof.is(digits) {
                return Err(refuse_code(tx, id, CodeOutcome::Wrong));
            }
            // The account may have got a password or a factor since it was sent.
            check_counts(factors::of(tx, id).await?, Method::Mail)?;
            if !proof.spend(tx).await? {
                return Err(refuse_code(tx, id, CodeOutcome::Used));
            }
            self.attempt.succeed(tx).await?;
            shown.push(Method::Mail);
        }
        if self.passkey.is_some() || self.code.is_some() {
            throttle::clear(tx, &Counter::failures_of_factor(id)).await?;
        }
        Ok((Methods::from_iter(shown), factor))
    }
}

impl UnitOfWork {
    /// Stores a new proof of a session, and records it. `factor_since`: since when the factor of the proof belongs to the account. Returns
    /// the session with all proofs that count together from now on.
    pub(in crate::accounts) async fn store_proof(
        &mut self,
        id: UserId,
        session: SessionId,
        methods: Methods,
        factor_since: Option<Timestamp>,
    ) -> Result<(User, SessionFacts), AppError> {
        let stored = self.add_proof(session, methods, factor_since).await?;
        self.record(self.event(EventKind::StepUp).on(id).detail(session));
        Ok(stored)
    }

    /// The same for what is another event: a factor that was added has been shown.
    pub(in crate::accounts) async fn add_proof(
        &mut self,
        session: SessionId,
        methods: Methods,
        factor_since: Option<Timestamp>,
    ) -> Result<(User, SessionFacts), AppError> {
        let row = sessions::find(self, session).await?.ok_or_else(session_ended)?;
        let before = Proofs::parse(&row.methods, proof_of(&row).at);
        let within = self.accounts().settings().step_up_after;
        let proofs = before.with(methods, self.now().whole_second(), within);
        let proof = proofs.proof();
        if !sessions::prove(self, session, &proofs.to_string(), proof.at).await? {
            return Err(session_ended());
        }
        if let Some(since) = factor_since {
            sessions::note_factor(self, session, since, proof.at).await?;
        }
        let facts = SessionFacts { proof, ..SessionFacts::of(session, &row) };
        Ok((User::from(row.user), facts))
    }
}

/// Refuses a code. The count of a wrong one stays, and nothing else was used up.
fn refuse_code(tx: &mut UnitOfWork, id: UserId, outcome: CodeOutcome) -> AppError {
    tx.record(tx.event(EventKind::StepUp).on(id).refused(Reason::WrongCode));
    tx.keep(wrong_code(outcome))
}

/// Parses what was typed, and fails if nothing was shown.
fn parse(request: &StepUpRequest) -> Result<Typed, AppError> {
    let StepUpRequest { password, code, challenge, credential, mail_code, mail_proof } = request;
    let has_passkey = credential.is_some() || !challenge.is_missing();
    let mut fields = Fields::default();
    let typed = (!code.is_missing()).then(|| fields.parse("code", code, required_code)).flatten();
    let sent = (!mail_code.is_missing()).then(|| fields.parse("mail_code", mail_code, credentials::digits)).flatten();
    fields.expect_text("challenge", challenge);
    fields.expect_text("mail_proof", mail_proof);
    let credential = has_passkey.then(|| credential.clone().unwrap_or_default());
    if let Some(credential) = &credential {
        expect_credential(&mut fields, credential);
    }
    if password.is_missing() && code.is_missing() && mail_code.is_missing() && !has_passkey {
        fields.reject("password", Problem::new("required", message::step_up_missing()));
    }
    fields.finish().map_err(AppError::invalid)?;
    Ok(Typed { code: typed, credential, mail_code: sent })
}
