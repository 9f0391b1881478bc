//! What somebody is asked before a client learns something about them.

use crate::language::say;
use serde::{Deserialize, Serialize};

names! {
    /// What a client gets, as it is said in words.
    pub enum ConsentPart as words {
        /// Who somebody is: always the same id.
        Account = "account": consent_part_account,
        Profile = "profile": consent_part_profile,
        Email = "email": consent_part_email,
        Groups = "groups": consent_part_groups,
        /// It goes on after the session.
        Offline = "offline": consent_part_offline,
    }
}

/// What the page asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentQuestion {
    /// Whether the client may learn this.
    Allow,
    /// With which account to go on: the client may learn this anyway.
    Account,
    /// The client expects another account.
    OtherAccount,
}

/// Where the answer to a client leads.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeadsTo {
    /// A host on the network.
    Host(String),
    /// A program on this machine.
    Loopback,
    /// Whichever program on this device has registered the scheme.
    App(String),
}

impl LeadsTo {
    /// Completes the page with where the browser goes.
    pub fn words(&self) -> String {
        match self {
            Self::Host(host) => say::consent_leads_to_host(host),
            Self::Loopback => say::consent_leads_to_loopback().to_owned(),
            Self::App(scheme) => say::consent_leads_to_app(scheme),
        }
    }
}

/// The question about a client.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ConsentView {
    pub question: ConsentQuestion,
    /// The title of the application.
    pub application: String,
    /// What the client does, in the words of those who run it; what it calls itself if no administrator has registered it.
    pub description: Option<String>,
    /// The address of its logo, if an administrator has registered it.
    pub logo: Option<String>,
    /// The host of its metadata, if no administrator has registered it.
    pub described_at: Option<String>,
    pub leads_to: LeadsTo,
    pub parts: Vec<ConsentPart>,
    /// What people call the fields of one's own that it learns: of each its label, a line for each language.
    // A server of the previous version does not send it.
    #[serde(default)]
    pub fields: Vec<Vec<String>>,
    /// The APIs for which it gets tokens.
    pub resources: Vec<String>,
    /// The username of the account.
    pub account: String,
    /// Is sent back with the answer.
    pub sealed: String,
}

impl ConsentView {
    /// What to call the client. Of one that no administrator has registered, only the host of its document is certain.
    pub fn party(&self) -> &str {
        self.described_at.as_deref().unwrap_or(&self.application)
    }
}
