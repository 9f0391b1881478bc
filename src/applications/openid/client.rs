//! A client: a program of an application that speaks OpenID Connect or OAuth.

use super::{DocumentUrl, FieldScopes, OauthError, OauthErrorCode, RedirectUri, Resource, Scope, Scopes};
use crate::applications::{Application, Demand};
use crate::language::Message;
use crate::shared::{
    ApplicationName, ApplicationSource, ClientDefinition, ClientId, ClientKind, ClientSecretId, ConsentRule,
    DemandedLevel, GrantKind, Level, Timestamp,
};
use subtle::ConstantTimeEq as _;

/// A client. Who may enter, and what may be learned, is decided by its application alone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Client {
    pub id: ClientId,
    pub application: ApplicationName,
    pub redirect_uris: Vec<RedirectUri>,
    pub post_logout_redirect_uris: Vec<RedirectUri>,
    pub backchannel_logout_uri: Option<RedirectUri>,
    pub resources: Vec<Resource>,
    /// The newest first.
    pub secrets: Vec<ClientSecret>,
    pub source: ApplicationSource,
    /// As it is written. What it says is copied out of it only if it has to be read first, as addresses have.
    pub definition: ClientDefinition,
    /// What of its row cannot be read. Then it gets nothing.
    pub flaws: Vec<Message>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
}

/// A secret of a client, of which only the hash is known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClientSecret {
    pub id: ClientSecretId,
    pub hash: [u8; 32],
    /// Its first characters.
    pub prefix: String,
    pub source: ApplicationSource,
    pub created_at: Timestamp,
    pub expires_at: Option<Timestamp>,
    pub last_used_at: Option<Timestamp>,
}

/// When somebody is asked about a client whose answer goes to this address. Any program on a device can wait at a loopback address or
/// claim a scheme, and name the id of a client that has no secret: it gets nothing before its owner was asked (RFC 8252, section 8.6).
pub fn consent_rule(client: &ClientDefinition, redirect_uri: &RedirectUri) -> ConsentRule {
    let may_be_another = client.kind == ClientKind::Public && redirect_uri.is_on_this_machine();
    match client.consent {
        ConsentRule::Never if may_be_another => ConsentRule::Once,
        rule => rule,
    }
}

impl Client {
    pub fn is_usable(&self) -> bool {
        self.flaws.is_empty()
    }

    /// # Errors
    /// If an administrator has closed it for a while. It stays registered, and gets nothing.
    pub fn refuse_closed(&self) -> Result<(), OauthError> {
        match self.definition.closed {
            true => Err(OauthErrorCode::UnauthorizedClient
                .because("this client is closed for a while: an administrator can open it again")
                .decided()),
            false => Ok(()),
        }
    }

    pub fn is_public(&self) -> bool {
        self.definition.kind == ClientKind::Public
    }

    /// Whether each of its authorization requests needs a challenge.
    pub fn needs_pkce(&self) -> bool {
        self.definition.require_pkce
    }

    pub fn has_grant(&self, grant: GrantKind) -> bool {
        self.definition.grants.contains(&grant)
    }

    /// The address of a request, if the client has registered it.
    pub fn allows_redirect(&self, requested: &RedirectUri) -> bool {
        self.redirect_uris.iter().any(|registered| registered.allows(requested))
    }

    /// The registered resource that a request names. Tokens name the registered text.
    pub fn resource(&self, requested: &Resource) -> Option<&Resource> {
        self.resources.iter().find(|registered| registered.is_same(requested))
    }

    /// The secret with this hash, if it has not expired. All are compared, so that the time says nothing.
    pub fn secret(&self, hash: &[u8; 32], now: Timestamp) -> Option<&ClientSecret> {
        let mut found = None;
        for secret in &self.secrets {
            if bool::from(secret.hash[..].ct_eq(&hash[..])) {
                found = Some(secret);
            }
        }
        found.filter(|secret| secret.expires_at.is_none_or(|end| now < end))
    }

    /// All scopes that the client may ask for: what its application may not learn, and access after the session where it has no refresh
    /// tokens, is left out. Of those of one's own it gets those of the fields that its claims name. `fields`: theirs.
    pub fn possible_scopes(&self, application: &Application, fields: &FieldScopes) -> Scopes {
        let may_learn = |scope: &Scope| scope.claim().is_none_or(|claim| application.claims.contains(&claim));
        let is_possible = |scope: &Scope| *scope != Scope::OfflineAccess || self.has_grant(GrantKind::RefreshToken);
        let known: Scopes = Scope::ALL.into_iter().filter(|scope| may_learn(scope) && is_possible(scope)).collect();
        known.and(&fields.own())
    }

    /// Those that it gets of those requested.
    pub fn granted_scopes(&self, application: &Application, fields: &FieldScopes, requested: &Scopes) -> Scopes {
        requested.common(&self.possible_scopes(application, fields))
    }

    /// What a proof has to be before the client gets a code: what the application demands, and what the client does.
    pub fn demand(&self, application: &Application) -> Demand {
        let ClientDefinition { acr, max_age, .. } = self.definition;
        let level = match acr {
            None => Level::Password,
            Some(DemandedLevel::SecondFactor) => Level::SecondFactor,
            Some(DemandedLevel::Passkey) => Level::Passkey,
        };
        application.demand.and(Demand { level, max_age })
    }

    /// Where people open it. Requests are checked; in a row that was written by hand it could be a script.
    pub fn launch_uri(&self) -> Option<&str> {
        let is_web = |uri: &&str| uri.starts_with("https://") || uri.starts_with("http://");
        self.definition.launch_uri.as_deref().filter(is_web)
    }

    /// The origins whose pages may ask the token, userinfo and revocation endpoints. None for a client with a document, which is known
    /// for an hour only: what works at first and then stops would be worse.
    pub fn allows_origin(&self, origin: &str) -> bool {
        let has_document = DocumentUrl::parse(self.id.as_str()).is_some();
        !has_document && self.redirect_uris.iter().filter_map(RedirectUri::origin).any(|own| own.to_string() == origin)
    }
}
