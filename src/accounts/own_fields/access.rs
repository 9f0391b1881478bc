//! Who sees and changes the fields of an account.

use crate::accounts::{Action, Caller};
use crate::own_fields::DefinedField;
use crate::shared::UserId;
use crate::shared::own_fields::OwnFieldParty;

/// As what somebody sees an account and changes it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OwnFieldAccess {
    pub is_owner: bool,
    pub is_administrator: bool,
    /// A program with an API token of its own that reads or changes users.
    pub is_application: bool,
    /// With the command line, or by an import there: without limits.
    pub is_operator: bool,
}

impl OwnFieldAccess {
    const NOBODY: Self = Self { is_owner: false, is_administrator: false, is_application: false, is_operator: false };
    /// Somebody who registers, or answers a question about their own account.
    pub const OWNER: Self = Self { is_owner: true, ..Self::NOBODY };
    pub const ADMINISTRATOR: Self = Self { is_administrator: true, ..Self::NOBODY };
    pub const APPLICATION: Self = Self { is_application: true, ..Self::NOBODY };

    /// As what a caller sees and changes an account. `id`: None for one that is new. A program with an API token of its own is an
    /// application, whatever its scopes and the role of its account allow.
    pub fn of(caller: &Caller, id: Option<UserId>) -> Self {
        let is_of_others = caller.may(Action::ListUsers) || caller.may(Action::GovernUsers);
        let is_program = caller.who.is_program();
        Self {
            is_owner: id.is_some() && caller.user_id() == id,
            is_administrator: is_of_others && !is_program,
            is_application: is_of_others && is_program,
            is_operator: caller.may(Action::OperateUsers),
        }
    }

    pub fn sees(self, field: &DefinedField) -> bool {
        self.is_any(field.is_in_effect(), |party| field.is_seen_by(party))
    }

    /// Nobody changes a field that is closed, the operator included, who can open it again.
    pub fn changes(self, field: &DefinedField) -> bool {
        let is_open = field.is_in_effect() && !field.definition.closed;
        self.is_any(is_open, |party| field.is_changed_by(party))
    }

    fn is_any(self, is_for_all: bool, is_for: impl Fn(OwnFieldParty) -> bool) -> bool {
        (self.is_operator && is_for_all)
            || (self.is_owner && is_for(OwnFieldParty::Owner))
            || (self.is_administrator && is_for(OwnFieldParty::Administrators))
            || (self.is_application && is_for(OwnFieldParty::Applications))
    }
}
