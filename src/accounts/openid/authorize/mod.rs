//! The authorization endpoint: who gets a code for which client.
//!
//! It is the way into an application, like a hand-over: `journey/step.rs` decides what comes next, and a client adds what it demands
//! itself. Nothing is written, except that a session has entered an application for the first time, and what somebody has
//! allowed a client.

mod answer;
mod consent;
mod request;

pub use answer::Answer;
pub use consent::Consented;
pub(super) use consent::part;
pub use request::{AuthorizationRequest, ReadError};

use crate::accounts::journey::{Asks, Look, Reauthenticated, Standing, Step, Wanted, next_step, proof_demanded};
use crate::accounts::policy::Action;
use crate::accounts::{Accounts, Caller, CurrentUser, factor_missing, log_cause};
use crate::applications::openid::{OauthError, OauthErrorCode, Prompt};
use crate::shared::consent::{ConsentQuestion, ConsentView};
use crate::shared::error::AppError;
use crate::shared::possible::{Possible, possible};

/// How a request goes on.
#[derive(Debug)]
pub enum Next {
    SignIn,
    /// Somebody has to prove again who they are, or to add a second factor. The error says which.
    Confirm(AppError),
    Consent(Box<ConsentView>),
    Answer(Box<Answer>),
}

/// A request, with whoever has come with it.
#[derive(Clone, Copy)]
struct Coming<'a> {
    accounts: &'a Accounts,
    caller: &'a Caller,
    who: Option<&'a CurrentUser>,
    request: &'a AuthorizationRequest,
    /// Whether they have proved who they are since the request has asked for that.
    done: Reauthenticated,
}

impl Coming<'_> {
    /// Decides how the request goes on.
    async fn decide(&self) -> Next {
        self.go_on(self.step(None).await).await
    }

    /// What comes next. `answered`: the question that they have just answered with yes.
    async fn step(&self, answered: Option<ConsentQuestion>) -> Result<Step, AppError> {
        let Self { accounts, caller, who, request, done } = *self;
        let asks = asks(request);
        let mut standing = who.map(|who| Standing {
            // Our own callback is for those who can begin a trial.
            is_trial_refused: request.is_trial() && caller.permit(Action::ManageApplications).is_err(),
            has_proved: done.0,
            answered,
            ..Standing::of(who, request.registered.application.admits(&who.user.groups))
        });
        loop {
            let look = match next_step(&asks, standing.as_ref(), accounts.now()) {
                Ok(step) => return Ok(step),
                Err(look) => look,
            };
            // Nothing is looked for while nobody is signed in.
            let Some((who, standing)) = who.zip(standing.as_mut()) else { return Ok(Step::SignIn) };
            match look {
                Look::Possible => standing.possible = Some(accounts.possible_in(caller, who).await?),
                Look::Consent => standing.needs_consent = Some(self.needs_consent(who).await?),
            }
        }
    }

    /// Carries out a step. An application is entered at the end, not to find out whether it can be.
    async fn go_on(&self, step: Result<Step, AppError>) -> Next {
        let next = match step {
            Ok(step) => self.carry_out(step).await,
            Err(error) => Err(error),
        };
        next.unwrap_or_else(|error| self.refused(&oauth_error(&error)))
    }

    async fn carry_out(&self, step: Step) -> Result<Next, AppError> {
        let Self { accounts, caller, who, request, .. } = *self;
        let application = &request.registered.application;
        Ok(match (step, who) {
            (Step::Refuse(error), _) => self.refused(&error),
            (Step::SignIn, _) | (_, None) => Next::SignIn,
            (Step::AddFactor, Some(_)) => Next::Confirm(factor_missing()),
            (Step::Confirm(demand), Some(who)) => Next::Confirm(proof_demanded(who, demand)),
            (Step::Ask(question), Some(who)) => Next::Consent(self.view(who, question)?),
            (Step::NotAdmitted, Some(who)) => {
                accounts.note_entry(who, application, false, || caller.clone()).await?;
                self.refused(&OauthErrorCode::AccessDenied.because("The application does not admit this account"))
            }
            (Step::End, Some(who)) => {
                accounts.note_entry(who, application, true, || caller.clone()).await?;
                Next::Answer(Box::new(request.recipient.code(accounts.issue_code(request, who)?)))
            }
        })
    }

    fn refused(&self, error: &OauthError) -> Next {
        Next::Answer(Box::new(self.request.recipient.error(error)))
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
        Coming { accounts: self, caller, who, request, done }.decide().await
    }

    /// Whether the session has a level that `acr_values` or `claims` asks for, or could get one.
    pub async fn wanted_level(
        &self,
        caller: &Caller,
        who: &CurrentUser,
        request: &AuthorizationRequest,
    ) -> Result<Wanted, AppError> {
        if Wanted::is_reached(&request.values.acr, who.proof.methods) {
            return Ok(Wanted::Reached);
        }
        Ok(Wanted::beyond(&request.values.acr, &self.possible_in(caller, who).await?))
    }

    /// Which proofs can be given in the session of `who`.
    async fn possible_in(&self, caller: &Caller, who: &CurrentUser) -> Result<Possible, AppError> {
        Ok(possible(&self.step_up_ways(caller).await?.means, who.proof.methods))
    }
}

/// What a request asks of whoever comes with it.
fn asks(request: &AuthorizationRequest) -> Asks<'_> {
    let values = &request.values;
    Asks {
        demand: request.demand,
        is_client: true,
        is_silent: values.prompts.contains(Prompt::None),
        wants_proof: values.prompts.contains(Prompt::Login),
        max_age: values.max_age.map(|age| age.as_secs()),
        acr: &values.acr,
        is_acr_essential: values.essential_acr,
        account: request.hint,
        wants_choice: values.prompts.contains(Prompt::SelectAccount),
    }
}

/// The error that the client gets when the server has failed.
fn oauth_error(error: &AppError) -> OauthError {
    log_cause(error);
    let is_temporary = matches!(error.code.status(), 429 | 503);
    match is_temporary {
        true => OauthErrorCode::TemporarilyUnavailable.because("The server does not answer now: try again later"),
        false => OauthErrorCode::ServerError.because("The server has failed"),
    }
}
