//! Examples of clients (OpenID Connect).

use super::NOW;
use crate::shared::{
    ApplicationName, ApplicationSource, ClientDefinition, ClientEndpoint, ClientId, ClientSecretId, ClientSecretView,
    ClientView, Fault, GrantKind, Mend, NewClientSecretView, NewClientView, RefusalId, RefusalView,
};
use uuid::Uuid;

pub fn client() -> ClientView {
    ClientView {
        client_id: ClientId::from_stored("wiki".to_owned()),
        application: ApplicationName::from_stored("wiki".to_owned()),
        definition: ClientDefinition {
            redirect_uris: vec!["https://wiki.example.org/callback".to_owned()],
            require_pkce: true,
            grants: vec![GrantKind::AuthorizationCode],
            ..ClientDefinition::default()
        },
        service_account: None,
        source: ApplicationSource::Database,
        secrets: vec![secret()],
        problems: Vec::new(),
        created_at: NOW,
        updated_at: NOW,
        last_used_at: None,
    }
}

fn secret() -> ClientSecretView {
    ClientSecretView {
        id: ClientSecretId(Uuid::from_u128(0x0192_f3a1_8a00_7000_8123_4567_89ab_cdef)),
        prefix: "vcs_q83J".to_owned(),
        source: ApplicationSource::Database,
        created_at: NOW,
        expires_at: None,
        last_used_at: None,
    }
}

pub fn new_client_secret() -> NewClientSecretView {
    NewClientSecretView { secret: "vcs_q83JYbQmWc0uVZr2pX1sTg5kLh9nEoAiFdBvCxMjRwU".to_owned(), details: secret() }
}

pub fn new_client() -> NewClientView {
    NewClientView { client: client(), secret: Some(new_client_secret()) }
}

pub fn refusal() -> RefusalView {
    RefusalView {
        id: RefusalId(Uuid::from_u128(0x0192_f3a1_8a00_7000_8123_4567_89ab_cdf0)),
        endpoint: ClientEndpoint::Authorize,
        error: Some("invalid_request".to_owned()),
        fault: Fault::RedirectUri,
        description: "redirect_uri is not registered".to_owned(),
        sent: Some("https://wiki.example.org/callback/".to_owned()),
        by_client: false,
        mend: Some(Mend::RegisterRedirectUri),
        is_elsewhere: false,
        is_loopback: false,
        times: 11,
        first_at: NOW,
        last_at: NOW,
    }
}
