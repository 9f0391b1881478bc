//! What an account is to become, and the transaction in which it does.

use super::{
    UpdateProfileError, User, new_account,
    set_status::{self, Outcome, Step},
};
use crate::{
    accounts::unit_of_work::UnitOfWork,
    identity,
    shared::{
        audit::EventKind,
        error::FieldError,
        fields::{self, Fields, Problem, person_name::PersonName},
        requests::UpdateUserRequest,
        text::Text,
        timestamp::Timestamp,
        views::Status,
    },
    store::{
        password_links,
        users::{self, ProfileChange, Taken, UserRow},
    },
};

/// A change of an account that keeps all rules.
pub(super) struct Wanted {
    pub profile: ProfileChange,
    pub email_changes: bool,
    pub steps: Vec<Step>,
}

/// What a change of role or status comes to; whoever deletes says so in another way.
fn steps(parsed: &mut Fields, user: &User, request: &UpdateUserRequest) -> Vec<Step> {
    let role = parsed.parse("role", &request.role, |text| match text {
        "" if request.role.is_missing() => Ok(user.role),
        text => fields::role(text),
    });
    let status = parsed.parse("status", &request.status, |text| match text {
        "" if request.status.is_missing() => Ok(user.status),
        "active" => Ok(Status::Active),
        "disabled" => Ok(Status::Disabled),
        _ => Err(Problem::new("unknown_status", "Set the status to active or disabled.")),
    });
    let role = role.filter(|role| *role != user.role).map(|role| Step::Role(user.role, role));
    let status = status.filter(|status| *status != user.status).map(|status| Step::Status(user.status, status));
    role.into_iter().chain(status).collect()
}

impl Wanted {
    /// Parses what the request names, all errors at once; what it leaves out stays as `user` has it.
    pub(super) fn parse(user: &User, request: &UpdateUserRequest, now: Timestamp) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let or_kept = |text: &Text, kept: &str| if text.is_missing() { Text::from(kept) } else { text.clone() };
        let username = fields.parse("username", &or_kept(&request.username, &user.username), identity::username);
        let email = fields.parse("email", &or_kept(&request.email, &user.email), identity::email);
        let kept_name = Text::from(user.name.as_deref().unwrap_or_default());
        let name = request.name.as_ref().unwrap_or(&kept_name);
        let name = fields.parse("name", name, PersonName::parse_optional);
        let email_changes = email.as_ref().is_some_and(|email| email.email.as_str() != user.email);
        let steps = steps(&mut fields, user, request);
        fields.finish()?;
        let (Some(username), Some(email), Some(name)) = (username, email, name) else {
            unreachable!("a field that is missing has left an error");
        };
        let profile = ProfileChange {
            names: new_account::names(username, email, name, user.external_id.clone()),
            // Until a mail has been answered from there, an address is only what someone typed.
            email_verified: user.email_verified && !email_changes,
            now,
        };
        Ok(Self { profile, email_changes, steps })
    }

    /// Changes the account, which is held and still as in `before`, and records it. What is so already is not recorded.
    pub(super) async fn apply(self, tx: &mut UnitOfWork, before: &User) -> Result<UserRow, UpdateProfileError> {
        let Self { profile, email_changes, steps } = self;
        let id = before.id;
        let changed = changed_fields(before, &profile);
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
            // A link may have been on its way to the old address.
            password_links::delete_all(tx, id).await?;
        }
        for step in steps {
            row = match set_status::take(tx, row, step, None).await? {
                Outcome::Changed(row) | Outcome::Unchanged(row) => *row,
                Outcome::NotFound => return Err(UpdateProfileError::Conflict),
                Outcome::LastAdministrator => return Err(UpdateProfileError::LastAdministrator),
            };
        }
        Ok(row)
    }
}

/// Which of them differ: their names, for what they hold is personal.
fn changed_fields(user: &User, profile: &ProfileChange) -> String {
    let fields = [
        ("name", user.name != profile.names.name),
        ("username", user.username != profile.names.username),
        ("email", user.email != profile.names.email),
    ];
    fields.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect::<Vec<_>>().join(" ")
}
