//! The fields of a client (OpenID Connect), and that of a device. The server reads them.

use super::{NO_HELP, Need, Spec, TEXT};
use crate::language::say;

/// One address per line.
const LINES: Spec = Spec { attributes: &[("rows", "3"), NO_HELP[0], NO_HELP[1]], need: Need::Never, ..TEXT };
/// An address.
pub(super) const URL: Spec =
    Spec { attributes: &[("type", "text"), ("inputmode", "url"), NO_HELP[0], NO_HELP[1]], need: Need::Never, ..TEXT };
const OPTIONAL: Spec = Spec { need: Need::Never, ..TEXT };

pub static CLIENT_ID: Spec =
    Spec { id: "client-id", name: "client_id", label: say::client_id, attributes: URL.attributes, ..OPTIONAL };
pub static REDIRECT_URIS: Spec =
    Spec { id: "redirect-uris", name: "redirect_uris", label: say::client_redirect_uris, ..LINES };
pub static POST_LOGOUT_URIS: Spec = Spec {
    id: "post-logout-redirect-uris",
    name: "post_logout_redirect_uris",
    label: say::client_post_logout_uris,
    ..LINES
};
pub static RESOURCES: Spec = Spec { id: "resources", name: "resources", label: say::client_resources, ..LINES };
pub static CLAIMS: Spec = Spec { id: "claims", name: "claims", label: say::client_claims, ..LINES };
pub static BACKCHANNEL_URI: Spec =
    Spec { id: "backchannel-logout-uri", name: "backchannel_logout_uri", label: say::client_backchannel_uri, ..URL };
pub static LAUNCH_URI: Spec = Spec { id: "launch-uri", name: "launch_uri", label: say::client_launch_uri, ..URL };
pub static LOGO_URI: Spec = Spec { id: "logo-uri", name: "logo_uri", label: say::client_logo_uri, ..URL };
pub static DESCRIPTION: Spec =
    Spec { id: "client-description", name: "description", label: say::description, ..OPTIONAL };
pub static ACCESS_TTL: Spec = Spec { id: "access-ttl", name: "access_ttl", label: say::client_access_life, ..OPTIONAL };
pub static REFRESH_TTL: Spec =
    Spec { id: "refresh-ttl", name: "refresh_ttl", label: say::client_refresh_life, ..OPTIONAL };
pub static GROUPS_CLAIM: Spec =
    Spec { id: "groups-claim", name: "groups_claim", label: say::client_groups_claim, ..OPTIONAL };
pub static SERVICE_ACCOUNT: Spec =
    Spec { id: "service-account", name: "service_account", label: say::client_service_account, ..OPTIONAL };
pub static EXPIRES_IN: Spec =
    Spec { id: "secret-expires-in", name: "expires_in", label: say::client_secret_life, ..OPTIONAL };
/// An own secret, which browsers must not fill in or keep.
pub static OWN_SECRET: Spec =
    Spec { id: "own-secret", name: "own_password", label: say::client_own_secret, autocomplete: "new-password", ..URL };

/// The letters that a device shows.
pub static USER_CODE: Spec = Spec { id: "user-code", name: "user_code", label: say::field_user_code, ..TEXT };
