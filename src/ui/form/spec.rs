//! The fields of all forms: labels, validation rules, and attributes for browsers and password managers.

pub mod applications;
pub mod clients;
pub mod own_fields;
pub mod providers;

use crate::language::{Label, Message, message, say};
use crate::shared::api_tokens::MAX_NAME_CHARS;
use crate::shared::fields::credentials::{self, EmailAddress};
use crate::shared::fields::names::Username;
use crate::shared::fields::password::PasswordRules;
use crate::shared::fields::profile::{FIELDS, Profile, ProfileField};
use crate::shared::groups::{MAX_DESCRIPTION_CHARS, MAX_RULE_CHARS};
use crate::shared::{FieldError, GroupName, Problem, at_most};
use crate::ui::browser::attributes;
use leptos::attr::any_attribute::AnyAttribute;
use std::sync::LazyLock;

/// A form field.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// The id of its input, unique on the page.
    pub id: &'static str,
    /// Its name in the form: the argument of the server function.
    pub name: &'static str,
    pub label: Label,
    pub need: Need,
    /// What the browser fills in. Empty: there is no such attribute.
    autocomplete: &'static str,
    attributes: &'static [(&'static str, &'static str)],
    rule: Rule,
}

/// Whether a field is required.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Need {
    Always,
    /// Depending on another field.
    OnDemand,
    Never,
}

/// Validates a value without the server, by the rules that the server applies as well. One function per field, so that
/// a lazily loaded page contains only the rules of its own fields.
#[derive(Clone, Copy, Debug)]
enum Rule {
    Form(fn(&str, PasswordRules) -> Result<(), Problem>),
    Profile(fn(&str) -> Result<Option<String>, Problem>),
}

impl Spec {
    /// A field like this one, with an id, a name and a label of its own.
    const fn called(self, id: &'static str, name: &'static str, label: Label) -> Self {
        Self { id, name, label, ..self }
    }

    /// A field of a profile. `autocomplete`: what the browser fills in.
    fn of(field: &'static ProfileField, autocomplete: &'static str) -> Self {
        let ProfileField { name, label, attributes, parse, choices, .. } = *field;
        // What a select offers is valid.
        let rule = if choices.is_some() { TEXT.rule } else { Rule::Profile(parse) };
        Self { id: name, name, label, need: Need::Never, autocomplete, attributes, rule }
    }

    pub fn check(&self, value: &str, rules: PasswordRules) -> Option<FieldError> {
        let problem = match self.rule {
            Rule::Form(check) => check(value, rules).err()?,
            Rule::Profile(parse) => parse(value).err()?,
        };
        Some(problem.of(self.name))
    }

    /// The static attributes of the input.
    pub(super) fn attributes(&self) -> Vec<AnyAttribute> {
        let mut all = vec![("id", self.id), ("name", self.name), ("class", "input")];
        all.extend((!self.autocomplete.is_empty()).then_some(("autocomplete", self.autocomplete)));
        all.extend(self.attributes);
        if self.need == Need::Always {
            all.push(("required", ""));
        }
        attributes(&all)
    }

    /// Whether it holds a password or a code, which are never kept.
    pub fn is_secret(&self) -> bool {
        self.autocomplete.ends_with("-password") || self.autocomplete.ends_with("-code")
    }

    /// The id of the hint or error below the input.
    pub fn note_id(&self) -> String {
        format!("{}-note", self.id)
    }
}

/// Checks that a text is not blank.
fn given(value: &str, missing: fn() -> Message) -> Result<(), Problem> {
    if value.trim().is_empty() { Err(Problem::new("required", missing())) } else { Ok(()) }
}

const NO_HELP: [(&str, &str); 2] = [("autocapitalize", "none"), ("spellcheck", "false")];
/// The attributes of usernames and other names that are identifiers.
const IDENTIFIER: &[(&str, &str)] = &[("type", "text"), ("enterkeyhint", "next"), NO_HELP[0], NO_HELP[1]];

/// A required text of any kind, which is not about the person at the keyboard.
const TEXT: Spec = Spec {
    id: "",
    name: "",
    label: || "",
    need: Need::Always,
    autocomplete: "off",
    attributes: &[("type", "text"), ("enterkeyhint", "next"), NO_HELP[1]],
    rule: Rule::Form(|_, _| Ok(())),
};

/// The fields of one's own profile.
pub static PROFILE: LazyLock<Profile<Spec>> =
    LazyLock::new(|| FIELDS.each_ref().map(|field| Spec::of(field, field.autocomplete)));

/// Those of another user: the browser must not autofill the administrator's own data.
pub static THEIR_PROFILE: LazyLock<Profile<Spec>> =
    LazyLock::new(|| FIELDS.each_ref().map(|field| Spec::of(field, "off")));

pub static LOGIN: Spec = Spec {
    autocomplete: "username webauthn",
    attributes: IDENTIFIER,
    rule: Rule::Form(|value, _| credentials::login(value).map(drop)),
    ..TEXT.called("login", "login", say::field_login)
};

pub static USERNAME: Spec = Spec {
    autocomplete: "username",
    rule: Rule::Form(|value, _| Username::parse(value).map(drop)),
    ..LOGIN.called("username", "username", say::username)
};

/// One's own username where only administrators change it.
pub static FIXED_USERNAME: Spec =
    Spec { autocomplete: "", attributes: &[("type", "text"), ("readonly", "")], ..USERNAME };

pub static EMAIL: Spec = Spec {
    autocomplete: "email",
    attributes: &[("type", "email"), ("inputmode", "email"), ("enterkeyhint", "next"), NO_HELP[0], NO_HELP[1]],
    rule: Rule::Form(|value, _| EmailAddress::parse(value).map(drop)),
    ..TEXT.called("email", "email", say::email)
};

/// On the sign-in page.
pub static PASSWORD: Spec = Spec {
    autocomplete: "current-password",
    // Without `type`: the component sets it, because it changes when the password is revealed.
    attributes: &[("enterkeyhint", "go"), NO_HELP[0], NO_HELP[1]],
    rule: Rule::Form(|value, _| credentials::password(value).map(drop)),
    ..TEXT.called("password", "password", say::password)
};

/// To change the password.
pub static CURRENT_PASSWORD: Spec = Spec {
    rule: Rule::Form(|value, _| credentials::current_password(value).map(drop)),
    ..PASSWORD.called("current-password", "current_password", say::field_current_password)
};

/// To create an API token.
pub static TOKEN_PASSWORD: Spec = Spec {
    id: "token-password",
    need: Need::Never,
    rule: Rule::Form(|value, _| if value.is_empty() { Ok(()) } else { credentials::current_password(value).map(drop) }),
    ..CURRENT_PASSWORD
};

/// To change the email address. The server asks for it if the account has one.
pub static PROFILE_PASSWORD: Spec = Spec { id: "profile-password", need: Need::OnDemand, ..TOKEN_PASSWORD };

/// To download a file of password links.
pub static LINKS_PASSWORD: Spec = Spec { id: "links-password", ..TOKEN_PASSWORD };

/// To confirm who one is.
pub static OWN_PASSWORD: Spec =
    Spec { id: "own-password", label: say::field_own_password, rule: CURRENT_PASSWORD.rule, ..PASSWORD };

/// To delete the own account. The server asks for it if the account has one.
pub static DELETION_PASSWORD: Spec = Spec { need: Need::OnDemand, rule: TOKEN_PASSWORD.rule, ..OWN_PASSWORD };

/// The digits in a message.
pub static DIGITS: Spec = Spec {
    autocomplete: "one-time-code",
    attributes: &[("type", "text"), ("inputmode", "numeric"), ("enterkeyhint", "go"), NO_HELP[0], NO_HELP[1]],
    rule: Rule::Form(|value, _| credentials::digits(value).map(drop)),
    ..TEXT.called("digits", "digits", say::field_digits)
};

/// Of an authenticator app.
pub static CODE: Spec = Spec {
    // The page is there for this field.
    attributes: &[
        ("type", "text"),
        ("inputmode", "numeric"),
        ("enterkeyhint", "go"),
        NO_HELP[0],
        NO_HELP[1],
        ("autofocus", ""),
    ],
    rule: Rule::Form(|value, _| given(value, message::field_code_missing)),
    ..DIGITS.called("code", "code", say::field_code)
};

/// In a message, to confirm who one is.
pub static MAIL_CODE: Spec =
    Spec { attributes: DIGITS.attributes, ..CODE.called("mail-code", "mail_code", say::field_mail_code) };

/// In place of the code of an authenticator app.
pub static RECOVERY_CODE: Spec =
    Spec { id: "recovery-code", label: say::field_recovery_code, autocomplete: "off", attributes: IDENTIFIER, ..CODE };

/// To sign in without a password.
pub static RECOVERY_SIGN_IN: Spec = Spec { name: "recovery_code", ..RECOVERY_CODE };

/// The password of a registration that is confirmed in another browser.
pub static CHOSEN_PASSWORD: Spec = Spec {
    id: "chosen-password",
    label: say::field_chosen_password,
    rule: Rule::Form(|value, _| credentials::chosen_password(value).map(drop)),
    ..PASSWORD
};

/// Of a new account, or by a password link.
pub static FIRST_PASSWORD: Spec = NEW_PASSWORD.called("first-password", "password", say::password);

pub static NEW_PASSWORD: Spec = Spec {
    autocomplete: "new-password",
    rule: Rule::Form(|value, rules| rules.check(value)),
    ..PASSWORD.called("new-password", "new_password", say::field_new_password)
};

/// Fields about another user.
pub static THEIR_USERNAME: Spec = Spec { autocomplete: "off", ..USERNAME };
/// Of a new account. Without one, it is derived from the address.
pub static DERIVED_USERNAME: Spec = Spec {
    need: Need::Never,
    rule: Rule::Form(|value, _| if value.trim().is_empty() { Ok(()) } else { Username::parse(value).map(drop) }),
    ..THEIR_USERNAME
};
pub static THEIR_EMAIL: Spec = Spec { autocomplete: "off", ..EMAIL };

/// What an API token is for.
pub static TOKEN_NAME: Spec = Spec {
    rule: Rule::Form(|value, _| {
        given(value, message::field_token_name_missing)?;
        at_most(value.trim(), MAX_NAME_CHARS)
    }),
    ..TEXT.called("token-name", "name", say::field_token_name)
};

/// Of a new group.
pub static GROUP_NAME: Spec = Spec {
    rule: Rule::Form(|value, _| GroupName::parse(value).map(drop)),
    ..THEIR_USERNAME.called("group-name", "name", say::field_group_name)
};

/// What a new group is for.
pub static GROUP_DESCRIPTION: Spec = Spec {
    need: Need::Never,
    rule: Rule::Form(|value, _| at_most(value.trim(), MAX_DESCRIPTION_CHARS)),
    ..TEXT.called("group-description", "description", say::description)
};

/// Who belongs to a group. The server knows the fields that it may name.
pub static GROUP_RULE: Spec = Spec {
    need: Need::Never,
    rule: Rule::Form(|value, _| at_most(value.trim(), MAX_RULE_CHARS)),
    ..TEXT.called("group-rule", "rule", say::field_group_rule)
};

/// Confirms which account is deleted permanently.
pub static CONFIRMED_USERNAME: Spec =
    Spec { id: "confirmed-username", label: say::field_confirm_username, ..THEIR_USERNAME };
