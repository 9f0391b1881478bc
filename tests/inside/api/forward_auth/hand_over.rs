//! The way of a browser: from an application on another host to the sign-in page and back.

use super::*;
use crate::support::openid::go;

#[tokio::test]
async fn a_browser_signs_in_and_comes_back_to_the_requested_page() {
    let app = new_app().await;
    let mut visitor = Visitor::new(&app);
    let url = "https://journal.example.com/posts?page=2&q=a%20b";
    let reply = visitor.open(url).await.expect_status(302);
    let [cookie] = reply.cookies()[..] else { panic!("nginx passes on one cookie: {:?}", reply.cookies()) };
    assert!(cookie.starts_with(&format!("{SECRET}=")), "{cookie}");
    assert!(cookie.ends_with("; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=172800"), "{cookie}");
    assert!(!reply.location().contains(&visitor.there[SECRET]), "only a hash of the secret is in URLs");

    let sign_in = reply.location().strip_prefix(BASE).expect("a page of Vestibule").to_owned();
    let begun = visitor.own.open(&sign_in).await.expect_status(302);
    let next = visitor.own.follow(&begun).await.expect_status(200).hidden("next");
    let fields = [("login", "ada"), ("password", PASSWORD), ("next", next.as_str())];
    let signed_in = visitor.own.submit("/actions/login", &fields).await;
    assert_eq!(signed_in.location(), go(&next));
    let entered = visitor.own.follow(&signed_in).await;
    assert!(entered.location().starts_with("https://journal.example.com/.vestibule/callback?ticket="));

    let callback = entered.location().to_owned();
    let done = visitor.call_back(&callback).await;
    assert_eq!((done.status, done.location()), (302, url));
    let cookies = done.cookies();
    assert_eq!(cookies.len(), 2, "{cookies:?}");
    assert!(cookies[0].starts_with(&format!("{APPLICATION}=")), "{cookies:?}");
    // Until the browser is closed.
    assert!(cookies[0].ends_with("; HttpOnly; SameSite=Lax; Secure; Path=/"), "{cookies:?}");
    assert!(cookies.iter().all(|cookie| cookie.len() <= 4096));
    assert_eq!(visitor.there.keys().collect::<Vec<_>>(), [APPLICATION]);

    let granted = visitor.open(url).await;
    assert_eq!((granted.status, granted.header("remote-user")), (200, "ada"));
    assert!(granted.cookies().is_empty());

    let of_nginx = original(&app, JOURNAL, &Jar::new()).html().expect_status(401).await;
    assert!(of_nginx.header("location").starts_with("https://id.example.com/login?next=%2Fauth%2Fenter"));
    assert_eq!(of_nginx.cookies().len(), 1);
}

#[tokio::test]
async fn over_http_the_cookies_have_no_prefix_and_a_remembered_session_is_remembered_by_the_application() {
    let app = new_app().await;
    app.add_application(open_at("local", "http://local.localhost:8080/")).await;
    let mut visitor = Visitor::signed_in(&app).await;
    visitor.enter("http://local.localhost:8080/").await;
    assert_eq!(visitor.there.keys().collect::<Vec<_>>(), ["vestibule_application"]);
    assert_eq!(status_at(&visitor, "http://local.localhost:8080/x").await, 200);

    let mut visitor = Visitor::new(&app);
    let fields = [("login", "ada"), ("password", PASSWORD), ("remember_me", "on")];
    visitor.own.submit("/actions/login", &fields).await;
    app.wait(60);
    let callback = visitor.hand_over(JOURNAL).await;
    let done = visitor.call_back(&callback).await;
    let age = 14 * 24 * 60 * 60 - 60;
    assert!(done.cookies()[0].ends_with(&format!("; Max-Age={age}")), "{:?}", done.cookies());
    app.wait(age);
    assert_eq!(status_at(&visitor, JOURNAL).await, 401, "the browser may have kept the cookie");
}

#[tokio::test]
async fn several_tabs_share_the_secret_and_those_that_begin_at_the_same_time_begin_again() {
    let app = new_app().await;
    let mut visitor = Visitor::signed_in(&app).await;
    let one = visitor.hand_over("https://journal.example.com/one").await;
    let secret = visitor.there[SECRET].clone();
    let other = visitor.hand_over("https://journal.example.com/other").await;
    assert_eq!(visitor.there[SECRET], secret);
    assert_eq!(visitor.call_back(&one).await.location(), "https://journal.example.com/one");
    // The first tab has deleted the secret. The second one is signed in all the same.
    let done = visitor.call_back(&other).await;
    assert_eq!(done.location(), "https://journal.example.com/other");
    assert!(done.cookies().is_empty());

    let mut visitor = Visitor::signed_in(&app).await;
    let first = visitor.hand_over("https://journal.example.com/one").await;
    // The answer to the other tab has replaced the secret.
    visitor.there.shift_remove(SECRET);
    visitor.open("https://journal.example.com/other").await;
    let again = visitor.call_back(&first).await;
    assert_eq!(again.location(), "https://journal.example.com/one");
    assert!(again.cookies().is_empty() && !visitor.there.contains_key(APPLICATION));
    visitor.enter("https://journal.example.com/one").await;
}

#[tokio::test]
async fn a_browser_that_stores_no_cookies_gets_a_page_and_no_loop() {
    let app = new_app().await;
    let mut visitor = Visitor::signed_in(&app).await;
    let callback = visitor.hand_over(JOURNAL).await;
    visitor.there.clear();
    let reply = visitor.call_back(&callback).await.expect_status(404);
    assert!(reply.text().contains("This sign-in link has expired. Open the application again."));
    assert!(reply.links_to("https://journal.example.com/"));
    assert!(reply.header("content-security-policy").contains("sha256-"));
    assert!(!reply.headers.contains_key("location") && reply.cookies().is_empty());
}

#[tokio::test]
async fn only_applications_that_admit_the_user_can_be_entered() {
    let app = new_app().await;
    let mut visitor = Visitor::signed_in(&app).await;
    visitor.open(JOURNAL).await;
    let state = "A".repeat(43);
    for (to, state, status) in [
        ("https://evil.example/", state.as_str(), 403),
        ("https://journal.example.com.evil.example/", &state, 403),
        ("http://journal.example.com/", &state, 403),
        ("https://journal.example.com:8443/", &state, 403),
        ("https://wiki.example.com/", &state, 403),
        ("https://id.example.com/shop", &state, 403),
        ("//journal.example.com/", &state, 400),
        ("https://journal.example.com@evil.example/", &state, 400),
        ("https://journal.example.com/../x", &state, 400),
        ("javascript:alert(1)", &state, 400),
        ("/account", &state, 400),
        ("", &state, 400),
        (JOURNAL, "", 400),
        (JOURNAL, "short", 400),
    ] {
        let reply = visitor.own.open(&format!("/auth/enter?to={to}&state={state}")).await;
        assert_eq!(reply.status, status, "{to} {state}");
        assert!(!reply.headers.contains_key("location"), "{to} {state}");
    }
    let reply = visitor.own.open(&format!("/auth/enter?to=https://evil.example/&state={state}")).await;
    assert!(reply.has("rel", "stylesheet"), "it looks like the other pages");
    reply.assert_shows(&["Not allowed", "No application is registered at this address."]);
    assert_eq!(visitor.own.open("/auth/enter").await.status, 400);
    let reply = visitor.own.open(&format!("/auth/enter?to={JOURNAL}&state={state}")).await;
    assert!(reply.location().starts_with("https://journal.example.com/.vestibule/callback?ticket="));
}

#[tokio::test]
async fn a_visitor_who_is_signed_out_signs_in_first_with_a_form_that_leads_to_the_application_and_nowhere_else() {
    let app = new_app().await;
    let mut visitor = Visitor::new(&app);
    let path = format!("/auth/enter?to={JOURNAL}&state={}", "A".repeat(43));
    let reply = visitor.own.open(&path).await;
    assert!(reply.location().starts_with("/login?next=p"), "{}", reply.location());
    let token = app.log_in("ada").await.access;
    assert_eq!(app.get(&path).bearer(&token).html().send().await.status, 302, "a bearer token is ignored");
    assert_eq!(app.post("/auth/enter").send().await.status, 405);

    let reply = visitor.open(JOURNAL).await;
    let sign_in = reply.location().strip_prefix(BASE).expect("a page of Vestibule").to_owned();
    for path in [
        sign_in.as_str(),
        "/login",
        "/login?next=/account",
        "/login?next=%2Fauth%2Fenter%3Fto%3Dhttps%3A%2F%2Fevil.example%2F",
    ] {
        let page = visitor.own.open(path).await;
        let page = if page.status == 302 { visitor.own.follow(&page).await } else { page };
        let policy = page.expect_status(200).header("content-security-policy").to_owned();
        assert!(policy.contains("form-action 'self';"), "{path}: {policy}");
    }
}

#[tokio::test]
async fn signing_out_or_disabling_the_account_ends_the_application_session() {
    let app = new_app().await;
    let mut visitor = Visitor::signed_in(&app).await;
    visitor.enter(JOURNAL).await;
    assert_eq!(status_at(&visitor, JOURNAL).await, 200);
    app.change("ada", "disable").await;
    assert_eq!(status_at(&visitor, JOURNAL).await, 401);
    app.change("ada", "enable").await;
    assert_eq!(visitor.own.run("/actions/logout", &[]).await.status, 200);
    assert_eq!(status_at(&visitor, JOURNAL).await, 401);

    visitor.own.log_in("ada").await;
    assert_eq!(status_at(&visitor, JOURNAL).await, 401, "it belongs to the session that has ended");
    visitor.enter(JOURNAL).await;
    assert_eq!(status_at(&visitor, JOURNAL).await, 200);
}

#[tokio::test]
async fn an_application_session_is_for_one_origin() {
    let app = new_app().await;
    let other = "https://other.example.com/";
    app.add_application(open_at("other", other)).await;
    let mut visitor = Visitor::signed_in(&app).await;
    visitor.enter(JOURNAL).await;
    assert_eq!(status_at(&visitor, other).await, 401, "the session of another application");
    assert_eq!(status_at(&visitor, SHOP).await, 401);
    let session = visitor.there[APPLICATION].clone();
    let changed = format!("{}A", &session[..session.len() - 1]);
    let tokens = app.log_in("ada").await;
    let ticket = visitor_ticket(&app).await;
    for value in [tokens.access.as_str(), &tokens.refresh, &changed, &session[..40], &ticket, "", "x"] {
        if value != session {
            let jar = Jar::from([(APPLICATION.to_owned(), value.to_owned())]);
            assert_eq!(forwarded(&app, "GET", JOURNAL, &jar).send().await.status, 401, "{value}");
        }
    }
    let twice = format!("{APPLICATION}={session}; {APPLICATION}={session}");
    assert_eq!(forwarded(&app, "GET", JOURNAL, &Jar::new()).header("cookie", &twice).send().await.status, 401);
    let plain = Jar::from([("vestibule_application".to_owned(), session)]);
    assert_eq!(forwarded(&app, "GET", JOURNAL, &plain).send().await.status, 401);
    // The cookies of Vestibule itself mean nothing on another host.
    assert_eq!(forwarded(&app, "GET", JOURNAL, &visitor.own.jar).send().await.status, 401);
}

/// A ticket for the journal that was not used.
async fn visitor_ticket(app: &TestApp) -> String {
    let callback = Visitor::signed_in(app).await.hand_over(JOURNAL).await;
    callback.split_once("ticket=").expect("a ticket").1.to_owned()
}

#[tokio::test]
async fn the_callback_takes_get_only_and_a_proxy_that_does_not_pass_it_on_gets_the_reason() {
    let app = new_app().await;
    let mut visitor = Visitor::signed_in(&app).await;
    let callback = visitor.hand_over(JOURNAL).await;
    for method in [Method::HEAD, Method::POST, Method::PUT, Method::OPTIONS] {
        let reply = passed_on(&app, method.clone(), &callback, &visitor.there).send().await;
        assert_eq!(reply.status, 405, "{method}");
        assert!(reply.cookies().is_empty());
    }
    let refused = forwarded(&app, "GET", &callback, &visitor.there).html().expect_status(403).await;
    assert!(refused.text().contains("/.vestibule/"), "{}", refused.text());
    assert_eq!(visitor.call_back(&callback).await.location(), JOURNAL);
}
