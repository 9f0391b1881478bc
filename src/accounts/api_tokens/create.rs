//! Creates an API token.

use super::{Scopes, request::NewTokenFields, secret};
use crate::{
    accounts::{
        Accounts, Caller, Failure, ManageError, Principal, Throttled, User, error,
        passwords::Proof,
        policy::{self, Action, NotAllowed},
    },
    mail::Mail,
    shared::{
        api_tokens::{ApiTokenView, CreateApiTokenRequest, MAX_TOKENS, NewApiTokenView, Scope},
        audit::EventKind,
        error::{AppError, ErrorCode, FieldError},
        fields::Problem,
        ids::{ApiTokenId, UserId},
        text::Text,
        views::{Role, Status},
    },
    store::{
        StoreError,
        api_tokens::{self, NewApiToken},
        service_accounts, users,
    },
};

/// Why an API token was not created.
#[derive(Debug, thiserror::Error)]
pub enum CreateApiTokenError {
    #[error("invalid fields")]
    Invalid(Vec<FieldError>),
    #[error("too many wrong passwords")]
    Throttled(Throttled),
    /// Nobody creates tokens for another person.
    #[error("not a service account")]
    NotServiceAccount,
    #[error("the account is disabled")]
    Disabled,
    #[error("too many API tokens")]
    TooMany,
    #[error(transparent)]
    Refused(#[from] ManageError),
}

impl From<CreateApiTokenError> for AppError {
    fn from(error: CreateApiTokenError) -> Self {
        match error {
            CreateApiTokenError::Invalid(errors) => error::invalid(errors),
            CreateApiTokenError::Throttled(throttled) => throttled.into(),
            CreateApiTokenError::NotServiceAccount => Self::new(
                ErrorCode::Forbidden,
                "Administrators create API tokens for service accounts only. The owner of this account creates their own.",
            ),
            CreateApiTokenError::Disabled => {
                Self::new(ErrorCode::Disabled, "The account is disabled. Enable it before you create an API token.")
            }
            CreateApiTokenError::TooMany => Self::new(
                ErrorCode::ValidationFailed,
                format!("The account has {MAX_TOKENS} API tokens. Revoke one before you create another."),
            ),
            CreateApiTokenError::Refused(error) => error.into(),
        }
    }
}

impl From<NotAllowed> for CreateApiTokenError {
    fn from(refusal: NotAllowed) -> Self {
        Self::Refused(refusal.into())
    }
}

impl From<StoreError> for CreateApiTokenError {
    fn from(error: StoreError) -> Self {
        Self::Refused(ManageError::Failed(Failure::Store(error)))
    }
}

impl From<Failure> for CreateApiTokenError {
    fn from(failure: Failure) -> Self {
        Self::Refused(failure.into())
    }
}

impl Accounts {
    /// Creates a token: users for themselves, administrators for service accounts, the operator for any account. The
    /// owner gets a message. Who has not just signed in needs the password: a token outlives the session.
    ///
    /// The secret in the result is stored nowhere, except sealed for a day if the request has an idempotency key.
    pub async fn create_api_token(
        &self,
        who: &Principal,
        caller: &Caller,
        id: UserId,
        request: CreateApiTokenRequest,
    ) -> Result<NewApiTokenView, CreateApiTokenError> {
        policy::permit(who, Action::ManageApiTokens(id))?;
        let (fields, proof) = self.check_request(who, caller, &request).await?;
        let NewTokenFields { name, scopes, lifetime } = fields;
        let (secret, hash) = secret::draw(self.entropy());
        let now = self.now();
        let new = NewApiToken {
            id: ApiTokenId(self.new_id()),
            hash,
            user: id,
            name,
            scopes: scopes.to_stored(),
            created_by: who.user_id(),
            created_at: now,
            expires_at: now.plus(lifetime),
        };
        let token = ApiTokenView {
            id: new.id,
            name: new.name.clone(),
            scopes: scopes.iter().collect(),
            created_at: new.created_at,
            expires_at: new.expires_at,
            last_used_at: None,
            last_used_address: None,
            created_by: who.as_creator(),
        };
        let actor = who.user_id();
        let is_for_another_person = matches!(who, Principal::User(current) if current.user.id != id);
        let created = self.change_once(who, caller, Action::ManageApiTokens(id), move |tx| {
            Box::pin(async move {
                // Here, so that a request that is repeated later gets the token that it has created.
                let confirmed = proof.map_err(|problem| CreateApiTokenError::Invalid(vec![problem]))?;
                if let Some((actor, confirmed)) = actor.zip(confirmed)
                    && let Some(problem) = tx.replaced_since(actor, &confirmed).await?
                {
                    return Err(CreateApiTokenError::Invalid(vec![problem.of("current_password")]));
                }
                // `change_once` has locked the account, so neither its status nor its role nor the number of its tokens
                // changes.
                let user = users::find(tx, id).await?.map(User::from).ok_or(ManageError::NotFound)?;
                let is_service = service_accounts::exists(tx, id).await?;
                check(&user, scopes)?;
                if is_for_another_person && !is_service {
                    return Err(CreateApiTokenError::NotServiceAccount);
                }
                if api_tokens::count_living(tx, id, now).await? >= MAX_TOKENS as i64 {
                    return Err(CreateApiTokenError::TooMany);
                }
                api_tokens::insert(tx, &new).await?;
                tx.record(tx.event(EventKind::ApiTokenCreate).on(id).detail(new.id));
                if !is_service {
                    tx.notify(id, |user| Mail::ApiTokenCreated { name: user.greeting(), at: now }).await?;
                }
                Ok(NewApiTokenView { secret, token })
            })
        });
        created.await
    }

    /// Checks all fields and returns all errors at once. The error of a missing proof is returned beside valid fields, or the hash
    /// of the password, if it was confirmed with one.
    async fn check_request(
        &self,
        who: &Principal,
        caller: &Caller,
        request: &CreateApiTokenRequest,
    ) -> Result<(NewTokenFields, Result<Option<String>, FieldError>), CreateApiTokenError> {
        let proof = match self.recent_proof(who, caller, EventKind::ApiTokenCreate, &request.current_password).await? {
            Proof::Given(_) if request.current_password == Text::WrongType => {
                Err(Problem::not_text().of("current_password"))
            }
            Proof::Given(confirmed) => Ok(confirmed),
            Proof::Missing(problem) => Err(problem.of("current_password")),
            Proof::Throttled(throttled) => return Err(CreateApiTokenError::Throttled(throttled)),
        };
        match NewTokenFields::parse(request) {
            Ok(fields) => Ok((fields, proof)),
            Err(errors) => Err(CreateApiTokenError::Invalid(errors.into_iter().chain(proof.err()).collect())),
        }
    }
}

/// Whether the account can have a token with these scopes.
fn check(user: &User, scopes: Scopes) -> Result<(), CreateApiTokenError> {
    match user.status {
        Status::Active => {}
        Status::Disabled => return Err(CreateApiTokenError::Disabled),
        Status::Deleted => return Err(ManageError::NotFound.into()),
    }
    // Otherwise the token would do nothing, and become powerful when the account becomes an administrator.
    if user.role != Role::Admin && scopes.iter().any(Scope::is_for_administrators) {
        let problem = Problem::new("administrators_only", "Only self is possible: the account is no administrator.");
        return Err(CreateApiTokenError::Invalid(vec![problem.of("scopes")]));
    }
    Ok(())
}
