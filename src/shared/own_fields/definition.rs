//! How a field of one's own is defined, in requests, files and the database.

use super::properties::own_field_properties;
use crate::language::say;
use crate::shared::fields::input::Choice;
use crate::shared::values::{self, Expected, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

names! {
    /// What the values of a field are.
    #[derive(Default, Hash, JsonSchema)]
    pub enum OwnFieldKind {
        /// One line.
        #[default]
        Text = "text",
        LongText = "long-text",
        /// At most 15 digits, of which at most six are behind the point.
        Number = "number",
        YesNo = "yes-no",
        /// A day, such as `2026-11-28`.
        Date = "date",
        /// One of the choices.
        Choice = "choice",
        /// Any number of the choices.
        Choices = "choices",
        /// The address of a page.
        Url = "url",
        /// A telephone number in E.164, such as `+4930123456`.
        Phone = "phone",
        /// ISO 3166-1 alpha-2, such as `DE`.
        Country = "country",
    }
}

impl OwnFieldKind {
    /// What administrators choose.
    pub fn choice(self) -> Choice {
        let (id, label, about) = match self {
            Self::Text => ("kind-text", say::own_field_text(), say::own_field_text_about()),
            Self::LongText => ("kind-long-text", say::own_field_long_text(), say::own_field_long_text_about()),
            Self::Number => ("kind-number", say::own_field_number(), say::own_field_number_about()),
            Self::YesNo => ("kind-yes-no", say::own_field_yes_no(), say::own_field_yes_no_about()),
            Self::Date => ("kind-date", say::own_field_date(), say::own_field_date_about()),
            Self::Choice => ("kind-choice", say::own_field_choice(), say::own_field_choice_about()),
            Self::Choices => ("kind-choices", say::own_field_several(), say::own_field_several_about()),
            Self::Url => ("kind-url", say::own_field_url(), say::own_field_url_about()),
            Self::Phone => ("kind-phone", say::own_field_phone(), say::own_field_phone_about()),
            Self::Country => ("kind-country", say::own_field_country(), say::own_field_country_about()),
        };
        Choice { id, value: self.as_str(), label, about }
    }

    /// Whether people ask for what is between two values.
    pub fn is_ordered(self) -> bool {
        matches!(self, Self::Number | Self::Date)
    }

    /// Whether values are chosen from those of the definition.
    pub fn has_choices(self) -> bool {
        matches!(self, Self::Choice | Self::Choices)
    }

    /// Whether a definition says how long a value is.
    pub fn has_length(self) -> bool {
        matches!(self, Self::Text | Self::LongText)
    }

    /// Whether accounts are found by a value: those that have the same one, or one in a range.
    pub fn is_compared(self) -> bool {
        self != Self::LongText
    }

    /// Whether a value can be that of one account alone.
    pub fn can_be_unique(self) -> bool {
        !matches!(self, Self::LongText | Self::YesNo | Self::Choices)
    }

    /// Whether the search finds words of a value.
    pub fn has_words(self) -> bool {
        !matches!(self, Self::YesNo | Self::Date)
    }
}

names! {
    /// When a field has to be filled in.
    #[derive(Default, Hash, JsonSchema)]
    pub enum OwnFieldNeed {
        #[default]
        Never = "never",
        /// By those who register.
        Registration = "registration",
        /// By them, and by all others at their next sign-in.
        SignIn = "sign-in",
    }
}

names! {
    /// Who sees or changes a field. The operator, with the command line, does both.
    #[derive(PartialOrd, Ord, Hash, JsonSchema)]
    pub enum OwnFieldParty {
        /// The owner of the account.
        Owner = "owner",
        Administrators = "administrators",
        /// Those that are told, each by its own definition.
        Applications = "applications",
    }
}

macro_rules! declare {
    ($(
        $(#[$about:meta])*
        $name:ident: $type:ty { $(#[$about_sent:meta])* sent: $sent:ty, $($others:tt)* }
    )*) => {
        /// What defines a field.
        #[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, JsonSchema)]
        #[serde(default)]
        pub struct OwnFieldDefinition {
            $($(#[$about])* pub $name: $type,)*
        }

        /// Create a field, or change one. What is left out gets its default, or stays as it is.
        #[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
        #[serde(default)]
        pub struct OwnFieldRequest {
            /// 1 to 63 lower-case letters, digits, `_` and `-`. Required for a new field. Requests, files and applications know it by this name.
            #[schemars(length(max = 63))]
            pub name: Text,
            $($(#[$about_sent])* pub $name: $sent,)*
        }
    };
}
own_field_properties!(declare);

/// That of a field of which nothing is said.
impl Default for OwnFieldDefinition {
    fn default() -> Self {
        let both = vec![OwnFieldParty::Owner, OwnFieldParty::Administrators];
        Self {
            kind: OwnFieldKind::default(),
            label: Vec::new(),
            help: Vec::new(),
            choices: Vec::new(),
            required: OwnFieldNeed::default(),
            min_length: None,
            max_length: None,
            pattern: None,
            pattern_help: Vec::new(),
            default: Vec::new(),
            seen_by: both.clone(),
            changed_by: both,
            scope: None,
            personal: true,
            in_audit: false,
            unique: false,
            searchable: false,
            filterable: false,
            column: false,
            section: Vec::new(),
            position: 0,
            closed: false,
        }
    }
}

impl OwnFieldDefinition {
    pub fn is_seen_by(&self, party: OwnFieldParty) -> bool {
        self.seen_by.contains(&party)
    }

    /// Whether somebody may change it who sees it. Nobody changes one that is closed.
    pub fn is_changed_by(&self, party: OwnFieldParty) -> bool {
        !self.closed && self.is_seen_by(party) && self.changed_by.contains(&party)
    }

    /// Whether whoever registers is asked for it: forms of a registration have what its owner may change, and leave out what is neither
    /// needed then nor later.
    pub fn is_asked_at_registration(&self) -> bool {
        self.is_changed_by(OwnFieldParty::Owner) && self.required != OwnFieldNeed::Never
    }
}
