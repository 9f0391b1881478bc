//! Creates a service account.

use super::address::new_address;
use crate::{
    accounts::{
        Accounts, Caller, Failure, ManageError, Principal, User,
        policy::{self, Action, NotAllowed},
        users::{
            create::{NotCreated, from_not_created},
            new_account::NewAccount,
        },
    },
    identity,
    shared::{
        api_tokens::{CreateServiceAccountRequest, ServiceAccountView},
        audit::EventKind,
        error::{AppError, FieldError},
        fields::{self, Fields, person_name::PersonName},
        views::Role,
    },
    store::{StoreError, service_accounts},
};

/// Why a service account was not created.
#[derive(Debug, thiserror::Error)]
pub enum CreateServiceAccountError {
    #[error("not allowed")]
    Forbidden,
    #[error("invalid fields")]
    Invalid(Vec<FieldError>),
    #[error("the username is taken")]
    Taken(Vec<FieldError>),
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<CreateServiceAccountError> for ManageError {
    fn from(error: CreateServiceAccountError) -> Self {
        match error {
            CreateServiceAccountError::Forbidden => Self::Forbidden,
            CreateServiceAccountError::Invalid(errors) => Self::Invalid(errors),
            CreateServiceAccountError::Taken(errors) => Self::Taken(errors),
            CreateServiceAccountError::Failed(failure) => Self::Failed(failure),
        }
    }
}

impl From<CreateServiceAccountError> for AppError {
    fn from(error: CreateServiceAccountError) -> Self {
        ManageError::from(error).into()
    }
}

impl From<NotAllowed> for CreateServiceAccountError {
    fn from(refusal: NotAllowed) -> Self {
        match refusal {
            NotAllowed::Hidden | NotAllowed::Forbidden => Self::Forbidden,
            gone_or_out_of_scope => Self::Failed(gone_or_out_of_scope.into()),
        }
    }
}

impl From<StoreError> for CreateServiceAccountError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

from_not_created!(CreateServiceAccountError);

impl Accounts {
    /// Creates an account for a program, without tokens.
    pub async fn create_service_account(
        &self,
        who: &Principal,
        caller: &Caller,
        request: CreateServiceAccountRequest,
    ) -> Result<ServiceAccountView, CreateServiceAccountError> {
        // Before the fields are checked, because their errors reveal which names are taken.
        policy::permit(who, Action::CreateServiceAccounts)?;
        let (account, role) = self.parse_service_account(&request).map_err(NotCreated::Invalid)?;
        let new = self.prepare_without_password(account, role);
        let created_by = who.user_id();
        let creator = who.as_creator();
        let created = self.change_once(who, caller, Action::CreateServiceAccounts, move |tx| {
            Box::pin(async move {
                let now = tx.now();
                tx.record(tx.event(EventKind::ServiceAccountCreate).on(new.id).detail(role));
                let user = User::from(new.insert(tx).await?);
                service_accounts::insert(tx, user.id, created_by, now).await?;
                Ok::<_, CreateServiceAccountError>(super::list::new(user, creator))
            })
        });
        created.await
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
            text => fields::role(text),
        });
        fields.finish()?;
        let (Some(username), Some(name), Some(role)) = (username, name, role) else {
            unreachable!("a missing value has reported an error");
        };
        let email = new_address(self.new_id());
        Ok((NewAccount { username, email, name, password: None, username_is_derived: false }, role))
    }
}
