//! The way back from a provider: its answer proves an identity, or says why not.

use super::claims::cleaned;
use super::{Arrived, Attempt, ProvenIdentity, ProviderOutcome, Purpose};
use crate::accounts::sealed::Over;
use crate::accounts::{Actor, Browser, Caller, Identities, Sealed, SealedOnce, UnitOfWork};
use crate::applications::upstream::{Protocol, admit};
use crate::applications::{Provider, ProviderFailure};
use crate::shared::AppError;
use std::time::Duration;
use tokio::time::timeout;

/// How long somebody waits until the provider has answered all requests: less than a request may take.
const MAX_WAIT: Duration = Duration::from_secs(15);
/// The maximum length of a code in bytes.
const MAX_CODE_BYTES: usize = 4_096;

/// What a browser brings back from a provider.
#[derive(Clone, Default)]
pub struct ProviderAnswer {
    /// The name in the address to which the provider has answered.
    pub provider: String,
    pub state: String,
    pub code: Option<String>,
    /// Who answers, as the provider says.
    pub iss: Option<String>,
    pub error: Option<String>,
    /// The full name, which nobody has signed.
    pub name: Option<String>,
    /// What the browser has kept of the attempt. None: it began in another one.
    pub binding: Option<String>,
}

/// A sign-in at a provider that has succeeded.
#[derive(Debug)]
pub struct Returned {
    pub arrived: Arrived,
    pub purpose: Purpose,
    /// The page that was requested.
    pub next: Option<String>,
}

/// A sign-in at a provider that has failed.
#[derive(Debug)]
pub struct ReturnError {
    pub error: AppError,
    /// What it was for. None: that is not known in this browser.
    pub purpose: Option<Purpose>,
    /// The page that was requested.
    pub next: Option<String>,
}

impl Identities {
    /// Takes the answer of a provider, and finds out who has signed in there and what follows.
    ///
    /// # Errors
    /// With what the attempt was for, which says where the person can begin again.
    pub async fn return_from_provider(
        &self,
        caller: &Caller,
        browser: Browser<'_>,
        answer: ProviderAnswer,
    ) -> Result<Returned, Box<ReturnError>> {
        let attempt = self.attempt_of(&answer);
        let (purpose, next) = attempt.as_ref().map(|attempt| (attempt.purpose.clone(), attempt.next.clone())).unzip();
        let next = next.flatten();
        let provider = match self.usable_provider(&answer.provider).await {
            Ok(provider) => provider,
            Err(error) => return Err(Box::new(ReturnError { error, purpose, next })),
        };
        match self.complete(caller, browser, &provider, attempt, &answer).await {
            Ok(returned) => {
                self.parts().outcomes.providers.count(&provider.name, label_of(&returned.arrived));
                Ok(returned)
            }
            Err(ProviderOutcome::Failed(failure)) => {
                let error = self.count_failure_at(&provider, failure).await;
                Err(Box::new(ReturnError { error, purpose, next }))
            }
            Err(ProviderOutcome::Error(error)) => {
                self.parts().outcomes.providers.count(&provider.name, "failed");
                Err(Box::new(ReturnError { error, purpose, next }))
            }
        }
    }

    /// Whether answers of the provider with this name come with a form that its site sends.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn takes_posted_answers(&self, provider: &str) -> Result<bool, AppError> {
        let providers = self.providers().all().await?;
        let openid = providers.usable(provider).and_then(|provider| provider.openid());
        Ok(openid.is_some_and(|openid| openid.answers_by_post))
    }

    /// The attempt that this browser has begun and that the provider answers. Otherwise others could sign a person in with an answer
    /// of their own.
    fn attempt_of(&self, answer: &ProviderAnswer) -> Option<Attempt> {
        match self.open_named(&answer.state, answer.binding.as_deref()?) {
            // Also of a late one it is known what can begin again.
            Ok(attempt) | Err(Over::Late(attempt)) => Some(attempt),
            Err(Over::Damaged) => None,
        }
    }

    async fn complete(
        &self,
        caller: &Caller,
        browser: Browser<'_>,
        provider: &Provider,
        attempt: Option<Attempt>,
        answer: &ProviderAnswer,
    ) -> Result<Returned, ProviderOutcome> {
        let attempt = attempt.filter(|attempt| self.is_under_way(caller, provider, attempt));
        let attempt = attempt.ok_or(ProviderOutcome::Failed(ProviderFailure::State))?;
        self.check_failed_codes(caller, provider, &browser)?;
        if !self.spend_attempt(caller, &attempt).await.map_err(ProviderOutcome::Error)? {
            return Err(ProviderOutcome::Failed(ProviderFailure::State));
        }
        let proven = timeout(MAX_WAIT, self.prove_identity(provider, &attempt, answer)).await;
        let proven = proven.unwrap_or(Err(ProviderFailure::TimedOut));
        // An error in the answer itself costs the provider nothing.
        if answer.error.is_none() && matches!(proven, Err(ProviderFailure::InvalidCode | ProviderFailure::Refused)) {
            self.count_failed_code(caller, provider);
        }
        let identity = proven.map_err(ProviderOutcome::Failed)?;
        let Attempt { purpose, next, .. } = attempt;
        let arrived = self.arrive(caller, browser, identity, purpose.clone(), next.clone()).await?;
        Ok(Returned { arrived, purpose, next })
    }

    /// Whether an attempt began at this provider, as it is still defined, not too long ago, and in the session that goes on.
    fn is_under_way(&self, caller: &Caller, provider: &Provider, attempt: &Attempt) -> bool {
        let is_same_session = match attempt.purpose {
            Purpose::Link { session, .. } | Purpose::StepUp { session, .. } => caller.who.session_id() == Some(session),
            Purpose::SignIn { .. } | Purpose::AcceptInvitation { .. } => true,
        };
        attempt.provider == provider.name
            && attempt.issuer == provider.issuer.as_str()
            && !attempt.is_over(self.now())
            && is_same_session
    }

    /// Marks an attempt as used. False if it was before: also a code that the provider accepts twice signs in once.
    async fn spend_attempt(&self, caller: &Caller, attempt: &Attempt) -> Result<bool, AppError> {
        let mark = attempt.mark();
        let job = async move |mut tx: UnitOfWork| Ok(tx.spend(mark).await?);
        self.transact(Actor::Anonymous, caller, job).await
    }

    /// Who has signed in, as the provider proves.
    async fn prove_identity(
        &self,
        provider: &Provider,
        attempt: &Attempt,
        answer: &ProviderAnswer,
    ) -> Result<ProvenIdentity, ProviderFailure> {
        let metadata = self.providers().provider_metadata(provider).await?;
        if !metadata.admits_answer(provider, answer.iss.as_deref()) {
            return Err(ProviderFailure::Issuer);
        }
        if let Some(error) = &answer.error {
            return Err(failure_of(error));
        }
        let code = answer.code.as_deref().filter(|code| !code.is_empty() && code.len() <= MAX_CODE_BYTES);
        let code = code.ok_or(ProviderFailure::Malformed)?;
        let tokens = self.redeem_code(provider, &metadata, code, &attempt.verifier).await?;
        let mut identity = match (&provider.rules().protocol, &attempt.nonce) {
            (Protocol::OAuth2(oauth2), _) => {
                self.oauth2_identity(provider, oauth2, &metadata, &tokens.access_token).await?
            }
            (Protocol::OpenId(_), Some(nonce)) => self.openid_identity(provider, &metadata, &tokens, nonce).await?,
            // Was defined as another kind when the attempt began.
            (Protocol::OpenId(_), None) => return Err(ProviderFailure::State),
        };
        // Only a proposal, which the person corrects: the browser that began has sent it.
        if provider.openid().is_some_and(|openid| openid.answers_by_post) && identity.name.is_none() {
            identity.name = answer.name.as_deref().and_then(cleaned);
        }
        let vouched = identity.email.as_deref().filter(|_| identity.is_vouched);
        admit(provider, vouched, identity.email.is_some(), identity.organisation.as_deref())?;
        Ok(identity)
    }
}

/// What an error in an answer means (RFC 6749, section 4.1.2.1). Its description is not shown: anybody can write one.
fn failure_of(error: &str) -> ProviderFailure {
    match error {
        // The second one is what Apple calls it.
        "access_denied" | "user_cancelled_authorize" => ProviderFailure::Denied,
        "server_error" | "temporarily_unavailable" => ProviderFailure::Unreachable,
        "unauthorized_client" | "application_suspended" => ProviderFailure::InvalidClient,
        _ => ProviderFailure::Refused,
    }
}

/// The label of an outcome in the metrics.
fn label_of(arrived: &Arrived) -> &'static str {
    match arrived {
        Arrived::SignedIn(_) => "success",
        Arrived::FirstTime(_) => "first_time",
        Arrived::SecondFactor(_) | Arrived::SignInFirst(_) | Arrived::ConfirmLink(_) | Arrived::TakeOver(_) => {
            "pending"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_of_a_provider_says_who_can_do_something() {
        assert_eq!(failure_of("access_denied"), ProviderFailure::Denied);
        assert_eq!(failure_of("server_error"), ProviderFailure::Unreachable);
        assert_eq!(failure_of("redirect_uri_mismatch"), ProviderFailure::Refused);
        assert_eq!(failure_of(""), ProviderFailure::Refused);
    }
}
