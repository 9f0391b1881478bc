//! What needs attention: a table with a check for each concern. The overview, the first steps and the metrics have it from here.

use super::facts::Facts;
use crate::accounts::{Action, Caller, Installation};
use crate::shared::first_steps::Note;
use crate::shared::overview::{Concern, Finding};
use crate::shared::{AppError, Timestamp, days};
use std::time::Duration;

/// How old a backup may be, and how long a new installation may be without one.
pub(super) const BACKUP: Duration = days(7);
/// Fewer failures at a provider within a day are accidents of single people.
const PROVIDER_FAILURES: u64 = 5;
/// The disk is nearly full if less than a twentieth of it is free, and less than this many bytes.
const LOW_DISK: u64 = 2 << 30;
const MEBIBYTE: u64 = 1 << 20;

impl Installation {
    /// What needs attention, in the order of [`Concern`].
    pub async fn findings(&self, caller: &Caller) -> Result<Vec<Finding>, AppError> {
        caller.permit(Action::ReadOverview)?;
        Ok(findings(&self.facts().await?))
    }
}

pub(super) fn findings(facts: &Facts) -> Vec<Finding> {
    Concern::ALL.into_iter().filter_map(|concern| check(concern)(facts)).collect()
}

/// The table.
fn check(concern: Concern) -> fn(&Facts) -> Option<Finding> {
    match concern {
        Concern::Disk => disk,
        Concern::Mail => mail,
        Concern::Client => client,
        Concern::Refusals => refusals,
        Concern::Provider => provider,
        Concern::ApplicationsFile => applications_file,
        Concern::Replica => |facts| facts.is_superseded.then(|| Finding::new(Concern::Replica, 1)),
        Concern::Secrets => secrets,
        Concern::Keys => keys,
        Concern::Backup => backup,
        Concern::Administrators => administrators,
        Concern::Settings => settings,
    }
}

/// A finding if there is at least one.
fn some(concern: Concern, count: i64) -> Option<Finding> {
    (count > 0).then(|| Finding::new(concern, count.unsigned_abs()))
}

fn disk(facts: &Facts) -> Option<Finding> {
    if !facts.is_writable {
        // Nothing else is known of it.
        return Some(Finding { name: Some("refused".to_owned()), ..Finding::new(Concern::Disk, 0) });
    }
    let disk = facts.disk?;
    let is_low = disk.free < LOW_DISK && disk.free < disk.all / 20;
    is_low.then(|| Finding::new(Concern::Disk, disk.free / MEBIBYTE))
}

fn mail(facts: &Facts) -> Option<Finding> {
    let count = facts.stored.failing_mail.unsigned_abs() + facts.given_up;
    let finding = Finding::new(Concern::Mail, count).since(facts.stored.mail_since.map(Timestamp));
    (count > 0).then(|| Finding { detail: facts.stored.mail_error.clone(), ..finding })
}

fn client(facts: &Facts) -> Option<Finding> {
    let finding = some(Concern::Client, facts.stored.failing_logouts)?.since(facts.stored.logouts_since.map(Timestamp));
    Some(Finding { name: facts.stored.logouts_client.clone(), ..finding })
}

/// One line for all of them: the list of applications says which ones. The name is that of the client that was refused most.
fn refusals(facts: &Facts) -> Option<Finding> {
    let name = facts.refused_clients.first()?.clone();
    Some(Finding { name: Some(name), ..Finding::new(Concern::Refusals, facts.refused_clients.len() as u64) })
}

fn provider(facts: &Facts) -> Option<Finding> {
    let (name, failures) = facts.failing_provider.clone().filter(|(_, failures)| *failures >= PROVIDER_FAILURES)?;
    Some(Finding { name: Some(name), ..Finding::new(Concern::Provider, failures) })
}

fn applications_file(facts: &Facts) -> Option<Finding> {
    let problems = facts.file_problems + u64::from(facts.file_failure.is_some());
    let detail = facts.file_failure.clone();
    (problems > 0).then(|| Finding { detail, ..Finding::new(Concern::ApplicationsFile, problems) })
}

fn secrets(facts: &Facts) -> Option<Finding> {
    let finding = some(Concern::Secrets, facts.stored.ending)?.since(facts.stored.first_end.map(Timestamp));
    Some(Finding { name: facts.stored.ending_client.clone(), ..finding })
}

fn keys(facts: &Facts) -> Option<Finding> {
    let count = u64::from(facts.has_retirable_key) + u64::from(facts.has_previous_secret);
    // What is to be done differs, so the name says which.
    let name = if facts.has_retirable_key { "key" } else { "secret" };
    (count > 0).then(|| Finding { name: Some(name.to_owned()), ..Finding::new(Concern::Keys, count) })
}

fn backup(facts: &Facts) -> Option<Finding> {
    if facts.is_noted(Note::BackupElsewhere) {
        return None;
    }
    let last = facts.noted(Note::Backup);
    // Without one, the installation itself has an age.
    let is_old = last.or(facts.since())?.until(facts.now) > BACKUP;
    is_old.then(|| Finding::new(Concern::Backup, 0).since(last))
}

fn settings(facts: &Facts) -> Option<Finding> {
    let count = facts.doubts.len() as u64;
    (count > 0).then(|| Finding { detail: Some(facts.doubts.join(" ")), ..Finding::new(Concern::Settings, count) })
}

fn administrators(facts: &Facts) -> Option<Finding> {
    some(Concern::Administrators, facts.stored.administrators_without_factor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::installation::{DiskSpace, FactsRow, NoteRow};

    const NOW: Timestamp = Timestamp(1_790_000_000_000);

    fn well() -> Facts {
        let stored = FactsRow { since: Some(NOW.0), ..FactsRow::default() };
        Facts { now: NOW, is_writable: true, stored, ..Facts::default() }
    }

    fn noted(note: Note, ago: Duration) -> NoteRow {
        NoteRow { name: note.to_string(), noted_at: NOW.minus(ago).0, detail: String::new() }
    }

    #[test]
    fn nothing_needs_attention_where_all_is_well() {
        assert!(findings(&well()).is_empty());
    }

    #[test]
    fn each_concern_has_a_check_that_finds_it() {
        let stored = |stored: FactsRow| Facts { stored, ..well() };
        let low = DiskSpace { free: 100 * MEBIBYTE, all: 100 << 30 };
        let bad = |concern: Concern| match concern {
            Concern::Disk => Facts { disk: Some(low), ..well() },
            Concern::Mail => stored(FactsRow { failing_mail: 3, ..FactsRow::default() }),
            Concern::Client => stored(FactsRow { failing_logouts: 1, ..FactsRow::default() }),
            Concern::Refusals => Facts { refused_clients: vec!["wiki".to_owned()], ..well() },
            Concern::Provider => Facts { failing_provider: Some(("google".to_owned(), 5)), ..well() },
            Concern::ApplicationsFile => Facts { file_failure: Some("line 3".to_owned()), ..well() },
            Concern::Replica => Facts { is_superseded: true, ..well() },
            Concern::Secrets => stored(FactsRow { ending: 2, ..FactsRow::default() }),
            Concern::Keys => Facts { has_previous_secret: true, ..well() },
            Concern::Backup => Facts { notes: vec![noted(Note::Backup, BACKUP * 2)], ..well() },
            Concern::Administrators => stored(FactsRow { administrators_without_factor: 1, ..FactsRow::default() }),
            Concern::Settings => Facts { doubts: vec!["HOST is 0.0.0.0".to_owned()], ..well() },
        };
        for concern in Concern::ALL {
            let found: Vec<_> = findings(&bad(concern)).into_iter().map(|finding| finding.concern).collect();
            assert_eq!(found, [concern]);
        }
        let given_up = Facts { given_up: 1, ..well() };
        assert_eq!(findings(&given_up)[0].concern, Concern::Mail);
        let refused = Facts { is_writable: false, ..well() };
        assert_eq!(findings(&refused)[0].concern, Concern::Disk);
    }

    #[test]
    fn a_backup_is_missed_after_a_week_unless_there_are_others() {
        let since = |ago: Duration| FactsRow { since: Some(NOW.minus(ago).0), ..FactsRow::default() };
        let old = BACKUP + Duration::from_secs(1);
        for (age, notes, is_missed) in [
            (BACKUP, vec![], false),
            (old, vec![], true),
            (old, vec![noted(Note::Backup, BACKUP)], false),
            (old, vec![noted(Note::Backup, old)], true),
            (old, vec![noted(Note::BackupElsewhere, old)], false),
        ] {
            let facts = Facts { stored: since(age), notes, ..well() };
            assert_eq!(!findings(&facts).is_empty(), is_missed, "{facts:?}");
        }
    }
}
