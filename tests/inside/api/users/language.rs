//! The language of an account: who may set it, and to which values.

use crate::support::*;
use vestibule::language::Language;

/// What is said of any other value.
fn one_of_all() -> String {
    format!("Use one of: {}.", Language::ALL.map(Language::as_str).join(", "))
}

#[tokio::test]
async fn a_language_is_set_read_and_removed_and_must_have_texts() {
    let (app, user, tokens) = TestApp::with_member("ada").await;
    let path = path_of(&user);
    let patch = |body: Value| app.patch(&path).bearer(&tokens.access).json(&body).send();
    assert_eq!(user["language"], Value::Null, "as the browser prefers");
    assert_eq!(patch(json!({"language": "de-AT"})).await.json()["language"], "de");
    assert_eq!(patch(json!({"name": "Ada L."})).await.json()["language"], "de", "a missing field stays");
    assert_eq!(app.me(&tokens.access).send().await.json()["language"], "de");
    let data = app.read(&tokens, &format!("{path}/data")).await.json();
    assert_eq!(data["account"]["language"], "de", "own data");

    for (wrong, error) in [(json!("qaa"), "language not_allowed"), (json!(7), "language wrong_type")] {
        let reply = patch(json!({"name": "Lost", "language": wrong})).await;
        assert_eq!((reply.status, reply.errors().as_str()), (422, error));
    }
    let refused = patch(json!({"language": "qaa"})).await.json();
    assert_eq!(refused["errors"][0]["message"], one_of_all());

    assert_eq!(patch(json!({"language": null})).await.json()["language"], Value::Null);
    let whole = json!({"username": "ada", "email": "ada@example.org", "language": "EN"});
    let put = app.put(&path).bearer(&tokens.access).json(&whole).send().await;
    assert_eq!((&put.json()["language"], &put.json()["name"]), (&json!("en"), &Value::Null));
    let put = app.send(&tokens, Method::PUT, &path, &json!({"username": "ada", "email": "ada@example.org"})).await;
    assert_eq!(put.json()["language"], Value::Null);
    let changes = app.events("user.update").await;
    assert!(changes.iter().any(|event| event.detail.as_deref() == Some("language")), "{changes:?}");
}

#[tokio::test]
async fn new_accounts_have_the_language_that_is_given() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let body = json!({"username": "ada", "email": "ada@example.org", "password": PASSWORD, "language": "de"});
    let ada = app.post("/api/users/register").json(&body).expect_status(201).await.json();
    assert_eq!(ada["language"], "de");
    let create = async |language: &str| {
        let body = json!({"username": "bea", "email": "bea@example.org", "language": language});
        app.send(&boss, Method::POST, "/api/users", &body).await
    };
    assert_eq!(create("qaa").await.errors(), "language not_allowed");
    let created = create(" en ").await.expect_status(201).json();
    assert_eq!(created["user"]["language"], "en");

    let path = path_of(&ada);
    assert_eq!(app.send(&boss, Method::PATCH, &path, &json!({"language": ""})).await.json()["language"], Value::Null);
    app.send(&boss, Method::PATCH, &path, &json!({"language": "de"})).await.expect_status(200);
    let found = app.read(&boss, "/api/users?q=de").await.json();
    assert_eq!(found["pagination"]["total"], 0, "it is no word of the search");
}

#[tokio::test]
async fn a_language_of_a_later_version_stays_and_counts_as_none() {
    let (app, user, tokens) = TestApp::with_member("ada").await;
    app.database.run("UPDATE users SET language = 'qaa'").await;
    let reply = app.send(&tokens, Method::PATCH, &path_of(&user), &json!({"name": "Ada", "language": "qaa"})).await;
    assert_eq!((reply.status, &reply.json()["language"]), (200, &json!("qaa")), "{}", reply.text());
    let owner = app.accounts.users().find_by_login(&Caller::system(), "ada").await.expect("an account");
    assert_eq!(owner.language(), None);
}

mod pages {
    use super::*;
    use crate::support::page::is_chosen;

    const ENGLISH: &str = "<html lang=\"en\"";
    const GERMAN: &str = "<html lang=\"de\"";

    /// The own profile with this language.
    fn profile(language: &str) -> [(&str, &str); 4] {
        [("name", ""), ("language", language), ("username", "ada"), ("email", "ada@example.org")]
    }

    #[tokio::test]
    async fn the_switch_also_changes_the_account_of_who_is_signed_in() {
        let (app, _, tokens) = TestApp::with_member("ada").await;
        let language = async || app.me(&tokens.access).send().await.json()["language"].clone();
        let mut ada = app.browser_of("ada").await;
        let switched = ada.submit("/actions/language", &[("language", "de"), ("back", "/account/devices")]).await;
        assert_eq!((switched.status, switched.location()), (303, "/account/devices"));
        ada.follow(&switched).await.assert_shows(&[GERMAN]);
        assert_eq!(language().await, "de");

        let mut other = app.browser();
        let switch = [("language", "en"), ("back", "/login")];
        other.submit_and_follow("/actions/language", &switch).await.assert_shows(&[ENGLISH]);
        assert_eq!((&*other.jar["vestibule_language"], language().await), ("en", json!("de")));
        other.log_in("ada").await;
        other.open("/account").await.assert_shows(&[GERMAN]);

        let elsewhere = [("language", "qaa"), ("back", "https://evil.example")];
        assert_eq!(ada.submit("/actions/language", &elsewhere).await.location(), "/account");
        assert_eq!(language().await, "de", "there are no texts in that one");
    }

    #[tokio::test]
    async fn owners_and_administrators_choose_from_the_languages_that_there_are() {
        let (app, user, _) = TestApp::with_member("ada").await;
        let mut ada = app.browser_of("ada").await;
        let page = ada.open("/account").await;
        page.assert_shows(&["<option value=\"\" selected>As the browser prefers</option>", ">Deutsch</option>"]);
        ada.submit_and_follow("/actions/profile", &profile("qaa")).await.assert_shows(&[&one_of_all()]);
        let page = ada.submit_and_follow("/actions/profile", &profile("de")).await;
        page.assert_shows(&[GERMAN, "<option value=\"de\" selected>Deutsch</option>"]);

        let mut boss = app.administrator_in_browser("boss").await;
        let id = id_of(&user);
        let page = boss.open(&format!("/users/{id}")).await;
        page.assert_shows(&[ENGLISH]);
        assert!(page.has("id", "language") && is_chosen(&page.text(), "de"), "{}", page.text());
        let details = [profile("en").as_slice(), &[("id", id), ("role", "user")]].concat();
        let page = boss.submit_and_follow("/actions/users/update", &details).await;
        assert!(is_chosen(&page.text(), "en"), "{}", page.text());

        assert!(boss.open("/users/new").await.has("id", "language"));
        let fields = [("username", "bea"), ("email", "bea@example.org"), ("language", "de"), ("role", "user")];
        boss.submit("/actions/users/create", &fields).await.expect_status(303);
        let bea = app.accounts.users().find_by_login(&Caller::system(), "bea").await.expect("an account");
        assert_eq!(bea.language.as_deref(), Some("de"));
    }

    #[tokio::test]
    async fn the_form_of_a_registration_does_not_ask_for_it() {
        let app = TestApp::new().await;
        let page = app.browser().open("/register").await;
        assert!(page.has("id", "name") && !page.has("id", "language"), "{}", page.text());
    }

    #[tokio::test]
    async fn after_a_lost_race_both_languages_are_named() {
        let (app, user, tokens) = TestApp::with_member("ada").await;
        let mut ada = app.browser_of("ada").await;
        let before = ada.open("/account").await.hidden("before");
        app.send(&tokens, Method::PATCH, &path_of(&user), &json!({"language": "de"})).await.expect_status(200);
        let fields = [profile("").as_slice(), &[("before", &*before)]].concat();
        let page = ada.submit_and_follow("/actions/profile", &fields).await;
        page.assert_shows(&["<td>Wie im Browser eingestellt</td><td>Deutsch</td>"]);
    }
}
