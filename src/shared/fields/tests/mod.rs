//! Tests of the field rules: tables and properties.

mod addresses;
mod names;
mod passwords;
mod usernames;

use super::{
    Fields, Problem,
    email::EmailAddress,
    installation_name::InstallationName,
    password::{PasswordRules, PasswordShape},
    person_name::PersonName,
    username::Username,
};
use crate::shared::text::Text;
use proptest::prelude::*;

fn code<T>(parsed: Result<T, Problem>) -> &'static str {
    parsed.map_or_else(|problem| problem.code, |_| "")
}

#[test]
fn all_errors_are_reported_in_the_order_of_the_fields() {
    let mut fields = Fields::default();
    assert_eq!(fields.parse("username", &Text::WrongType, Username::parse), None);
    assert_eq!(fields.parse("email", &Text::Missing, EmailAddress::parse), None);
    assert!(fields.parse("name", &Text::from("Maren"), PersonName::parse_optional).is_some());
    let errors = fields.finish().unwrap_err();
    let reported: Vec<_> = errors.iter().map(|error| (error.field.as_ref(), error.code.as_ref())).collect();
    assert_eq!(reported, [("username", "wrong_type"), ("email", "required")]);
}

#[test]
fn valid_fields_have_no_errors() {
    let mut fields = Fields::default();
    assert!(fields.parse("username", &Text::from("maren"), Username::parse).is_some());
    assert_eq!(fields.finish(), Ok(()));
}
