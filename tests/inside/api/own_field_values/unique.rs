//! Values that no two accounts may have: of several requests at the same time one gets the value, through whatever door, and the others
//! learn which field is taken.

use crate::support::mailbox::{deliver, wait_for};
use crate::support::*;

/// With an administrator, and a field whose values are unique.
async fn scene() -> (TestApp, Tokens) {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let number = json!({ "name": "number", "unique": true });
    app.send(&boss, Method::POST, "/api/fields", &number).await.expect_status(201);
    (app, boss)
}

fn person(username: &str, number: &str) -> Value {
    json!({ "username": username, "email": format!("{username}@example.org"), "fields": { "number": number } })
}

fn registration(username: &str, number: &str) -> Value {
    let mut body = person(username, number);
    body["password"] = PASSWORD.into();
    body
}

/// The values that are stored, in their order.
async fn stored(app: &TestApp) -> Vec<String> {
    app.database.run("SELECT value FROM own_field_values ORDER BY value").await
}

#[track_caller]
fn assert_taken(reply: &Reply) {
    reply.assert_refused(409, "field_taken");
    assert_eq!(reply.errors(), "fields.number taken");
}

/// Asserts that one of these has succeeded, and that the others say why not.
#[track_caller]
fn assert_one_wins(replies: &[Reply], status: u16) {
    let (won, lost): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.status == status);
    assert_eq!(won.len(), 1, "{:?}", replies.iter().map(|reply| reply.status).collect::<Vec<_>>());
    lost.into_iter().for_each(assert_taken);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_registrations_one_gets_the_value() {
    let (app, _) = scene().await;
    let other = app.replica(|_| {}).await;
    for round in 0..3 {
        let number = round.to_string();
        let bodies: Vec<_> = (0..6).map(|at| registration(&format!("person-{round}-{at}"), &number)).collect();
        let calls = bodies
            .iter()
            .zip([&app, &other].into_iter().cycle())
            .map(|(body, server)| server.post("/api/users/register").json(body).send());
        assert_one_wins(&join_all(calls).await, 201);
    }
    assert_eq!(stored(&app).await, ["0", "1", "2"]);
    let people = app.database.run("SELECT username FROM users WHERE username LIKE 'person-%'").await;
    assert_eq!(people.len(), 3, "nobody was registered without the value: {people:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_accounts_that_are_created_one_gets_the_value() {
    let (app, boss) = scene().await;
    let bodies: Vec<_> = (0..6).map(|at| person(&format!("person-{at}"), "7")).collect();
    let calls = bodies.iter().map(|body| app.send(&boss, Method::POST, "/api/users", body));
    assert_one_wins(&join_all(calls).await, 201);
    assert_eq!(stored(&app).await, ["7"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_people_who_change_their_account_one_gets_the_value() {
    let (app, _) = scene().await;
    let other = app.replica(|_| {}).await;
    let mut people = Vec::new();
    for at in 0..6 {
        let (user, own) = app.member(&format!("person-{at}")).await;
        people.push((path_of(&user), own));
    }
    for number in ["1", "2", "3"] {
        let body = json!({ "fields": { "number": number } });
        let servers = [&app, &other].into_iter().cycle();
        let calls =
            people.iter().zip(servers).map(|((path, own), server)| server.send(own, Method::PATCH, path, &body));
        assert_one_wins(&join_all(calls).await, 200);
        assert!(stored(&app).await.contains(&number.to_owned()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_registration_a_new_account_and_a_change_one_gets_the_value() {
    let (app, boss) = scene().await;
    for round in 0..4 {
        let (user, own) = app.member(&format!("person-{round}")).await;
        let (path, number) = (path_of(&user), round.to_string());
        let (new, created) =
            (registration(&format!("new-{round}"), &number), person(&format!("made-{round}"), &number));
        let change = json!({ "fields": { "number": number } });
        let (registered, created, changed) = tokio::join!(
            app.post("/api/users/register").json(&new).send(),
            app.send(&boss, Method::POST, "/api/users", &created),
            app.send(&own, Method::PATCH, &path, &change),
        );
        let replies = [registered, created, changed];
        assert_eq!(replies.iter().filter(|reply| reply.status < 300).count(), 1, "{replies:?}");
        replies.iter().filter(|reply| reply.status >= 300).for_each(assert_taken);
    }
}

#[tokio::test]
async fn what_differs_in_case_or_composition_alone_is_the_same_value() {
    let (app, _) = scene().await;
    for (at, value, same) in [
        (0, "7", "7"),
        (1, "Abc", "aBC"),
        (2, "\u{e9}", "e\u{301}"),
        (3, "Stra\u{df}e", "STRASSE"),
        (4, "\u{ff21}x", "ax"),
    ] {
        let first = registration(&format!("person-{at}"), value);
        app.post("/api/users/register").json(&first).expect_status(201).await;
        assert_taken(&app.post("/api/users/register").json(&registration("jonas", same)).send().await);
    }
}

/// Otherwise nobody could choose another value before the account is to be opened.
#[tokio::test]
async fn a_taken_value_is_refused_at_once_where_the_rest_of_a_registration_happens_by_mail() {
    let app = TestApp::with(|config| config.strict_registration_privacy = true).await;
    let (_, boss) = app.administrator("boss").await;
    let number = json!({ "name": "number", "unique": true });
    app.send(&boss, Method::POST, "/api/fields", &number).await.expect_status(201);
    app.send(&boss, Method::POST, "/api/users", &person("maren", "7")).await.expect_status(201);
    let register = async |number: &str| {
        let body = registration("jonas", number);
        app.post("/api/users/register").json(&body).send().await
    };
    assert_taken(&register("7").await);
    assert_eq!(register("8").await.status, 202);
}

/// Nobody can choose another value on the page of the link, which would never work.
#[tokio::test]
async fn a_value_that_was_taken_before_the_link_is_used_is_missing_in_the_account() {
    let app = TestApp::with(|config| config.strict_registration_privacy = true).await;
    let (_, boss) = app.administrator("boss").await;
    for field in [
        json!({ "name": "number", "unique": true, "searchable": true, "required": "sign-in" }),
        json!({ "name": "nick", "searchable": true }),
    ] {
        app.send(&boss, Method::POST, "/api/fields", &field).await.expect_status(201);
    }
    let people = [("jonas", json!({ "number": "seven", "nick": "jo" })), ("ida", json!({ "number": "seven" }))];
    let mut links = Vec::new();
    for (username, fields) in &people {
        let mut body = registration(username, "");
        body["fields"] = fields.clone();
        app.post("/api/users/register").json(&body).expect_status(202).await;
        wait_for(&app, &[&format!("confirm_email {username}@example.org")]).await;
        let messages = deliver(&app).await;
        links.push(messages[0].token("/verify-email"));
    }
    app.send(&boss, Method::POST, "/api/users", &person("maren", "seven")).await.expect_status(201);

    for ((username, mut kept), link) in people.into_iter().zip(links) {
        app.post("/api/auth/email/verify").json(&json!({ "token": link })).expect_status(204).await;
        let own = app.log_in(username).await;
        let id = app.id_of(username).await;
        kept.as_object_mut().expect("fields").remove("number");
        assert_eq!(app.read(&own, &format!("/api/users/{id}")).await.json()["fields"], kept);
        let id: UserId = id.parse().expect("an id");
        let missing = app.accounts.own_fields().missing_errors(id).await.expect("errors");
        assert_eq!(missing.iter().map(|error| &*error.field).collect::<Vec<_>>(), ["fields.number"]);
    }
    assert_eq!(stored(&app).await, ["jo", "seven"]);
    let found = app.database.run("SELECT word FROM user_words WHERE word IN ('jo', 'seven') ORDER BY word").await;
    assert_eq!(found, ["jo", "seven"], "the search finds each where it is");
}

#[tokio::test]
async fn the_page_after_the_link_says_that_a_value_was_taken_meanwhile() {
    let app = TestApp::with(|config| config.strict_registration_privacy = true).await;
    let (_, boss) = app.administrator("boss").await;
    let number = json!({ "name": "number", "unique": true });
    app.send(&boss, Method::POST, "/api/fields", &number).await.expect_status(201);
    for (username, number, is_taken) in [("ida", "8", false), ("jonas", "7", true)] {
        let (mut browser, email) = (app.browser(), format!("{username}@example.org"));
        let fields = [("username", username), ("email", &*email), ("password", PASSWORD), ("fields[number]", number)];
        assert_eq!(browser.submit("/actions/register", &fields).await.location(), "/check-mail");
        wait_for(&app, &[&format!("confirm_email {email}")]).await;
        let token = deliver(&app).await[0].token("/verify-email");
        if is_taken {
            let other = person("maren", number);
            app.send(&boss, Method::POST, "/api/users", &other).await.expect_status(201);
        }
        let page = browser.submit_and_follow("/actions/verify-email", &[("token", &token)]).await.expect_status(200);
        page.assert_shows(&["Email address confirmed."]);
        assert_eq!(page.text().contains("because another account has it by now"), is_taken, "{username}");
    }
}

#[tokio::test]
async fn rows_of_one_file_do_not_share_a_value() {
    let (app, boss) = scene().await;
    let file = "email,fields.number\na@example.org,7\nb@example.org,7\nc@example.org,\nd@example.org,\n";
    let report = app.import(&boss, "rows=good", file).await.expect_status(200).json();
    assert_eq!((&report["good"], &report["errors"][0]["row"]), (&json!(3), &json!(3)), "{report}");
    let error = &report["errors"][0];
    assert_eq!((&error["field"], &error["code"]), (&json!("fields.number"), &json!("taken")));
    assert_eq!(stored(&app).await, ["7"], "nothing is no value");
}
