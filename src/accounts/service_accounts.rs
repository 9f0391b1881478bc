//! Service accounts: accounts of programs, without a password, an email address or sessions.
//!
//! A service account is an ordinary account, so that roles, lists, events and deletion need no exceptions. It has an
//! address in a domain that is reserved for this (RFC 2606: nothing below `.invalid` exists), because every account has
//! one. No message is sent to it, and no view shows it.

use super::policy::Action;
use super::users::new_account::NewAccount;
use super::{Caller, User, Users, api_tokens};
use crate::identity;
use crate::shared::fields::names::person_name;
use crate::shared::fields::profile::Profile;
use crate::shared::{
    AppError, CreateServiceAccountRequest, CreatorView, EventKind, Fields, Role, ServiceAccountView, Timestamp, UserId,
};
use crate::store::StoreError;
use crate::store::service_accounts::{self, ServiceAccountRow};
use crate::store::users::Names;

/// Maximum number of accounts in the list.
const MAX_LISTED: i64 = 100;

impl Users {
    /// Creates an account for a program, without tokens.
    pub async fn create_service_account(
        &self,
        caller: &Caller,
        request: CreateServiceAccountRequest,
    ) -> Result<ServiceAccountView, AppError> {
        // Before the fields are checked, because their errors reveal which names are taken.
        self.permit_recent(caller, Action::CreateServiceAccounts)?;
        let new = self.parse_service_account(&request)?;
        let created_by = caller.user_id();
        let creator = caller.who.as_creator();
        let created = self.change_once(caller, Action::CreateServiceAccounts, move |tx| {
            Box::pin(async move {
                let now = tx.now();
                tx.record(tx.event(EventKind::ServiceAccountCreate).on(new.user.id).detail(new.user.role));
                let user = new.insert(tx).await?;
                service_accounts::insert(tx, user.id, created_by, now).await?;
                if user.role == Role::Admin {
                    tx.announce_administrators(&[user.id]).await?;
                }
                Ok(without_tokens(&user, creator))
            })
        });
        created.await
    }

    /// The service accounts that are not deleted, the newest first, at most 100.
    pub async fn list_service_accounts(&self, caller: &Caller) -> Result<Vec<ServiceAccountView>, AppError> {
        caller.permit(Action::ListUsers)?;
        let now = self.now();
        let rows =
            self.db().read(async move |mut conn| service_accounts::newest(&mut conn, now, MAX_LISTED).await).await?;
        Ok(rows.into_iter().map(listed).collect())
    }

    /// Those that an account has created, the newest first, at most 100.
    pub(super) async fn service_accounts_created_by(
        &self,
        creator: UserId,
    ) -> Result<Vec<ServiceAccountView>, StoreError> {
        let now = self.now();
        let read = self
            .db()
            .read(async move |mut conn| service_accounts::created_by(&mut conn, creator, now, MAX_LISTED).await);
        Ok(read.await?.into_iter().map(listed).collect())
    }

    /// Whether an account that the caller may read is a service account. False also if there is no such account.
    pub async fn is_service_account(&self, caller: &Caller, id: UserId) -> Result<bool, AppError> {
        caller.permit(Action::ReadUser(id))?;
        Ok(self.db().read(async move |mut conn| service_accounts::exists(&mut conn, id).await).await?)
    }

    /// Parses all fields and returns all errors at once.
    fn parse_service_account(&self, request: &CreateServiceAccountRequest) -> Result<NewAccount, AppError> {
        let mut fields = Fields::default();
        let username = fields.parse("username", &request.username, identity::username);
        let name = fields.parse("name", &request.name, person_name);
        let role = fields.parse("role", &request.role, |text| match text {
            "" => Ok(Role::User),
            text => Role::parse(text),
        });
        fields.finish().map_err(AppError::invalid)?;
        let (Some(username), Some(name), Some(role)) = (username, name, role) else {
            unreachable!("a missing value has reported an error");
        };
        let names = Names {
            username: username.username.to_string(),
            email: identity::service_address(self.new_id()).email.to_string(),
            profile: Profile::of_name(name),
            ..Names::default()
        };
        Ok(self.new_account(names, role, false))
    }
}

fn listed(row: ServiceAccountRow) -> ServiceAccountView {
    ServiceAccountView {
        tokens: row.tokens.unsigned_abs(),
        last_used_at: row.last_used_at.map(Timestamp),
        ..without_tokens(&User::from(row.user), api_tokens::creator(row.creator))
    }
}

fn without_tokens(user: &User, created_by: Option<CreatorView>) -> ServiceAccountView {
    ServiceAccountView {
        id: user.id,
        username: user.username.clone(),
        name: user.name.clone(),
        role: user.role,
        status: user.status,
        created_at: user.created_at,
        tokens: 0,
        last_used_at: None,
        created_by,
    }
}
