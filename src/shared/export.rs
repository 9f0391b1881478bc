//! Requests for exports of users.

use super::bulk::FilterRequest;
use super::directory::{PEOPLE, WITH, WITHOUT};
use super::export_format::ExportFormat;
use super::timestamp::DAY_PATTERN;
use super::values::Text;
use super::views::{Role, Status};
use schemars::JsonSchema;
use serde::Deserialize;

/// A query for an export of users.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ExportRequest {
    /// Prefixes of words in username, email address and profile: at most 200 characters and 8 words, or 7 with `group`. Or an id.
    #[schemars(with = "String", length(max = 200), extend("example" = "ada"))]
    pub q: Text,
    /// Only users with this role.
    #[schemars(with = "Role")]
    pub role: Text,
    /// Only users with this status. Default: every status except `deleted`.
    #[schemars(with = "Status")]
    pub status: Text,
    /// Only members of the group with this name.
    #[schemars(with = "String", regex(pattern = r"^[a-z0-9][a-z0-9_-]{0,62}$"), extend("example" = "editors"))]
    pub group: Text,
    /// Only users who have never signed in.
    #[schemars(with = "String", extend("enum" = ["never"]))]
    pub signed_in: Text,
    /// Only users who were created on this day or later, in UTC.
    #[schemars(with = "String", regex(pattern = DAY_PATTERN), extend("example" = "2026-11-01"))]
    pub created_from: Text,
    /// Only users who were created on this day or earlier, in UTC.
    #[schemars(with = "String", regex(pattern = DAY_PATTERN), extend("example" = "2026-11-30"))]
    pub created_to: Text,
    /// Only users whose last sign-in was before this day, in UTC. Not those who have never signed in.
    #[schemars(with = "String", regex(pattern = DAY_PATTERN), extend("example" = "2026-08-01"))]
    pub last_login_before: Text,
    /// Only users with a passkey or an authenticator app, or only those without.
    #[schemars(with = "String", extend("enum" = [WITH, WITHOUT]))]
    pub second_factor: Text,
    /// Only users with these values in fields that users are filtered by, at most two: `department=sales;birthday=1990-01-01..1999-12-31`.
    #[schemars(with = "String", length(max = 1000), extend("example" = "department=sales"))]
    pub fields: Text,
    /// Only users with one of these usernames or email addresses: at most 100, with spaces, commas or line breaks between them.
    #[schemars(with = "String", length(max = 4000))]
    pub usernames: Text,
    /// Only people: not service accounts.
    #[schemars(with = "String", extend("enum" = [PEOPLE]))]
    pub accounts: Text,
    /// `csv` (default) or `jsonl`.
    #[schemars(with = "ExportFormat")]
    pub format: Text,
}

impl ExportRequest {
    /// An export of all users that match.
    pub fn matching(filter: FilterRequest, format: &str) -> Self {
        let FilterRequest {
            q,
            role,
            status,
            group,
            signed_in,
            created_from,
            created_to,
            last_login_before,
            second_factor,
            fields,
            usernames,
            accounts,
            ..
        } = filter;
        Self {
            q,
            role,
            status,
            group,
            signed_in,
            created_from,
            created_to,
            last_login_before,
            second_factor,
            fields,
            usernames,
            accounts,
            format: format.into(),
        }
    }

    /// The filter for all matching users.
    pub fn filter(&self) -> FilterRequest {
        let Self {
            q,
            role,
            status,
            group,
            signed_in,
            created_from,
            created_to,
            last_login_before,
            second_factor,
            fields,
            usernames,
            accounts,
            ..
        } = self.clone();
        FilterRequest {
            q,
            role,
            status,
            group,
            signed_in,
            created_from,
            created_to,
            last_login_before,
            second_factor,
            fields,
            usernames,
            accounts,
            ..FilterRequest::default()
        }
    }
}
