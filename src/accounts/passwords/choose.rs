//! Validates a new password; shared by registration, password change, links and the command line.

use crate::{
    accounts::Accounts,
    passwords,
    shared::{fields::Fields, text::Text},
};

impl Accounts {
    /// Parses a new password and reports errors under `field`. The password must not be made of `own`, the username and
    /// email address of the account; either is empty if not known.
    pub(in crate::accounts) fn parse_chosen_password(
        &self,
        fields: &mut Fields,
        field: &'static str,
        password: &Text,
        own: [&str; 2],
    ) -> Option<String> {
        let rules = self.settings().password_rules;
        fields.parse(field, password, |text| passwords::check_new(text, rules, &own).map(|()| text.to_owned()))
    }
}
