//! Sealed values of ways under way: how long they count, and as what.

use crate::support::company::{arrive, company, identity};
use crate::support::totp::totp;
use crate::support::*;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use vestibule::accounts::{self, Arrived, ProviderAnswer, Purpose};
use vestibule::shared::providers::ProviderDefinition;
use vestibule::shared::requests::ConfirmAuthenticatorRequest;

/// In seconds.
const QUARTER: u64 = 15 * 60;
const HOUR: u64 = 60 * 60;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Request,
    SignOut,
    Consent,
    Pending,
    Attempt,
    Arrival,
}

impl Kind {
    const ALL: [Self; 6] = [Self::Request, Self::SignOut, Self::Consent, Self::Pending, Self::Attempt, Self::Arrival];

    /// Servers of two versions run at the same time during an upgrade, so this never changes.
    fn purpose(self) -> &'static str {
        match self {
            Self::Request => "authorization request 1",
            Self::SignOut => "sign-out 1",
            Self::Consent => "consent 1",
            Self::Pending => "pending-sign-in",
            Self::Attempt => "upstream attempt 2 binding",
            Self::Arrival => "upstream arrival 1",
        }
    }
}

struct World {
    app: TestApp,
    /// Somebody with an authenticator app.
    caller: Caller,
}

impl World {
    async fn new() -> Self {
        let app = TestApp::with(|config| config.providers.push(company(ProviderDefinition::default()))).await;
        let (_, tokens) = app.member("maren").await;
        let caller = app.caller(&tokens.access).await;
        let new = app.accounts.factors().begin_authenticator(&caller).await.unwrap();
        let request = ConfirmAuthenticatorRequest {
            setup: new.setup.into(),
            code: totp(&new.secret, app.accounts.now()).into(),
            ..ConfirmAuthenticatorRequest::default()
        };
        app.accounts.factors().confirm_authenticator(&caller, request).await.unwrap();
        Self { app, caller }
    }

    /// What a value contains that begins now, without what later versions have added.
    fn content(&self, kind: Kind) -> Value {
        let (now, id) = (self.app.accounts.now(), Uuid::nil());
        match kind {
            Kind::Request => json!({"parameters": "client_id=wiki", "issued_at": now.0}),
            Kind::SignOut => {
                json!({"session": id, "client": null, "redirect_uri": null, "state": null, "asked_at": now.0})
            }
            Kind::Consent => json!({
                "user": id, "session": id, "scopes": "openid", "question": "allow", "request": "client_id=wiki",
                "is_done": false, "issued_at": now.0,
            }),
            Kind::Pending => json!({
                "id": id, "user": self.caller.user_id(), "password": "", "remember": false, "began_at": now, "counters": [],
            }),
            Kind::Attempt => json!({
                "provider": "company", "issuer": "https://id.example.org", "nonce": "n",
                "verifier": "v", "purpose": {"SignIn": {"remember": false}}, "next": null, "began_at": now,
            }),
            Kind::Arrival => json!({
                "id": id, "identity": identity("248", "jonas@example.org", true), "next": null, "remember": false,
                "asked_by": null, "is_address_taken": false, "ends_at": now.plus(Duration::from_secs(HOUR)),
            }),
        }
    }

    fn seal(&self, purpose: &str, content: &Value) -> String {
        let json = content.to_string();
        BASE64_URL_SAFE_NO_PAD.encode(self.app.keyring.seal(purpose.as_bytes(), json.as_bytes(), [7; 24]))
    }

    /// Whether a value is taken as one of this kind.
    async fn opens(&self, kind: Kind, sealed: &str) -> bool {
        let accounts = &self.app.accounts;
        match kind {
            Kind::Request => accounts.openid().open_request(sealed).is_ok(),
            Kind::SignOut => accounts.openid().open_logout(None, sealed).await.unwrap().is_some(),
            Kind::Consent => accounts.openid().request_of_consent(sealed).is_ok(),
            Kind::Pending => accounts.sessions().pending_sign_in(sealed).await.is_ok(),
            Kind::Attempt => {
                // No such provider: what the attempt was for is known nevertheless.
                let answer = ProviderAnswer {
                    provider: "nobody".to_owned(),
                    state: sealed.to_owned(),
                    binding: Some("binding".to_owned()),
                    ..ProviderAnswer::default()
                };
                let browser = accounts::Browser::default();
                let returned = accounts.identities().return_from_provider(&Caller::default(), browser, answer).await;
                returned.is_err_and(|failed| failed.purpose.is_some())
            }
            Kind::Arrival => accounts.identities().show_arrival(sealed).await.is_ok(),
        }
    }
}

#[tokio::test]
async fn a_value_of_an_earlier_version_counts_until_it_is_over() {
    let world = World::new().await;
    let ten_minutes = 10 * 60;
    for (kind, seconds) in
        [(Kind::Request, 48 * HOUR), (Kind::SignOut, ten_minutes), (Kind::Pending, ten_minutes), (Kind::Arrival, HOUR)]
    {
        let sealed = world.seal(kind.purpose(), &world.content(kind));
        for (waited, counts) in [(0, true), (seconds - 1, true), (1, false)] {
            world.app.wait(waited);
            assert_eq!(world.opens(kind, &sealed).await, counts, "{kind:?} {waited}");
        }
    }
}

#[tokio::test]
async fn what_a_late_value_was_about_can_begin_again() {
    let world = World::new().await;
    for kind in [Kind::Consent, Kind::Attempt] {
        let sealed = world.seal(kind.purpose(), &world.content(kind));
        world.app.wait(2 * HOUR);
        assert!(world.opens(kind, &sealed).await, "{kind:?}");
    }
}

#[tokio::test]
async fn a_value_counts_for_its_purpose_alone() {
    let world = World::new().await;
    for kind in Kind::ALL {
        for other in Kind::ALL {
            let sealed = world.seal(other.purpose(), &world.content(kind));
            assert_eq!(world.opens(kind, &sealed).await, other == kind, "{kind:?} sealed as {other:?}");
        }
        assert!(!world.opens(kind, "").await && !world.opens(kind, "c2VhbGVk").await, "{kind:?}");
    }
}

#[tokio::test]
async fn an_identity_waits_as_long_as_its_owner_may_need() {
    let world = World::new().await;
    let (app, jonas) = (&world.app, identity("248", "jonas@example.org", true));
    let first = arrive(app, &Caller::default(), &jonas, Purpose::SignIn { remember: false }).await;
    let Ok(Arrived::FirstTime(first)) = first else { panic!("{first:?}") };
    let (user, session) = (world.caller.user_id().unwrap(), world.caller.who.session_id().unwrap());
    let asked = arrive(app, &world.caller, &jonas, Purpose::Link { user, session }).await;
    let Ok(Arrived::ConfirmLink(asked)) = asked else { panic!("{asked:?}") };
    assert_eq!((first.lifetime.as_secs(), asked.lifetime.as_secs()), (HOUR, QUARTER));
    for (waited, counts) in [(QUARTER - 1, (true, true)), (1, (true, false)), (HOUR - QUARTER, (false, false))] {
        app.wait(waited);
        let found = (world.opens(Kind::Arrival, &first.text).await, world.opens(Kind::Arrival, &asked.text).await);
        assert_eq!(found, counts, "{waited}");
    }
}

#[tokio::test]
async fn a_browser_keeps_a_pending_sign_in_as_long_as_it_waits() {
    let world = World::new().await;
    let reply = world.app.browser().log_in("maren").await;
    let cookies = reply.cookies();
    let line = cookies.iter().find(|line| line.starts_with("vestibule_pending=")).expect("a cookie");
    assert!(line.ends_with("; Max-Age=600"), "{line}");
}
