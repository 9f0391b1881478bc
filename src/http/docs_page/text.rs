//! Texts of the document: paragraphs with code in backticks and bold words in pairs of asterisks. They use no more of Markdown.

use crate::ui::markup::{Markup, write_markup};

/// The paragraphs of a text. They are in English, whatever the language of the page.
pub fn write_text(page: &mut Markup, text: &str) {
    for paragraph in text.split("\n\n").filter(|paragraph| !paragraph.is_empty()) {
        page.add("<p lang=\"en\">");
        write_line(page, paragraph);
        page.add("</p>");
    }
}

/// One paragraph, without its element, which says that it is in English.
pub fn write_line(page: &mut Markup, text: &str) {
    // What is between two marks has an odd place.
    for (place, part) in text.split('`').enumerate() {
        if place % 2 == 1 {
            write_markup!(page; "<code>" (part) "</code>");
            continue;
        }
        for (place, part) in part.split("**").enumerate() {
            if place % 2 == 1 {
                write_markup!(page; "<strong>" (part) "</strong>");
            } else {
                page.text(part);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::document;
    use crate::ui::markup::html;
    use serde_json::Value;

    #[test]
    fn code_bold_words_and_paragraphs_become_elements() {
        let text = "**Errors.** `a < b` & `**`.\n\nMore.";
        let expected = "<p lang=\"en\"><strong>Errors.</strong> <code>a &lt; b</code> &amp; <code>**</code>.</p>\
                        <p lang=\"en\">More.</p>";
        assert_eq!(html(|page| write_text(page, text)), expected);
    }

    fn descriptions<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Object(members) => {
                found.extend(members.get("description").and_then(Value::as_str));
                members.values().for_each(|member| descriptions(member, found));
            }
            Value::Array(items) => items.iter().for_each(|item| descriptions(item, found)),
            _ => {}
        }
    }

    #[test]
    fn the_document_uses_nothing_else_of_markdown() {
        let mut found = Vec::new();
        descriptions(document(), &mut found);
        assert!(found.len() > 300);
        for text in found {
            assert!(text.matches('`').count() % 2 == 0 && !text.contains("](") && !text.contains("\n- "), "{text}");
            let outside: String = text.split('`').step_by(2).collect();
            assert!(outside.matches("**").count().is_multiple_of(2) && !outside.starts_with('#'), "{text}");
        }
    }
}
