//! Registers a new account, or with `VESTIBULE_REGISTRATION_PRIVACY=strict` answers by mail only
//! (`docs/decisions/0032-registration-privacy.md`).

use super::{
    User, UsernameRights,
    create::{NotCreated, from_not_created},
    new_account::NewAccountFields,
};
use crate::{
    accounts::{Accounts, Caller, Failure, audit::Actor, error, unit_of_work::UnitOfWork},
    budgets::{Budget, Exceeded, RateLimitKey},
    passwords::Priority,
    shared::{
        audit::EventKind,
        error::{AppError, ErrorCode, FieldError},
        requests::RegisterRequest,
        views::Role,
    },
};

/// What became of a registration.
#[derive(Clone, Debug)]
pub enum Registered {
    /// The account exists.
    Account(Box<User>),
    /// The rest happens by mail: a link that opens the account, or a message to the owner of a taken address.
    Pending,
}

/// Why an account was not registered.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    #[error("registration is closed")]
    Closed,
    #[error("invalid fields")]
    Invalid(Vec<FieldError>),
    #[error("username or email address is taken")]
    Taken(Vec<FieldError>),
    #[error("too many registrations")]
    Exceeded(Exceeded),
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<RegisterError> for AppError {
    fn from(error: RegisterError) -> Self {
        match error {
            RegisterError::Closed => {
                Self::new(ErrorCode::RegistrationClosed, "Registration is closed. Ask an administrator for an account.")
            }
            RegisterError::Invalid(errors) => error::invalid(errors),
            RegisterError::Taken(errors) => error::taken(errors),
            RegisterError::Exceeded(exceeded) => exceeded.into(),
            RegisterError::Failed(failure) => failure.into(),
        }
    }
}

from_not_created!(RegisterError);

impl Accounts {
    /// Registers an account, and sends the message that confirms its address.
    pub async fn register(&self, caller: &Caller, request: RegisterRequest) -> Result<Registered, RegisterError> {
        if !self.settings().registration_open {
            return Err(RegisterError::Closed);
        }
        let is_strict = self.settings().strict_registration_privacy;
        let fields = fields_of(&request, UsernameRights::Unreserved);
        let checked = if is_strict {
            self.check_new_but_email(&fields, Role::User).await
        } else {
            self.check_new(&fields, Role::User).await
        };
        // Otherwise anybody could find out which of many names and addresses have an account.
        if let Err(NotCreated::Taken(_)) = checked {
            self.spend_conflict(caller).map_err(RegisterError::Exceeded)?;
        }
        let checked = checked?;
        // Typing mistakes do not use up the budget of the address, but every password hash does.
        if let Some(address) = caller.address {
            self.spend(Budget::Register, RateLimitKey::source(address)).map_err(RegisterError::Exceeded)?;
        }
        let new = self.hash_new(checked, Priority::other(caller.address)).await?;
        if is_strict {
            self.answer_by_mail(caller, new);
            return Ok(Registered::Pending);
        }
        let id = new.id;
        let confirmation = self.first_confirmation(caller, id, &new.user.names.email);
        let job = async move |mut tx: UnitOfWork| {
            tx.record(tx.event(EventKind::UserRegister).on(id));
            let user = User::from(new.insert(&mut tx).await?);
            if let Some(confirmation) = &confirmation {
                confirmation.send(&mut tx).await?;
            }
            Ok::<_, NotCreated>(user)
        };
        // Registering needs no permission, and the new account itself is the actor.
        Ok(Registered::Account(Box::new(self.transact(Actor::User(id), caller, job).await?)))
    }
}

/// The fields of the registration form.
pub(in crate::accounts) fn fields_of(request: &RegisterRequest, rights: UsernameRights) -> NewAccountFields<'_> {
    NewAccountFields {
        rights,
        username: &request.username,
        email: &request.email,
        name: &request.name,
        password: Some(&request.password),
        confirm_password: &request.confirm_password,
    }
}
