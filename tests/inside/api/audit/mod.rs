//! Reading the audit log: permissions, filters, pagination and files.

mod events;
mod pages;

use crate::support::store::{self, record};
use crate::support::*;
use vestibule::shared::audit::{ActorKind, EventKind, Outcome};
use vestibule::store::audit::NewEvent;

async fn audit(app: &TestApp, tokens: &Tokens, query: &str) -> Reply {
    app.read(tokens, &format!("/api/audit?{query}")).await
}

pub async fn events(app: &TestApp, tokens: &Tokens, query: &str) -> Vec<Value> {
    let reply = audit(app, tokens, query).await;
    assert_eq!(reply.status, 200, "{query}: {}", reply.text());
    reply.json()["events"].as_array().expect("events").clone()
}

pub fn id_of(user: &Value) -> String {
    user["id"].as_str().expect("an id").to_owned()
}

/// Records `count` anonymous events, one second apart, the newest one second ago.
pub async fn fill(app: &TestApp, count: u64, device: &'static str) {
    let now = app.accounts.now();
    let events = (1..=count).map(move |ago| {
        let at = now.minus(Duration::from_secs(ago));
        NewEvent {
            result: Outcome::Refused,
            actor_kind: ActorKind::Anonymous,
            device: Some(device.to_owned()),
            // Otherwise the page would show them as one.
            address: Some(format!("2001:db8::{ago:x}")),
            ..store::event(EventKind::SessionStart, at)
        }
    });
    record(&app.db, events.collect()).await;
}

#[tokio::test]
async fn an_event_has_all_fields() {
    let app = TestApp::new().await;
    let (admin, tokens) = app.administrator("maren").await;
    let user = app.register("jonas").await;
    let reply = app.sign_in("jonas", "wrong").header("user-agent", "A browser").send().await;
    let query = format!("target={}&result=refused", id_of(&user));
    let found = events(&app, &tokens, &query).await;
    let [event] = found.as_slice() else { panic!("{found:?}") };
    let expected = json!({
        "id": event["id"],
        "at": app.accounts.now(),
        "event": "session.start",
        "result": "refused",
        "actor": {"kind": "anonymous", "id": null},
        "target_id": user["id"],
        "address": "192.0.2.1",
        "device": "A browser",
        "request_id": reply.header("x-request-id"),
        "detail": "no_match",
    });
    assert_eq!(*event, expected);
    let created = events(&app, &tokens, "event=user.create").await;
    assert_eq!(created[0]["actor"], json!({"kind": "system", "id": null}));
    assert_eq!((&created[0]["target_id"], &created[0]["detail"]), (&json!(admin.id), &"admin".into()));
    for part in ["address", "device", "request_id"] {
        assert_eq!(created[0][part], Value::Null, "the command line has no {part}");
    }
}

#[tokio::test]
async fn users_see_only_events_in_which_they_are_actor_or_target() {
    let (app, admin) = TestApp::with_administrator("admin").await;
    let (maren, tokens) = app.member("maren").await;
    app.member("jonas").await;
    let me = id_of(&maren);
    app.change("jonas", "disable").await;
    let own = events(&app, &tokens, "").await;
    let mut names: Vec<_> = own.iter().map(|event| event["event"].as_str().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(names, ["session.start", "user.register"]);
    for event in &own {
        assert_eq!((&event["actor"]["id"], &event["target_id"]), (&maren["id"], &maren["id"]));
        assert_eq!(event["address"], "192.0.2.1", "one's own address is no secret");
    }
    assert_eq!(events(&app, &tokens, &format!("scope=own&actor={me}&target={me}")).await, own);
    assert!(events(&app, &admin, "").await.len() > 5);
    assert_eq!(events(&app, &admin, &format!("target={me}")).await.len(), 2);
    let admins_own = events(&app, &admin, "scope=own").await;
    assert_eq!(admins_own.len(), 2, "made by the operator, and signed in: {admins_own:?}");
}

#[tokio::test]
async fn users_do_not_see_who_acted_on_their_account_or_from_where() {
    let app = TestApp::new().await;
    let (admin, admins) = app.administrator("admin").await;
    let (maren, tokens) = app.member("maren").await;
    app.wait(1);
    let at = app.accounts.now();
    let disabled = NewEvent {
        actor_kind: ActorKind::User,
        actor: Some(admin.id),
        target: Some(UserId(id_of(&maren).parse().unwrap())),
        address: Some("203.0.113.9".to_owned()),
        device: Some("The administrator's browser".to_owned()),
        ..store::event(EventKind::UserDisable, at)
    };
    record(&app.db, vec![disabled]).await;
    let seen = |events: Vec<Value>| {
        let event = events[0].clone();
        (event["event"].clone(), event["actor"].clone(), event["address"].clone(), event["device"].clone())
    };
    let hidden = json!({"kind": "user", "id": null});
    assert_eq!(seen(events(&app, &tokens, "").await), ("user.disable".into(), hidden, Value::Null, Value::Null));
    let known = json!({"kind": "user", "id": admin.id});
    let (address, device) = ("203.0.113.9".into(), "The administrator's browser".into());
    assert_eq!(seen(events(&app, &admins, "").await), ("user.disable".into(), known, address, device));
    // A match would reveal who the actor was.
    for query in [format!("actor={}", admin.id), format!("target={}", admin.id), format!("actor={}", Uuid::nil())] {
        assert_eq!(audit(&app, &tokens, &query).await.code(), "forbidden", "{query}");
    }
    assert_eq!(audit(&app, &tokens, "scope=own&per_page=100").await.text().matches(&admin.id.to_string()).count(), 0);
}

#[tokio::test]
async fn filters_restrict_the_events_and_time_ranges_include_both_ends() {
    let app = TestApp::new().await;
    let (admin, tokens) = app.administrator("admin").await;
    app.wait(60);
    let then = app.accounts.now();
    let maren = app.register("maren").await;
    app.wait(60);
    app.log_in("maren").await;
    let (id, later) = (id_of(&maren), then.plus(Duration::from_secs(60)));
    for (query, expected) in [
        (format!("actor={id}"), 2),
        (format!("target={}", admin.id), 2),
        (format!("actor={}&target={id}", admin.id), 0),
        ("event=user.register".to_owned(), 1),
        (format!("event=session.start&target={id}"), 1),
        ("result=success".to_owned(), 4),
        ("result=refused".to_owned(), 0),
        (format!("from={then}"), 2),
        (format!("to={then}"), 3),
        (format!("from={then}&to={then}"), 1),
        (format!("from={}&to={}", Timestamp(then.0 + 1), Timestamp(later.0 - 1)), 0),
        ("from=2026-11-01&to=2026-11-01".to_owned(), 4),
        ("to=2026-10-31".to_owned(), 0),
        ("actor=&event=&result=&from=&to=&scope=&before=&per_page=".to_owned(), 4),
        ("unknown=1".to_owned(), 4),
    ] {
        assert_eq!(events(&app, &tokens, &query).await.len(), expected, "{query}");
    }
}

#[tokio::test]
async fn paging_backwards_returns_the_same_pages_without_gaps_while_events_are_added() {
    let (app, tokens) = TestApp::with_administrator("admin").await;
    fill(&app, 20, "A browser").await;
    let mut forth = vec![audit(&app, &tokens, "per_page=7").await.json()];
    assert_eq!(forth[0]["prev"], Value::Null, "nothing is newer than the newest");
    while let Some(next) = forth[forth.len() - 1]["next"].as_str() {
        forth.push(audit(&app, &tokens, &format!("per_page=7&before={next}")).await.json());
    }
    let mut back = vec![forth[forth.len() - 1].clone()];
    while let Some(prev) = back[0]["prev"].as_str() {
        back.insert(0, audit(&app, &tokens, &format!("per_page=7&after={prev}")).await.json());
    }
    assert_eq!(forth.len(), 4);
    assert_eq!(back, forth);
    app.wait(1);
    app.log_in("admin").await;
    let newest = forth[0]["events"][0]["id"].as_str().unwrap();
    let news = audit(&app, &tokens, &format!("per_page=7&after={newest}")).await.json();
    assert_eq!((news["events"].as_array().unwrap().len(), &news["prev"]), (1, &Value::Null));
    assert_eq!(news["next"], news["events"][0]["id"]);

    let all: Vec<_> = events(&app, &tokens, "per_page=100").await.iter().map(id_of).collect();
    let (mut before, mut paged) = (String::new(), Vec::new());
    loop {
        let page = audit(&app, &tokens, &format!("per_page=7&before={before}")).await.json();
        paged.extend(page["events"].as_array().unwrap().iter().map(id_of));
        assert!(page["events"].as_array().unwrap().len() <= 7);
        app.wait(1);
        app.log_in("admin").await;
        let Some(next) = page["next"].as_str() else { break };
        before = next.to_owned();
    }
    assert_eq!(paged, all);
    assert_eq!(paged.len(), 23);
}

#[tokio::test]
async fn the_person_filter_accepts_ids_and_names_and_matches_actors_and_targets() {
    let app = TestApp::new().await;
    let (admin, tokens) = app.administrator("admin").await;
    let (maren, own) = app.member("maren").await;
    let id = UserId(id_of(&maren).parse().unwrap());
    app.change("maren", "disable").await;
    app.change("maren", "delete").await;
    let found = events(&app, &tokens, &format!("person={id}")).await;
    let names: Vec<_> = found.iter().map(|event| event["event"].as_str().unwrap()).collect();
    assert_eq!(names.len(), 4, "{names:?}");
    for login in ["maren", "MAREN", "maren%40example.org"] {
        assert_eq!(events(&app, &tokens, &format!("person={login}")).await, found, "{login}");
    }
    assert_eq!(events(&app, &tokens, &format!("person=maren&actor={id}")).await.len(), 2);
    assert_eq!(events(&app, &tokens, &format!("person={}", Uuid::nil())).await.len(), 0);
    let nobody = audit(&app, &tokens, "person=nobody").await;
    assert_eq!((nobody.status, nobody.errors().as_str()), (422, "person unknown"));
    let text = app.get("/api/audit/export?person=maren&format=jsonl").bearer(&tokens.access).send().await.text();
    assert_eq!(text.lines().count(), 4);

    app.change("maren", "restore").await;
    app.change("maren", "enable").await;
    let tokens_of_maren = app.log_in("maren").await;
    assert_eq!(audit(&app, &own, "").await.code(), "token_revoked");
    // The result would reveal whether an account with this name exists.
    for query in [format!("person={}", admin.id), "person=admin".to_owned(), "person=nobody".to_owned()] {
        assert_eq!(audit(&app, &tokens_of_maren, &query).await.code(), "forbidden", "{query}");
    }
    let everything = events(&app, &tokens_of_maren, "").await;
    assert_eq!(events(&app, &tokens_of_maren, &format!("person={id}")).await, everything);
}

#[tokio::test]
async fn an_invalid_filter_is_rejected_with_the_name_of_its_field() {
    let (app, tokens) = TestApp::with_administrator("admin").await;
    for (query, field) in [
        ("actor=maren", "actor"),
        ("target=7", "target"),
        ("event=user.fly", "event"),
        ("result=maybe", "result"),
        ("from=yesterday", "from"),
        ("to=2026-02-30", "to"),
        ("scope=all", "scope"),
        ("before=last", "before"),
        ("after=first", "after"),
        ("per_page=0", "per_page"),
        ("per_page=101", "per_page"),
    ] {
        let reply = audit(&app, &tokens, query).await;
        assert_eq!((reply.status, reply.code().as_str()), (422, "validation_failed"), "{query}");
        assert_eq!(reply.invalid_fields(), [field], "{query}");
    }
    assert_eq!(audit(&app, &tokens, "actor=x&from=y&per_page=z").await.fields().len(), 3, "all at once");
    assert_eq!(audit(&app, &tokens, "event=user.create&event=user.delete").await.code(), "malformed");
}

#[tokio::test]
async fn the_server_function_returns_events_with_the_names_of_users() {
    let app = TestApp::new().await;
    let (admin, _) = app.administrator("admin").await;
    let mut browser = app.browser_of("admin").await;
    let fields = [("request[event]", "session.start"), ("request[per_page]", "1")];
    let page = browser.run("/actions/audit", &fields).await.expect_status(200);
    assert_eq!(page.json()["events"].as_array().unwrap().len(), 1);
    assert!(page.json()["next"].is_string());
    assert_eq!(page.json()["people"], json!([{"id": admin.id, "name": "admin"}]));
    let refused = browser.run("/actions/audit", &[("request[per_page]", "many")]).await;
    assert_eq!(refused.errors(), "per_page out_of_range");
    assert_eq!(browser.run("/actions/audit", &[]).await.json()["next"], Value::Null);
}

async fn export(app: &TestApp, tokens: &Tokens, query: &str) -> Reply {
    app.get(&format!("/api/audit/export?{query}")).bearer(&tokens.access).send().await
}

#[tokio::test]
async fn every_event_is_exported_once_in_either_format() {
    let (app, tokens) = TestApp::with_administrator("admin").await;
    fill(&app, 1_200, "A browser, with \"quotes\"").await;
    let reply = export(&app, &tokens, "format=jsonl").await;
    assert_eq!((reply.status, reply.header("content-type")), (200, "application/x-ndjson"));
    assert_eq!(reply.header("content-disposition"), "attachment; filename=\"audit.jsonl\"");
    let lines: Vec<Value> = reply.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 1_202);
    assert!(lines.is_sorted_by(|newer, older| id_of(newer) > id_of(older)));
    assert_eq!(lines[..100], events(&app, &tokens, "per_page=100").await);

    let reply = export(&app, &tokens, "format=csv&event=session.start&result=refused").await;
    assert_eq!((reply.status, reply.header("content-type")), (200, "text/csv; charset=utf-8"));
    let text = reply.text();
    let mut rows = text.split_terminator("\r\n");
    let columns = concat!(
        r#""id","at","event","result","actor_kind","actor_id","target_id","address","#,
        r#""device","request_id","detail""#,
    );
    assert_eq!(rows.next(), Some(columns));
    let first = &lines[2];
    let (id, at) = (id_of(first), first["at"].as_str().unwrap());
    let device = r#""A browser, with ""quotes""""#;
    let row = format!(r#""{id}","{at}","session.start","refused","anonymous","","","2001:db8::1",{device},"","""#);
    assert_eq!(rows.next(), Some(row.as_str()));
    assert_eq!(rows.count(), 1_199);
    assert_eq!(export(&app, &tokens, "event=user.purge").await.text(), format!("{columns}\r\n"), "CSV is the default");
}
