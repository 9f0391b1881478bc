//! What is done with accounts: with one, or with each of many.

use crate::language::message;
use crate::shared::UnknownName;
use crate::shared::error::{AppError, ErrorCode};
use crate::shared::groups::GroupName;
use crate::shared::own_fields::OwnFieldName;
use crate::shared::views::Role;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Actions by their names. The first two need a group.
pub const ADD_TO_GROUP: &str = "add_to_group";
pub const REMOVE_FROM_GROUP: &str = "remove_from_group";
pub const INVITE: &str = "invite";
pub const REVOKE_INVITATION: &str = "revoke_invitation";
/// This one needs a field of one's own, and what all accounts get in it.
pub const SET_FIELD: &str = "set_field";

/// An administrator's action on one or many accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserAction {
    Disable,
    Enable,
    /// The account can be restored for 30 days.
    Delete,
    /// To the status before.
    Restore,
    SetRole(Role),
}

impl UserAction {
    const ALL: [Self; 6] = [
        Self::Disable,
        Self::Enable,
        Self::Delete,
        Self::Restore,
        Self::SetRole(Role::User),
        Self::SetRole(Role::Admin),
    ];

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.as_str() == name)
    }

    /// The name in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Disable => "disable",
            Self::Enable => "enable",
            Self::Delete => "delete",
            Self::Restore => "restore",
            Self::SetRole(Role::User) => "set_role:user",
            Self::SetRole(Role::Admin) => "set_role:admin",
        }
    }
}

impl FromStr for UserAction {
    type Err = AppError;

    /// Parses the name in forms.
    fn from_str(name: &str) -> Result<Self, AppError> {
        Self::named(name).ok_or_else(|| AppError::new(ErrorCode::Malformed, message::bulk_action_unknown()))
    }
}

/// What is done with each of many accounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum BulkAction {
    /// Changes the account itself, which can be undone.
    Account(UserAction),
    AddToGroup(GroupName),
    RemoveFromGroup(GroupName),
    /// Sends an invitation in place of an earlier one.
    Invite,
    RevokeInvitation,
    /// Sets a field of one's own to what is typed, or removes what is there if that is nothing. It can be undone.
    SetField(OwnFieldName, String),
}

impl BulkAction {
    /// The group that accounts are added to or removed from.
    pub fn group(&self) -> Option<&GroupName> {
        match self {
            Self::AddToGroup(group) | Self::RemoveFromGroup(group) => Some(group),
            Self::Account(_) | Self::Invite | Self::RevokeInvitation | Self::SetField(..) => None,
        }
    }

    /// Whether it can be undone.
    pub fn is_undoable(&self) -> bool {
        matches!(self, Self::Account(_) | Self::SetField(..))
    }
}

impl From<UserAction> for BulkAction {
    fn from(action: UserAction) -> Self {
        Self::Account(action)
    }
}

/// The name in forms. The group follows after a colon, as a role does; so does a field, with an equals sign before what it is set to.
impl fmt::Display for BulkAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account(action) => f.write_str(action.as_str()),
            Self::AddToGroup(group) => write!(f, "{ADD_TO_GROUP}:{group}"),
            Self::RemoveFromGroup(group) => write!(f, "{REMOVE_FROM_GROUP}:{group}"),
            Self::Invite => f.write_str(INVITE),
            Self::RevokeInvitation => f.write_str(REVOKE_INVITATION),
            Self::SetField(field, value) => write!(f, "{SET_FIELD}:{field}={value}"),
        }
    }
}

impl TryFrom<String> for BulkAction {
    type Error = UnknownName;

    fn try_from(name: String) -> Result<Self, UnknownName> {
        let group = |name: &str| GroupName::parse(name).map_err(|_| UnknownName);
        match name.split_once(':') {
            Some((ADD_TO_GROUP, name)) => group(name).map(Self::AddToGroup),
            Some((REMOVE_FROM_GROUP, name)) => group(name).map(Self::RemoveFromGroup),
            Some((SET_FIELD, rest)) => {
                let (field, value) = rest.split_once('=').ok_or(UnknownName)?;
                Ok(Self::SetField(OwnFieldName::parse(field).map_err(|_| UnknownName)?, value.to_owned()))
            }
            None if name == INVITE => Ok(Self::Invite),
            None if name == REVOKE_INVITATION => Ok(Self::RevokeInvitation),
            _ => UserAction::named(&name).map(Self::Account).ok_or(UnknownName),
        }
    }
}

impl From<BulkAction> for String {
    fn from(action: BulkAction) -> Self {
        action.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_are_read_by_their_names() {
        let group = GroupName::parse("editors").expect("a name");
        let of_accounts = UserAction::ALL.map(BulkAction::Account);
        let others = [BulkAction::AddToGroup(group.clone()), BulkAction::RemoveFromGroup(group), BulkAction::Invite];
        for action in of_accounts.into_iter().chain(others).chain([BulkAction::RevokeInvitation]) {
            assert_eq!(BulkAction::try_from(action.to_string()), Ok(action));
        }
        let field = OwnFieldName::parse("department").expect("a name");
        for value in ["", "sales", "a=b:c"] {
            let action = BulkAction::SetField(field.clone(), value.to_owned());
            assert_eq!(BulkAction::try_from(action.to_string()), Ok(action));
        }
        for name in [
            "",
            "set_field",
            "set_field:department",
            "set_field:=sales",
            "add_to_group",
            "add_to_group:",
            "add_to_group:A b",
            "invite:a",
            "set_role:god",
            "explode",
        ] {
            assert!(BulkAction::try_from(name.to_owned()).is_err(), "{name}");
        }
    }
}
