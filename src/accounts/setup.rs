//! Creates the first administrator with a setup link that the server prints when it starts. The link proves access to
//! the server, so that the first visitor cannot take over a new installation.

use super::audit::Actor;
use super::own_fields::OwnFieldAccess;
use super::unit_of_work::UnitOfWork;
use super::users::UsernameRights;
use super::{Caller, User, Users, one_time};
use crate::language::message;
use crate::passwords::Priority;
use crate::shared::{AppError, EventKind, RegisterRequest, Role};
use crate::store::locks;
use crate::store::{AdvisoryLock, StoreError, Tx, account_status, setup_tokens};
use std::time::Duration;

/// Lifetime of a setup link.
const LIFETIME: Duration = Duration::from_secs(60 * 60);

/// The token of a setup link. It is a secret and only printed to standard output.
pub struct SetupToken(pub String);

impl Users {
    /// Creates a setup token; None if an administrator exists. Earlier tokens stay valid for their hour, because each
    /// replica prints its own. The first one that is used invalidates all.
    pub async fn issue_setup_token(&self) -> Result<Option<SetupToken>, StoreError> {
        let ((token, hash), now) = (one_time::draw(self.entropy()), self.now());
        let job = async move |mut tx: Tx| {
            let is_needed = !account_status::any_admin(&mut tx).await?;
            if is_needed {
                setup_tokens::insert(&mut tx, &hash, now, now.plus(LIFETIME)).await?;
            }
            Ok::<_, StoreError>(is_needed)
        };
        Ok(self.db().write(job).await?.then_some(SetupToken(token)))
    }

    /// Whether there is an administrator, also one that is disabled.
    pub async fn has_administrator(&self) -> Result<bool, StoreError> {
        self.db().read(async |mut conn| account_status::any_admin(&mut conn).await).await
    }

    pub async fn setup_token_is_valid(&self, token: &str) -> Result<bool, AppError> {
        let Some(hash) = one_time::hash_of(token) else {
            return Ok(false);
        };
        let now = self.now();
        let valid = self
            .db()
            .read(async move |mut conn| {
                Ok(setup_tokens::is_valid(&mut conn, &hash, now).await?
                    && !account_status::any_admin(&mut conn).await?)
            })
            .await?;
        Ok(valid)
    }

    /// Creates the first administrator and consumes the token, except if fields are invalid.
    pub async fn set_up(&self, caller: &Caller, token: &str, request: RegisterRequest) -> Result<User, AppError> {
        // Before the password is hashed: only holders of a link may cause that work.
        if !self.setup_token_is_valid(token).await? {
            return Err(link_invalid());
        }
        let hash = one_time::hash_of(token).ok_or_else(link_invalid)?;
        // The holder of the link has access to the server, like the operator, who vouches for the address.
        let access = OwnFieldAccess { is_administrator: true, ..OwnFieldAccess::OWNER };
        let new = self.parse_registration(caller, &request, UsernameRights::All, Role::Admin, access).await?;
        let new = self.prepare(new, Priority::other(caller.address)).await?.confirmed();
        let id = new.user.id;
        let job = async move |mut tx: UnitOfWork| {
            // Until the commit, no other transaction can change who is an administrator.
            locks::acquire(&mut tx, AdvisoryLock::Administrators).await?;
            let now = tx.now();
            // Only one of two concurrent requests creates an administrator.
            if account_status::any_admin(&mut tx).await? || !setup_tokens::consume(&mut tx, &hash, now).await? {
                return Err(link_invalid());
            }
            tx.record(tx.event(EventKind::UserSetUp).on(id));
            new.insert(&mut tx).await
        };
        self.transact(Actor::User(id), caller, job).await
    }
}

/// The link is unknown, used or expired, or an administrator exists.
fn link_invalid() -> AppError {
    AppError::not_found(message::one_time_setup_invalid())
}
