//! The closed sets of values of an authorization request.

use crate::shared::Level;
use std::time::Duration;

names! {
    /// How the answer of the authorization endpoint gets to the client.
    #[derive(Default)]
    pub enum ResponseMode {
        #[default]
        Query = "query",
        /// For programs in a browser: no server and no log gets it.
        Fragment = "fragment",
        FormPost = "form_post",
    }
}

names! {
    /// What the client wants people to be asked (OpenID Connect Core, section 3.1.2.1).
    pub enum Prompt {
        /// Nothing: an error if there is something to ask.
        None = "none",
        Login = "login",
        Consent = "consent",
        SelectAccount = "select_account",
    }
}

/// The values of `prompt`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Prompts(u8);

impl Prompts {
    /// Reads values separated by spaces. Unknown ones are left out. None if `none` is not the only one.
    pub fn parse(text: &str) -> Option<Self> {
        let known = text.split(' ').filter_map(|name| name.parse::<Prompt>().ok());
        let prompts = Self(known.fold(0, |bits, prompt| bits | (1 << prompt as u8)));
        let is_contradiction = prompts.contains(Prompt::None) && prompts.0.count_ones() > 1;
        (!is_contradiction).then_some(prompts)
    }

    pub fn contains(self, prompt: Prompt) -> bool {
        self.0 & (1 << prompt as u8) != 0
    }
}

/// The levels in `acr_values`, the most wanted first. Unknown values are left out: they are voluntary.
pub fn parse_acr_values(text: &str) -> Vec<Level> {
    let level = |value| Level::ALL.into_iter().find(|level| level.acr() == value);
    let mut levels: Vec<Level> = Vec::new();
    for level in text.split(' ').filter_map(level) {
        if !levels.contains(&level) {
            levels.push(level);
        }
    }
    levels
}

/// Reads `max_age`: whole seconds, 0 too.
///
/// # Errors
/// If it is no number.
pub fn parse_max_age(text: &str) -> Result<Duration, NotANumber> {
    let is_plain = !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
    // What is longer than the age of the universe asks for nothing.
    let seconds = is_plain.then(|| text.parse::<u32>().unwrap_or(u32::MAX));
    seconds.map(|seconds| Duration::from_secs(u64::from(seconds))).ok_or(NotANumber)
}

/// The value of `max_age` is no whole number of seconds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NotANumber;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn none_cannot_be_combined_with_another_prompt() {
        assert_eq!(Prompts::parse(""), Some(Prompts::default()));
        let both = Prompts::parse("login  consent create").expect("prompts");
        assert!(both.contains(Prompt::Login) && both.contains(Prompt::Consent) && !both.contains(Prompt::None));
        assert!(Prompts::parse("none").is_some_and(|prompts| prompts.contains(Prompt::None)));
        assert_eq!(Prompts::parse("none login"), None);
    }

    #[test]
    fn levels_keep_their_order() {
        let (strong, passkey) = (Level::SecondFactor.acr(), Level::Passkey.acr());
        assert_eq!(parse_acr_values(&format!("{passkey} 1 {strong} {passkey}")), [Level::Passkey, Level::SecondFactor]);
        assert!(parse_acr_values("urn:mace:incommon:iap:silver").is_empty());
    }

    #[test]
    fn an_age_is_a_whole_number_of_seconds() {
        let seconds = |text: &str| parse_max_age(text).map(|age| age.as_secs());
        assert_eq!([seconds("0"), seconds("00900")], [Ok(0), Ok(900)]);
        assert_eq!(seconds("99999999999999999999"), Ok(u64::from(u32::MAX)));
        for text in ["", "-1", "+1", "1.5", " 1", "1s", "١"] {
            assert_eq!(seconds(text), Err(NotANumber), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "((none|login|consent|select_account|[a-z]{0,4}) ?){0,4}|\\PC{0,20}") {
            _ = (Prompts::parse(&text), parse_acr_values(&text), parse_max_age(&text));
        }
    }
}
