//! Files of the repository.

use std::fs;
use std::path::{Path, PathBuf};

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The text of a file.
pub fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The code blocks of a page in a language, in their order.
pub fn blocks(page: &str, language: &str) -> Vec<String> {
    let fence = format!("\n```{language}\n");
    let blocks = page.split(&fence).skip(1).filter_map(|rest| rest.split_once("\n```"));
    blocks.map(|(block, _)| format!("{block}\n")).collect()
}

/// The Python that has the libraries of the guides.
pub fn python_of_the_guides() -> PathBuf {
    let python = root().join("target/guides/bin/python");
    assert!(python.exists(), "the libraries of the guides are missing: run scripts/setup/guides.sh");
    python
}
