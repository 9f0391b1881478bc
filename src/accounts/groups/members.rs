//! Who belongs to a group.

use super::{existing, no_such_group};
use crate::accounts::{Action, Caller, Groups, Repair, Repairing, UnitOfWork, error};
use crate::identity::words;
use crate::language::message;
use crate::shared::{AppError, ErrorCode, EventKind, GroupName, Problem, Status, UserId};
use crate::store::{Conn, StoreError, groups, users};

/// A change of the groups of an account.
#[derive(Clone, Copy)]
pub(in crate::accounts) enum MemberChange {
    Add,
    Remove,
}

impl Groups {
    /// Adds an account, active or disabled, to a group. Does nothing if it belongs to the group already. It holds from the next
    /// request on; access tokens that are already issued do not change.
    pub async fn add_to_group(&self, caller: &Caller, name: &str, user: UserId) -> Result<(), AppError> {
        self.change_members(caller, name, user, MemberChange::Add).await
    }

    /// Removes an account from a group. Does nothing if it does not belong to the group.
    pub async fn remove_from_group(&self, caller: &Caller, name: &str, user: UserId) -> Result<(), AppError> {
        self.change_members(caller, name, user, MemberChange::Remove).await
    }

    async fn change_members(
        &self,
        caller: &Caller,
        name: &str,
        id: UserId,
        change: MemberChange,
    ) -> Result<(), AppError> {
        self.permit_recent(caller, Action::ChangeGroups(id))?;
        let name = existing(name)?;
        let job = async move |mut tx: UnitOfWork| {
            let rule = groups::member_rule(&mut tx, &name).await?.ok_or_else(no_such_group)?;
            if !rule.is_empty() {
                return Err(AppError::new(ErrorCode::GroupInUse, message::group_members_by_rule()));
            }
            change_member(&mut tx, &name, id, change).await?.map(drop).ok_or_else(error::no_such_account)
        };
        self.change(caller, Action::ChangeGroups(id), job).await
    }
}

/// Adds an account to a group that exists, or removes it. False if nothing has changed, as in a group whose members a rule says; None if
/// there is no such account, or if it is deleted. The transaction must hold the advisory lock of administrators.
pub(in crate::accounts) async fn change_member(
    tx: &mut UnitOfWork,
    name: &GroupName,
    id: UserId,
    change: MemberChange,
) -> Result<Option<bool>, StoreError> {
    let user = users::find(tx, id).await?;
    if user.is_none_or(|user| user.status == Status::Deleted) {
        return Ok(None);
    }
    if groups::member_rule(tx, name).await?.is_some_and(|rule| !rule.is_empty()) {
        return Ok(Some(false));
    }
    set_member(tx, name, id, change).await.map(Some)
}

/// Does it whoever decides about the members of the group. False if nothing has changed. The transaction has to keep the group from being
/// deleted.
pub(in crate::accounts) async fn set_member(
    tx: &mut UnitOfWork,
    name: &GroupName,
    id: UserId,
    change: MemberChange,
) -> Result<bool, StoreError> {
    let (now, bits) = (tx.now(), words::bits(name.as_str()));
    let (is_changed, event) = match change {
        MemberChange::Add => (groups::add_member(tx, name, id, bits, now).await?, EventKind::GroupAdd),
        MemberChange::Remove => (groups::remove_member(tx, name, id, now).await?, EventKind::GroupRemove),
    };
    if is_changed {
        tx.record(tx.event(event).on(id).detail(name));
        if matches!(change, MemberChange::Remove) {
            tx.repair(id, Repairing::of(Repair::GroupLost)).await?;
        }
    }
    Ok(is_changed)
}

/// Fails if there is no group with a name in this field of a request.
pub(in crate::accounts) async fn ensure_existing(
    conn: &mut Conn,
    name: &GroupName,
    field: &'static str,
) -> Result<(), AppError> {
    if groups::description(conn, name).await?.is_some() {
        return Ok(());
    }
    let problem = Problem::new("unknown_group", message::group_unknown(name.to_string()));
    Err(AppError::invalid(vec![problem.of(field)]))
}
