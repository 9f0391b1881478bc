//! Requests for exports of users.

use super::bulk::FilterRequest;
use super::export_format::ExportFormat;
use super::timestamp::DAY;
use super::values::Text;
use super::views::{Role, Status};
use schemars::JsonSchema;
use serde::Deserialize;

macro_rules! declare {
    ($($(#[$about:meta])* $name:ident { $(#[$in_queries:meta])* })*) => {
        /// A query for an export of users.
        #[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
        #[serde(default)]
        pub struct ExportRequest {
            $($(#[$about])* $(#[$in_queries])* pub $name: Text,)*
            /// `csv` (default) or `jsonl`.
            #[schemars(with = "ExportFormat")]
            pub format: Text,
        }

        impl ExportRequest {
            /// An export of all users that match.
            pub fn matching(filter: FilterRequest, format: &str) -> Self {
                Self { $($name: filter.$name,)* format: format.into() }
            }

            /// The filter for all matching users.
            pub fn filter(&self) -> FilterRequest {
                FilterRequest { $($name: self.$name.clone(),)* ..FilterRequest::default() }
            }
        }
    };
}
super::user_filters::user_filters!(declare);
