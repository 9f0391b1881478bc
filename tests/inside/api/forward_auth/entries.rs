//! Entering an application is an event, once a session, and so is being refused.

use super::*;
use tokio::sync::oneshot;
use tokio::time::timeout;
use vestibule::store::locks::{self, AdvisoryLock};

/// The names of applications and the results of all events about entering, in alphabetical order.
async fn entries(app: &TestApp) -> Vec<(String, &'static str)> {
    let events = app.events("application.enter").await.into_iter();
    let described = events.map(|event| {
        assert!(event.actor.id.is_some() && event.actor.id == event.target_id && event.request_id.is_some());
        (event.detail.expect("the name of the application"), event.result.as_str())
    });
    let mut described: Vec<_> = described.collect();
    described.sort_unstable();
    described
}

fn entered(name: &str) -> (String, &'static str) {
    (name.to_owned(), "success")
}

fn refused(name: &str) -> (String, &'static str) {
    (name.to_owned(), "refused")
}

#[tokio::test]
async fn a_session_that_enters_an_application_is_recorded_once() {
    let app = new_app().await;
    let mut visitor = Visitor::signed_in(&app).await;
    // Vestibule's own host needs no hand-over.
    for _ in 0..3 {
        assert_eq!(forwarded(&app, "GET", SHOP, &visitor.own.jar).send().await.status, 200);
    }
    assert_eq!(entries(&app).await, [entered("shop")]);
    visitor.enter(JOURNAL).await;
    for path in ["", "posts", "posts/7"] {
        assert_eq!(status_at(&visitor, &format!("{JOURNAL}{path}")).await, 200);
    }
    // A second hand-over of the session.
    visitor.there.clear();
    visitor.enter(JOURNAL).await;
    assert_eq!(status_at(&visitor, JOURNAL).await, 200);
    assert_eq!(entries(&app).await, [entered("journal"), entered("shop")]);
    let events = app.audit_events().await;
    let event =
        events.iter().find(|event| event.detail.as_deref() == Some("journal") && event.event == "application.enter");
    assert_eq!(event.and_then(|event| event.address.as_deref()), Some("198.51.100.7"), "the client, not the proxy");

    // Another server does not know from memory what was recorded.
    let other = replica(&app).await;
    // It asks the database, and does not wait for the writer, of which SQLite has one.
    let (release, released) = oneshot::channel::<()>();
    let (started, is_started) = oneshot::channel::<()>();
    let db = app.db.clone();
    let writer = tokio::spawn(async move {
        let hold = async move |mut tx: Tx| {
            locks::acquire(&mut tx, AdvisoryLock::Administrators).await?;
            started.send(()).expect("the test waits");
            released.await.unwrap_or(());
            Ok::<_, StoreError>(())
        };
        db.write(hold).await
    });
    is_started.await.expect("a transaction");
    let asked = forwarded(&other, "GET", JOURNAL, &visitor.there).send();
    assert_eq!(timeout(Duration::from_secs(2), asked).await.expect("an answer").status, 200);
    release.send(()).expect("the writer waits");
    writer.await.unwrap().expect("a commit");
    assert_eq!(entries(&app).await.len(), 2);

    // Another session of the same user.
    let another = Visitor::signed_in(&app).await;
    assert_eq!(forwarded(&app, "GET", SHOP, &another.own.jar).send().await.status, 200);
    assert_eq!(entries(&app).await, [entered("journal"), entered("shop"), entered("shop")]);
}

#[tokio::test]
async fn a_change_of_a_group_holds_at_once_and_a_session_that_is_refused_is_recorded_once() {
    let app = new_app().await;
    let mut visitor = Visitor::signed_in(&app).await;
    let state = "A".repeat(43);
    for _ in 0..2 {
        visitor.own.open(&format!("/auth/enter?to={WIKI}&state={state}")).await.expect_status(403);
    }
    assert_eq!(entries(&app).await, [refused("wiki")]);
    // A ticket alone enters nothing, and an address without an application has no name.
    assert_eq!(visitor.own.open(&format!("/auth/enter?to={JOURNAL}&state={state}")).await.status, 302);
    assert_eq!(visitor.own.open(&format!("/auth/enter?to=https://evil.example/&state={state}")).await.status, 403);
    assert_eq!(entries(&app).await.len(), 1);

    set_membership(&app, "ada", true).await;
    visitor.enter(WIKI).await;
    assert_eq!(status_at(&visitor, WIKI).await, 200);
    set_membership(&app, "ada", false).await;
    for _ in 0..2 {
        assert_eq!(status_at(&visitor, WIKI).await, 403);
    }
    assert_eq!(entries(&app).await, [refused("wiki"), entered("wiki")], "it was refused once before");
    let ada = app.log_in("ada").await;
    let own = app.get("/api/audit?event=application.enter").bearer(&ada.access).send().await.json();
    assert_eq!(own["events"].as_array().map(Vec::len), Some(2), "{own}");
    set_membership(&app, "ada", true).await;
    assert_eq!(status_at(&visitor, WIKI).await, 200);
}

#[tokio::test]
async fn a_token_for_an_application_enters_it_and_refusals_of_one_leave_no_trace() {
    let app = new_app().await;
    let ada = app.log_in("ada").await;
    let ask = async |application: &str| {
        let call = app.post("/api/auth/application-token").bearer(&ada.access);
        call.json(&json!({"application": application})).send().await.status
    };
    // Otherwise a user would learn which applications there are.
    assert_eq!((ask("wiki").await, ask("nothing").await), (404, 404));
    assert!(entries(&app).await.is_empty());
    assert_eq!((ask("journal").await, ask("journal").await), (200, 200));
    assert_eq!(entries(&app).await, [entered("journal")]);
}

#[tokio::test]
async fn requests_at_the_same_time_are_recorded_once_and_so_is_a_refusal_when_the_ticket_is_used() {
    let app = new_app().await;
    let visitor = Visitor::signed_in(&app).await;
    let ask = || forwarded(&app, "GET", SHOP, &visitor.own.jar).send();
    let replies = futures::future::join_all((0..8).map(|_| ask())).await;
    assert!(replies.iter().all(|reply| reply.status == 200));
    assert_eq!(entries(&app).await, [entered("shop")]);

    let mut visitor = Visitor::signed_in(&app).await;
    set_membership(&app, "ada", true).await;
    let callback = visitor.hand_over(WIKI).await;
    set_membership(&app, "ada", false).await;
    assert_eq!(visitor.call_back(&callback).await.status, 403);
    assert_eq!(entries(&app).await, [entered("shop"), refused("wiki")]);
}

#[tokio::test]
async fn an_application_that_cannot_be_read_admits_nobody_and_the_others_serve() {
    let app = new_app().await;
    app.add_application(open_at("vault", "https://id.example.com/shop/vault")).await;
    let visitor = Visitor::signed_in(&app).await;
    app.database.run("UPDATE applications SET locations = locations || ' x' WHERE name = 'journal'").await;
    let locations = "https://id.example.com/shop/vault\nnonsense";
    app.database.run(&format!("UPDATE applications SET locations = '{locations}' WHERE name = 'vault'")).await;
    let app = replica(&app).await;
    let status = async |url: &str| forwarded(&app, "GET", url, &visitor.own.jar).send().await.status;
    assert_eq!(status(SHOP).await, 200);
    assert_eq!(status("https://id.example.com/shop/vault/x").await, 403);
    assert_eq!(status(JOURNAL).await, 403);
    assert_eq!(status(WIKI).await, 401, "it is found, and the user has no cookie there");
    let mut browser = app.browser_of("ada").await;
    assert_eq!(browser.open("/").await.status, 200);
}
