//! New accounts: their fields are parsed in the same way for forms, the API, the command line and imports. Before the password is
//! hashed, which is expensive, the names are checked. Imports insert in batches, but find free usernames in the same way.

use super::names::{parse_names, reserved_for, taken_errors, with_keys};
use super::{User, UsernameRights, usernames};
use crate::accounts::own_fields::{OwnFieldAccess, parse_new, searched_words, taken_among, to_store};
use crate::accounts::terms::Acceptance;
use crate::accounts::{Action, Caller, UnitOfWork, Users};
use crate::language::message;
use crate::passwords::{self, Priority};
use crate::shared::{
    AppError, FieldError, Fields, Problem, RegisterRequest, Role, SentFields, Status, Text, Timestamp, UserId,
};
use crate::store::own_fields::NewOwnValue;
use crate::store::users::{self, Names, Taken};
use crate::store::{NewUser, StoreError};

/// Maximum number of usernames that are tried for a derived username, if concurrent requests keep taking them.
const MAX_ATTEMPTS: usize = 4;
const USERNAME_TAKEN: Taken = Taken { username: true, email: false, external_id: false };

/// An account that is to be created. Its fields are valid.
pub(in crate::accounts) struct NewAccount {
    pub user: NewUser,
    /// The terms that its owner has accepted.
    pub accepted: Option<Acceptance>,
    /// Not hashed yet. None if the owner chooses one with a link.
    password: Option<String>,
    /// The username was derived from the email address, so it may be replaced if it is taken.
    username_is_derived: bool,
}

impl Users {
    /// Parses a registration, and returns all errors at once. `access`: as what somebody fills in the fields of one's own.
    pub(in crate::accounts) async fn parse_registration(
        &self,
        caller: &Caller,
        request: &RegisterRequest,
        rights: UsernameRights,
        role: Role,
        access: OwnFieldAccess,
    ) -> Result<NewAccount, AppError> {
        let own = self.parse_own_fields(&request.fields, access, access == OwnFieldAccess::OWNER).await?;
        let mut fields = Fields::default();
        let RegisterRequest { username, email, password, confirm_password, profile, .. } = request;
        let (names, username_is_derived) = parse_names(&mut fields, rights, username, email, profile);
        // A password must not be made of these.
        let known = [names.username.as_str(), names.email.as_str()];
        let rules = self.settings().password_rules;
        let chosen = self.passwords().parse_chosen_password(&mut fields, "password", password, known, rules)?;
        // API clients need not send the password twice: that only catches typing mistakes.
        if !confirm_password.is_missing() && !is_repeated(confirm_password, password) {
            fields.reject("confirm_password", Problem::new("mismatch", message::password_change_mismatch()));
        }
        let accepted = self.terms().read_acceptance(&mut fields, caller, &request.terms).await?;
        let own = own.finish(fields)?;
        Ok(NewAccount {
            password: chosen,
            accepted,
            ..self.new_account(own.named(names), role, username_is_derived).with_own(own)
        })
    }

    /// Reads the fields of one's own of a new account. Their errors are reported with those of the other fields.
    pub(in crate::accounts) async fn parse_own_fields(
        &self,
        sent: &SentFields,
        access: OwnFieldAccess,
        registers: bool,
    ) -> Result<NewOwnFields, StoreError> {
        let fields = self.own_fields().all().await?;
        let (values, errors) = match parse_new(&fields, sent, access, registers) {
            Ok(values) => (values, Vec::new()),
            Err(errors) => (Vec::new(), errors),
        };
        Ok(NewOwnFields { words: searched_words(&fields, &values), values: to_store(&fields, &values), errors })
    }

    /// An account with these names, which are valid, whose owner chooses the password with a link. Only [`NewAccount::insert`] checks
    /// that the names are free: a repeated request (`accounts/idempotency.rs`) has those of the account that it has created before.
    pub(in crate::accounts) fn new_account(&self, names: Names, role: Role, username_is_derived: bool) -> NewAccount {
        let user = NewUser {
            id: UserId(self.new_id()),
            names: with_keys(names),
            role,
            status: Status::Active,
            email_verified: false,
            password_hash: passwords::NONE.to_owned(),
            created_at: self.now(),
            deleted_at: None,
            last_login_at: Timestamp(0),
            import_number: 0,
            own_values: Vec::new(),
        };
        NewAccount { user, accepted: None, password: None, username_is_derived }
    }

    /// Checks that the names are free, and hashes the password.
    pub(in crate::accounts) async fn prepare(
        &self,
        new: NewAccount,
        priority: Priority,
    ) -> Result<NewAccount, AppError> {
        self.refuse_taken(&new, false).await?;
        self.hash_new(new, priority).await
    }

    /// Fails if another account has one of the names, or a value that no two may have. `hides_address`: the answer must not reveal
    /// whether an account has the address.
    pub(in crate::accounts) async fn refuse_taken(
        &self,
        new: &NewAccount,
        hides_address: bool,
    ) -> Result<(), AppError> {
        let (names, id, now) = (new.user.names.clone(), new.user.id, self.now());
        let read = self.db().read(async move |mut conn| users::taken(&mut conn, &names, id, now).await);
        let mut taken = read.await?;
        taken.email &= !hides_address;
        new.reject_taken(taken)?;
        self.own_fields().refuse_taken_values(id, new.user.own_values.clone()).await
    }

    pub(super) async fn hash_new(&self, mut new: NewAccount, priority: Priority) -> Result<NewAccount, AppError> {
        if let Some(password) = new.password.take() {
            new.user.password_hash = self.hasher().hash(&password, priority).await?;
        }
        new.user.created_at = self.now();
        Ok(new)
    }
}

/// The fields of one's own of a new account.
pub(in crate::accounts) struct NewOwnFields {
    /// What the search finds of them.
    words: String,
    values: Vec<NewOwnValue>,
    errors: Vec<FieldError>,
}

impl NewOwnFields {
    /// All errors at once: those of the other fields come first.
    pub(in crate::accounts) fn finish(self, fields: Fields) -> Result<Self, AppError> {
        let mut errors = fields.finish().err().unwrap_or_default();
        errors.extend(self.errors);
        if errors.is_empty() { Ok(Self { errors, ..self }) } else { Err(AppError::invalid(errors)) }
    }

    /// The names, with what the search finds.
    pub(in crate::accounts) fn named(&self, names: Names) -> Names {
        Names { own_words: self.words.clone(), ..names }
    }
}

/// Whether the password was typed twice.
fn is_repeated(confirmed: &Text, password: &Text) -> bool {
    match (confirmed, password) {
        (Text::Given(confirmed), Text::Given(password)) => passwords::are_same(confirmed, password),
        _ => confirmed == password,
    }
}

impl NewAccount {
    /// The same account with a confirmed email address.
    pub(in crate::accounts) fn confirmed(mut self) -> Self {
        self.user.email_verified = true;
        self
    }

    /// The same account, whose owner has accepted these terms.
    pub(in crate::accounts) fn accepting(self, accepted: Option<Acceptance>) -> Self {
        Self { accepted, ..self }
    }

    /// The same account with these values.
    pub(in crate::accounts) fn with_own(mut self, own: NewOwnFields) -> Self {
        self.user.own_values = own.values;
        self
    }

    /// The same account without the values that another one has got since they were read, which no two may have: for a link of a
    /// registration, with which nobody can choose another value. What is required is asked for at a sign-in.
    pub(super) async fn without_taken_values(mut self, tx: &mut UnitOfWork) -> Result<Self, StoreError> {
        let now = tx.now();
        while let Some(field) = taken_among(tx, self.user.id, &self.user.own_values, now).await? {
            self.user.own_values.retain(|new| new.field != field);
            // Those of the values that are left are added when it is inserted.
            self.user.names = with_keys(Names { own_words: String::new(), ..self.user.names });
        }
        Ok(self)
    }

    /// Fails if a key is taken, except a derived username, which can be replaced.
    fn reject_taken(&self, mut taken: Taken) -> Result<(), AppError> {
        taken.username &= !self.username_is_derived;
        if taken == Taken::default() {
            return Ok(());
        }
        Err(AppError::taken(taken_errors(taken, &self.user.names.username)))
    }

    /// Inserts the account. A concurrent request may have taken the username, the email address or a value that no two may have since
    /// they were checked.
    pub(in crate::accounts) async fn insert(mut self, tx: &mut UnitOfWork) -> Result<User, AppError> {
        tx.index_new(&mut self.user).await?;
        let now = tx.now();
        for _ in 0..MAX_ATTEMPTS {
            let inserted = users::insert(tx, &self.user).await?;
            // If nothing was inserted, a key is taken. Only a derived username can be replaced. After an insert, a name is taken if
            // its previous owner can take it back: on PostgreSQL the insert waits for a concurrent change, which only a later
            // statement sees.
            let taken = users::taken(tx, &self.user.names, self.user.id, now).await?;
            let is_refused = taken.username && !self.username_is_derived && tx.caller().may(Action::ManageUsernames);
            if is_refused && let Some(problem) = reserved_for(tx, &self.user.names, self.user.id).await? {
                return Err(AppError::taken(vec![problem.of("username")]));
            }
            self.reject_taken(taken)?;
            if inserted.is_some() && taken.username {
                users::remove(tx, self.user.id).await?;
            } else if let Some(row) = inserted {
                tx.give_own_values(self.user.id, &self.user.own_values).await?;
                if let Some(accepted) = &self.accepted {
                    tx.accept_version(self.user.id, accepted).await?;
                }
                let has_groups = !self.user.own_values.is_empty() && tx.follow_rules(self.user.id).await?;
                let row = if has_groups { users::find(tx, self.user.id).await?.unwrap_or(row) } else { row };
                return Ok(User::from(row));
            }
            // A clone, because `number_username` borrows the transaction mutably.
            let accounts = tx.accounts().clone();
            usernames::number_username(tx, &mut self.user.names, accounts.entropy()).await?;
        }
        // Concurrent requests took every candidate: the user has to choose a username.
        Err(AppError::taken(taken_errors(USERNAME_TAKEN, &self.user.names.username)))
    }
}
