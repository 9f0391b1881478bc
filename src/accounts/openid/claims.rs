//! What a client learns about a user. One function, so that ID token, userinfo endpoint, consent, and "what would it learn of" say
//! the same.

use crate::accounts::{Disclosed, User};
use crate::applications::{Application, Client, PersonClaim, Registered, RequestedClaims, ReturnedIn, Scopes};
use crate::identity;
use crate::shared::ClaimRule;
use serde_json::{Map, Value};

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
        let person = Person { user, disclosed: Disclosed::of(user, application), issuer };
        for claim in PersonClaim::ALL.into_iter().filter(|claim| scopes.contains(claim.scope())) {
            let name = if claim == PersonClaim::Groups { groups_claim(client) } else { claim.as_str() };
            if let Some(value) = person.value(claim) {
                learned.0.insert(name.to_owned(), value);
            }
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
        let all: Scopes = scopes.iter().chain(asked.scopes(groups_claim(client)).iter()).collect();
        let possible = Self::of(user, client, application, client.granted_scopes(application, all), issuer);
        learned.0.extend(possible.0.into_iter().filter(|(name, _)| names.contains(name)));
        learned
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

/// A person, and what the application may know of them.
struct Person<'a> {
    user: &'a User,
    disclosed: Disclosed<'a>,
    /// The base URL.
    issuer: &'a str,
}

impl Person<'_> {
    /// What a claim says. None: nothing is known.
    fn value(&self, claim: PersonClaim) -> Option<Value> {
        let email = self.disclosed.email.filter(|email| !identity::is_service_address(email));
        match claim {
            PersonClaim::Username => Some(self.user.username.as_str().into()),
            // The same rule as for headers.
            PersonClaim::Name => self.disclosed.name.map(Value::from),
            PersonClaim::Locale => self.user.language.as_deref().map(Value::from),
            PersonClaim::Picture => {
                let path = self.disclosed.name.and(self.user.avatar_url.as_ref())?;
                Some(format!("{}{path}", self.issuer).into())
            }
            PersonClaim::UpdatedAt => Some(self.user.updated_at.seconds().into()),
            PersonClaim::Email => email.map(Value::from),
            PersonClaim::EmailVerified => email.map(|_| self.user.email_verified.into()),
            PersonClaim::Groups => {
                let groups = self.disclosed.groups.filter(|groups| !groups.is_empty())?;
                // Left out if it is too long for a token, as in the tokens of sessions.
                let names = groups.claim()?.iter().map(ToString::to_string).collect::<Vec<_>>();
                Some(names.into())
            }
        }
    }
}

fn applies(rule: &ClaimRule, user: &User) -> bool {
    rule.group.as_ref().is_none_or(|group| user.groups.contains(group))
}
