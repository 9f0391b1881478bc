//! Who has signed in at a provider of OpenID Connect: what its ID token says and, where that is too little, its userinfo endpoint.

use super::ProvenIdentity;
use super::discovery::body_of;
use super::token::ProviderTokens;
use crate::accounts::Identities;
use crate::applications::upstream::{
    ExpectedToken, Metadata, Said, SignedToken, check_id_token, plausible, said_fields, signed_in_at, text_in,
    top_claims, vouches,
};
use crate::applications::{Provider, ProviderFailure};
use crate::outbound::OutboundRequest;
use crate::shared::Timestamp;
use crate::shared::fields::names::cleaned_name;
use serde_json::{Map, Value};

/// The maximum length of a name, in characters.
const MAX_CHARS: usize = 100;
/// The maximum number of groups that are read, and the maximum length of the name of one in bytes.
const MAX_GROUPS: usize = 200;
const MAX_GROUP_BYTES: usize = 100;
/// The maximum length of the id of a session there, in bytes.
const MAX_SID_BYTES: usize = 255;
/// What userinfo may say about a person. Who they are, and how they have signed in, only the token says.
const DESCRIPTIONS: [&str; 4] = ["email", "email_verified", "name", "preferred_username"];

/// What it may not say, whatever a definition names.
const RESERVED: [&str; 6] = ["acr", "amr", "auth_time", "email", "email_verified", "sid"];

/// What the ID token proves.
struct Proven {
    issuer: String,
    subject: String,
    auth_time: Option<Timestamp>,
}

impl Identities {
    /// The account that the ID token of a sign-in with this nonce is about.
    ///
    /// # Errors
    /// If the token is not valid, or the provider does not answer.
    pub(super) async fn openid_identity(
        &self,
        provider: &Provider,
        metadata: &Metadata,
        tokens: &ProviderTokens,
        nonce: &str,
    ) -> Result<ProvenIdentity, ProviderFailure> {
        let id_token = tokens.id_token.as_deref().ok_or(ProviderFailure::Malformed)?;
        let token = self.providers().verify_provider_token(provider, metadata, id_token).await?;
        let mut claims = token.claims;
        let signed = SignedToken { typ: token.typ.as_deref(), is_ed25519: token.is_ed25519, claims: &claims };
        let now = self.now();
        let expected = ExpectedToken { nonce, access_token: &tokens.access_token, now };
        let (issuer, subject) = check_id_token(provider, &signed, &expected)?;
        let proven = Proven { issuer, subject, auth_time: signed_in_at(&claims, now)? };
        let asks = provider.openid().is_some_and(|openid| openid.asks_userinfo);
        let definition = &provider.definition;
        let lacks_fields = said_fields(definition, &claims).len() < definition.fields.len();
        let is_worth_asking = asks && (text_in(&claims, "email").is_none() || lacks_fields);
        if let (Some(address), true) = (&metadata.userinfo_endpoint, is_worth_asking) {
            let address = (address.as_str(), metadata.is_private);
            let userinfo = self.provider_userinfo(provider, address, &tokens.access_token).await?;
            let more: Vec<_> = definition.groups_claim.as_deref().into_iter().chain(top_claims(definition)).collect();
            describe(&mut claims, userinfo, &more)?;
        }
        Ok(identity_of(provider, proven, &claims))
    }

    async fn provider_userinfo(
        &self,
        provider: &Provider,
        (address, is_private): (&str, bool),
        access_token: &str,
    ) -> Result<Map<String, Value>, ProviderFailure> {
        let headers =
            vec![("accept", "application/json".to_owned()), ("authorization", format!("Bearer {access_token}"))];
        let request = OutboundRequest { url: address, headers, form: None };
        let body = body_of(self.providers().ask_provider(provider, request, is_private).await?)?;
        serde_json::from_slice(&body).map_err(|_| ProviderFailure::Malformed)
    }
}

/// Adds to the claims of a token what userinfo says about the same person. `more`: what the definition names of it.
fn describe(
    claims: &mut Map<String, Value>,
    mut userinfo: Map<String, Value>,
    more: &[&str],
) -> Result<(), ProviderFailure> {
    if text_in(&userinfo, "sub").is_none() || userinfo.get("sub") != claims.get("sub") {
        return Err(ProviderFailure::Subject);
    }
    if text_in(claims, "email").is_none() {
        // The address of one must not be confirmed by the other.
        claims.remove("email_verified");
        for name in DESCRIPTIONS {
            if let Some(value) = userinfo.remove(name) {
                claims.insert(name.to_owned(), value);
            }
        }
    }
    // How somebody has signed in, only the token says.
    for name in more.iter().filter(|name| !RESERVED.contains(name)) {
        if let Some(value) = userinfo.remove(*name).filter(|_| !claims.contains_key(*name)) {
            claims.insert((*name).to_owned(), value);
        }
    }
    Ok(())
}

fn identity_of(provider: &Provider, proven: Proven, claims: &Map<String, Value>) -> ProvenIdentity {
    let email = text_in(claims, "email").and_then(plausible);
    let organisation = provider.openid().and_then(|openid| openid.organisation).and_then(|name| text_in(claims, name));
    let confirms = provider.openid().map(|openid| openid.confirms);
    let is_verified = claims.get("email_verified").zip(confirms).is_some_and(|(value, confirms)| confirms(value));
    let is_vouched = email.is_some_and(|email| vouches(provider, &Said { email, is_verified, organisation }));
    let groups = provider.definition.groups_claim.as_deref().and_then(|name| groups_in(claims, name));
    let sid = text_in(claims, "sid").filter(|sid| sid.len() <= MAX_SID_BYTES);
    ProvenIdentity {
        provider: provider.name.clone(),
        issuer: proven.issuer,
        subject: proven.subject,
        email: email.map(str::to_owned),
        is_vouched,
        organisation: organisation.map(str::to_owned),
        name: text_in(claims, "name").and_then(cleaned),
        username: text_in(claims, "preferred_username").and_then(cleaned),
        groups,
        fields: said_fields(&provider.definition, claims),
        sid: sid.map(str::to_owned),
        auth_time: proven.auth_time,
        has_second_factor: has_second_factor(provider, claims),
    }
}

/// A name without characters that are not seen, and not too long. None if nothing is left.
pub(super) fn cleaned(name: &str) -> Option<String> {
    cleaned_name(name, MAX_CHARS)
}

/// None: the provider does not say. Microsoft leaves them out if they are too many.
fn groups_in(claims: &Map<String, Value>, name: &str) -> Option<Vec<String>> {
    let is_name = |name: &&str| !name.is_empty() && name.len() <= MAX_GROUP_BYTES;
    match claims.get(name)? {
        Value::String(only) => Some(Some(only.as_str()).filter(is_name).into_iter().map(str::to_owned).collect()),
        Value::Array(items) => {
            let names = items.iter().filter_map(Value::as_str).filter(is_name).take(MAX_GROUPS);
            Some(names.map(str::to_owned).collect())
        }
        _ => None,
    }
}

/// Whether the operator lets something count that the provider says about how the person has signed in.
fn has_second_factor(provider: &Provider, claims: &Map<String, Value>) -> bool {
    let methods = claims.get("amr").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let mut said = methods.chain(text_in(claims, "acr"));
    said.any(|value| provider.definition.second_factor.iter().any(|counted| counted == value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{ProviderDefinition, ProviderKind, ProviderName, ProviderSource};
    use serde_json::json;

    fn object(value: &Value) -> Map<String, Value> {
        value.as_object().expect("an object").clone()
    }

    fn identity(definition: ProviderDefinition, claims: &Value) -> ProvenIdentity {
        let name = ProviderName::from_stored("corp".to_owned());
        let provider = Provider::new(name, definition, None, ProviderSource::Database);
        let (issuer, subject) = ("https://id.example".to_owned(), "7".to_owned());
        identity_of(&provider, Proven { issuer, subject, auth_time: None }, &object(claims))
    }

    #[test]
    fn a_text_confirms_no_address() {
        let definition =
            || ProviderDefinition { trusted_domains: vec!["*".to_owned()], ..ProviderDefinition::default() };
        for (said, expected) in [(json!(true), true), (json!("true"), false), (json!(1), false), (json!(null), false)] {
            let claims = json!({ "email": "maren@corp.example", "email_verified": said });
            assert_eq!(identity(definition(), &claims).is_vouched, expected, "{claims}");
        }
        assert_eq!(identity(definition(), &json!({ "email": "no address", "email_verified": true })).email, None);
        let google = ProviderDefinition { kind: ProviderKind::Google, ..ProviderDefinition::default() };
        let claims = json!({ "email": "maren@corp.example", "email_verified": true, "hd": "corp.example" });
        let identity = identity(google, &claims);
        assert_eq!((identity.organisation.as_deref(), identity.is_vouched), (Some("corp.example"), true));
    }

    #[test]
    fn apple_writes_a_text_and_vouches_for_its_own_addresses() {
        let apple = || ProviderDefinition { kind: ProviderKind::Apple, ..ProviderDefinition::default() };
        for (email, said, expected) in [
            ("a1b2@privaterelay.appleid.com", json!("true"), true),
            ("maren@icloud.com", json!(true), true),
            ("maren@icloud.com", json!("false"), false),
            ("maren@icloud.com", json!(1), false),
            ("maren@corp.example", json!(true), false),
            ("maren@icloud.com.evil.example", json!("true"), false),
        ] {
            let claims = json!({ "email": email, "email_verified": said, "is_private_email": "true" });
            assert_eq!(identity(apple(), &claims).is_vouched, expected, "{claims}");
        }
    }

    #[test]
    fn what_cannot_be_seen_is_no_part_of_a_name() {
        let claims = json!({
            "email": "maren@corp.example\u{202e}", "name": "Ma\u{200b}ren \u{202e}Lind\u{0}", "preferred_username": "\u{2066}",
        });
        let identity = identity(ProviderDefinition::default(), &claims);
        assert_eq!((identity.email, identity.name.as_deref(), identity.username), (None, Some("Maren Lind"), None));
    }

    #[test]
    fn userinfo_is_about_the_same_person_and_says_nothing_else() {
        let token = object(&json!({ "sub": "7", "email_verified": true, "acr": "one" }));
        let mut claims = token.clone();
        let userinfo = json!({ "sub": "7", "email": "maren@corp.example", "acr": "two", "roles": ["a"] });
        assert_eq!(describe(&mut claims, object(&userinfo), &["roles", "acr"]), Ok(()));
        let expected = json!({ "sub": "7", "email": "maren@corp.example", "acr": "one", "roles": ["a"] });
        assert_eq!(Value::Object(claims), expected);
        for userinfo in [json!({ "sub": "8" }), json!({}), json!({ "sub": 7 })] {
            let described = describe(&mut token.clone(), object(&userinfo), &[]);
            assert_eq!(described, Err(ProviderFailure::Subject), "{userinfo}");
        }
    }

    #[test]
    fn userinfo_does_not_touch_the_address_of_a_token() {
        let mut claims = object(&json!({ "sub": "7", "email": "maren@corp.example", "email_verified": true }));
        let userinfo =
            json!({ "sub": "7", "email": "other@corp.example", "email_verified": false, "department": "it" });
        assert_eq!(describe(&mut claims, object(&userinfo), &["department", "email_verified"]), Ok(()));
        let expected = json!({ "sub": "7", "email": "maren@corp.example", "email_verified": true, "department": "it" });
        assert_eq!(Value::Object(claims), expected);
    }

    #[test]
    fn groups_and_second_factors_are_those_that_are_configured() {
        let definition = ProviderDefinition {
            groups_claim: Some("roles".to_owned()),
            second_factor: vec!["otp".to_owned(), "urn:two".to_owned()],
            ..ProviderDefinition::default()
        };
        let claims = json!({ "roles": ["a", "", 7, "b"], "amr": ["pwd", "otp"] });
        let proven = identity(definition.clone(), &claims);
        assert_eq!(proven.groups, Some(vec!["a".to_owned(), "b".to_owned()]));
        assert!(proven.has_second_factor);
        let proven = identity(definition.clone(), &json!({ "acr": "urn:two", "groups": ["a"] }));
        assert!(proven.has_second_factor && proven.groups.is_none());
        assert!(!identity(definition, &json!({ "amr": "otp", "acr": "urn:one" })).has_second_factor);
        let nothing = identity(ProviderDefinition::default(), &claims);
        assert!(!nothing.has_second_factor && nothing.groups.is_none());
    }
}
