//! Microsoft: Entra ID, and personal accounts.

use super::{IssuerOf, Kind, OpenId, Protocol, SecretRule, Vouching};
use crate::applications::upstream::{ClientAuthentication, IssuerRule, text_in};
use crate::language::message;
use crate::shared::{Problem, ProviderDefinition};
use serde_json::{Map, Value};
use uuid::Uuid;

/// What the issuers begin with. The id of the directory and `/v2.0` follow.
pub const MICROSOFT_ISSUERS: &str = "https://login.microsoftonline.com/";
/// The directory of the personal accounts.
const CONSUMERS: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

pub(super) static KIND: Kind = Kind {
    issuer: IssuerOf::Directories(MICROSOFT_ISSUERS),
    is_reserved: true,
    protocol: Protocol::OpenId(OpenId {
        // `sub` is another one for each program.
        subject: "oid",
        admits: is_of_directory,
        key_signs,
        // It vouches for no address, so none is worth a request.
        asks_userinfo: false,
        authentication: Some(ClientAuthentication::Post),
        // It says nothing about it.
        selects_account: Some(true),
        ..OpenId::USUAL
    }),
    scopes: OpenId::SCOPES,
    hint: Some(OpenId::HINT),
    proof: Some(OpenId::PROOF),
    secret: SecretRule::Required,
    // A directory says what its administrators enter.
    vouching: Vouching::Never,
    has_groups: true,
    announces_sign_outs: false,
    key_of,
};

/// Whether the issuer is that of the directory that the token names, and the operator admits this directory. Otherwise a directory,
/// which anybody can make, could name the account of another one.
fn is_of_directory(definition: &ProviderDefinition, claims: &Map<String, Value>, issuer: &str) -> bool {
    let Some(tenant) = text_in(claims, "tid") else { return false };
    let is_admitted = match definition.tenant.as_deref() {
        Some("consumers") => tenant == CONSUMERS,
        Some("organizations") => tenant != CONSUMERS,
        // The one that the issuer names, or all of them.
        _ => true,
    };
    is_id(tenant) && is_admitted && issuer == issuer_of(tenant)
}

/// The keys of all directories are in one set, and each says for which issuer it is, with `{tenantid}` for any.
fn key_signs(issuer: Option<&str>, claims: &Map<String, Value>) -> bool {
    let Some(issuer) = issuer else { return true };
    let said = |name| text_in(claims, name).unwrap_or_default();
    issuer.replace("{tenantid}", said("tid")) == said("iss")
}

/// The id is written `tid/oid`.
fn key_of(rule: &IssuerRule, id: &str) -> Result<(String, String), Problem> {
    let refused = |rule| Err(Problem::new("not_allowed", rule));
    match id.split_once('/') {
        Some((directory, object)) if is_id(directory) && is_id(object) => {
            let issuer = issuer_of(directory);
            match rule.admits(&issuer) {
                true => Ok((issuer, object.to_owned())),
                false => refused(message::import_row_subject_directory()),
            }
        }
        _ => refused(message::import_row_subject_microsoft()),
    }
}

fn issuer_of(directory: &str) -> String {
    format!("{MICROSOFT_ISSUERS}{directory}/v2.0")
}

fn is_id(text: &str) -> bool {
    Uuid::parse_str(text).is_ok_and(|id| id.hyphenated().to_string() == text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_key_is_for_the_directory_that_it_names() {
        let claims = json!({"iss": "https://login.example/a/v2.0", "tid": "a"});
        let signs = |issuer: Option<&str>| key_signs(issuer, claims.as_object().expect("an object"));
        assert!(signs(None));
        assert!(signs(Some("https://login.example/{tenantid}/v2.0")));
        assert!(signs(Some("https://login.example/a/v2.0")));
        assert!(!signs(Some("https://login.example/b/v2.0")));
    }
}
