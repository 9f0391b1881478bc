//! What an access token of a client says (RFC 9068).

use crate::shared::{ClientGrantId, ClientId, SessionId, UserId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::slice;
use uuid::Uuid;

/// The claims of an access token for a client. Times are seconds since 1970.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ClientAccessClaims {
    pub iss: String,
    pub aud: Audience,
    /// The person, or the service account of the client.
    pub sub: UserId,
    pub client_id: ClientId,
    pub jti: Uuid,
    pub iat: i64,
    pub nbf: i64,
    pub exp: i64,
    /// Names separated by spaces; missing if there are none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub scope: String,
    /// When the person last proved who they are. Like the following claims it is missing with `client_credentials`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth_time: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acr: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amr: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sid: Option<SessionId>,
    /// Revoking the grant revokes the token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant: Option<ClientGrantId>,
}

impl ClientAccessClaims {
    /// These, and what is learned of the user. Nothing of that replaces one of these.
    pub(super) fn with(&self, learned: Map<String, Value>) -> Map<String, Value> {
        let own = serde_json::to_value(self).unwrap_or_else(|_| unreachable!("claims serialize to JSON"));
        let Value::Object(own) = own else { unreachable!("claims are an object") };
        learned.into_iter().chain(own).collect()
    }
}

/// The APIs that a token is for: a text if it is one, otherwise an array (RFC 7519, section 4.1.3).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Audience {
    pub(super) fn of(mut all: Vec<String>) -> Self {
        if all.len() == 1 { Self::One(all.remove(0)) } else { Self::Several(all) }
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let all = match self {
            Self::One(only) => slice::from_ref(only),
            Self::Several(all) => all.as_slice(),
        };
        all.iter().map(String::as_str)
    }

    pub fn contains(&self, audience: &str) -> bool {
        self.iter().any(|one| one == audience)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn one_audience_is_a_text_and_several_are_an_array() {
        let written = |names: &[&str]| {
            let audience = Audience::of(names.iter().copied().map(str::to_owned).collect());
            let value = serde_json::to_value(&audience).expect("JSON");
            assert_eq!(serde_json::from_value::<Audience>(value.clone()).expect("an audience"), audience);
            value
        };
        assert_eq!(written(&["https://a.example"]), json!("https://a.example"));
        assert_eq!(
            written(&["https://a.example", "https://b.example"]),
            json!(["https://a.example", "https://b.example"])
        );
        let several = Audience::of(vec!["a".to_owned(), "b".to_owned()]);
        assert!(several.contains("b") && !several.contains("ab"));
    }
}
