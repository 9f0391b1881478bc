//! Creates an account: shared by the registration form, the API, the command line, invitations and the setup of the
//! first administrator. Imports insert in batches, but find free usernames in the same way.

use super::{
    User, free_username,
    new_account::{self, NewAccount, NewAccountFields},
};
use crate::{
    accounts::{
        Accounts, Caller, Failure, ManageError, Principal,
        policy::{self, Action},
        unit_of_work::UnitOfWork,
    },
    passwords::{self, Overloaded, Priority},
    shared::{audit::EventKind, error::FieldError, groups::GroupNames, ids::UserId, text::Text, views::Role},
    store::{
        StoreError,
        users::{self, Names, NewUser, Taken, UserRow},
    },
};

/// Maximum number of usernames that are tried for a derived username, if concurrent requests keep taking them.
const MAX_ATTEMPTS: usize = 4;
const USERNAME_TAKEN: Taken = Taken { username: true, email: false, external_id: false };

/// Why an account was not created.
#[derive(Debug, thiserror::Error)]
pub(in crate::accounts) enum NotCreated {
    #[error("invalid fields")]
    Invalid(Vec<FieldError>),
    #[error("username or email address is taken")]
    Taken(Vec<FieldError>),
    #[error(transparent)]
    Failed(#[from] Failure),
}

/// Implements the conversion into an error type that has the same variants `Invalid`, `Taken` and `Failed`.
macro_rules! from_not_created {
    ($error:ty) => {
        impl From<$crate::accounts::users::create::NotCreated> for $error {
            fn from(error: $crate::accounts::users::create::NotCreated) -> Self {
                use $crate::accounts::users::create::NotCreated;
                match error {
                    NotCreated::Invalid(errors) => Self::Invalid(errors),
                    NotCreated::Taken(errors) => Self::Taken(errors),
                    NotCreated::Failed(failure) => Self::Failed(failure),
                }
            }
        }
    };
}
pub(in crate::accounts) use from_not_created;

impl From<StoreError> for NotCreated {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<Overloaded> for NotCreated {
    fn from(overloaded: Overloaded) -> Self {
        Self::Failed(overloaded.into())
    }
}

/// An account whose fields are valid and whose username and email address are free. The password is not hashed yet.
pub(in crate::accounts) struct Checked {
    id: UserId,
    names: Names,
    role: Role,
    password: Option<String>,
    username_is_derived: bool,
}

/// An account that is ready to be inserted.
pub(in crate::accounts) struct Prepared {
    pub id: UserId,
    pub(super) user: NewUser,
    /// The username was derived from the email address, so it may be replaced if it is taken.
    pub(super) username_is_derived: bool,
}

/// An account that the operator creates.
#[derive(Clone, Debug)]
pub struct CreateUserRequest {
    pub username: Text,
    pub email: Text,
    pub name: Text,
    pub password: Text,
    pub role: Role,
}

impl Accounts {
    /// Creates an account with any role, from the command line.
    pub async fn create_user(
        &self,
        who: &Principal,
        caller: &Caller,
        request: CreateUserRequest,
    ) -> Result<User, ManageError> {
        // Before the password is hashed, which is expensive. `change` checks it again.
        policy::permit(who, Action::OperateUsers)?;
        let fields = NewAccountFields {
            rights: self.username_rights(who),
            username: &request.username,
            email: &request.email,
            name: &request.name,
            password: Some(&request.password),
            confirm_password: &Text::Missing,
        };
        // The operator vouches for the address.
        let new = self.prepare(&fields, request.role, Priority::other(caller.address)).await?.confirmed();
        let job = async move |mut tx: UnitOfWork| {
            // Events are written at the end of the transaction, so this one only if the account is inserted.
            tx.record(tx.event(EventKind::UserCreate).on(new.id).detail(request.role));
            Ok(User::from(new.insert(&mut tx).await?))
        };
        self.change(who, caller, Action::OperateUsers, job).await
    }

    /// Checks the fields and hashes the password.
    pub(in crate::accounts) async fn prepare(
        &self,
        fields: &NewAccountFields<'_>,
        role: Role,
        priority: Priority,
    ) -> Result<Prepared, NotCreated> {
        let checked = self.check_new(fields, role).await?;
        self.hash_new(checked, priority).await
    }

    /// Parses the fields and checks that the username and email address are free. Both are cheap and happen before the
    /// password is hashed, which is expensive.
    pub(in crate::accounts) async fn check_new(
        &self,
        fields: &NewAccountFields<'_>,
        role: Role,
    ) -> Result<Checked, NotCreated> {
        let (checked, taken) = self.find_taken(fields, role).await?;
        checked.reject_taken(taken)
    }

    /// Like [`Self::check_new`], but accepts an email address that is taken, so that the response does not reveal it.
    pub(in crate::accounts) async fn check_new_but_email(
        &self,
        fields: &NewAccountFields<'_>,
        role: Role,
    ) -> Result<Checked, NotCreated> {
        let (checked, taken) = self.find_taken(fields, role).await?;
        checked.reject_taken(Taken { email: false, ..taken })
    }

    /// Parses the fields, and looks up which of the names are taken.
    async fn find_taken(&self, fields: &NewAccountFields<'_>, role: Role) -> Result<(Checked, Taken), NotCreated> {
        let account = self.parse_new_account(fields).map_err(NotCreated::Invalid)?;
        let username_is_derived = account.username_is_derived;
        let names = new_account::names(account.username, account.email, account.name, None, GroupNames::default());
        let id = UserId(self.new_id());
        let wanted = names.clone();
        let now = self.now();
        let taken = self.db().read(move |conn| Box::pin(async move { users::taken(conn, &wanted, id, now).await }));
        let taken = taken.await?;
        Ok((Checked { id, names, role, password: account.password, username_is_derived }, taken))
    }

    /// An account whose owner chooses the password with a link. Only [`Prepared::insert`] checks that its names are free: a
    /// repeated request (`accounts/idempotency.rs`) has the names of the account that it has created before.
    pub(in crate::accounts) fn prepare_without_password(&self, account: NewAccount, role: Role) -> Prepared {
        let NewAccount { username, email, name, username_is_derived, .. } = account;
        let names = new_account::names(username, email, name, None, GroupNames::default());
        let (id, password_hash) = (UserId(self.new_id()), passwords::UNUSABLE.to_owned());
        let user = NewUser { id, names, role, email_verified: false, password_hash, now: self.now() };
        Prepared { id, user, username_is_derived }
    }

    pub(in crate::accounts) async fn hash_new(
        &self,
        checked: Checked,
        priority: Priority,
    ) -> Result<Prepared, NotCreated> {
        let Checked { id, names, role, password, username_is_derived } = checked;
        let password_hash = match &password {
            Some(password) => self.passwords().hash(password, priority).await?,
            // No password matches this hash. The owner sets one with a link.
            None => passwords::UNUSABLE.to_owned(),
        };
        let user = NewUser { id, names, role, email_verified: false, password_hash, now: self.now() };
        Ok(Prepared { id, user, username_is_derived })
    }
}

impl Checked {
    fn reject_taken(self, taken: Taken) -> Result<Self, NotCreated> {
        reject_taken(taken, self.username_is_derived, &self.names.username)?;
        Ok(self)
    }
}

impl Prepared {
    /// The same account with a confirmed email address.
    pub(in crate::accounts) fn confirmed(mut self) -> Self {
        self.user.email_verified = true;
        self
    }

    /// Inserts the account. A concurrent request may have taken the username or the email address since they were
    /// checked.
    pub(in crate::accounts) async fn insert(mut self, tx: &mut UnitOfWork) -> Result<UserRow, NotCreated> {
        let now = tx.now();
        for _ in 0..MAX_ATTEMPTS {
            let inserted = users::insert(tx, &self.user).await?;
            let names = &mut self.user.names;
            // If nothing was inserted, a key is taken. Only a derived username can be replaced. After an insert, the address is
            // taken if its previous owner can take it back: on PostgreSQL the insert waits for a concurrent change of address,
            // which only a later statement sees.
            let taken = users::taken(tx, names, self.id, now).await?;
            reject_taken(taken, self.username_is_derived, &names.username)?;
            if let Some(row) = inserted {
                return Ok(row);
            }
            // A clone, because `rename` borrows the transaction mutably.
            let accounts = tx.accounts().clone();
            free_username::rename(tx, names, accounts.entropy()).await?;
        }
        // Concurrent requests took every candidate: the user has to choose a username.
        Err(NotCreated::Taken(new_account::taken_errors(USERNAME_TAKEN, &self.user.names.username)))
    }
}

/// Fails if a key is taken, except a derived username, which can be replaced.
fn reject_taken(mut taken: Taken, username_is_derived: bool, username: &str) -> Result<(), NotCreated> {
    taken.username &= !username_is_derived;
    if taken == Taken::default() {
        return Ok(());
    }
    Err(NotCreated::Taken(new_account::taken_errors(taken, username)))
}
