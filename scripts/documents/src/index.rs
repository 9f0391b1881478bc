//! What a search looks in: a line for each section, with its page, its anchor, the titles of both, and its words.
//!
//! The words are in lower case, each once, so that the index is a third of the text. Whoever searches takes the sections that have all
//! words of a query, as a part of a word too, and shows those first whose titles have them. `site/search.js` and
//! `src/http/docs_page/guides.rs` do this.

use crate::document::{Document, Section};
use crate::documents::name;

/// The parts of a line.
pub fn entries(document: &Document) -> impl Iterator<Item = [String; 5]> {
    document.sections.iter().enumerate().map(move |(number, section)| {
        // The first one is the page itself.
        let anchor = if number == 0 { "" } else { section.anchor.as_str() };
        let heading = if number == 0 { "" } else { section.heading.as_str() };
        [name(&document.file), anchor.to_owned(), document.title().to_owned(), heading.to_owned(), text(section)]
    })
}

fn text(section: &Section) -> String {
    section.words.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_and_each_part_of_it_are_found() {
        let text = "# Running it\nSettings.\n## Mail\nSends mail, mail.\n";
        let document = Document::parse("docs/operations/run.md", text.to_owned());
        let entries: Vec<_> = entries(&document).collect();
        assert_eq!(
            entries,
            [
                ["operations/run", "", "Running it", "", "it running settings"],
                ["operations/run", "mail", "Running it", "Mail", "mail sends"],
            ]
        );
    }
}
