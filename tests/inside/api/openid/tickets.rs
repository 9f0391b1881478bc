//! Codes as the authorization endpoint issues them, for tests of what clients do with them.

use crate::support::openid::{CHALLENGE, Client};
use crate::support::*;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use vestibule::entropy::{Entropy as _, SystemEntropy};

/// A code of a session. `changes` replace members of what it says.
pub fn code(app: &TestApp, client: &Client, who: &Tokens, changes: Value) -> String {
    let session = part_of_jwt(&who.access, 1);
    let (now, challenge) = (app.accounts.now().0, BASE64_URL_SAFE_NO_PAD.decode(CHALLENGE).expect("a challenge"));
    let (mut id, mut nonce) = ([0; 16], [0; 24]);
    SystemEntropy.fill(&mut id);
    SystemEntropy.fill(&mut nonce);
    let mut said = json!({
        "id": Uuid::from_bytes(id), "client": client.id, "redirect_uri": client.redirect_uri, "is_address_named": true,
        "challenge": challenge,
        "session": session["sid"], "user": session["sub"], "scopes": "openid profile email", "resources": [],
        "nonce": "nonce-1", "claims": null, "methods": "pwd", "proved_at": now, "issued_at": now,
    });
    for (name, value) in changes.as_object().expect("members") {
        said[name] = value.clone();
    }
    let sealed = app.keyring.seal(b"authorization code 1", said.to_string().as_bytes(), nonce);
    BASE64_URL_SAFE_NO_PAD.encode(sealed)
}

/// The answer of the token endpoint to a new code.
pub async fn tokens(app: &TestApp, client: &Client, who: &Tokens, changes: Value) -> Value {
    client.exchange(app, &code(app, client, who, changes), &[]).await.expect_status(200).json()
}

/// The same with a refresh token.
pub async fn offline(app: &TestApp, client: &Client, who: &Tokens) -> Value {
    tokens(app, client, who, json!({"scopes": "openid email offline_access"})).await
}

/// A member of an answer that is a text.
pub fn text<'a>(answer: &'a Value, member: &str) -> &'a str {
    answer[member].as_str().unwrap_or_else(|| panic!("no {member} in {answer}"))
}

/// The status and the error of an answer: `400 invalid_grant`; `200` if there is none. Checks what each error has to have.
pub fn outcome(reply: &Reply) -> String {
    if reply.status < 400 {
        return reply.status.to_string();
    }
    let answer = reply.json();
    assert_eq!(reply.header("cache-control"), "no-store", "{answer}");
    let description = text(&answer, "error_description");
    let is_plain = |c: u8| matches!(c, 0x20 | 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
    assert!(!description.is_empty() && description.bytes().all(is_plain), "{description}");
    if reply.status == 401 {
        assert!(!reply.header("www-authenticate").is_empty(), "{answer}");
    }
    format!("{} {}", reply.status, text(&answer, "error"))
}

/// What the userinfo endpoint answers to a token.
pub async fn userinfo(app: &TestApp, answer: &Value) -> Reply {
    app.get("/oauth/userinfo").bearer(text(answer, "access_token")).send().await
}
