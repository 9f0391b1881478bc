//! A copy of an SQLite database in a file, while it is in use.

use super::TransferError;
use crate::{
    entropy::Entropy,
    store::{Db, damage_of},
};
use std::{
    ffi::OsString,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

/// Writes all of `db`, as it is now, into the new file `path`; gives back its size in bytes. The file appears once it is
/// whole, checked and on disk.
///
/// # Errors
/// When there is such a file already, when it cannot be written, when the copy turns out to be damaged.
pub async fn back_up(db: &Db, path: &Path, entropy: &dyn Entropy) -> Result<u64, TransferError> {
    if path.exists() {
        return Err(TransferError::Exists { path: path.to_owned() });
    }
    let draft = draft_of(path, entropy);
    let written = write(db, &draft).await;
    let placed = match written {
        Ok(size) => place(&draft, path).map(|()| size),
        Err(error) => Err(error),
    };
    // Gone already when all went well.
    let _ = fs::remove_file(&draft);
    placed
}

/// A name beside `path` that nobody else has.
pub(super) fn draft_of(path: &Path, entropy: &dyn Entropy) -> PathBuf {
    let random = u64::from_be_bytes(entropy.bytes());
    let mut name = OsString::from(path);
    name.push(format!(".{random:016x}.part"));
    PathBuf::from(name)
}

async fn write(db: &Db, draft: &Path) -> Result<u64, TransferError> {
    db.vacuum_into(draft).await?;
    refuse_damage(draft).await?;
    let file = File::open(draft).map_err(TransferError::file(draft))?;
    file.sync_all().map_err(TransferError::file(draft))?;
    Ok(file.metadata().map_err(TransferError::file(draft))?.len())
}

/// Fails when the file is not a whole database.
pub(super) async fn refuse_damage(path: &Path) -> Result<(), TransferError> {
    match damage_of(path).await? {
        Some(what) => Err(TransferError::Damaged { path: path.to_owned(), what }),
        None => Ok(()),
    }
}

/// Gives the draft its name. A file of that name that came meanwhile stays: an empty one of ours takes the place first.
fn place(draft: &Path, path: &Path) -> Result<(), TransferError> {
    File::create_new(path).map_err(|cause| match cause.kind() {
        io::ErrorKind::AlreadyExists => TransferError::Exists { path: path.to_owned() },
        _ => TransferError::File { path: path.to_owned(), cause },
    })?;
    fs::rename(draft, path).map_err(TransferError::file(path))?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let synced = File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(TransferError::file(folder))
}
