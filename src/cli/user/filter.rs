//! The options that select accounts.

use crate::shared::directory::{NEVER, PEOPLE, WITH, WITHOUT};
use crate::shared::{FilterRequest, Role, Status};
use clap::Args;

#[derive(Args)]
pub(super) struct Filter {
    /// Only accounts with words in their username, email or profile that start with these
    #[arg(long, value_name = "WORDS")]
    search: Option<String>,
    /// Only this role: user or admin
    #[arg(long)]
    role: Option<Role>,
    /// Only this status: active, disabled or deleted [default: active and disabled]
    #[arg(long)]
    status: Option<Status>,
    /// Only members of this group
    #[arg(long, value_name = "NAME")]
    group: Option<String>,
    /// Only accounts that have never signed in
    #[arg(long, value_parser = [NEVER])]
    signed_in: Option<String>,
    /// Only accounts that were created on this day or later, in UTC, such as 2026-11-26
    #[arg(long, value_name = "DAY")]
    created_from: Option<String>,
    /// Only accounts that were created on this day or earlier, in UTC
    #[arg(long, value_name = "DAY")]
    created_to: Option<String>,
    /// Only accounts whose last sign-in was before this day, in UTC; not those that have never signed in
    #[arg(long, value_name = "DAY")]
    last_login_before: Option<String>,
    /// Only accounts with a passkey or an authenticator app, or only those without
    #[arg(long, value_parser = [WITH, WITHOUT])]
    second_factor: Option<String>,
    /// Only accounts with this value in a field that users are filtered by, such as department=sales, or with a number or a day in a range,
    /// such as birthday=..1990-01-01 or birthday=1990-01-01..1999-12-31; at most twice
    #[arg(long = "field", value_name = "FIELD=VALUE")]
    fields: Vec<String>,
    /// Only accounts with one of these usernames or email addresses, with spaces, commas or line breaks between them
    #[arg(long, value_name = "NAMES")]
    usernames: Option<String>,
    /// Only people, no service accounts
    #[arg(long)]
    people: bool,
}

impl Filter {
    /// Whether an option chooses accounts. An empty one chooses none: it may come from a variable that is not set.
    pub(super) fn is_given(&self) -> bool {
        let Self { search, role, status, group, signed_in, created_from, created_to, .. } = self;
        let Self { last_login_before, second_factor, fields, usernames, people, .. } = self;
        let texts = [search, group, signed_in, created_from, created_to, last_login_before, second_factor, usernames];
        let has_text = texts.into_iter().flatten().chain(fields).any(|text| !text.trim().is_empty());
        has_text || role.is_some() || status.is_some() || *people
    }

    pub(super) fn request(self) -> FilterRequest {
        FilterRequest {
            q: self.search.into(),
            role: self.role.map(|role| role.to_string()).into(),
            status: self.status.map(|status| status.to_string()).into(),
            group: self.group.into(),
            signed_in: self.signed_in.into(),
            created_from: self.created_from.into(),
            created_to: self.created_to.into(),
            last_login_before: self.last_login_before.into(),
            second_factor: self.second_factor.into(),
            fields: (!self.fields.is_empty()).then(|| self.fields.join(";")).into(),
            usernames: self.usernames.into(),
            accounts: self.people.then(|| PEOPLE.to_owned()).into(),
            ..FilterRequest::default()
        }
    }
}
