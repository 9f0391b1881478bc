//! Attempts to get a code, or at least the browser, to an address that the client has not registered.

use super::{is_page, other_client};
use crate::support::openid::{CALLBACK, answer, encoded};
use crate::support::*;

/// What is no registered address, although a browser, a proxy or a careless comparison could take it for one.
const ADDRESSES: [(&str, &str); 32] = [
    ("another host", "https://evil.example/callback"),
    ("a host that begins like it", "https://wiki.example.com.evil.example/callback"),
    ("a host below it", "https://evil.wiki.example.com/callback"),
    ("userinfo that looks like the host", "https://wiki.example.com@evil.example/callback"),
    ("userinfo with a port", "https://wiki.example.com:443@evil.example/callback"),
    ("userinfo before the host", "https://evil@wiki.example.com/callback"),
    ("a fragment", "https://wiki.example.com/callback#evil"),
    ("an empty fragment", "https://wiki.example.com/callback#"),
    ("a fragment before the host", "https://evil.example/#@wiki.example.com/callback"),
    ("a backslash before the host", "https://evil.example\\@wiki.example.com/callback"),
    ("a backslash after the host", "https://wiki.example.com\\@evil.example/callback"),
    ("backslashes as slashes", "https:\\\\wiki.example.com\\callback"),
    ("a letter that looks like another", "https://wík\u{131}.example.com/callback"),
    ("its form in ASCII", "https://xn--wk-tma6c.example.com/callback"),
    ("wide letters", "https://ｗｉｋｉ.example.com/callback"),
    ("another port", "https://wiki.example.com:8443/callback"),
    ("the port that is the default", "https://wiki.example.com:443/callback"),
    ("another scheme", "http://wiki.example.com/callback"),
    ("a scheme that is a program", "javascript:alert(1)//https://wiki.example.com/callback"),
    ("data", "data:text/html,https://wiki.example.com/callback"),
    ("no scheme", "//wiki.example.com/callback"),
    ("a path alone", "/callback"),
    ("another case", "https://WIKI.example.com/callback"),
    ("a slash at the end", "https://wiki.example.com/callback/"),
    ("a path below it", "https://wiki.example.com/callback/evil"),
    ("a way up", "https://wiki.example.com/callback/../evil"),
    ("a way up and back", "https://wiki.example.com/evil/../callback"),
    ("an encoded way up", "https://wiki.example.com/evil/%2e%2e/callback"),
    ("an encoded slash", "https://wiki.example.com/evil%2f..%2fcallback"),
    ("a query", "https://wiki.example.com/callback?next=https://evil.example/"),
    ("a line break", "https://wiki.example.com/callback\r\nLocation: https://evil.example/"),
    ("a space at the end", "https://wiki.example.com/callback "),
];

#[tokio::test]
async fn nothing_is_sent_to_an_address_that_only_looks_registered() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut browser = app.browser_of("maren").await;
    for (attack, address) in ADDRESSES {
        // Neither a code nor an error, and whatever else is wrong with the request.
        for other in [("state", "x"), ("prompt", "none"), ("response_type", "token"), ("response_mode", "form_post")] {
            let reply = client.authorize(&mut browser, &[("redirect_uri", address), other]).await;
            is_page(&reply, attack);
            assert!(reply.form(|action| action == address).is_none(), "{attack}");
        }
        let stranger = client.authorize(&mut app.browser(), &[("redirect_uri", address)]).await;
        is_page(&stranger, attack);
    }
    assert!(!client.code(&mut browser, &[]).await.is_empty(), "the registered one works");
}

#[tokio::test]
async fn an_address_is_registered_for_one_client_alone() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let other = other_client(&app).await;
    let mut browser = app.browser_of("maren").await;
    is_page(&client.authorize(&mut browser, &[("redirect_uri", &other.redirect_uri)]).await, "that of another client");
    is_page(&client.authorize(&mut browser, &[("client_id", &other.id)]).await, "the id of another client");
    is_page(&client.authorize(&mut browser, &[("client_id", "nobody")]).await, "an unknown client");
    is_page(&client.authorize(&mut browser, &[("client_id", "")]).await, "no client");
}

#[tokio::test]
async fn of_parameters_that_are_sent_twice_none_is_chosen() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut browser = app.browser_of("maren").await;
    let usual = client.request(&[]);
    for (name, value) in [("redirect_uri", "https://evil.example/"), ("client_id", "chat")] {
        let twice = encoded(&[(name.to_owned(), value.to_owned())]);
        is_page(&browser.open(&format!("{usual}&{twice}")).await, name);
        let (path, query) = usual.split_once('?').expect("parameters");
        is_page(&browser.open(&format!("{path}?{twice}&{query}")).await, name);
    }
    for name in ["state", "nonce", "scope", "code_challenge", "response_type"] {
        let reply = browser.open(&format!("{usual}&{name}=evil")).await;
        let answer = answer(&reply);
        assert_eq!((answer["error"].as_str(), answer.get("code")), ("invalid_request", None), "{name}");
    }
}

/// An error goes to the address that was verified, and to no other: or the provider would be an open redirector.
#[tokio::test]
async fn an_error_leads_only_to_the_registered_address() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut browser = app.browser_of("maren").await;
    for (name, value, error) in [
        ("response_type", "token", "unsupported_response_type"),
        ("response_type", "code id_token", "unsupported_response_type"),
        ("request_uri", "https://evil.example/request.jwt", "request_uri_not_supported"),
        ("request", "e30.e30.", "request_not_supported"),
        ("registration", "{}", "registration_not_supported"),
        ("resource", "https://evil.example/", "invalid_target"),
        ("prompt", "none login", "invalid_request"),
        ("max_age", "-1", "invalid_request"),
    ] {
        let reply = client.authorize(&mut browser, &[(name, value), ("state", "https://evil.example/")]).await;
        assert_eq!(reply.status, 303, "{name}={value}: {}", reply.text());
        assert!(reply.location().starts_with(&format!("{CALLBACK}?")), "{name}={value}: {}", reply.location());
        let answer = answer(&reply);
        assert_eq!(answer["error"], error, "{name}={value}: {answer:?}");
        assert_eq!((answer["state"].as_str(), answer.get("code")), ("https://evil.example/", None));
    }
}

/// What comes back in a header or a page cannot end either.
#[tokio::test]
async fn a_state_cannot_add_a_header_or_markup() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut browser = app.browser_of("maren").await;
    let state = "\r\nSet-Cookie: evil=1\r\n\r\n<script>alert(1)</script>\"'><a href=https://evil.example/>";
    let reply = client.authorize(&mut browser, &[("state", state)]).await;
    assert_eq!(answer(&reply)["state"], state);
    assert!(!reply.cookies().iter().any(|cookie| cookie.contains("evil=")));

    let page = client.authorize(&mut browser, &[("state", state), ("response_mode", "form_post")]).await;
    let (_, fields) = page.form(|action| action == CALLBACK).expect("a form");
    assert!(fields.iter().any(|(name, _)| name == "state"));
    page.assert_hides(&["<script>alert", "<a href=https://evil"]);
    let page = client.authorize(&mut browser, &[("client_id", "<script>alert(1)</script>")]).await;
    page.assert_hides(&["<script>alert"]);
}
