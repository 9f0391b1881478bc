//! "Try it": what a client would get of somebody, and what is found on the way there.

use super::clients::ClientView;
use super::programs::ProgramView;
use crate::language::Message;
use serde::{Deserialize, Serialize};

names! {
    /// What is found when a client is tried. A row each in `ui/routes/administrators/clients/trial.rs`, with its words.
    pub enum Finding {
        // Nobody would get in.
        Closed = "closed",
        NoCodes = "no_codes",
        Inactive = "inactive",
        Nobody = "nobody",
        /// The account is in none of the groups, which are the detail.
        NotAdmitted = "not_admitted",
        // Somebody gets in, and something is wrong.
        /// The detail is the address.
        NoAnswer = "no_answer",
        NotInIdToken = "not_in_id_token",
        NoName = "no_name",
        NoEmail = "no_email",
        EmailUnconfirmed = "email_unconfirmed",
        NoGroups = "no_groups",
        GroupsLeftOut = "groups_left_out",
        LongToken = "long_token",
        Excused = "excused",
        // What is as it should be.
        /// The detail is the time in milliseconds, and the address.
        Answers = "answers",
        InIdToken = "in_id_token",
        /// The detail is the groups.
        Groups = "groups",
        Pkce = "pkce",
        // What is good to know.
        AsksProof = "asks_proof",
        AsksConsent = "asks_consent",
        OnlyUserinfo = "only_userinfo",
        GroupsClaim = "groups_claim",
        NoRefresh = "no_refresh",
        NoSignOut = "no_sign_out",
        // What cannot be told from here.
        /// The detail is the address.
        OnDevice = "on_device",
        /// The detail is the address.
        Private = "private",
    }
}

names! {
    /// How grave a finding is.
    #[derive(PartialOrd, Ord, Hash)]
    pub enum Mark {
        Bad = "bad",
        Warning = "warning",
        Good = "good",
        Note = "note",
        Unknown = "unknown",
    }
}

impl Finding {
    pub fn mark(self) -> Mark {
        match self {
            Self::Closed | Self::NoCodes | Self::Inactive | Self::Nobody | Self::NotAdmitted => Mark::Bad,
            Self::NoAnswer
            | Self::NotInIdToken
            | Self::NoName
            | Self::NoEmail
            | Self::EmailUnconfirmed
            | Self::NoGroups
            | Self::GroupsLeftOut
            | Self::LongToken
            | Self::Excused => Mark::Warning,
            Self::Answers | Self::InIdToken | Self::Groups | Self::Pkce => Mark::Good,
            Self::AsksProof
            | Self::AsksConsent
            | Self::OnlyUserinfo
            | Self::GroupsClaim
            | Self::NoRefresh
            | Self::NoSignOut => Mark::Note,
            Self::OnDevice | Self::Private => Mark::Unknown,
        }
    }
}

/// A finding with what it is about. Empty: nothing more is to be said.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Found {
    pub finding: Finding,
    pub detail: String,
}

/// How an account would arrive at a client.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct SeenAs {
    pub id: String,
    pub name: Option<String>,
    pub email: Option<String>,
    pub groups: Vec<String>,
}

/// What a client would get, decoded as JSON: each token with its header and its claims.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ShownTokens {
    pub id_token: Vec<String>,
    pub access_token: Vec<String>,
    pub userinfo: String,
    /// Names separated by spaces.
    pub scopes: String,
}

/// What came of a trial.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TrialView {
    /// As whom it was tried.
    pub username: String,
    /// The gravest first.
    pub found: Vec<Found>,
    /// How the program would see the account, if it reads what it is sent.
    pub seen: SeenAs,
    /// None: it gets none.
    pub tokens: Option<ShownTokens>,
}

impl TrialView {
    /// The gravest finding, which is the verdict if it is bad or a warning.
    pub fn worst(&self) -> Option<&Found> {
        self.found.first().filter(|found| found.finding.mark() <= Mark::Warning)
    }
}

/// The data of the page "Try it".
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TrialData {
    pub client: ClientView,
    /// The title of its application.
    pub title: String,
    pub program: Option<ProgramView>,
    /// Of the account in the address of the page, or else of the administrator; or why there is none.
    pub trial: Result<TrialView, Message>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_verdict_is_the_gravest_finding_that_is_wrong() {
        let of = |all: &[Finding]| TrialView {
            username: "ada".to_owned(),
            found: all.iter().map(|finding| Found { finding: *finding, detail: String::new() }).collect(),
            seen: SeenAs::default(),
            tokens: None,
        };
        let worst = |all: &[Finding]| of(all).worst().map(|found| found.finding);
        assert_eq!(worst(&[Finding::NoName, Finding::Pkce]), Some(Finding::NoName));
        assert_eq!(worst(&[Finding::Pkce, Finding::NoRefresh]), None);
        assert_eq!(worst(&[]), None);
    }
}
