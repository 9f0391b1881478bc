//! What texts of messages leave open.

names! {
    /// A part of a text that differs from message to message, by its name in braces. docs/look.md describes each.
    pub enum Placeholder {
        Installation = "installation",
        Name = "name",
        Link = "link",
        Code = "code",
        Lifetime = "lifetime",
        Time = "time",
        Date = "date",
        Device = "device",
        Address = "address",
        NewEmail = "new_email",
        Factor = "factor",
        Left = "left",
        Provider = "provider",
        Account = "account",
        Actor = "actor",
        Former = "former",
        Methods = "methods",
        Host = "host",
    }
}

impl Placeholder {
    /// Whether a text may do without it. The others say what the reader must know.
    pub(super) fn is_optional(self) -> bool {
        matches!(self, Self::Installation | Self::Name | Self::Methods)
    }

    /// Whether somebody has typed the value, or a program of theirs has sent it: in any script, and in either direction.
    pub(super) fn is_chosen_by_people(self) -> bool {
        matches!(
            self,
            Self::Name
                | Self::Device
                | Self::Address
                | Self::NewEmail
                | Self::Factor
                | Self::Provider
                | Self::Account
                | Self::Actor
                | Self::Former
        )
    }
}

/// The values of one message.
#[derive(Clone, Debug, Default)]
pub(in crate::mail) struct Values(Vec<(Placeholder, String)>);

impl Values {
    /// Adds a value, if there is one.
    pub(in crate::mail) fn with(mut self, placeholder: Placeholder, value: impl Into<Option<String>>) -> Self {
        self.0.extend(value.into().map(|value| (placeholder, value)));
        self
    }

    pub(super) fn get(&self, placeholder: Placeholder) -> Option<&str> {
        self.0.iter().find(|(name, _)| *name == placeholder).map(|(_, value)| value.as_str())
    }
}
