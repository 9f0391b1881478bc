//! A password that somebody chooses, on whichever way: one check for all of them.

use crate::{
    accounts::Accounts,
    passwords,
    shared::{fields::Fields, text::Text},
};

impl Accounts {
    /// Parses a password that is to be set; what is wrong with it is kept under `field`. `own`: username and email address
    /// of whose it is to be, of which it must not be made; empty where they are not known.
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
