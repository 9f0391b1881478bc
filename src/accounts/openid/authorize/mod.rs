//! The authorization endpoint: who gets a code for which client.
//!
//! It is the way into an application, like a hand-over: `journey/step.rs` decides what comes next, and a client adds what it demands
//! itself. Nothing is written, except that a session has entered an application for the first time, and what somebody has
//! allowed a client.

mod answer;
mod consent;
mod expected;
mod pkce_senders;
mod request;
mod values;

pub use answer::Answer;
pub(super) use answer::{described_at, leads_to};
pub use consent::Consented;
pub(super) use consent::part;
pub(in crate::accounts) use pkce_senders::PkceSenders;
pub use request::{AuthorizationRequest, ReadError};

use super::code::NewCode;
use crate::accounts::journey::{Asks, Look, Standing, Step, next_step, proof_demanded};
use crate::accounts::{Caller, CurrentUser, OpenId, Reauthenticated, Wanted, factor_missing, log_cause};
use crate::applications::{OauthError, OauthErrorCode, Prompt};
use crate::shared::possible::possible;
use crate::shared::{AppError, ConsentQuestion, ConsentView, Fault, Possible};

/// How a request goes on.
#[derive(Debug)]
pub enum Next {
    SignIn,
    /// Somebody has to prove again who they are, to add a second factor, to fill in fields, or to accept terms. The error says which.
    Confirm(AppError),
    Consent(Box<ConsentView>),
    Answer(Box<Answer>),
}

impl OpenId {
    /// Decides how a request goes on. `done`: whether somebody has proved who they are since it has asked for that.
    pub async fn authorize(
        &self,
        who: Option<&CurrentUser>,
        caller: &Caller,
        request: &AuthorizationRequest,
        done: Reauthenticated,
    ) -> Next {
        let step = self.step_to_client(who, caller, request, done, None).await;
        self.go_on(step, who, caller, request, done).await
    }

    /// What comes next for `who`. `answered`: the question that they have just answered with yes.
    async fn step_to_client(
        &self,
        who: Option<&CurrentUser>,
        caller: &Caller,
        request: &AuthorizationRequest,
        done: Reauthenticated,
        answered: Option<ConsentQuestion>,
    ) -> Result<Step, AppError> {
        let asks = asks(request);
        let resources: Vec<String> = request.resources.iter().map(ToString::to_string).collect();
        let may_reach = match who {
            Some(who) => self.may_reach(&who.user, &resources).await?,
            None => true,
        };
        let owes = match who {
            Some(who) => {
                let resources = resources.iter().map(String::as_str);
                let meant = self.applications().all().await?.meant_by(&request.registered, resources);
                self.owed_by(who, &meant).await?
            }
            None => None,
        };
        let mut standing = who.map(|who| Standing {
            may_reach,
            owes,
            has_proved: done.0,
            answered,
            ..Standing::of(who, request.registered.application.admits(&who.user.groups))
        });
        loop {
            let look = match next_step(&asks, standing.as_ref(), self.now()) {
                Ok(step) => return Ok(step),
                Err(look) => look,
            };
            // Nothing is looked for while nobody is signed in.
            let Some((who, standing)) = who.zip(standing.as_mut()) else { return Ok(Step::SignIn) };
            match look {
                Look::Possible => standing.possible = Some(self.possible_in(caller, who).await?),
                Look::Consent => standing.needs_consent = Some(self.needs_consent(who, request).await?),
            }
        }
    }

    /// Carries out a step. An application is entered at the end, not to find out whether it can be.
    async fn go_on(
        &self,
        step: Result<Step, AppError>,
        who: Option<&CurrentUser>,
        caller: &Caller,
        request: &AuthorizationRequest,
        done: Reauthenticated,
    ) -> Next {
        let next = match step {
            Ok(step) => self.carry_out(step, who, caller, request, done).await,
            Err(error) => Err(error),
        };
        next.unwrap_or_else(|error| refused(request, &oauth_error(&error)))
    }

    async fn carry_out(
        &self,
        step: Step,
        who: Option<&CurrentUser>,
        caller: &Caller,
        request: &AuthorizationRequest,
        done: Reauthenticated,
    ) -> Result<Next, AppError> {
        let application = &request.registered.application;
        Ok(match (step, who) {
            (Step::Refuse(error), _) => refused(request, &error),
            (Step::SignIn, _) | (_, None) => Next::SignIn,
            (Step::AddFactor, Some(_)) => Next::Confirm(factor_missing()),
            (Step::Settle(owed), Some(_)) => Next::Confirm(owed.error()),
            (Step::Confirm(demand), Some(who)) => Next::Confirm(proof_demanded(who, demand)),
            (Step::Ask(question), Some(who)) => Next::Consent(self.consent_view(who, request, question, done).await?),
            (Step::NotAdmitted, Some(who)) => {
                self.applications().note_entry(who, application, false, || caller.clone()).await?;
                let error = OauthErrorCode::AccessDenied.because("The application does not admit this account");
                refused(request, &error.about(Fault::NotAdmitted))
            }
            (Step::End, Some(who)) => {
                self.applications().note_entry(who, application, true, || caller.clone()).await?;
                Next::Answer(Box::new(self.code_for(who, request)?))
            }
        })
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

    /// Whether the session has a level that `acr_values` or `claims` asks for, or could get one.
    pub async fn wanted_level(
        &self,
        caller: &Caller,
        who: &CurrentUser,
        request: &AuthorizationRequest,
    ) -> Result<Wanted, AppError> {
        if Wanted::is_reached(&request.acr, who.proof.methods) {
            return Ok(Wanted::Reached);
        }
        Ok(Wanted::beyond(&request.acr, &self.possible_in(caller, who).await?))
    }

    /// Which proofs can be given in the session of `who`.
    async fn possible_in(&self, caller: &Caller, who: &CurrentUser) -> Result<Possible, AppError> {
        Ok(possible(&self.identities().step_up_ways(caller).await?.means, who.proof.methods))
    }
}

/// What a request asks of whoever comes with it.
fn asks(request: &AuthorizationRequest) -> Asks<'_> {
    Asks {
        demand: request.demand,
        is_client: true,
        is_silent: request.prompts.contains(Prompt::None),
        wants_proof: request.prompts.contains(Prompt::Login),
        max_age: request.max_age.map(|age| age.as_secs()),
        acr: &request.acr,
        is_acr_essential: request.essential_acr,
        account: request.hint,
        wants_choice: request.prompts.contains(Prompt::SelectAccount),
    }
}

fn refused(request: &AuthorizationRequest, error: &OauthError) -> Next {
    Next::Answer(Box::new(request.recipient.error(error)))
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
