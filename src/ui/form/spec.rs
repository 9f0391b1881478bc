//! The questions that the forms ask, each with what browsers and password managers need to know of it.

use crate::shared::fields::{
    Problem, email::EmailAddress, password::PasswordRules, person_name::PersonName,
    username::Username,
};
use std::borrow::Cow;

/// One question: its name in the form, its label and its manners.
#[derive(Debug)]
pub struct Spec {
    /// The argument of the server function.
    pub name: &'static str,
    pub label: &'static str,
    pub kind: &'static str,
    pub autocomplete: &'static str,
    pub inputmode: Option<&'static str>,
    pub optional: bool,
    rule: Rule,
}

/// What can be told of an answer without asking the server; the very rules that the server applies.
#[derive(Clone, Copy, Debug)]
enum Rule {
    Given(&'static str),
    Username,
    Email,
    Name,
    NewPassword,
}

impl Spec {
    /// What is wrong with `answer`, in words that say the mend.
    pub fn check(&self, answer: &str, rules: PasswordRules) -> Option<Cow<'static, str>> {
        let problem = match self.rule {
            Rule::Given(_) if !answer.is_empty() => return None,
            Rule::Given(words) => Problem::new("required", words),
            Rule::Username => Username::parse(answer).err()?,
            Rule::Email => EmailAddress::parse(answer).err()?,
            Rule::Name => PersonName::parse_optional(answer).err()?,
            Rule::NewPassword => rules.check(answer).err()?,
        };
        Some(problem.message)
    }
}

const TEXT: Spec = Spec {
    name: "",
    label: "",
    kind: "text",
    autocomplete: "off",
    inputmode: None,
    optional: false,
    rule: Rule::Name,
};

pub static LOGIN: Spec = Spec {
    name: "login",
    label: "Username or email",
    autocomplete: "username",
    rule: Rule::Given("Enter your username or email."),
    ..TEXT
};

pub static USERNAME: Spec = Spec {
    name: "username",
    label: "Username",
    autocomplete: "username",
    rule: Rule::Username,
    ..TEXT
};

pub static EMAIL: Spec = Spec {
    name: "email",
    label: "Email",
    kind: "email",
    autocomplete: "email",
    inputmode: Some("email"),
    rule: Rule::Email,
    ..TEXT
};

pub static NAME: Spec = Spec {
    name: "name",
    label: "Name",
    autocomplete: "name",
    optional: true,
    ..TEXT
};

pub static PASSWORD: Spec = KNOWN_PASSWORD;

const KNOWN_PASSWORD: Spec = Spec {
    name: "password",
    label: "Password",
    kind: "password",
    autocomplete: "current-password",
    rule: Rule::Given("Enter your password."),
    ..TEXT
};

pub static CURRENT_PASSWORD: Spec = Spec {
    name: "current_password",
    label: "Current password",
    rule: Rule::Given("Enter your current password."),
    ..KNOWN_PASSWORD
};

pub static FIRST_PASSWORD: Spec = FRESH_PASSWORD;

const FRESH_PASSWORD: Spec = Spec {
    autocomplete: "new-password",
    rule: Rule::NewPassword,
    ..KNOWN_PASSWORD
};

pub static NEW_PASSWORD: Spec = Spec {
    name: "new_password",
    label: "New password",
    ..FRESH_PASSWORD
};

/// Asked once more, where what is done cannot be undone.
pub static OWN_PASSWORD: Spec = Spec {
    label: "Your password",
    ..KNOWN_PASSWORD
};
