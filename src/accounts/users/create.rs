//! Creates an account for somebody else: from the command line with a password, or by an administrator with a one-time link with
//! which the owner chooses one. The steps below are shared by the registration form, service accounts and the setup of the first
//! administrator. Imports insert in batches, but find free usernames in the same way.

use super::{
    User,
    new_account::{self, NewAccount, NewAccountFields},
    usernames,
};
use crate::{
    accounts::{
        Accounts, Caller, PasswordLink, one_time::Issued, passwords::SETUP_LIFETIME, policy::Action,
        unit_of_work::UnitOfWork,
    },
    passwords::{self, Priority},
    shared::{
        audit::EventKind,
        awaiting_password::InvitationView,
        error::AppError,
        fields::{Fields, Problem},
        groups::GroupNames,
        ids::UserId,
        requests::InviteUserRequest,
        values::{Expected, Text},
        views::Role,
    },
    store::{
        one_time_tokens::NewOneTimeToken,
        users::{self, Names, NewUser, Taken, UserRow},
    },
};
use serde::{Deserialize, Serialize};

/// Maximum number of usernames that are tried for a derived username, if concurrent requests keep taking them.
const MAX_ATTEMPTS: usize = 4;
const USERNAME_TAKEN: Taken = Taken { username: true, email: false, external_id: false };

/// An account that the operator creates.
#[derive(Clone, Debug)]
pub struct CreateUserRequest {
    pub username: Text,
    pub email: Text,
    pub name: Text,
    pub password: Text,
    pub role: Role,
}

/// How the owner of a new account gets the link to choose a password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SetupLink {
    /// The administrator passes it on.
    Shown(PasswordLink),
    /// It is sent to the address of the account. Only the owner learns it, because using it confirms the address.
    Mailed(InvitationView),
}

/// The link before it is stored.
enum NewSetupLink {
    Shown(NewOneTimeToken),
    Mailed(Issued),
}

/// An account whose fields are valid and whose username and email address are free. The password is not hashed yet.
pub(super) struct Checked {
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

impl Accounts {
    /// Creates an account with any role, from the command line.
    pub async fn create_user(&self, caller: &Caller, request: CreateUserRequest) -> Result<User, AppError> {
        // Before the password is hashed, which is expensive. `change` checks it again.
        caller.permit(Action::OperateUsers)?;
        let fields = NewAccountFields {
            rights: self.username_rights(caller),
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
        self.change(caller, Action::OperateUsers, job).await
    }

    /// Creates an account without a password, and the link to choose one, in one transaction.
    pub async fn invite_user(
        &self,
        caller: &Caller,
        request: InviteUserRequest,
    ) -> Result<(User, SetupLink), AppError> {
        // Before the fields are checked, because their errors reveal which names are taken.
        caller.permit(Action::GovernUsers)?;
        let (role, by_mail) = parse_choices(&request)?;
        if role == Role::Admin {
            caller.permit(Action::SetRoles)?;
        }
        let fields = NewAccountFields {
            rights: self.username_rights(caller),
            username: &request.username,
            email: &request.email,
            name: &request.name,
            password: None,
            confirm_password: &Text::Missing,
        };
        let account = self.parse_new_account(&fields).map_err(AppError::invalid)?;
        let new = self.prepare_without_password(account, role);
        let (link, stored) = if by_mail {
            let issued = self.new_invitation(caller.user_id(), new.id);
            (SetupLink::Mailed(issued.invitation()), NewSetupLink::Mailed(issued))
        } else {
            let (link, stored) = self.new_link(caller, new.id, SETUP_LIFETIME);
            (SetupLink::Shown(link), NewSetupLink::Shown(stored))
        };
        let created = self.change_once(caller, Action::GovernUsers, move |tx| {
            Box::pin(async move {
                tx.record(tx.event(EventKind::UserCreate).on(new.id).detail(role));
                let user = User::from(new.insert(tx).await?);
                match &stored {
                    NewSetupLink::Shown(stored) => tx.store_token(stored).await?,
                    NewSetupLink::Mailed(issued) => tx.invite(&user, issued).await?,
                }
                Ok((user, link))
            })
        });
        created.await
    }

    /// Checks the fields and hashes the password.
    pub(in crate::accounts) async fn prepare(
        &self,
        fields: &NewAccountFields<'_>,
        role: Role,
        priority: Priority,
    ) -> Result<Prepared, AppError> {
        let checked = self.check_new(fields, role).await?;
        self.hash_new(checked, priority).await
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

    /// Parses the fields and checks that the username and email address are free. Both are cheap and happen before the
    /// password is hashed, which is expensive.
    pub(super) async fn check_new(&self, fields: &NewAccountFields<'_>, role: Role) -> Result<Checked, AppError> {
        let (checked, taken) = self.find_taken(fields, role).await?;
        checked.reject_taken(taken)
    }

    /// Like [`Self::check_new`], but accepts an email address that is taken, so that the response does not reveal it.
    pub(super) async fn check_new_but_email(
        &self,
        fields: &NewAccountFields<'_>,
        role: Role,
    ) -> Result<Checked, AppError> {
        let (checked, taken) = self.find_taken(fields, role).await?;
        checked.reject_taken(Taken { email: false, ..taken })
    }

    /// Parses the fields, and looks up which of the names are taken.
    async fn find_taken(&self, fields: &NewAccountFields<'_>, role: Role) -> Result<(Checked, Taken), AppError> {
        let account = self.parse_new_account(fields).map_err(AppError::invalid)?;
        let username_is_derived = account.username_is_derived;
        let names = new_account::names(account.username, account.email, account.name, None, GroupNames::default());
        let id = UserId(self.new_id());
        let wanted = names.clone();
        let now = self.now();
        let taken = self.db().read(async move |mut conn| users::taken(&mut conn, &wanted, id, now).await);
        let taken = taken.await?;
        Ok((Checked { id, names, role, password: account.password, username_is_derived }, taken))
    }

    pub(super) async fn hash_new(&self, checked: Checked, priority: Priority) -> Result<Prepared, AppError> {
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

/// The role of the new account, `user` if missing, and whether the link is sent by mail.
fn parse_choices(request: &InviteUserRequest) -> Result<(Role, bool), AppError> {
    let mut parsed = Fields::default();
    let text = &request.role;
    let role = if text.is_missing() { Some(Role::User) } else { parsed.parse("role", text, Role::parse) };
    if request.invite == Expected::WrongType {
        parsed.reject("invite", Problem::not_boolean());
    }
    parsed.finish().map_err(AppError::invalid)?;
    Ok((role.unwrap_or(Role::User), request.invite == Expected::Given(true)))
}

impl Checked {
    fn reject_taken(self, taken: Taken) -> Result<Self, AppError> {
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
    pub(in crate::accounts) async fn insert(mut self, tx: &mut UnitOfWork) -> Result<UserRow, AppError> {
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
            // A clone, because `number_username` borrows the transaction mutably.
            let accounts = tx.accounts().clone();
            usernames::number_username(tx, names, accounts.entropy()).await?;
        }
        // Concurrent requests took every candidate: the user has to choose a username.
        Err(AppError::taken(new_account::taken_errors(USERNAME_TAKEN, &self.user.names.username)))
    }
}

/// Fails if a key is taken, except a derived username, which can be replaced.
fn reject_taken(mut taken: Taken, username_is_derived: bool, username: &str) -> Result<(), AppError> {
    taken.username &= !username_is_derived;
    if taken == Taken::default() {
        return Ok(());
    }
    Err(AppError::taken(new_account::taken_errors(taken, username)))
}
