//! The way to a provider: what it is asked, and what the browser keeps until it answers.

use super::{Attempt, Purpose};
use crate::accounts::sealed::{Sealed, SealedOnce};
use crate::accounts::{Accounts, Action, Caller, SealedText};
use crate::applications::upstream::{IssuerRule, MICROSOFT_ISSUERS, Metadata, Provider, ProviderFailure};
use crate::keys::fingerprint;
use crate::language::message;
use crate::shared::error::AppError;
use crate::shared::providers::ProviderKind;
use crate::shared::timestamp::Timestamp;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// Asks Google to say when somebody has signed in: it does so for this alone, and only for programs whose console allows it.
const GOOGLE_AUTH_TIME: &str = r#"{"id_token":{"auth_time":{"essential":true}}}"#;
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

impl Accounts {
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
        self.departure(&provider, purpose, next, login_hint)
            .await
            .map_err(|failure| self.count_failure_at(&provider, failure))
    }

    /// The provider with this name at which people can sign in.
    ///
    /// # Errors
    /// If there is none.
    pub(super) async fn usable_provider(&self, name: &str) -> Result<Arc<Provider>, AppError> {
        let providers = self.providers().await?;
        providers.usable(name).cloned().ok_or_else(|| AppError::not_found(message::upstream_unknown()))
    }

    /// Counts that a sign-in at a provider has failed. Returns the error.
    pub(super) fn count_failure_at(&self, provider: &Provider, failure: ProviderFailure) -> AppError {
        tracing::info!(provider = %provider.name, outcome = failure.as_str(), "a sign-in at a provider failed");
        self.0.outcomes.providers.count(&provider.name, failure.as_str());
        failure.error(provider.title())
    }

    async fn departure(
        &self,
        provider: &Provider,
        purpose: Purpose,
        next: Option<String>,
        login_hint: Option<&str>,
    ) -> Result<Departure, ProviderFailure> {
        let is_github = provider.kind() == ProviderKind::Github;
        if is_github && matches!(purpose, Purpose::StepUp { .. }) {
            // It never says when somebody has signed in there.
            return Err(ProviderFailure::NotRecent);
        }
        let metadata = self.provider_metadata(provider).await?;
        let attempt = Attempt {
            provider: provider.name.clone(),
            issuer: issuer_of(provider).to_owned(),
            nonce: (!is_github).then(|| self.random_text()),
            verifier: self.random_text(),
            purpose,
            next,
            began_at: self.now(),
        };
        let binding = BASE64_URL_SAFE_NO_PAD.encode(self.entropy().bytes::<16>());
        let SealedText { text: state, lifetime } = self.seal_named(&attempt, &binding);
        let mut location = Url::parse(&metadata.authorization_endpoint).map_err(|_| ProviderFailure::Malformed)?;
        let redirect_uri = self.callback_uri(provider);
        let asked = parameters(provider, &metadata, &attempt, redirect_uri, login_hint);
        location.query_pairs_mut().extend_pairs(asked).append_pair("state", &state);
        Ok(Departure { location: location.into(), state, binding: SealedText { text: binding, lifetime } })
    }

    /// 256 random bits.
    fn random_text(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.entropy().bytes::<32>())
    }
}

/// The issuer of a provider, or what those of all directories begin with.
pub(super) fn issuer_of(provider: &Provider) -> &str {
    match &provider.issuer {
        IssuerRule::Exact(issuer) => issuer,
        IssuerRule::AnyDirectory => MICROSOFT_ISSUERS,
        IssuerRule::Nothing => "",
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
        ("scope", scope(provider)),
        ("code_challenge", challenge),
        ("code_challenge_method", "S256".to_owned()),
    ];
    asked.extend(attempt.nonce.clone().map(|nonce| ("nonce", nonce)));
    if matches!(attempt.purpose, Purpose::StepUp { .. }) {
        asked.push(match provider.kind() {
            ProviderKind::Google => ("claims", GOOGLE_AUTH_TIME.to_owned()),
            _ => ("max_age", "0".to_owned()),
        });
    }
    asked.extend(prompt(provider.kind(), metadata, &attempt.purpose).map(|prompt| ("prompt", prompt.to_owned())));
    let hint = login_hint.filter(|hint| !hint.is_empty() && hint.len() <= MAX_HINT_BYTES);
    let name = if provider.kind() == ProviderKind::Github { "login" } else { "login_hint" };
    asked.extend(hint.map(|hint| (name, hint.to_owned())));
    asked
}

/// What the provider asks the person, although they may be signed in there.
fn prompt(kind: ProviderKind, metadata: &Metadata, purpose: &Purpose) -> Option<&'static str> {
    let (is_proof, is_link) = (matches!(purpose, Purpose::StepUp { .. }), matches!(purpose, Purpose::Link { .. }));
    // Google knows no such value.
    if is_proof && kind != ProviderKind::Google {
        return Some("login");
    }
    // Somebody with several accounts would otherwise link the one that is signed in.
    ((is_proof || is_link) && metadata.can_select_account).then_some("select_account")
}

/// The usual scopes, and those of the definition.
fn scope(provider: &Provider) -> String {
    let usual: &[&str] = match provider.kind() {
        ProviderKind::Github => &["read:user", "user:email"],
        _ => &["openid", "email", "profile"],
    };
    let others = provider.definition.scopes.iter().map(String::as_str).filter(|scope| !usual.contains(scope));
    usual.iter().copied().chain(others).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::applications::upstream::github_metadata;
    use crate::shared::ids::{SessionId, UserId};
    use crate::shared::providers::{ProviderDefinition, ProviderName, ProviderSource};
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
            nonce: (kind != ProviderKind::Github).then(|| "n".to_owned()),
            verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".to_owned(),
            purpose,
            next: None,
            began_at: Timestamp(0),
        };
        parameters(&provider, &github_metadata(), &attempt, "https://a.example/callback".to_owned(), Some(hint))
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
        assert_asked(&google, "claims", Some(GOOGLE_AUTH_TIME));
        let link = asked(ProviderKind::Microsoft, Purpose::Link { user, session }, "");
        assert_asked(&link, "prompt", Some("select_account"));
        assert_asked(&link, "max_age", None);
    }
}
