//! "Try it": an administrator signs in at a client, with a callback of our own in place of its own one, and sees what it would get.
//! The tokens end at once.

use super::AuthenticatedClient;
use super::preview::groups_left_out;
use super::stored::TRIAL_PATH;
use crate::accounts::{Action, Caller, Clients, Denial, Tokens};
use crate::applications::{OauthErrorCode, Registered};
use crate::keys::fingerprint;
use crate::language::{Message, message};
use crate::shared::{AppError, ClientId, ErrorCode, GrantKind, GroupCarrier, Timestamp, UserId};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::time::Duration;
use url::form_urlencoded::Serializer;

const PURPOSE: &str = "trial 1";
/// How long a trial may take.
const LIFETIME: Duration = Duration::from_secs(10 * 60);
const SCOPES: &str = "openid profile email groups";
/// Cookies hold no more, and many clients keep the ID token in one.
const MAX_COOKIE: usize = 4_096;

/// What a trial needs when the browser is back. Sealed in `state`, so that the server keeps nothing.
#[derive(Serialize, Deserialize)]
struct Trial {
    client: ClientId,
    user: UserId,
    nonce: String,
    verifier: String,
    started_at: i64,
}

/// The answer of the authorization endpoint.
#[derive(Clone, Default)]
pub struct TrialAnswer {
    pub state: String,
    pub code: String,
    /// Empty if there is a code.
    pub error: String,
    pub error_description: String,
}

/// What a client got in a trial.
#[derive(Clone, Debug)]
pub struct TrialReport {
    pub client: ClientId,
    /// Its tokens, or why it got none.
    pub outcome: Result<TrialTokens, String>,
    /// What common clients would stumble over, in sentences.
    pub findings: Vec<Message>,
}

/// Decoded, as JSON.
#[derive(Clone, Debug)]
pub struct TrialTokens {
    pub id_token: [String; 2],
    pub access_token: [String; 2],
    pub userinfo: String,
    pub scope: String,
}

impl Clients {
    /// Begins a trial. Returns the path at which the browser goes on.
    pub async fn begin_trial(&self, caller: &Caller, client_id: &str) -> Result<String, AppError> {
        caller.permit(Action::ManageApplications)?;
        let Some(user) = caller.user_id() else { return Err(super::no_such_client()) };
        let Registered { client, .. } = self.registered(client_id).await?;
        if !client.has_grant(GrantKind::AuthorizationCode) {
            return Err(AppError::new(ErrorCode::ValidationFailed, message::client_trial_no_codes()));
        }
        let random = || self.entropy().text::<32>();
        let (nonce, verifier) = (random(), random());
        let challenge = BASE64_URL_SAFE_NO_PAD.encode(fingerprint(verifier.as_bytes()));
        let trial = Trial { client: client.id.clone(), user, nonce: nonce.clone(), verifier, started_at: self.now().0 };
        let offline = if client.has_grant(GrantKind::RefreshToken) { " offline_access" } else { "" };
        let mut query = Serializer::new(String::new());
        query.append_pair("response_type", "code").append_pair("response_mode", "form_post");
        query.append_pair("client_id", client.id.as_str()).append_pair("redirect_uri", &self.trial_uri());
        query.append_pair("scope", &format!("{SCOPES}{offline}"));
        query.append_pair("state", &self.seal(PURPOSE, &trial)).append_pair("nonce", &nonce);
        query.append_pair("code_challenge", &challenge).append_pair("code_challenge_method", "S256");
        Ok(format!("/oauth/authorize?{}", query.finish()))
    }

    /// Ends a trial: exchanges the code as the client would, for a grant that is revoked from the beginning.
    pub async fn finish_trial(&self, caller: &Caller, answer: TrialAnswer) -> Result<TrialReport, AppError> {
        caller.permit(Action::ManageApplications)?;
        let over = || AppError::new(ErrorCode::ValidationFailed, message::client_trial_over());
        let trial: Trial = self.open_sealed(PURPOSE, &answer.state).ok_or_else(over)?;
        let is_over = self.now() >= Timestamp(trial.started_at).plus(LIFETIME);
        if is_over || caller.user_id() != Some(trial.user) {
            return Err(over());
        }
        let registered = self.registered(trial.client.as_str()).await?;
        if !answer.error.is_empty() {
            let why = format!("{}: {}", answer.error, answer.error_description);
            return Ok(TrialReport { client: trial.client, outcome: Err(why), findings: Vec::new() });
        }
        let client = AuthenticatedClient { registered: registered.clone(), secret: None };
        let given =
            self.openid().exchange_trial(caller, &client, &answer.code, (self.trial_uri(), trial.verifier)).await;
        self.report(&registered, &trial.nonce, given).await
    }

    async fn registered(&self, client_id: &str) -> Result<Registered, AppError> {
        let applications = self.applications().all().await?;
        let found = applications.client(&ClientId::from_stored(client_id.to_owned()));
        found.cloned().ok_or_else(super::no_such_client)
    }

    fn trial_uri(&self) -> String {
        format!("{}{TRIAL_PATH}", self.settings().issuer)
    }

    /// What the userinfo endpoint says for this token, as if its grant was not revoked.
    async fn trial_userinfo(&self, access_token: &str) -> Result<Value, AppError> {
        let token = self.openid().trial_token(access_token).await?;
        // A client would get this error.
        Ok(match token.and_then(|token| self.openid().userinfo(&token)) {
            Some(claims) => Value::Object(claims),
            None => json!({ "error": OauthErrorCode::InvalidToken.as_str() }),
        })
    }

    async fn report(
        &self,
        registered: &Registered,
        nonce: &str,
        given: Result<Tokens, Denial>,
    ) -> Result<TrialReport, AppError> {
        let client = registered.client.id.clone();
        let tokens = match given {
            Ok(tokens) => tokens,
            Err(Denial::Refused(error)) => {
                return Ok(TrialReport { client, outcome: Err(error.to_string()), findings: Vec::new() });
            }
            Err(Denial::Failed(error)) => return Err(*error),
        };
        let userinfo = self.trial_userinfo(&tokens.access_token).await?;
        let id_token = tokens.id_token.unwrap_or_default();
        let findings = findings(registered, nonce, &id_token, &userinfo, &tokens.scope);
        let outcome = TrialTokens {
            id_token: decoded(&id_token),
            access_token: decoded(&tokens.access_token),
            userinfo: format!("{userinfo:#}"),
            scope: tokens.scope,
        };
        Ok(TrialReport { client, outcome: Ok(outcome), findings })
    }
}

/// The parts of a token that are JSON: its header and its claims.
fn decoded(token: &str) -> [String; 2] {
    let mut parts = token.split('.').map(|part| {
        let json = BASE64_URL_SAFE_NO_PAD.decode(part).ok()?;
        serde_json::from_slice::<Value>(&json).ok()
    });
    [parts.next(), parts.next()].map(|part| part.flatten().map(|json| format!("{json:#}")).unwrap_or_default())
}

/// What common clients would stumble over.
fn findings(registered: &Registered, nonce: &str, id_token: &str, userinfo: &Value, scope: &str) -> Vec<Message> {
    let Registered { client, application } = registered;
    let [_, claims] = decoded(id_token);
    let claims: Value = serde_json::from_str(&claims).unwrap_or_default();
    let groups = userinfo.get(client.definition.groups_claim.as_deref().unwrap_or("groups"));
    // A trial gets no token for an API of the client.
    let has_room = |groups: &Value| {
        let bytes = groups.to_string().len();
        client.resources.is_empty() || GroupCarrier::ClientAccessToken.has_room(bytes, bytes)
    };
    let are_groups_long = claims.get("_claim_names").is_some() || !groups.is_none_or(has_room);
    let is_wrong: [(bool, fn() -> Message); 13] = [
        (claims["nonce"] != nonce, message::client_finding_nonce),
        (userinfo.get("email").is_none(), message::client_finding_no_email),
        (userinfo["email_verified"] == false, message::client_finding_email_unverified),
        (userinfo.get("name").is_none(), message::client_finding_no_name),
        (!client.definition.id_token_claims && claims.get("email").is_none(), message::client_finding_only_userinfo),
        (client.definition.groups_claim.is_some(), message::client_finding_groups_claim),
        (groups.is_none(), message::client_finding_no_groups),
        (are_groups_long, groups_left_out),
        (!scope.split(' ').any(|scope| scope == "offline_access"), message::client_finding_no_refresh),
        (id_token.len() > MAX_COOKIE, message::client_finding_long_token),
        (!application.everyone && application.groups.is_empty(), message::client_finding_closed),
        (!client.needs_pkce(), message::client_finding_no_pkce),
        (client.post_logout_redirect_uris.is_empty(), message::client_finding_no_logout),
    ];
    is_wrong.into_iter().filter(|(is_wrong, _)| *is_wrong).map(|(_, finding)| finding()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_shown_as_json_and_what_is_none_as_nothing() {
        let part = |value: Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let token = format!("{}.{}.c2ln", part(json!({"alg": "RS256"})), part(json!({"sub": "a"})));
        assert_eq!(decoded(&token), ["{\n  \"alg\": \"RS256\"\n}", "{\n  \"sub\": \"a\"\n}"]);
        for text in ["", "a", "a.b.c", "....", "e30"] {
            assert_eq!(decoded(text)[1], "", "{text}");
        }
    }
}
