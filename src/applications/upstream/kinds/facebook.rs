//! Facebook, which speaks OAuth 2.0 and has an API of its own ("Manually Build a Login Flow", "Secure Graph API Calls" and "Graph API
//! Changelog" in its documentation). A version of the API ends two years after the next one; v26.0 is of July 2026.

use super::oauth2::parse;
use super::{ApiRequest, IssuerOf, Kind, OAuth2, Person, Protocol, SecretRule, Vouching, exact_key};
use crate::applications::upstream::{ClientAuthentication, Metadata, ProviderFailure};
use crate::shared::ProviderDefinition;
use serde::Deserialize;

const ISSUER: &str = "https://www.facebook.com";

pub(super) static KIND: Kind = Kind {
    issuer: IssuerOf::Own(ISSUER),
    is_reserved: true,
    protocol: Protocol::OAuth2(OAuth2 {
        metadata,
        answers_as: &[],
        // The numbers of its errors: the code; secret and id of this server.
        errors: &[
            ("100", ProviderFailure::InvalidCode),
            ("1", ProviderFailure::InvalidClient),
            ("101", ProviderFailure::InvalidClient),
        ],
        // Where "Require App Secret" is on, it answers no request without it.
        token_proof: Some("appsecret_proof"),
        requests,
        read,
    }),
    scopes: &["email", "public_profile"],
    hint: None,
    proof: None,
    secret: SecretRule::Required,
    // It does not say whether an address is confirmed.
    vouching: Vouching::Never,
    has_groups: false,
    announces_sign_outs: false,
    key_of: exact_key,
};

#[derive(Deserialize)]
struct Account {
    /// Another one for each program.
    id: String,
    name: Option<String>,
    /// Missing if there is none, or the person has not allowed it.
    email: Option<String>,
}

fn metadata(_: &ProviderDefinition) -> Option<Metadata> {
    Some(Metadata {
        issuer: ISSUER.to_owned(),
        authorization_endpoint: "https://www.facebook.com/v26.0/dialog/oauth".to_owned(),
        token_endpoint: "https://graph.facebook.com/v26.0/oauth/access_token".to_owned(),
        jwks_uri: None,
        userinfo_endpoint: None,
        names_issuer: false,
        authentication: ClientAuthentication::Post,
        can_select_account: false,
        is_private: false,
    })
}

fn requests(_: &ProviderDefinition) -> Vec<ApiRequest> {
    vec![ApiRequest::json("https://graph.facebook.com/v26.0/me?fields=id,name,email")]
}

fn read(_: &ProviderDefinition, answers: &[Option<Vec<u8>>]) -> Result<Person, ProviderFailure> {
    let Account { id, name, email } = parse(answers, 0)?;
    Ok(Person { subject: id, email, is_verified: false, name, username: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::applications::upstream::{Provider, Said, vouches};
    use crate::shared::{ProviderKind, ProviderName, ProviderSource};

    #[test]
    fn no_address_is_vouched_for() {
        let answer = br#"{"id":"10160","name":"Maren","email":"maren@corp.example","verified":true}"#.to_vec();
        let person = read(&ProviderDefinition::default(), &[Some(answer)]).expect("a person");
        assert_eq!((person.subject.as_str(), person.is_verified), ("10160", false));
        let definition = ProviderDefinition { kind: ProviderKind::Facebook, ..ProviderDefinition::default() };
        let name = ProviderName::from_stored("facebook".to_owned());
        let facebook = Provider::new(name, definition, None, ProviderSource::Database);
        let said = Said { email: "maren@facebook.com", is_verified: true, organisation: None };
        assert!(!vouches(&facebook, &said));
        let without_id = br#"{"name":"Maren"}"#.to_vec();
        assert!(read(&ProviderDefinition::default(), &[Some(without_id)]).is_err());
    }
}
