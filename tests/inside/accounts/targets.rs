//! What the goal of a journey leads to now, what pages say of that, and where somebody can begin again.

use crate::support::openid::{Client, WIKI, WIKI_URL, client_request};
use crate::support::*;
use vestibule::accounts::{Goal, Target};
use vestibule::shared::clients::{ClientId, ClientRequest};
use vestibule::shared::next::LocalPath;

/// What is left of a request of the client.
const GONE: &str = "gone wiki wiki.example.com https://wiki.example.com/";
const WIKI_APPLICATION: &str = "application wiki wiki.example.com https://wiki.example.com/";
const SHOP_APPLICATION: &str = "application shop localhost:3000 http://localhost:3000/shop";

/// What a goal leads to: its kind, the title and the host that pages name, and where it begins.
async fn shown(app: &TestApp, goal: &Goal) -> String {
    let target = app.accounts.journeys().target(goal).await.expect("a target");
    let kind = match &target {
        Target::Page => "page",
        Target::Application(..) => "application",
        Target::Client(_) => "client",
        Target::Gone(_) => "gone",
    };
    let named = target.goes_to().map(|to| format!(" {} {}", to.title, to.host.unwrap_or_default()));
    format!("{kind}{} {}", named.unwrap_or_default(), target.launch().unwrap_or_default()).trim_end().to_owned()
}

/// A request of the client. `changes`: as for the authorization endpoint.
fn request(client: &Client, changes: &[(&str, &str)]) -> Goal {
    let path = client.request(changes);
    Goal::Authorize(path.split_once('?').expect("a query").1.to_owned())
}

fn application(to: &str) -> Goal {
    Goal::Application(to.to_owned(), "A".repeat(43))
}

#[tokio::test]
async fn a_goal_leads_to_what_is_registered() {
    let (app, client) = TestApp::with_client().await;
    app.add_application(open_at("shop", "http://localhost:3000/shop")).await;
    let path = |path: &str| LocalPath::parse(path).expect("a path");
    for (goal, expected) in [
        (Goal::Page(path("/users?q=a")), "page"),
        // The page for the letters of a device says itself what it is about.
        (Goal::Page(path("/device?user_code=WDJB-MJHT")), "page"),
        (Goal::OnThisHost(path("/shop/cart?item=7")), SHOP_APPLICATION),
        (Goal::OnThisHost(path("/elsewhere")), "page"),
        (application("https://wiki.example.com/a?b"), WIKI_APPLICATION),
        // Where a proof is asked for, the application counts to which that leads.
        (application("https://wiki.example.com/.vestibule/prove?factor=second&return=/a"), WIKI_APPLICATION),
        (application("https://wiki.example.com/.vestibule/prove?factor=second&return=//evil.example/"), "gone"),
        (Goal::OnThisHost(path("/.vestibule/prove?max_age=5m&return=/shop/cart")), SHOP_APPLICATION),
        (application("https://evil.example/"), "gone"),
        (application("javascript:alert(1)"), "gone"),
        (request(&client, &[]), "client wiki wiki.example.com https://wiki.example.com/"),
        // The client gets this error from the authorization endpoint.
        (request(&client, &[("code_challenge_method", "plain")]), "page"),
        // What is left of a request is its client, if it is known.
        (request(&client, &[("redirect_uri", "https://evil.example/")]), GONE),
        (request(&client, &[("client_id", "unknown")]), "gone"),
        (Goal::Launch(ClientId::from_stored(WIKI.to_owned())), GONE),
        (Goal::Launch(ClientId::from_stored("unknown".to_owned())), "gone"),
        (Goal::Authorize(String::new()), "gone"),
        (Goal::Authorize("a".repeat(9_000)), "gone"),
    ] {
        assert_eq!(shown(&app, &goal).await, expected, "{goal:?}");
    }
}

#[tokio::test]
async fn what_changes_on_the_way_counts() {
    let (app, client) = TestApp::with_client().await;
    let goal = request(&client, &[]);
    let launch_uri = "https://wiki.example.com/start";
    app.change_client(&client, ClientRequest { launch_uri: launch_uri.into(), ..client_request(WIKI) }).await;
    assert_eq!(shown(&app, &goal).await, format!("client wiki wiki.example.com {launch_uri}"));
    let moved = ClientRequest {
        redirect_uris: texts(&["https://new.example.com/callback"]),
        launch_uri: launch_uri.into(),
        ..client_request(WIKI)
    };
    app.change_client(&client, moved).await;
    assert_eq!(shown(&app, &goal).await, format!("gone wiki wiki.example.com {launch_uri}"));
    app.accounts.clients().delete_client(&Caller::system(), WIKI).await.expect("a change");
    assert_eq!(shown(&app, &goal).await, "gone");
    let page = application(WIKI_URL);
    assert!(shown(&app, &page).await.starts_with("application"));
    app.accounts.applications().delete_application(&Caller::system(), WIKI).await.expect("a change");
    assert_eq!(shown(&app, &page).await, "gone");
}
