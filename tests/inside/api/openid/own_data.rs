//! What the download of all data about one's own account says of clients.

use crate::support::*;
use vestibule::keys::fingerprint;
use vestibule::shared::ids::{ClientGrantId, SessionId};
use vestibule::store::clients::grants::{self, NewGrant};
use vestibule::store::clients::{consents, sessions};

async fn data(app: &TestApp, who: &Tokens, id: UserId) -> Value {
    app.get(&format!("/api/users/{id}/data")).bearer(&who.access).expect_status(200).await.json()
}

fn list<'a>(data: &'a Value, name: &str) -> &'a Vec<Value> {
    data[name].as_array().expect("a list")
}

/// Lets the account allow more clients than one query reads, each with a grant; the session has got tokens for the first one.
async fn allow_clients(app: &TestApp, user: UserId, session: SessionId, count: u32) {
    let now = app.accounts.now();
    let end = now.plus(Duration::from_secs(60));
    let added = app.db.write(async move |mut tx: Tx| {
        for number in 0..count {
            let client = format!("client-{number:04}");
            consents::put(&mut tx, user, &client, ("openid email", "https://api.example/"), now).await?;
            let grant = NewGrant {
                id: ClientGrantId(Uuid::from_u128(u128::from(number) + 1)),
                client_id: client,
                user,
                session,
                code_hash: fingerprint(&number.to_be_bytes()),
                scopes: "openid email".to_owned(),
                resources: String::new(),
                claims: Some("{}".to_owned()),
                is_offline: true,
                methods: "pwd".to_owned(),
                proved_at: now,
                created_at: now,
                expires_at: end,
            };
            grants::insert(&mut tx, &grant).await?;
        }
        sessions::note(&mut tx, session, "client-0000", user, now, end).await
    });
    added.await.expect("clients");
}

#[tokio::test]
async fn what_clients_were_allowed_is_in_the_download() {
    const CLIENTS: u32 = 230;
    let (app, maren, tokens) = TestApp::with_member("maren").await;
    let id: UserId = id_of(&maren).parse().expect("an id");
    let session = app.caller(&tokens.access).await.who.session_id().expect("a session");
    let none = data(&app, &tokens, id).await;
    assert_eq!((list(&none, "client_consents").len(), list(&none, "client_grants").len()), (0, 0));

    allow_clients(&app, id, session, CLIENTS).await;
    let (now, file) = (json!(app.accounts.now()), data(&app, &tokens, id).await);
    for name in ["client_consents", "client_grants"] {
        let clients: Vec<_> = list(&file, name).iter().map(|item| item["client_id"].as_str()).collect();
        assert_eq!(clients.len(), CLIENTS as usize, "{name}");
        assert!(clients.is_sorted_by(|one, next| one < next), "{name}");
    }
    let consent = json!({
        "client_id": "client-0000",
        "scopes": "openid email",
        "resources": "https://api.example/",
        "created_at": now,
        "updated_at": now,
    });
    assert_eq!(list(&file, "client_consents")[0], consent);
    let grant = &list(&file, "client_grants")[0];
    assert_eq!((&grant["session_id"], &grant["is_offline"]), (&json!(session), &json!(true)));
    assert_eq!((&grant["proved_at"], &grant["revoked_at"], &grant["methods"]), (&now, &Value::Null, &json!("pwd")));
    assert_eq!(grant.get("code_hash"), None);
    assert_eq!(list(&file, "sessions")[0]["clients"], json!(["client-0000"]));
}
