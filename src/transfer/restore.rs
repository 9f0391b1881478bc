//! A backup takes the place of an SQLite database, while that is in use.

use super::{
    Copied, Existing, Progress, TransferError,
    backup::{back_up, draft_of, refuse_damage},
    copy,
};
use crate::{
    entropy::Entropy,
    keys::Wrapping,
    store::{BESIDE_SQLITE, Db, tables::USERS},
};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// What was put back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    pub tables: Vec<Copied>,
    /// What was there before, when there were accounts.
    pub kept: Option<PathBuf>,
}

/// Puts what the backup `file` holds in the place of everything in `target`. A backup of an older version is brought up
/// to date on the way; the file itself is only read. With `replace`, accounts that are there are backed up into `keep`
/// first; without it, they are a reason to refuse.
///
/// # Errors
/// When the file is damaged or no backup, when the secret does not open its keys, when there are accounts already. The
/// target is then as it was before.
pub async fn restore(
    file: &Path,
    target: &Db,
    wrapping: &Wrapping,
    entropy: &dyn Entropy,
    replace: bool,
    keep: &Path,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Restored, TransferError> {
    let draft = draft_of(keep, entropy);
    let restored = async {
        fs::copy(file, &draft).map_err(TransferError::file(file))?;
        refuse_damage(&draft).await?;
        let source = open(&draft).await?;
        let kept = if replace { keep_accounts(target, keep, entropy).await? } else { None };
        let existing = if replace { Existing::Replace } else { Existing::ReplaceButAccounts };
        let tables = copy(&source, target, wrapping, entropy, existing, progress).await;
        source.close().await;
        Ok(Restored { tables: tables?, kept })
    };
    let restored = restored.await;
    remove(&draft);
    restored
}

/// The copy of the backup, brought up to date.
async fn open(draft: &Path) -> Result<Db, TransferError> {
    let source = Db::connect_file(draft).await?;
    let steps = source.migrations().status().await?;
    if steps.iter().any(|step| step.applied) && source.migrations().unknown().await? == 0 {
        source.migrations().up(None).await?;
    }
    Ok(source)
}

async fn keep_accounts(target: &Db, keep: &Path, entropy: &dyn Entropy) -> Result<Option<PathBuf>, TransferError> {
    if target.snapshot().await?.count(&USERS).await? == 0 {
        return Ok(None);
    }
    back_up(target, keep, entropy).await?;
    Ok(Some(keep.to_owned()))
}

/// With what is put beside it.
fn remove(draft: &Path) {
    for suffix in [""].iter().chain(&BESIDE_SQLITE) {
        let mut name = draft.as_os_str().to_owned();
        name.push(suffix);
        let _ = fs::remove_file(name);
    }
}
