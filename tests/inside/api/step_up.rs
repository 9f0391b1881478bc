//! What matters asks people in a session for a recent proof: every action of the policy that demands one, at each of its addresses.

use crate::support::*;
use std::collections::{BTreeMap, BTreeSet};
use vestibule::accounts::{Action, Demand};

const TEN_MINUTES: u64 = 10 * 60;
const CHALLENGE: &str = "Bearer realm=\"vestibule\", error=\"insufficient_user_authentication\", max_age=\"600\", \
                         acr_values=\"urn:vestibule:acr:password\"";
const PEOPLE: [&str; 5] = ["boss", "ida", "jonas", "maren", "nora"];

/// The field of a request that takes the password.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Password {
    Never,
    /// In place of a recent proof.
    Optional,
    /// Also right after one.
    Needed(&'static str),
}

/// A request that asks.
struct Asking {
    action: &'static str,
    who: &'static str,
    method: Method,
    path: String,
    /// JSON, or as a text a file.
    body: Value,
    password: Password,
    /// Of the answer when nothing is asked.
    status: u16,
}

impl Asking {
    /// `request`: the method and the path.
    fn new(action: &'static str, who: &'static str, request: &str, body: Value, status: u16) -> Self {
        let (method, path) = request.split_once(' ').expect("a method and a path");
        let method = method.parse().expect("a method");
        Self { action, who, method, path: path.to_owned(), body, password: Password::Never, status }
    }

    fn with(self, password: Password) -> Self {
        Self { password, ..self }
    }

    fn with_password(&self) -> Value {
        let name = match self.password {
            Password::Never => return self.body.clone(),
            Password::Optional => "current_password",
            Password::Needed(name) => name,
        };
        let mut body = self.body.clone();
        body[name] = json!(PASSWORD);
        body
    }

    async fn send(&self, app: &TestApp, token: &str, body: &Value) -> Reply {
        let call = app.call(self.method.clone(), &self.path).bearer(token);
        let call = match body {
            Value::Null => call,
            Value::String(file) => call.header("content-type", "text/csv").body(file.clone()),
            fields => call.json(fields),
        };
        call.send().await
    }
}

/// People who have signed in.
struct World {
    app: TestApp,
    sessions: BTreeMap<&'static str, Tokens>,
    requests: Vec<Asking>,
}

impl World {
    async fn new() -> Self {
        let app = TestApp::with(|config| config.rate_limit = false).await;
        app.administrator("boss").await;
        for username in ["gone", "ida", "jonas", "maren", "nora"] {
            app.add(username, "").await;
        }
        app.change("gone", "delete").await;
        app.group("editors", &[]).await;
        let mut sessions = BTreeMap::new();
        for username in PEOPLE {
            sessions.insert(username, app.log_in(username).await);
        }
        let olaf = json!({"username": "olaf", "email": "olaf@example.org"});
        app.send(&sessions["boss"], Method::POST, "/api/users", &olaf).await.expect_status(201);
        let requests = own(&app).await.into_iter().chain(of_administrators(&app).await).collect();
        Self { app, sessions, requests }
    }
}

/// What people do with their own accounts.
async fn own(app: &TestApp) -> Vec<Asking> {
    let maren = format!("/api/users/{}", app.id_of("maren").await);
    let nora = format!("/api/users/{}", app.id_of("nora").await);
    let (address, password) = (json!({"email": "holt@example.org"}), json!({"new_password": OTHER_PASSWORD}));
    let current = Password::Needed("current_password");
    let token = json!({"name": "Backup", "scopes": ["self"]});
    vec![
        Asking::new("ChangeEmail", "maren", &format!("PATCH {maren}"), address, 200).with(current),
        Asking::new("ChangeUsername", "maren", &format!("PATCH {maren}"), json!({"username": "holt"}), 200),
        Asking::new("ManageFactors", "maren", "POST /api/account/factors/authenticator/begin", Value::Null, 200),
        Asking::new("ManageFactors", "maren", "DELETE /api/account/factors/authenticator", Value::Null, 404),
        Asking::new("ManageFactors", "maren", "POST /api/account/factors/recovery-codes", Value::Null, 201),
        Asking::new("ExportData", "maren", &format!("GET {maren}/data"), Value::Null, 200),
        Asking::new("CreateApiTokens", "maren", &format!("POST {maren}/tokens"), token, 201).with(Password::Optional),
        Asking::new("ChangePassword", "ida", "PUT /api/auth/password", password, 204).with(current),
        Asking::new("CloseAccount", "nora", &format!("DELETE {nora}"), json!({}), 204)
            .with(Password::Needed("password")),
    ]
}

async fn of_administrators(app: &TestApp) -> Vec<Asking> {
    let id = app.id_of("jonas").await;
    let jonas = format!("/api/users/{id}");
    let gone = format!("/api/users/{}", app.id_of("gone").await);
    let address = json!({"email": "berg@example.org"});
    let replaced = json!({"username": "berg", "email": "berg@example.org", "status": "active"});
    let admin = json!({"username": "carla", "email": "carla@example.org", "role": "admin"});
    let editors = json!({"action": "add_to_group", "group": "editors", "ids": [id.as_str()]});
    let enable = json!({"action": "enable", "ids": [id.as_str()]});
    let journal = json!({"name": "journal", "locations": ["https://journal.example.com/"]});
    let undo = format!("POST /api/users/bulk/{}/undo", Uuid::nil());
    let company = json!({"name": "company", "issuer": "https://id.example.com", "client_id": "vestibule"});
    let links = "POST /api/users/awaiting-password/links";
    let olaf = format!("/api/users/{}", app.id_of("olaf").await);
    let member = format!("/api/groups/editors/members/{id}");
    let new = json!({"username": "piet", "email": "piet@example.org"});
    let boss = |action, request: &str, body, status| Asking::new(action, "boss", request, body, status);
    vec![
        boss("ExportUsers", "GET /api/users/export", Value::Null, 200),
        boss("ExportEvents", "GET /api/audit/export", Value::Null, 200),
        boss("ChangeEmail", &format!("PATCH {jonas}"), address, 200),
        boss("RenameUser", &format!("PATCH {jonas}"), json!({"username": "berg"}), 200),
        boss("ResetFactors", &format!("DELETE {jonas}/factors"), Value::Null, 204),
        boss("StartOver", &format!("POST {jonas}/start-over"), Value::Null, 204),
        boss("MakePasswordLink", &format!("POST {jonas}/password-reset"), Value::Null, 201),
        boss("MakePasswordLinks", links, json!({}), 200).with(Password::Optional),
        boss("SetRoles", &format!("PATCH {jonas}"), json!({"role": "admin"}), 200),
        boss("SetRoles", "POST /api/users", admin, 201),
        boss("GovernUser", &format!("PATCH {jonas}"), json!({"status": "disabled"}), 200),
        boss("GovernUser", &format!("PUT {jonas}"), replaced, 200),
        boss("GovernUser", &format!("DELETE {olaf}"), Value::Null, 204),
        boss("GovernUser", &format!("POST {olaf}/restore"), Value::Null, 200),
        boss("GovernUsers", "POST /api/users", new, 201),
        boss("GovernUsers", "POST /api/users/awaiting-password/invitations", Value::Null, 202),
        boss("Invite", &format!("POST {olaf}/invitation"), Value::Null, 202),
        boss("DeclareEmail", &format!("PATCH {olaf}"), json!({"email_verified": true}), 200),
        boss("ChangeGroups", &format!("PUT {member}"), Value::Null, 204),
        boss("ChangeGroups", &format!("DELETE {member}"), Value::Null, 204),
        boss("ImportUsers", "POST /api/users/import", json!("email\nluisa@example.org\n"), 200),
        boss("ChangeManyUsers", "POST /api/users/bulk", enable, 200),
        boss("ChangeManyUsers", &undo, json!({}), 200),
        boss("ChangeManyMembers", "POST /api/users/bulk", editors, 200),
        boss("PurgeUser", &format!("POST {gone}/purge"), Value::Null, 204),
        boss("CreateServiceAccounts", "POST /api/service-accounts", json!({"username": "robot"}), 201),
        boss("ManageApplications", "POST /api/applications", journal.clone(), 201),
        boss("ManageApplications", "PUT /api/applications/journal", journal, 200),
        boss("ManageApplications", "DELETE /api/applications/journal", Value::Null, 204),
        boss("ManageOwnFields", "POST /api/fields", json!({"name": "department"}), 201),
        boss("ManageOwnFields", "PATCH /api/fields/department", json!({"filterable": true}), 200),
        boss("ManageOwnFields", "POST /api/fields/department/preview", json!({"max_length": 9}), 200),
        boss("ManageOwnFields", "DELETE /api/fields/department", Value::Null, 204),
        boss("ManageOwnFields", "POST /api/fields/department/restore", Value::Null, 200),
        boss("ManageTerms", "POST /api/terms", json!({"texts": ["Be nice."], "applies_from": "2099-01-01"}), 201),
        boss("ManageTerms", "DELETE /api/terms/1", Value::Null, 204),
        boss("ManageProviders", "POST /api/providers", company.clone(), 201),
        boss("ManageProviders", "PUT /api/providers/company", company, 200),
        boss("ManageProviders", "DELETE /api/providers/company", Value::Null, 204),
        boss("UnlinkIdentity", &format!("DELETE {jonas}/identities/{}", Uuid::nil()), Value::Null, 404),
    ]
}

#[tokio::test]
async fn every_action_that_asks_is_walked() {
    let walked: BTreeSet<_> = World::new().await.requests.iter().map(|asking| asking.action).collect();
    let demanding = Action::DEMANDS.iter().filter(|(_, demand)| *demand == Demand::Recent);
    // Accounts are linked, and links that were handed over and reserved values are released, in a browser alone (`upstream/linking.rs`,
    // `handed_links.rs`, `ways_in/former_values.rs`). Values that a rule names: `group_rules.rs`.
    let is_elsewhere =
        |name: &str| matches!(name, "LinkIdentity" | "RevokeLinks" | "ReleaseValue" | "ChangeRuledValue");
    let is_walked = |name: &&str| !is_elsewhere(name);
    let demanding: BTreeSet<_> = demanding.map(|(name, _)| *name).filter(is_walked).collect();
    assert_eq!(walked, demanding);
}

#[tokio::test]
async fn an_old_session_is_asked_and_goes_on_after_a_step_up() {
    let World { app, mut sessions, requests } = World::new().await;
    app.wait(TEN_MINUTES);
    let before = app.audit_events().await.len();
    for asking in &requests {
        let reply = asking.send(&app, &sessions[asking.who].access, &asking.body).await;
        reply.assert_refused(401, "step_up_required");
        assert_eq!(reply.header("www-authenticate"), CHALLENGE, "{} {}", asking.method, asking.path);
    }
    assert_eq!(app.audit_events().await.len(), before, "nothing has happened");

    for session in sessions.values_mut() {
        *session = app.step_up(session).await;
    }
    for asking in &requests {
        // Who has a password still sends it where it is needed in any case.
        let is_needed = matches!(asking.password, Password::Needed(_));
        let body = if is_needed { asking.with_password() } else { asking.body.clone() };
        let reply = asking.send(&app, &sessions[asking.who].access, &body).await;
        assert_eq!(reply.status, asking.status, "{} {}: {}", asking.method, asking.path, reply.text());
    }
}

#[tokio::test]
async fn a_right_password_in_the_request_counts_as_a_proof() {
    let World { app, sessions, requests } = World::new().await;
    app.wait(TEN_MINUTES);
    for asking in requests.iter().filter(|asking| asking.password != Password::Never) {
        let reply = asking.send(&app, &sessions[asking.who].access, &asking.with_password()).await;
        assert_eq!(reply.status, asking.status, "{} {}: {}", asking.method, asking.path, reply.text());
    }
}

#[tokio::test]
async fn an_api_token_is_never_asked() {
    let World { app, sessions, requests } = World::new().await;
    let all = ["self", "users:read", "users:write", "groups:write", "applications:write", "audit:read"];
    let mut secrets = BTreeMap::new();
    for (username, session) in &sessions {
        let scopes = if *username == "boss" { &all[..] } else { &all[..1] };
        secrets.insert(*username, app.api_token(session, &app.id_of(username).await, scopes).await.1);
    }
    app.wait(TEN_MINUTES);
    let mut done = BTreeSet::new();
    for asking in &requests {
        let reply = asking.send(&app, &secrets[asking.who], &asking.with_password()).await;
        if reply.status == asking.status {
            done.insert(asking.action);
        } else {
            reply.assert_refused(403, "token_scope");
        }
    }
    let by_scopes = [
        "ChangeGroups",
        "ChangeManyMembers",
        "ChangeManyUsers",
        "ExportData",
        "ExportEvents",
        "ExportUsers",
        "GovernUser",
        "GovernUsers",
        "ImportUsers",
        "Invite",
        "ManageApplications",
        "PurgeUser",
        "RenameUser",
    ];
    assert_eq!(done, BTreeSet::from(by_scopes), "with the scopes for it");
}

#[tokio::test]
async fn what_stays_as_it_is_and_taking_access_away_ask_nothing() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let (jonas, tokens) = app.member("jonas").await;
    let (token, _) = app.api_token(&tokens, id_of(&jonas), &["self"]).await;
    app.wait(TEN_MINUTES);
    let body = json!({"name": "Jonas", "username": "jonas", "role": "user", "email": "jonas@example.org", "status": "active", "email_verified": false});
    app.send(&boss, Method::PATCH, &path_of(&jonas), &body).await.expect_status(200);
    let path = format!("{}/tokens/{token}", path_of(&jonas));
    app.delete(&path).bearer(&tokens.access).expect_status(204).await;
    app.delete(&format!("{}/sessions", path_of(&jonas))).bearer(&boss.access).expect_status(204).await;
}

#[tokio::test]
async fn what_has_begun_goes_on_and_taking_an_invitation_back_asks_nothing() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let olaf = json!({"username": "olaf", "email": "olaf@example.org", "invite": true});
    let olaf = app.send(&boss, Method::POST, "/api/users", &olaf).await.expect_status(201).json();
    let mailing = "/api/users/awaiting-password/invitations";
    app.post(mailing).bearer(&boss.access).expect_status(202).await;
    app.wait(TEN_MINUTES);
    app.delete(&format!("/api/users/{}/invitation", id_of(&olaf["user"])))
        .bearer(&boss.access)
        .expect_status(204)
        .await;
    app.delete(mailing).bearer(&boss.access).send().await.assert_refused(404, "not_found");
    app.post(mailing).bearer(&boss.access).send().await.assert_refused(401, "step_up_required");
}

/// Without JavaScript. They need no second database.
mod pages {
    use super::*;

    #[tokio::test]
    async fn downloads_and_bulk_changes_lead_to_the_page_that_asks() {
        let app = TestApp::new().await;
        let mut boss = app.administrator_in_browser("boss").await;
        let jonas = app.add("jonas", "").await.id.to_string();
        app.wait(TEN_MINUTES);
        for (download, page) in [
            ("/account/data", "/confirm?next=%2Faccount%2Fyour-data"),
            ("/users/export?q=jo&format=csv", "/confirm?next=%2Fusers%3Fq%3Djo%26format%3Dcsv"),
            ("/audit/export", "/confirm?next=%2Faudit"),
        ] {
            assert_eq!(boss.open(download).await.location(), page);
        }
        // A deletion has a question, which follows the proof.
        let disable = [("action", "disable"), ("ids[]", jonas.as_str()), ("back", "/users?q=jo")];
        let delete = [("action", "delete"), ("ids[]", jonas.as_str()), ("back", "/users?q=jo")];
        for fields in [&disable, &delete] {
            let refused = boss.submit("/actions/users/bulk", fields).await;
            assert_eq!((refused.status, refused.location()), (303, "/confirm?next=%2Fusers%3Fq%3Djo"));
        }
        let refused = boss.submit_import("email\nluisa@example.org\n").await;
        assert_eq!((refused.status, refused.location()), (303, "/confirm?next=%2Fusers%2Fimport"));
        boss.step_up().await;
        for download in ["/account/data", "/users/export?format=csv", "/audit/export"] {
            assert_eq!(boss.open(download).await.status, 200, "{download}");
        }
        boss.submit_and_follow("/actions/users/bulk", &disable).await.expect_status(200);
        assert_eq!(app.events("user.disable").await.len(), 1);
    }
}
