//! The fields of a client as texts: in forms, on pages, and in files.

use super::client_claims::{ClaimRule, GroupRule};
use super::clients::{ClientDefinition, ClientKind, ConsentRule, DemandedLevel, GrantKind};
use super::fields::input::{Choice, NONE, ON, choices, printed_texts, texts};
use super::ids::UserId;
use crate::language::say;

super::client_fields::client_fields!(texts ClientDefinition);

printed_texts!(ClaimRule, ClientKind, ConsentRule, DemandedLevel, GrantKind, GroupRule, UserId);

fn kinds() -> Vec<Choice> {
    choices! {
        "kind-confidential" ClientKind::Confidential.as_str() => client_confidential, client_confidential_about;
        "kind-public" ClientKind::Public.as_str() => client_public, client_public_about;
    }
}

fn grants() -> Vec<Choice> {
    choices! {
        "grant-code" GrantKind::AuthorizationCode.as_str() => client_grant_code, client_grant_code_about;
        "grant-refresh" GrantKind::RefreshToken.as_str() => client_grant_refresh, client_grant_refresh_about;
        "grant-own" GrantKind::ClientCredentials.as_str() => client_grant_own, client_grant_own_about;
        "grant-device" GrantKind::DeviceCode.as_str() => client_grant_device, client_grant_device_about;
    }
}

fn pkce() -> Vec<Choice> {
    choices! {
        "require-pkce" ON => client_pkce, client_pkce_about;
    }
}

fn consents() -> Vec<Choice> {
    choices! {
        "consent-never" ConsentRule::Never.as_str() => client_consent_never, client_consent_never_about;
        "consent-once" ConsentRule::Once.as_str() => client_consent_once, client_consent_once_about;
        "consent-always" ConsentRule::Always.as_str() => client_consent_always, client_consent_always_about;
    }
}

fn levels() -> Vec<Choice> {
    choices! {
        "acr-none" NONE => client_acr_none, client_acr_none_about;
        "acr-factor" DemandedLevel::SecondFactor.as_str() => client_acr_factor, client_acr_factor_about;
        "acr-passkey" DemandedLevel::Passkey.as_str() => client_acr_passkey, client_acr_passkey_about;
    }
}

fn id_token() -> Vec<Choice> {
    choices! {
        "id-token-claims" ON => client_id_token_claims, client_id_token_claims_about;
    }
}

fn closed() -> Vec<Choice> {
    choices! {
        "client-closed" ON => client_closed, client_closed_about;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::fields::input::Defined;
    use crate::shared::providers::ProviderDefinition;
    use std::collections::HashSet;

    #[test]
    fn each_field_has_a_place_of_its_own() {
        fn check<V: Defined>() {
            let places: HashSet<_> = V::FIELDS.iter().map(|field| field.place).collect();
            assert_eq!(places, (1..=V::FIELDS.len()).collect());
        }
        check::<ClientDefinition>();
        check::<ProviderDefinition>();
    }
}
