//! Signing out on the host of an application.

use super::*;
use crate::support::openid::client_request;
use vestibule::store::clients::sessions;

const LOGOUT: &str = "https://journal.example.com/.vestibule/logout";
const TOKEN: &str = "https://journal.example.com/.vestibule/token";

/// The number of sessions that have ended by a sign-out, according to the audit log.
async fn ended(app: &TestApp) -> usize {
    app.audit_events().await.iter().filter(|event| event.event == "session.end").count()
}

/// Replaces the journal, which everyone may enter, by one whose users arrive there after signing out.
async fn lead_to(app: &TestApp, url: &str) {
    let journal = ApplicationRequest { after_sign_out: url.into(), ..open_at("journal", JOURNAL) };
    let replaced = app.accounts.applications().replace_application(&Caller::system(), "journal", journal).await;
    replaced.expect("a change");
}

#[tokio::test]
async fn a_form_of_the_application_ends_the_session_everywhere() {
    let app = new_app().await;
    set_membership(&app, "ada", true).await;
    let mut visitor = at_journal(&app).await;
    let there = std::mem::take(&mut visitor.there);
    visitor.enter(WIKI).await;
    let wiki = std::mem::replace(&mut visitor.there, there);
    let other = app.log_in("ada").await;

    let reply = from_own_page(&app, LOGOUT, &visitor.there).html().send().await.into_redirect();
    assert_eq!((reply.status, reply.location()), (303, JOURNAL));
    let deleted = format!("{APPLICATION}=; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=0");
    assert_eq!(reply.cookies(), [deleted.as_str()]);
    assert_eq!(status_at(&visitor, JOURNAL).await, 401);
    assert_eq!(forwarded(&app, "GET", WIKI, &wiki).send().await.status, 401, "the other application");
    assert_eq!(forwarded(&app, "GET", SHOP, &visitor.own.jar).send().await.status, 401, "the host of Vestibule");
    assert_eq!(visitor.own.open("/account").await.location(), "/login?next=%2Faccount");
    assert_eq!(app.me(&other.access).send().await.status, 200, "another session");

    let events = app.audit_events().await;
    let event = events.iter().find(|event| event.event == "session.end").expect("an event");
    assert_eq!(event.actor.id.map(|id| id.to_string()), Some(app.id_of("ada").await));
    assert_eq!(event.address.as_deref(), Some("198.51.100.7"), "the client, not the proxy");
    // The form was sent twice.
    assert_eq!(from_own_page(&app, LOGOUT, &visitor.there).html().send().await.into_redirect().location(), JOURNAL);
    assert_eq!(ended(&app).await, 1);

    visitor.store(reply);
    assert!(visitor.there.is_empty());
    assert!(visitor.open(JOURNAL).await.location().starts_with("https://id.example.com/login?next="));
}

#[tokio::test]
async fn a_link_leads_to_a_page_that_asks_with_a_plain_form() {
    let app = new_app().await;
    let visitor = at_journal(&app).await;
    for method in [Method::GET, Method::HEAD] {
        // From anywhere: the page changes nothing.
        let call = below_folder(&app, method.clone(), LOGOUT, &visitor.there).html();
        let reply = call.header("sec-fetch-site", "cross-site").send().await;
        assert_eq!((reply.status, reply.header("cache-control")), (200, "no-store"), "{method}");
        assert!(reply.cookies().is_empty(), "{method}");
        let policy = reply.header("content-security-policy");
        assert!(policy.contains("form-action 'self';"), "{policy}");
        assert!(policy.contains("sha256-") && !policy.contains("unsafe") && !policy.contains("script-src"), "{policy}");
        if method == Method::GET {
            let page = reply.text();
            let stay = "href=\"https://journal.example.com/\">Stay signed in</a>";
            for part in ["<h1>Sign out?</h1>", "as ada.", "here, at Vestibule, and in all other applications", stay] {
                assert!(page.contains(part), "{part}: {page}");
            }
            let form = "<form method=\"post\" action=\"/.vestibule/logout\"><button>Sign out</button></form>";
            assert!(page.contains(form) && !page.contains("<script") && !page.contains(" src="), "{page}");
        }
    }
    assert_eq!((ended(&app).await, status_at(&visitor, JOURNAL).await), (0, 200));
}

#[tokio::test]
async fn without_a_session_both_ways_lead_on_and_do_nothing_else() {
    let app = new_app().await;
    for method in [Method::GET, Method::POST] {
        let call =
            below_folder(&app, method.clone(), LOGOUT, &Jar::new()).header("origin", "https://journal.example.com");
        let reply = call.html().send().await.into_redirect();
        assert_eq!((reply.status, reply.location()), (303, JOURNAL), "{method}");
        assert!(reply.cookies().is_empty(), "{method}");
    }
    let mut visitor = at_journal(&app).await;
    visitor.own.run("/actions/logout", &[]).await;
    assert_eq!(ended(&app).await, 1);
    let made_up = Jar::from([(APPLICATION.to_owned(), "made-up".to_owned())]);
    for jar in [&visitor.there, &made_up] {
        let asked = below_folder(&app, Method::GET, LOGOUT, jar).html().send().await;
        assert_eq!((asked.status, asked.location(), asked.cookies().len()), (303, JOURNAL, 0));
        let sent = from_own_page(&app, LOGOUT, jar).html().send().await.into_redirect();
        assert_eq!((sent.status, sent.location()), (303, JOURNAL));
        assert!(sent.cookies()[0].ends_with("Max-Age=0"), "a cookie that is worth nothing: {:?}", sent.cookies());
    }
    assert_eq!(ended(&app).await, 1);
}

#[tokio::test]
async fn an_application_says_where_its_users_arrive() {
    let app = new_app().await;
    let url = "https://www.example.com/goodbye?from=journal";
    lead_to(&app, url).await;
    let visitor = at_journal(&app).await;
    let asked = below_folder(&app, Method::GET, LOGOUT, &visitor.there).html().send().await;
    let policy = asked.header("content-security-policy");
    assert!(policy.contains("form-action 'self';"), "{policy}");
    // Browsers hold redirects after a form against the policy of the page, also those of the application's own page.
    let page = from_own_page(&app, LOGOUT, &visitor.there).html().expect_status(200).await;
    assert_eq!(page.header("refresh"), format!("0; url={url}"));
    assert_eq!(from_own_page(&app, LOGOUT, &visitor.there).send().await.location(), url);
    assert_eq!(below_folder(&app, Method::GET, LOGOUT, &Jar::new()).send().await.location(), url, "without a session");
    lead_to(&app, "").await;
    assert_eq!(from_own_page(&app, LOGOUT, &Jar::new()).send().await.location(), JOURNAL);
}

#[tokio::test]
async fn only_a_page_of_the_host_itself_signs_out_at_once_or_gets_a_token() {
    let app = new_app().await;
    let visitor = at_journal(&app).await;
    for url in [LOGOUT, TOKEN] {
        for (headers, code) in [
            (&[][..], "origin_missing"),
            (&[("origin", "https://evil.example")], "cross_site"),
            (&[("origin", "https://wiki.example.com"), ("sec-fetch-site", "same-site")], "cross_site"),
            (&[("sec-fetch-site", "none")], "cross_site"),
        ] {
            let call = || {
                let call = below_folder(&app, Method::POST, url, &visitor.there);
                headers.iter().fold(call, |call, (name, value)| call.header(name, value))
            };
            let reply = call().send().await;
            assert_eq!((reply.status, reply.code().as_str()), (403, code), "{url} {headers:?}");
            assert!(reply.cookies().is_empty(), "{url} {headers:?}");
            if url == LOGOUT {
                // A browser gets a page, from which the user can sign out all the same.
                let page = call().html().expect_status(403).await;
                assert!(page.text().contains(&format!("href=\"{LOGOUT}\">Sign out</a>")), "{}", page.text());
            }
        }
    }
    assert_eq!((ended(&app).await, status_at(&visitor, JOURNAL).await), (0, 200));
    let plain = below_folder(&app, Method::POST, LOGOUT, &visitor.there).header("sec-fetch-site", "same-origin");
    assert_eq!(plain.send().await.location(), JOURNAL);
    assert_eq!(ended(&app).await, 1);
}

#[tokio::test]
async fn only_a_trusted_proxy_of_a_registered_host_passes_a_request_on() {
    let app = new_app().await;
    let visitor = at_journal(&app).await;
    for (method, url) in [(Method::GET, LOGOUT), (Method::POST, LOGOUT), (Method::POST, TOKEN)] {
        let (_, _, path) = parts_of(url);
        let ask = |url: &str| {
            let (scheme, host, _) = parts_of(url);
            below_folder(&app, method.clone(), url, &visitor.there).header("origin", &format!("{scheme}://{host}"))
        };
        let direct = ask(url).seen_from("203.0.113.9").send().await;
        assert_eq!((direct.status, direct.code().as_str()), (403, "forbidden"), "{method} {url}");
        assert!(direct.json()["detail"].as_str().is_some_and(|text| text.contains("VESTIBULE_TRUSTED_PROXIES")));
        for host in ["https://evil.example", "http://journal.example.com", "https://journal.example.com:8443"] {
            let reply = ask(&format!("{host}{path}")).html().send().await;
            assert_eq!(reply.status, 403, "{method} {host}{path}");
            assert!(!reply.headers.contains_key("location"), "{method} {host}{path}");
        }
        let two = ask(url).header("x-forwarded-host", "journal.example.com").send().await;
        assert_eq!(two.status, 403, "{method} {url}: two hosts");
    }
    assert_eq!((ended(&app).await, status_at(&visitor, JOURNAL).await), (0, 200));
}

#[tokio::test]
async fn on_the_host_of_vestibule_its_own_cookies_are_deleted() {
    let app = new_app().await;
    let url = "https://id.example.com/.vestibule/logout";
    for (is_named, wait) in [(true, 0), (false, 0), (true, 15 * 60)] {
        let visitor = Visitor::signed_in(&app).await;
        // When the access token has expired, the refresh token decides.
        app.wait(wait);
        below_folder(&app, Method::GET, url, &visitor.own.jar).html().expect_status(200).await;
        let call = match is_named {
            true => from_own_page(&app, url, &visitor.own.jar),
            // The proxy in front of Vestibule need not say which host it is.
            false => {
                let call = app.post("/.vestibule/logout").seen_from(PROXY).header("x-forwarded-proto", "https");
                with_cookies(call.header("origin", BASE), &visitor.own.jar)
            }
        };
        let reply = call.html().send().await.into_redirect();
        assert_eq!((reply.status, reply.location()), (303, "https://id.example.com/"));
        let cookies = reply.cookies();
        let is_deleted = |name: &str| {
            cookies.iter().any(|cookie| cookie.starts_with(&format!("{name}=;")) && cookie.ends_with("Max-Age=0"))
        };
        assert!(cookies.len() == 2 && is_deleted(ACCESS) && is_deleted(REFRESH), "{cookies:?}");
        assert_eq!(forwarded(&app, "GET", SHOP, &visitor.own.jar).send().await.status, 401);
    }
    assert_eq!(ended(&app).await, 3);
    let visitor = Visitor::signed_in(&app).await;
    let journal =
        below_folder(&app, Method::POST, url, &visitor.own.jar).header("origin", "https://journal.example.com");
    assert_eq!(journal.send().await.code(), "cross_site", "an application on another host");
    assert_eq!(forwarded(&app, "GET", SHOP, &visitor.own.jar).send().await.status, 200);
}

#[tokio::test]
async fn a_page_of_the_host_says_where_else_one_may_still_be_signed_in() {
    let app = new_app().await;
    app.add_client("shop", client_request("forum")).await;
    for (has_page, url) in [(true, JOURNAL), (false, "https://journal.example.com/bye")] {
        if !has_page {
            lead_to(&app, url).await;
        }
        let visitor = at_journal(&app).await;
        let user: UserId = app.id_of("ada").await.parse().expect("an id");
        let session = app.accounts.sessions().list_sessions(&Caller::system(), user).await.expect("sessions")[0].id;
        let (now, check_at) = (app.accounts.now(), app.accounts.now().plus(Duration::from_secs(60)));
        let noted =
            app.db.write(async move |mut tx: Tx| sessions::note(&mut tx, session, "forum", user, now, check_at).await);
        noted.await.expect("a client of the session");
        let reply = from_own_page(&app, LOGOUT, &visitor.there).html().send().await;
        assert_eq!(reply.cookies().len(), 1, "the cookie of the application is deleted");
        if has_page {
            assert_eq!(reply.status, 200);
            reply.assert_shows(&["You may still be signed in elsewhere", &format!("<a href=\"{url}\">Go on</a>")]);
        } else {
            // The application has a page of its own.
            assert_eq!(reply.into_redirect().location(), url);
        }
        assert_eq!(status_at(&visitor, JOURNAL).await, 401);
    }
}

#[tokio::test]
async fn where_several_applications_are_on_a_host_one_is_named() {
    let app = new_app().await;
    let (posts, after_sign_out) = (open_at("posts", &format!("{JOURNAL}posts")), "https://posts.example.com/".into());
    app.add_application(ApplicationRequest { after_sign_out, ..posts }).await;
    for (query, to) in [
        ("", JOURNAL),
        ("?application=posts", "https://posts.example.com/"),
        ("?application=journal", JOURNAL),
        ("?application=wiki", JOURNAL),
        ("?application=%22%3E%3Cscript%3E", JOURNAL),
    ] {
        let visitor = at_journal(&app).await;
        let url = format!("{LOGOUT}{query}");
        let page = below_folder(&app, Method::GET, &url, &visitor.there).html().send().await;
        page.assert_shows(&[&format!("action=\"/.vestibule/logout{query}\"")]);
        assert_eq!(from_own_page(&app, &url, &visitor.there).send().await.location(), to, "{query}");
        assert_eq!(status_at(&visitor, JOURNAL).await, 401, "{query}");
    }
}

/// Otherwise somebody would believe to be signed out while Vestibule still lets them in.
#[tokio::test]
async fn an_application_session_that_has_expired_still_ends_the_session() {
    let app = new_app().await;
    let mut visitor = at_journal(&app).await;
    app.wait(11 * 60 * 60);
    assert_eq!(visitor.own.open("/account").await.status, 200, "the session continues at Vestibule");
    app.wait(60 * 60);
    assert_eq!(status_at(&visitor, JOURNAL).await, 401, "the user is handed over again");
    assert_eq!(below_folder(&app, Method::GET, LOGOUT, &visitor.there).html().send().await.status, 200);
    assert_eq!(from_own_page(&app, LOGOUT, &visitor.there).send().await.location(), JOURNAL);
    assert_eq!(visitor.own.open("/account").await.location(), "/login?next=%2Faccount");

    // The cookie is for one origin.
    let visitor = at_journal(&app).await;
    let wiki = from_own_page(&app, "https://wiki.example.com/.vestibule/logout", &visitor.there).send().await;
    assert_eq!((wiki.status, wiki.location(), status_at(&visitor, JOURNAL).await), (303, WIKI, 200));
}

#[tokio::test]
async fn strangers_are_charged_to_their_source_and_a_session_to_its_account() {
    let app = app_with(|config| config.rate_limits = "request=2/s".parse().expect("limits")).await;
    let visitor = at_journal(&app).await;
    let evil = "https://evil.example/.vestibule/logout";
    for (method, url, origin) in [
        (Method::GET, LOGOUT, "https://journal.example.com"),
        (Method::POST, LOGOUT, "https://journal.example.com"),
        (Method::POST, LOGOUT, "https://evil.example"),
        (Method::POST, evil, "https://evil.example"),
    ] {
        app.wait(5);
        let mut statuses = Vec::new();
        for _ in 0..10 {
            let call = below_folder(&app, method.clone(), url, &Jar::new()).header("origin", origin);
            statuses.push(call.send().await.status);
        }
        assert!(matches!(statuses[..], [303 | 403, .., 429, 429]), "{method} {url} {origin}: {statuses:?}");
    }
    // The source has used up its budget, and signing out works all the same.
    assert_eq!(from_own_page(&app, LOGOUT, &visitor.there).send().await.status, 303);
    assert_eq!(ended(&app).await, 1);
}
