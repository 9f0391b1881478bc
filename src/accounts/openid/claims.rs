//! What a client learns about a user, and its APIs. One place, so that ID token, access token, userinfo and introspection endpoint,
//! consent, and "what would it learn of" say the same.

use crate::accounts::{Disclosed, User};
use crate::applications::{
    Application, Client, FieldScopes, PersonClaim, Registered, RequestedClaims, ReturnedIn, Scope, Scopes,
};
use crate::identity::{is_service_address, name_parts};
use crate::shared::client_claims::{FieldOfClaim, learned_groups};
use crate::shared::own_fields::FieldValues;
use crate::shared::{ClaimRule, GroupCarrier};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// The path at which those get the groups whose token has no room for them.
const GROUPS: &str = "/oauth/groups";
/// The name of that place within a token.
const SOURCE: &str = "groups";

/// The name of the claim with the groups.
pub(in crate::accounts) fn groups_claim(client: &Client) -> &str {
    client.definition.groups_claim.as_deref().unwrap_or("groups")
}

/// The scopes that a client has, and those of the single claims that it asks for by name: nothing that its application may not learn,
/// and no field that it does not learn. `fields`: of the client.
pub(super) fn with_asked(
    Registered { client, application }: &Registered,
    fields: &FieldScopes,
    scopes: &Scopes,
    asked: &RequestedClaims,
) -> Scopes {
    let of_claims = asked.scopes(groups_claim(client), &client.definition.claims, fields);
    client.granted_scopes(application, fields, &scopes.and(&of_claims))
}

/// What an account has in the fields of one's own that a client learns (`OpenId::fields_for`).
#[derive(Clone, Debug)]
pub struct ToldFields {
    /// The scopes of all that it may learn.
    pub scopes: FieldScopes,
    pub values: FieldValues,
}

/// The claims about a user beside those of the token itself, whatever has room where. What is not known is left out: it is never empty
/// or null, but groups, of which there can be none.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Learned(pub Map<String, Value>);

impl Learned {
    /// What a client learns with these scopes. `issuer`: the base URL, for addresses of pictures.
    pub fn of(
        user: &User,
        fields: &ToldFields,
        client: &Client,
        application: &Application,
        scopes: &Scopes,
        issuer: &str,
    ) -> Self {
        let mut learned = Self::about(user, client, application, scopes, issuer);
        learned.apply(client, user, fields, scopes);
        learned
    }

    /// The claims that every client has.
    fn about(user: &User, client: &Client, application: &Application, scopes: &Scopes, issuer: &str) -> Self {
        let mut learned = Self::default();
        let person = Person { user, client, disclosed: Disclosed::of(user, application), issuer };
        for claim in PersonClaim::ALL.into_iter().filter(|claim| scopes.contains(claim.scope())) {
            let name = if claim == PersonClaim::Groups { groups_claim(client) } else { claim.as_str() };
            learned.put(name, person.value(claim));
        }
        learned
    }

    /// What its APIs learn of the user of a token with these scopes: the groups and the claims of the client, or nothing. Claims with
    /// fields of one's own need the scopes of these here as well.
    pub fn by_apis(
        user: &User,
        fields: &ToldFields,
        client: &Client,
        application: &Application,
        scopes: &Scopes,
        issuer: &str,
    ) -> Self {
        if !scopes.contains(Scope::Groups) {
            return Self::default();
        }
        let mut learned = Self::about(user, client, application, &Scopes::from(Scope::Groups), issuer);
        learned.apply(client, user, fields, scopes);
        learned
    }

    /// What a client learns in one place with these scopes, and with the parameter `claims` of its request.
    pub fn at(
        place: ReturnedIn,
        user: &User,
        fields: &ToldFields,
        registered: &Registered,
        scopes: &Scopes,
        asked: &RequestedClaims,
        issuer: &str,
    ) -> Self {
        let Registered { client, application } = registered;
        let by_scope = place == ReturnedIn::Userinfo || client.definition.id_token_claims;
        let mut learned = match by_scope {
            true => Self::of(user, fields, client, application, scopes, issuer),
            false => Self::default(),
        };
        let names = asked.names(place);
        if names.is_empty() {
            return learned;
        }
        // Also scopes that were not requested.
        let all = with_asked(registered, &fields.scopes, scopes, asked);
        let possible = Self::of(user, fields, client, application, &all, issuer);
        learned.0.extend(possible.0.into_iter().filter(|(name, _)| names.contains(name)));
        learned
    }

    fn put(&mut self, name: &str, value: Option<Value>) {
        if let Some(value) = value {
            self.0.insert(name.to_owned(), value);
        }
    }

    /// The claims of the client.
    fn apply(&mut self, client: &Client, user: &User, fields: &ToldFields, scopes: &Scopes) {
        let rules = &client.definition.claims;
        for rule in rules {
            let is_list = rule.name == groups_claim(client)
                || rules.iter().filter(|other| other.name == rule.name).nth(1).is_some();
            let value = match rule.field().filter(|_| applies(rule, user)) {
                Some(field) => value_of_field(&field, fields, scopes),
                None => (applies(rule, user) && !rule.is_field).then(|| value_of(rule)),
            };
            if is_list {
                self.add(&rule.name, value);
            } else {
                self.put(&rule.name, value);
            }
        }
    }

    /// Adds to a claim that is a list, also if there is nothing to add: its type depends on nobody's groups.
    fn add(&mut self, name: &str, value: Option<Value>) {
        let list = self.0.entry(name).or_insert_with(|| json!([]));
        if !list.is_array() {
            *list = json!([]);
        }
        match (list, value) {
            (Value::Array(all), Some(Value::Array(items))) => all.extend(items),
            (Value::Array(all), Some(item)) => all.push(item),
            _ => {}
        }
    }
}

/// A person, and what the application may know of them.
struct Person<'a> {
    user: &'a User,
    client: &'a Client,
    disclosed: Disclosed<'a>,
    /// The base URL.
    issuer: &'a str,
}

impl Person<'_> {
    /// What a claim says. None: nothing is known.
    fn value(&self, claim: PersonClaim) -> Option<Value> {
        // The same rule as for headers.
        let Disclosed { name, picture, email, groups } = self.disclosed;
        let email = email.filter(|email| !is_service_address(email));
        match claim {
            PersonClaim::Username => Some(self.user.username.as_str().into()),
            PersonClaim::Name => name.map(Value::from),
            PersonClaim::GivenName => name_parts(name?).0.map(Value::from),
            PersonClaim::FamilyName => name_parts(name?).1.map(Value::from),
            PersonClaim::Locale => self.user.language.as_deref().map(Value::from),
            PersonClaim::Picture => picture.map(|path| format!("{}{path}", self.issuer).into()),
            PersonClaim::UpdatedAt => Some(self.user.updated_at.seconds().into()),
            PersonClaim::Email => email.map(Value::from),
            PersonClaim::EmailVerified => email.map(|_| self.user.email_verified.into()),
            PersonClaim::Groups => {
                groups.map(|groups| learned_groups(&self.client.definition.only_groups, groups).into())
            }
        }
    }
}

fn applies(rule: &ClaimRule, user: &User) -> bool {
    rule.group.as_ref().is_none_or(|group| user.groups.contains(group))
}

/// The value of a claim. JSON was checked when the rule was defined.
fn value_of(rule: &ClaimRule) -> Value {
    let json = rule.is_json.then(|| serde_json::from_str(&rule.value).ok()).flatten();
    json.unwrap_or_else(|| Value::from(rule.value.as_str()))
}

/// What an account has in the field of a claim. None: nothing, or nothing that a client with these scopes learns.
fn value_of_field(field: &FieldOfClaim, fields: &ToldFields, scopes: &Scopes) -> Option<Value> {
    let value = fields.values.get(field.name.as_str()).filter(|_| fields.scopes.tell(&field.name, scopes))?;
    serde_json::to_value(field.claimed(value)).ok()
}

/// Leaves the groups out of claims if they have no room in what carries these, and says where they are (OpenID Connect Core, section
/// 5.6.2). Returns whether it has.
pub(in crate::accounts) fn leave_out_groups(
    claims: &mut Map<String, Value>,
    carrier: GroupCarrier,
    client: &Client,
    issuer: &str,
) -> bool {
    let name = groups_claim(client);
    let Some(groups) = claims.get(name).filter(|_| carrier.has_limit()) else { return false };
    if carrier.has_room(bytes_of(groups), bytes_of(&*claims)) {
        return false;
    }
    claims.remove(name);
    claims.insert("_claim_names".to_owned(), json!({ name: SOURCE }));
    claims.insert("_claim_sources".to_owned(), json!({ SOURCE: { "endpoint": format!("{issuer}{GROUPS}") } }));
    true
}

/// The length of a value as JSON.
fn bytes_of(value: &impl Serialize) -> usize {
    serde_json::to_vec(value).map_or(0, |json| json.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::clients::of_document;
    use crate::shared::{ApplicationName, ClientDefinition, ClientId, Timestamp};

    fn client(groups_claim: Option<&str>) -> Client {
        let definition =
            ClientDefinition { groups_claim: groups_claim.map(str::to_owned), ..ClientDefinition::default() };
        let (id, name) = (ClientId::from_stored("wiki".to_owned()), ApplicationName::from_stored("wiki".to_owned()));
        of_document(id, name, definition, Timestamp(0))
    }

    /// Claims with groups of so many bytes.
    fn claims(name: &str, bytes: usize) -> Map<String, Value> {
        let groups = json!(["a".repeat(bytes - 4)]);
        [(name.to_owned(), groups), ("sub".to_owned(), json!("ada"))].into_iter().collect()
    }

    fn leave_out(claims: &mut Map<String, Value>, client: &Client) -> bool {
        leave_out_groups(claims, GroupCarrier::IdToken, client, "https://id.example")
    }

    #[test]
    fn a_token_without_room_says_where_the_groups_are() {
        let client = client(Some("roles"));
        let mut exact = claims("roles", 4_096);
        assert!(!leave_out(&mut exact, &client));
        assert_eq!(exact, claims("roles", 4_096));
        let mut longer = claims("roles", 4_097);
        assert!(leave_out(&mut longer, &client));
        let expected = json!({
            "sub": "ada", "_claim_names": {"roles": "groups"},
            "_claim_sources": {"groups": {"endpoint": "https://id.example/oauth/groups"}},
        });
        assert_eq!(Value::Object(longer), expected);
    }

    #[test]
    fn other_claims_take_room_as_well_and_no_groups_take_none() {
        let client = client(None);
        let mut full = claims("groups", 4_000);
        full.insert("nonce".to_owned(), json!("n".repeat(1_600)));
        assert!(leave_out(&mut full, &client) && full.contains_key("nonce"));
        let mut without: Map<_, _> = [("note".to_owned(), json!("n".repeat(9_000)))].into_iter().collect();
        assert!(!leave_out(&mut without, &client));
    }
}
