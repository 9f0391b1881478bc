//! Backups of a folder that are named after their time, and which of them are kept.

use super::TransferError;
use crate::shared::Timestamp;
use std::ffi::OsStr;
use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;
use std::time::Duration;

/// A draft that is older was broken off. Another backup may be on its way.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
/// The beginning and the end of the name of such a backup.
const NAME: (&str, &str) = ("vestibule-", ".db");

/// The name of a backup that is made at this time: `vestibule-2026-11-20T02-15-00.000Z.db`.
pub fn backup_name(at: Timestamp) -> String {
    // Not all file systems permit colons in names.
    format!("{}{}{}", NAME.0, at.to_string().replace(':', "-"), NAME.1)
}

/// Deletes backups with such names until the newest `keep` are left, and what is left of others that were broken off more than a day
/// before the newest. Files with other names stay. Returns how many backups were deleted.
///
/// # Errors
/// If the folder cannot be read, or a file cannot be deleted.
pub fn keep_newest(folder: &Path, keep: NonZeroUsize) -> Result<usize, TransferError> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(TransferError::file(folder))? {
        let path = entry.map_err(TransferError::file(folder))?.path();
        found.extend(made_at(&path).map(|(at, is_whole)| (at, is_whole, path)));
    }
    let mut whole: Vec<_> = found.iter().filter(|(_, is_whole, _)| *is_whole).map(|(at, ..)| *at).collect();
    whole.sort_unstable();
    let Some(newest) = whole.last() else { return Ok(0) };
    let (oldest_kept, broken_off) = (whole[whole.len().saturating_sub(keep.get())], newest.minus(LONGEST));
    let mut deleted = 0;
    for (at, is_whole, path) in found {
        // Drafts go before there are `keep` backups: they are as large, and would fill the disk.
        let first_kept = if is_whole { oldest_kept } else { broken_off };
        if at >= first_kept {
            continue;
        }
        fs::remove_file(&path).map_err(TransferError::file(path))?;
        deleted += usize::from(is_whole);
    }
    Ok(deleted)
}

/// When the backup of this name was made, and whether it is one, or the draft of one. None for all other files.
fn made_at(path: &Path) -> Option<(Timestamp, bool)> {
    let name = path.file_name().and_then(OsStr::to_str)?;
    let (day, clock) = name.strip_prefix(NAME.0)?.split(NAME.1).next()?.split_once('T')?;
    let at: Timestamp = format!("{day}T{}", clock.replace('-', ":")).parse().ok()?;
    match name.strip_prefix(backup_name(at).as_str())? {
        "" => Some((at, true)),
        rest => (rest.starts_with('.') && rest.ends_with(".part")).then_some((at, false)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::File;
    use tempfile::TempDir;

    const DAY: i64 = 24 * 60 * 60 * 1_000;
    const NOW: i64 = 1_795_000_000_123;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn the_newest_are_kept_and_what_is_no_backup_is_left_alone() {
        let folder = TempDir::new().unwrap();
        let add = |name: &str| File::create(folder.path().join(name)).map(drop).unwrap();
        let nights: Vec<_> = (0..5).map(|night| backup_name(Timestamp(NOW + night * DAY))).collect();
        assert_eq!(nights[0], "vestibule-2026-11-18T11-06-40.123Z.db");
        nights.iter().for_each(|name| add(name));
        let (old, new) = (format!("{}.0011223344556677.part", nights[0]), format!("{}.aa.part", nights[4]));
        let others = ["vestibule.db", "vestibule-2026-11-20.db", "before-restore-2026.db", "vestibule-notes.txt"];
        others.into_iter().chain([old.as_str(), &new]).for_each(add);

        let keep = |number: usize| keep_newest(folder.path(), NonZeroUsize::new(number).unwrap()).unwrap();
        assert_eq!((keep(6), names(folder.path()).len()), (0, 10), "the old draft goes although all backups stay");
        assert_eq!((keep(5), names(folder.path()).len()), (0, 10));
        assert_eq!(keep(2), 3);
        let mut expected: Vec<_> = nights[3..].iter().map(String::as_str).chain(others).chain([new.as_str()]).collect();
        expected.sort_unstable();
        assert_eq!(names(folder.path()), expected);
        keep_newest(&folder.path().join("nowhere"), NonZeroUsize::MIN).unwrap_err();
    }
}
