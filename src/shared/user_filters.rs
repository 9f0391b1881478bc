//! The filters of a list of users: the one place that lists them.
//!
//! Each reader of the table calls it with the name of a macro, which takes its part of the rows: the query for a page of users and its
//! address (`directory`), that of an export (`export.rs`), and the filter of a change of many (`bulk`). A row has what is said of the
//! filter and its form, and in braces what only the documentation of queries says.

macro_rules! user_filters {
    ($use:ident) => {
        $use! {
            /// Prefixes of words in username, email address and profile: at most 200 characters and 8 words, or 7 with `group`. Or an id.
            #[schemars(with = "String", length(max = 200))]
            q { #[schemars(extend("example" = "ada"))] }
            #[schemars(with = "Role")]
            role {
                /// Only users with this role.
            }
            #[schemars(with = "Status")]
            status {
                /// Only users with this status. Default: every status except `deleted`.
            }
            /// Only members of the group with this name.
            #[schemars(with = "String", regex(pattern = r"^[a-z0-9][a-z0-9_-]{0,62}$"))]
            group { #[schemars(extend("example" = "editors"))] }
            /// Only users who have never signed in.
            #[schemars(with = "String", extend("enum" = ["never"]))]
            signed_in {}
            /// Only users who were created on this day or later, in UTC.
            #[schemars(with = "String", regex(pattern = DAY))]
            created_from { #[schemars(extend("example" = "2026-11-01"))] }
            /// Only users who were created on this day or earlier, in UTC.
            #[schemars(with = "String", regex(pattern = DAY))]
            created_to { #[schemars(extend("example" = "2026-11-30"))] }
            /// Only users whose last sign-in was before this day, in UTC. Not those who have never signed in.
            #[schemars(with = "String", regex(pattern = DAY))]
            last_login_before { #[schemars(extend("example" = "2026-08-01"))] }
            /// Only users with a passkey or an authenticator app, or only those without.
            #[schemars(with = "String", extend("enum" = ["with", "without"]))]
            second_factor {}
        }
    };
}
pub(crate) use user_filters;
