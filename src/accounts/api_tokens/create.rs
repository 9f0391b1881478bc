//! Creates an API token.

use super::{Scopes, authenticate};
use crate::accounts::passwords::Proof;
use crate::accounts::{Action, ApiTokens, Caller, UnitOfWork, User, error};
use crate::language::message;
use crate::mail::Mail;
use crate::shared::api_tokens::{DEFAULT_DAYS, MAX_DAYS, MAX_NAME_CHARS, MAX_TOKENS, Scope};
use crate::shared::fields::names::display_name;
use crate::shared::{
    ApiTokenId, ApiTokenView, AppError, CreateApiTokenRequest, CreatorView, ErrorCode, EventKind, Expected, FieldError,
    Fields, NewApiTokenView, Problem, Role, Status, Text, UserId, days,
};
use crate::store::api_tokens::{self, NewApiToken};
use crate::store::{service_accounts, users};
use std::time::Duration;

/// A valid request. Whether the account may have these scopes is not checked yet.
#[derive(Debug, PartialEq, Eq)]
struct NewTokenFields {
    name: String,
    scopes: Scopes,
    lifetime: Duration,
}

impl ApiTokens {
    /// Creates a token: users for themselves, administrators for service accounts, the operator for any account. The
    /// owner gets a message. Who has not just proved who they are needs the password: a token outlives the session.
    ///
    /// The secret in the result is stored nowhere, except sealed for a day if the request has an idempotency key.
    pub async fn create_api_token(
        &self,
        caller: &Caller,
        id: UserId,
        request: CreateApiTokenRequest,
    ) -> Result<NewApiTokenView, AppError> {
        caller.permit(Action::CreateApiTokens(id))?;
        let (fields, proof) = self.check_request(caller, &request).await?;
        // A wrong password is reported below.
        let caller = &caller.proved();
        let NewTokenFields { name, scopes, lifetime } = fields;
        let (secret, hash) = authenticate::draw(self.entropy());
        let (now, actor) = (self.now(), caller.user_id());
        let new = NewApiToken {
            id: ApiTokenId(self.new_id()),
            hash,
            user: id,
            name,
            scopes: scopes.to_stored(),
            created_by: actor,
            created_at: now,
            expires_at: now.plus(lifetime),
            session: None,
        };
        let token = view(&new, scopes, caller.who.as_creator());
        let created = self.change_once(caller, Action::CreateApiTokens(id), move |tx| {
            Box::pin(async move {
                // Here, so that a request that is repeated later gets the token that it has created.
                let confirmed = proof.map_err(|problem| AppError::invalid(vec![problem]))?;
                if let Some((actor, confirmed)) = actor.zip(confirmed)
                    && let Some(problem) = tx.replaced_since(actor, &confirmed).await?
                {
                    return Err(AppError::invalid(vec![problem.of("current_password")]));
                }
                insert(tx, &new, scopes).await?;
                Ok(NewApiTokenView { secret, token })
            })
        });
        created.await
    }

    /// Checks all fields and returns all errors at once. The error of a wrong password is returned beside valid fields, or the hash
    /// of the password, if it was confirmed with one.
    async fn check_request(
        &self,
        caller: &Caller,
        request: &CreateApiTokenRequest,
    ) -> Result<(NewTokenFields, Result<Option<String>, FieldError>), AppError> {
        let proof =
            match self.passwords().recent_proof(caller, EventKind::ApiTokenCreate, &request.current_password).await? {
                Proof::Given(_) if request.current_password == Text::WrongType => {
                    Err(Problem::not_text().of("current_password"))
                }
                Proof::Given(confirmed) => Ok(confirmed),
                Proof::Wrong(problem) => Err(problem.of("current_password")),
            };
        match NewTokenFields::parse(request) {
            Ok(fields) => Ok((fields, proof)),
            Err(errors) => Err(AppError::invalid(errors.into_iter().chain(proof.err()).collect())),
        }
    }
}

/// A token that has just been created.
pub(super) fn view(new: &NewApiToken, scopes: Scopes, created_by: Option<CreatorView>) -> ApiTokenView {
    ApiTokenView {
        id: new.id,
        name: new.name.clone(),
        scopes: scopes.iter().collect(),
        created_at: new.created_at,
        expires_at: new.expires_at,
        last_used_at: None,
        last_used_address: None,
        created_by,
    }
}

/// Inserts a token, if its account can have it. The unit of work has locked the account, so neither its status nor its role nor the
/// number of its tokens changes.
pub(super) async fn insert(tx: &mut UnitOfWork, new: &NewApiToken, scopes: Scopes) -> Result<(), AppError> {
    let (id, now) = (new.user, new.created_at);
    let user = users::find(tx, id).await?.map(User::from).ok_or_else(error::no_such_account)?;
    let is_service = service_accounts::exists(tx, id).await?;
    check(&user, scopes)?;
    let is_for_another_person = !is_service && new.created_by.is_some_and(|creator| creator != id);
    if is_for_another_person {
        return Err(AppError::forbidden(message::token_of_another_person()));
    }
    if api_tokens::count_active(tx, id, now).await? >= MAX_TOKENS as i64 {
        return Err(AppError::new(ErrorCode::ValidationFailed, message::tokens_too_many(MAX_TOKENS as u64)));
    }
    api_tokens::insert(tx, new).await?;
    tx.record(tx.event(EventKind::ApiTokenCreate).on(id).detail(new.id));
    // One that ends with its session gives access only to those who have it already.
    if !is_service && new.session.is_none() {
        tx.announce_change(id, |user| Mail::ApiTokenCreated { name: user.greeting(), at: now }).await?;
    }
    Ok(())
}

/// Whether the account can have a token with these scopes.
fn check(user: &User, scopes: Scopes) -> Result<(), AppError> {
    match user.status {
        Status::Active => {}
        Status::Disabled => return Err(AppError::new(ErrorCode::Disabled, message::token_account_disabled())),
        Status::Deleted => return Err(error::no_such_account()),
    }
    // Otherwise the token would do nothing, and become powerful when the account becomes an administrator.
    if user.role != Role::Admin && scopes.iter().any(Scope::is_for_administrators) {
        let problem = Problem::new("administrators_only", message::token_scopes_of_administrators());
        return Err(AppError::invalid(vec![problem.of("scopes")]));
    }
    Ok(())
}

impl NewTokenFields {
    /// Parses all fields and returns all errors at once.
    fn parse(request: &CreateApiTokenRequest) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let name = fields.parse("name", &request.name, parse_name);
        let scopes = parse_scopes(&request.scopes).map_err(|problem| fields.reject("scopes", problem)).ok();
        let lifetime = fields.parse("expires_in_days", &request.expires_in_days, parse_days);
        fields.finish()?;
        let (Some(name), Some(scopes), Some(lifetime)) = (name, scopes, lifetime) else {
            unreachable!("a missing value has reported an error");
        };
        Ok(Self { name, scopes, lifetime })
    }
}

fn parse_name(text: &str) -> Result<String, Problem> {
    let name = display_name(text, MAX_NAME_CHARS)?;
    name.ok_or_else(|| Problem::new("required", message::token_name_required()))
}

pub(super) fn parse_scopes(names: &Expected<Vec<Text>>) -> Result<Scopes, Problem> {
    // All of them, as messages enumerate them.
    let [first @ .., last] = Scope::ALL.map(Scope::as_str);
    let first = first.join(", ");
    let names = match names {
        Expected::Given(names) if !names.is_empty() => names,
        Expected::WrongType => return Err(Problem::new("wrong_type", message::token_scopes_no_list())),
        Expected::Given(_) | Expected::Missing => {
            return Err(Problem::new("required", message::token_scopes_required(first, last)));
        }
    };
    let scopes = names.iter().map(|name| name.as_str().parse::<Scope>()).collect::<Result<Scopes, _>>();
    scopes.map_err(|_| Problem::new("unknown_scope", message::token_scopes_unknown(first, last)))
}

fn parse_days(text: &str) -> Result<Duration, Problem> {
    let number = match text.trim() {
        "" => Some(DEFAULT_DAYS),
        text => text.parse().ok().filter(|number| (1..=MAX_DAYS).contains(number)),
    };
    let number =
        number.ok_or_else(|| Problem::new("out_of_range", message::token_days_out_of_range(u64::from(MAX_DAYS))))?;
    Ok(days(u64::from(number)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::Cow;

    fn error(field: &'static str, code: &'static str) -> Vec<(Cow<'static, str>, Cow<'static, str>)> {
        vec![(field.into(), code.into())]
    }

    fn request(name: &str, scopes: &[&str], days: &str) -> CreateApiTokenRequest {
        CreateApiTokenRequest {
            name: name.into(),
            scopes: Expected::Given(scopes.iter().map(|scope| Text::from(*scope)).collect()),
            expires_in_days: days.into(),
            ..CreateApiTokenRequest::default()
        }
    }

    #[test]
    fn valid_requests_are_parsed() {
        for (text, lifetime) in [("", days(90)), ("1", days(1)), (" 366 ", days(366))] {
            let parsed = NewTokenFields::parse(&request(" Nightly backup ", &["audit:read", "self", "self"], text));
            let scopes = [Scope::Own, Scope::AuditRead].into_iter().collect();
            assert_eq!(parsed, Ok(NewTokenFields { name: "Nightly backup".into(), scopes, lifetime }));
        }
        let longest = "ä".repeat(MAX_NAME_CHARS);
        assert!(NewTokenFields::parse(&request(&longest, &["self"], "")).is_ok());
    }

    #[test]
    fn each_field_has_an_error_of_its_own() {
        let codes = |request: &CreateApiTokenRequest| match NewTokenFields::parse(request) {
            Ok(_) => Vec::new(),
            Err(errors) => errors.into_iter().map(|error| (error.field, error.code)).collect(),
        };
        let too_long = "x".repeat(MAX_NAME_CHARS + 1);
        for (name, code) in
            [("", "required"), (" \t", "required"), ("a\nb", "not_allowed"), (too_long.as_str(), "too_long")]
        {
            assert_eq!(codes(&request(name, &["self"], "")), error("name", code), "{name}");
        }
        for scopes in [&["users:*"][..], &["self", "admin"], &["Self"], &[""], &["self users:read"]] {
            assert_eq!(codes(&request("Backup", scopes, "")), error("scopes", "unknown_scope"), "{scopes:?}");
        }
        assert_eq!(codes(&request("Backup", &[], "")), error("scopes", "required"));
        let wrong_type = CreateApiTokenRequest { scopes: Expected::WrongType, ..request("Backup", &[], "") };
        assert_eq!(codes(&wrong_type), error("scopes", "wrong_type"));
        for days in ["0", "367", "-1", "1.5", "many", "99999999999999999999"] {
            assert_eq!(codes(&request("Backup", &["self"], days)), error("expires_in_days", "out_of_range"), "{days}");
        }
        let fields = codes(&CreateApiTokenRequest::default()).into_iter().map(|(field, _)| field).collect::<Vec<_>>();
        assert_eq!(fields, ["name", "scopes"], "all errors at once");
    }

    #[test]
    fn the_error_names_all_scopes() {
        let problem = parse_scopes(&Expected::Given(vec!["admin".into()])).unwrap_err();
        let all = "self, users:read, users:write, groups:write, applications:write and audit:read";
        assert_eq!(problem.message, format!("The scopes are {all}.").as_str());
    }
}
