//! Tickets: once, for a minute, for one origin, in the browser in which the hand-over began.

use super::*;

/// The callback of a ticket for the journal, and the cookies of the browser there.
async fn ticket(app: &TestApp) -> (String, Jar) {
    let mut visitor = Visitor::signed_in(app).await;
    let callback = visitor.hand_over(JOURNAL).await;
    (callback, visitor.there)
}

async fn call_back(app: &TestApp, url: &str, jar: &Jar) -> Reply {
    let reply = passed_on(app, Method::GET, url, jar).send().await;
    let sets_session = reply.cookies().iter().any(|cookie| cookie.starts_with(APPLICATION));
    assert_eq!(sets_session, reply.status == 302, "{}", reply.text());
    reply
}

async fn used_tickets(app: &TestApp) -> usize {
    app.database.run("SELECT 'a row' FROM used_tickets").await.len()
}

#[tokio::test]
async fn a_ticket_is_used_once_and_going_back_to_it_leads_to_the_application() {
    let app = new_app().await;
    let (callback, jar) = ticket(&app).await;
    assert_eq!(used_tickets(&app).await, 0);
    assert_eq!(call_back(&app, &callback, &jar).await.status, 302);
    for _ in 0..2 {
        assert_eq!(call_back(&app, &callback, &jar).await.status, 404);
    }
    assert_eq!(used_tickets(&app).await, 1);
    app.wait(60 * 60);
    assert_eq!(app.accounts.maintenance().sweep().await.expect("a sweep").used_tickets, 0, "a clock may be behind");
    app.wait(61);
    assert_eq!(app.accounts.maintenance().sweep().await.expect("a sweep").used_tickets, 1);
    assert_eq!(call_back(&app, &callback, &jar).await.status, 404);

    let mut visitor = Visitor::signed_in(&app).await;
    let callback = visitor.hand_over(JOURNAL).await;
    visitor.call_back(&callback).await;
    let again = visitor.call_back(&callback).await;
    assert_eq!(again.location(), JOURNAL);
    assert!(again.cookies().is_empty());
}

#[tokio::test]
async fn a_failed_hand_over_is_charged_to_the_source_and_a_ticket_to_its_account() {
    let app = app_with(|config| config.rate_limits = "change=3/m,request=2/s".parse().expect("limits")).await;
    let (callback, jar) = ticket(&app).await;
    let (forged, _) = callback.split_once("ticket=").expect("a ticket");
    let call_back = async |url: &str, jar: &Jar, source: &str| {
        passed_on(&app, Method::GET, url, jar).header("x-forwarded-for", source).send().await.status
    };
    for url in [&format!("{forged}ticket=x"), "https://evil.example/.vestibule/callback?ticket=x"] {
        app.wait(5);
        let mut statuses = Vec::new();
        for _ in 0..10 {
            statuses.push(call_back(url, &jar, "198.51.100.1").await);
        }
        assert!(matches!(statuses[..], [404 | 403, .., 429, 429]), "{url}: {statuses:?}");
    }
    // A client that has the secret as well cannot present the ticket again and again, from any address.
    let mut statuses = Vec::new();
    for host in 2..7 {
        statuses.push(call_back(&callback, &jar, &format!("198.51.100.{host}")).await);
    }
    assert_eq!(statuses, [302, 404, 404, 429, 429]);
    app.wait(20);
    assert_eq!(call_back(&callback, &jar, "198.51.100.9").await, 404);
}

#[tokio::test]
async fn a_ticket_is_valid_for_a_minute_and_for_one_of_simultaneous_uses() {
    let app = new_app().await;
    let ((early, first), (late, second)) = (ticket(&app).await, ticket(&app).await);
    app.clock.advance(std::time::Duration::from_millis(59_999));
    assert_eq!(call_back(&app, &early, &first).await.status, 302);
    app.clock.advance(std::time::Duration::from_millis(1));
    assert_eq!(call_back(&app, &late, &second).await.status, 404);
    assert_eq!(used_tickets(&app).await, 1);

    let replica = replica(&app).await;
    let (callback, jar) = ticket(&app).await;
    let uses = (0..10).map(|n| call_back(if n % 2 == 0 { &app } else { &replica }, &callback, &jar));
    let statuses: Vec<_> = futures::future::join_all(uses).await.iter().map(|reply| reply.status).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 302).count(), 1, "{statuses:?}");
    assert_eq!(used_tickets(&app).await, 2);
}

#[tokio::test]
async fn a_ticket_is_for_one_origin() {
    let app = new_app().await;
    let locations = texts(&[JOURNAL, "https://journal.example.com:8443/"]);
    let two = ApplicationRequest { locations, ..open_at("journal", JOURNAL) };
    let replaced = app.accounts.applications().replace_application(&Caller::system(), "journal", two).await;
    replaced.expect("an application with two ports");
    let (callback, jar) = ticket(&app).await;
    for host in ["https://wiki.example.com", "https://id.example.com", "https://journal.example.com:8443"] {
        let elsewhere = callback.replace("https://journal.example.com", host);
        assert_eq!(call_back(&app, &elsewhere, &jar).await.status, 404, "{host}");
    }
    for host in ["https://evil.example", "http://journal.example.com"] {
        let elsewhere = callback.replace("https://journal.example.com", host);
        assert_eq!(call_back(&app, &elsewhere, &jar).await.status, 403, "{host}");
    }
    let (_, _, uri) = parts_of(&callback);
    for hosts in
        [["journal.example.com", "journal.example.com"].as_slice(), &["journal.example.com, evil.example"], &[]]
    {
        let call = app.get(uri).seen_from(PROXY).header("x-forwarded-proto", "https");
        let call = hosts.iter().fold(call, |call, host| call.header("x-forwarded-host", host));
        assert_eq!(with_cookies(call, &jar).send().await.status, 403, "{hosts:?}");
    }
    assert_eq!(call_back(&app, &callback, &jar).await.status, 302);
}

#[tokio::test]
async fn a_changed_ticket_is_refused() {
    let app = new_app().await;
    let (callback, jar) = ticket(&app).await;
    let (start, sealed) = callback.split_once("ticket=").expect("a ticket");
    let flipped = |at: usize| {
        let other = if sealed.as_bytes()[at] == b'A' { "B" } else { "A" };
        format!("{}{other}{}", &sealed[..at], &sealed[at + 1..])
    };
    let mut forged = vec![String::new(), "x".to_owned(), sealed[..sealed.len() - 4].to_owned(), "A".repeat(9000)];
    forged.extend([0, 40, sealed.len() / 2, sealed.len() - 6].map(flipped));
    // Sealed by this server, but for something else.
    let mut visitor = Visitor::signed_in(&app).await;
    visitor.enter(JOURNAL).await;
    forged.push(visitor.there[APPLICATION].clone());
    for forged in forged {
        assert_eq!(call_back(&app, &format!("{start}ticket={forged}"), &jar).await.status, 404, "{forged}");
    }
    assert_eq!(call_back(&app, "https://journal.example.com/.vestibule/callback", &jar).await.status, 404);
    // Programs get a problem.
    let of_program = below_folder(&app, Method::GET, &format!("{start}ticket=x"), &Jar::new()).send().await;
    of_program.assert_refused(404, "link_invalid");
    assert_eq!(call_back(&app, &callback, &jar).await.status, 302);
}

/// Somebody sends another person a link with a ticket of their own, so that the other one works in the wrong account.
#[tokio::test]
async fn a_ticket_is_for_the_browser_in_which_the_hand_over_began() {
    let app = new_app().await;
    let (callback, jar) = ticket(&app).await;
    assert_eq!(call_back(&app, &callback, &Jar::new()).await.status, 404);
    let mut other = Visitor::new(&app);
    other.open("https://journal.example.com/posts").await;
    assert_ne!(other.there[SECRET], jar[SECRET]);
    let reply = other.call_back(&callback).await;
    // It begins again with its own secret, and signs nobody in.
    assert_eq!((reply.status, reply.location()), (302, JOURNAL));
    assert!(reply.cookies().is_empty() && status_at(&other, JOURNAL).await == 401);
    for name in ["vestibule_hand_over", "__host-vestibule_hand_over"] {
        let renamed = Jar::from([(name.to_owned(), jar[SECRET].clone())]);
        assert_eq!(call_back(&app, &callback, &renamed).await.status, 404, "{name}");
    }
    let hash = callback.clone();
    let wrong = Jar::from([(SECRET.to_owned(), hash)]);
    assert_eq!(call_back(&app, &callback, &wrong).await.status, 404);
    assert_eq!(used_tickets(&app).await, 0);
    assert_eq!(call_back(&app, &callback, &jar).await.status, 302);
}

#[tokio::test]
async fn what_happens_between_ticket_and_callback_counts() {
    let app = new_app().await;
    set_membership(&app, "ada", true).await;
    let wiki = async || {
        let mut visitor = Visitor::signed_in(&app).await;
        let callback = visitor.hand_over(WIKI).await;
        (visitor, callback)
    };
    let (mut visitor, callback) = wiki().await;
    visitor.own.run("/actions/logout", &[]).await;
    assert_eq!(call_back(&app, &callback, &visitor.there).await.status, 404, "the session has ended");

    let (visitor, callback) = wiki().await;
    app.change("ada", "disable").await;
    assert_eq!(call_back(&app, &callback, &visitor.there).await.status, 404, "the account is disabled");
    app.change("ada", "enable").await;

    let (visitor, callback) = wiki().await;
    set_membership(&app, "ada", false).await;
    assert_eq!(call_back(&app, &callback, &visitor.there).await.status, 403, "no longer in the group");
    set_membership(&app, "ada", true).await;
    assert_eq!(used_tickets(&app).await, 0);

    let (visitor, callback) = wiki().await;
    app.accounts.applications().delete_application(&Caller::system(), "wiki").await.expect("a change");
    assert_eq!(call_back(&app, &callback, &visitor.there).await.status, 403, "no longer an application");
}
