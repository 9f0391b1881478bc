//! What an account is to become, and the transaction in which it does.

use crate::{
    accounts::{
        User,
        event::{Event, Scribe},
        standing::{self, Outcome, Step},
    },
    shared::{
        audit::EventKind,
        fields::{self, Fields, Problem},
        ids::{SessionId, UserId},
        requests::UpdateUserRequest,
        views::Status,
    },
    store::{
        Conn, StoreError, password_links,
        sections::{self, Section},
        users::{self, ProfileChange, Taken, UserRow},
    },
};

pub(super) struct Wanted {
    pub profile: ProfileChange,
    pub email_changes: bool,
    pub steps: Vec<Step>,
}

/// The account as it is now, the sessions that ended with the change, and what was recorded.
pub(super) struct Applied {
    pub row: UserRow,
    pub ended: Vec<SessionId>,
    pub events: Vec<Event>,
}

/// What a change of role or status comes to; whoever deletes says so in another way.
pub(super) fn steps(parsed: &mut Fields, user: &User, request: &UpdateUserRequest) -> Vec<Step> {
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
    /// What is recorded of the names; none when only role or status change, which are events of their own.
    pub(super) fn event(&self, user: &User, scribe: &Scribe) -> Option<Event> {
        let changed = changed_fields(user, &self.profile);
        let event = scribe.event(EventKind::UserUpdate).on(user.id);
        (self.steps.is_empty() || !changed.is_empty()).then(|| event.detail(changed))
    }

    /// Changes the account and records it, or says what is taken. Gives up when it would take the last administrator away.
    pub(super) async fn apply(
        self,
        conn: &mut Conn<'_>,
        id: UserId,
        version: i64,
        event: Option<Event>,
        scribe: Scribe,
    ) -> Result<Result<Option<Applied>, Taken>, StoreError> {
        let Self { profile, email_changes, steps } = self;
        if !steps.is_empty() {
            sections::enter(conn, Section::Administrators).await?;
        }
        let taken = users::taken(conn, &profile.names.username_key, &profile.names.email_key, id).await?;
        if taken != Taken::default() {
            return Ok(Err(taken));
        }
        let Some(row) = users::change_profile(conn, id, version, &profile).await? else { return Ok(Ok(None)) };
        if email_changes {
            // A link may have been on its way to the old address.
            password_links::delete_all(conn, id).await?;
        }
        if let Some(event) = &event {
            event.record(conn).await?;
        }
        let mut applied = Applied { row, ended: Vec::new(), events: event.into_iter().collect() };
        for step in steps {
            match standing::take(conn, applied.row, step, None, &scribe).await? {
                Outcome::Changed(change) => {
                    applied.row = *change.row;
                    applied.ended.extend(change.ended);
                    applied.events.push(change.event);
                }
                // All of it, or nothing.
                _ => return Err(StoreError::Abandoned),
            }
        }
        Ok(Ok(Some(applied)))
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
