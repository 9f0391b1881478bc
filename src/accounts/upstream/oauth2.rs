//! Who has signed in at a provider without ID tokens: what its API says about whoever has the access token.

use super::ProvenIdentity;
use super::claims::cleaned;
use super::discovery::body_of;
use crate::accounts::Identities;
use crate::applications::upstream::{Metadata, OAuth2, Person, Said, is_subject, plausible, said_fields, vouches};
use crate::applications::{Provider, ProviderFailure};
use crate::outbound::OutboundRequest;
use ring::hmac;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use url::Url;

impl Identities {
    /// The account that an access token was issued for.
    ///
    /// # Errors
    /// If the provider does not say, or does not answer.
    pub(super) async fn oauth2_identity(
        &self,
        provider: &Provider,
        oauth2: &OAuth2,
        metadata: &Metadata,
        access_token: &str,
    ) -> Result<ProvenIdentity, ProviderFailure> {
        let mut answers = Vec::new();
        for asked in (oauth2.requests)(&provider.definition) {
            let url = proven_url(provider, oauth2, &asked.url, access_token)?;
            let own = asked.headers.iter().map(|(name, value)| (*name, (*value).to_owned()));
            let headers = own.chain([("authorization", format!("Bearer {access_token}"))]).collect();
            let request = OutboundRequest { url: &url, headers, form: None };
            let fetched = self.providers().ask_provider(provider, request, metadata.is_private).await?;
            answers.push(match fetched.status {
                403 | 404 if asked.is_optional => None,
                _ => Some(body_of(fetched)?),
            });
        }
        let person = (oauth2.read)(&provider.definition, &answers)?;
        if !is_subject(&person.subject) {
            return Err(ProviderFailure::Malformed);
        }
        // Only a definition of such a provider says where more is, and all of it is in the one answer.
        let document = answers.first().and_then(Option::as_deref).map(serde_json::from_slice::<Map<String, Value>>);
        let fields = match document {
            Some(Ok(document)) => said_fields(&provider.definition, &document),
            Some(Err(_)) | None => BTreeMap::new(),
        };
        Ok(ProvenIdentity { fields, ..identity_of(provider, metadata, person) })
    }
}

/// The address of a request, with what proves that whoever sends it has the client secret, so that a token that was stolen is of no use.
fn proven_url(
    provider: &Provider,
    oauth2: &OAuth2,
    address: &str,
    access_token: &str,
) -> Result<String, ProviderFailure> {
    let (Some(parameter), Some(secret)) = (oauth2.token_proof, &provider.secret) else { return Ok(address.to_owned()) };
    let proof = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.expose().as_bytes()), access_token.as_bytes());
    let proof: String = proof.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let mut url = Url::parse(address).map_err(|_| ProviderFailure::Malformed)?;
    url.query_pairs_mut().append_pair(parameter, &proof);
    Ok(url.into())
}

fn identity_of(provider: &Provider, metadata: &Metadata, person: Person) -> ProvenIdentity {
    let email = person.email.as_deref().and_then(plausible);
    let is_verified = person.is_verified;
    let is_vouched = email.is_some_and(|email| vouches(provider, &Said { email, is_verified, organisation: None }));
    ProvenIdentity {
        provider: provider.name.clone(),
        issuer: metadata.issuer.clone(),
        subject: person.subject,
        email: email.map(str::to_owned),
        is_vouched,
        organisation: None,
        name: person.name.as_deref().and_then(cleaned),
        username: person.username.as_deref().and_then(cleaned),
        groups: None,
        fields: BTreeMap::new(),
        sid: None,
        auth_time: None,
        has_second_factor: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::applications::upstream::Protocol;
    use crate::shared::{ProviderDefinition, ProviderKind, ProviderName, ProviderSource};

    #[test]
    fn only_a_confirmed_address_that_can_be_one_is_vouched_for() {
        let definition = ProviderDefinition { kind: ProviderKind::Github, ..ProviderDefinition::default() };
        let name = ProviderName::from_stored("github".to_owned());
        let provider = Provider::new(name, definition, None, ProviderSource::Environment);
        let Protocol::OAuth2(oauth2) = &provider.rules().protocol else { panic!("GitHub has no ID tokens") };
        let metadata = (oauth2.metadata)(&provider.definition).expect("metadata");
        let read = |email: &str, is_verified| {
            let person = Person {
                subject: "583231".to_owned(),
                email: Some(email.to_owned()),
                is_verified,
                name: Some("Ma\u{200b}ren".to_owned()),
                username: None,
            };
            let identity = identity_of(&provider, &metadata, person);
            assert_eq!((identity.issuer.as_str(), identity.subject.as_str()), ("https://github.com", "583231"));
            assert_eq!(identity.name.as_deref(), Some("Maren"));
            (identity.email, identity.is_vouched)
        };
        let maren = "maren@corp.example";
        assert_eq!(read(maren, true), (Some(maren.to_owned()), true));
        assert_eq!(read(maren, false), (Some(maren.to_owned()), false));
        assert_eq!(read("no address", true), (None, false));
    }
}
