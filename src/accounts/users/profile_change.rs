//! Parses a change of an account and applies it in a transaction.

use super::{
    UpdateProfileError, User, new_account,
    set_status::{self, Outcome, StatusChange},
};
use crate::{
    accounts::{emails, unit_of_work::UnitOfWork},
    identity,
    shared::{
        audit::EventKind,
        error::FieldError,
        fields::{self, Fields, Problem, person_name::PersonName},
        requests::UpdateUserRequest,
        strict::Expected,
        text::Text,
        timestamp::Timestamp,
        views::Status,
    },
    store::{
        one_time_tokens,
        users::{self, ProfileChange, Taken, UserRow},
    },
};

/// A valid change of an account.
pub(super) struct AccountChange {
    pub profile: ProfileChange,
    pub email_changes: bool,
    pub status_changes: Vec<StatusChange>,
    /// An administrator says whether the address is confirmed.
    pub verified: Option<bool>,
}

/// Parses role and status. `deleted` is no valid status here: deleting is a request of its own.
fn parse_status_changes(parsed: &mut Fields, user: &User, request: &UpdateUserRequest) -> Vec<StatusChange> {
    let role = parsed.parse("role", &request.role, |text| match text {
        "" if request.role.is_missing() => Ok(user.role),
        text => fields::role(text),
    });
    let status = parsed.parse("status", &request.status, |text| match text {
        "" if request.status.is_missing() => Ok(user.status),
        "active" => Ok(Status::Active),
        "disabled" => Ok(Status::Disabled),
        _ => Err(Problem::new("unknown_status", "Use active or disabled.")),
    });
    let role = role.filter(|role| *role != user.role);
    let status = status.filter(|status| *status != user.status);
    let role = role.map(|role| StatusChange::Role(user.role, role));
    let status = status.map(|status| StatusChange::Status(user.status, status));
    role.into_iter().chain(status).collect()
}

impl AccountChange {
    /// Parses all fields and returns all errors at once. Missing fields stay as they are in `user`.
    pub(super) fn parse(user: &User, request: &UpdateUserRequest, now: Timestamp) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let or_current =
            |text: &Text, current: &str| if text.is_missing() { Text::from(current) } else { text.clone() };
        let username = fields.parse("username", &or_current(&request.username, &user.username), identity::username);
        let email = fields.parse("email", &or_current(&request.email, &user.email), identity::email);
        let current_name = Text::from(user.name.as_deref().unwrap_or_default());
        let name = request.name.as_ref().unwrap_or(&current_name);
        let name = fields.parse("name", name, PersonName::parse_optional);
        let email_changes = email.as_ref().is_some_and(|email| email.email.as_str() != user.email);
        let status_changes = parse_status_changes(&mut fields, user, request);
        let verified = match request.email_verified {
            Expected::Missing => None,
            Expected::Given(verified) => Some(verified),
            Expected::WrongType => {
                fields.reject("email_verified", Problem::new("wrong_type", "This must be true or false."));
                None
            }
        };
        fields.finish()?;
        let (Some(username), Some(email), Some(name)) = (username, email, name) else {
            unreachable!("a missing value has reported an error");
        };
        let profile = ProfileChange {
            names: new_account::names(username, email, name, user.external_id.clone()),
            // A new address is unverified.
            email_verified: user.email_verified && !email_changes,
            now,
        };
        Ok(Self { profile, email_changes, status_changes, verified })
    }

    /// Applies the change and records the fields that differ. The transaction holds a lock on the account, which is
    /// still as in `before`.
    pub(super) async fn apply(self, tx: &mut UnitOfWork, before: &User) -> Result<UserRow, UpdateProfileError> {
        let Self { profile, email_changes, status_changes, verified } = self;
        let id = before.id;
        let changed = changed_fields(before, &profile);
        // An update without a difference would increment the version and record an event.
        let mut row = if changed.is_empty() {
            users::find(tx, id).await?.ok_or(UpdateProfileError::NotFound)?
        } else {
            let taken = users::taken(tx, &profile.names, id).await?;
            if taken != Taken::default() {
                return Err(UpdateProfileError::Taken(new_account::taken_errors(taken, &profile.names.username)));
            }
            let row = users::change_profile(tx, id, before.version, &profile).await?;
            tx.record(tx.event(EventKind::UserUpdate).on(id).detail(changed));
            row.ok_or(UpdateProfileError::Conflict)?
        };
        if email_changes {
            // A password link may have been sent to the old address.
            one_time_tokens::delete_all(tx, id).await?;
        }
        if let Some(verified) = verified {
            row = emails::set_verified(tx, row, verified).await?.ok_or(UpdateProfileError::Conflict)?;
        }
        // An error rolls back the profile as well: a request is applied completely or not at all.
        for change in status_changes {
            row = match set_status::apply(tx, row, change, None).await? {
                Outcome::Changed(row) | Outcome::Unchanged(row) => *row,
                Outcome::NotFound => return Err(UpdateProfileError::Conflict),
                Outcome::LastAdministrator => return Err(UpdateProfileError::LastAdministrator),
            };
        }
        Ok(row)
    }
}

/// The names of the fields that differ. Their values are personal data and are not recorded.
fn changed_fields(user: &User, profile: &ProfileChange) -> String {
    let fields = [
        ("name", user.name != profile.names.name),
        ("username", user.username != profile.names.username),
        ("email", user.email != profile.names.email),
    ];
    fields.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect::<Vec<_>>().join(" ")
}
