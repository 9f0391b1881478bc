//! The authorization endpoint: who gets a code for which client.
//!
//! It is the way into an application, like a hand-over: `applications/enter.rs` decides who may enter. A client adds what it
//! demands itself. Nothing is written, except that a session has entered an application for the first time, and what somebody has
//! allowed a client.

mod again;
mod answer;
mod consent;
mod expected;
mod pkce_senders;
mod request;

pub use again::Reauthenticated;
pub use answer::Answer;
pub use consent::Consented;
pub(super) use consent::part;
pub(in crate::accounts) use pkce_senders::PkceSenders;
pub use request::{AuthorizationRequest, ReadError};

use super::code::NewCode;
use crate::accounts::applications::proof_demanded;
use crate::accounts::policy::Action;
use crate::accounts::{Accounts, Caller, CurrentUser, factor_missing, log_cause};
use crate::applications::openid::{OauthError, OauthErrorCode, Prompt};
use crate::shared::consent::{ConsentQuestion, ConsentView};
use crate::shared::error::{AppError, ErrorCode};
use crate::shared::factors::Level;
use crate::shared::possible::possible;
use crate::store::StoreError;

/// How a request goes on.
#[derive(Debug)]
pub enum Next {
    SignIn,
    /// Somebody has to prove again who they are, or to add a second factor. The error says which.
    Confirm(AppError),
    Consent(Box<ConsentView>),
    Answer(Box<Answer>),
}

/// Why there is no code.
pub(super) enum Refusal {
    /// For the client.
    Oauth(OauthError),
    /// The server has failed.
    Server(AppError),
}

impl From<OauthError> for Refusal {
    fn from(error: OauthError) -> Self {
        Self::Oauth(error)
    }
}

impl From<AppError> for Refusal {
    fn from(error: AppError) -> Self {
        Self::Server(error)
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Server(error.into())
    }
}

impl Accounts {
    /// Decides how a request goes on. `done`: whether somebody has proved who they are since it has asked for that.
    pub async fn authorize(
        &self,
        who: Option<&CurrentUser>,
        caller: &Caller,
        request: &AuthorizationRequest,
        done: Reauthenticated,
    ) -> Next {
        let next = match self.admit(who, caller, request, done).await {
            Ok(Admitted::Not(next)) => Ok(next),
            Ok(Admitted::As(who)) => self.ask_or_answer(who, request, done).await,
            Err(refusal) => Err(refusal),
        };
        next.unwrap_or_else(|refusal| Next::Answer(Box::new(request.recipient.error(&oauth_error(refusal)))))
    }

    /// Everything that is decided before a person is asked for consent.
    async fn admit<'a>(
        &self,
        who: Option<&'a CurrentUser>,
        caller: &Caller,
        request: &AuthorizationRequest,
        done: Reauthenticated,
    ) -> Result<Admitted<'a>, Refusal> {
        let is_silent = request.prompts.contains(Prompt::None);
        let Some(who) = who else {
            return match is_silent {
                true => Err(OauthErrorCode::LoginRequired.because("There is no session").into()),
                false => Ok(Admitted::Not(Next::SignIn)),
            };
        };
        // Our own callback is for those who can begin a trial.
        if request.is_trial() && caller.permit(Action::ManageApplications).is_err() {
            return Err(OauthErrorCode::AccessDenied.because("Only administrators may try a client").into());
        }
        if who.needs_factor {
            return confirm(is_silent, factor_missing());
        }
        if request.hint.is_some_and(|hint| hint != who.user.id) {
            if is_silent || done.0 {
                return Err(OauthErrorCode::LoginRequired.because("Somebody else is signed in").into());
            }
            let view = self.consent_view(who, request, ConsentQuestion::OtherAccount, done)?;
            return Ok(Admitted::Not(Next::Consent(view)));
        }
        if self.is_asked_again(who, request, done) {
            return match is_silent {
                true => Err(OauthErrorCode::LoginRequired.because("The last sign-in is too long ago").into()),
                false => Ok(Admitted::Not(Next::Confirm(asked_proof(who, request, Level::Password)))),
            };
        }
        match self.enter(who, &request.registered.application, || caller.clone()).await {
            Ok(true) => {}
            Ok(false) => {
                return Err(OauthErrorCode::AccessDenied.because("The application does not admit this account").into());
            }
            Err(error) if error.code == ErrorCode::StepUpRequired => return confirm(is_silent, error),
            Err(error) => return Err(error.into()),
        }
        if let Some(error) = self.missing_proof(who, request.demand) {
            return confirm(is_silent, error);
        }
        match self.wanted_level(caller, who, request).await? {
            Wanted::Reached => {}
            Wanted::Possible(_) if !request.essential_acr && (is_silent || done.0) => {}
            Wanted::Possible(level) => return confirm(is_silent, asked_proof(who, request, level)),
            Wanted::Impossible if !request.essential_acr => {}
            Wanted::Impossible => {
                let code = OauthErrorCode::UnmetAuthenticationRequirements;
                return Err(code.because("The account cannot authenticate at the level that is asked for").into());
            }
        }
        Ok(Admitted::As(who))
    }

    async fn ask_or_answer(
        &self,
        who: &CurrentUser,
        request: &AuthorizationRequest,
        done: Reauthenticated,
    ) -> Result<Next, Refusal> {
        let question = if self.needs_consent(who, request).await? {
            ConsentQuestion::Allow
        } else if request.prompts.contains(Prompt::SelectAccount) && !done.0 {
            ConsentQuestion::Account
        } else {
            return Ok(Next::Answer(Box::new(self.code_for(who, request)?)));
        };
        if request.prompts.contains(Prompt::None) {
            let code = OauthErrorCode::ConsentRequired;
            return Err(code.because("The account has not allowed this client what it asks for").into());
        }
        Ok(Next::Consent(self.consent_view(who, request, question, done)?))
    }

    /// A code, with everything decided.
    fn code_for(&self, who: &CurrentUser, request: &AuthorizationRequest) -> Result<Answer, AppError> {
        let code = self.issue_code(NewCode {
            client: request.client().id.clone(),
            redirect_uri: request.recipient.redirect_uri.to_string(),
            is_address_named: request.is_address_named,
            challenge: request.challenge,
            session: who.session()?,
            user: who.user.id,
            scopes: request.granted(),
            resources: request.resources.iter().map(ToString::to_string).collect(),
            nonce: request.nonce.clone(),
            claims: request.claims.as_ref().and_then(|claims| claims.to_json()),
            proof: who.proof,
        });
        Ok(request.recipient.code(code))
    }

    /// Whether `prompt=login` or `max_age` asks somebody again, who has not done it since.
    fn is_asked_again(&self, who: &CurrentUser, request: &AuthorizationRequest, done: Reauthenticated) -> bool {
        let is_too_old = request.max_age.is_some_and(|age| who.proof.at.plus(age) <= self.now());
        !done.0 && (is_too_old || request.prompts.contains(Prompt::Login))
    }

    /// Whether the session has a level that `acr_values` or `claims` asks for, or could get one.
    pub async fn wanted_level(
        &self,
        caller: &Caller,
        who: &CurrentUser,
        request: &AuthorizationRequest,
    ) -> Result<Wanted, AppError> {
        let shown = who.proof.methods.level();
        if request.acr.iter().min().is_none_or(|least| *least <= shown) {
            return Ok(Wanted::Reached);
        }
        let possible = possible(&self.step_up_ways(caller).await?.means, who.proof.methods);
        let wanted = request.acr.iter().copied().find(|level| possible.reaches(*level));
        Ok(wanted.map_or(Wanted::Impossible, Wanted::Possible))
    }
}

/// How the level of a session compares with what a client asks for, and what becomes of its request:
///
/// | level | if it is essential | otherwise |
/// |---|---|---|
/// | reached | goes on | goes on |
/// | possible | is asked for; with `prompt=none` an error | is asked for once, not with `prompt=none` |
/// | impossible | an error | goes on |
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wanted {
    /// Also if nothing is asked for.
    Reached,
    /// The account has what it takes.
    Possible(Level),
    Impossible,
}

enum Admitted<'a> {
    /// Something else comes first.
    Not(Next),
    As(&'a CurrentUser),
}

/// The error for a proof that the request itself asks for.
fn asked_proof(who: &CurrentUser, request: &AuthorizationRequest, level: Level) -> AppError {
    proof_demanded(who, level, request.max_age.map(|age| age.as_secs()))
}

/// Leads to the page where the proof is given, unless the client does not want that anything is asked.
fn confirm<'a>(is_silent: bool, error: AppError) -> Result<Admitted<'a>, Refusal> {
    if is_silent {
        let code = OauthErrorCode::InteractionRequired;
        return Err(code.because("The account has to authenticate again, or with another factor").into());
    }
    Ok(Admitted::Not(Next::Confirm(error)))
}

/// The error that the client gets.
fn oauth_error(refusal: Refusal) -> OauthError {
    match refusal {
        Refusal::Oauth(error) => error,
        Refusal::Server(error) => {
            log_cause(&error);
            let is_temporary = matches!(error.code.status(), 429 | 503);
            match is_temporary {
                true => {
                    OauthErrorCode::TemporarilyUnavailable.because("The server does not answer now: try again later")
                }
                false => OauthErrorCode::ServerError.because("The server has failed"),
            }
        }
    }
}
