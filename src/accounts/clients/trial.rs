//! "Try it": what a client would get of somebody, what is wrong with that, and whether its address answers. Nothing is stored, and
//! nobody is sent anywhere: it is decided, signed and read here as for a client that asks for everything.

use crate::accounts::journey::Step;
use crate::accounts::openid::{Trial, groups_claim};
use crate::accounts::{Action, Caller, Clients, CurrentUser, NotAllowed, Principal, User};
use crate::applications::programs::program;
use crate::applications::{Application, Client, RedirectUri, Registered, Scope};
use crate::outbound::OutboundError;
use crate::shared::client_trial::{Finding, Found, SeenAs, ShownTokens, TrialView};
use crate::shared::{AppError, ConsentRule, GrantKind, GroupCarrier, Status};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Map, Value};
use std::sync::Arc;

/// Cookies hold no more, and many clients keep the ID token in one.
const MAX_COOKIE: usize = 4_096;

impl Clients {
    /// Tries a client as it would be with this account. `login`: a username, an email address or an id; empty: the own account.
    pub async fn try_client(&self, caller: &Caller, client_id: &str, login: &str) -> Result<TrialView, AppError> {
        caller.permit(Action::ManageApplications)?;
        let Principal::User(who) = &caller.who else { return Err(NotAllowed::SignedOut.into()) };
        let user = self.tried_as(caller, who, login).await?;
        let registered = self.registered(client_id).await?;
        let Registered { client, application } = &registered;
        let mut found = refusals(client, application, &user);
        let is_refused = !found.is_empty();
        found.extend(self.steps(&registered, &user, who));
        found.extend(self.address(client).await);
        let trial = match is_refused {
            true => None,
            false => Some(self.openid().trial_of(&registered, &user, who).await?),
        };
        let seen = trial.as_ref().map_or_else(SeenAs::default, |trial| {
            let shown = shown_claims(client, trial);
            found.extend(about_claims(client, trial, &shown));
            seen_as(client, &shown)
        });
        // The order within a mark stays.
        found.sort_by_key(|found| found.finding.mark());
        let tokens = trial.as_ref().map(shown_tokens);
        Ok(TrialView { username: user.username.clone(), found, seen, tokens })
    }

    /// The account as which a client is tried.
    async fn tried_as(&self, caller: &Caller, who: &CurrentUser, login: &str) -> Result<Arc<User>, AppError> {
        if login.trim().is_empty() {
            return Ok(Arc::clone(&who.user));
        }
        let user = self.users().find_typed(login).await?;
        caller.permit(Action::ReadUser(user.id))?;
        Ok(Arc::new(user))
    }

    /// What is asked on the way. Which proof somebody else has given is not known.
    fn steps(&self, registered: &Registered, user: &User, who: &CurrentUser) -> Vec<Found> {
        let Registered { client, application } = registered;
        let demand = client.demand(application);
        let is_asked = user.id == who.user.id
            && matches!(Step::entering(who, application, demand, None, self.now()), Step::Confirm(_) | Step::AddFactor);
        let proof = is_asked.then_some(Finding::AsksProof);
        let consent = (client.definition.consent != ConsentRule::Never).then_some(Finding::AsksConsent);
        proof.into_iter().chain(consent).map(|finding| found(finding, "")).collect()
    }

    /// Whether the first registered address answers.
    async fn address(&self, client: &Client) -> Option<Found> {
        let address = client.redirect_uris.first()?;
        if address.is_on_this_machine() {
            return Some(found(Finding::OnDevice, address.as_str()));
        }
        let before = self.now();
        let answer = self.providers().status_at(address.as_str()).await?;
        let took = before.until(self.now()).as_millis();
        Some(answered(address, answer, took))
    }
}

/// What an answer of the address says. Any status is one: a program refuses who comes without a code.
fn answered(address: &RedirectUri, answer: Result<u16, OutboundError>, took: u128) -> Found {
    match answer {
        Ok(_) => found(Finding::Answers, &format!("{took} {address}")),
        Err(OutboundError::Private(_) | OutboundError::Plain(_)) => found(Finding::Private, address.as_str()),
        Err(_) => found(Finding::NoAnswer, address.as_str()),
    }
}

/// Why nobody, or not this account, would get in.
fn refusals(client: &Client, application: &Application, user: &User) -> Vec<Found> {
    let is_admitted = application.admits(&user.groups);
    let is_for_nobody = !application.everyone && application.groups.is_empty();
    let groups = application.groups.joined(", ");
    let is_wrong = [
        (client.definition.closed || !client.is_usable(), found(Finding::Closed, "")),
        (!client.has_grant(GrantKind::AuthorizationCode), found(Finding::NoCodes, "")),
        (user.status != Status::Active, found(Finding::Inactive, "")),
        (!is_admitted && is_for_nobody, found(Finding::Nobody, "")),
        (!is_admitted && !is_for_nobody, found(Finding::NotAdmitted, &groups)),
    ];
    is_wrong.into_iter().filter(|(is_wrong, _)| *is_wrong).map(|(_, found)| found).collect()
}

/// What the program reads of what it gets.
fn shown_claims(client: &Client, trial: &Trial) -> Map<String, Value> {
    if !reads_id_token_alone(client) {
        return trial.userinfo.clone();
    }
    let [_, claims] = decoded(&trial.id_token);
    claims.as_ref().and_then(Value::as_object).cloned().unwrap_or_default()
}

/// Whether it is known that the program reads the ID token alone.
fn reads_id_token_alone(client: &Client) -> bool {
    client.definition.program.as_deref().and_then(program).is_some_and(|program| program.reads_id_token)
}

/// What is right and wrong with the claims. `shown`: those that the program reads.
fn about_claims(client: &Client, trial: &Trial, shown: &Map<String, Value>) -> Vec<Found> {
    let definition = &client.definition;
    let row = definition.program.as_deref().and_then(program);
    let groups = groups_of(client, &trial.userinfo).join(", ");
    // Without a row every program could want them.
    let wants_groups = row.is_none_or(|row| row.groups_claim.is_some());
    let (in_token, alone) = (definition.id_token_claims, reads_id_token_alone(client));
    let lacks = |name: &str| !shown.contains_key(name);
    let is_so = [
        (alone && !in_token, Finding::NotInIdToken, ""),
        (alone && in_token, Finding::InIdToken, ""),
        (!in_token && row.is_none(), Finding::OnlyUserinfo, ""),
        // What is missing because of that has been said.
        (lacks("name") && (in_token || !alone), Finding::NoName, ""),
        (lacks("email") && (in_token || !alone), Finding::NoEmail, ""),
        (shown.get("email_verified") == Some(&Value::Bool(false)), Finding::EmailUnconfirmed, ""),
        (wants_groups && !groups.is_empty(), Finding::Groups, groups.as_str()),
        (wants_groups && groups.is_empty(), Finding::NoGroups, ""),
        (are_groups_left_out(client, trial), Finding::GroupsLeftOut, ""),
        (
            definition.groups_claim.is_some(),
            Finding::GroupsClaim,
            definition.groups_claim.as_deref().unwrap_or_default(),
        ),
        (trial.id_token.len() > MAX_COOKIE, Finding::LongToken, ""),
        (client.needs_pkce(), Finding::Pkce, ""),
        (!client.needs_pkce(), Finding::Excused, ""),
        (!trial.scopes.contains(Scope::OfflineAccess), Finding::NoRefresh, ""),
        (client.post_logout_redirect_uris.is_empty(), Finding::NoSignOut, ""),
    ];
    is_so.into_iter().filter(|(is_so, ..)| *is_so).map(|(_, finding, detail)| found(finding, detail)).collect()
}

/// Whether groups have no room in a token. A trial has no access token for an API of the client, which has room for as many.
fn are_groups_left_out(client: &Client, trial: &Trial) -> bool {
    let has_room = |groups: &Value| {
        let bytes = groups.to_string().len();
        GroupCarrier::ClientAccessToken.has_room(bytes, bytes)
    };
    let [_, claims] = decoded(&trial.id_token);
    let is_in_id_token = claims.is_some_and(|claims| claims.get("_claim_names").is_some());
    let groups = trial.userinfo.get(groups_claim(client));
    is_in_id_token || (!client.resources.is_empty() && !groups.is_none_or(has_room))
}

fn found(finding: Finding, detail: &str) -> Found {
    Found { finding, detail: detail.to_owned() }
}

/// The groups among these claims.
fn groups_of(client: &Client, claims: &Map<String, Value>) -> Vec<String> {
    let names = claims.get(groups_claim(client)).and_then(Value::as_array).into_iter().flatten();
    names.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn seen_as(client: &Client, claims: &Map<String, Value>) -> SeenAs {
    let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
    SeenAs {
        id: text("sub").unwrap_or_default(),
        name: text("name"),
        email: text("email"),
        groups: groups_of(client, claims),
    }
}

fn shown_tokens(trial: &Trial) -> ShownTokens {
    let parts = |token: &str| decoded(token).into_iter().flatten().map(|json| format!("{json:#}")).collect();
    ShownTokens {
        id_token: parts(&trial.id_token),
        access_token: parts(&trial.access_token),
        userinfo: format!("{:#}", Value::Object(trial.userinfo.clone())),
        scopes: trial.scopes.to_string(),
    }
}

/// The parts of a token that are JSON: its header and its claims.
fn decoded(token: &str) -> [Option<Value>; 2] {
    let mut parts = token.split('.').map(|part| {
        let json = BASE64_URL_SAFE_NO_PAD.decode(part).ok()?;
        serde_json::from_slice::<Value>(&json).ok()
    });
    [parts.next(), parts.next()].map(Option::flatten)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::net::SocketAddr;

    #[test]
    fn tokens_are_read_as_json_and_what_is_none_as_nothing() {
        let part = |value: Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let token = format!("{}.{}.c2ln", part(json!({"alg": "RS256"})), part(json!({"sub": "a"})));
        assert_eq!(decoded(&token), [Some(json!({"alg": "RS256"})), Some(json!({"sub": "a"}))]);
        for text in ["", "a", "a.b.c", "....", "e30"] {
            assert_eq!(decoded(text)[1], None, "{text}");
        }
    }

    #[test]
    fn any_status_is_an_answer_and_a_private_address_cannot_be_told() {
        let address = RedirectUri::parse("https://wiki.example/cb").unwrap();
        let private: SocketAddr = "10.0.0.1:443".parse().unwrap();
        for (answer, finding, detail) in [
            (Ok(404), Finding::Answers, "82 https://wiki.example/cb"),
            (Err(OutboundError::Private(private)), Finding::Private, "https://wiki.example/cb"),
            (Err(OutboundError::Plain(private)), Finding::Private, "https://wiki.example/cb"),
            (Err(OutboundError::TimedOut), Finding::NoAnswer, "https://wiki.example/cb"),
            (Err(OutboundError::Tls("expired".to_owned())), Finding::NoAnswer, "https://wiki.example/cb"),
        ] {
            assert_eq!(answered(&address, answer, 82), found(finding, detail));
        }
    }
}
