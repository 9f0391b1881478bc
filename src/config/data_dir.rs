//! The directory that holds the database and the secret.

use super::ConfigError;
use std::{fs::DirBuilder, io, path::Path};

/// Creates the directory with mode 0700 if it does not exist. An existing directory keeps its permissions, because a
/// mounted disk has its own; secret files inside have their own permissions.
pub(super) fn prepare(path: &Path) -> Result<(), ConfigError> {
    create(path).map_err(|error| {
        let path = path.display();
        ConfigError(format!("VESTIBULE_DATA_DIR is `{path}`: use a directory that this user can create ({error})."))
    })
}

fn create(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    // With this, an existing directory is not an error.
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
