//! Which accounts a bulk change of a list changes. Pages count them before, so that the question has the number of those that will
//! be changed.

use super::query;
use crate::accounts::User;
use crate::identity::is_service_address;
use crate::identity::words::SearchKeys;
use crate::shared::{BulkAction, Filter, Status, UserAction};
use crate::store::account_status::Classes;
use crate::store::directory::ListedGroup;
use crate::store::{ListFilter, ListedId};

/// The accounts of a list that `action` changes; the actor's own among them, unless it is left out.
pub(super) fn targets(filter: &Filter, action: &BulkAction) -> ListFilter {
    let listed = query::listed(filter);
    // Accounts that already are in the target state are not even read.
    let changeable = changeable(action);
    let id = listed.id.map(|id| ListedId { classes: id.classes.and(changeable), ..id });
    ListFilter { classes: listed.classes.and(changeable), id, ..listed }
}

/// Whether `action` leaves out the account of its actor: selecting everyone must not lock out the administrator who does it.
/// Leaving a group does not, nor does the value of a field.
pub(super) fn leaves_out_own(action: &BulkAction) -> bool {
    action.group().is_none() && !matches!(action, BulkAction::SetField(..))
}

/// Whether an account is in a list, as the database decides it. `own`: what the search finds of its fields of one's own.
pub(super) fn is_listed(listed: &ListFilter, user: &User, own: &str) -> bool {
    let class = Classes::matching(|role, status| (role, status) == (user.role, user.status));
    let is_member = |group: &ListedGroup| user.groups.contains(&group.name);
    let is_wanted = !listed.people_only || !is_service_address(&user.email);
    // What is independent of the search.
    let is_admitted = is_wanted
        && listed.group.as_ref().is_none_or(is_member)
        && listed.times.include(user.created_at, user.last_login_at)
        && listed.second_factor.is_none_or(|has| has == user.has_second_factor);
    if let Some(found) = listed.id.filter(|found| found.id == user.id) {
        return is_admitted && !found.classes.and(class).is_empty();
    }
    let (profile, external_id) = (user.profile(), user.external_id.as_deref());
    let keys = SearchKeys::of(&user.username, &user.email, &profile, external_id, own, &user.groups);
    // Each word of the JSON array begins after a quotation mark.
    let has_word = |word: &String| keys.words.contains(&format!("\"{word}"));
    is_admitted && !listed.classes.and(class).is_empty() && listed.words.iter().all(has_word)
}

/// The classes of accounts that `action` changes.
fn changeable(action: &BulkAction) -> Classes {
    Classes::matching(|role, status| match action {
        BulkAction::Account(UserAction::Disable) | BulkAction::Invite => status == Status::Active,
        BulkAction::Account(UserAction::Enable) => status == Status::Disabled,
        BulkAction::Account(UserAction::Restore) => status == Status::Deleted,
        BulkAction::Account(UserAction::SetRole(wanted)) => status != Status::Deleted && role != *wanted,
        BulkAction::Account(UserAction::Delete)
        | BulkAction::AddToGroup(_)
        | BulkAction::RemoveFromGroup(_)
        | BulkAction::RevokeInvitation
        | BulkAction::SetField(..) => status != Status::Deleted,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::Role;

    #[test]
    fn only_accounts_that_the_action_changes_are_selected() {
        let changes = |action: UserAction, role, status| {
            let this = Classes::matching(|r, s| (r, s) == (role, status));
            !changeable(&action.into()).and(this).is_empty()
        };
        let of_users =
            |action| [Status::Active, Status::Disabled, Status::Deleted].map(|s| changes(action, Role::User, s));
        assert_eq!(of_users(UserAction::Disable), [true, false, false]);
        assert_eq!(of_users(UserAction::Enable), [false, true, false]);
        assert_eq!(of_users(UserAction::Delete), [true, true, false]);
        assert_eq!(of_users(UserAction::Restore), [false, false, true]);
        assert_eq!(of_users(UserAction::SetRole(Role::Admin)), [true, true, false]);
        assert_eq!(of_users(UserAction::SetRole(Role::User)), [false, false, false]);
        assert!(changes(UserAction::SetRole(Role::User), Role::Admin, Status::Disabled));
    }
}
