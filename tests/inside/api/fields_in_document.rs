//! The OpenAPI document that an installation serves describes its own fields, to those who see them.

use crate::support::*;
use vestibule::http::document;

const PATH: &str = "/api/openapi.json";
/// Nobody's token.
const NONE: &str = "";

/// An installation with fields of different rights, its administrator, and somebody who was there before.
async fn installation() -> (TestApp, Tokens, Tokens) {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let (_, maren) = app.member("maren").await;
    for field in [
        json!({
            "name": "plan", "kind": "choice", "label": ["Plan", "de=Tarif"], "choices": ["free=Free", "pro"],
            "required": "registration"
        }),
        json!({ "name": "level", "kind": "number", "changed_by": ["administrators"] }),
        json!({ "name": "hobby", "max_length": 40, "seen_by": ["owner"], "changed_by": ["owner"] }),
        json!({
            "name": "note", "kind": "long-text", "help": ["Whether somebody pays late."], "seen_by": ["administrators"],
            "changed_by": ["administrators"]
        }),
    ] {
        app.send(&boss, Method::POST, "/api/fields", &field).await.expect_status(201);
    }
    (app, boss, maren)
}

/// The document as the holder of a token gets it.
async fn sent(app: &TestApp, token: &str, tag: &str) -> Reply {
    let call = app.get(PATH).header("if-none-match", tag);
    let call = if token == NONE { call } else { call.bearer(token) };
    call.send().await
}

async fn read(app: &TestApp, token: &str) -> Value {
    sent(app, token, "\"none\"").await.expect_status(200).json()
}

/// The schema of `fields` in a schema of the document.
fn fields_of<'a>(document: &'a Value, schema: &str) -> &'a Value {
    &document["components"]["schemas"][schema]["properties"]["fields"]
}

/// The names of the fields in the schemas of a registration, a new user, a change of one, and a user.
fn names(document: &Value) -> [String; 4] {
    ["RegisterRequest", "InviteUserRequest", "UpdateUserRequest", "UserView"].map(|schema| {
        let properties = fields_of(document, schema)["properties"].as_object();
        let mut names: Vec<_> = properties.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        names.join(" ")
    })
}

#[tokio::test]
async fn a_document_describes_the_fields_that_its_reader_sees() {
    let (app, boss, maren) = installation().await;
    let id = app.id_of("boss").await;
    let (_, own) = app.api_token(&boss, &id, &["self"]).await;
    let (_, users) = app.api_token(&boss, &id, &["users:read"]).await;
    let of_owners = ["hobby plan", "level plan", "hobby level plan", "hobby level plan"];
    // What strangers may not choose is nothing that they need to know.
    let of_strangers = ["hobby plan", "plan", "hobby plan", "hobby plan"];
    for (token, expected) in
        [(NONE, of_strangers), ("made up", of_strangers), (&*maren.access, of_owners), (&*own, of_owners)]
    {
        let document = read(&app, token).await;
        assert_eq!(names(&document), expected, "{token}");
        assert!(!document.to_string().contains("pays late"));
    }
    let of_administrators = ["hobby plan", "level note plan", "hobby level note plan", "hobby level note plan"];
    for token in [&boss.access, &users] {
        assert_eq!(names(&read(&app, token).await), of_administrators);
    }
}

#[tokio::test]
async fn a_registration_has_only_what_a_stranger_may_fill_in() {
    let (app, boss, maren) = installation().await;
    app.send(&boss, Method::PATCH, "/api/fields/hobby", &json!({ "closed": true })).await.expect_status(200);
    assert_eq!(names(&read(&app, NONE).await), ["plan"; 4]);
    let document = read(&app, &maren.access).await;
    assert_eq!(names(&document), ["plan", "level plan", "hobby level plan", "hobby level plan"]);
    // In an account there may be one, which is sent back unchanged.
    assert_eq!(fields_of(&document, "UpdateUserRequest")["properties"]["hobby"]["readOnly"], true);
    let level = json!({ "name": "level", "changed_by": ["owner", "administrators"] });
    app.send(&boss, Method::PATCH, "/api/fields/level", &level).await.expect_status(200);
    assert_eq!(names(&read(&app, NONE).await)[0], "level plan");
}

#[tokio::test]
async fn the_schemas_say_what_is_accepted_and_what_is_there() {
    let (app, boss, _) = installation().await;
    let document = read(&app, &boss.access).await;
    let registration = &document["components"]["schemas"]["RegisterRequest"];
    assert_eq!(registration["required"], json!(["email", "password", "fields"]));
    let fields = fields_of(&document, "RegisterRequest");
    assert_eq!((&fields["type"], &fields["required"]), (&json!("object"), &json!(["plan"])));
    let expected = json!({
        "hobby": { "type": ["string", "null"], "maxLength": 40 },
        "plan": { "type": "string", "enum": ["free", "pro"], "description": "Plan" }
    });
    assert_eq!(fields["properties"], expected);

    let change = fields_of(&document, "UpdateUserRequest");
    assert_eq!((&change["type"], change.get("required")), (&json!(["object", "null"]), None));
    let plan = json!({ "type": ["string", "null"], "enum": ["free", "pro", null], "description": "Plan" });
    assert_eq!(change["properties"]["plan"], plan);
    let most = 999_999_999_999_999_i64;
    let level = json!({ "type": ["number", "null"], "minimum": -most, "maximum": most });
    assert_eq!(change["properties"]["level"], level, "administrators change it");
    let about = &change["properties"]["note"]["description"];
    assert_eq!(about, "Whether somebody pays late.");

    // A value that fits no longer is kept.
    let user = fields_of(&document, "UserView");
    let plan = json!({ "type": "string", "examples": ["free", "pro"], "description": "Plan" });
    assert_eq!((&user["properties"]["plan"], &user["properties"]["hobby"]), (&plan, &json!({ "type": "string" })));
    let bulk = &document["components"]["schemas"]["BulkRequest"]["properties"]["field"];
    assert_eq!(bulk["enum"], json!(["", null, "level", "note", "plan"]));
}

#[tokio::test]
async fn the_example_of_a_registration_is_accepted() {
    let (app, _, _) = installation().await;
    let document = read(&app, NONE).await;
    let body = &document["paths"]["/api/users/register"]["post"]["requestBody"]["content"]["application/json"];
    assert!(body["example"]["fields"]["plan"].is_string(), "{body}");
    app.post("/api/users/register").json(&body["example"]).expect_status(201).await;
}

#[tokio::test]
async fn a_field_that_is_changed_deleted_or_restored_is_so_in_the_next_document() {
    let (app, boss, _) = installation().await;
    let tag = async |token: &str| sent(&app, token, "\"none\"").await.expect_status(200).header("etag").to_owned();
    let (first, of_boss) = (tag(NONE).await, tag(&boss.access).await);
    assert_ne!(first, of_boss);
    assert_eq!(sent(&app, NONE, &first).await.status, 304);
    assert_eq!(sent(&app, &boss.access, &first).await.status, 200, "it is another one");

    app.send(&boss, Method::PATCH, "/api/fields/plan", &json!({ "choices": ["pro"] })).await.expect_status(200);
    assert_eq!(sent(&app, NONE, &first).await.status, 200);
    let document = read(&app, NONE).await;
    assert_eq!(fields_of(&document, "RegisterRequest")["properties"]["plan"]["enum"], json!(["pro"]));
    app.send(&boss, Method::DELETE, "/api/fields/plan", &Value::Null).await.expect_status(204);
    let document = read(&app, NONE).await;
    assert_eq!(names(&document), ["hobby", "", "hobby", "hobby"]);
    assert_eq!(document["components"]["schemas"]["RegisterRequest"]["required"], json!(["email", "password"]));
    app.send(&boss, Method::POST, "/api/fields/plan/restore", &json!({})).await.expect_status(200);
    let choices = json!({ "choices": ["free=Free", "pro"] });
    app.send(&boss, Method::PATCH, "/api/fields/plan", &choices).await.expect_status(200);
    assert_eq!(tag(NONE).await, first, "as it was before");
}

/// Otherwise a proxy would show everybody what an administrator sees, or a browser what is gone.
#[tokio::test]
async fn a_document_is_kept_by_its_reader_and_asked_for_again() {
    let (app, boss, _) = installation().await;
    for (token, caching) in [(NONE, "public, no-cache"), (&*boss.access, "private, no-cache")] {
        let reply = sent(&app, token, "\"none\"").await;
        assert_eq!(reply.header("cache-control"), caching);
        assert!(reply.header("vary").contains("authorization"), "{}", reply.header("vary"));
    }
}

#[tokio::test]
async fn without_fields_or_with_a_closed_registration_strangers_get_the_document_of_this_version() {
    let app = TestApp::new().await;
    assert!(read(&app, NONE).await == *document());
    let app = TestApp::with(|config| config.registration_open = false).await;
    let (_, boss) = app.administrator("boss").await;
    app.send(&boss, Method::POST, "/api/fields", &json!({ "name": "hobby" })).await.expect_status(201);
    assert!(read(&app, NONE).await == *document(), "strangers need not know what is asked");
    let maren = app.add("maren", "Maren").await;
    let maren = app.log_in(&maren.username).await;
    assert_eq!(names(&read(&app, &maren.access).await), ["hobby"; 4]);
}
