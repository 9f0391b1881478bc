//! What a client learns about a user. One function, so that ID token, userinfo endpoint, consent, and "what would it learn of" say
//! the same.

use super::tokens::ClientToken;
use crate::accounts::{Accounts, Disclosed, User};
use crate::applications::openid::{Client, RequestedClaims, ReturnedIn, Scope, Scopes};
use crate::applications::{Application, Registered};
use crate::identity;
use crate::shared::clients::ClaimRule;
use serde_json::{Map, Value, json};

/// The name of the claim with the groups.
pub(super) fn groups_claim(client: &Client) -> &str {
    client.definition.groups_claim.as_deref().unwrap_or("groups")
}

/// The claims about a user beside those of the token itself. What is not known is left out: it is never empty or null.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Learned(pub Map<String, Value>);

impl Learned {
    /// What a client learns with these scopes. `issuer`: the base URL, for addresses of pictures.
    pub fn of(user: &User, client: &Client, application: &Application, scopes: Scopes, issuer: &str) -> Self {
        let mut learned = Self::default();
        let disclosed = Disclosed::of(user, application);
        if scopes.contains(Scope::Profile) {
            learned.put("preferred_username", Some(user.username.as_str()));
            // The same rule as for headers.
            learned.put("name", disclosed.name);
            learned.put("locale", user.language.as_deref());
            let picture = disclosed.name.and(user.avatar_url.as_ref()).map(|path| format!("{issuer}{path}"));
            learned.put("picture", picture);
            learned.put("updated_at", Some(user.updated_at.seconds()));
        }
        let email = disclosed.email.filter(|email| !identity::is_service_address(email));
        if scopes.contains(Scope::Email) && email.is_some() {
            learned.put("email", email);
            learned.put("email_verified", Some(user.email_verified));
        }
        if scopes.contains(Scope::Groups)
            && let Some(groups) = disclosed.groups.filter(|groups| !groups.is_empty())
        {
            // Left out if it is too long for a token, as in the tokens of sessions.
            let names = groups.claim().map(|groups| groups.iter().map(ToString::to_string).collect::<Vec<_>>());
            learned.put(groups_claim(client), names);
        }
        learned.apply(client.definition.claims.iter().filter(|rule| applies(rule, user)));
        learned
    }

    /// What a client learns in one place with these scopes, and with the parameter `claims` of its request.
    pub fn at(
        place: ReturnedIn,
        user: &User,
        Registered { client, application }: &Registered,
        scopes: Scopes,
        asked: &RequestedClaims,
        issuer: &str,
    ) -> Self {
        let by_scope = place == ReturnedIn::Userinfo || client.definition.id_token_claims;
        let mut learned = match by_scope {
            true => Self::of(user, client, application, scopes, issuer),
            false => Self::default(),
        };
        let names = asked.names(place);
        if names.is_empty() {
            return learned;
        }
        // Also scopes that were not requested, but nothing that the application may not learn.
        let all = scopes.and(asked.scopes(groups_claim(client)));
        let possible = Self::of(user, client, application, client.granted_scopes(application, all), issuer);
        learned.0.extend(possible.0.into_iter().filter(|(name, _)| names.contains(name)));
        learned
    }

    fn put(&mut self, name: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.0.insert(name.to_owned(), value.into());
        }
    }

    /// Several rules with the same name make an array.
    fn apply<'a>(&mut self, rules: impl Iterator<Item = &'a ClaimRule>) {
        for ClaimRule { name, value, .. } in rules {
            let value = Value::from(value.as_str());
            let both = match self.0.remove(name) {
                None => value,
                Some(Value::Array(before)) => before.into_iter().chain([value]).collect(),
                Some(before) => Value::Array(vec![before, value]),
            };
            self.0.insert(name.clone(), both);
        }
    }
}

fn applies(rule: &ClaimRule, user: &User) -> bool {
    rule.group.as_ref().is_none_or(|group| user.groups.contains(group))
}

impl Accounts {
    /// The claims for a token, in the current state of the account. None if the token was not granted for `openid`.
    pub fn userinfo(&self, token: &ClientToken) -> Option<Map<String, Value>> {
        let scopes = token.scopes();
        let grant = token.grant.as_ref().filter(|_| scopes.contains(Scope::OpenId))?;
        let asked = RequestedClaims::stored(grant.row.claims.as_deref());
        let issuer = &self.settings().issuer;
        let Learned(mut claims) =
            Learned::at(ReturnedIn::Userinfo, &token.user, &token.registered, scopes, &asked, issuer);
        claims.insert("sub".to_owned(), json!(token.user.id));
        Some(claims)
    }
}
