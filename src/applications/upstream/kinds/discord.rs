//! Discord, which speaks OAuth 2.0 and has an API of its own ("OAuth2" and "User Resource" in its documentation).

use super::oauth2::parse;
use super::{ApiRequest, IssuerOf, Kind, OAuth2, Person, Protocol, SecretRule, Vouching, exact_key};
use crate::applications::upstream::{ClientAuthentication, Metadata, ProviderFailure};
use crate::shared::ProviderDefinition;
use serde::Deserialize;

const ISSUER: &str = "https://discord.com";

pub(super) static KIND: Kind = Kind {
    issuer: IssuerOf::Own(ISSUER),
    is_reserved: false,
    protocol: Protocol::OAuth2(OAuth2 { metadata, answers_as: &[], errors: &[], token_proof: None, requests, read }),
    scopes: &["identify", "email"],
    hint: None,
    proof: None,
    secret: SecretRule::Required,
    // An account has one address, and `verified` is about that.
    vouching: Vouching::Where(|said, _| said.is_verified),
    has_groups: false,
    announces_sign_outs: false,
    key_of: exact_key,
};

#[derive(Deserialize)]
struct Account {
    /// A number that does not fit into those of JSON, so it is a text.
    id: String,
    username: String,
    global_name: Option<String>,
    /// Missing if the person has not allowed it.
    email: Option<String>,
    verified: Option<bool>,
}

fn metadata(_: &ProviderDefinition) -> Option<Metadata> {
    Some(Metadata {
        issuer: ISSUER.to_owned(),
        authorization_endpoint: "https://discord.com/oauth2/authorize".to_owned(),
        token_endpoint: "https://discord.com/api/oauth2/token".to_owned(),
        jwks_uri: None,
        userinfo_endpoint: None,
        // It says that it does (`/.well-known/oauth-authorization-server`), but its documentation does not. What it sends is compared.
        names_issuer: false,
        authentication: ClientAuthentication::Post,
        can_select_account: false,
        is_private: false,
    })
}

fn requests(_: &ProviderDefinition) -> Vec<ApiRequest> {
    // Without a version it is the oldest one, which will end.
    vec![ApiRequest::json("https://discord.com/api/v10/users/@me")]
}

fn read(_: &ProviderDefinition, answers: &[Option<Vec<u8>>]) -> Result<Person, ProviderFailure> {
    let Account { id, username, global_name, email, verified } = parse(answers, 0)?;
    let is_verified = verified == Some(true);
    Ok(Person { subject: id, email, is_verified, name: global_name, username: Some(username) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn read_answer(answer: &Value) -> Result<Person, ProviderFailure> {
        read(&ProviderDefinition::default(), &[Some(answer.to_string().into_bytes())])
    }

    fn account(email: &Value, verified: &Value) -> Value {
        json!({"id": "80351110224678912", "username": "maren", "global_name": "Maren", "discriminator": "0",
            "email": email, "verified": verified, "mfa_enabled": true})
    }

    #[test]
    fn only_a_true_verified_confirms_the_address() {
        let maren = json!("maren@corp.example");
        let person = read_answer(&account(&maren, &json!(true))).expect("a person");
        assert_eq!((person.subject.as_str(), person.is_verified), ("80351110224678912", true));
        assert_eq!((person.name.as_deref(), person.username.as_deref()), (Some("Maren"), Some("maren")));
        for verified in [json!(false), Value::Null] {
            let person = read_answer(&account(&maren, &verified)).expect("a person");
            assert!(!person.is_verified && person.email.is_some(), "{verified}");
        }
        // A text, as other programs write it, is none of its answers.
        assert_eq!(read_answer(&account(&maren, &json!("true"))), Err(ProviderFailure::Malformed));
    }

    #[test]
    fn an_account_is_its_id() {
        for answer in [json!({"username": "maren"}), json!({"id": 80_351_110, "username": "maren"}), json!([])] {
            assert_eq!(read_answer(&answer), Err(ProviderFailure::Malformed), "{answer}");
        }
        let without = json!({"id": "7", "username": "maren"});
        assert_eq!(read_answer(&without).map(|person| (person.email, person.is_verified)), Ok((None, false)));
    }
}
