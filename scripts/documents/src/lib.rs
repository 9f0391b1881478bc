//! The documents of the repository as pages ([decision 104](../../../docs/decisions/0104-documents.md)).
//!
//! | module | responsibility |
//! |---|---|
//! | [`document`] | a Markdown file: its sections, its links and its HTML |
//! | [`links`] | where a link leads |
//! | [`documents`] | all of them, and what is wrong with them |
//! | [`index`] | what a search looks in |
//! | [`site`] | `make docs`: files that need no server |
//! | [`embedded`] | what the program has at `/docs/guides` |

mod document;
mod documents;
pub mod embedded;
mod index;
mod links;
pub mod site;

pub use documents::Documents;

/// Where a file is that is on no page.
const REPOSITORY: &str = "https://github.com/vestibule/vestibule/blob/main/";
