//! The options of commands that set the fields of a definition: those of clients and providers are in the tables of these.

use crate::shared::fields::input::request_of;
use crate::shared::{ApplicationRequest, ClientRequest, OwnFieldRequest, ProviderRequest};
use clap::builder::PossibleValue;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use std::marker::PhantomData;

/// What the options of fields say, as a request has it. Fields without an option get their defaults.
pub(super) struct Given<T>(Map<String, Value>, PhantomData<T>);

/// A request with fields that have options.
pub(super) trait Options: DeserializeOwned {
    /// The fields with their options, and what those mean that have no value.
    fn options() -> Vec<(&'static str, Arg, Option<Value>)>;
}

macro_rules! declare {
    ($request:ident $(
        $(#[$about:meta])*
        $name:ident: $type:ty {
            $(#[$about_sent:meta])* sent: $sent:ty, rule: $rule:ident $with:tt, $(check: $check:expr,)?
            option: $option:expr $(=> $means:expr)?,
            $($others:tt)*
        }
    )*) => {
        impl Options for $request {
            fn options() -> Vec<(&'static str, Arg, Option<Value>)> {
                vec![
                    $((stringify!($name), $option, None$(.or(Some(Value::from($means))))?),)*
                ]
            }
        }
    };
}
crate::shared::client_fields::client_fields!(declare ClientRequest);
crate::shared::provider_fields::provider_fields!(declare ProviderRequest);
crate::shared::own_fields::properties::own_field_properties!(declare OwnFieldRequest);

impl Options for ApplicationRequest {
    fn options() -> Vec<(&'static str, Arg, Option<Value>)> {
        let locations = "An origin with or without a path, such as https://example.com/shop; may be repeated, the first one is the entrance; \
            none for an application that has only clients";
        let claims =
            "What the application learns about users: name, email or groups; may be repeated [default: all of them]";
        let remote_user = "What the application gets as Remote-User: username, or id, which never changes";
        let after = "Where users arrive after signing out, such as https://example.com/goodbye [default: the root of the application's origin]";
        let link = "Where its tile on the start page leads, if it has no location: nobody is checked there";
        let max_age =
            "How long ago users may have proved who they are, such as 15m or 12h [default: any time in the session]";
        let second_factor = "Users must have signed in with a second factor or a passkey";
        vec![
            ("title", value("title", "TITLE", "What users see [default: the name]"), None),
            ("locations", list("location", "URL", locations), None),
            ("everyone", switch("everyone", "Every user may enter"), Some(true.into())),
            ("groups", list("group", "GROUP", "Members of this group may enter; may be repeated"), None),
            (
                "rule",
                value(
                    "rule",
                    "RULE",
                    "Whoever meets these conditions about fields may enter as well, such as 'plan=pro': makes a group of them",
                ),
                None,
            ),
            ("claims", list("claim", "CLAIM", claims).conflicts_with("no-claims"), None),
            ("claims", switch("no-claims", "The application learns only the id and the username"), Some(json!([]))),
            (
                "fields",
                list("field", "FIELD", "A field of your own that the application learns; may be repeated"),
                None,
            ),
            ("remote_user", value("remote-user", "VALUE", remote_user).default_value("username"), None),
            ("after_sign_out", value("after-sign-out", "URL", after), None),
            ("link", value("link", "URL", link), None),
            ("second_factor", switch("second-factor", second_factor), Some(true.into())),
            ("max_age", value("max-age", "DURATION", max_age), None),
        ]
    }
}

fn value(name: &'static str, value_name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(value_name).help(help)
}

/// May be repeated.
fn list(name: &'static str, value_name: &'static str, help: &'static str) -> Arg {
    value(name, value_name, help).action(ArgAction::Append)
}

fn switch(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).help(help).action(ArgAction::SetTrue)
}

/// True or false: what is left out stays as it is.
fn truth(name: &'static str, help: &'static str) -> Arg {
    value(name, "true|false", help).value_parser(TRUTHS)
}

/// The values of an option that is true or false.
const TRUTHS: [&str; 2] = ["true", "false"];

/// What an option says. None if it is left out.
fn said(matches: &ArgMatches, option: &Arg, means: Option<Value>) -> Option<Value> {
    let name = option.get_id().as_str();
    match (means, option.get_action()) {
        (Some(value), _) => matches.get_flag(name).then_some(value),
        (None, ArgAction::Append) => matches.get_many::<String>(name).map(|texts| texts.cloned().collect()),
        (None, _) => matches.get_one::<String>(name).map(|text| match is_truth(option) {
            true => (text == TRUTHS[0]).into(),
            false => text.as_str().into(),
        }),
    }
}

fn is_truth(option: &Arg) -> bool {
    option.get_possible_values().iter().map(PossibleValue::get_name).eq(TRUTHS)
}

impl<T: Options> Args for Given<T> {
    fn augment_args(command: Command) -> Command {
        command.args(T::options().into_iter().map(|(_, option, _)| option))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl<T: Options> FromArgMatches for Given<T> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let all = T::options().into_iter();
        let given = all.filter_map(|(name, option, means)| Some((name.to_owned(), said(matches, &option, means)?)));
        Ok(Self(given.collect(), PhantomData))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl<T: Options> Given<T> {
    pub(super) fn request(&self) -> T {
        request_of(self.0.clone())
    }
}
