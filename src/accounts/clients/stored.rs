//! Clients as rows of the database. What cannot be read is a flaw of the client, so that one row, of another version or written by
//! hand, closes this client and no other.

use crate::applications::{Client, ClientSecret, RedirectUri, Resource};
use crate::language::{Message, message};
use crate::shared::clients::MAX_CLIENT_ID_CHARS;
use crate::shared::{
    ApplicationName, ApplicationSource, ClientDefinition, ClientId, ClientKind, ClientSecretId, ClientSecretView,
    ClientView, OwnFieldName, Problem, Timestamp, UserId,
};
use crate::store::clients as rows;
use crate::store::{ClientRow, ClientSecretRow, Conn, StoreError};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// All clients, by id.
pub(super) async fn all(conn: &mut Conn) -> Result<Vec<Client>, StoreError> {
    let clients = rows::list(conn).await?;
    let secrets = rows::secrets(conn).await?;
    Ok(from_rows(clients, secrets))
}

/// The clients in these rows, in their order.
pub(in crate::accounts) fn from_rows(clients: Vec<ClientRow>, secrets: Vec<ClientSecretRow>) -> Vec<Client> {
    let mut of_client: HashMap<String, Vec<ClientSecret>> = HashMap::new();
    for row in secrets {
        let client = row.client_id.clone();
        of_client.entry(client).or_default().extend(secret(row));
    }
    let with_secrets = |row: ClientRow| {
        let secrets = of_client.remove(&row.client_id).unwrap_or_default();
        from_row(row, secrets)
    };
    clients.into_iter().map(with_secrets).collect()
}

/// What is in the column `definition`.
#[derive(Default, Serialize, Deserialize)]
struct Stored {
    #[serde(flatten)]
    definition: ClientDefinition,
    /// What is wrong with its entry in the operator's file. Then it is closed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    flaws: Vec<String>,
}

fn from_row(row: ClientRow, secrets: Vec<ClientSecret>) -> Client {
    let mut flaws = Vec::new();
    if ClientId::parse(&row.client_id).is_err() {
        flaws.push(message::client_id_rule(MAX_CLIENT_ID_CHARS as u64));
    }
    if ApplicationName::parse(&row.application).is_err() {
        flaws.push(message::client_flaw_application());
    }
    let Stored { mut definition, flaws: of_file } = serde_json::from_str(&row.definition).unwrap_or_else(|_| {
        flaws.push(message::client_flaw_definition());
        Stored::default()
    });
    flaws.extend(of_file.into_iter().map(Message::written));
    definition.service_account = row.service_account.map(UserId);
    let named = Named {
        id: ClientId::from_stored(row.client_id),
        application: ApplicationName::from_stored(row.application),
        source: source(row.of_file),
        created_at: Timestamp(row.created_at),
        updated_at: Timestamp(row.updated_at),
        last_used_at: row.last_used_at.map(Timestamp),
    };
    let mut client = client(named, definition, secrets);
    client.flaws.splice(0..0, flaws);
    client
}

/// What a client is beside its definition and its secrets.
pub(super) struct Named {
    pub id: ClientId,
    pub application: ApplicationName,
    pub source: ApplicationSource,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
}

impl Named {
    /// Of a new client.
    pub fn new(id: ClientId, application: ApplicationName, source: ApplicationSource, now: Timestamp) -> Self {
        let (created_at, updated_at) = (now, now);
        Self { id, application, source, created_at, updated_at, last_used_at: None }
    }
}

/// The client with this definition. What of it cannot be read is a flaw.
pub(super) fn client(named: Named, mut definition: ClientDefinition, secrets: Vec<ClientSecret>) -> Client {
    let mut flaws = Vec::new();
    // A public client has nothing else by which its codes are bound to it.
    definition.require_pkce |= definition.kind == ClientKind::Public;
    let Named { id, application, source, created_at, updated_at, last_used_at } = named;
    Client {
        id,
        application,
        redirect_uris: read(&mut flaws, &definition.redirect_uris, RedirectUri::read),
        post_logout_redirect_uris: read(&mut flaws, &definition.post_logout_redirect_uris, RedirectUri::read),
        backchannel_logout_uri: read(&mut flaws, &definition.backchannel_logout_uri, RedirectUri::read).pop(),
        resources: read(&mut flaws, &definition.resources, Resource::read),
        secrets,
        source,
        definition,
        flaws,
        created_at,
        updated_at,
        last_used_at,
    }
}

/// The client that a metadata document describes: it has no row, and no secret.
pub(in crate::accounts) fn of_document(
    id: ClientId,
    application: ApplicationName,
    definition: ClientDefinition,
    now: Timestamp,
) -> Client {
    client(Named::new(id, application, ApplicationSource::Database, now), definition, Vec::new())
}

/// What can be read of these texts.
fn read<'a, T>(
    flaws: &mut Vec<Message>,
    texts: impl IntoIterator<Item = &'a String>,
    parse: impl Fn(&str) -> Result<T, Problem>,
) -> Vec<T> {
    let one = |text: &String| parse(text).map_err(|problem| flaws.push(problem.message)).ok();
    texts.into_iter().filter_map(one).collect()
}

/// None if its hash has another length.
fn secret(row: ClientSecretRow) -> Option<ClientSecret> {
    Some(ClientSecret {
        id: ClientSecretId(row.id),
        hash: row.secret_hash.try_into().ok()?,
        prefix: row.prefix,
        source: source(row.of_file),
        created_at: Timestamp(row.created_at),
        expires_at: row.expires_at.map(Timestamp),
        last_used_at: row.last_used_at.map(Timestamp),
    })
}

fn source(of_file: bool) -> ApplicationSource {
    if of_file { ApplicationSource::File } else { ApplicationSource::Database }
}

pub(super) fn to_row(client: &Client) -> ClientRow {
    to_flawed_row(client, Vec::new())
}

/// The row of a client whose entry in the operator's file has `flaws`, which close it.
pub(super) fn to_flawed_row(client: &Client, flaws: Vec<String>) -> ClientRow {
    let stored = Stored { definition: client.definition.clone(), flaws };
    let definition = serde_json::to_string(&stored).unwrap_or_else(|_| unreachable!("definitions serialize to JSON"));
    ClientRow {
        client_id: client.id.to_string(),
        application: client.application.to_string(),
        definition,
        service_account: client.definition.service_account.map(|id| id.0),
        of_file: client.source == ApplicationSource::File,
        created_at: client.created_at.0,
        updated_at: client.updated_at.0,
        last_used_at: client.last_used_at.map(|at| at.0),
    }
}

/// The fields of one's own whose values the claims of a client have, in its row.
pub(in crate::accounts) fn fields_of_claims(row: &ClientRow) -> Vec<OwnFieldName> {
    let stored: Stored = serde_json::from_str(&row.definition).unwrap_or_default();
    stored.definition.claims.iter().filter_map(|rule| Some(rule.field()?.name)).collect()
}

/// The row of a client with a claim that has the value of a field which has another name now. None: it has no such claim.
pub(in crate::accounts) fn with_renamed_field(
    row: &ClientRow,
    from: &OwnFieldName,
    to: &OwnFieldName,
) -> Option<ClientRow> {
    let mut stored: Stored = serde_json::from_str(&row.definition).ok()?;
    let claims = stored.definition.claims.iter_mut();
    let renamed = claims.map(|rule| rule.rename_field(from, to)).filter(|is_renamed| *is_renamed).count();
    let definition = serde_json::to_string(&stored).unwrap_or_else(|_| unreachable!("definitions serialize to JSON"));
    (renamed > 0).then(|| ClientRow { definition, ..row.clone() })
}

pub(super) fn view(client: &Client) -> ClientView {
    ClientView {
        client_id: client.id.clone(),
        application: client.application.clone(),
        definition: client.definition.clone(),
        service_account: client.definition.service_account,
        source: client.source,
        secrets: client.secrets.iter().map(secret_view).collect(),
        problems: client.flaws.iter().cloned().map(message::client_unreadable).collect(),
        created_at: client.created_at,
        updated_at: client.updated_at,
        last_used_at: client.last_used_at,
    }
}

pub(super) fn secret_view(secret: &ClientSecret) -> ClientSecretView {
    let ClientSecret { id, prefix, source, created_at, expires_at, last_used_at, .. } = secret;
    ClientSecretView {
        id: *id,
        prefix: prefix.clone(),
        source: *source,
        created_at: *created_at,
        expires_at: *expires_at,
        last_used_at: *last_used_at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::GrantKind;
    use uuid::Uuid;

    fn row(definition: &str) -> ClientRow {
        ClientRow {
            client_id: "wiki".to_owned(),
            application: "wiki".to_owned(),
            definition: definition.to_owned(),
            service_account: Some(Uuid::from_u128(1)),
            of_file: false,
            created_at: 1,
            updated_at: 2,
            last_used_at: None,
        }
    }

    fn of(row: ClientRow) -> Client {
        from_rows(vec![row], Vec::new()).remove(0)
    }

    #[test]
    fn what_is_stored_is_read_again() {
        let definition = ClientDefinition {
            redirect_uris: vec!["https://wiki.example/cb".to_owned()],
            grants: vec![GrantKind::AuthorizationCode, GrantKind::DeviceCode],
            backchannel_logout_uri: Some("https://wiki.example/logout".to_owned()),
            access_ttl: Some(300),
            ..ClientDefinition::default()
        };
        let client = of(row(&serde_json::to_string(&definition).unwrap()));
        assert!(client.is_usable() && !client.is_public(), "{:?}", client.flaws);
        assert_eq!((client.redirect_uris.len(), client.definition.access_ttl), (1, Some(300)));
        assert!(client.backchannel_logout_uri.is_some());
        assert_eq!(of(to_row(&client)), client);
    }

    #[test]
    fn what_cannot_be_read_closes_the_client() {
        for definition in ["", "[]", r#"{"kind":"other"}"#, r#"{"redirect_uris":["/cb"]}"#, r#"{"resources":["api"]}"#]
        {
            let client = of(row(definition));
            assert!(!client.is_usable() && !view(&client).problems.is_empty(), "{definition}");
        }
        assert!(!of(ClientRow { client_id: "a b".to_owned(), ..row("{}") }).is_usable());
        assert!(!of(ClientRow { application: "The wiki".to_owned(), ..row("{}") }).is_usable());
        assert!(of(row(r#"{"of a newer version":1}"#)).is_usable(), "what is unknown is left out");
        let needs_pkce = |kind: &str| of(row(&format!(r#"{{"kind":"{kind}","require_pkce":false}}"#))).needs_pkce();
        assert!(needs_pkce("public") && !needs_pkce("confidential"));
        let stopped = of(to_flawed_row(&of(row("{}")), vec!["Line 7.".to_owned()]));
        assert_eq!((stopped.is_usable(), stopped.flaws), (false, vec![Message::written("Line 7.")]));
    }

    #[test]
    fn a_claim_follows_its_field_and_the_flaws_of_the_file_stay() {
        let name = |text: &str| OwnFieldName::parse(text).unwrap();
        let claims = r#"{"claims":[{"name":"plan","value":"plan:text","is_field":true},{"name":"a","value":"plan"}]}"#;
        let row = to_flawed_row(&of(row(claims)), vec!["Line 7.".to_owned()]);
        let renamed = with_renamed_field(&row, &name("plan"), &name("tier")).unwrap();
        assert_eq!(fields_of_claims(&renamed), [name("tier")]);
        let client = of(renamed);
        let rules: Vec<_> = client.definition.claims.iter().map(ToString::to_string).collect();
        assert_eq!((rules.join(" ").as_str(), client.flaws.len()), ("plan<=tier:text a=plan", 1));
        assert!(with_renamed_field(&row, &name("other"), &name("tier")).is_none());
    }

    #[test]
    fn each_client_has_its_own_secrets() {
        let secret = |client: &str, number: u8| ClientSecretRow {
            id: Uuid::from_u128(number.into()),
            client_id: client.to_owned(),
            secret_hash: vec![number; 32],
            prefix: "ab".to_owned(),
            of_file: false,
            created_at: 1,
            expires_at: (number == 2).then_some(10),
            last_used_at: None,
        };
        let damaged = ClientSecretRow { secret_hash: vec![9; 31], ..secret("wiki", 9) };
        let secrets = vec![secret("other", 1), secret("wiki", 3), secret("wiki", 2), damaged];
        let client = from_rows(vec![row("{}")], secrets).remove(0);
        assert_eq!(client.secrets.len(), 2);
        let found = |number: u8, now| client.secret(&[number; 32], Timestamp(now)).is_some();
        assert!(found(3, 100) && found(2, 9) && !found(2, 10) && !found(1, 1) && !found(9, 1));
    }
}
