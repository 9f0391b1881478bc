//! What pages of other sites can make the browser of somebody who is signed in do.

use crate::support::openid::{AUTHORIZE, CALLBACK, Client, WIKI, answer, client_request};
use crate::support::*;
use vestibule::shared::clients::ClientRequest;

/// A client that asks for consent each time.
async fn asking_client(app: &TestApp) -> Client {
    app.add_client(WIKI, ClientRequest { consent: "always".into(), ..client_request("wiki-asks") }).await
}

/// A form of another site. Browsers that do not know Lax cookies send them with it: then they have to mean nothing.
fn from_elsewhere<'a>(browser: &Browser<'a>, path: &str, fields: &[(String, String)]) -> Call<'a> {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let call = browser.call(Method::POST, path).html().header("sec-fetch-site", "cross-site");
    call.header("origin", "https://evil.example").form(&fields)
}

#[tokio::test]
async fn a_form_of_another_site_gets_no_code_with_the_cookies_of_the_browser() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut browser = app.browser_of("maren").await;
    let reply = from_elsewhere(&browser, AUTHORIZE, &client.parameters(&[])).send().await.expect_status(303);
    assert!(reply.location().starts_with("/auth/go?next=c"), "{}", reply.location());
    assert!(reply.cookies().iter().all(|line| line.starts_with("vestibule_to_")), "{:?}", reply.cookies());
    let reply = browser.store_cookies(reply);
    assert!(!reply.location().contains("code="));
    // The same request as GET, which the client is allowed to make: the browser of the person decides.
    let done = browser.follow(&reply).await;
    assert!(answer(&done).contains_key("code"), "{}", done.location());

    assert_eq!(browser.call(Method::HEAD, &client.request(&[])).send().await.status, 405, "a look changes nothing");
    let huge = client.parameters(&[("state", &"x".repeat(9_000))]);
    assert!(from_elsewhere(&browser, AUTHORIZE, &huge).send().await.status >= 400, "more than is sealed");
}

#[tokio::test]
async fn consent_is_given_by_its_own_page_in_the_browser_that_was_asked() {
    let (app, _) = TestApp::with_client_and_user("maren").await;
    app.register("jonas").await;
    let client = asking_client(&app).await;
    let mut browser = app.browser_of("maren").await;
    let asked = client.authorize(&mut browser, &[]).await;
    let page = if asked.status == 200 { asked } else { browser.follow(&asked).await };
    let (action, fields) = page.expect_status(200).form(|action| action.contains("consent")).expect("a form");
    let allowed = [fields.clone(), vec![("answer".to_owned(), "allow".to_owned())]].concat();

    let elsewhere = from_elsewhere(&browser, &action, &allowed).send().await;
    assert!(elsewhere.status >= 400, "{}: {}", elsewhere.status, elsewhere.header("location"));
    let mut of_jonas = app.browser_of("jonas").await;
    let pairs: Vec<_> = allowed.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    for (whose, reply) in [
        ("of another person", of_jonas.submit(&action, &pairs).await),
        ("of a stranger", app.browser().submit(&action, &pairs).await),
        ("of maren, in another session", app.browser_of("maren").await.submit(&action, &pairs).await),
    ] {
        assert!(!reply.header("location").contains("code="), "{whose}: {}", reply.header("location"));
    }
    assert!(app.events("client.consent").await.is_empty(), "nothing was given");
    let done = browser.submit(&action, &pairs).await;
    assert!(answer(&done).contains_key("code"), "{}", done.location());
    // Without its sealed part, or with another one, it is no consent.
    for wrong in ["", "AAAA"] {
        let pairs: Vec<_> = fields.iter().map(|(name, _)| (name.as_str(), wrong)).collect();
        let reply = browser.submit(&action, &[&pairs[..], &[("answer", "allow")]].concat()).await;
        assert!(!reply.header("location").contains("code="), "{}", reply.header("location"));
    }
}

/// What a browser keeps of a request says what somebody has asked for, not who is asked: it gives nothing that the same GET does not
/// give.
#[tokio::test]
async fn a_request_is_read_as_it_was_kept_or_not_at_all() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut browser = app.browser_of("maren").await;
    let begun = from_elsewhere(&browser, AUTHORIZE, &client.parameters(&[])).send().await;
    let begun = browser.store_cookies(begun);
    let (name, value) = browser.jar.iter().find(|(name, _)| name.contains("_to_")).expect("a journey");
    let (name, value) = (name.clone(), value.clone());
    for (attack, other) in [("half of it", &value[..value.len() / 2]), ("more", &format!("{value}A")), ("text", "e30")]
    {
        browser.jar.insert(name.clone(), other.to_owned());
        assert_eq!(browser.follow(&begun).await.expect_status(302).location(), "/", "{attack}");
    }
    browser.jar.insert(name, value);
    // Parameters beside it mean nothing.
    let with_more = format!("{}&redirect_uri=https%3A%2F%2Fevil.example%2F&state=evil", begun.location());
    let reply = browser.open(&with_more).await;
    let location = reply.header("location");
    assert!(location.starts_with(CALLBACK) && !location.contains("state=evil"), "{location}");
}

#[tokio::test]
async fn no_page_of_the_way_can_be_framed_or_read_by_another_site() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let asks = asking_client(&app).await;
    let mut browser = app.browser_of("maren").await;
    let consent = asks.authorize(&mut browser, &[]).await;
    let consent = if consent.status == 200 { consent } else { browser.follow(&consent).await };
    let sign_in = client.authorize(&mut app.browser(), &[]).await;
    for (name, reply) in [
        ("code", client.authorize(&mut browser, &[]).await),
        ("form", client.authorize(&mut browser, &[("response_mode", "form_post")]).await),
        ("error page", client.authorize(&mut browser, &[("client_id", "nobody")]).await),
        ("consent", consent),
        ("to the sign-in page", sign_in),
        ("sign-out", browser.open("/oauth/logout").await),
    ] {
        let policy = reply.header("content-security-policy");
        assert!(policy.contains("frame-ancestors 'none'") || reply.status == 303, "{name}: {policy}");
        assert_eq!(reply.header("access-control-allow-origin"), "", "{name}");
        assert!(reply.header("cache-control").contains("no-store"), "{name}: {}", reply.header("cache-control"));
        // The address of the next page has the code in it.
        let referrer = reply.header("referrer-policy");
        assert!(
            ["no-referrer", "same-origin", "strict-origin-when-cross-origin"].contains(&referrer),
            "{name}: {referrer}"
        );
    }
    // Not even for the origin of the client.
    let call = browser.call(Method::GET, &client.request(&[])).header("origin", "https://wiki.example.com");
    assert_eq!(call.send().await.header("access-control-allow-origin"), "");
    let preflight = app.call(Method::OPTIONS, AUTHORIZE).header("origin", "https://wiki.example.com");
    let reply = preflight.header("access-control-request-method", "GET").send().await;
    assert_eq!(reply.header("access-control-allow-origin"), "");
}

/// Somebody else's page must not be able to sign the visitor in as the attacker: the answer carries what only the browser that began
/// knows, unchanged.
#[tokio::test]
async fn the_state_and_the_nonce_come_back_unchanged() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut browser = app.browser_of("maren").await;
    for state in ["x", "a b+c%20&=?#/", &"é€😀".repeat(40), &"s".repeat(500)] {
        let reply = client.authorize(&mut browser, &[("state", state)]).await;
        assert_eq!(answer(&reply)["state"], state);
        let reply = client.authorize(&mut browser, &[("state", state), ("response_type", "token")]).await;
        assert_eq!(answer(&reply)["state"], state);
    }
    let reply = client.authorize(&mut browser, &[("state", "")]).await;
    assert!(!answer(&reply).contains_key("state"), "no state, no parameter");
}
