//! The settings of one language, such as `VESTIBULE_NAME_DE`: what the operator tells people, where it differs from the setting
//! without this ending, which is for all other languages.

use super::{Config, ConfigError, Source, look, mail, parse};
use crate::language::Language;
use crate::look::Look;
use crate::shared::fields::names::InstallationName;
use lettre::message::Mailbox;

/// What differs in a language. None: as in all others.
#[derive(Clone, Debug)]
pub struct Translation {
    pub language: Language,
    pub name: Option<InstallationName>,
    /// The sender of messages, if there is a name.
    pub mail_from: Option<Mailbox>,
    pub terms_url: Option<String>,
    pub privacy_url: Option<String>,
    pub support_email: Option<String>,
}

/// Those of all languages but English, which has the settings without an ending.
pub(super) fn read(source: &Source) -> Result<Vec<Translation>, ConfigError> {
    let others = Language::ALL.into_iter().filter(|language| *language != Language::default());
    others.map(|language| Translation::read(source, language)).collect()
}

/// The setting of a language. Names of variables have no hyphens: that of `pt-BR` ends with `_PT_BR`.
fn of(name: &str, language: Language) -> String {
    format!("{name}_{}", language.as_str().to_uppercase().replace('-', "_"))
}

impl Translation {
    fn read(source: &Source, language: Language) -> Result<Self, ConfigError> {
        let page = |name: &str| look::page(source, &of(name, language));
        let name = source.parse(&of("VESTIBULE_NAME", language), parse::name)?;
        Ok(Self {
            language,
            mail_from: name.as_ref().map(|name| mail::sender(source, name)).transpose()?,
            name,
            terms_url: page("VESTIBULE_TERMS_URL")?,
            privacy_url: page("VESTIBULE_PRIVACY_URL")?,
            support_email: source.parse(&of("VESTIBULE_SUPPORT_EMAIL", language), look::email)?,
        })
    }

    /// The settings by the names of their variables.
    pub fn settings(&self) -> [(String, Option<&str>); 4] {
        [
            ("VESTIBULE_NAME", self.name.as_ref().map(InstallationName::as_str)),
            ("VESTIBULE_TERMS_URL", self.terms_url.as_deref()),
            ("VESTIBULE_PRIVACY_URL", self.privacy_url.as_deref()),
            ("VESTIBULE_SUPPORT_EMAIL", self.support_email.as_deref()),
        ]
        .map(|(name, value)| (of(name, self.language), value))
    }
}

impl Config {
    /// What pages and messages in this language call the installation.
    pub fn name_in(&self, language: Language) -> &InstallationName {
        self.translation(language).and_then(|own| own.name.as_ref()).unwrap_or(&self.name)
    }

    /// The sender of messages in this language.
    pub fn mail_from_in(&self, language: Language) -> &Mailbox {
        self.translation(language).and_then(|own| own.mail_from.as_ref()).unwrap_or(&self.mail_from)
    }

    /// The look of pages and messages in this language: with its links.
    pub fn look_in(&self, language: Language) -> Look {
        let mut look = self.look.clone();
        if let Some(own) = self.translation(language).cloned() {
            look.terms_url = own.terms_url.or(look.terms_url);
            look.privacy_url = own.privacy_url.or(look.privacy_url);
            look.support_email = own.support_email.or(look.support_email);
        }
        look
    }

    fn translation(&self, language: Language) -> Option<&Translation> {
        self.translations.iter().find(|own| own.language == language)
    }
}
