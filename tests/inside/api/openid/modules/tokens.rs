//! What a client checks in the answer of the token endpoint (OpenID Connect Core, section 3.1.3.7), without code of the program.

use super::suite::Suite;
use super::wire::BASE;
use crate::support::*;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use sha2::{Digest as _, Sha256};

/// What a client has got for a code or a refresh token.
#[derive(Clone)]
pub struct Granted {
    pub answer: Value,
    /// The claims of the ID token.
    pub id: Value,
}

impl Granted {
    pub fn token(&self, name: &str) -> &str {
        self.answer[name].as_str().unwrap_or_else(|| panic!("no {name} in {}", self.answer))
    }
}

/// Checks an answer with an ID token. `nonce`: that of the request.
pub async fn checked(suite: &Suite, reply: Reply, nonce: Option<&str>) -> Granted {
    let reply = reply.expect_status(200);
    assert_eq!(reply.header("content-type").split(';').next(), Some("application/json"));
    assert!(reply.header("cache-control").contains("no-store"), "{}", reply.header("cache-control"));
    let answer = reply.json();
    assert!(answer["token_type"].as_str().is_some_and(|kind| kind.eq_ignore_ascii_case("bearer")), "{answer}");
    assert!(answer["expires_in"].as_u64().is_some_and(|seconds| (1..=900).contains(&seconds)), "{answer}");
    let [id_token, access_token] = ["id_token", "access_token"].map(|name| answer[name].as_str().expect("a token"));
    let id = verified(suite, id_token, "JWT").await;
    let now = suite.app.accounts.now().seconds();
    assert_eq!((&id["iss"], &id["aud"], &id["azp"]), (&json!(BASE), &json!(suite.client.id), &json!(suite.client.id)));
    assert!(id["sub"].as_str().is_some_and(|sub| !sub.is_empty() && sub.len() <= 255 && sub.is_ascii()), "{id}");
    assert!(id["exp"].as_i64().is_some_and(|end| end > now), "{id}");
    assert!(id["iat"].as_i64().is_some_and(|at| at <= now && at > now - 300), "{id}");
    assert!(id["auth_time"].as_i64().is_some_and(|at| at <= now), "{id}");
    assert_eq!(id["nonce"].as_str(), nonce, "{id}");
    let half = &Sha256::digest(access_token)[..16];
    assert_eq!(id["at_hash"], BASE64_URL_SAFE_NO_PAD.encode(half), "{id}");
    assert!(id["sid"].as_str().is_some_and(|session| !session.is_empty()), "{id}");
    assert!(id["acr"].is_string() && id["amr"].is_array(), "{id}");
    Granted { answer, id }
}

/// The claims of a token, if its header is that of a token of the type `typ` and a published key has signed it.
pub async fn verified(suite: &Suite, token: &str, typ: &str) -> Value {
    let [header, claims, signature] = parts(token);
    let header: Value = serde_json::from_slice(&header).expect("a header");
    assert_eq!((&header["alg"], &header["typ"]), (&json!("RS256"), &json!(typ)), "{header}");
    let keys = suite.read("/oauth/jwks").await.json();
    let keys = keys["keys"].as_array().expect("keys").clone();
    let key = keys.iter().find(|key| key["kid"] == header["kid"]).expect("the key of the token");
    let [n, e] =
        ["n", "e"].map(|name| BASE64_URL_SAFE_NO_PAD.decode(key[name].as_str().expect("a number")).expect("base64url"));
    let (message, _) = token.rsplit_once('.').expect("a signature");
    let key = RsaPublicKeyComponents { n, e };
    key.verify(&RSA_PKCS1_2048_8192_SHA256, message.as_bytes(), &signature).expect("a signature of the key");
    serde_json::from_slice(&claims).expect("claims")
}

/// Header, claims and signature.
pub fn parts(token: &str) -> [Vec<u8>; 3] {
    let parts: Vec<_> = token.split('.').map(|part| BASE64_URL_SAFE_NO_PAD.decode(part).expect("base64url")).collect();
    parts.try_into().expect("three parts")
}

/// A token with this header and these claims, and the signature of another one: what somebody without a key can make.
pub fn forged(header: &Value, claims: &Value, signature: &[u8]) -> String {
    [header.to_string().as_bytes(), claims.to_string().as_bytes(), signature]
        .map(|part| BASE64_URL_SAFE_NO_PAD.encode(part))
        .join(".")
}
