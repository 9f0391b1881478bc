//! Backs up an SQLite database into a file, while it is in use.

use super::TransferError;
use crate::{
    entropy::Entropy,
    store::{Db, find_damage_in_file},
};
use std::{
    ffi::OsString,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

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

/// A unique path in the same folder, so that the file can be renamed to `path`.
pub(super) fn temporary_path(path: &Path, entropy: &dyn Entropy) -> PathBuf {
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
pub(super) async fn refuse_damage(path: &Path) -> Result<(), TransferError> {
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
    fs::rename(draft, path).map_err(TransferError::file(path))?;
    // The new name is durable only once the folder is on disk.
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let synced = File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(TransferError::file(folder))
}
