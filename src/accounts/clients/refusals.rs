//! What a client was refused, as its administrators see it, and the change of the client that mends it
//! ([decision 95](../../../docs/decisions/0095-refusals.md)). `accounts/openid/refusals` notes it.

use super::closing::adjusted;
use super::request::{MAX_URIS, parse_return_uri};
use super::{changeable, find, stored};
use crate::accounts::{Action, Caller, Clients, UnitOfWork};
use crate::applications::{Client, Origin, RedirectUri};
use crate::language::message;
use crate::shared::refusals::MAX_REFUSALS;
use crate::shared::{
    AppError, ApplicationSource, ClientEndpoint, ClientView, ErrorCode, Fault, FieldError, GrantKind, Mend, Problem,
    RefusalId, RefusalView, Timestamp,
};
use crate::store::clients::refusals::{self as rows, RefusalRow};
use url::Host;

impl Clients {
    /// What a client was refused, the last first.
    pub async fn list_client_refusals(&self, caller: &Caller, client_id: &str) -> Result<Vec<RefusalView>, AppError> {
        caller.permit(Action::ManageApplications)?;
        let client_id = client_id.to_owned();
        let read = self.db().read(async move |mut conn| {
            let all = stored::all(&mut conn).await?;
            let refusals = rows::of_client(&mut conn, &client_id, MAX_REFUSALS as i64).await?;
            Ok((all, client_id, refusals))
        });
        let (all, client_id, refusals) = read.await?;
        let client = find(&all, &client_id)?;
        Ok(refusals.into_iter().filter_map(|row| view(row, client)).collect())
    }

    /// Changes a client so that it is not refused this again, and nothing else of it. Returns the client.
    ///
    /// # Errors
    /// If nothing can be changed here that would mend it.
    pub async fn mend_client_refusal(
        &self,
        caller: &Caller,
        client_id: &str,
        refusal: RefusalId,
    ) -> Result<ClientView, AppError> {
        let client_id = client_id.to_owned();
        let job = async move |mut tx: UnitOfWork| {
            let all = stored::all(&mut tx).await?;
            let current = changeable(&all, &client_id)?;
            let row = rows::find(&mut tx, &client_id, refusal).await?;
            let row = row.ok_or_else(|| AppError::not_found(message::client_refusal_unknown()))?;
            let nothing = || AppError::new(ErrorCode::ValidationFailed, message::client_refusal_stays());
            let mend = mend_of(current, Fault::from_stored(&row.fault), &row.sent).ok_or_else(nothing)?;
            mended(&mut tx, current, &row.fault, mend, &row.sent).await
        };
        self.change(caller, Action::ManageApplications, job).await
    }

    /// Puts the claims into the ID token too, for a program that reads nothing else, whether it is known to do so or not.
    pub async fn put_claims_in_id_token(&self, caller: &Caller, client_id: &str) -> Result<ClientView, AppError> {
        let client_id = client_id.to_owned();
        let job = async move |mut tx: UnitOfWork| {
            let all = stored::all(&mut tx).await?;
            let current = changeable(&all, &client_id)?;
            mended(&mut tx, current, Fault::UserinfoUnasked.as_str(), Mend::ClaimsInIdToken, "").await
        };
        self.change(caller, Action::ManageApplications, job).await
    }
}

/// Changes a client as a mend says. What it was refused for the same reason is right then.
async fn mended(
    tx: &mut UnitOfWork,
    current: &Client,
    fault: &str,
    mend: Mend,
    sent: &str,
) -> Result<ClientView, AppError> {
    let mut definition = current.definition.clone();
    let added = match mend {
        Mend::RegisterRedirectUri => add_address("redirect_uris", &mut definition.redirect_uris, sent),
        Mend::RegisterPostLogoutRedirectUri => {
            add_address("post_logout_redirect_uris", &mut definition.post_logout_redirect_uris, sent)
        }
        Mend::ExcuseFromPkce => {
            definition.require_pkce = false;
            Ok(())
        }
        Mend::AllowGrant => {
            definition.grants.extend(sent.parse::<GrantKind>().ok());
            definition.grants.sort();
            Ok(())
        }
        Mend::ClaimsInIdToken => {
            definition.id_token_claims = true;
            Ok(())
        }
    };
    added.map_err(|error| AppError::invalid(vec![error]))?;
    let client = adjusted(tx, current, definition).await?;
    rows::delete_mended(tx, current.id.as_str(), fault, sent).await?;
    Ok(client)
}

/// Adds an address to a list of the client, by the rules for one that an administrator types there.
fn add_address(field: &'static str, addresses: &mut Vec<String>, added: &str) -> Result<(), FieldError> {
    let uri = parse_return_uri(added).map_err(|problem| problem.of(field))?;
    if addresses.len() >= MAX_URIS {
        return Err(Problem::new("too_many", message::application_too_many_items(MAX_URIS as u64)).of(field));
    }
    addresses.push(uri.to_string());
    Ok(())
}

/// None for an endpoint that only a newer version has.
fn view(row: RefusalRow, client: &Client) -> Option<RefusalView> {
    let fault = Fault::from_stored(&row.fault);
    Some(RefusalView {
        id: RefusalId(row.id),
        endpoint: row.endpoint.parse::<ClientEndpoint>().ok()?,
        error: Some(row.error).filter(|error| !error.is_empty()),
        fault,
        description: row.description,
        mend: mend_of(client, fault, &row.sent),
        is_elsewhere: is_elsewhere(client, fault, &row.sent),
        is_loopback: is_loopback(client, fault, &row.sent),
        sent: Some(row.sent).filter(|sent| !sent.is_empty()),
        by_client: row.by_client,
        times: row.times.unsigned_abs(),
        first_at: Timestamp(row.first_at),
        last_at: Timestamp(row.last_at),
    })
}

/// What mends a fault of a client, as it is defined now.
fn mend_of(client: &Client, fault: Fault, sent: &str) -> Option<Mend> {
    if client.source != ApplicationSource::Database {
        return None;
    }
    match fault {
        Fault::RedirectUri => {
            let is_new = RedirectUri::parse(sent).is_ok_and(|uri| !client.allows_redirect(&uri));
            is_new.then_some(Mend::RegisterRedirectUri)
        }
        Fault::PostLogoutRedirectUri => {
            let is_known = client.post_logout_redirect_uris.iter().any(|uri| uri.as_str() == sent);
            (!is_known && RedirectUri::parse(sent).is_ok()).then_some(Mend::RegisterPostLogoutRedirectUri)
        }
        Fault::PkceMissing => (client.needs_pkce() && !client.is_public()).then_some(Mend::ExcuseFromPkce),
        Fault::Grant => {
            let grant = sent.parse::<GrantKind>().ok()?;
            (!client.has_grant(grant) && can_have(client, grant)).then_some(Mend::AllowGrant)
        }
        Fault::UserinfoUnasked => (!client.definition.id_token_claims).then_some(Mend::ClaimsInIdToken),
        Fault::RedirectUriMissing
        | Fault::RedirectUriInvalid
        | Fault::IdTokenHint
        | Fault::PkceMethod
        | Fault::PkceVerifier
        | Fault::ResponseType
        | Fault::ResponseMode
        | Fault::GrantUnknown
        | Fault::Resource
        | Fault::Scope
        | Fault::SecretMissing
        | Fault::SecretWrong
        | Fault::SecretExpired
        | Fault::SecretUnexpected
        | Fault::Authentication
        | Fault::Code
        | Fault::CodeRedirectUri
        | Fault::RefreshToken
        | Fault::AccessToken
        | Fault::DeviceCode
        | Fault::NotAdmitted
        | Fault::ServiceAccount
        | Fault::Proof
        | Fault::Limit
        | Fault::Other => None,
    }
}

/// Whether the client has what a grant needs beside itself.
fn can_have(client: &Client, grant: GrantKind) -> bool {
    match grant {
        GrantKind::AuthorizationCode => !client.redirect_uris.is_empty(),
        GrantKind::ClientCredentials => !client.is_public() && client.definition.service_account.is_some(),
        GrantKind::RefreshToken | GrantKind::DeviceCode => true,
    }
}

/// The address that was sent, if it was the address that was wrong.
fn wrong_address(fault: Fault, sent: &str) -> Option<RedirectUri> {
    let is_of_address = matches!(fault, Fault::RedirectUri | Fault::PostLogoutRedirectUri);
    RedirectUri::parse(sent).ok().filter(|_| is_of_address)
}

/// The addresses of a client.
fn addresses(client: &Client) -> impl Iterator<Item = &RedirectUri> {
    let returned = client.redirect_uris.iter().chain(&client.post_logout_redirect_uris);
    returned.chain(&client.backchannel_logout_uri)
}

/// Whether an address that was sent leads to the machine of whoever signs in, where the client has none: then whatever runs there gets
/// what people bring, which is right for a program that they start themselves, and for no other.
fn is_loopback(client: &Client, fault: Fault, sent: &str) -> bool {
    let is_loopback = |uri: &RedirectUri| matches!(place(uri), Place::Machine);
    wrong_address(fault, sent).is_some_and(|uri| is_loopback(&uri)) && !addresses(client).any(is_loopback)
}

/// Whether an address that was sent leads where the client has none: then it may be that of somebody else, who wants it registered.
fn is_elsewhere(client: &Client, fault: Fault, sent: &str) -> bool {
    let Some(uri) = wrong_address(fault, sent) else { return false };
    let mut own = addresses(client);
    match place(&uri) {
        Place::Machine => false,
        Place::Host(host) => {
            let opened = client.launch_uri().and_then(Origin::of_url);
            !own.any(|other| other.origin().is_some_and(|origin| origin.host() == host))
                && opened.is_none_or(|origin| origin.host() != host)
        }
        Place::Scheme(scheme) => !own.any(|other| other.scheme() == scheme),
    }
}

/// Where an address leads.
enum Place<'a> {
    /// To the machine of whoever signs in.
    Machine,
    Host(&'a Host),
    /// To an app on it that has this scheme.
    Scheme(&'a str),
}

fn place(uri: &RedirectUri) -> Place<'_> {
    match uri.origin() {
        Some(_) if uri.is_on_this_machine() => Place::Machine,
        Some(origin) => Place::Host(origin.host()),
        None => Place::Scheme(uri.scheme()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::clients::stored::{Named, client};
    use crate::shared::{ApplicationName, ClientDefinition, ClientId, ClientKind, UserId};
    use uuid::Uuid;

    fn wiki(definition: ClientDefinition) -> Client {
        let (id, application) =
            (ClientId::from_stored("wiki".to_owned()), ApplicationName::from_stored("wiki".to_owned()));
        client(Named::new(id, application, ApplicationSource::Database, Timestamp(0)), definition, Vec::new())
    }

    fn at_callback() -> ClientDefinition {
        let redirect_uris = vec!["https://wiki.example/cb".to_owned()];
        ClientDefinition { redirect_uris, ..ClientDefinition::of_new() }
    }

    #[test]
    fn each_fault_has_its_mend_as_long_as_it_changes_something() {
        let client = wiki(at_callback());
        let mend = |fault, sent: &str| mend_of(&client, fault, sent);
        assert_eq!(mend(Fault::RedirectUri, "https://wiki.example/cb/"), Some(Mend::RegisterRedirectUri));
        for known in ["https://wiki.example/cb", "https://wiki.example/…", "/cb", ""] {
            assert_eq!(mend(Fault::RedirectUri, known), None, "{known}");
        }
        let after = Some(Mend::RegisterPostLogoutRedirectUri);
        assert_eq!(mend(Fault::PostLogoutRedirectUri, "https://wiki.example/bye"), after);
        assert_eq!(mend(Fault::PkceMissing, ""), Some(Mend::ExcuseFromPkce));
        assert_eq!(mend(Fault::Grant, "refresh_token"), Some(Mend::AllowGrant));
        for grant in ["authorization_code", "client_credentials", "password", ""] {
            assert_eq!(mend(Fault::Grant, grant), None, "{grant}");
        }
        assert_eq!(mend(Fault::UserinfoUnasked, ""), Some(Mend::ClaimsInIdToken));
        assert_eq!(mend(Fault::SecretWrong, ""), None);

        let public = wiki(ClientDefinition { kind: ClientKind::Public, ..at_callback() });
        assert_eq!(mend_of(&public, Fault::PkceMissing, ""), None);
        let of_file = Client { source: ApplicationSource::File, ..wiki(at_callback()) };
        assert_eq!(mend_of(&of_file, Fault::PkceMissing, ""), None);
        let account = Some(UserId(Uuid::nil()));
        let robot = wiki(ClientDefinition { service_account: account, ..at_callback() });
        assert_eq!(mend_of(&robot, Fault::Grant, "client_credentials"), Some(Mend::AllowGrant));
    }

    #[test]
    fn an_address_of_another_host_is_elsewhere() {
        let client = wiki(ClientDefinition { launch_uri: Some("https://start.example/".to_owned()), ..at_callback() });
        let elsewhere = |sent: &str| is_elsewhere(&client, Fault::RedirectUri, sent);
        for own in ["https://wiki.example:8443/other", "https://start.example/cb", "http://127.0.0.1:5000/cb", "/cb"] {
            assert!(!elsewhere(own), "{own}");
        }
        for other in ["https://wiki.example.evil.example/cb", "https://evil.example/", "com.example.wiki:/cb"] {
            assert!(elsewhere(other), "{other}");
        }
        assert!(!is_elsewhere(&client, Fault::Resource, "https://evil.example/"));
    }

    #[test]
    fn an_address_of_the_machine_of_whoever_signs_in_is_said_to_be_one_until_the_client_has_one() {
        let client = wiki(at_callback());
        let loopback = |client: &Client, sent: &str| is_loopback(client, Fault::RedirectUri, sent);
        for own in ["http://127.0.0.1:5000/cb", "http://[::1]/cb"] {
            assert!(loopback(&client, own), "{own}");
        }
        for other in ["https://wiki.example/other", "https://evil.example/", "com.example.wiki:/cb", "/cb"] {
            assert!(!loopback(&client, other), "{other}");
        }
        assert!(!is_loopback(&client, Fault::Resource, "http://127.0.0.1:5000/cb"));
        let redirect_uris = vec!["http://127.0.0.1/done".to_owned()];
        let native = wiki(ClientDefinition { kind: ClientKind::Public, redirect_uris, ..ClientDefinition::of_new() });
        assert!(!loopback(&native, "http://127.0.0.1:5000/cb"));
    }
}
