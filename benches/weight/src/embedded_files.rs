//! Finds the files that the binary may embed: those of the repository that are not code, those for the browser, and those of the
//! build script. Whether the binary has one is decided by its content.

use crate::Result;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The folders of such files, by their paths in the repository.
const FOLDERS: [&str; 5] = ["assets", "migrations", "src", "style", "target/site"];
/// The folders of build scripts, of which one is that of the release.
const BUILD_SCRIPTS: &str = "target/release/build";
/// The label of the folder of the build script.
const OUT: &str = "out";
/// Shorter contents occur by chance.
const SHORTEST: usize = 48;

pub struct EmbeddedFile {
    pub path: String,
    pub content: Vec<u8>,
}

/// Reads all files that the binary may embed.
///
/// # Errors
/// A file cannot be read.
pub fn read(root: &Path) -> Result<Vec<EmbeddedFile>> {
    let mut files = Vec::new();
    for (path, place) in candidates(root)? {
        let content = fs::read(&place).map_err(|error| format!("{}: {error}", place.display()))?;
        let content = content.trim_ascii_end().to_vec();
        if content.len() >= SHORTEST {
            files.push(EmbeddedFile { path, content });
        }
    }
    // A file whose content is part of another one must not claim that part.
    files.sort_by_key(|file| std::cmp::Reverse(file.content.len()));
    Ok(files)
}

/// Lists their labels and places.
///
/// # Errors
/// A folder cannot be read.
pub fn candidates(root: &Path) -> Result<Vec<(String, PathBuf)>> {
    let mut found = Vec::new();
    for folder in FOLDERS {
        collect(&root.join(folder), folder, &mut found)?;
    }
    for folder in list(&root.join(BUILD_SCRIPTS))? {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with("vestibule-") {
            collect(&folder.join("out"), OUT, &mut found)?;
        }
    }
    found.retain(|(label, _)| !label.ends_with(".rs"));
    Ok(found)
}

fn collect(folder: &Path, label: &str, found: &mut Vec<(String, PathBuf)>) -> Result<()> {
    for path in list(folder)? {
        let label = format!("{label}/{}", path.file_name().unwrap_or_default().to_string_lossy());
        if path.is_dir() {
            collect(&path, &label, found)?;
        } else {
            found.push((label, path));
        }
    }
    Ok(())
}

/// Lists a folder in the order of the names. A folder that does not exist is empty.
fn list(folder: &Path) -> Result<Vec<PathBuf>> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(Vec::new()) };
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}
