//! The questions that the forms ask, each with what browsers and password managers need to know of it.

use crate::{
    shared::{
        error::FieldError,
        fields::{
            Problem, credentials, email::EmailAddress, password::PasswordRules, person_name::PersonName,
            username::Username,
        },
    },
    ui::browser::attributes,
};
use leptos::attr::any_attribute::AnyAttribute;

/// One question.
#[derive(Debug)]
pub struct Spec {
    /// The id of its input, unique on the page.
    pub id: &'static str,
    /// Its name in the form: the argument of the server function.
    pub name: &'static str,
    pub label: &'static str,
    pub need: Need,
    attributes: &'static [(&'static str, &'static str)],
    rule: Rule,
}

/// Whether a question has to be answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Need {
    Always,
    /// When another answer calls for it.
    OnDemand,
    Never,
}

/// What can be told of an answer without asking the server; the very rules that the server applies. A function each, so
/// that a page loads those of its own questions alone.
type Rule = fn(&str, PasswordRules) -> Result<(), Problem>;

impl Spec {
    /// What is wrong with `answer`.
    pub fn check(&self, answer: &str, rules: PasswordRules) -> Option<FieldError> {
        let problem = (self.rule)(answer, rules).err()?;
        Some(problem.of(self.name))
    }

    /// The attributes of the input that are all its own.
    pub fn attributes(&self) -> Vec<AnyAttribute> {
        let mut all = vec![("id", self.id), ("name", self.name), ("class", "input")];
        all.extend(self.attributes);
        if self.need == Need::Always {
            all.push(("required", ""));
        }
        attributes(&all)
    }

    /// The id of what is said below the input.
    pub fn note_id(&self) -> String {
        format!("{}-note", self.id)
    }
}

const NO_HELP: [(&str, &str); 2] = [("autocapitalize", "none"), ("spellcheck", "false")];

pub static LOGIN: Spec = Spec {
    id: "login",
    name: "login",
    label: "Username or email",
    need: Need::Always,
    attributes: &[("type", "text"), ("autocomplete", "username"), ("enterkeyhint", "next"), NO_HELP[0], NO_HELP[1]],
    rule: |answer, _| credentials::login(answer).map(drop),
};

pub static USERNAME: Spec = Spec {
    id: "username",
    name: "username",
    label: "Username",
    need: Need::Always,
    attributes: LOGIN.attributes,
    rule: |answer, _| Username::parse(answer).map(drop),
};

pub static EMAIL: Spec = Spec {
    id: "email",
    name: "email",
    label: "Email",
    need: Need::Always,
    attributes: &[
        ("type", "email"),
        ("autocomplete", "email"),
        ("inputmode", "email"),
        ("enterkeyhint", "next"),
        NO_HELP[0],
        NO_HELP[1],
    ],
    rule: |answer, _| EmailAddress::parse(answer).map(drop),
};

pub static NAME: Spec = Spec {
    id: "name",
    name: "name",
    label: "Name",
    need: Need::Never,
    attributes: &[("type", "text"), ("autocomplete", "name"), ("enterkeyhint", "next"), ("spellcheck", "false")],
    rule: |answer, _| PersonName::parse_optional(answer).map(drop),
};

/// To sign in.
pub static PASSWORD: Spec = Spec {
    id: "password",
    name: "password",
    label: "Password",
    need: Need::Always,
    attributes: &[("autocomplete", "current-password"), ("enterkeyhint", "go"), NO_HELP[0], NO_HELP[1]],
    rule: |answer, _| credentials::password(answer).map(drop),
};

/// To change it for another.
pub static CURRENT_PASSWORD: Spec = Spec {
    id: "current-password",
    name: "current_password",
    label: "Current password",
    need: Need::Always,
    attributes: PASSWORD.attributes,
    rule: |answer, _| credentials::current_password(answer).map(drop),
};

/// To change the email address.
pub static PROFILE_PASSWORD: Spec = Spec {
    id: "profile-password",
    name: "current_password",
    label: "Current password",
    need: Need::OnDemand,
    attributes: PASSWORD.attributes,
    rule: |answer, _| credentials::current_password(answer).map(drop),
};

/// To do what cannot be undone.
pub static OWN_PASSWORD: Spec = Spec {
    id: "own-password",
    name: "password",
    label: "Your password",
    need: Need::Always,
    attributes: PASSWORD.attributes,
    rule: |answer, _| credentials::current_password(answer).map(drop),
};

/// Of a new account.
pub static FIRST_PASSWORD: Spec = Spec {
    id: "first-password",
    name: "password",
    label: "Password",
    need: Need::Always,
    attributes: NEW_PASSWORD.attributes,
    rule: |answer, rules| rules.check(answer),
};

pub static NEW_PASSWORD: Spec = Spec {
    id: "new-password",
    name: "new_password",
    label: "New password",
    need: Need::Always,
    attributes: &[("autocomplete", "new-password"), ("enterkeyhint", "go"), NO_HELP[0], NO_HELP[1]],
    rule: |answer, rules| rules.check(answer),
};

/// Of somebody else: a browser must not fill in one's own.
pub static THEIR_NAME: Spec = Spec {
    attributes: &[("type", "text"), ("autocomplete", "off"), ("enterkeyhint", "next"), ("spellcheck", "false")],
    ..NAME
};

pub static THEIR_USERNAME: Spec = Spec {
    attributes: &[("type", "text"), ("autocomplete", "off"), ("enterkeyhint", "next"), NO_HELP[0], NO_HELP[1]],
    ..USERNAME
};

pub static THEIR_EMAIL: Spec = Spec {
    attributes: &[
        ("type", "email"),
        ("autocomplete", "off"),
        ("inputmode", "email"),
        ("enterkeyhint", "next"),
        NO_HELP[0],
        NO_HELP[1],
    ],
    ..EMAIL
};

/// To be sure whose account goes for good.
pub static CONFIRMED_USERNAME: Spec = Spec { id: "confirmed-username", label: "Their username", ..THEIR_USERNAME };
