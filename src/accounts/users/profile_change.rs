//! Parses a change of an account and applies it in a transaction.

use super::names::{change_names, names_of, reject_taken, with_keys};
use super::set_status::{self, Outcome, StatusChange};
use super::{User, UsernameRights, pending_email};
use crate::accounts::emails::{self, CONFIRMATION};
use crate::accounts::own_fields::{OwnValue, changed_names};
use crate::accounts::{Action, Repair, Repairing, UnitOfWork, error};
use crate::identity;
use crate::language::message;
use crate::mail::Mail;
use crate::shared::fields::profile::FIELDS;
use crate::shared::{
    AppError, ErrorCode, EventKind, FieldError, Fields, Problem, Role, Status, Text, UpdateUserRequest, UserId,
};
use crate::store::one_time_tokens;
use crate::store::users::{self, Names};
use crate::store::{Purpose, StoreError, UserRow, recovery};

/// A valid change of an account.
pub(super) struct AccountChange {
    pub names: Names,
    pub email: RequestedEmail,
    pub status_changes: Vec<StatusChange>,
    /// An administrator says whether the address is confirmed.
    pub verified: Option<bool>,
    /// What changes in fields of one's own. [`AccountChange::parse`] leaves it empty: it is compared with what is stored.
    pub own: Vec<OwnValue>,
}

/// The address in a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum RequestedEmail {
    Missing,
    /// The address that the account has.
    Current,
    New,
}

impl AccountChange {
    /// Parses all fields and returns all errors at once. Missing fields stay as they are in `user`.
    pub(super) fn parse(
        user: &User,
        request: &UpdateUserRequest,
        rights: UsernameRights,
    ) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let or_current =
            |text: &Text, current: &str| if text.is_missing() { Text::from(current) } else { text.clone() };
        let username = or_current(&request.username, &user.username);
        let username = fields.parse("username", &username, |text| rights.parse_another(text, &user.username));
        let email = fields.parse("email", &or_current(&request.email, &user.email), identity::email);
        let profile = request.profile.parse_change(user.profile(), &mut fields);
        let requested_email = match &email {
            Some(email) if email.email.as_str() != user.email => RequestedEmail::New,
            _ if request.email.is_missing() => RequestedEmail::Missing,
            _ => RequestedEmail::Current,
        };
        if requested_email == RequestedEmail::New
            && let Some(email) = &email
            && identity::is_reserved_for_services(email)
        {
            fields.reject("email", identity::reserved_domain());
        }
        let status_changes = parse_status_changes(&mut fields, user, request);
        // Compared only if the own address changes.
        fields.expect_text("current_password", &request.current_password);
        let verified = fields.flag("email_verified", &request.email_verified);
        fields.finish()?;
        let (Some(username), Some(email)) = (username, email) else {
            unreachable!("a missing value has reported an error");
        };
        let (username, email) = (username.username.to_string(), email.email.to_string());
        let names = with_keys(Names { username, email, profile, ..names_of(user) });
        Ok(Self { names, email: requested_email, status_changes, verified, own: Vec::new() })
    }

    pub(super) fn disables(&self) -> bool {
        self.status_changes.iter().any(|change| matches!(change, StatusChange::Status(_, Status::Disabled)))
    }

    /// Applies the change and records the fields that differ. The transaction holds a lock on the account, which is
    /// still as in `before`.
    pub(super) async fn apply(self, tx: &mut UnitOfWork, before: &User, by_owner: bool) -> Result<UserRow, AppError> {
        let Self { mut names, email, status_changes, verified, own } = self;
        let id = before.id;
        let mut changed = changed_fields(before, &names);
        // Owners must confirm another address before it replaces the present one: otherwise they could enter the address of a colleague,
        // and wait in the account until the colleague comes. Without a mail server, only a confirmed address is kept so.
        let must_confirm = before.email_verified || tx.accounts().settings().smtp.is_some();
        let is_pending = by_owner && must_confirm && email == RequestedEmail::New;
        if is_pending {
            reject_taken(tx, before, &names).await?;
            tx.request_email_change(before, &names.email).await?;
            names = with_keys(Names { email: before.email.clone(), ..names });
            changed.retain(|field| *field != "email");
        }
        // Before the names, whose search words have those of the fields as well.
        let fields = tx.defined_fields().await?;
        tx.store_own_values(&fields, id, &own).await?;
        // An update without a difference would increment the version.
        let mut row = if changed.is_empty() && own.is_empty() {
            users::find(tx, id).await?.ok_or_else(error::no_such_account)?
        } else {
            // A new address is unverified.
            let is_verified = before.email_verified && names.email == before.email;
            change_names(tx, before, &names, is_verified).await?.ok_or_else(conflict)?
        };
        if changed.contains(&"username") {
            announce_username(tx, before, &names.username).await?;
        }
        if email == RequestedEmail::New && !is_pending {
            let is_vouched_for = verified == Some(true);
            follow_new_email(tx, before, &User::from(row.clone()), by_owner, is_vouched_for).await?;
        }
        let is_cancelled = by_owner && email == RequestedEmail::Current && cancel_pending(tx, id).await?;
        if is_pending || is_cancelled {
            changed.push("pending_email");
        }
        let changed: Vec<String> = changed.into_iter().map(str::to_owned).chain(changed_names(&fields, &own)).collect();
        // Requests that change nothing are not recorded.
        if !changed.is_empty() {
            tx.record(tx.event(EventKind::UserUpdate).on(id).detail(changed.join(" ")));
        }
        if let Some(verified) = verified {
            row = emails::set_verified(tx, row, verified).await?.ok_or_else(conflict)?;
        }
        // An error rolls back the profile as well: a request is applied completely or not at all.
        for change in status_changes {
            row = match set_status::apply(tx, row, change, None).await? {
                Outcome::Changed(row) | Outcome::Unchanged(row) => *row,
                Outcome::NotFound => return Err(conflict()),
                Outcome::LastAdministrator => return Err(set_status::last_administrator()),
            };
        }
        if !own.is_empty() && tx.follow_rules(id).await? {
            row = users::find(tx, id).await?.ok_or_else(conflict)?;
        }
        Ok(row)
    }
}

/// Gives an account what was read for fields of one's own, as a part of a change of many. The transaction holds a lock on the account,
/// which is still as in `before`.
pub(in crate::accounts) async fn set_own_values(
    tx: &mut UnitOfWork,
    before: &User,
    own: Vec<OwnValue>,
) -> Result<UserRow, AppError> {
    tx.permit_ruled(own.iter().map(|new| new.field), Action::ChangeManyMembers).await?;
    let names = with_keys(names_of(before));
    let change =
        AccountChange { names, email: RequestedEmail::Missing, status_changes: Vec::new(), verified: None, own };
    change.apply(tx, before, false).await
}

/// Tells the owner of an account about its new username. If they have changed it themselves, the message can report that.
async fn announce_username(tx: &mut UnitOfWork, before: &User, username: &str) -> Result<(), StoreError> {
    let (former, username) = (before.username.clone(), username.to_owned());
    let (at, by_owner) = (tx.now(), tx.is_by_owner(before.id));
    let mail = |user: &User| Mail::UsernameChanged { name: user.greeting(), former, username, at, by_owner };
    if by_owner {
        return tx.announce_change(before.id, mail).await;
    }
    tx.notify_owner(before, &mail(before));
    Ok(())
}

/// A concurrent request has changed the account.
pub(super) fn conflict() -> AppError {
    AppError::new(ErrorCode::PreconditionFailed, message::user_change_conflict())
}

/// The address has changed at once: revokes links, tells the old address, and asks for confirmation of the new one, unless an
/// administrator vouches for it.
async fn follow_new_email(
    tx: &mut UnitOfWork,
    before: &User,
    after: &User,
    by_owner: bool,
    is_vouched_for: bool,
) -> Result<(), AppError> {
    // An administrator who vouches for the address decides whose account it is. Otherwise nothing is proved, and the owner is
    // not known by this address before it is confirmed.
    let repair = if is_vouched_for { Repair::EmailVouched } else { Repair::EmailChanged };
    tx.repair(after.id, Repairing::of(repair)).await?;
    tx.prolong_undos(after.id).await?;
    let (name, new_email) = (before.greeting(), after.email.clone());
    let notice = |minutes| Mail::EmailChanged { name, new_email, minutes };
    if is_vouched_for {
        tx.notify_owner(before, &notice(None));
        return Ok(());
    }
    // The confirmed address that it replaces is the only way back, unless the new one has an undo of its own, which an attacker must
    // not be able to undo.
    let (new_key, now) = (identity::key(&after.email), tx.now());
    let has_undo = recovery::oldest_undo(tx, after.id, Some(&new_key), now).await?.is_some();
    if before.email_verified && !has_undo {
        let contested = tx.contested(before.id).await?;
        tx.offer_undo(before, contested, |minutes| notice(Some(minutes))).await?;
    } else {
        tx.notify_owner(before, &notice(None));
    }
    if by_owner {
        tx.accounts().outbox().charge_sender(&CONFIRMATION, after.id, tx.caller())?;
    }
    tx.accounts().outbox().charge_recipient(&CONFIRMATION, &after.email)?;
    Ok(tx.send_confirmation(after).await?)
}

/// Cancels a change of address that waits for its confirmation; returns whether there was one.
pub(in crate::accounts) async fn cancel_pending(tx: &mut UnitOfWork, id: UserId) -> Result<bool, StoreError> {
    let now = tx.now();
    let is_pending = pending_email(tx, id, now).await?.is_some();
    if is_pending {
        one_time_tokens::delete_of_purpose(tx, id, Purpose::ChangeEmail).await?;
    }
    Ok(is_pending)
}

/// The names of the fields that differ. Their values are personal data and are not recorded.
fn changed_fields(user: &User, names: &Names) -> Vec<&'static str> {
    let Names { username, email, profile, .. } = names;
    let values = user.profile().zip(profile.clone()).map(|(before, after)| before != after);
    let fields = FIELDS.each_ref().zip(values).map(|(field, differs)| (field.name, differs)).into_values();
    let others = [("username", user.username != *username), ("email", user.email != *email)];
    fields.chain(others).filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
}

/// Parses role and status. `deleted` is no valid status here: deleting is a request of its own.
fn parse_status_changes(parsed: &mut Fields, user: &User, request: &UpdateUserRequest) -> Vec<StatusChange> {
    let role = parsed.parse("role", &request.role, |text| match text {
        "" if request.role.is_missing() => Ok(user.role),
        text => Role::parse(text),
    });
    let status = parsed.parse("status", &request.status, |text| match text {
        "" if request.status.is_missing() => Ok(user.status),
        "active" => Ok(Status::Active),
        "disabled" => Ok(Status::Disabled),
        _ => Err(Problem::new("unknown_status", message::user_change_unknown_status())),
    });
    let role = role.filter(|role| *role != user.role);
    let status = status.filter(|status| *status != user.status);
    let role = role.map(|role| StatusChange::Role(user.role, role));
    let status = status.map(|status| StatusChange::Status(user.status, status));
    role.into_iter().chain(status).collect()
}
