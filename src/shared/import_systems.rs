//! The systems whose files an import reads as they write them.

use schemars::JsonSchema;

names! {
    /// A system that people leave. What its file says is in `src/systems`.
    #[derive(JsonSchema)]
    pub enum ImportSystem {
        Keycloak = "keycloak",
        Auth0 = "auth0",
        Supabase = "supabase",
        Firebase = "firebase",
        Pocketbase = "pocketbase",
        Authelia = "authelia",
        Ldif = "ldif",
        Wordpress = "wordpress",
    }
}

impl ImportSystem {
    /// What everybody calls it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Keycloak => "Keycloak",
            Self::Auth0 => "Auth0",
            Self::Supabase => "Supabase",
            Self::Firebase => "Firebase",
            Self::Pocketbase => "PocketBase",
            Self::Authelia => "Authelia",
            Self::Ldif => "LDAP (LDIF)",
            Self::Wordpress => "WordPress",
        }
    }
}
