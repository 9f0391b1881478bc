//! Clients of applications (OpenID Connect, OAuth 2.0). A client belongs to an application, which decides who may enter and what
//! may be learned: there is one place for both (`accounts/journey/step.rs`).
//!
//! They are rows of the database, kept in memory together with the applications. Those that the operator's file defines are changed
//! by the file alone.
//!
//! Other nouns ask `Clients` for `close_client`.

mod claims;
mod closing;
mod connect;
mod export;
mod file;
mod people;
mod preview;
mod program;
mod refusals;
mod request;
mod secrets;
mod signing_keys;
mod stored;
mod trial;

pub(super) use file::{apply_clients, client_problems};
pub use preview::ClientPreview;
pub use secrets::AuthenticatedClient;
pub(super) use stored::{fields_of_claims, from_rows, of_document, with_renamed_field as client_with_renamed_field};

use super::deletions::{BATCH, being_deleted};
use super::policy::Action;
use super::unit_of_work::UnitOfWork;
use super::{Caller, Clients};
use crate::applications::{Client, DocumentUrl, Registered};
use crate::entropy::Entropy;
use crate::language::message;
use crate::shared::clients::MAX_CLIENTS;
use crate::shared::{
    AppError, ApplicationName, ApplicationSource, ClientId, ClientRequest, ClientView, ErrorCode, EventKind,
    NewClientView, Problem, Status, Timestamp, UserId,
};
use crate::store::clients::removal;
use crate::store::{Conn, StoreError, applications, clients as rows, groups, locks, service_accounts, users};
use request::{Requested, parse, unknown_account};
use std::sync::Arc;
use stored::{Named, client, to_row, view};

/// The random characters at the end of an id that was not chosen.
const ENDING_CHARS: usize = 6;

impl Clients {
    /// Creates a client of an application, with a first secret if it can keep one.
    pub async fn create_client(
        &self,
        caller: &Caller,
        application: &str,
        request: ClientRequest,
    ) -> Result<NewClientView, AppError> {
        let application = application.to_owned();
        // Before the transaction, because it takes a moment. Without a key no client could sign anybody in.
        self.signing_keys().make_client_signing_key(caller).await?;
        let created = self.change_once(caller, Action::ManageApplications, move |tx| {
            Box::pin(async move {
                let application = existing_application(tx, &application).await?;
                tx.add_client(application, &request).await
            })
        });
        created.await
    }

    /// Replaces everything except the id, the application and the secrets. What the request leaves out gets its default.
    pub async fn replace_client(
        &self,
        caller: &Caller,
        client_id: &str,
        request: ClientRequest,
    ) -> Result<ClientView, AppError> {
        let client_id = client_id.to_owned();
        let job = async move |mut tx: UnitOfWork| {
            let all = stored::all(&mut tx).await?;
            replaced(&mut tx, changeable(&all, &client_id)?, &request).await
        };
        self.change(caller, Action::ManageApplications, job).await
    }

    /// Deletes a client with its secrets, and revokes all that was granted to it.
    pub async fn delete_client(&self, caller: &Caller, client_id: &str) -> Result<(), AppError> {
        // Not parsed: a row with another text as its id has to go as well.
        let client_id = client_id.to_owned();
        let job = async move |mut tx: UnitOfWork| {
            changeable(&stored::all(&mut tx).await?, &client_id)?;
            let mut room = BATCH;
            Ok(tx.delete_client(&client_id, &mut room).await?)
        };
        if !self.change(caller, Action::ManageApplications, job).await? {
            self.deletions().finish_deletions_later();
        }
        Ok(())
    }

    /// The clients of an application, by id.
    pub async fn list_clients(&self, caller: &Caller, application: &str) -> Result<Vec<ClientView>, AppError> {
        caller.permit(Action::ManageApplications)?;
        let of_application = |client: &&Client| client.application.as_str() == application;
        Ok(self.stored_clients().await?.iter().filter(of_application).map(view).collect())
    }

    /// The client with this id.
    pub async fn show_client(&self, caller: &Caller, client_id: &str) -> Result<ClientView, AppError> {
        caller.permit(Action::ManageApplications)?;
        Ok(view(find(&self.stored_clients().await?, client_id)?))
    }

    /// The client with this id as it is stored, closed or not, with its application.
    async fn registered(&self, client_id: &str) -> Result<Registered, AppError> {
        let client = find(&self.stored_clients().await?, client_id)?.clone();
        let applications = self.applications().all().await?;
        let application = applications.named(&client.application).ok_or_else(no_such_client)?;
        Ok(Registered { application: Arc::clone(application), client: Arc::new(client) })
    }

    async fn stored_clients(&self) -> Result<Vec<Client>, StoreError> {
        self.db().read(async |mut conn| stored::all(&mut conn).await).await
    }
}

/// Replaces what defines a client.
async fn replaced(tx: &mut UnitOfWork, current: &Client, request: &ClientRequest) -> Result<ClientView, AppError> {
    let requested = read(tx, request, Some(current)).await?;
    let named = Named {
        id: current.id.clone(),
        application: current.application.clone(),
        source: current.source,
        created_at: current.created_at,
        updated_at: current.updated_at,
        last_used_at: current.last_used_at,
    };
    let mut new = client(named, requested.definition, current.secrets.clone());
    if new != *current {
        new.updated_at = tx.now();
        rows::put(tx, &to_row(&new)).await?;
        for kind in closing::changes(current, &new) {
            tx.record(tx.event(kind).detail(&new.id));
        }
    }
    Ok(view(&new))
}

impl UnitOfWork {
    /// Creates a client of an application that exists, with a first secret if it can keep one.
    async fn add_client(
        &mut self,
        application: ApplicationName,
        request: &ClientRequest,
    ) -> Result<NewClientView, AppError> {
        let all = stored::all(self).await?;
        let of_database = all.iter().filter(|other| other.source == ApplicationSource::Database);
        if of_database.count() >= MAX_CLIENTS {
            let detail = message::clients_too_many(MAX_CLIENTS as u64);
            return Err(AppError::new(ErrorCode::ValidationFailed, detail));
        }
        let requested = read(self, request, None).await?;
        let id = match requested.id {
            Some(id) => free(self, id, &all).await?,
            None => made_up(&application, self.accounts().entropy()),
        };
        let named = Named::new(id, application, ApplicationSource::Database, self.now());
        let new = client(named, requested.definition, Vec::new());
        rows::put(self, &to_row(&new)).await?;
        self.record(self.event(EventKind::ClientCreate).detail(&new.id));
        let secret = secrets::first(self, &new.id, new.definition.kind).await?;
        let details = secret.iter().map(|secret| secret.details.clone()).collect();
        Ok(NewClientView { client: ClientView { secrets: details, ..view(&new) }, secret })
    }
}

/// Reads a request. A group or a service account that it names is not deleted before the commit, because changes by administrators
/// run one at a time.
async fn read(tx: &mut UnitOfWork, request: &ClientRequest, current: Option<&Client>) -> Result<Requested, AppError> {
    let known = groups::names(tx).await?;
    let issuer = &tx.accounts().settings().issuer;
    let requested = parse(request, current.map(|client| &client.id), &known, issuer).map_err(AppError::invalid)?;
    let fields = tx.defined_fields().await?;
    let unknown = claims::unknown_fields(&requested.definition.claims, &fields);
    if !unknown.is_empty() {
        return Err(AppError::invalid(unknown));
    }
    if let Some(id) = requested.definition.service_account {
        // Who chooses it gets tokens in its name. An API token that may change applications may not do that for each account.
        if current.is_none_or(|client| client.definition.service_account != Some(id)) {
            tx.caller().permit(Action::CreateApiTokens(id))?;
        }
        if !is_active_service_account(tx, id).await? {
            return Err(AppError::invalid(vec![unknown_account().of("service_account")]));
        }
    }
    Ok(requested)
}

async fn is_active_service_account(conn: &mut Conn, id: UserId) -> Result<bool, StoreError> {
    let Some(row) = users::find(conn, id).await? else { return Ok(false) };
    Ok(row.status == Status::Active && service_accounts::exists(conn, id).await?)
}

async fn existing_application(tx: &mut UnitOfWork, name: &str) -> Result<ApplicationName, AppError> {
    let all = applications::list(tx).await?;
    let is_there = all.iter().any(|row| row.name == name);
    let name = ApplicationName::parse(name).ok().filter(|_| is_there);
    name.ok_or_else(|| AppError::not_found(message::application_unknown()))
}

/// Whether a client is there to which something is about to be granted: otherwise one that is deleted at this moment would leave that
/// behind. One with a document has no row.
pub(super) async fn hold_client(tx: &mut UnitOfWork, id: &str) -> Result<bool, StoreError> {
    Ok(is_there(id, locks::lock_client(tx, id).await?))
}

/// The same, and when a mark ends. None: there is no such mark, or not any more.
pub(super) async fn hold_client_and_read_mark(
    tx: &mut UnitOfWork,
    id: &str,
    mark: &[u8; 32],
) -> Result<(bool, Option<Timestamp>), StoreError> {
    let (in_effect, end) = locks::lock_client_and_read_mark(tx, id, mark).await?;
    Ok((is_there(id, in_effect), end))
}

/// `in_effect`: whether its row is in effect, if it has one.
fn is_there(id: &str, in_effect: Option<bool>) -> bool {
    in_effect.unwrap_or_else(|| DocumentUrl::parse(id).is_some())
}

/// The id, unless another client has it, also one that is being deleted.
async fn free(tx: &mut UnitOfWork, id: ClientId, all: &[Client]) -> Result<ClientId, AppError> {
    if let Some(other) = all.iter().find(|other| other.id == id) {
        refuse_of_file(other)?;
        let problem = Problem::new("taken", message::client_id_taken(other.id.to_string()));
        return Err(AppError::fields(ErrorCode::ApplicationTaken, vec![problem.of("client_id")]));
    }
    if removal::marked(tx).await?.iter().any(|other| other == id.as_str()) {
        return Err(AppError::fields(ErrorCode::ApplicationTaken, vec![being_deleted().of("client_id")]));
    }
    Ok(id)
}

/// An id that no client has: the name of the application, with a random ending.
fn made_up(application: &ApplicationName, entropy: &dyn Entropy) -> ClientId {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnopqrstuvwxyz2345678";
    let ending: String =
        entropy.bytes::<ENDING_CHARS>().iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
    ClientId::from_stored(format!("{application}-{ending}"))
}

fn find<'a>(all: &'a [Client], client_id: &str) -> Result<&'a Client, AppError> {
    all.iter().find(|client| client.id.as_str() == client_id).ok_or_else(no_such_client)
}

/// Like [`find`]. Fails as well if only the file can change the client.
fn changeable<'a>(all: &'a [Client], client_id: &str) -> Result<&'a Client, AppError> {
    let found = find(all, client_id)?;
    refuse_of_file(found)?;
    Ok(found)
}

fn refuse_of_file(client: &Client) -> Result<(), AppError> {
    if client.source == ApplicationSource::Database {
        return Ok(());
    }
    let problem = Problem::new("in_file", message::client_only_in_file(client.id.to_string()));
    Err(AppError::fields(ErrorCode::ApplicationTaken, vec![problem.of("client_id")]))
}

fn no_such_client() -> AppError {
    AppError::not_found(message::client_unknown())
}
