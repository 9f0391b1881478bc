//! Types that browser and server share: ids, field types with their rules, requests, views and errors.
//!
//! Compiled for both, so nothing here may contain a secret or depend on a database engine.

use std::fmt;

/// An enum whose values have stable names: in JSON, in the database, in forms and on the command line. It gets `ALL`, `as_str`,
/// `Display` and `FromStr`. The error is [`UnknownName`], or the text after `else`. With `as`, each value also has a text for people:
/// the message of this name in the catalogue, which with `of` names something.
macro_rules! names {
    (
        $(#[$of_type:meta])*
        pub enum $type:ident as $text:ident { $($(#[$of_value:meta])* $value:ident = $name:literal: $words:ident,)* }
    ) => {
        names! { $(#[$of_type])* pub enum $type { $($(#[$of_value])* $value = $name,)* } }

        impl $type {
            /// The text for people, in the language of the page.
            pub fn $text(self) -> &'static str {
                match self { $(Self::$value => $crate::language::say::$words(),)* }
            }

            /// The same text for those whose language is not known yet.
            pub fn message(self) -> $crate::language::Message {
                match self { $(Self::$value => $crate::language::message::$words(),)* }
            }
        }
    };
    (
        $(#[$of_type:meta])*
        pub enum $type:ident as $text:ident of $about:ident {
            $($(#[$of_value:meta])* $value:ident = $name:literal: $words:ident,)*
        }
    ) => {
        names! { $(#[$of_type])* pub enum $type { $($(#[$of_value])* $value = $name,)* } }

        impl $type {
            /// The text for people.
            pub fn $text(self, $about: &str) -> $crate::language::Message {
                match self { $(Self::$value => $crate::language::message::$words($about.to_owned()),)* }
            }
        }
    };
    (
        $(#[$of_type:meta])*
        pub enum $type:ident $(else $error:literal)? { $($(#[$of_value:meta])* $value:ident = $name:literal,)* }
    ) => {
        $(#[$of_type])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
        pub enum $type {
            $($(#[$of_value])* #[serde(rename = $name)] $value,)*
        }

        impl $type {
            /// All values, in the order in which pages and messages list them.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$value),*];

            /// The stable name.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$value => $name,)* }
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        names!(@read $type $($error)?);
    };
    (@read $type:ident) => {
        names!(@read $type, $crate::shared::UnknownName, $crate::shared::UnknownName);

        impl TryFrom<String> for $type {
            type Error = $crate::shared::UnknownName;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }
    };
    (@read $type:ident $error:literal) => {
        names!(@read $type, String, $error.to_owned());
    };
    (@read $type:ident, $error:ty, $value:expr) => {
        impl std::str::FromStr for $type {
            type Err = $error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::ALL.into_iter().find(|value| value.as_str() == text).ok_or_else(|| $value)
            }
        }
    };
}

/// A set of values of an enum that [`names`] declares: a bit for each.
macro_rules! set_of {
    ($value:ident: $(#[$of_type:meta])* pub struct $set:ident;) => {
        $(#[$of_type])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Hash)]
        pub struct $set(u8);

        impl $set {
            pub fn contains(self, value: $value) -> bool {
                self.0 & (1 << value as u8) != 0
            }

            pub fn is_empty(self) -> bool {
                self.0 == 0
            }

            /// In the order of all values.
            pub fn iter(self) -> impl Iterator<Item = $value> {
                $value::ALL.into_iter().filter(move |value| self.contains(*value))
            }

            /// Those of either.
            #[must_use]
            pub fn and(self, others: Self) -> Self {
                Self(self.0 | others.0)
            }
        }

        impl FromIterator<$value> for $set {
            fn from_iter<I: IntoIterator<Item = $value>>(values: I) -> Self {
                Self(values.into_iter().fold(0, |bits, value| bits | (1 << value as u8)))
            }
        }
    };
}

/// The text in a type of checked texts: `as_str` and `Display`.
macro_rules! checked_text {
    ($type:ident) => {
        impl $type {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

pub mod added_factors;
pub mod api_tokens;
pub mod applications;
pub mod arrivals;
pub mod audit;
pub mod audit_query;
pub mod awaiting_password;
pub mod bulk;
pub mod client_access;
pub mod client_fields;
pub mod client_form;
pub mod client_reports;
pub mod client_texts;
pub mod clients;
pub mod connections;
pub mod consent;
pub mod demand;
pub mod device_codes;
pub mod directory;
pub mod error;
pub mod export;
pub mod export_format;
pub mod factors;
pub mod fields;
pub mod form_bodies;
pub mod forms;
pub mod goes_to;
pub mod groups;
pub mod identity_forms;
pub mod identity_requests;
pub mod ids;
pub mod import;
pub mod journey;
pub mod json;
pub mod lifetimes;
pub mod link_pages;
pub mod next;
pub mod own_data;
pub mod own_factors;
pub mod page;
pub mod possible;
pub mod proofs;
pub mod provider_fields;
pub mod provider_form;
pub mod provider_texts;
pub mod providers;
pub mod requests;
pub mod sessions;
pub mod strict;
pub mod timestamp;
pub mod user_filters;
pub mod values;
pub mod views;
pub mod visit;
pub mod ways_in;

/// A name that this version does not know.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UnknownName;

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unknown name")
    }
}

impl std::error::Error for UnknownName {}
