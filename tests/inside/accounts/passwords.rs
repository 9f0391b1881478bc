//! Password hashes of other systems are verified as they are, and replaced at the first sign-in.

use crate::support::*;

/// Registers an account and replaces its hash by one of another system.
async fn register_with_hash(app: &TestApp, username: &str, hash: &str) {
    app.register(username).await;
    app.database.run(&format!("UPDATE users SET password_hash = '{hash}' WHERE username_key = '{username}'")).await;
}

async fn stored_hash(app: &TestApp, username: &str) -> String {
    let sql = format!("SELECT password_hash FROM users WHERE username_key = '{username}'");
    app.database.run(&sql).await.remove(0)
}

async fn status_of_login(app: &TestApp, username: &str, password: &str) -> u16 {
    let body = serde_json::json!({"username": username, "password": password});
    app.post("/api/auth/login").json(&body).send().await.status
}

/// Hashes of `correct horse`, made by Werkzeug 3, bcrypt 4 and argon2-cffi.
const FOREIGN_HASHES: &[(&str, &str)] = &[
    (
        "pbkdf2",
        "pbkdf2:sha256:260000$aB3dE6gH9jK2mN5p$d83f2302d5fb5a3027b75ee59ef3b44a5c902b3eab698f4ea8b88c938e0d4ff6",
    ),
    (
        "scrypt",
        "scrypt:32768:8:1$aB3dE6gH9jK2mN5p$5e6c65b3696eec84b2c89b8404ab6ace6d5342cd77ce8f84ed00643af0b5e3268577681ef0044ff0dac3caba8f4c20f59d2ec214d3ec89188f250c68d78efa4e",
    ),
    ("bcrypt", "$2b$06$s17QUH0h0sqqMDNZ3yWaH.B5OeX92mbL6GHdhouaFf9.F8nremUWG"),
    ("argon2i", "$argon2i$v=19$m=1024,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$DvOFzkGfq+KnIJd6iT3E79g7tvGBhMTX1w99hbpDw54"),
];

#[tokio::test]
async fn foreign_and_weaker_hashes_are_verified_and_replaced_at_login() {
    let app = TestApp::new().await;
    for (username, hash) in FOREIGN_HASHES {
        register_with_hash(&app, username, hash).await;
        assert_eq!(status_of_login(&app, username, "wrong horse").await, 401, "{username}");
        assert_eq!(&stored_hash(&app, username).await, hash, "{username}: a failure replaces nothing");
        assert_eq!(status_of_login(&app, username, "correct horse").await, 200, "{username}");
        let replaced = stored_hash(&app, username).await;
        assert!(replaced.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{username}: {replaced}");
        assert_eq!(status_of_login(&app, username, "correct horse").await, 200, "{username}, by the new hash");
    }
}
