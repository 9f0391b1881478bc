//! What the OpenAPI document says about every operation holds: which scopes it accepts, and which types.

use crate::support::openid::{WIKI, client_request};
use crate::support::*;
use vestibule::http::document;
use vestibule::shared::api_tokens::Scope;
use vestibule::shared::own_fields::OwnFieldRequest;
use vestibule::shared::providers::ProviderRequest;

/// An operation of the document, with values in its path.
struct Operation {
    name: String,
    method: String,
    path: String,
    described: &'static Value,
}

impl Operation {
    fn id(&self) -> &str {
        self.described["operationId"].as_str().unwrap_or_default()
    }

    /// The body of the request; null if it has none.
    fn example(&self) -> Value {
        self.described["requestBody"]["content"]["application/json"]["example"].clone()
    }

    async fn send(&self, app: &TestApp, access: &str, body: &Value) -> Reply {
        let call = app.call(self.method.parse().expect("a method"), &self.path).bearer(access);
        let call = match self.described["requestBody"]["content"].as_object().and_then(|bodies| bodies.keys().next()) {
            Some(json) if json == "application/json" => call.json(body),
            Some(media_type) => call.header("content-type", media_type).body("x"),
            None => call,
        };
        call.send().await
    }
}

/// All operations. `values`: what replaces the parameters in a path.
fn operations(values: &[(&str, String)]) -> Vec<Operation> {
    let fill_in = |path: &str| values.iter().fold(path.to_owned(), |path, (name, value)| path.replace(name, value));
    let paths = document()["paths"].as_object().expect("paths").iter();
    let operation = |path: &str, method: &str, described: &'static Value| Operation {
        name: format!("{method} {path}"),
        method: method.to_ascii_uppercase(),
        path: fill_in(path),
        described,
    };
    paths
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().expect("methods").iter();
            methods.map(move |(method, described)| operation(path, method, described))
        })
        .collect()
}

/// The scopes that the document lists for an operation; None if it needs no token.
fn scopes_of(described: &Value) -> Option<Vec<&str>> {
    let scopes = described["security"][0]["bearer"].as_array()?;
    Some(scopes.iter().filter_map(Value::as_str).collect())
}

#[tokio::test]
async fn an_api_token_is_accepted_where_the_document_lists_its_scope_and_nowhere_else() {
    let app = TestApp::new().await;
    let (boss, session) = app.administrator("boss").await;
    let mut wrong = Vec::new();
    for scope in Scope::ALL {
        let (_, secret) = app.api_token(&session, &boss.id.to_string(), &[scope.as_str()]).await;
        let ada = app.add(&format!("ada-{}", scope.as_str().replace(':', "-")), "Ada").await;
        // The scope `self` is for the own account, the others are for those of others.
        let account = if scope == Scope::Own { &boss } else { &ada };
        for operation in operations_for(account.id) {
            let Some(listed) = scopes_of(operation.described) else { continue };
            let mut body = operation.example();
            if operation.id() == "replaceUser" {
                // No token may change the address.
                body = json!({"username": account.username, "email": account.email});
            }
            if operation.id() == "changeUsers" && scope == Scope::GroupsWrite {
                // The example changes what only the other scope may.
                body = json!({"action": "add_to_group", "group": "editors", "ids": [account.id]});
            }
            let reply = operation.send(&app, &secret, &body).await;
            // They show people, so a token needs a scope of theirs as well.
            let needs_more = ["listClientUsers", "previewClient"].contains(&operation.id());
            let is_right = match listed.contains(&scope.as_str()) && !needs_more {
                true => reply.status != 403 || reply.code() != "token_scope",
                false => reply.status == 403,
            };
            if !is_right {
                wrong.push(format!("{}: {scope} gets {}, but {listed:?} are listed", operation.name, reply.status));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn a_field_of_the_wrong_type_is_an_error_also_where_it_has_no_effect() {
    let app = TestApp::new().await;
    let (boss, session) = app.administrator("boss").await;
    let ada = app.add("ada", "Ada").await;
    app.group("editors", &[]).await;
    app.add_application(closed_at("journal", "https://journal.example.org/")).await;
    app.add_client("journal", client_request(WIKI)).await;
    let provider = ProviderRequest {
        name: "company".into(),
        issuer: "https://id.example.org".into(),
        client_id: "vestibule".into(),
        ..ProviderRequest::default()
    };
    app.accounts.providers().create_provider(&Caller::system(), provider).await.expect("a provider");
    let field = OwnFieldRequest { name: "editors".into(), ..OwnFieldRequest::default() };
    app.accounts.own_fields().create_field(&Caller::system(), field).await.expect("a field");
    let mut wrong = Vec::new();
    let (own, others) = (operations_for(boss.id), operations_for(ada.id));
    for (own, others) in own.iter().zip(&others) {
        // What only the owner of an account does, or does with a body.
        let is_own = ["deleteUser", "createApiToken"].contains(&own.id());
        let operation = if is_own { own } else { others };
        let schema = &operation.described["requestBody"]["content"]["application/json"]["schema"];
        let Some(pointer) = schema["$ref"].as_str() else { continue };
        let schema = document().pointer(pointer.trim_start_matches('#')).expect("a definition");
        for field in schema["properties"].as_object().into_iter().flatten().map(|(field, _)| field) {
            for value in [json!(0.5), json!([{}])] {
                let mut body = operation.example();
                body[field] = value.clone();
                let reply = operation.send(&app, &session.access, &body).await;
                let is_named = || reply.fields().iter().any(|(name, _)| name == field);
                if reply.status != 422 || !is_named() {
                    wrong.push(format!("{}: {field} = {value}: {} {}", operation.name, reply.status, reply.text()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(app.sign_in("ada", PASSWORD).send().await.status, 200);
}

fn operations_for(id: UserId) -> Vec<Operation> {
    operations(&[
        ("/api/applications/{name}", "/api/applications/journal".to_owned()),
        ("/api/providers/{name}", "/api/providers/company".to_owned()),
        ("{name}", "editors".to_owned()),
        ("{id}", id.to_string()),
        ("{bulk_id}", id.to_string()),
        ("{session_id}", id.to_string()),
        ("{token_id}", id.to_string()),
        ("{passkey_id}", id.to_string()),
        ("{identity}", id.to_string()),
        ("{client_id}", WIKI.to_owned()),
        ("{client}", WIKI.to_owned()),
        ("{secret}", id.to_string()),
        ("{refusal}", id.to_string()),
        ("{program}", "grafana".to_owned()),
        ("{version}", "1".to_owned()),
    ])
}

#[tokio::test]
async fn the_examples_of_exports_have_the_columns_of_the_files() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    for path in ["/api/users/export", "/api/audit/export"] {
        let contents = &document()["paths"][path]["get"]["responses"]["200"]["content"];
        for (format, media_type) in [("csv", "text/csv"), ("jsonl", "application/x-ndjson")] {
            let reply = app.get(&format!("{path}?format={format}")).bearer(&boss.access).send().await;
            let (file, example) = (reply.text(), contents[media_type]["example"].as_str().expect("an example"));
            let [file, example] = [&file, example].map(|text| text.lines().next().expect("a line").to_owned());
            if format == "csv" {
                assert_eq!(file, example, "{path}");
            } else {
                let [file, example] = [file, example].map(|line| serde_json::from_str::<Value>(&line).expect("JSON"));
                let names = |row: &Value| row.as_object().expect("a row").keys().cloned().collect::<Vec<_>>();
                assert_eq!(names(&file), names(&example), "{path}");
            }
        }
    }
}
