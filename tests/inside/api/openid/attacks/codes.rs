//! Attempts to use a code that somebody else has got, or to weaken what binds it.

use super::{ISSUER, is_refused, other_client};
use crate::support::openid::{CALLBACK, TOKEN, VERIFIER, WIKI, answer, client_request, public_client_request};
use crate::support::*;
use vestibule::shared::applications::ApplicationRequest;
use vestibule::shared::clients::ClientRequest;

const OTHER_VERIFIER: &str = "another-verifier-of-the-tests-with-enough-characters-0123456789";

/// Code injection: the attacker gives a stolen code to the client in a browser of their own, where the verifier is another one.
#[tokio::test]
async fn a_stolen_code_is_worth_nothing_without_its_verifier() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut browser = app.browser_of("maren").await;
    for (attack, verifier) in [
        ("that of another sign-in", OTHER_VERIFIER),
        ("none", ""),
        ("the challenge", openid::CHALLENGE),
        ("too short a beginning", &VERIFIER[..42]),
        ("more after it", &format!("{VERIFIER}x")),
        ("a space after it", &format!("{VERIFIER} ")),
    ] {
        let code = client.code(&mut browser, &[]).await;
        let reply = client.exchange(&app, &code, &[("code_verifier", verifier)]).await;
        assert!(["invalid_grant", "invalid_request"].iter().any(|error| reply.json()["error"] == *error), "{attack}");
        assert_eq!(reply.status, 400, "{attack}");
    }
    // The sign-in is known by its nonce as well.
    let tokens = client.tokens(&app, &mut browser, &[("nonce", "of-the-attacker")]).await;
    let id_token = tokens["id_token"].as_str().expect("an ID token");
    assert_eq!(part_of_jwt(id_token, 1)["nonce"], "of-the-attacker");
}

/// A client could hold a code back until somebody takes its access back, and get access for 30 days then.
#[tokio::test]
async fn a_code_from_before_access_was_taken_back_gives_nothing() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut browser = app.browser_of("maren").await;
    let id = app.id_of("maren").await.parse().expect("an id");
    let scope = [("scope", "openid offline_access")];
    // The second time as well.
    for _ in 0..2 {
        client.tokens(&app, &mut browser, &scope).await;
        let held = client.code(&mut browser, &scope).await;
        app.wait(1);
        app.accounts.openid().revoke_client_access(&Caller::system(), id, WIKI).await.expect("access was taken back");
        for seconds in [0, 20, 20] {
            app.wait(seconds);
            let refused = client.exchange(&app, &held, &[]).await.expect_status(400);
            assert_eq!(refused.json()["error"], "invalid_grant");
        }
    }
    let of_user = app.accounts.openid().list_client_access(&Caller::system(), id).await.expect("a list");
    assert!(of_user.is_empty(), "{of_user:?}");
    // A code that is issued afterwards is good.
    client.tokens(&app, &mut browser, &scope).await;
}

#[tokio::test]
async fn a_challenge_cannot_be_left_out_or_weakened_on_the_way() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let public = app.add_client(WIKI, public_client_request("wiki-app")).await;
    let free = ClientRequest { require_pkce: Expected::Given(false), ..client_request("wiki-old") };
    let free = app.add_client(WIKI, free).await;
    let mut browser = app.browser_of("maren").await;
    for client in [&client, &public] {
        let reply = client.authorize(&mut browser, &[("code_challenge", ""), ("code_challenge_method", "")]).await;
        assert_eq!(answer(&reply)["error"], "invalid_request", "{}: without a challenge", client.id);
    }
    for client in [&client, &public, &free] {
        for (attack, changes) in [
            ("plain", [("code_challenge", VERIFIER), ("code_challenge_method", "plain")]),
            ("the default method, which is plain", [("code_challenge", VERIFIER), ("code_challenge_method", "")]),
            ("a method alone", [("code_challenge", ""), ("code_challenge_method", "S256")]),
            ("another case", [("code_challenge", openid::CHALLENGE), ("code_challenge_method", "s256")]),
            ("no hash", [("code_challenge", "x"), ("code_challenge_method", "S256")]),
        ] {
            let reply = client.authorize(&mut browser, &changes).await;
            let answer = answer(&reply);
            assert_eq!((answer["error"].as_str(), answer.get("code")), ("invalid_request", None), "{attack}");
        }
    }
    // The attacker takes the challenge away on the way to the provider. The client does not know that, and sends its verifier.
    let code = free.code(&mut browser, &[("code_challenge", ""), ("code_challenge_method", "")]).await;
    is_refused(&free.exchange(&app, &code, &[]).await, "invalid_grant", "a verifier without a challenge");
    let code = free.code(&mut browser, &[]).await;
    let without = free.exchange(&app, &code, &[("code_verifier", "")]).await;
    assert_eq!(without.status, 400, "a challenge without a verifier");
    assert!(without.json().get("access_token").is_none());
}

#[tokio::test]
async fn a_code_belongs_to_its_client_and_its_address() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let other = other_client(&app).await;
    let both = ClientRequest {
        redirect_uris: texts(&[CALLBACK, "https://wiki.example.com/other"]),
        ..client_request("wiki-two")
    };
    let both = app.add_client(WIKI, both).await;
    let mut browser = app.browser_of("maren").await;

    let code = client.code(&mut browser, &[]).await;
    let reply = other.exchange(&app, &code, &[("redirect_uri", CALLBACK)]).await;
    is_refused(&reply, "invalid_grant", "at another client");
    assert_eq!(client.exchange(&app, &code, &[]).await.status, 200, "another client cannot use it up");

    for (attack, address) in [("the other one", "https://wiki.example.com/other"), ("none", ""), ("a slash", "/")] {
        let code = both.code(&mut browser, &[]).await;
        let reply = both.exchange(&app, &code, &[("redirect_uri", address)]).await;
        assert_eq!(reply.status, 400, "{attack}: {}", reply.text());
    }
    let code = client.code(&mut browser, &[]).await;
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
        ("client_id", client.id.as_str()),
    ];
    is_refused(&app.post(TOKEN).form(&fields).send().await, "invalid_client", "without the secret of the client");
    let secret = [("client_secret", "vcs_guessed-guessed-guessed-guessed-guessed")];
    let guessed = app.post(TOKEN).form(&[&fields[..], &secret].concat()).send().await;
    is_refused(&guessed, "invalid_client", "with another secret");
}

#[tokio::test]
async fn a_code_is_only_what_the_provider_has_sealed_for_this_purpose() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut browser = app.browser_of("maren").await;
    let code = client.code(&mut browser, &[]).await;
    let mut altered = Vec::new();
    for at in (0..code.len()).step_by(7) {
        let other = if &code[at..=at] == "A" { "B" } else { "A" };
        altered.push(format!("{}{other}{}", &code[..at], &code[at + 1..]));
    }
    altered.extend([code[1..].to_owned(), code[..code.len() - 4].to_owned(), format!("{code}AAAA"), "x".repeat(9000)]);
    // Sealed with the same key for another purpose.
    let stranger = client.authorize(&mut app.browser(), &[]).await;
    altered.push(stranger.location().to_owned());
    altered.extend(["", "null", "../../etc/passwd"].map(str::to_owned));
    let tokens = app.log_in("maren").await;
    altered.extend([tokens.access, tokens.refresh]);
    for code in altered {
        let reply = client.exchange(&app, &code, &[]).await;
        assert_eq!(reply.status, 400, "{code}: {}", reply.text());
        assert!(reply.json().get("access_token").is_none());
    }
    assert_eq!(client.exchange(&app, &code, &[]).await.status, 200, "the code itself");
}

#[tokio::test]
async fn a_code_ends_after_a_minute_with_its_session_and_with_admission() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    app.group("editors", &["maren"]).await;
    app.add_application(ApplicationRequest {
        groups: texts(&["editors"]),
        ..closed_at("journal", "https://journal.example.com/")
    })
    .await;
    let request =
        ClientRequest { redirect_uris: texts(&["https://journal.example.com/callback"]), ..client_request("journal") };
    let journal = app.add_client("journal", request).await;
    let mut browser = app.browser_of("maren").await;

    let code = client.code(&mut browser, &[]).await;
    app.wait(61);
    is_refused(&client.exchange(&app, &code, &[]).await, "invalid_grant", "after a minute");

    let code = journal.code(&mut browser, &[]).await;
    let id = app.id_of("maren").await.parse().expect("an id");
    app.accounts.groups().remove_from_group(&Caller::system(), "editors", id).await.expect("a change");
    is_refused(&journal.exchange(&app, &code, &[]).await, "invalid_grant", "who may not enter any more");
    let reply = journal.authorize(&mut browser, &[]).await;
    assert_eq!(answer(&reply)["error"], "access_denied");

    let code = client.code(&mut browser, &[]).await;
    browser.submit("/actions/logout", &[]).await;
    is_refused(&client.exchange(&app, &code, &[]).await, "invalid_grant", "after signing out");
}

/// Mix-up: the client that uses several providers learns from each answer which one has sent it (RFC 9207).
#[tokio::test]
async fn every_answer_says_which_provider_has_sent_it() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut browser = app.browser_of("maren").await;
    for changes in [[("prompt", "none")], [("response_type", "token")], [("state", "")]] {
        let reply = client.authorize(&mut browser, &changes).await;
        assert_eq!(answer(&reply)["iss"], ISSUER, "{changes:?}");
        let page = client.authorize(&mut browser, &[changes[0], ("response_mode", "form_post")]).await;
        let (_, fields) = page.form(|action| action == CALLBACK).expect("a form");
        assert!(fields.contains(&("iss".to_owned(), ISSUER.to_owned())), "{fields:?}");
    }
    let stranger = client.authorize(&mut app.browser(), &[("prompt", "none")]).await;
    assert_eq!(answer(&stranger)["iss"], ISSUER);
}
