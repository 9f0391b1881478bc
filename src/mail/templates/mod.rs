//! The texts of messages in each language (`docs/look.md`): those of the program ([`built_in`]), and files of the operator that
//! replace them (`VESTIBULE_MAIL_TEMPLATES`), in a folder for each language. Both have one format and are read by the same code. A
//! mistake stops the start: when a message is sent, it would be noticed too late.

mod built_in;
pub(super) mod layout;
pub(super) mod placeholders;
pub(super) mod template;
#[cfg(test)]
mod tests;

use crate::language::Language;
use layout::Layout;
use placeholders::Placeholder;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use template::{Mistake, Template};

/// The file with the words around each message.
const LAYOUT: &str = "layout";
/// The maximum size of a file in bytes.
const MAX_BYTES: u64 = 64 * 1024;

names! {
    /// A text, by the name of its file.
    pub enum TextName {
        NewSignIn = "new_sign_in",
        PasswordReset = "password_reset",
        PasswordChanged = "password_changed",
        ConfirmEmail = "confirm_email",
        /// With strict privacy: the account does not exist yet.
        ConfirmRegistration = "confirm_registration",
        EmailChangeConfirm = "email_change_confirm",
        EmailChangeNotice = "email_change_notice",
        EmailChanged = "email_changed",
        /// The administrator vouches for the new address, so there is no link that undoes the change.
        EmailChangedVouched = "email_changed_vouched",
        EmailChangeUndone = "email_change_undone",
        RegistrationTaken = "registration_taken",
        Invitation = "invitation",
        ApiTokenCreated = "api_token_created",
        /// A passkey or an authenticator app.
        FactorAdded = "factor_added",
        FactorRemoved = "factor_removed",
        RecoveryCodesMade = "recovery_codes_made",
        RecoveryCodeUsed = "recovery_code_used",
        FactorsReset = "factors_reset",
        PasskeyRefused = "passkey_refused",
        PasskeySynced = "passkey_synced",
        PasskeyNotSynced = "passkey_not_synced",
        PasswordRemoved = "password_removed",
        /// In place of a link to a new password.
        HowToSignIn = "how_to_sign_in",
        IdentityLinked = "identity_linked",
        IdentityUnlinked = "identity_unlinked",
        LastIdentityUnlinked = "last_identity_unlinked",
        UsernameChanged = "username_changed",
        UsernameChangedByAdministrator = "username_changed_by_administrator",
        /// For the other administrators.
        AdministratorAdded = "administrator_added",
        /// For the other administrators as well.
        ProviderTrusted = "provider_trusted",
        IdentityTakenOver = "identity_taken_over",
        /// For administrators.
        IdentityRefused = "identity_refused",
        ProofCode = "proof_code",
        AccountDisabled = "account_disabled",
        AccountDeleted = "account_deleted",
        AccountClosed = "account_closed",
        /// For the address that can still undo a change of address.
        AccountClosedElsewhere = "account_closed_elsewhere",
        Test = "test",
    }
}

/// Short for the tables below.
type P = Placeholder;

impl TextName {
    /// What the text may have. A message to an address that is not confirmed has no name: the person who typed the address also
    /// chose the name, and could send any text to anyone.
    fn placeholders(self) -> &'static [Placeholder] {
        match self {
            Self::NewSignIn => {
                &[P::Installation, P::Name, P::Time, P::Device, P::Address, P::Link, P::Code, P::Methods]
            }
            Self::PasswordReset => &[P::Installation, P::Name, P::Link, P::Lifetime],
            Self::PasswordChanged | Self::ApiTokenCreated => {
                &[P::Installation, P::Name, P::Time, P::Link, P::Code, P::Methods]
            }
            Self::RecoveryCodesMade => &[P::Installation, P::Name, P::Time, P::Link, P::Code],
            Self::FactorsReset => &[P::Installation, P::Name, P::Time, P::Link],
            Self::FactorAdded | Self::FactorRemoved => {
                &[P::Installation, P::Name, P::Time, P::Factor, P::Link, P::Code]
            }
            Self::PasskeyRefused | Self::PasskeySynced | Self::PasskeyNotSynced => {
                &[P::Installation, P::Name, P::Time, P::Factor, P::Link]
            }
            Self::RecoveryCodeUsed => &[P::Installation, P::Name, P::Time, P::Left, P::Link],
            Self::PasswordRemoved => &[P::Installation, P::Name, P::Time, P::Link, P::Code, P::Lifetime],
            Self::HowToSignIn => &[P::Installation, P::Name, P::Link],
            Self::IdentityLinked | Self::IdentityUnlinked => {
                &[P::Installation, P::Name, P::Time, P::Provider, P::Link, P::Code]
            }
            Self::LastIdentityUnlinked => {
                &[P::Installation, P::Name, P::Time, P::Provider, P::Link, P::Code, P::Lifetime]
            }
            Self::UsernameChanged => {
                &[P::Installation, P::Name, P::Time, P::Former, P::Account, P::Link, P::Code, P::Methods]
            }
            Self::UsernameChangedByAdministrator => &[P::Installation, P::Name, P::Time, P::Former, P::Account],
            Self::AdministratorAdded => &[P::Installation, P::Name, P::Time, P::Account, P::Actor, P::Link],
            Self::ProviderTrusted => &[P::Installation, P::Name, P::Time, P::Provider, P::Actor, P::Link],
            Self::IdentityTakenOver => &[P::Installation, P::Name, P::Time, P::Provider, P::Link],
            Self::IdentityRefused => &[P::Installation, P::Name, P::Time, P::Provider, P::Account, P::Link],
            Self::ProofCode => &[P::Installation, P::Name, P::Code, P::Lifetime],
            Self::ConfirmEmail | Self::EmailChangeConfirm => &[P::Installation, P::Link, P::Code, P::Lifetime],
            Self::ConfirmRegistration | Self::Invitation => &[P::Installation, P::Link, P::Lifetime],
            Self::EmailChangeNotice | Self::EmailChanged => {
                &[P::Installation, P::Name, P::NewEmail, P::Link, P::Code, P::Lifetime, P::Methods]
            }
            Self::EmailChangedVouched => &[P::Installation, P::Name, P::NewEmail, P::Methods],
            Self::EmailChangeUndone | Self::Test => &[P::Installation],
            Self::RegistrationTaken => &[P::Installation, P::Link],
            Self::AccountDisabled => &[P::Installation, P::Name],
            Self::AccountDeleted | Self::AccountClosedElsewhere => &[P::Installation, P::Name, P::Date],
            Self::AccountClosed => &[P::Installation, P::Name, P::Link, P::Code, P::Lifetime, P::Date],
        }
    }
}

/// The texts of the program: the path of each file in the folder, and its content.
pub fn built_in_files() -> impl Iterator<Item = (String, String)> {
    Language::ALL.into_iter().flat_map(|language| {
        let texts = TextName::ALL.into_iter().map(move |name| (name.as_str(), name.text(language)));
        let texts = texts.chain([(LAYOUT, built_in::layout(language))]);
        texts.map(move |(name, text)| (format!("{language}/{name}.txt"), text))
    })
}

/// The texts that are in effect, in the order of [`Language::ALL`].
#[derive(Debug)]
pub(super) struct Templates(pub [Texts; Language::ALL.len()]);

/// Those of one language.
#[derive(Debug)]
pub(super) struct Texts {
    pub language: Language,
    /// In the order of [`TextName::ALL`].
    messages: [Template; TextName::ALL.len()],
    pub layout: Layout,
}

impl Templates {
    pub(super) fn built_in() -> Self {
        Self(Language::ALL.map(Texts::built_in))
    }

    /// Those of the program, except those that have a file in a folder of their language.
    ///
    /// # Errors
    /// The first mistake, with the file, the line and how to fix it.
    pub(super) fn with_files_of(folder: &Path) -> Result<Self, String> {
        let mut templates = Self::built_in();
        for path in entries(folder)? {
            let language: Option<Language> = path.file_name().and_then(|name| name.to_str()?.parse().ok());
            let language = language.filter(|_| path.is_dir()).ok_or_else(|| misplaced(&path))?;
            for file in entries(&path)? {
                templates.0[language as usize].replace(&file)?;
            }
        }
        Ok(templates)
    }
}

impl Texts {
    /// Those of the program.
    pub(super) fn built_in(language: Language) -> Self {
        let message = |name: TextName| Template::parse(&name.text(language), name.placeholders());
        let layout = Layout::parse(&built_in::layout(language));
        Self {
            language,
            messages: TextName::ALL.map(|name| message(name).unwrap_or_else(|mistake| not_ours(&mistake))),
            layout: layout.unwrap_or_else(|mistake| not_ours(&mistake)),
        }
    }

    pub(super) fn message(&self, name: TextName) -> &Template {
        &self.messages[name as usize]
    }

    /// Replaces a text by the content of a file with its name.
    fn replace(&mut self, file: &Path) -> Result<(), String> {
        let name = file.file_name().and_then(|name| name.to_str()?.strip_suffix(".txt")).unwrap_or_default();
        let message: Option<TextName> = name.parse().ok();
        if message.is_none() && name != LAYOUT {
            return Err(format!(
                "{}: there is no message with this name; `vestibule mail templates FOLDER` writes a file for each",
                file.display()
            ));
        }
        let text = read(file).map_err(|error| format!("{}: use a readable text file ({error})", file.display()))?;
        let at = |Mistake { line, what }: Mistake| format!("{}, line {line}: {what}", file.display());
        match message {
            Some(name) => {
                self.messages[name as usize] = Template::parse(&text, name.placeholders()).map_err(at)?;
            }
            None => self.layout = Layout::parse(&text).map_err(at)?,
        }
        Ok(())
    }
}

fn misplaced(path: &Path) -> String {
    let folders = Language::ALL.map(|language| format!("`{language}`")).join(" or ");
    format!("{}: put texts into the folder of their language: {folders}", path.display())
}

fn not_ours(mistake: &Mistake) -> ! {
    unreachable!("a test reads the texts of the program: {mistake:?}")
}

/// What is in a folder, by name. Hidden entries are left out: those of editors and of Kubernetes.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let unreadable = |error: io::Error| format!("{}: use the path of a readable folder ({error})", folder.display());
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        if !entry.file_name().as_encoded_bytes().starts_with(b".") {
            paths.push(entry.path());
        }
    }
    paths.sort();
    Ok(paths)
}

fn read(file: &Path) -> io::Result<String> {
    let mut text = String::new();
    File::open(file)?.take(MAX_BYTES + 1).read_to_string(&mut text)?;
    if text.len() as u64 > MAX_BYTES {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than 64 KiB"));
    }
    Ok(text)
}
