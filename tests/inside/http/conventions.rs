//! What all endpoints of the API have in common: OPTIONS, the version of an account as `ETag`, links to other pages.

use crate::support::*;
use std::collections::BTreeSet;
use vestibule::http::document;

/// The paths of the API with the methods of their operations.
fn paths() -> impl Iterator<Item = (String, BTreeSet<String>)> {
    let paths = document()["paths"].as_object().expect("paths");
    paths.iter().filter(|(path, _)| path.starts_with("/api/")).map(|(path, operations)| {
        let methods = operations.as_object().expect("operations").keys().map(|method| method.to_uppercase());
        (path.replace(['{', '}'], ""), methods.collect())
    })
}

fn allowed(reply: &Reply) -> BTreeSet<String> {
    reply.header("allow").split(',').map(str::to_owned).collect()
}

#[tokio::test]
async fn every_path_answers_options_with_its_methods() {
    let origin = "https://app.example.org";
    let without_cors = TestApp::new().await;
    let with_cors = TestApp::with(|config| config.cors_origins = vec![origin.to_owned()]).await;
    assert!(paths().count() > 20);
    for (path, mut methods) in paths() {
        if methods.contains("GET") {
            methods.insert("HEAD".to_owned());
        }
        methods.insert("OPTIONS".to_owned());
        for app in [&without_cors, &with_cors] {
            let reply = app.call(Method::OPTIONS, &path).header("origin", origin).send().await;
            assert_eq!((reply.status, reply.body.len()), (204, 0), "{path}");
            assert_eq!(allowed(&reply), methods, "{path}");
            let refused = app.call(Method::TRACE, &path).send().await;
            assert_eq!(refused.status, 405, "{path}");
            assert_eq!(allowed(&refused), methods, "{path}");
        }
    }
    for app in [&without_cors, &with_cors] {
        for path in ["/api", "/api/", "/api/nowhere", "/api/users/id/nothing"] {
            assert_eq!(app.call(Method::OPTIONS, path).send().await.code(), "not_found", "{path}");
        }
    }
}

#[tokio::test]
async fn a_client_that_has_the_version_of_an_account_gets_304() {
    let (app, user, tokens) = TestApp::with_member("ada").await;
    let path = path_of(&user);
    let read = async |method: &Method, path: &str, tag: &str| {
        let call = app.call(method.clone(), path).bearer(&tokens.access);
        if tag.is_empty() { call.send().await } else { call.header("if-none-match", tag).send().await }
    };
    let tag = read(&Method::GET, &path, "").await.header("etag").to_owned();
    assert!(tag.len() > 2, "{tag}");
    for path in [path.as_str(), "/api/auth/me"] {
        for method in [Method::GET, Method::HEAD] {
            let current = read(&method, path, "\"9999\"").await;
            assert_eq!((current.status, current.header("etag")), (200, tag.as_str()), "{method} {path}");
            for known in [tag.clone(), format!("W/{tag}"), format!("\"9999\", {tag}"), "*".to_owned()] {
                let reply = read(&method, path, &known).await;
                assert_eq!((reply.status, reply.body.len()), (304, 0), "{method} {path} {known}");
                assert_eq!(reply.header("etag"), tag, "{method} {path} {known}");
            }
        }
    }

    let change = app.patch(&path).bearer(&tokens.access).json(&serde_json::json!({"name": "Ada"}));
    let changed = change.send().await.header("etag").to_owned();
    for path in [path.as_str(), "/api/auth/me"] {
        let reply = read(&Method::GET, path, &tag).await;
        assert_eq!((reply.status, reply.header("etag")), (200, changed.as_str()), "{path}");
        assert_eq!(reply.json()["name"], "Ada", "{path}");
    }
    let stranger = app.get("/api/auth/me").header("if-none-match", "*").send().await;
    assert_eq!(stranger.code(), "token_missing");
}

/// Neither is a change that somebody could overwrite.
#[tokio::test]
async fn a_sign_in_changes_the_response_and_so_its_tag_but_not_what_a_change_is_based_on() {
    let (app, user, tokens) = TestApp::with_member("ada").await;
    let path = path_of(&user);
    let tag = app.get(&path).bearer(&tokens.access).send().await.header("etag").to_owned();
    let know = || app.get(&path).bearer(&tokens.access).header("if-none-match", &tag);
    assert_eq!(know().send().await.status, 304);
    app.wait(1);
    app.log_in("ada").await;
    let reply = know().send().await;
    assert_eq!((reply.status, &reply.json()["last_login_at"]), (200, &serde_json::json!(app.accounts.now())));

    let rename = |name| {
        let body = serde_json::json!({"name": name});
        app.patch(&path).bearer(&tokens.access).header("if-match", &tag).json(&body).send()
    };
    assert_eq!(rename("Ada").await.status, 200);
    assert_eq!(rename("Bea").await.status, 412);
}

/// The address in the `Link` header with this relation.
fn link(reply: &Reply, relation: &str) -> Option<String> {
    let links = reply.header("link").split(", ");
    let found = links.filter_map(|link| link.split_once(">; ")).find(|(_, rel)| *rel == format!("rel=\"{relation}\""));
    found.map(|(address, _)| address.trim_start_matches('<').to_owned())
}

#[tokio::test]
async fn pages_of_events_link_to_the_next_and_the_previous_one() {
    let (app, admin) = TestApp::with_administrator("grace").await;
    for name in ["ada", "bea", "cleo"] {
        app.register(name).await;
    }
    let open = async |address: &str| app.get(address).bearer(&admin.access).expect_status(200).await;
    let targets = |reply: &Reply| {
        let page = reply.json();
        let events = page["events"].as_array().expect("events");
        events.iter().map(|event| event["target_id"].clone()).collect::<Vec<_>>()
    };
    let first = open("/api/audit?event=user.register&per_page=2").await;
    assert_eq!((targets(&first).len(), link(&first, "prev")), (2, None));
    let address = link(&first, "next").expect("a link");
    assert!(address.starts_with("/api/audit?event=user.register&per_page=2&before="), "{address}");
    let second = open(&address).await;
    assert_eq!((targets(&second).len(), link(&second, "next")), (1, None));
    let back = open(&link(&second, "prev").expect("a link")).await;
    assert_eq!(targets(&back), targets(&first));
    assert_eq!(open("/api/audit?event=user.purge").await.header("link"), "");
}
