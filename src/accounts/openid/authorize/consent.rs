//! Consent: what somebody allows a client to learn.

use super::Next;
use super::answer::{Answer, described_at, leads_to};
use super::request::{AuthorizationRequest, ReadError};
use crate::accounts::clients::hold_client;
use crate::accounts::journey::Step;
use crate::accounts::openid::claims::with_asked;
use crate::accounts::openid::sealed_request::{damaged, expired, malformed};
use crate::accounts::sealed::Over;
use crate::accounts::{Action, Caller, CurrentUser, OpenId, Principal, Reauthenticated, Sealed, UnitOfWork};
use crate::applications::{OauthErrorCode, Prompt, RequestedClaims, Scope, Scopes, consent_rule};
use crate::language::message;
use crate::shared::{
    AppError, ConsentPart, ConsentQuestion, ConsentRule, ConsentView, EventKind, SessionId, Timestamp, UserId,
};
use crate::store::StoreError;
use crate::store::clients::consents::{self, ConsentRow};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// A question that was asked, with all that the answer depends on. The page sends it back.
#[derive(Serialize, Deserialize)]
struct Asked {
    user: UserId,
    session: SessionId,
    /// What was said on the page: names separated by spaces. Nothing else is allowed with the answer.
    scopes: String,
    question: ConsentQuestion,
    /// The request, in `application/x-www-form-urlencoded`.
    request: String,
    is_done: bool,
    /// Milliseconds since 1970.
    issued_at: i64,
}

impl Sealed for Asked {
    const PURPOSE: &'static str = "consent 1";
    /// An answer that is older is asked for once more.
    const LIFETIME: Duration = Duration::from_secs(10 * 60);

    fn ends_at(&self) -> Timestamp {
        Timestamp(self.issued_at).plus(Self::LIFETIME)
    }
}

/// What becomes of an answer.
#[derive(Debug)]
pub enum Consented {
    /// The client gets this.
    Answer(Box<Answer>),
    /// Something else has to be done first: the request begins again.
    Again { request: String },
}

impl OpenId {
    /// The page about a request. `request`: as it is decided now.
    pub(super) async fn consent_view(
        &self,
        who: &CurrentUser,
        request: &AuthorizationRequest,
        question: ConsentQuestion,
        done: Reauthenticated,
    ) -> Result<Box<ConsentView>, AppError> {
        let (client, application) = (request.client(), &request.registered.application);
        let scopes = shown_scopes(request);
        let asked = Asked {
            user: who.user.id,
            session: who.session()?,
            scopes: scopes.to_string(),
            question,
            request: request.text.clone(),
            is_done: done.0,
            issued_at: self.now().0,
        };
        let parts = scopes.known().map(part).collect();
        let fields = self.labels_of_fields(&request.field_scopes, &scopes).await?;
        Ok(Box::new(ConsentView {
            question,
            application: application.title.clone(),
            description: client.definition.description.clone(),
            logo: client.definition.logo().map(str::to_owned),
            described_at: described_at(&client.id),
            leads_to: leads_to(&request.recipient.redirect_uri),
            parts,
            fields,
            resources: request.resources.iter().map(ToString::to_string).collect(),
            account: who.user.username.clone(),
            sealed: self.seal_as(&asked).text,
        }))
    }

    /// What the page asks about a request, in `application/x-www-form-urlencoded`.
    ///
    /// # Errors
    /// Also if another proof has to be given first.
    pub async fn show_consent(
        &self,
        caller: &Caller,
        request: &str,
        done: Reauthenticated,
    ) -> Result<Box<ConsentView>, AppError> {
        let Principal::User(who) = &caller.who else { return Err(expired()) };
        let request = match self.read_authorization(Some(who), request).await {
            Ok(request) => request,
            Err(ReadError::Page(unverified)) => return Err(*unverified.error),
            // The authorization endpoint would not have led here.
            Err(ReadError::Redirect(_) | ReadError::SignIn) => return Err(damaged()),
        };
        match self.authorize(Some(who), caller, &request, done).await {
            Next::Consent(view) => Ok(view),
            Next::Confirm(error) => Err(error),
            // It was allowed meanwhile, in another tab, or nothing is allowed any more: the button leads on.
            Next::SignIn | Next::Answer(_) => self.consent_view(who, &request, ConsentQuestion::Account, done).await,
        }
    }

    /// Answers a question. What is allowed is stored, so that it is asked only once where the client permits that.
    ///
    /// # Errors
    /// If the question is not one of this session.
    pub async fn give_consent(&self, caller: &Caller, sealed: &str, is_allowed: bool) -> Result<Consented, AppError> {
        let (asked, is_late) = match self.open_as::<Asked>(sealed) {
            Ok(asked) => (asked, false),
            // It is asked once more, in its own session only.
            Err(Over::Late(asked)) => (asked, true),
            Err(Over::Damaged) => return Err(damaged()),
        };
        let is_own = |who: &&CurrentUser| who.user.id == asked.user && who.session_id() == Some(asked.session);
        let who = match &caller.who {
            Principal::User(who) => Some(who).filter(is_own),
            Principal::Anonymous | Principal::System => None,
        };
        let who = who.ok_or_else(|| malformed(message::consent_of_other_session()))?;
        if is_late {
            return Ok(Consented::Again { request: asked.request });
        }
        let request = match self.read_authorization(Some(who), &asked.request).await {
            Ok(request) => request,
            Err(ReadError::Page(unverified)) => return Err(*unverified.error),
            Err(ReadError::Redirect(answer)) => return Ok(Consented::Answer(answer)),
            Err(ReadError::SignIn) => return Ok(Consented::Again { request: asked.request }),
        };
        if !is_allowed {
            return self.refuse_consent(who, caller, &request, asked.question).await;
        }
        // The client would learn more, or an administrator has changed what it may learn, since the page was shown.
        if !Scopes::parse(&asked.scopes).cover(&shown_scopes(&request)) {
            return Ok(Consented::Again { request: asked.request });
        }
        let (done, question) = (Reauthenticated(asked.is_done), asked.question);
        let step = self.step_to_client(Some(who), caller, &request, done, Some(question)).await;
        if question == ConsentQuestion::Allow && matches!(step, Ok(Step::End)) {
            self.note_consent(who, caller, &request).await?;
        }
        match self.go_on(step, Some(who), caller, &request, done).await {
            Next::Answer(answer) => Ok(Consented::Answer(answer)),
            // Another proof is missing, or the client needs a consent that was taken back meanwhile.
            Next::SignIn | Next::Confirm(_) | Next::Consent(_) => Ok(Consented::Again { request: asked.request }),
        }
    }

    /// The request of a question that was asked in whichever session, so that it can begin again.
    ///
    /// # Errors
    /// If this server has not asked it.
    pub fn request_of_consent(&self, sealed: &str) -> Result<String, AppError> {
        let asked = self.open_at_any_time::<Asked>(sealed).ok_or_else(damaged)?;
        Ok(asked.request)
    }

    /// Records that a client was allowed what it asks for, and stores it where that is asked only once.
    async fn note_consent(
        &self,
        who: &CurrentUser,
        caller: &Caller,
        request: &AuthorizationRequest,
    ) -> Result<(), AppError> {
        // Where people are always asked, nothing would ever read it, and made-up clients would leave rows. But offline access can be
        // taken back, so the log has to say that it was given.
        if request.client().definition.consent == ConsentRule::Always {
            let event = self.event(EventKind::ClientConsent, who, caller).on(who.user.id);
            return Ok(self.record(event.detail(&request.client().id)).await?);
        }
        self.store_consent(who, caller, request).await
    }

    async fn refuse_consent(
        &self,
        who: &CurrentUser,
        caller: &Caller,
        request: &AuthorizationRequest,
        question: ConsentQuestion,
    ) -> Result<Consented, AppError> {
        let user = who.user.id;
        if question == ConsentQuestion::Allow {
            let event = self.event(EventKind::ClientConsent, who, caller).on(user);
            self.record(event.refused(&request.client().id)).await?;
        }
        let code = match question {
            ConsentQuestion::Allow | ConsentQuestion::Account => OauthErrorCode::AccessDenied,
            ConsentQuestion::OtherAccount => OauthErrorCode::LoginRequired,
        };
        Ok(Consented::Answer(Box::new(request.recipient.declined(code))))
    }

    /// Whether somebody has to be asked what the client may learn.
    pub(super) async fn needs_consent(
        &self,
        who: &CurrentUser,
        request: &AuthorizationRequest,
    ) -> Result<bool, StoreError> {
        if request.prompts.contains(Prompt::Consent) {
            return Ok(true);
        }
        match rule(request) {
            ConsentRule::Never => Ok(false),
            ConsentRule::Always => Ok(true),
            ConsentRule::Once => {
                let (user, client) = (who.user.id, request.client().id.clone());
                let stored = self
                    .db()
                    .read(async move |mut conn| consents::find(&mut conn, user, client.as_str()).await)
                    .await?;
                Ok(!stored.is_some_and(|stored| covers(&stored, request)))
            }
        }
    }

    /// Adds what somebody has allowed to what they have allowed before. Nothing is written if they have allowed all of it.
    async fn store_consent(
        &self,
        who: &CurrentUser,
        caller: &Caller,
        request: &AuthorizationRequest,
    ) -> Result<(), AppError> {
        let (user, client) = (who.user.id, request.client().id.clone());
        let scopes = shown_scopes(request);
        let resources: Vec<String> = request.resources.iter().map(ToString::to_string).collect();
        let registered: Vec<String> = request.client().resources.iter().map(ToString::to_string).collect();
        let job = async move |mut tx: UnitOfWork| {
            if !hold_client(&mut tx, client.as_str()).await? {
                return Ok(());
            }
            let stored = consents::find(&mut tx, user, client.as_str()).await?;
            let (mut all_scopes, mut all_resources) = (scopes, resources);
            if let Some(stored) = &stored {
                all_scopes = all_scopes.and(&Scopes::parse(&stored.scopes));
                // What the client has no longer is left out, so the list stays as short as that of the client.
                let before = stored.resources.lines().filter(|line| registered.iter().any(|known| known == line));
                all_resources.extend(before.map(str::to_owned));
            }
            all_resources.sort_unstable();
            all_resources.dedup();
            let all = (all_scopes.to_string(), all_resources.join("\n"));
            if stored.map(|stored| (stored.scopes, stored.resources)).as_ref() != Some(&all) {
                let now = tx.now();
                consents::put(&mut tx, user, client.as_str(), (&all.0, &all.1), now).await?;
                tx.record(tx.event(EventKind::ClientConsent).on(user).detail(&client));
            }
            Ok(())
        };
        self.change(caller, Action::AllowClient(user), job).await
    }
}

/// When somebody is asked about this request.
fn rule(request: &AuthorizationRequest) -> ConsentRule {
    consent_rule(&request.client().definition, &request.recipient.redirect_uri)
}

/// Whether a stored consent contains what a request asks for.
fn covers(stored: &ConsentRow, request: &AuthorizationRequest) -> bool {
    let has = |resource: &str| stored.resources.lines().any(|line| line == resource);
    Scopes::parse(&stored.scopes).cover(&shown_scopes(request))
        && request.resources.iter().all(|resource| has(resource.as_str()))
}

/// What is said on the page: the scopes that the client gets, and those of the single claims that it asks for.
fn shown_scopes(request: &AuthorizationRequest) -> Scopes {
    let nothing = RequestedClaims::default();
    let asked = request.claims.as_ref().unwrap_or(&nothing);
    with_asked(&request.registered, &request.field_scopes, &request.scopes, asked)
}

/// What a client gets for a scope.
pub(in crate::accounts::openid) fn part(scope: Scope) -> ConsentPart {
    match scope {
        Scope::OpenId => ConsentPart::Account,
        Scope::Profile => ConsentPart::Profile,
        Scope::Email => ConsentPart::Email,
        Scope::Groups => ConsentPart::Groups,
        Scope::OfflineAccess => ConsentPart::Offline,
    }
}
