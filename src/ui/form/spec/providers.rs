//! The fields of a provider. The server reads them.

use super::clients::{LINES, OPTIONAL, URL};
use super::{NO_HELP, Spec, TEXT};
use crate::language::say;

pub static NAME: Spec = Spec {
    id: "provider-name",
    name: "name",
    label: say::provider_name,
    attributes: &[("type", "text"), NO_HELP[0], NO_HELP[1]],
    ..OPTIONAL
};
pub static CLIENT_ID: Spec = Spec {
    id: "provider-client-id",
    name: "client_id",
    label: say::provider_client_id,
    attributes: &[("type", "text"), NO_HELP[0], NO_HELP[1]],
    ..TEXT
};
/// Which browsers must not fill in or keep.
pub static CLIENT_SECRET: Spec = Spec {
    id: "provider-client-secret",
    name: "client_secret",
    label: say::provider_client_secret,
    autocomplete: "new-password",
    attributes: &[("type", "text"), NO_HELP[0], NO_HELP[1]],
    ..OPTIONAL
};
pub static ISSUER: Spec = Spec { id: "provider-issuer", name: "issuer", label: say::provider_issuer, ..URL };
pub static AUTHORIZATION_ENDPOINT: Spec = Spec {
    id: "provider-authorization-endpoint",
    name: "authorization_endpoint",
    label: say::provider_authorization_endpoint,
    ..URL
};
pub static TOKEN_ENDPOINT: Spec =
    Spec { id: "provider-token-endpoint", name: "token_endpoint", label: say::provider_token_endpoint, ..URL };
pub static USERINFO_ENDPOINT: Spec =
    Spec { id: "provider-userinfo-endpoint", name: "userinfo_endpoint", label: say::provider_userinfo_endpoint, ..URL };
pub static CLAIMS: Spec = Spec { id: "provider-claims", name: "claims", label: say::provider_claims, ..LINES };
pub static TENANT: Spec = Spec { id: "provider-tenant", name: "tenant", label: say::provider_tenant, ..OPTIONAL };
pub static TEAM_ID: Spec = Spec { id: "provider-team-id", name: "team_id", label: say::provider_team_id, ..OPTIONAL };
pub static KEY_ID: Spec = Spec { id: "provider-key-id", name: "key_id", label: say::provider_key_id, ..OPTIONAL };
pub static TITLE: Spec = Spec { id: "provider-title", name: "title", label: say::provider_title, ..OPTIONAL };
pub static LOGO_URI: Spec = Spec { id: "provider-logo-uri", name: "logo_uri", label: say::provider_logo, ..URL };
pub static POSITION: Spec = Spec {
    id: "provider-position",
    name: "position",
    label: say::provider_position,
    attributes: &[("type", "text"), ("inputmode", "numeric")],
    ..OPTIONAL
};
pub static SCOPES: Spec = Spec { id: "provider-scopes", name: "scopes", label: say::provider_scopes, ..LINES };
pub static TRUSTED_DOMAINS: Spec =
    Spec { id: "trusted-domains", name: "trusted_domains", label: say::provider_trusted, ..LINES };
pub static ALLOWED_DOMAINS: Spec =
    Spec { id: "allowed-domains", name: "allowed_domains", label: say::provider_allowed, ..LINES };
pub static REGISTRATION_DOMAINS: Spec = Spec {
    id: "registration-domains",
    name: "registration_domains",
    label: say::provider_registration_domains,
    ..LINES
};
pub static GROUPS_CLAIM: Spec =
    Spec { id: "provider-groups-claim", name: "groups_claim", label: say::provider_groups_claim, ..OPTIONAL };
pub static GROUPS_PREFIX: Spec =
    Spec { id: "provider-groups-prefix", name: "groups_prefix", label: say::provider_groups_prefix, ..OPTIONAL };
pub static SECOND_FACTOR: Spec =
    Spec { id: "provider-second-factor", name: "second_factor", label: say::provider_second_factor, ..LINES };
