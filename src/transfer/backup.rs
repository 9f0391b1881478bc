//! Backs up an SQLite database into a file, and restores it from one, while it is in use.

use super::{Copied, Existing, Progress, TransferError, copy};
use crate::entropy::Entropy;
use crate::keys::Wrapping;
use crate::store::{Db, SQLITE_FILE_SUFFIXES, find_damage_in_file};
use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    pub tables: Vec<Copied>,
    /// The backup of the previous data, if there were accounts.
    pub kept: Option<PathBuf>,
}

/// Copies `db`, as it is now, into the new file `path`; returns its size in bytes. The file appears under this name only once
/// it is complete, checked and on disk.
///
/// # Errors
/// If the file exists, cannot be written, or the copy is damaged.
pub async fn back_up(db: &Db, path: &Path, entropy: &dyn Entropy) -> Result<u64, TransferError> {
    // Fails before any work is done; `place` checks again, without a race.
    if path.exists() {
        return Err(TransferError::Exists { path: path.to_owned() });
    }
    let draft = temporary_path(path, entropy);
    let written = write(db, &draft).await;
    let placed = match written {
        Ok(size) => place(&draft, path).map(|()| size),
        Err(error) => Err(error),
    };
    // On success it has been renamed, and there is nothing to remove.
    let _ = fs::remove_file(&draft);
    placed
}

/// Replaces all rows of `target` by those of the backup `file`. A backup of an older version is migrated first, in a copy of the
/// file. If the target has accounts, `replace` backs them up into `previous` first; without `replace` this fails.
///
/// # Errors
/// If the file is damaged or not a backup, if the secret does not open its keys, or if there are accounts and `replace` is
/// false. The target is then unchanged.
pub async fn restore(
    file: &Path,
    target: &Db,
    wrapping: &Wrapping,
    entropy: &dyn Entropy,
    replace: bool,
    previous: &Path,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Restored, TransferError> {
    let draft = temporary_path(previous, entropy);
    // A future of its own, so that an early return still removes the draft.
    let restored = async {
        // The copy is migrated, so that the backup itself is not changed.
        fs::copy(file, &draft).map_err(TransferError::file(file))?;
        refuse_damage(&draft).await?;
        let source = open_and_migrate(&draft).await?;
        // Backed up before the target is changed, and only if its accounts are to be replaced.
        let kept = if replace { back_up_accounts(target, previous, entropy).await? } else { None };
        let existing = if replace { Existing::Replace } else { Existing::ReplaceIfNoAccounts };
        let tables = copy(&source, target, wrapping, entropy, existing, progress).await;
        // Before the error is returned, so that the file is closed when it is removed.
        source.close().await;
        Ok(Restored { tables: tables?, kept })
    };
    let restored = restored.await;
    remove(&draft);
    restored
}

/// A unique path in the same folder, so that the file can be renamed to `path`.
fn temporary_path(path: &Path, entropy: &dyn Entropy) -> PathBuf {
    let random = u64::from_be_bytes(entropy.bytes());
    let mut name = OsString::from(path);
    name.push(format!(".{random:016x}.part"));
    PathBuf::from(name)
}

async fn write(db: &Db, draft: &Path) -> Result<u64, TransferError> {
    db.vacuum_into(draft).await?;
    refuse_damage(draft).await?;
    let file = File::open(draft).map_err(TransferError::file(draft))?;
    // Before the file gets its name, so that a power failure cannot leave an incomplete backup under it.
    file.sync_all().map_err(TransferError::file(draft))?;
    Ok(file.metadata().map_err(TransferError::file(draft))?.len())
}

/// Fails if the file is not an intact database.
async fn refuse_damage(path: &Path) -> Result<(), TransferError> {
    match find_damage_in_file(path).await? {
        Some(what) => Err(TransferError::Damaged { path: path.to_owned(), what }),
        None => Ok(()),
    }
}

/// Renames the draft to `path`. Creates an empty file first, because a rename would overwrite a file that another process has
/// created meanwhile.
fn place(draft: &Path, path: &Path) -> Result<(), TransferError> {
    File::create_new(path).map_err(|cause| match cause.kind() {
        io::ErrorKind::AlreadyExists => TransferError::Exists { path: path.to_owned() },
        _ => TransferError::File { path: path.to_owned(), cause },
    })?;
    if let Err(cause) = fs::rename(draft, path) {
        // The empty file would pass for a backup.
        let _ = fs::remove_file(path);
        return Err(TransferError::File { path: path.to_owned(), cause });
    }
    // The new name is durable only once the folder is on disk.
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let synced = File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(TransferError::file(folder))
}

/// Opens the copy of the backup and applies pending migrations.
async fn open_and_migrate(draft: &Path) -> Result<Db, TransferError> {
    let source = Db::connect_file(draft).await?;
    let steps = source.migrations().status().await?;
    // `copy` rejects a file without our migrations, and one of a newer version.
    if steps.iter().any(|step| step.applied) && source.migrations().unknown().await? == 0 {
        source.migrations().up(None).await?;
    }
    Ok(source)
}

async fn back_up_accounts(
    target: &Db,
    previous: &Path,
    entropy: &dyn Entropy,
) -> Result<Option<PathBuf>, TransferError> {
    if target.snapshot().await?.count("users").await? == 0 {
        return Ok(None);
    }
    back_up(target, previous, entropy).await?;
    Ok(Some(previous.to_owned()))
}

/// Removes the copy and the files that SQLite keeps next to it.
fn remove(draft: &Path) {
    for suffix in [""].iter().chain(&SQLITE_FILE_SUFFIXES) {
        let mut name = draft.as_os_str().to_owned();
        name.push(suffix);
        let _ = fs::remove_file(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    #[test]
    fn a_draft_that_cannot_be_renamed_leaves_nothing_that_passes_for_a_backup() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("vestibule.db");
        place(&folder.path().join("missing.part"), &path).unwrap_err();
        assert!(!path.exists());
        fs::write(&path, "another").unwrap();
        assert!(matches!(place(&folder.path().join("missing.part"), &path), Err(TransferError::Exists { .. })));
        assert_eq!(fs::read(&path).unwrap(), b"another");
    }
}
