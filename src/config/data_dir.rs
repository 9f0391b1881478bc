//! The directory that holds the database and the secret.

use super::ConfigError;
use std::{fs::DirBuilder, io, path::Path};

/// Makes it, for the owner's eyes alone, when it is not there. One that is there keeps its permissions: a mounted
/// disk has its own. What is secret in it is guarded file by file.
pub(super) fn prepare(path: &Path) -> Result<(), ConfigError> {
    make(path).map_err(|error| {
        let path = path.display();
        ConfigError(format!("VESTIBULE_DATA_DIR is `{path}`: name a directory that this user may make ({error})."))
    })
}

fn make(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
