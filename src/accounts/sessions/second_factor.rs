//! Sign-ins with more than a password: with a code after the right password, and with a passkey, which is both factors in one and
//! needs no password.

use super::browsers::{self, Browser, OpenedBrowser};
use super::log_in::{reset_failures, unconfirmed};
use super::pending::{self, Pending};
use super::{IssuedRefreshToken, SignIn, trusted};
use crate::accounts::audit;
use crate::accounts::factors::{CodeOutcome, IsHeld, verify_code};
use crate::accounts::throttle::{self, Counter};
use crate::accounts::{Actor, Caller, PasskeyChallengeView, Sealed, Sessions, UnitOfWork, User, run_to_completion};
use crate::language::message;
use crate::shared::{
    AppError, ErrorCode, EventKind, Expected, Fields, Method, Methods, Problem, Reason, SecondFactorRequest, Status,
    Text, Timestamp, UserId,
};
use crate::store::factors::FactorOrigin;
use crate::store::users;
use crate::store::{CredentialRow, UserRow, sign_ins};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::time::Duration;

/// Complete a sign-in with a passkey.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(extend("required" = ["challenge", "credential"]))]
pub struct PasskeyAnswer {
    /// The one that it began with.
    #[schemars(with = "String")]
    pub challenge: Text,
    /// The `toJSON()` of the `PublicKeyCredential`.
    #[schemars(with = "Map<String, Value>")]
    pub credential: Value,
    /// Whether the session outlives the browser: 14 days without use in place of 12 hours. After a password, what was said with it
    /// counts.
    pub remember_me: Expected<bool>,
}

/// A challenge that completes a sign-in with the right password. Sealed, so that the answer counts for that sign-in.
#[derive(Serialize, Deserialize)]
struct BoundChallenge {
    challenge: String,
    pending: Pending,
}

impl Sealed for BoundChallenge {
    const PURPOSE: &'static str = "pending-passkey";
    const LIFETIME: Duration = Pending::LIFETIME;

    /// The challenge in it has an end of its own, and each of the two counts once.
    fn ends_at(&self) -> Timestamp {
        self.pending.ends_at()
    }
}

/// A session that has begun, and the cookie of a browser that is trusted from now on.
type Begun = (User, IssuedRefreshToken, Option<String>);

impl Sessions {
    /// Completes a sign-in that waits for its second factor, with a code of an authenticator app or a recovery code.
    pub async fn log_in_with_code(
        &self,
        caller: &Caller,
        browser: Browser<'_>,
        request: SecondFactorRequest,
    ) -> Result<SignIn, AppError> {
        let parsed = self.parse_code(&request);
        let (pending, code) = parsed.inspect_err(|error| self.parts().outcomes.sign_ins.count(Some(error)))?;
        let browser = self.opened(browser, pending.remember);
        let trust = request.trust == Expected::Given(true);
        let (sessions, caller) = (self.clone(), caller.clone());
        run_to_completion(async move {
            let outcome = sessions.complete_with_code(&caller, browser, pending, code, trust).await;
            sessions.parts().outcomes.sign_ins.count(outcome.as_ref().err());
            outcome
        })
        .await
    }

    fn parse_code(&self, request: &SecondFactorRequest) -> Result<(Pending, String), AppError> {
        let mut fields = Fields::default();
        fields.expect_text("pending_token", &request.pending_token);
        let code = fields.parse("code", &request.code, required_code);
        fields.flag("trust", &request.trust);
        fields.finish().map_err(AppError::invalid)?;
        Ok((self.open_pending(request.pending_token.as_str())?, code.unwrap_or_default()))
    }

    async fn complete_with_code(
        &self,
        caller: &Caller,
        browser: OpenedBrowser,
        pending: Pending,
        code: String,
        trust: bool,
    ) -> Result<SignIn, AppError> {
        let id = pending.user;
        let refusal = self.event(EventKind::SessionStart, Actor::Anonymous, caller).on(id);
        let job = async move |mut tx: UnitOfWork| {
            let found = pending.account(&mut tx).await?;
            let (method, factor) = match verify_code(&mut tx, id, &code).await? {
                CodeOutcome::Right(method, origin) => (method, origin),
                outcome => {
                    let is_over = pending.count_wrong_code(&mut tx, outcome == CodeOutcome::Wrong).await?;
                    tx.record(refusal.refused(Reason::WrongCode));
                    return Err(tx.keep(if is_over { pending::expired() } else { wrong_code(outcome) }));
                }
            };
            pending.spend(&mut tx).await?;
            let (user, token) = begin(&mut tx, &found, &browser, pending.methods(method), Some(factor)).await?;
            pending.note(&mut tx, token.session.id).await?;
            let trusted = match trust {
                true => trusted::trust(&mut tx, id, browser.trusted.as_deref()).await?,
                false => None,
            };
            Ok((user, token, trusted))
        };
        let begun = self.on_account(id, None, Actor::User(id), caller, job).await?;
        self.issue_begun(begun)
    }

    /// A challenge for a passkey: for that of any account or, with a token, to complete a sign-in with the right password. Requests
    /// for one are charged to their source.
    pub async fn begin_passkey(
        &self,
        _: &Caller,
        pending_token: Option<&str>,
    ) -> Result<PasskeyChallengeView, AppError> {
        let Some(token) = pending_token else { return self.factors().passkey_challenge() };
        self.pending_sign_in(token).await?;
        let (pending, begun) = (self.open_pending(token)?, self.factors().passkey_challenge()?);
        let bound = BoundChallenge { challenge: begun.challenge, pending };
        Ok(PasskeyChallengeView { challenge: self.seal_as(&bound).text, ..begun })
    }

    /// Signs in with a passkey, or completes a sign-in with one.
    pub async fn log_in_with_passkey(
        &self,
        caller: &Caller,
        browser: Browser<'_>,
        answer: PasskeyAnswer,
    ) -> Result<SignIn, AppError> {
        let asked = answer.remember_me == Expected::Given(true);
        let parsed = self.parse_answer(answer);
        let (answer, pending) = parsed.inspect_err(|error| self.parts().outcomes.sign_ins.count(Some(error)))?;
        let browser = self.opened(browser, pending.as_ref().map_or(asked, |pending| pending.remember));
        let (sessions, caller) = (self.clone(), caller.clone());
        run_to_completion(async move {
            let outcome = sessions.complete_with_passkey(&caller, browser, pending, answer).await;
            sessions.parts().outcomes.sign_ins.count(outcome.as_ref().err());
            outcome
        })
        .await
    }

    /// The challenge and its answer, and the sign-in that it completes.
    fn parse_answer(&self, answer: PasskeyAnswer) -> Result<((String, Value), Option<Pending>), AppError> {
        let mut fields = Fields::default();
        fields.expect_text("challenge", &answer.challenge);
        expect_credential(&mut fields, &answer.credential);
        fields.flag("remember_me", &answer.remember_me);
        fields.finish().map_err(AppError::invalid)?;
        let sealed = answer.challenge.as_str();
        // What of it is over says the error of the sign-in, or of the challenge.
        let (challenge, pending) = match self.open_at_any_time::<BoundChallenge>(sealed) {
            Some(bound) => (bound.challenge, Some(bound.pending)),
            None => (sealed.to_owned(), None),
        };
        Ok(((challenge, answer.credential), pending))
    }

    async fn complete_with_passkey(
        &self,
        caller: &Caller,
        browser: OpenedBrowser,
        pending: Option<Pending>,
        (challenge, credential): (String, Value),
    ) -> Result<SignIn, AppError> {
        let expected = pending.as_ref().map(|pending| pending.user);
        let verified = self.factors().verify_passkey(caller, &challenge, credential, expected).await;
        let verified = verified.inspect_err(|error| {
            // Only logged: strangers can cause any number of these.
            if error.code == ErrorCode::PasskeyRefused {
                let event = self.event(EventKind::SessionStart, Actor::Anonymous, caller).on(expected);
                audit::log(&event.refused(Reason::PasskeyRefused).into());
            }
        })?;
        let id = verified.user;
        let found = self.check_owner(caller, id, pending.is_none()).await?;
        let job = async move |mut tx: UnitOfWork| {
            let found = match &pending {
                Some(pending) => pending.account(&mut tx).await?,
                None => found,
            };
            if verified.spend(&mut tx).await? == IsHeld(true) {
                // A thief who has taken the passkey may be signed in at a provider as well.
                if !pending.as_ref().is_some_and(Pending::is_by_password) {
                    return Err(held());
                }
                verified.release(&mut tx).await?;
            }
            let mut methods = Methods::from(Method::Passkey);
            if let Some(pending) = &pending {
                pending.spend(&mut tx).await?;
                methods = pending.methods(Method::Passkey);
            }
            let (user, token) = begin(&mut tx, &found, &browser, methods, Some(verified.origin)).await?;
            if let Some(pending) = &pending {
                pending.note(&mut tx, token.session.id).await?;
            }
            Ok((user, token, None))
        };
        let begun = self.on_account(id, None, Actor::User(id), caller, job).await?;
        self.issue_begun(begun)
    }

    /// What is checked after the right password as well. `is_first`: whether there was none. Returns the account.
    async fn check_owner(&self, caller: &Caller, id: UserId, is_first: bool) -> Result<CredentialRow, AppError> {
        let found = self.db().read(async move |mut conn| users::credential(&mut conn, id).await).await?;
        let found = active(found)?;
        if is_first {
            self.spend_sign_in(caller, id)?;
        }
        self.check_confirmed(caller, &found.user).await?;
        Ok(found)
    }

    /// Fails if an account cannot sign in before its address is confirmed, and sends the message that confirms it. Only somebody
    /// who has shown that they are its owner may learn that.
    pub(in crate::accounts) async fn check_confirmed(&self, caller: &Caller, user: &UserRow) -> Result<(), AppError> {
        if !self.must_confirm_first(user.email_verified) {
            return Ok(());
        }
        self.remind_to_confirm(caller, user).await?;
        let event = self.event(EventKind::SessionStart, Actor::Anonymous, caller).on(UserId(user.id));
        self.record(event.refused(Reason::EmailUnconfirmed)).await?;
        Err(unconfirmed())
    }

    fn issue_begun(&self, (user, token, trusted): Begun) -> Result<SignIn, AppError> {
        Ok(SignIn { trusted, ..self.issue(user.into(), &token)? })
    }
}

/// Begins the session of a sign-in that is complete, in the transaction that has checked it. `found`: the account, which may have
/// been disabled since. `factor`: where the second factor comes from that was used.
pub(super) async fn begin(
    tx: &mut UnitOfWork,
    found: &CredentialRow,
    browser: &OpenedBrowser,
    methods: Methods,
    factor: Option<FactorOrigin>,
) -> Result<(User, IssuedRefreshToken), AppError> {
    let (id, now) = (UserId(found.user.id), tx.now());
    let known = browser.known.as_ref().and_then(|known| known.id_for(found));
    let OpenedBrowser { signed_in, remember, .. } = browser;
    let beginning = tx.accounts().sessions().begin_session(tx.caller(), id, *remember, signed_in.as_ref(), methods);
    let beginning = beginning.with_factor(factor);
    let last_login_at = Timestamp(found.user.last_login_at);
    let user = User::from(sign_ins::record(tx, id, now).await?.ok_or_else(no_account)?);
    if tx.accounts().sessions().must_confirm_first(user.email_verified) {
        return Err(unconfirmed());
    }
    browsers::announce_if_new(tx, &user, known, last_login_at, beginning.began()).await?;
    beginning.store(tx).await?;
    reset_failures(tx, id, known).await?;
    if tx.accounts().settings().rate_limit {
        throttle::clear(tx, &Counter::failures_of_factor(id)).await?;
    }
    Ok((user, beginning.token.clone()))
}

/// The account of a passkey, if it can sign in.
fn active(found: Option<CredentialRow>) -> Result<CredentialRow, AppError> {
    let found = found.filter(|found| found.user.status == Status::Active);
    found.ok_or_else(no_account)
}

/// The passkey stays after a recovery of the account, and does not sign in alone before its owner has used it with their new password.
fn held() -> AppError {
    AppError::new(ErrorCode::PasskeyRefused, message::second_factor_held_passkey())
}

fn no_account() -> AppError {
    AppError::new(ErrorCode::PasskeyRefused, message::second_factor_no_account())
}

/// A code that was typed.
pub(super) fn required_code(code: &str) -> Result<String, Problem> {
    match code.trim() {
        "" => Err(Problem::new("required", message::second_factor_code_required())),
        code => Ok(code.to_owned()),
    }
}

/// Records an error if the answer of a passkey is missing or no object.
pub fn expect_credential(fields: &mut Fields, credential: &Value) {
    match credential {
        Value::Object(_) => {}
        Value::Null => {
            fields.reject("credential", Problem::new("required", message::second_factor_credential_required()));
        }
        _ => fields.reject("credential", Problem::new("wrong_type", message::second_factor_credential_no_object())),
    }
}

/// Why a code is refused that is not right.
pub(super) fn wrong_code(outcome: CodeOutcome) -> AppError {
    let detail = match outcome {
        CodeOutcome::Right(..) | CodeOutcome::Wrong => message::second_factor_wrong_code(),
        CodeOutcome::Used => message::second_factor_used_code(),
        CodeOutcome::Closed => message::second_factor_closed(),
    };
    AppError::new(ErrorCode::InvalidCode, detail)
}
