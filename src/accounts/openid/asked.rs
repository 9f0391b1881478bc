//! The request parameter `claims` (OpenID Connect Core, section 5.5): single claims that a client asks for, of the ID token or of
//! the userinfo endpoint. It never gets more than what its application may learn.

use super::claims::{Learned, groups_claim};
use crate::accounts::User;
use crate::applications::Registered;
use crate::applications::openid::{Scope, Scopes};
use crate::shared::factors::{Level, Methods};
use serde::Deserialize;
use serde_json::{Map, Value};

/// The names of claims that are asked for, of the two places.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AskedClaims {
    userinfo: Option<Map<String, Value>>,
    id_token: Option<Map<String, Value>>,
}

/// Where a claim is returned.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    Userinfo,
    IdToken,
}

impl AskedClaims {
    /// Reads the parameter. What cannot be read asks for nothing.
    pub fn parse(json: Option<&str>) -> Self {
        json.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
    }

    fn of(&self, place: Place) -> Option<&Map<String, Value>> {
        match place {
            Place::Userinfo => self.userinfo.as_ref(),
            Place::IdToken => self.id_token.as_ref(),
        }
    }

    /// The level that the ID token names: the highest one of those that the client demands which the session has, or what it has.
    pub fn level(&self, shown: Level) -> Level {
        let acr = self.id_token.as_ref().and_then(|names| names.get("acr"));
        let values = acr.and_then(|acr| acr.get("values")).and_then(Value::as_array).into_iter().flatten();
        let demanded = Level::ALL.into_iter().filter(|level| values.clone().any(|value| value == level.acr()));
        demanded.filter(|level| *level <= shown).max().unwrap_or(shown)
    }

    /// The claim `acr` for what was shown.
    pub fn acr(&self, shown: Methods) -> &'static str {
        let level = self.level(shown.level());
        if level == shown.level() { shown.acr() } else { level.acr() }
    }

    /// The scopes that the claims asked for are part of: what a person has to allow before the client learns them.
    /// `groups`: the name of the claim with the groups.
    pub fn scopes(&self, groups: &str) -> Scopes {
        let names = [&self.userinfo, &self.id_token].into_iter().flatten().flat_map(Map::keys);
        names.filter_map(|name| scope_of(name, groups)).collect()
    }
}

/// The scope that a claim is part of. None for claims that need none, such as `auth_time`.
fn scope_of(name: &str, groups: &str) -> Option<Scope> {
    match name {
        "name" | "preferred_username" | "picture" | "locale" | "updated_at" => Some(Scope::Profile),
        "email" | "email_verified" => Some(Scope::Email),
        name if name == groups => Some(Scope::Groups),
        _ => None,
    }
}

impl Learned {
    /// What a client learns in one place with these scopes, and with the parameter `claims` of its request.
    pub fn at(
        place: Place,
        user: &User,
        Registered { client, application }: &Registered,
        scopes: Scopes,
        asked: &AskedClaims,
        issuer: &str,
    ) -> Self {
        let by_scope = place == Place::Userinfo || client.id_token_claims;
        let mut learned = match by_scope {
            true => Self::of(user, client, application, scopes, issuer),
            false => Self::default(),
        };
        let Some(names) = asked.of(place).filter(|names| !names.is_empty()) else { return learned };
        // Also scopes that were not requested, but nothing that the application may not learn.
        let all: Scopes = scopes.iter().chain(asked.scopes(groups_claim(client)).iter()).collect();
        let possible = Self::of(user, client, application, client.granted_scopes(application, all), issuer);
        learned.0.extend(possible.0.into_iter().filter(|(name, _)| names.contains_key(name)));
        learned
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn claims_are_part_of_scopes() {
        let asked = AskedClaims::parse(Some(
            r#"{"userinfo": {"email": null, "roles": {"essential": true}}, "id_token": {"auth_time": null}, "x": 1}"#,
        ));
        assert_eq!(asked.scopes("groups").to_string(), "email");
        assert_eq!(asked.scopes("roles").to_string(), "email groups");
        assert!(asked.of(Place::IdToken).is_some_and(|names| names.contains_key("auth_time")));
        assert!(AskedClaims::parse(None).scopes("groups").is_empty());
        for damaged in ["", "[]", "{\"userinfo\": 7}", "{\"userinfo\": [\"email\"]}"] {
            assert_eq!(AskedClaims::parse(Some(damaged)), AskedClaims::default(), "{damaged}");
        }
    }

    #[test]
    fn a_demanded_level_is_named_if_the_session_has_it_or_a_higher_one() {
        let level = |values: &str, shown| {
            AskedClaims::parse(Some(&format!(r#"{{"id_token":{{"acr":{{"values":[{values}]}}}}}}"#))).level(shown)
        };
        let [password, strong] = [Level::Password, Level::SecondFactor].map(|level| format!("{:?}", level.acr()));
        assert_eq!(level(&strong, Level::Passkey), Level::SecondFactor);
        assert_eq!(level(&format!("{password},{strong}"), Level::Passkey), Level::SecondFactor);
        assert_eq!(level(&password, Level::SecondFactor), Level::Password);
        assert_eq!(level("", Level::SecondFactor), Level::SecondFactor);
        assert_eq!(AskedClaims::default().level(Level::Passkey), Level::Passkey);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_asks_for_nothing(text in "\\PC{0,20}|\\{(\"userinfo\":\\{(\"email\":null)?\\})?\\}") {
            let asked = AskedClaims::parse(Some(&text));
            prop_assert!(Scopes::parse("email").cover(asked.scopes("groups")));
        }
    }
}
