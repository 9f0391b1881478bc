//! What is counted for the overview of administrators: the counters, and the labels by which each is kept apart.

use super::factors::{Method, Methods};
use schemars::JsonSchema;

names! {
    /// What is counted.
    pub enum Counter {
        /// By [`Way`].
        SignIns = "sign_ins",
        /// Sign-ins, and entries of applications, by the [`Reason`](super::audit::Reason), [`NOT_ADMITTED`] or [`AT_PROVIDER`].
        Refusals = "refusals",
        /// New ones, by [`AccountSource`].
        Accounts = "accounts",
        /// First entries of sessions, by the name of the application.
        Entries = "entries",
        /// Messages, by [`MailOutcome`].
        Mail = "mail",
        /// Sign-ins that have failed at a provider, by its name.
        ProviderFailures = "provider_failures",
        /// People who were active in a day.
        ActiveInDay = "active_1",
        /// In the seven days that end with a day.
        ActiveInWeek = "active_7",
        /// In the thirty days that end with a day.
        ActiveInMonth = "active_30",
        /// How many there are at the end of a day, by [`Protection`]. Not counted, but measured.
        People = "people",
    }
}

names! {
    /// By which way somebody has signed in.
    #[derive(JsonSchema)]
    pub enum Way {
        Passkey = "passkey",
        /// A password, and a code.
        SecondFactor = "second_factor",
        /// An account at a provider, also with a code.
        Provider = "provider",
        /// A password alone.
        Password = "password",
        /// A recovery code alone, or a way that is not known any more.
        Other = "other",
    }
}

names! {
    /// How an account has come.
    #[derive(JsonSchema)]
    pub enum AccountSource {
        Registration = "registration",
        /// An administrator or the operator has created it.
        Administrator = "administrator",
        Import = "import",
    }
}

names! {
    /// What became of a message.
    #[derive(JsonSchema)]
    pub enum MailOutcome {
        Sent = "sent",
        GivenUp = "given_up",
    }
}

names! {
    /// How well people are protected.
    #[derive(JsonSchema)]
    pub enum Protection {
        /// All people, however they are.
        Everybody = "everybody",
        /// Those who have a passkey or an authenticator app.
        SecondFactor = "second_factor",
        Passkey = "passkey",
    }
}

/// The label of a refusal at an application that does not admit somebody.
pub const NOT_ADMITTED: &str = "not_admitted";
/// The label of a refusal of or at a provider.
pub const AT_PROVIDER: &str = "provider";

impl Way {
    /// That of a session which has begun with these methods.
    pub fn of(methods: Methods) -> Self {
        let has_code = methods.contains(Method::Code) || methods.contains(Method::RecoveryCode);
        match () {
            () if methods.contains(Method::Passkey) => Self::Passkey,
            () if methods.contains(Method::Provider) => Self::Provider,
            () if methods.contains(Method::Password) && has_code => Self::SecondFactor,
            () if methods.contains(Method::Password) => Self::Password,
            () => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_sign_in_has_one_way() {
        for (methods, way) in [
            (&[Method::Passkey][..], Way::Passkey),
            (&[Method::Password, Method::Passkey], Way::Passkey),
            (&[Method::Password, Method::Code], Way::SecondFactor),
            (&[Method::Password, Method::RecoveryCode], Way::SecondFactor),
            (&[Method::Provider], Way::Provider),
            (&[Method::Provider, Method::Code], Way::Provider),
            (&[Method::Password], Way::Password),
            (&[Method::RecoveryCode], Way::Other),
            (&[], Way::Other),
        ] {
            assert_eq!(Way::of(methods.iter().copied().collect()), way, "{methods:?}");
        }
    }
}
