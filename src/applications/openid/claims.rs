//! The request parameter `claims` (OpenID Connect Core, section 5.5): single claims that a client asks for, of the userinfo
//! endpoint or of the ID token. It never gets more than what its application may learn.

use super::{FieldScopes, PersonClaim, Scope, Scopes};
use crate::shared::{ClaimRule, Level, Methods};
use serde_json::{Map, Value};

/// The maximum number of claims that are asked for in one place. What comes behind them is left out.
const MAX_CLAIMS: usize = 30;
/// The maximum length of the name of a claim in bytes. Longer ones are left out.
const MAX_NAME: usize = 80;

/// Where a claim is returned.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReturnedIn {
    Userinfo,
    IdToken,
}

/// Which claims a client asks for by name.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RequestedClaims {
    userinfo: Vec<String>,
    id_token: Vec<String>,
    /// The levels that the ID token may name.
    pub acr: Vec<Level>,
    /// Whether the client wants no ID token with another level.
    pub is_acr_essential: bool,
    /// The account that the ID token has to be about.
    pub sub: Option<String>,
}

impl RequestedClaims {
    /// None if the text is no JSON object of objects.
    pub fn parse(text: &str) -> Option<Self> {
        let Value::Object(places) = serde_json::from_str(text).ok()? else { return None };
        let place = |name: &str| match places.get(name) {
            None | Some(Value::Null) => Some(Map::new()),
            Some(Value::Object(claims)) => Some(claims.clone()),
            Some(_) => None,
        };
        let (userinfo, id_token) = (place("userinfo")?, place("id_token")?);
        let acr = id_token.get("acr");
        Some(Self {
            acr: acr.map(values).unwrap_or_default().iter().filter_map(|value| level(value)).collect(),
            is_acr_essential: acr.is_some_and(is_demanded),
            sub: id_token.get("sub").map(values).and_then(|values| values.first().cloned()),
            userinfo: names(userinfo),
            id_token: names(id_token),
        })
    }

    /// What codes and grants carry, as [`Self::to_json`] has written it. What cannot be read asks for nothing.
    pub fn stored(json: Option<&str>) -> Self {
        json.and_then(Self::parse).unwrap_or_default()
    }

    /// The names, and the levels of which the ID token has to name one. The rest is decided when a code is issued. None if nothing
    /// is asked for.
    pub fn to_json(&self) -> Option<String> {
        if self.userinfo.is_empty() && self.id_token.is_empty() {
            return None;
        }
        let place = |names: &[String]| names.iter().map(|name| (name.clone(), Value::Null)).collect::<Map<_, _>>();
        let mut id_token = place(&self.id_token);
        if self.is_acr_essential {
            let values: Vec<_> = self.acr.iter().map(|level| level.acr()).collect();
            id_token.insert("acr".to_owned(), serde_json::json!({ "essential": true, "values": values }));
        }
        let both = serde_json::json!({ "userinfo": place(&self.userinfo), "id_token": id_token });
        Some(both.to_string())
    }

    /// The names that are asked for in one place.
    pub fn names(&self, place: ReturnedIn) -> &[String] {
        match place {
            ReturnedIn::Userinfo => &self.userinfo,
            ReturnedIn::IdToken => &self.id_token,
        }
    }

    /// The level that the ID token names: the highest one of those that the client demands which the session has, or what it has.
    pub fn level(&self, shown: Level) -> Level {
        let demanded = self.acr.iter().copied().filter(|level| self.is_acr_essential && *level <= shown);
        demanded.max().unwrap_or(shown)
    }

    /// The claim `acr` for what was shown.
    pub fn acr(&self, shown: Methods) -> &'static str {
        let level = self.level(shown.level());
        if level == shown.level() { shown.acr() } else { level.acr() }
    }

    /// The scopes that the claims are part of: what a person has to allow before the client learns them. Others, such as `auth_time`,
    /// need none. `groups`: the name of the claim with the groups. `rules`: the claims of the client. `fields`: the scopes of the fields
    /// that these name.
    pub fn scopes(&self, groups: &str, rules: &[ClaimRule], fields: &FieldScopes) -> Scopes {
        let scopes_of = |name: &String| -> Scopes {
            if name == groups {
                return Scope::Groups.into();
            }
            let named = rules.iter().filter(|rule| rule.name == *name);
            let of_fields = named.filter_map(|rule| fields.scope_of(&rule.field()?.name)).cloned().collect();
            // Where it has another name, this one is no claim.
            let claim = name.parse::<PersonClaim>().ok().filter(|claim| *claim != PersonClaim::Groups);
            claim.map_or(of_fields, |claim| claim.scope().into())
        };
        self.userinfo.iter().chain(&self.id_token).map(scopes_of).collect()
    }
}

fn names(claims: Map<String, Value>) -> Vec<String> {
    claims.into_iter().map(|(name, _)| name).filter(|name| name.len() <= MAX_NAME).take(MAX_CLAIMS).collect()
}

/// Whether the client wants no token with another value (OpenID Connect Core, section 5.5.1.1). Without values, it only wants the
/// claim, which is always there.
fn is_demanded(claim: &Value) -> bool {
    let has_values = claim.get("value").is_some() || claim.get("values").is_some();
    has_values && claim.get("essential") == Some(&Value::Bool(true))
}

/// `value`, or each of `values`.
fn values(claim: &Value) -> Vec<String> {
    let one = claim.get("value").into_iter();
    let several = claim.get("values").and_then(Value::as_array).into_iter().flatten();
    one.chain(several).filter_map(Value::as_str).map(str::to_owned).collect()
}

fn level(acr: &str) -> Option<Level> {
    Level::ALL.into_iter().find(|level| level.acr() == acr)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::own_fields::{DefinedField, DefinedFields};
    use crate::shared::own_fields::{OwnFieldParty, OwnFieldSource};
    use crate::shared::{OwnFieldDefinition, OwnFieldName, Timestamp};
    use proptest::prelude::*;
    use std::slice;

    #[test]
    fn claims_are_read_by_name_and_stored() {
        let text = r#"{"userinfo":{"email":{"essential":true},"groups":null},"id_token":{"auth_time":{"essential":true},
            "acr":{"essential":true,"values":["urn:vestibule:acr:passkey","1"]},"sub":{"value":"maren"}},"other":1}"#;
        let claims = RequestedClaims::parse(text).expect("claims");
        assert_eq!((claims.acr.as_slice(), claims.is_acr_essential), (&[Level::Passkey][..], true));
        assert_eq!(claims.sub.as_deref(), Some("maren"));
        let nothing = FieldScopes::default();
        assert_eq!(claims.scopes("groups", &[], &nothing).to_string(), "email groups");
        let without_groups = claims.scopes("roles", &[], &nothing).to_string();
        assert_eq!(without_groups, "email", "the claim with the groups has another name");
        assert_eq!(claims.names(ReturnedIn::Userinfo), ["email", "groups"]);
        assert_eq!(claims.names(ReturnedIn::IdToken).len(), 3);
        let stored = RequestedClaims::stored(claims.to_json().as_deref());
        assert_eq!(stored, RequestedClaims { sub: None, ..claims });
    }

    #[test]
    fn a_claim_with_a_field_is_part_of_the_scope_of_the_field() {
        let name = OwnFieldName::from_stored("plan".to_owned());
        let scopes = |scope: Option<&str>, deleted_at| {
            let seen_by = vec![OwnFieldParty::Applications];
            let scope = scope.map(str::to_owned);
            let definition = OwnFieldDefinition { scope, seen_by, changed_by: Vec::new(), ..Default::default() };
            let field = DefinedField::new(1, name.clone(), definition, OwnFieldSource::Database, Timestamp(0));
            let fields = DefinedFields::new(vec![DefinedField { deleted_at, ..field }]);
            let value = "plan:list".to_owned();
            let rule = ClaimRule { name: "plans".to_owned(), value, is_json: false, is_field: true, group: None };
            let asked = RequestedClaims::parse(r#"{"userinfo":{"email":null,"plans":null}}"#).expect("claims");
            asked.scopes("groups", &[rule], &FieldScopes::of(&fields, slice::from_ref(&name))).to_string()
        };
        assert_eq!(scopes(None, None), "profile email");
        assert_eq!(scopes(Some("billing"), None), "email billing");
        assert_eq!(scopes(Some("billing"), Some(Timestamp(1))), "email", "there is no such field any more");
    }

    #[test]
    fn an_acr_without_values_is_only_a_claim() {
        let claims = RequestedClaims::parse(r#"{"id_token":{"acr":{"essential":true}}}"#).expect("claims");
        assert!(!claims.is_acr_essential && claims.acr.is_empty());
    }

    #[test]
    fn what_is_no_object_of_objects_is_refused() {
        for text in ["", "[]", "1", r#"{"userinfo":[]}"#, r#"{"userinfo":7}"#, r#"{"id_token":"email"}"#, "{"] {
            assert_eq!(RequestedClaims::parse(text), None, "{text}");
            assert_eq!(RequestedClaims::stored(Some(text)), RequestedClaims::default(), "{text}");
        }
        for text in ["{}", r#"{"userinfo":null}"#, r#"{"id_token":{}}"#] {
            assert_eq!(RequestedClaims::parse(text).and_then(|claims| claims.to_json()), None, "{text}");
        }
        assert!(RequestedClaims::stored(None).scopes("groups", &[], &FieldScopes::default()).is_empty());
    }

    #[test]
    fn a_demanded_level_is_named_if_the_session_has_it_or_a_higher_one() {
        let level = |is_essential: bool, values: &str, shown| {
            let text = format!(r#"{{"id_token":{{"acr":{{"essential":{is_essential},"values":[{values}]}}}}}}"#);
            let claims = RequestedClaims::parse(&text).expect("claims");
            RequestedClaims::stored(claims.to_json().as_deref()).level(shown)
        };
        let [password, strong] = [Level::Password, Level::SecondFactor].map(|level| format!("{:?}", level.acr()));
        assert_eq!(level(true, &strong, Level::Passkey), Level::SecondFactor);
        assert_eq!(level(true, &format!("{password},{strong}"), Level::Passkey), Level::SecondFactor);
        assert_eq!(level(true, &password, Level::SecondFactor), Level::Password);
        assert_eq!(level(false, &password, Level::SecondFactor), Level::SecondFactor);
        assert_eq!(level(true, "", Level::SecondFactor), Level::SecondFactor);
        assert_eq!(RequestedClaims::default().level(Level::Passkey), Level::Passkey);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(
            text in "\\PC{0,40}|\\{\"(userinfo|id_token)\":\\{\"acr\":[{}\\[\\]\":a-z]{0,12}\\}\\}",
        ) {
            _ = RequestedClaims::parse(&text).map(|claims| claims.to_json());
        }
    }
}
