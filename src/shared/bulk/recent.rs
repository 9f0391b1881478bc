//! The list of recent bulk changes, each of which can be undone.

use crate::shared::own_fields::OwnFieldName;
use crate::shared::timestamp::Timestamp;
use crate::shared::views::Role;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A bulk change of accounts of the last 24 hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BulkChangeView {
    /// The id with which it can be undone.
    pub bulk_id: Uuid,
    pub at: Timestamp,
    /// What was done: `disable`, `enable`, `delete`, `restore`, `set_role` or `set_field`.
    pub action: String,
    /// The new role, only with `set_role`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// The field, only with `set_field`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<OwnFieldName>,
    /// How many accounts have not been changed since: those that an undo changes back. Of a field, how many were changed.
    pub accounts: u64,
    /// The name of the account, if it is a single one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// The bulk changes of accounts of the last 24 hours, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BulkChangeList {
    pub changes: Vec<BulkChangeView>,
}
