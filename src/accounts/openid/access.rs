//! Which clients have access to an account, and taking it back. Access that goes on without a session ends here in three ways: its
//! owner or an administrator takes it back, or the account loses the group that admits it. That an application admits other groups
//! from now on is noticed when a token is used.

use super::code::{LIFETIME, mark_of_taken_back};
use crate::accounts::{Action, Caller, OpenId, UnitOfWork, User, error};
use crate::applications::{Application, Applications, Resource, Scopes};
use crate::language::message;
use crate::shared::client_access::MAX_LISTED;
use crate::shared::{AppError, ClientAccessView, ClientId, EventKind, GroupNames, Timestamp, UserId};
use crate::store::clients::consents::{self, ConsentRow};
use crate::store::clients::device_codes;
use crate::store::clients::grants::{self, AccessRow};
use crate::store::factors::spent;
use crate::store::{StoreError, users};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use url::Url;

impl OpenId {
    /// The clients that have access to an account, or that it has allowed to get some without asking again; the last one first.
    pub async fn list_client_access(&self, caller: &Caller, user: UserId) -> Result<Vec<ClientAccessView>, AppError> {
        caller.permit(Action::ManageClientAccess(user))?;
        self.client_access_of(user).await
    }

    /// The same list for a caller who may read it.
    pub(in crate::accounts) async fn client_access_of(&self, user: UserId) -> Result<Vec<ClientAccessView>, AppError> {
        let now = self.now();
        let read = self.db().read(async move |mut conn| {
            let Some(row) = users::find(&mut conn, user).await? else { return Ok(None) };
            let grants = grants::access_of_user(&mut conn, user, now, MAX_LISTED).await?;
            Ok(Some((row, grants, consents::of_user(&mut conn, user, MAX_LISTED).await?)))
        });
        let (row, grants, consents) = read.await?.ok_or_else(error::no_such_account)?;
        let applications = self.applications().all().await?;
        Ok(listed(&applications, &User::from(row).groups, grants, consents))
    }

    /// Takes back what an account has granted to a client: its tokens are refused from the next request on, and it must ask again.
    ///
    /// # Errors
    /// “Not found” if the client has no access.
    pub async fn revoke_client_access(&self, caller: &Caller, user: UserId, client: &str) -> Result<(), AppError> {
        let client = client.to_owned();
        let job = async move |mut tx: UnitOfWork| {
            let now = tx.now();
            // Not what is revoked below: that counts grants as well that have ended with their session.
            let had_tokens = grants::has_access(&mut tx, user, &client, now).await?;
            let was_allowed = consents::delete(&mut tx, user, &client).await?;
            if !had_tokens && !was_allowed {
                return Err(AppError::not_found(message::client_access_unknown()));
            }
            take_back(&mut tx, user, &client).await?;
            Ok(())
        };
        self.change(caller, Action::ManageClientAccess(user), job).await
    }
}

/// Revokes what clients hold of an account that their applications do not admit any more. To be called when it has lost a group, so
/// that nothing comes back when it gets the group again. Not where an application may be closed by mistake.
pub(in crate::accounts) async fn revoke_unadmitted(tx: &mut UnitOfWork, user: UserId) -> Result<(), StoreError> {
    let now = tx.now();
    // All of them: what a list leaves out would stay valid.
    let mut held = grants::clients_of_user(tx, user, now).await?;
    held.extend(device_codes::clients_allowed_by(tx, user).await?);
    // Most accounts have granted nothing.
    if held.is_empty() {
        return Ok(());
    }
    let Some(row) = users::find(tx, user).await? else { return Ok(()) };
    let groups = User::from(row).groups.clone();
    // In this transaction: the definition of an application may have changed just before.
    let applications = tx.stored_applications().await?;
    let is_refused = |(client, resources): &(String, String)| {
        let application = application_of(&applications, client, resources);
        application.is_some_and(|application| application.is_certain() && !application.admits(&groups))
    };
    let refused: BTreeSet<String> = held.into_iter().filter(is_refused).map(|(client, _)| client).collect();
    for client in refused {
        take_back(tx, user, &client).await?;
    }
    Ok(())
}

/// Revokes what a client holds of an account, whose row is locked, and ends what it could still get: a device that was allowed
/// might not have asked for its tokens, and a code might wait to be exchanged.
async fn take_back(tx: &mut UnitOfWork, user: UserId, client: &str) -> Result<(), StoreError> {
    let now = tx.now();
    grants::revoke_of_client(tx, user, client, now).await?;
    device_codes::delete_allowed(tx, user, client).await?;
    spent::put(tx, &mark_of_taken_back(user, client), now.plus(LIFETIME)).await?;
    tx.record(tx.event(EventKind::ClientRevoke).on(user).detail(client));
    Ok(())
}

/// The application that a client belongs to. A client with a metadata document belongs to that of a resource (one URI per line).
fn application_of<'a>(applications: &'a Applications, client: &str, resources: &str) -> Option<&'a Arc<Application>> {
    if let Some(registered) = applications.client(&ClientId::from_stored(client.to_owned())) {
        return Some(&registered.application);
    }
    let mut resources = resources.lines().filter_map(|uri| Resource::parse(uri).ok());
    resources.find_map(|resource| applications.of_resource(&resource))
}

/// What people call a client: the title of its application, or the host of its metadata document.
pub(super) fn title_of(applications: &Applications, client: &ClientId) -> Option<String> {
    if let Some(registered) = applications.client(client) {
        return Some(registered.application.title.clone());
    }
    let document = Url::parse(client.as_str()).ok().filter(|url| url.scheme() == "https")?;
    document.host_str().map(ToOwned::to_owned)
}

/// All that one client has.
#[derive(Default)]
struct Access {
    scopes: Scopes,
    resources: BTreeSet<String>,
    has_tokens: bool,
    since: Option<i64>,
    last_used_at: Option<i64>,
    offline_until: Option<i64>,
}

impl Access {
    fn add(&mut self, scopes: &str, resources: &str, since: i64) {
        self.scopes = self.scopes.and(&Scopes::parse(scopes));
        self.resources.extend(resources.lines().map(ToOwned::to_owned));
        self.since = Some(self.since.map_or(since, |other| other.min(since)));
    }

    fn view(self, applications: &Applications, client: String) -> ClientAccessView {
        let client_id = ClientId::from_stored(client);
        let client = applications.client(&client_id).map(|registered| &registered.client);
        ClientAccessView {
            // A client that cannot be read gets nothing, and has only its id.
            title: title_of(applications, &client_id).unwrap_or_else(|| client_id.to_string()),
            description: client.and_then(|client| client.definition.description.clone()),
            launch_uri: client.and_then(|client| client.launch_uri()).map(ToOwned::to_owned),
            client_id,
            scopes: self.scopes.names().map(str::to_owned).collect(),
            resources: self.resources.into_iter().collect(),
            has_tokens: self.has_tokens,
            since: Timestamp(self.since.unwrap_or_default()),
            last_used_at: self.last_used_at.map(Timestamp),
            offline_until: self.offline_until.map(Timestamp),
        }
    }
}

/// The list of an account with these groups.
fn listed(
    applications: &Applications,
    groups: &GroupNames,
    grants: Vec<AccessRow>,
    consents: Vec<ConsentRow>,
) -> Vec<ClientAccessView> {
    let mut of_clients: BTreeMap<String, Access> = BTreeMap::new();
    for row in consents {
        of_clients.entry(row.client_id).or_default().add(&row.scopes, &row.resources, row.created_at);
    }
    for row in grants {
        let application = application_of(applications, &row.client_id, &row.resources);
        let is_admitted = application.is_some_and(|application| application.admits(groups));
        let access = of_clients.entry(row.client_id).or_default();
        access.add(&row.scopes, &row.resources, row.since);
        access.has_tokens |= is_admitted;
        access.last_used_at = access.last_used_at.max(Some(row.last_used_at));
        access.offline_until = access.offline_until.max(row.offline_until);
    }
    let mut list: Vec<_> = of_clients.into_iter().map(|(client, access)| access.view(applications, client)).collect();
    list.sort_by_key(|access| std::cmp::Reverse(access.since));
    list
}
