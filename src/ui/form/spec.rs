//! The fields of all forms: labels, validation rules, and attributes for browsers and password managers.

use crate::{
    shared::{
        api_tokens::MAX_NAME_CHARS,
        applications::{ApplicationName, MAX_TITLE_CHARS},
        error::FieldError,
        fields::{
            Problem,
            credentials::{self, EmailAddress},
            names::{PersonName, Username},
            password::PasswordRules,
        },
        groups::{GroupName, MAX_DESCRIPTION_CHARS},
    },
    ui::browser::attributes,
};
use leptos::attr::any_attribute::AnyAttribute;

/// A form field.
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
type Rule = fn(&str, PasswordRules) -> Result<(), Problem>;

impl Spec {
    pub fn check(&self, value: &str, rules: PasswordRules) -> Option<FieldError> {
        let problem = (self.rule)(value, rules).err()?;
        Some(problem.of(self.name))
    }

    /// The static attributes of the input.
    pub fn attributes(&self) -> Vec<AnyAttribute> {
        let mut all = vec![("id", self.id), ("name", self.name), ("class", "input")];
        all.extend(self.attributes);
        if self.need == Need::Always {
            all.push(("required", ""));
        }
        attributes(&all)
    }

    /// Whether it holds a password, which is never kept.
    pub fn is_secret(&self) -> bool {
        self.attributes.iter().any(|(name, value)| *name == "autocomplete" && value.ends_with("-password"))
    }

    /// The id of the hint or error below the input.
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
    rule: |value, _| credentials::login(value).map(drop),
};

pub static USERNAME: Spec = Spec {
    id: "username",
    name: "username",
    label: "Username",
    need: Need::Always,
    attributes: LOGIN.attributes,
    rule: |value, _| Username::parse(value).map(drop),
};

/// One's own username where only administrators change it.
pub static FIXED_USERNAME: Spec = Spec { attributes: &[("type", "text"), ("readonly", "")], ..USERNAME };

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
    rule: |value, _| EmailAddress::parse(value).map(drop),
};

pub static NAME: Spec = Spec {
    id: "name",
    name: "name",
    label: "Name",
    need: Need::Never,
    attributes: &[("type", "text"), ("autocomplete", "name"), ("enterkeyhint", "next"), ("spellcheck", "false")],
    rule: |value, _| PersonName::parse_optional(value).map(drop),
};

/// On the sign-in page.
pub static PASSWORD: Spec = Spec {
    id: "password",
    name: "password",
    label: "Password",
    need: Need::Always,
    // Without `type`: the component sets it, because it changes when the password is revealed.
    attributes: &[("autocomplete", "current-password"), ("enterkeyhint", "go"), NO_HELP[0], NO_HELP[1]],
    rule: |value, _| credentials::password(value).map(drop),
};

/// To change the password.
pub static CURRENT_PASSWORD: Spec = Spec {
    id: "current-password",
    name: "current_password",
    label: "Current password",
    rule: |value, _| credentials::current_password(value).map(drop),
    ..PASSWORD
};

/// To change the email address.
pub static PROFILE_PASSWORD: Spec = Spec { id: "profile-password", need: Need::OnDemand, ..CURRENT_PASSWORD };

/// To create an API token.
pub static TOKEN_PASSWORD: Spec = Spec {
    id: "token-password",
    need: Need::Never,
    rule: |value, _| if value.is_empty() { Ok(()) } else { credentials::current_password(value).map(drop) },
    ..CURRENT_PASSWORD
};

/// To download a file of password links.
pub static LINKS_PASSWORD: Spec = Spec { id: "links-password", ..TOKEN_PASSWORD };

/// To delete the own account.
pub static OWN_PASSWORD: Spec = Spec {
    id: "own-password",
    label: "Your password",
    rule: |value, _| credentials::current_password(value).map(drop),
    ..PASSWORD
};

/// The digits in a message.
pub static DIGITS: Spec = Spec {
    id: "digits",
    name: "digits",
    label: "Six digits from the message",
    need: Need::Always,
    attributes: &[
        ("type", "text"),
        ("inputmode", "numeric"),
        ("autocomplete", "one-time-code"),
        ("enterkeyhint", "go"),
        NO_HELP[0],
        NO_HELP[1],
    ],
    rule: |value, _| credentials::digits(value).map(drop),
};

/// The password of a registration that is confirmed in another browser.
pub static CHOSEN_PASSWORD: Spec = Spec {
    id: "chosen-password",
    label: "The password that you chose",
    rule: |value, _| credentials::chosen_password(value).map(drop),
    ..PASSWORD
};

/// Of a new account, or by a password link.
pub static FIRST_PASSWORD: Spec = Spec { id: "first-password", name: "password", label: "Password", ..NEW_PASSWORD };

pub static NEW_PASSWORD: Spec = Spec {
    id: "new-password",
    name: "new_password",
    label: "New password",
    need: Need::Always,
    // Without `type`, as above.
    attributes: &[("autocomplete", "new-password"), ("enterkeyhint", "go"), NO_HELP[0], NO_HELP[1]],
    rule: |value, rules| rules.check(value),
};

/// Fields about another user: the browser must not autofill the administrator's own data.
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

/// What an API token is for.
pub static TOKEN_NAME: Spec = Spec {
    id: "token-name",
    label: "Token name",
    need: Need::Always,
    rule: |value, _| match value.trim().chars().count() {
        0 => Err(Problem::new("required", "Enter a name, such as what the token is for.")),
        count if count > MAX_NAME_CHARS => Err(Problem::new("too_long", "Use at most 80 characters.")),
        _ => Ok(()),
    },
    ..THEIR_NAME
};

/// Of a new group.
pub static GROUP_NAME: Spec = Spec {
    id: "group-name",
    name: "name",
    label: "Group name",
    rule: |value, _| GroupName::parse(value).map(drop),
    ..THEIR_USERNAME
};

/// What a new group is for.
pub static GROUP_DESCRIPTION: Spec = Spec {
    id: "group-description",
    name: "description",
    label: "Description",
    rule: |value, _| {
        let fits = value.trim().chars().count() <= MAX_DESCRIPTION_CHARS;
        if fits { Ok(()) } else { Err(Problem::new("too_long", "Use at most 200 characters.")) }
    },
    ..THEIR_NAME
};

/// The name of an application in tokens and addresses.
pub static APPLICATION_NAME: Spec = Spec {
    id: "application-name",
    name: "name",
    label: "Name",
    need: Need::Always,
    attributes: THEIR_USERNAME.attributes,
    rule: |value, _| ApplicationName::parse(value.trim()).map(drop),
};

/// What users see of an application.
pub static APPLICATION_TITLE: Spec = Spec {
    id: "application-title",
    name: "title",
    label: "Title",
    rule: |value, _| {
        let fits = value.trim().chars().count() <= MAX_TITLE_CHARS;
        if fits { Ok(()) } else { Err(Problem::new("too_long", "Use at most 80 characters.")) }
    },
    ..THEIR_NAME
};

/// The locations of an application, one per line.
pub static LOCATIONS: Spec = Spec {
    id: "locations",
    name: "locations",
    label: "Locations, one per line",
    need: Need::Always,
    attributes: &[("rows", "3"), ("inputmode", "url"), ("autocomplete", "off"), NO_HELP[0], NO_HELP[1]],
    rule: |value, _| match value.trim() {
        "" => Err(Problem::new("required", "Enter an address, such as https://journal.example.com/.")),
        _ => Ok(()),
    },
};

/// Where users arrive after signing out in an application.
pub static AFTER_SIGN_OUT: Spec = Spec {
    id: "after-sign-out",
    name: "after_sign_out",
    label: "After signing out",
    need: Need::Never,
    attributes: &[("type", "text"), ("inputmode", "url"), ("autocomplete", "off"), NO_HELP[0], NO_HELP[1]],
    // The server reads URLs.
    rule: |_, _| Ok(()),
};

/// The groups whose members may enter an application.
pub static ENTRY_GROUPS: Spec = Spec {
    id: "entry-groups",
    name: "groups",
    label: "Groups",
    need: Need::OnDemand,
    attributes: THEIR_USERNAME.attributes,
    // Whether any are needed depends on the radio buttons above, which the server reads.
    rule: |_, _| Ok(()),
};

/// Confirms which account is deleted permanently.
pub static CONFIRMED_USERNAME: Spec = Spec { id: "confirmed-username", label: "Confirm username", ..THEIR_USERNAME };
