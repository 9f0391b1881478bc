//! What is known of the installation: what the database says, what is noted, and what this server knows.

use crate::accounts::{Installation, admitted_groups, demand_problems, group_problems};
use crate::shared::counters::{Counter, MailOutcome};
use crate::shared::first_steps::Note;
use crate::shared::overview::Finding;
use crate::shared::{AppError, DAY, Timestamp, days};
use crate::store::counts::{self, CountRow};
use crate::store::installation::{self as rows, DiskSpace, FactsRow, NoteRow};
use std::net::IpAddr;
use std::sync::OnceLock;
use std::time::Duration;
use tokio::sync::Mutex;

/// How long the state for monitoring is used before it is read again.
const MAX_AGE: Duration = Duration::from_secs(30);
/// Secrets that end within this time need attention.
const SOON: Duration = days(14);

/// What both tables know.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    pub now: Timestamp,
    pub stored: FactsRow,
    pub notes: Vec<NoteRow>,
    /// Messages that were given up within a day in which none was sent.
    pub given_up: u64,
    /// Whether the database accepts writes.
    pub is_writable: bool,
    pub disk: Option<DiskSpace>,
    /// Mistakes in the file of applications.
    pub file_problems: u64,
    /// Why its last version is not in effect.
    pub file_failure: Option<String>,
    pub is_superseded: bool,
    /// Whether a signing key has been replaced, and no token is valid any more that it has signed.
    pub has_retirable_key: bool,
    pub has_previous_secret: bool,
    /// The provider at which most sign-ins have failed within a day, and how many.
    pub failing_provider: Option<(String, u64)>,
    /// The clients that were refused something today which they have sent themselves, the one that was refused most first.
    pub refused_clients: Vec<String>,
    /// A sentence about each setting that is probably a mistake.
    pub doubts: Vec<String>,
}

impl Facts {
    /// When something was noted.
    pub(super) fn noted(&self, note: Note) -> Option<Timestamp> {
        self.row(note).map(|row| Timestamp(row.noted_at))
    }

    pub(super) fn row(&self, note: Note) -> Option<&NoteRow> {
        self.notes.iter().find(|row| row.name == note.as_str())
    }

    pub(super) fn is_noted(&self, note: Note) -> bool {
        self.row(note).is_some()
    }

    /// When the first account was created.
    pub(super) fn since(&self) -> Option<Timestamp> {
        self.stored.since.map(Timestamp)
    }
}

/// What of the installation is monitored, up to 30 seconds old.
#[derive(Clone, Debug)]
pub struct InstallationState {
    pub findings: Vec<Finding>,
    /// When a backup was written last, as far as is known.
    pub last_backup: Option<Timestamp>,
}

/// What this server remembers of it.
#[derive(Default)]
pub(in crate::accounts) struct LastState {
    /// The state that was read last, and when.
    state: Mutex<Option<(Timestamp, InstallationState)>>,
    /// A proxy that says from where requests come, and is not trusted.
    untrusted_proxy: OnceLock<IpAddr>,
}

impl Installation {
    /// Reads all facts.
    pub(super) async fn facts(&self) -> Result<Facts, AppError> {
        let now = self.now();
        let read = self.db().read(async move |mut conn| {
            let (from, to) = (now.minus(DAY), now.plus(DAY));
            let stored = rows::facts(&mut conn, now, now.plus(SOON)).await?;
            let notes = rows::notes(&mut conn).await?;
            let failing = counts::largest(&mut conn, Counter::ProviderFailures, from, to, 1).await?;
            Ok((stored, notes, failing, counts::of(&mut conn, Counter::Mail, from, to).await?))
        });
        let (stored, notes, failing, mail) = read.await?;
        let file = self.applications().file_state();
        Ok(Facts {
            now,
            stored,
            notes,
            given_up: given_up(&mail),
            is_writable: self.db().is_writable(),
            disk: self.db().disk(),
            file_problems: file.problems.len() as u64,
            file_failure: file.failure,
            is_superseded: self.applications().is_file_superseded().await?,
            has_retirable_key: self.signing_keys().has_retirable_key().await?,
            has_previous_secret: self.settings().previous_secret.is_some(),
            failing_provider: failing.into_iter().next().map(|(name, number)| (name, number.unsigned_abs())),
            refused_clients: self.applications().clients_refused_today().await?,
            doubts: self.doubts().await?,
        })
    }

    /// A sentence about each setting that is probably a mistake: alone, compared with the groups that there are, and with the requests
    /// that come.
    async fn doubts(&self) -> Result<Vec<String>, AppError> {
        let (db, settings) = (self.db(), self.settings());
        let mut doubts = settings.warnings();
        doubts.extend(demand_problems(db, &settings.second_factor_demand).await?);
        let applications = self.applications().all().await?;
        let admitted = admitted_groups(applications.all().iter().map(|application| &**application));
        doubts.extend(group_problems(db, admitted).await?);
        doubts.extend(self.parts().last_state.untrusted_proxy.get().map(untrusted));
        Ok(doubts)
    }

    /// Notes that a proxy says from where requests come, and is not trusted. The first one of a server is logged.
    pub fn saw_untrusted_proxy(&self, address: IpAddr) {
        if self.parts().last_state.untrusted_proxy.set(address).is_ok() {
            tracing::warn!("{}", untrusted(&address));
        }
    }

    /// What of the installation is monitored: it is read at most once in 30 seconds.
    pub async fn state(&self) -> Result<InstallationState, AppError> {
        // Locked while it is read, so that several callers at a time cause one read.
        let mut last = self.parts().last_state.state.lock().await;
        let now = self.now();
        if let Some((read_at, state)) = last.as_ref()
            && *read_at <= now
            && read_at.until(now) < MAX_AGE
        {
            return Ok(state.clone());
        }
        let facts = self.facts().await?;
        let state =
            InstallationState { findings: super::attention::findings(&facts), last_backup: facts.noted(Note::Backup) };
        *last = Some((now, state.clone()));
        Ok(state)
    }
}

/// Addresses that do not exist are given up everywhere. Where none was sent beside them, mail does not work.
fn given_up(mail: &[CountRow]) -> u64 {
    let is_sent = mail.iter().any(|row| row.label == MailOutcome::Sent.as_str());
    let given_up = mail.iter().filter(|row| row.label == MailOutcome::GivenUp.as_str());
    if is_sent { 0 } else { given_up.map(|row| row.total.unsigned_abs()).sum() }
}

fn untrusted(address: &IpAddr) -> String {
    format!(
        "A proxy at {address} sends X-Forwarded-For and is not trusted: all its visitors have its address, and share their limits. Add \
         it to VESTIBULE_TRUSTED_PROXIES."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_that_was_given_up_counts_only_where_none_was_sent() {
        let row = |label: &str, total| CountRow { since: 0, label: label.to_owned(), total };
        assert_eq!(given_up(&[]), 0);
        assert_eq!(given_up(&[row("given_up", 2), row("given_up", 1)]), 3);
        assert_eq!(given_up(&[row("given_up", 2), row("sent", 1)]), 0);
    }
}
