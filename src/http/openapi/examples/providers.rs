//! Examples of providers, and of accounts there.

use super::NOW;
use crate::shared::{
    IdentityId, IdentityListView, IdentityView, OfferedProvider, OfferedProvidersView, ProviderDefinition,
    ProviderKind, ProviderListView, ProviderName, ProviderSource, ProviderView,
};
use uuid::Uuid;

pub fn provider() -> ProviderView {
    ProviderView {
        name: name(),
        definition: ProviderDefinition {
            title: Some("Company".to_owned()),
            issuer: Some("https://id.example.org".to_owned()),
            client_id: "vestibule".to_owned(),
            trusted_domains: vec!["example.org".to_owned()],
            ..ProviderDefinition::default()
        },
        source: ProviderSource::Database,
        has_secret: true,
        callback_uri: "https://auth.example.com/auth/with/company/callback".to_owned(),
        backchannel_logout_uri: Some("https://auth.example.com/auth/with/company/backchannel-logout".to_owned()),
        problems: Vec::new(),
        identities: 12,
        failures: 0,
        failed_at: None,
        created_at: Some(NOW),
        updated_at: Some(NOW),
    }
}

pub fn providers() -> ProviderListView {
    ProviderListView { providers: vec![provider()] }
}

pub fn offered_providers() -> OfferedProvidersView {
    let offered =
        OfferedProvider { name: name(), title: "Company".to_owned(), kind: ProviderKind::Openid, logo_uri: None };
    OfferedProvidersView { providers: vec![offered] }
}

pub fn identities() -> IdentityListView {
    let identity = IdentityView {
        id: IdentityId(Uuid::from_u128(0x0192_f3a1_8c00_7000_8123_4567_89ab_cdef)),
        provider: name(),
        title: "Company".to_owned(),
        label: Some("ada@example.org".to_owned()),
        issuer: "https://id.example.org".to_owned(),
        subject: "248289761001".to_owned(),
        created_at: NOW,
        last_used_at: None,
        is_held: false,
    };
    IdentityListView { identities: vec![identity] }
}

fn name() -> ProviderName {
    ProviderName::from_stored("company".to_owned())
}
