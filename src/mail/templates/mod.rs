//! The texts of messages (`docs/look.md`): those of the program are files in `en`, and the operator's files of the same names
//! replace them (`VESTIBULE_MAIL_TEMPLATES`). Both are read by the same code. A mistake stops the start: when a message is sent, it
//! would be noticed too late.
//!
//! A folder for each language: there is English only, so far.

pub(super) mod layout;
pub(super) mod placeholders;
pub(super) mod template;
#[cfg(test)]
mod tests;

use layout::Layout;
use placeholders::Placeholder;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use template::{Mistake, Template};

/// The folder of the texts in English.
const ENGLISH: &str = "en";
/// The file with the words around each message.
const LAYOUT: &str = "layout";
const LAYOUT_TEXT: &str = include_str!("en/layout.txt");
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
    /// The text of the program.
    fn text(self) -> &'static str {
        match self {
            Self::NewSignIn => include_str!("en/new_sign_in.txt"),
            Self::PasswordReset => include_str!("en/password_reset.txt"),
            Self::PasswordChanged => include_str!("en/password_changed.txt"),
            Self::ConfirmEmail => include_str!("en/confirm_email.txt"),
            Self::ConfirmRegistration => include_str!("en/confirm_registration.txt"),
            Self::EmailChangeConfirm => include_str!("en/email_change_confirm.txt"),
            Self::EmailChangeNotice => include_str!("en/email_change_notice.txt"),
            Self::EmailChanged => include_str!("en/email_changed.txt"),
            Self::EmailChangedVouched => include_str!("en/email_changed_vouched.txt"),
            Self::EmailChangeUndone => include_str!("en/email_change_undone.txt"),
            Self::RegistrationTaken => include_str!("en/registration_taken.txt"),
            Self::Invitation => include_str!("en/invitation.txt"),
            Self::ApiTokenCreated => include_str!("en/api_token_created.txt"),
            Self::AccountDisabled => include_str!("en/account_disabled.txt"),
            Self::AccountDeleted => include_str!("en/account_deleted.txt"),
            Self::AccountClosed => include_str!("en/account_closed.txt"),
            Self::AccountClosedElsewhere => include_str!("en/account_closed_elsewhere.txt"),
            Self::Test => include_str!("en/test.txt"),
        }
    }

    /// What the text may have. A message to an address that is not confirmed has no name: the person who typed the address also
    /// chose the name, and could send any text to anyone.
    fn placeholders(self) -> &'static [Placeholder] {
        match self {
            Self::NewSignIn => &[P::Installation, P::Name, P::Time, P::Device, P::Address, P::Link, P::Code],
            Self::PasswordReset => &[P::Installation, P::Name, P::Link, P::Lifetime],
            Self::PasswordChanged | Self::ApiTokenCreated => &[P::Installation, P::Name, P::Time, P::Link],
            Self::ConfirmEmail | Self::EmailChangeConfirm => &[P::Installation, P::Link, P::Code, P::Lifetime],
            Self::ConfirmRegistration | Self::Invitation => &[P::Installation, P::Link, P::Lifetime],
            Self::EmailChangeNotice | Self::EmailChanged => {
                &[P::Installation, P::Name, P::NewEmail, P::Link, P::Code, P::Lifetime]
            }
            Self::EmailChangedVouched => &[P::Installation, P::Name, P::NewEmail],
            Self::EmailChangeUndone | Self::Test => &[P::Installation],
            Self::RegistrationTaken => &[P::Installation, P::Link],
            Self::AccountDisabled => &[P::Installation, P::Name],
            Self::AccountDeleted | Self::AccountClosedElsewhere => &[P::Installation, P::Name, P::Date],
            Self::AccountClosed => &[P::Installation, P::Name, P::Link, P::Code, P::Lifetime, P::Date],
        }
    }
}

/// The texts of the program: the path of each file in the folder, and its content.
pub fn built_in_files() -> impl Iterator<Item = (String, &'static str)> {
    let texts = TextName::ALL.into_iter().map(|name| (name.as_str(), name.text()));
    texts.chain([(LAYOUT, LAYOUT_TEXT)]).map(|(name, text)| (format!("{ENGLISH}/{name}.txt"), text))
}

/// The texts that are in effect.
#[derive(Debug)]
pub(super) struct Templates {
    /// In the order of [`TextName::ALL`].
    messages: [Template; TextName::ALL.len()],
    pub layout: Layout,
}

impl Templates {
    pub(super) fn built_in() -> Self {
        let message = |name: TextName| Template::parse(name.text(), name.placeholders());
        Self {
            messages: TextName::ALL.map(|name| message(name).unwrap_or_else(|mistake| not_ours(&mistake))),
            layout: Layout::parse(LAYOUT_TEXT).unwrap_or_else(|mistake| not_ours(&mistake)),
        }
    }

    /// Those of the program, except those that have a file in the folder.
    ///
    /// # Errors
    /// The first mistake, with the file, the line and how to fix it.
    pub(super) fn with_files_of(folder: &Path) -> Result<Self, String> {
        let mut templates = Self::built_in();
        for path in entries(folder)? {
            if path.file_name().is_none_or(|name| name != ENGLISH) || !path.is_dir() {
                let shown = path.display();
                return Err(format!("{shown}: put texts into the folder `{ENGLISH}`: messages are in English only"));
            }
            for file in entries(&path)? {
                templates.replace(&file)?;
            }
        }
        Ok(templates)
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
