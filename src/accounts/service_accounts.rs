//! Service accounts: accounts of programs, without a password, an email address or sessions.
//!
//! A service account is an ordinary account, so that roles, lists, events and deletion need no exceptions. It has an
//! address in a domain that is reserved for this (RFC 2606: nothing below `.invalid` exists), because every account has
//! one. No message is sent to it, and no view shows it.

use super::{Accounts, Caller, User, api_tokens, policy::Action, users::new_account::NewAccount};
use crate::{
    identity::{self, CanonicalEmail},
    shared::{
        api_tokens::{CreateServiceAccountRequest, CreatorView, ServiceAccountView},
        audit::EventKind,
        error::{AppError, FieldError},
        fields::{Fields, Problem, names::PersonName},
        ids::UserId,
        timestamp::Timestamp,
        views::Role,
    },
    store::{
        StoreError,
        service_accounts::{self, ServiceAccountRow},
    },
};
use uuid::Uuid;

/// The end of the address of every service account. No other account can have such an address.
const DOMAIN: &str = "@service.invalid";
/// Maximum number of accounts in the list.
const MAX_LISTED: i64 = 100;

impl Accounts {
    /// Creates an account for a program, without tokens.
    pub async fn create_service_account(
        &self,
        caller: &Caller,
        request: CreateServiceAccountRequest,
    ) -> Result<ServiceAccountView, AppError> {
        // Before the fields are checked, because their errors reveal which names are taken.
        caller.permit(Action::CreateServiceAccounts)?;
        let (account, role) = self.parse_service_account(&request).map_err(AppError::invalid)?;
        let new = self.prepare_without_password(account, role);
        let created_by = caller.user_id();
        let creator = caller.who.as_creator();
        let created = self.change_once(caller, Action::CreateServiceAccounts, move |tx| {
            Box::pin(async move {
                let now = tx.now();
                tx.record(tx.event(EventKind::ServiceAccountCreate).on(new.id).detail(role));
                let user = User::from(new.insert(tx).await?);
                service_accounts::insert(tx, user.id, created_by, now).await?;
                Ok(without_tokens(user, creator))
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
    fn parse_service_account(
        &self,
        request: &CreateServiceAccountRequest,
    ) -> Result<(NewAccount, Role), Vec<FieldError>> {
        let mut fields = Fields::default();
        let username = fields.parse("username", &request.username, identity::username);
        let name = fields.parse("name", &request.name, PersonName::parse_optional);
        let role = fields.parse("role", &request.role, |text| match text {
            "" => Ok(Role::User),
            text => Role::parse(text),
        });
        fields.finish()?;
        let (Some(username), Some(name), Some(role)) = (username, name, role) else {
            unreachable!("a missing value has reported an error");
        };
        let email = new_address(self.new_id());
        Ok((NewAccount { username, email, name, password: None, username_is_derived: false }, role))
    }
}

fn listed(row: ServiceAccountRow) -> ServiceAccountView {
    ServiceAccountView {
        tokens: u64::try_from(row.tokens).unwrap_or(0),
        last_used_at: row.last_used_at.map(Timestamp),
        ..without_tokens(User::from(row.user), api_tokens::creator(row.creator))
    }
}

fn without_tokens(user: User, created_by: Option<CreatorView>) -> ServiceAccountView {
    ServiceAccountView {
        id: user.id,
        username: user.username,
        name: user.name,
        role: user.role,
        status: user.status,
        created_at: user.created_at,
        tokens: 0,
        last_used_at: None,
        created_by,
    }
}

/// Whether this is the stored address of a service account.
pub(super) fn is_address(email: &str) -> bool {
    email.ends_with(DOMAIN)
}

/// Whether a person who enters this address means that of a service account, however it is spelled.
pub(super) fn is_reserved(email: &CanonicalEmail) -> bool {
    email.key.ends_with(DOMAIN)
}

/// An address that no account has.
fn new_address(id: Uuid) -> CanonicalEmail {
    let address = format!("{id}{DOMAIN}");
    identity::email(&address).unwrap_or_else(|_| unreachable!("a UUID is a valid local part"))
}

/// Parses the address of a person.
pub(super) fn ordinary_address(raw: &str) -> Result<CanonicalEmail, Problem> {
    let email = identity::email(raw)?;
    if is_reserved(&email) { Err(reserved_domain()) } else { Ok(email) }
}

/// The error if a person wants an address of service accounts.
pub(super) fn reserved_domain() -> Problem {
    Problem::new("not_allowed", "Addresses at service.invalid are for service accounts. Enter another one.")
}

/// The error if a service account is to get the address of a person.
pub(super) fn no_address() -> Problem {
    Problem::new("not_allowed", "A service account has no email address. Leave it out.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_people_and_of_service_accounts_are_told_apart() {
        let address = new_address(Uuid::from_u128(7));
        assert_eq!(address.email.as_str(), "00000000-0000-0000-0000-000000000007@service.invalid");
        assert!(is_address(address.email.as_str()));
        assert!(is_reserved(&address));
        for raw in ["maren@service.invalid", "MAREN@Service.Invalid", " x@service.invalid "] {
            assert_eq!(ordinary_address(raw).unwrap_err().code, "not_allowed", "{raw}");
        }
        for raw in ["maren@example.org", "maren@service.invalid.org", "maren@my-service.invalid"] {
            assert!(!is_address(raw) && ordinary_address(raw).is_ok(), "{raw}");
        }
        assert_eq!(ordinary_address("maren").unwrap_err().code, "at_sign_missing");
    }
}
