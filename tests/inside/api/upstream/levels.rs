//! Levels that clients and applications ask for, in sessions that have begun at a provider.

use super::{World, person, signs_in, world, world_with};
use crate::api::second_factor::add_authenticator;
use crate::support::authenticator::{Authenticator, begin_sign_in};
use crate::support::mailbox::{deliver, discard, find};
use crate::support::openid::*;
use crate::support::totp::totp;
use crate::support::*;
use vestibule::shared::applications::ApplicationRequest;

const MAREN: &str = "maren@example.org";
const STRONG: &str = "urn:vestibule:acr:second-factor";
const ESSENTIAL: &str = r#"{"id_token":{"acr":{"essential":true,"values":["urn:vestibule:acr:second-factor"]}}}"#;
/// In the address of a button of a provider.
const AT_PROVIDER: &str = "for=step-up";
const LACKS_FACTOR: &str = "The application asks for a second factor, and your account has none.";

impl World {
    /// A client of the wiki.
    async fn client(&self) -> Client {
        self.app.add_application(open_at(WIKI, WIKI_URL)).await;
        self.app.add_client(WIKI, client_request(WIKI)).await
    }

    /// The wiki begins to demand a second factor, not older than five minutes.
    async fn demand_factor(&self) {
        let strict = Expected::Given(true);
        let request = ApplicationRequest { second_factor: strict, max_age: "5m".into(), ..open_at(WIKI, WIKI_URL) };
        self.app.accounts.applications().replace_application(&Caller::system(), WIKI, request).await.expect("a change");
    }
}

fn tokens_of(browser: &Browser<'_>) -> Tokens {
    Tokens { access: browser.jar["vestibule_access"].clone(), refresh: String::new() }
}

#[tokio::test]
async fn a_level_is_reached_with_the_factor_that_the_account_has() {
    for is_code in [true, false] {
        let world = world().await;
        let (app, client, maren) = (&world.app, world.client().await, person("248", MAREN));
        let mut browser = world.open_account("maren", &maren).await;
        let (essential, voluntary) = ([("claims", ESSENTIAL)], [("acr_values", STRONG)]);
        // It has a provider and a mailbox.
        let refused = client.authorize(&mut browser, &essential).await;
        assert_eq!(answer(&refused)["error"], "unmet_authentication_requirements");
        client.code(&mut browser, &voluntary).await;

        // Added in another session: this one has shown nothing but the provider.
        let mut other = app.browser();
        assert_eq!(world.enter(&mut other, &maren).await, "signed in");
        let there = tokens_of(&other);
        let proof = if is_code {
            json!({"code": totp(&add_authenticator(app, &there).await, app.accounts.now())})
        } else {
            Authenticator::added(app, &there).await.answer(&begin_sign_in(app, &json!({})).await)
        };
        for changes in [&essential, &voluntary] {
            let asked = client.authorize(&mut browser, changes).await;
            assert!(asked.location().starts_with("/confirm?next="), "{}", asked.location());
            let page = browser.follow(&asked).await.expect_status(200);
            assert_eq!((page.has("name", "code"), page.has("name", "password")), (is_code, false), "{}", page.text());
            assert!(!page.text().contains(AT_PROVIDER), "{}", page.text());
            page.assert_hides(&[LACKS_FACTOR]);
        }
        app.send(&tokens_of(&browser), Method::POST, "/api/auth/step-up", &proof).await.expect_status(200);
        client.code(&mut browser, &essential).await;
        client.code(&mut browser, &voluntary).await;
        world.demand_factor().await;
        client.code(&mut browser, &[]).await;
    }
}

#[tokio::test]
async fn a_second_factor_at_the_provider_is_shown_again_there() {
    for counts in [true, false] {
        let counted = counts.then(|| "mfa".to_owned());
        let world = world_with(|definition| definition.second_factor.extend(counted), |_| {}).await;
        let client = world.client().await;
        let mut maren = person("248", MAREN);
        maren["amr"] = json!(["pwd", "mfa"]);
        drop(world.open_account("maren", &maren).await);
        let mut browser = world.app.browser();
        assert_eq!(world.enter(&mut browser, &maren).await, "signed in");
        world.demand_factor().await;
        world.app.wait(6 * 60);
        let asked = client.authorize(&mut browser, &[]).await;
        let page = browser.follow(&asked).await.expect_status(200);
        if !counts {
            page.assert_shows(&[LACKS_FACTOR]);
            continue;
        }
        assert!(page.text().contains(AT_PROVIDER), "{}", page.text());
        page.assert_hides(&[LACKS_FACTOR]);
        let proved = world.visit(&mut browser, "?for=step-up", &maren).await;
        assert!(signs_in(&proved), "{}", proved.text());
        client.code(&mut browser, &[("claims", ESSENTIAL)]).await;
    }
}

#[tokio::test]
async fn a_factor_that_is_added_after_a_code_by_mail_reaches_the_level() {
    let world = world().await;
    let (app, client) = (&world.app, world.client().await);
    let mut browser = world.open_account("maren", &person("248", MAREN)).await;
    app.wait(11 * 60);
    let maren = tokens_of(&browser);
    discard(app).await;
    let sent = app.post("/api/account/proof-code").bearer(&maren.access).send().await.json();
    let messages = deliver(app).await;
    let digits = find(&messages, MAREN, "Your code").expect("the message with the code").digits();
    let body = json!({"mail_code": digits, "mail_proof": sent["mail_proof"]});
    app.send(&maren, Method::POST, "/api/auth/step-up", &body).await.expect_status(200);
    add_authenticator(app, &maren).await;
    client.code(&mut browser, &[("claims", ESSENTIAL)]).await;
}
