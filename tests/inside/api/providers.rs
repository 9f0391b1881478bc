//! `/api/providers`, `/api/auth/providers`, and accounts at providers in imports and in the download of one's own data. Who may call
//! them is in the access matrix.

use crate::support::*;
use vestibule::applications::upstream::{Provider, ProviderSecret};
use vestibule::shared::ids::IdentityId;
use vestibule::shared::providers::{ProviderDefinition, ProviderKind, ProviderName, ProviderSource};
use vestibule::store::added_in::AddedIn;
use vestibule::store::identities::{self, NewIdentity};

const SECRET: &str = "swordfish-7c0ffee";

fn company() -> Value {
    json!({"name": "company", "issuer": "https://id.example", "client_id": "vestibule", "client_secret": SECRET})
}

async fn create(app: &TestApp, who: &Tokens, body: &Value) -> Reply {
    app.send(who, Method::POST, "/api/providers", body).await
}

async fn offered(app: &TestApp) -> Vec<String> {
    let list = app.get("/api/auth/providers").send().await.expect_status(200).json();
    let providers = list["providers"].as_array().expect("providers").iter();
    providers.map(|provider| provider["title"].as_str().expect("a title").to_owned()).collect()
}

#[tokio::test]
async fn a_provider_is_created_read_replaced_and_deleted() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let reply = create(&app, &boss, &company()).await.expect_status(201);
    assert_eq!(reply.header("location"), "/api/providers/company");
    assert!(!reply.text().contains("swordfish"), "{}", reply.text());
    let created = reply.json();
    let callback = created["callback_uri"].as_str().expect("an address");
    assert!(callback.ends_with("/auth/with/company/callback"), "{created}");
    assert_eq!((&created["has_secret"], &created["problems"]), (&json!(true), &json!([])));
    assert_eq!(app.read(&boss, "/api/providers/company").await.json(), created);
    assert_eq!(app.read(&boss, "/api/providers").await.json(), json!({"providers": [created]}));
    let stored = app.database.run("SELECT definition FROM identity_providers").await;
    assert!(!stored.concat().contains("swordfish"), "{stored:?}");

    let body = json!({"issuer": "https://id.example", "client_id": "vestibule", "title": "Company", "position": 3});
    let replaced = app.send(&boss, Method::PUT, "/api/providers/company", &body).await.expect_status(200).json();
    assert_eq!((&replaced["definition"]["title"], &replaced["has_secret"]), (&json!("Company"), &json!(true)));
    assert_eq!(offered(&app).await, ["Company"]);
    let kept = app.accounts.providers().all().await.expect("providers").usable("company").expect("one").secret.clone();
    assert_eq!(kept, Some(ProviderSecret::new(SECRET)));
    for status in [204, 404] {
        assert_eq!(app.delete("/api/providers/company").bearer(&boss.access).send().await.status, status);
    }
    assert!(offered(&app).await.is_empty());
    for kind in ["provider.create", "provider.update", "provider.delete"] {
        let details: Vec<_> = app.events(kind).await.into_iter().filter_map(|event| event.detail).collect();
        assert_eq!(details, ["company"], "{kind}");
    }
}

#[tokio::test]
async fn a_secret_is_not_sent_to_another_issuer() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    create(&app, &boss, &company()).await.expect_status(201);
    let replace = async |body: Value| app.send(&boss, Method::PUT, "/api/providers/company", &body).await;
    let mut elsewhere = json!({"issuer": "https://elsewhere.example", "client_id": "vestibule"});
    let refused = replace(elsewhere.clone()).await.expect_status(422);
    assert_eq!(refused.fields(), [("client_secret".to_owned(), "required".to_owned())]);
    elsewhere["client_secret"] = json!("");
    let replaced = replace(elsewhere).await.expect_status(200).json();
    assert_eq!(replaced["has_secret"], json!(false), "it was removed");
}

#[tokio::test]
async fn a_described_provider_is_complete_and_its_secret_goes_to_one_address() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let mut body = json!({
        "name": "forum",
        "kind": "oauth2",
        "issuer": "https://forum.example",
        "client_id": "vestibule",
        "client_secret": SECRET,
    });
    let required = |field: &str| (field.to_owned(), "required".to_owned());
    let endpoints = ["authorization_endpoint", "token_endpoint", "userinfo_endpoint"];
    assert_eq!(create(&app, &boss, &body).await.expect_status(422).fields(), endpoints.map(required));
    for (name, path) in endpoints.into_iter().zip(["authorize", "token", "me"]) {
        body[name] = json!(format!("https://forum.example/{path}"));
    }
    body["claims"] = json!(["subject=user.id", "email=user.email"]);
    let created = create(&app, &boss, &body).await.expect_status(201).json();
    assert_eq!(created["definition"]["claims"], body["claims"]);
    assert_eq!(created["backchannel_logout_uri"], Value::Null);
    body.as_object_mut().expect("an object").remove("client_secret");
    let same = app.send(&boss, Method::PUT, "/api/providers/forum", &body).await.expect_status(200).json();
    assert_eq!(same["has_secret"], json!(true));
    body["token_endpoint"] = json!("https://evil.example/token");
    let refused = app.send(&boss, Method::PUT, "/api/providers/forum", &body).await.expect_status(422);
    assert_eq!(refused.fields(), [required("client_secret")]);
}

#[tokio::test]
async fn a_known_provider_needs_its_secret() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let mut body = json!({"name": "github", "kind": "github", "client_id": "v"});
    let required = [("client_secret".to_owned(), "required".to_owned())];
    assert_eq!(create(&app, &boss, &body).await.expect_status(422).fields(), required);
    body["client_secret"] = json!(SECRET);
    create(&app, &boss, &body).await.expect_status(201);
    body["client_secret"] = json!("");
    let removed = app.send(&boss, Method::PUT, "/api/providers/github", &body).await.expect_status(422);
    assert_eq!(removed.fields(), required);
}

#[tokio::test]
async fn a_provider_with_the_issuer_of_another_is_refused() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    create(&app, &boss, &company()).await.expect_status(201);
    let name_taken = create(&app, &boss, &company()).await;
    name_taken.assert_refused(409, "provider_taken");
    let issuer_taken =
        create(&app, &boss, &json!({"name": "a", "issuer": "https://id.example", "client_id": "v"})).await;
    issuer_taken.assert_refused(409, "provider_taken");
    assert_eq!(issuer_taken.fields(), [("issuer".to_owned(), "taken".to_owned())]);
    let of_google = json!({"name": "a", "issuer": "https://accounts.google.com", "client_id": "v"});
    create(&app, &boss, &of_google).await.assert_refused(422, "validation_failed");
    for (name, tenant) in [("any", "common"), ("one", "9188040d-6c67-4c5b-b112-36a304b66dad")] {
        let body =
            json!({"name": name, "kind": "microsoft", "tenant": tenant, "client_id": "v", "client_secret": SECRET});
        let status = create(&app, &boss, &body).await.status;
        assert_eq!(status, if name == "any" { 201 } else { 409 }, "{name}");
    }
}

#[tokio::test]
async fn domains_that_would_let_no_one_in_are_refused() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let refused_fields = async |more: Value| {
        let mut body = company();
        for (name, value) in more.as_object().expect("an object") {
            body[name] = value.clone();
        }
        create(&app, &boss, &body).await.expect_status(422).fields()
    };
    let not_allowed = |field: &str| vec![(field.to_owned(), "not_allowed".to_owned())];
    for field in ["allowed_domains", "registration_domains"] {
        let found = refused_fields(json!({"kind": "microsoft", "issuer": "", field: ["example.org"]})).await;
        assert_eq!(found, not_allowed(field));
        let found = refused_fields(json!({"trusted_domains": ["example.net"], field: ["example.org"]})).await;
        assert_eq!(found, not_allowed(field));
    }
    let body = json!({
        "name": "company",
        "issuer": "https://id.example",
        "client_id": "vestibule",
        "trusted_domains": ["example.org"],
        "allowed_domains": ["example.org"],
    });
    create(&app, &boss, &body).await.expect_status(201);
}

#[tokio::test]
async fn what_the_file_defines_is_changed_only_there() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let definition = ProviderDefinition {
        kind: ProviderKind::Google,
        client_id: "vestibule".to_owned(),
        ..ProviderDefinition::default()
    };
    let name = ProviderName::parse("google").expect("a name");
    app.accounts.providers().set_file_providers(vec![Provider::new(name, definition, None, ProviderSource::File)]);
    assert_eq!(offered(&app).await, ["Google"]);
    let shown = app.read(&boss, "/api/providers/google").await.json();
    assert_eq!((&shown["source"], &shown["created_at"]), (&json!("file"), &Value::Null));
    let body = json!({"kind": "google", "client_id": "other"});
    let refused = app.send(&boss, Method::PUT, "/api/providers/google", &body).await;
    refused.assert_refused(409, "provider_taken");
    assert_eq!(refused.fields(), [("name".to_owned(), "in_file".to_owned())]);
    app.delete("/api/providers/google").bearer(&boss.access).send().await.assert_refused(409, "provider_taken");
}

#[tokio::test]
async fn imported_users_keep_their_accounts_at_providers() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    create(&app, &boss, &company()).await.expect_status(201);
    let microsoft = json!({"name": "microsoft", "kind": "microsoft", "client_id": "v", "client_secret": SECRET});
    create(&app, &boss, &microsoft).await.expect_status(201);
    let (directory, object) = ("9188040d-6c67-4c5b-b112-36a304b66dad", "00000000-0000-0000-66f3-3332eca7ea81");
    let file = format!(
        "email,username,provider,subject\nmaren@example.org,maren,company,auth0|7\n\
         jonas@example.org,jonas,microsoft,{directory}/{object}\nines@example.org,ines,,\n"
    );
    let report = app.import(&boss, "", file).await.expect_status(200).json();
    assert_eq!((&report["outcome"], &report["without_password"]), (&json!("imported"), &json!(1)), "{report}");
    let keys = app.database.run("SELECT issuer || ' ' || subject FROM identities ORDER BY issuer").await;
    let of_jonas = format!("https://login.microsoftonline.com/{directory}/v2.0 {object}");
    assert_eq!(keys, ["https://id.example auth0|7".to_owned(), of_jonas]);
    let id = app.id_of("maren").await;
    let list = app.read(&boss, &format!("/api/users/{id}/identities")).await.json();
    let identity = &list["identities"][0];
    assert_eq!((&identity["provider"], &identity["subject"]), (&json!("company"), &json!("auth0|7")));

    let csv = app.read(&boss, "/api/users/export").await.expect_status(200);
    for cells in [",\"company\",\"auth0|7\"", &format!(",\"microsoft\",\"{directory}/{object}\""), ",\"\",\"\""] {
        assert!(csv.text().lines().any(|line| line.ends_with(cells)), "{cells}: {}", csv.text());
    }

    let rows = "email,provider,subject\na@example.org,company,auth0|7\nb@example.org,nowhere,1\n\
        c@example.org,company,\nd@example.org,,1\ne@example.org,microsoft,1\n\
        f@example.org,company,2\ng@example.org,company,2\n";
    let report = app.import(&boss, "rows=good", rows).await.expect_status(200).json();
    let errors = report["errors"].as_array().expect("errors").iter();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let found: Vec<_> =
        errors.map(|error| format!("{} {} {}", error["row"], text(&error["field"]), text(&error["code"]))).collect();
    let expected = [
        "2 subject taken",
        "3 provider unknown_provider",
        "4 subject required",
        "5 provider required",
        "6 subject not_allowed",
        "8 subject taken",
    ];
    assert_eq!(found, expected, "{report}");
}

#[tokio::test]
async fn an_api_token_imports_no_accounts_at_providers() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    create(&app, &boss, &company()).await.expect_status(201);
    let id = app.id_of("boss").await;
    let (_, token) = app.api_token(&boss, &id, &["users:read", "users:write"]).await;
    let file = "email,provider,subject\nmaren@example.org,company,7\n";
    let report = app.import(&token, "rows=good", file).await.expect_status(200).json();
    let error = &report["errors"][0];
    assert_eq!((&error["field"], &error["code"]), (&json!("provider"), &json!("token_scope")), "{report}");
}

#[tokio::test]
async fn linked_accounts_are_in_the_download_of_ones_own_data() {
    let (app, maren, tokens) = TestApp::with_member("maren").await;
    let path = format!("/api/users/{}/data", maren["id"].as_str().expect("an id"));
    assert_eq!(app.read(&tokens, &path).await.json()["identities"], json!([]));
    let user = maren["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
    let identity = NewIdentity {
        id: IdentityId(Uuid::from_u128(1)),
        user,
        provider: "company".to_owned(),
        issuer: "https://id.example".to_owned(),
        subject: "7".to_owned(),
        label: Some("maren@company.example".to_owned()),
        added: AddedIn { address: Some("192.0.2.2".to_owned()), ..AddedIn::default() },
        created_at: app.accounts.now(),
    };
    let link = async move |mut tx: Tx| identities::insert(&mut tx, &identity).await;
    assert!(app.db.write(link).await.expect("an identity"));
    let data = app.read(&tokens, &path).await.json();
    let [identity] = data["identities"].as_array().expect("a list").as_slice() else { panic!("{data}") };
    assert_eq!((&identity["subject"], &identity["label"]), (&json!("7"), &json!("maren@company.example")));
    assert_eq!(identity["title"], json!("company"), "its provider is defined no longer");
    assert_eq!((&identity["device"], &identity["address"]), (&Value::Null, &json!("192.0.2.2")));
}

#[tokio::test]
async fn the_page_of_a_provider_has_the_fields_of_its_kind_alone() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let body = json!({"name": "google", "kind": "google", "client_id": "vestibule", "client_secret": SECRET});
    create(&app, &boss, &body).await.expect_status(201);
    create(&app, &boss, &company()).await.expect_status(201);
    let mut browser = app.browser_of("boss").await;
    let page = browser.open("/providers/google").await.expect_status(200);
    let has = |page: &Reply, names: &[&str]| names.iter().filter(|name| page.has("name", name)).count();
    assert_eq!(has(&page, &["client_id", "client_secret", "allowed_domains", "scopes"]), 4, "{}", page.text());
    let of_others = ["issuer", "trusted_domains", "tenant", "team_id", "authorization_endpoint", "groups_claim"];
    assert_eq!(has(&page, &of_others), 0, "{}", page.text());
    assert_eq!(page.hidden("kind"), "google");
    let page = browser.open("/providers/company").await.expect_status(200);
    assert_eq!(has(&page, &["issuer", "trusted_domains", "groups_claim"]), 3, "{}", page.text());

    let fields = [("id", "google"), ("kind", "google"), ("client_id", "other"), ("registration", "closed")];
    let changed = browser.submit("/actions/providers/replace", &fields).await;
    assert_eq!(changed.location(), "/providers/google");
    let view = app.read(&boss, "/api/providers/google").await.json();
    assert_eq!((&view["definition"]["client_id"], &view["has_secret"]), (&json!("other"), &json!(true)));
}
