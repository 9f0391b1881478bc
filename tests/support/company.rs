//! A provider whose answers a test makes up: what is tried is what follows from them.

use super::{Caller, TestApp};
use std::collections::BTreeMap;
use vestibule::accounts::{Arrived, Browser, ProvenIdentity, ProviderOutcome, Purpose};
use vestibule::applications::upstream::Provider;
use vestibule::shared::providers::{ProviderDefinition, ProviderName, ProviderSource};

const ISSUER: &str = "https://id.example.org";

fn name() -> ProviderName {
    ProviderName::parse("company").expect("a name")
}

/// The provider, with a definition that says what the test is about.
pub fn company(definition: ProviderDefinition) -> Provider {
    let definition = ProviderDefinition {
        issuer: Some(ISSUER.to_owned()),
        client_id: "vestibule".to_owned(),
        trusted_domains: vec!["*".to_owned()],
        ..definition
    };
    Provider::new(name(), definition, None, ProviderSource::Environment)
}

/// What it says of somebody. `is_vouched`: whether the address is theirs.
pub fn identity(subject: &str, email: &str, is_vouched: bool) -> ProvenIdentity {
    ProvenIdentity {
        provider: name(),
        issuer: ISSUER.to_owned(),
        subject: subject.to_owned(),
        email: Some(email.to_owned()),
        is_vouched,
        organisation: None,
        name: None,
        username: None,
        groups: None,
        fields: BTreeMap::new(),
        sid: None,
        auth_time: None,
        has_second_factor: false,
    }
}

/// Comes back from the provider.
pub async fn arrive(
    app: &TestApp,
    caller: &Caller,
    identity: &ProvenIdentity,
    purpose: Purpose,
) -> Result<Arrived, ProviderOutcome> {
    app.accounts.identities().arrive(caller, Browser::default(), identity.clone(), purpose, None).await
}

/// Links an identity in the session of a caller; returns whether that is possible.
pub async fn link(app: &TestApp, caller: &Caller, identity: &ProvenIdentity) -> bool {
    let (Some(user), Some(session)) = (caller.user_id(), caller.who.session_id()) else { return false };
    let arrived = arrive(app, caller, identity, Purpose::Link { user, session }).await;
    let Ok(Arrived::ConfirmLink(arrival)) = arrived else { return false };
    let Ok(shown) = app.accounts.identities().show_arrival(&arrival.text).await else { return false };
    app.accounts.identities().link_identity(caller, &arrival.text, &shown.mark).await.is_ok()
}
