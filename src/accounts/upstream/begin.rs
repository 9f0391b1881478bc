//! The way to a provider: what it is asked, and what the browser keeps until it answers.

use super::{Attempt, Purpose};
use crate::accounts::{Action, Caller, Identities, Sealed, SealedOnce, SealedText};
use crate::applications::upstream::{FreshProof, Metadata};
use crate::applications::{Provider, ProviderFailure};
use crate::keys::fingerprint;
use crate::language::message;
use crate::shared::counters::{AT_PROVIDER, Counter};
use crate::shared::{AppError, Timestamp};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// The maximum length of what is known about somebody who signs in, in bytes.
const MAX_HINT_BYTES: usize = 254;

/// Where somebody goes to sign in at a provider.
#[derive(Clone, Debug)]
pub struct Departure {
    /// The address of the provider, with all that it has to know.
    pub location: String,
    /// The parameter `state`, with which the provider answers: the sealed attempt.
    pub state: String,
    /// What the browser keeps meanwhile: 128 random bits, without which `state` does not open. So a browser has room for many attempts,
    /// and nothing is stored for strangers who begin them.
    pub binding: SealedText,
}

impl Sealed for Attempt {
    const PURPOSE: &'static str = "upstream attempt 2";
    /// How long somebody may take to sign in at a provider.
    const LIFETIME: Duration = Duration::from_secs(15 * 60);

    fn ends_at(&self) -> Timestamp {
        self.began_at.plus(Self::LIFETIME)
    }
}

impl SealedOnce for Attempt {
    fn unique(&self) -> &[u8] {
        self.verifier.as_bytes()
    }
}

impl Identities {
    /// Begins a sign-in at a provider. Changes nothing. `next`: the page that was requested. `login_hint`: who probably signs in.
    ///
    /// # Errors
    /// If there is no such provider, the caller may not do what it is for, or the provider does not answer.
    pub async fn begin_at_provider(
        &self,
        caller: &Caller,
        name: &str,
        purpose: Purpose,
        next: Option<String>,
        login_hint: Option<&str>,
    ) -> Result<Departure, AppError> {
        match &purpose {
            Purpose::Link { user, .. } => self.permit_recent(caller, Action::LinkIdentity(*user))?,
            Purpose::StepUp { user, .. } => caller.permit(Action::StepUp(*user))?,
            Purpose::SignIn { .. } | Purpose::AcceptInvitation { .. } => {}
        }
        let provider = self.usable_provider(name).await?;
        match self.departure(&provider, purpose, next, login_hint).await {
            Ok(departure) => Ok(departure),
            Err(failure) => Err(self.count_failure_at(&provider, failure).await),
        }
    }

    /// The provider with this name at which people can sign in.
    ///
    /// # Errors
    /// If there is none.
    pub(super) async fn usable_provider(&self, name: &str) -> Result<Arc<Provider>, AppError> {
        let providers = self.providers().all().await?;
        providers.usable(name).cloned().ok_or_else(|| AppError::not_found(message::upstream_unknown()))
    }

    /// Counts that a sign-in at a provider has failed. Returns the error.
    pub(super) async fn count_failure_at(&self, provider: &Provider, failure: ProviderFailure) -> AppError {
        tracing::info!(provider = %provider.name, outcome = failure.as_str(), "a sign-in at a provider failed");
        self.parts().outcomes.providers.count(&provider.name, failure.as_str());
        if failure.is_of_provider() {
            self.tally([
                (Counter::ProviderFailures, provider.name.to_string()),
                (Counter::Refusals, AT_PROVIDER.into()),
            ])
            .await;
        }
        failure.error(provider.title())
    }

    async fn departure(
        &self,
        provider: &Provider,
        purpose: Purpose,
        next: Option<String>,
        login_hint: Option<&str>,
    ) -> Result<Departure, ProviderFailure> {
        let rules = provider.rules();
        if rules.proof.is_none() && matches!(purpose, Purpose::StepUp { .. }) {
            // It never says when somebody has signed in there.
            return Err(ProviderFailure::NotRecent);
        }
        let metadata = self.providers().provider_metadata(provider).await?;
        let attempt = Attempt {
            provider: provider.name.clone(),
            issuer: provider.issuer.as_str().to_owned(),
            nonce: rules.protocol.has_nonce().then(|| self.random_text()),
            verifier: self.random_text(),
            purpose,
            next,
            began_at: self.now(),
        };
        let binding = self.entropy().text::<16>();
        let SealedText { text: state, lifetime } = self.seal_named(&attempt, &binding);
        let mut location = Url::parse(&metadata.authorization_endpoint).map_err(|_| ProviderFailure::Malformed)?;
        let redirect_uri = self.callback_uri(provider);
        let asked = parameters(provider, &metadata, &attempt, redirect_uri, login_hint);
        location.query_pairs_mut().extend_pairs(asked).append_pair("state", &state);
        Ok(Departure { location: location.into(), state, binding: SealedText { text: binding, lifetime } })
    }

    /// 256 random bits.
    fn random_text(&self) -> String {
        self.entropy().text::<32>()
    }
}

/// What a provider is asked, but for the state.
fn parameters(
    provider: &Provider,
    metadata: &Metadata,
    attempt: &Attempt,
    redirect_uri: String,
    login_hint: Option<&str>,
) -> Vec<(&'static str, String)> {
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(fingerprint(attempt.verifier.as_bytes()));
    let mut asked = vec![
        ("response_type", "code".to_owned()),
        ("client_id", provider.definition.client_id.clone()),
        ("redirect_uri", redirect_uri),
        ("code_challenge", challenge),
        ("code_challenge_method", "S256".to_owned()),
    ];
    asked.extend(Some(scope(provider)).filter(|scope| !scope.is_empty()).map(|scope| ("scope", scope)));
    if provider.openid().is_some_and(|openid| openid.answers_by_post) {
        asked.push(("response_mode", "form_post".to_owned()));
    }
    asked.extend(attempt.nonce.clone().map(|nonce| ("nonce", nonce)));
    let rules = provider.rules();
    let proof = rules.proof.filter(|_| matches!(attempt.purpose, Purpose::StepUp { .. }));
    asked.extend(proof.map(|FreshProof { parameter: (name, value), .. }| (name, value.to_owned())));
    asked.extend(prompt(proof, metadata, &attempt.purpose).map(|prompt| ("prompt", prompt.to_owned())));
    let hint = login_hint.filter(|hint| !hint.is_empty() && hint.len() <= MAX_HINT_BYTES);
    asked.extend(rules.hint.zip(hint).map(|(name, hint)| (name, hint.to_owned())));
    asked
}

/// What the provider asks the person, although they may be signed in there. `proof`: how it proves that they sign in now.
fn prompt(proof: Option<FreshProof>, metadata: &Metadata, purpose: &Purpose) -> Option<&'static str> {
    if proof.is_some_and(|proof| proof.forces_sign_in) {
        return Some("login");
    }
    // Somebody with several accounts would otherwise link the one that is signed in.
    ((proof.is_some() || matches!(purpose, Purpose::Link { .. })) && metadata.can_select_account)
        .then_some("select_account")
}

/// The usual scopes, and those of the definition.
fn scope(provider: &Provider) -> String {
    let usual: &[&str] = provider.rules().scopes;
    let others = provider.definition.scopes.iter().map(String::as_str).filter(|scope| !usual.contains(scope));
    usual.iter().copied().chain(others).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::applications::ClientAuthentication;
    use crate::shared::{ProviderDefinition, ProviderKind, ProviderName, ProviderSource, SessionId, UserId};
    use uuid::Uuid;

    fn asked(kind: ProviderKind, purpose: Purpose, hint: &str) -> Vec<(&'static str, String)> {
        let scopes = vec!["groups".to_owned(), "openid".to_owned()];
        let definition =
            ProviderDefinition { kind, client_id: "me".to_owned(), scopes, ..ProviderDefinition::default() };
        let name = ProviderName::from_stored("corp".to_owned());
        let provider = Provider::new(name.clone(), definition, None, ProviderSource::Database);
        let attempt = Attempt {
            provider: name,
            issuer: String::new(),
            nonce: provider.rules().protocol.has_nonce().then(|| "n".to_owned()),
            verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".to_owned(),
            purpose,
            next: None,
            began_at: Timestamp(0),
        };
        let metadata = Metadata {
            issuer: String::new(),
            authorization_endpoint: String::new(),
            token_endpoint: String::new(),
            jwks_uri: None,
            userinfo_endpoint: None,
            names_issuer: false,
            authentication: ClientAuthentication::Post,
            can_select_account: true,
            is_private: false,
        };
        parameters(&provider, &metadata, &attempt, "https://a.example/callback".to_owned(), Some(hint))
    }

    #[track_caller]
    fn assert_asked(asked: &[(&'static str, String)], name: &str, expected: Option<&str>) {
        let found = asked.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str());
        assert_eq!(found, expected, "{name}");
    }

    #[test]
    fn the_request_has_all_that_binds_the_answer() {
        let sign_in = asked(ProviderKind::Openid, Purpose::SignIn { remember: false }, "maren@corp.example");
        assert_asked(&sign_in, "nonce", Some("n"));
        // The example of RFC 7636, appendix B.
        assert_asked(&sign_in, "code_challenge", Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
        assert_asked(&sign_in, "scope", Some("openid email profile groups"));
        assert_asked(&sign_in, "login_hint", Some("maren@corp.example"));
        assert_asked(&sign_in, "prompt", None);
        assert_asked(&sign_in, "response_mode", None);
        let apple = asked(ProviderKind::Apple, Purpose::SignIn { remember: false }, "maren@corp.example");
        assert_asked(&apple, "response_mode", Some("form_post"));
        assert_asked(&apple, "nonce", Some("n"));
        assert_asked(&apple, "login_hint", None);
        let github = asked(ProviderKind::Github, Purpose::SignIn { remember: false }, &"a".repeat(300));
        assert_asked(&github, "nonce", None);
        assert_asked(&github, "code_challenge_method", Some("S256"));
        assert_asked(&github, "scope", Some("read:user user:email groups openid"));
        assert_asked(&github, "login", None);
    }

    #[test]
    fn a_proof_asks_for_a_new_sign_in() {
        let (user, session) = (UserId(Uuid::nil()), SessionId(Uuid::nil()));
        let proof = asked(ProviderKind::Openid, Purpose::StepUp { user, session }, "");
        assert_asked(&proof, "max_age", Some("0"));
        assert_asked(&proof, "prompt", Some("login"));
        assert_asked(&proof, "login_hint", None);
        let google = asked(ProviderKind::Google, Purpose::StepUp { user, session }, "");
        assert_asked(&google, "prompt", Some("select_account"));
        assert_asked(&google, "max_age", None);
        assert_asked(&google, "claims", Some(r#"{"id_token":{"auth_time":{"essential":true}}}"#));
        let link = asked(ProviderKind::Microsoft, Purpose::Link { user, session }, "");
        assert_asked(&link, "prompt", Some("select_account"));
        assert_asked(&link, "max_age", None);
    }
}
