//! The first steps of an administrator in a new installation, and what is noted of an installation.

use super::applications::OpenApplication;
use super::timestamp::Timestamp;
use serde::{Deserialize, Serialize};

names! {
    /// The steps, in the order in which they matter.
    pub enum Step {
        /// A passkey for oneself.
        Passkey = "passkey",
        /// Whether strangers may register.
        Registration = "registration",
        Mail = "mail",
        /// The base URL, with HTTPS.
        Address = "address",
        SecondAdministrator = "second_administrator",
        Backup = "backup",
        /// A second factor is demanded of administrators.
        Demand = "demand",
        Applications = "applications",
        People = "people",
    }
}

names! {
    /// How far a step is, the most dangerous state first.
    #[derive(PartialOrd, Ord)]
    pub enum StepState {
        /// Somebody should do it at once.
        Danger = "danger",
        Open = "open",
        /// Another step comes first.
        Waits = "waits",
        Done = "done",
    }
}

names! {
    /// What is noted of an installation, once for all servers.
    pub enum Note {
        /// The first steps do not lead administrators any more.
        FirstStepsHidden = "first_steps.hidden",
        /// Registration is open on purpose.
        RegistrationMeant = "registration.meant",
        /// The secret was copied to another place.
        SecretKept = "secret.kept",
        /// Backups are made in a way that this program does not see.
        BackupElsewhere = "backup.elsewhere",
        /// The last backup of this program.
        Backup = "backup",
        /// The last test of mail, as a [`MailTest`].
        MailTest = "mail.test",
    }
}

impl Note {
    /// Whether administrators note it themselves.
    pub fn is_stated(self) -> bool {
        match self {
            Self::FirstStepsHidden | Self::RegistrationMeant | Self::SecretKept | Self::BackupElsewhere => true,
            Self::Backup | Self::MailTest => false,
        }
    }
}

/// A step, and how far it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct StepView {
    pub step: Step,
    pub state: StepState,
}

/// How a test of mail has ended.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct MailTest {
    /// To which server, without a password.
    pub server: String,
    /// How long that has taken.
    pub milliseconds: u64,
    /// Why the message was not sent, in English. None: the server has taken it.
    pub error: Option<String>,
}

/// The page of the first steps.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FirstStepsView {
    /// Those that are not done come first.
    pub steps: Vec<StepView>,
    /// Whether they lead nobody any more.
    pub is_hidden: bool,
    /// A sentence about each setting that is probably a mistake, in English.
    pub doubts: Vec<String>,
    pub facts: StepFacts,
    /// The applications that the administrator may enter.
    pub applications: Vec<OpenApplication>,
}

/// What the steps say.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct StepFacts {
    pub base_url: String,
    /// Where messages go, without a password. None: into files.
    pub mail_server: Option<String>,
    pub mail_tested_at: Option<Timestamp>,
    pub mail_test: Option<MailTest>,
    pub registration_open: bool,
    pub administrators: u64,
    /// With the administrators, without programs.
    pub people: u64,
    pub applications: u64,
    pub backup: Option<Timestamp>,
    pub is_backed_up_elsewhere: bool,
    pub is_secret_kept: bool,
    /// The file with the secret. None: it is in the settings.
    pub secret_file: Option<String>,
    /// Whether the database is one that `vestibule backup` can back up.
    pub is_sqlite: bool,
    /// The size of the database in bytes, if it is known.
    pub bytes: Option<u64>,
    /// When the first account was created.
    pub since: Option<Timestamp>,
    pub version: String,
}

impl FirstStepsView {
    /// How many are done.
    pub fn done(&self) -> u64 {
        self.steps.iter().filter(|step| step.state == StepState::Done).count() as u64
    }
}
