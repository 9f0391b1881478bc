//! `/.vestibule/prove`: an application asks for a proof of who somebody is, and gets them back with a token that has it.

use super::*;
use crate::api::second_factor::add_authenticator;
use crate::support::totp::totp;

const PROVE: &str = "https://journal.example.com/.vestibule/prove";
const SECOND: &str = "https://journal.example.com/.vestibule/prove?factor=second&return=%2Ftransfers%3Fto%3D7";
const TRANSFERS: &str = "https://journal.example.com/transfers?to=7";
const FACTOR_MISSING: &str = "The application asks for a second factor, and your account has none.";

/// Follows a link at the host of an application.
async fn ask(visitor: &mut Visitor<'_>, url: &str) -> Reply {
    let reply = below_folder(visitor.app, Method::GET, url, &visitor.there).html().send().await;
    visitor.store(reply)
}

/// The path on the host of Vestibule to which it leads.
fn led(reply: &Reply) -> String {
    reply.location().strip_prefix(BASE).expect("a page of Vestibule").to_owned()
}

/// Where that page leads on to.
fn next_of(page: &str) -> String {
    let next = page.split_once("next=").expect("a way on").1;
    percent_encoding::percent_decode_str(next).decode_utf8().expect("UTF-8").into_owned()
}

/// What the application learns of the session.
async fn claims_at(visitor: &mut Visitor<'_>, url: &str) -> Value {
    let granted = visitor.open(url).await.expect_status(200);
    part_of_jwt(granted.header("x-vestibule-token"), 1)
}

/// Sends a code to the page that asks, and goes on until the browser is at the application again: where that leads.
async fn confirm(visitor: &mut Visitor<'_>, page: &str, secret: &str) -> String {
    let next = next_of(page);
    let code = totp(secret, visitor.app.accounts.now());
    let confirmed = visitor.own.submit("/actions/confirm", &[("code", &code), ("next", &next)]).await;
    assert_eq!(confirmed.location(), next);
    let callback = visitor.own.follow(&confirmed).await.expect_status(302).location().to_owned();
    let back = visitor.call_back(&callback).await.location().to_owned();
    ask(visitor, &back).await.location().to_owned()
}

#[tokio::test]
async fn the_token_of_the_same_audience_has_the_proof_afterwards() {
    let app = new_app().await;
    let mut visitor = at_journal(&app).await;
    let before = claims_at(&mut visitor, TRANSFERS).await;
    assert_eq!((&before["aud"], &before["acr"]), (&json!("journal"), &json!("urn:vestibule:acr:password")));
    let secret = add_authenticator(&app, &app.log_in("ada").await).await;
    app.wait(60);

    let reply = ask(&mut visitor, SECOND).await;
    assert_eq!((reply.status, reply.cookies().len()), (302, 1), "nginx passes on one");
    let page = led(&reply);
    assert!(page.starts_with("/confirm?next=%2Fauth%2Fenter"), "{page}");
    let begun = visitor.own.open(&page).await;
    let shown = visitor.own.follow(&begun).await.expect_status(200);
    assert!(shown.has("name", "code") && !shown.has("name", "password"), "{}", shown.text());
    // Without the proof it leads no further.
    let entering = visitor.own.open(&next_of(&page)).await;
    assert!(entering.location().starts_with("/confirm?next=p"), "{}", entering.location());

    assert_eq!(confirm(&mut visitor, &page, &secret).await, TRANSFERS);
    let after = claims_at(&mut visitor, TRANSFERS).await;
    assert_eq!((&after["aud"], &after["sid"]), (&before["aud"], &before["sid"]));
    assert_eq!(after["acr"], "urn:vestibule:acr:second-factor");
    assert!(after["amr"].as_array().is_some_and(|amr| amr.contains(&json!("mfa"))), "{after}");
    assert!(after["auth_time"].as_i64() > before["auth_time"].as_i64(), "{after}");
    let of_page = from_own_page(&app, "https://journal.example.com/.vestibule/token", &visitor.there);
    let of_page = of_page.expect_status(200).await.json();
    let of_page = part_of_jwt(of_page["token"].as_str().expect("a token"), 1);
    assert_eq!((&of_page["aud"], &of_page["acr"]), (&after["aud"], &after["acr"]));

    // Whoever has given it is led back at once; a passkey is more than that.
    let again = ask(&mut visitor, SECOND).await;
    assert_eq!((again.location(), again.cookies().len()), (TRANSFERS, 0));
    let passkey = ask(&mut visitor, &format!("{PROVE}?factor=passkey&return=/")).await;
    assert!(led(&passkey).starts_with("/confirm?next="), "{}", passkey.location());
    let entered = app.events("application.enter").await;
    assert_eq!(entered.len(), 1, "one session");
}

#[tokio::test]
async fn a_recent_proof_is_asked_for_as_well() {
    let app = new_app().await;
    let mut visitor = at_journal(&app).await;
    let recent = format!("{PROVE}?max_age=5m&return=/");
    assert_eq!(ask(&mut visitor, &recent).await.location(), JOURNAL);
    app.wait(300);
    let page = led(&ask(&mut visitor, &recent).await);
    let next = next_of(&page);
    let confirmed = visitor.own.submit("/actions/confirm", &[("password", PASSWORD), ("next", &next)]).await;
    let callback = visitor.own.follow(&confirmed).await.expect_status(302).location().to_owned();
    let back = visitor.call_back(&callback).await.location().to_owned();
    assert_eq!(back, format!("{PROVE}?max_age=300&return=%2F"));
    assert_eq!(ask(&mut visitor, &back).await.location(), JOURNAL);
}

#[tokio::test]
async fn who_is_not_signed_in_signs_in_first() {
    let app = new_app().await;
    let mut visitor = Visitor::signed_in(&app).await;
    let reply = ask(&mut visitor, &format!("{PROVE}?max_age=1h&return=/posts")).await;
    let sign_in = led(&reply);
    assert!(sign_in.starts_with("/login?next=%2Fauth%2Fenter"), "{sign_in}");
    let signed_in = visitor.own.open(&sign_in).await;
    let callback = visitor.own.follow(&signed_in).await.expect_status(302).location().to_owned();
    let back = visitor.call_back(&callback).await.location().to_owned();
    assert_eq!(ask(&mut visitor, &back).await.location(), "https://journal.example.com/posts");

    // A session of a disabled account counts as none.
    app.change("ada", "disable").await;
    let disabled = ask(&mut visitor, SECOND).await;
    assert!(led(&disabled).starts_with("/login?next="), "{}", disabled.location());
    let program = below_folder(&app, Method::GET, SECOND, &visitor.there).send().await;
    program.assert_refused(401, "token_missing");
}

#[tokio::test]
async fn who_has_no_second_factor_learns_that_and_can_turn_back() {
    let app = new_app().await;
    let mut visitor = at_journal(&app).await;
    let page = led(&ask(&mut visitor, SECOND).await);
    let begun = visitor.own.open(&page).await;
    let shown = visitor.own.follow(&begun).await.expect_status(200);
    shown.assert_shows(&[FACTOR_MISSING]);
    let security = begun.location().replacen("/confirm", "/account/second-factor", 1);
    assert!(shown.links_to(&security) && !shown.has("name", "password"), "{}", shown.text());
    // The application has asked by itself, so it is told by the return without a proof.
    let left = visitor.own.submit("/actions/leave", &[("next", &shown.hidden("next"))]).await;
    assert_eq!(left.location(), TRANSFERS);
    assert_eq!(claims_at(&mut visitor, TRANSFERS).await["acr"], "urn:vestibule:acr:password");
}

#[tokio::test]
async fn it_leads_nowhere_else() {
    let app = new_app().await;
    let visitor = at_journal(&app).await;
    for query in [
        "",
        "?return=/",
        "?factor=third&return=/",
        "?factor=password&return=/",
        "?max_age=1&return=/",
        "?factor=second",
        "?factor=second&return=https://evil.example/",
        "?factor=second&return=//evil.example/",
        "?factor=second&return=%2F%2Fevil.example/",
        "?factor=second&return=/%5Cevil.example/",
        "?factor=second&return=/%09/evil.example/",
        "?factor=second&return=javascript:alert(1)",
        "?factor=second&return=/.vestibule/callback?ticket=made-up",
    ] {
        let url = format!("{PROVE}{query}");
        for jar in [&visitor.there, &Jar::new()] {
            let program = below_folder(&app, Method::GET, &url, jar).send().await;
            program.assert_refused(400, "malformed");
            let page = below_folder(&app, Method::GET, &url, jar).html().send().await;
            assert_eq!(page.status, 400, "{query}");
            for reply in [program, page] {
                assert!(!reply.headers.contains_key("location") && reply.cookies().is_empty(), "{query}");
            }
        }
    }
    for host in ["https://evil.example", "http://journal.example.com", "https://journal.example.com:8443", BASE] {
        // On the host of Vestibule, this is a page of Vestibule.
        let url = format!("{host}/.vestibule/prove?factor=second&return=/account");
        let reply = below_folder(&app, Method::GET, &url, &visitor.there).html().send().await;
        assert_eq!((reply.status, reply.headers.contains_key("location")), (403, false), "{host}");
    }
    let direct = below_folder(&app, Method::GET, SECOND, &visitor.there).seen_from("203.0.113.9").send().await;
    direct.assert_refused(403, "forbidden");
    for method in [Method::POST, Method::PUT, Method::OPTIONS] {
        let reply = below_folder(&app, method.clone(), SECOND, &visitor.there).send().await;
        assert_eq!(reply.status, 405, "{method}");
    }
    // Nobody can write a link to the page that asks which leads past a registered host.
    let to = "https%3A%2F%2Fevil.example%2F.vestibule%2Fprove%3Ffactor%3Dsecond%26return%3D%252F";
    let mut visitor = visitor;
    let reply = visitor.own.open(&format!("/auth/enter?to={to}&state={}", "A".repeat(43))).await;
    assert_eq!(reply.status, 403);
}

#[tokio::test]
async fn who_may_not_enter_is_asked_for_nothing() {
    let app = new_app().await;
    set_membership(&app, "ada", true).await;
    let mut visitor = Visitor::signed_in(&app).await;
    visitor.enter(WIKI).await;
    let url = "https://wiki.example.com/.vestibule/prove?factor=second&return=/";
    assert_eq!(ask(&mut visitor, url).await.status, 302);
    set_membership(&app, "ada", false).await;
    let reply = ask(&mut visitor, url).await;
    assert_eq!((reply.status, reply.headers.contains_key("location")), (403, false));
}

#[tokio::test]
async fn on_the_host_of_vestibule_it_leads_back_to_the_application_there() {
    let app = new_app().await;
    let mut ada = Visitor::signed_in(&app).await.own;
    let secret = add_authenticator(&app, &app.log_in("ada").await).await;
    app.wait(60);
    let url = "https://id.example.com/.vestibule/prove?factor=second&return=%2Fshop%2Fcart%3Fitem%3D7";
    let reply = below_folder(&app, Method::GET, url, &ada.jar).html().send().await;
    let page = led(&reply);
    assert!(reply.cookies().is_empty() && page.starts_with("/confirm?next=%2F.vestibule%2Fprove"), "{page}");
    let next = next_of(&page);
    assert_eq!(next, "/.vestibule/prove?factor=second&return=%2Fshop%2Fcart%3Fitem%3D7");
    let shown = ada.open(&page).await.expect_status(200);
    assert!(shown.has("name", "code") && !shown.has("name", "password"), "{}", shown.text());
    let code = totp(&secret, app.accounts.now());
    let confirmed = ada.submit("/actions/confirm", &[("code", &code), ("next", &next)]).await;
    assert_eq!(confirmed.location(), next);
    let back = below_folder(&app, Method::GET, url, &ada.jar).html().send().await;
    assert_eq!(back.location(), "https://id.example.com/shop/cart?item=7");
}

/// A part of the host that is an application of its own demands more than the page that calls it. A script reads in the answer what to
/// ask for.
#[tokio::test]
async fn a_script_learns_what_to_ask_for() {
    let app = new_app().await;
    let (second_factor, part) = (Expected::Given(true), "https://journal.example.com/transfers");
    app.add_application(ApplicationRequest { second_factor, ..open_at("transfers", part) }).await;
    let recent = "https://journal.example.com/recent";
    app.add_application(ApplicationRequest { max_age: "10m".into(), ..open_at("recent", recent) }).await;
    let mut visitor = at_journal(&app).await;
    let secret = add_authenticator(&app, &app.log_in("ada").await).await;
    // Half a minute is over already.
    app.wait(10 * 60 - 31);

    let call = async |visitor: &Visitor<'_>, url: &str| forwarded(visitor.app, "GET", url, &visitor.there).send().await;
    let refused = call(&visitor, part).await;
    refused.assert_refused(401, "step_up_required");
    let problem = refused.json();
    assert_eq!((&problem["factor"], problem.get("max_age")), (&json!("second"), None));
    assert_eq!(call(&visitor, recent).await.status, 200);
    app.wait(1);
    let problem = call(&visitor, recent).await.json();
    // The account has a factor, and shows it again.
    assert_eq!((&problem["factor"], &problem["max_age"]), (&json!("second"), &json!(600)));

    let page = led(&ask(&mut visitor, &format!("{PROVE}?factor=second&max_age=600&return=/")).await);
    assert_eq!(confirm(&mut visitor, &page, &secret).await, JOURNAL);
    for url in [part, recent, JOURNAL] {
        assert_eq!(call(&visitor, url).await.status, 200, "{url}");
    }
}

#[tokio::test]
async fn a_path_that_is_too_long_for_an_address_leads_to_the_entrance() {
    let app = new_app().await;
    let mut visitor = at_journal(&app).await;
    let reply = ask(&mut visitor, &format!("{PROVE}?factor=second&return=/{}", "a".repeat(1_900))).await;
    assert!(reply.location().len() < 400, "{}", reply.location());
    let next = next_of(&led(&reply));
    assert!(next.contains("factor%3Dsecond%26return%3D%252F&state="), "{next}");
    // Without its query it fits.
    let reply = ask(&mut visitor, &format!("{PROVE}?factor=second&return=/b%3Fc={}", "a".repeat(1_900))).await;
    assert!(next_of(&led(&reply)).contains("return%3D%252Fb&state="), "{}", reply.location());
}

#[tokio::test]
async fn strangers_are_charged_to_their_source() {
    let app = app_with(|config| config.rate_limits = "request=2/s".parse().expect("limits")).await;
    for url in [SECOND, PROVE, "https://evil.example/.vestibule/prove?factor=second&return=/"] {
        app.wait(5);
        let mut statuses = Vec::new();
        for _ in 0..10 {
            statuses.push(below_folder(&app, Method::GET, url, &Jar::new()).html().send().await.status);
        }
        assert!(matches!(statuses[..], [302 | 400 | 403, .., 429, 429]), "{url}: {statuses:?}");
    }
}
