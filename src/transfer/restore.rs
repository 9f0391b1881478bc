//! Restores a backup into an SQLite database, while it is in use.

use super::{
    Copied, Existing, Progress, TransferError,
    backup::{back_up, refuse_damage, temporary_path},
    copy,
};
use crate::{
    entropy::Entropy,
    keys::Wrapping,
    store::{Db, SQLITE_FILE_SUFFIXES, tables::USERS},
};
use std::{
    fs,
    path::{Path, PathBuf},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    pub tables: Vec<Copied>,
    /// The backup of the previous data, if there were accounts.
    pub kept: Option<PathBuf>,
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
    if target.snapshot().await?.count(&USERS).await? == 0 {
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
