//! `vestibule-documents`: makes a site of the documents in the working directory, in `target/docs`. Fails if a link is dead.

use std::path::Path;
use std::process::ExitCode;
use vestibule_documents::{Documents, site};

const FOLDER: &str = "target/docs";

fn main() -> ExitCode {
    let made = Documents::read(Path::new(".")).and_then(|documents| {
        site::write(&documents, Path::new(FOLDER))?;
        Ok(documents.mistakes())
    });
    match made {
        Ok(mistakes) if mistakes.is_empty() => {
            eprintln!("   the documents are in {FOLDER}: open {FOLDER}/index.html");
            ExitCode::SUCCESS
        }
        Ok(mistakes) => {
            mistakes.iter().for_each(|mistake| eprintln!("{mistake}"));
            eprintln!("error: {} mistakes in the documents", mistakes.len());
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("error: the documents cannot be made: {error}");
            ExitCode::FAILURE
        }
    }
}
