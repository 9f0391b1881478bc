//! Google, GitHub, Microsoft and other services: what becomes of what they have proved. What counts as proved is tested beside the code that
//! reads their answers, and in `services` at mocks of some of them.

use super::defined;
use crate::support::*;
use std::collections::BTreeMap;
use std::fmt::Debug;
use vestibule::accounts::{self, Arrived, Principal, ProvenIdentity, Purpose};
use vestibule::shared::ids::IdentityId;
use vestibule::shared::providers::{ProviderDefinition, ProviderKind, ProviderName};
use vestibule::store::added_in::AddedIn;
use vestibule::store::identities::{self, NewIdentity};

const MAREN: &str = "maren@example.org";
const DIRECTORY: &str = "https://login.microsoftonline.com/2f2e4a8c-1d3b-4f6a-9c7e-0a1b2c3d4e5f/v2.0";
const OTHER_DIRECTORY: &str = "https://login.microsoftonline.com/5b1c8f0e-6d2a-4c3b-8e9f-1a2b3c4d5e6f/v2.0";
const GITHUB: &str = "https://github.com";

const KINDS: [ProviderKind; 6] = [
    ProviderKind::Google,
    ProviderKind::Github,
    ProviderKind::Microsoft,
    ProviderKind::Discord,
    ProviderKind::Facebook,
    ProviderKind::Gitlab,
];

/// With all of them, and the confirmed account of maren.
async fn new_app() -> TestApp {
    let app = TestApp::with(|config| {
        for kind in KINDS {
            let definition =
                ProviderDefinition { kind, client_id: "vestibule".to_owned(), ..ProviderDefinition::default() };
            config.providers.push(defined(kind.as_str(), definition));
        }
    });
    let app = app.await;
    app.register("maren").await;
    app.set_confirmed("maren").await;
    app
}

fn identity(provider: &str, issuer: &str, subject: &str, email: &str, is_vouched: bool) -> ProvenIdentity {
    ProvenIdentity {
        provider: ProviderName::parse(provider).expect("a name"),
        issuer: issuer.to_owned(),
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

/// What a proven identity leads to in a browser without a session.
async fn arrive(app: &TestApp, identity: ProvenIdentity) -> String {
    let browser = accounts::Browser { known: None, signed_in: None, trusted: None };
    let caller = Caller::from(Principal::Anonymous);
    name_of(
        app.accounts.identities().arrive(&caller, browser, identity, Purpose::SignIn { remember: false }, None).await,
    )
}

fn name_of(outcome: Result<Arrived, impl Debug>) -> String {
    match outcome {
        Ok(Arrived::SignedIn(_)) => "signed in".to_owned(),
        Ok(Arrived::SignInFirst(_)) => "sign in first".to_owned(),
        Ok(Arrived::FirstTime(_)) => "first time".to_owned(),
        other => format!("{other:?}"),
    }
}

async fn link(app: &TestApp, username: &str, identity: &ProvenIdentity) {
    let new = NewIdentity {
        id: IdentityId(Uuid::from_u128(7)),
        user: app.id_of(username).await.parse().expect("an id"),
        provider: identity.provider.to_string(),
        issuer: identity.issuer.clone(),
        subject: identity.subject.clone(),
        label: None,
        added: AddedIn::default(),
        created_at: app.accounts.now(),
    };
    assert!(app.db.write(async move |mut tx: Tx| identities::insert(&mut tx, &new).await).await.expect("an answer"));
}

#[tokio::test]
async fn an_address_in_a_directory_of_microsoft_links_nothing() {
    // Who makes a directory decides which addresses its accounts have (nOAuth).
    let app = new_app().await;
    app.administrator("boss").await;
    app.set_confirmed("boss").await;
    for email in [MAREN, "boss@example.org"] {
        assert_eq!(arrive(&app, identity("microsoft", DIRECTORY, "o", email, false)).await, "sign in first");
    }
    assert!(app.database.run("SELECT subject FROM identities").await.is_empty());
}

#[tokio::test]
async fn the_same_object_in_another_directory_is_another_person() {
    let app = new_app().await;
    let own = identity("microsoft", DIRECTORY, "o", MAREN, false);
    link(&app, "maren", &own).await;
    assert_eq!(arrive(&app, own.clone()).await, "signed in");
    let other = ProvenIdentity { issuer: OTHER_DIRECTORY.to_owned(), ..own };
    assert_eq!(arrive(&app, other).await, "sign in first");
}

#[tokio::test]
async fn the_number_of_an_account_at_github_is_its_key() {
    let app = new_app().await;
    let maren = identity("github", GITHUB, "583231", MAREN, true);
    assert_eq!(arrive(&app, maren.clone()).await, "signed in");
    // The account there has another name and another address now, and somebody else has its former ones.
    let renamed = ProvenIdentity {
        email: Some("holt@example.net".to_owned()),
        username: Some("holt".to_owned()),
        ..maren.clone()
    };
    assert_eq!(arrive(&app, renamed).await, "signed in");
    let other = ProvenIdentity { subject: "583232".to_owned(), is_vouched: false, ..maren };
    assert_eq!(arrive(&app, other).await, "sign in first");
    assert_eq!(app.database.run("SELECT subject FROM identities").await, ["583231"]);
}

#[tokio::test]
async fn an_address_at_facebook_links_nothing() {
    // It does not say which ones are confirmed.
    let app = new_app().await;
    let mallory = identity("facebook", "https://www.facebook.com", "10160", MAREN, false);
    assert_eq!(arrive(&app, mallory).await, "sign in first");
    assert!(app.database.run("SELECT subject FROM identities").await.is_empty());
}

#[tokio::test]
async fn the_same_number_at_another_service_is_another_person() {
    let app = new_app().await;
    link(&app, "maren", &identity("github", GITHUB, "583231", MAREN, true)).await;
    for (name, issuer) in
        [("discord", "https://discord.com"), ("gitlab", "https://gitlab.com"), ("facebook", "https://www.facebook.com")]
    {
        let other = identity(name, issuer, "583231", "mallory@example.net", false);
        assert_eq!(arrive(&app, other.clone()).await, "first time", "{name}");
        // Nor does one of them prove an account at GitHub.
        let mistaken = ProvenIdentity { issuer: GITHUB.to_owned(), ..other };
        let outcome = arrive(&app, mistaken).await;
        assert!(!["signed in", "first time", "sign in first"].contains(&outcome.as_str()), "{name}: {outcome}");
    }
}

#[tokio::test]
async fn an_account_at_github_that_was_unlinked_stays_out() {
    // Whoever has it does not have the mailbox, though its address is the one of the account.
    let app = new_app().await;
    let thief = identity("github", GITHUB, "583231", MAREN, true);
    assert_eq!(arrive(&app, thief.clone()).await, "signed in");
    let user = app.id_of("maren").await.parse().expect("an id");
    let listed = app.accounts.identities().list_identities(&Caller::system(), user).await.expect("a list").identities;
    let [linked] = listed.as_slice() else { panic!("{listed:?}") };
    app.accounts.identities().unlink_identity(&Caller::system(), user, linked.id).await.expect("an answer");
    assert_eq!(arrive(&app, thief).await, "sign in first");
}

#[tokio::test]
async fn an_identity_of_a_provider_that_is_defined_no_longer_leads_nowhere() {
    let app = new_app().await;
    let unknown = identity("company", "https://id.example", "1", MAREN, true);
    let outcome = arrive(&app, unknown).await;
    assert!(!["signed in", "first time", "sign in first"].contains(&outcome.as_str()), "{outcome}");
    // Nor does one with the issuer of another.
    let mistaken = identity("google", GITHUB, "1", MAREN, true);
    let outcome = arrive(&app, mistaken).await;
    assert!(!["signed in", "first time", "sign in first"].contains(&outcome.as_str()), "{outcome}");
}
