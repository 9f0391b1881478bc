//! What a provider may do otherwise than it should.

use serde_json::Value;
use std::collections::BTreeMap;

/// How a request is answered.
#[derive(Clone, Debug)]
pub enum Answer {
    /// Status, media type and body.
    Page(u16, &'static str, String),
    /// A redirect to another path of the same server.
    Redirect,
    Never,
}

/// Who signs an ID token.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum Signer {
    /// The key that is published.
    #[default]
    Published,
    /// Another key, under the name of the published one.
    Another,
    /// Somebody who knows the public key alone, as the secret of HS256.
    PublicKeyAsSecret,
    /// The token has an empty signature.
    Missing,
}

/// What it does otherwise than it should.
#[derive(Clone, Default)]
pub struct Lies {
    /// Members that are replaced in the ID token, its header, the metadata and the answer of userinfo. Null takes one away.
    pub claims: Value,
    pub header: Value,
    pub metadata: Value,
    pub userinfo: Value,
    pub signer: Signer,
    /// Whole answers, by their path.
    pub answers: BTreeMap<&'static str, Answer>,
}

/// Replaces members of an object. Null takes one away.
pub fn merge(object: &mut Value, changes: &Value) {
    let object = object.as_object_mut().expect("an object");
    for (name, value) in changes.as_object().into_iter().flatten() {
        if value.is_null() {
            object.remove(name);
        } else {
            object.insert(name.clone(), value.clone());
        }
    }
}
