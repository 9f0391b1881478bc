//! Writes Markdown of administrators as HTML. Only what is written here becomes an element: HTML in the text is shown as it is, pictures
//! are their descriptions, and links lead to the web or to mail alone. So nobody who may publish a text can run a script with it.

use crate::ui::markup::{Markup, write_markup};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// Writes a document below a heading of the page: its own begin at the second level.
pub fn write_markdown(out: &mut Markup, markdown: &str) {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    // Whether each link that is open was written.
    let mut links = Vec::new();
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                let leads_somewhere = is_safe(&dest_url);
                if leads_somewhere {
                    write_markup!(out; "<a rel=\"noopener noreferrer\" href=\"" (&dest_url) "\">");
                }
                links.push(leads_somewhere);
            }
            Event::End(TagEnd::Link) => {
                if links.pop() == Some(true) {
                    out.add("</a>");
                }
            }
            Event::Start(Tag::List(Some(first))) => {
                write_markup!(out; "<ol start=\"" (&first.to_string()) "\">");
            }
            Event::Start(tag) => out.add(opening(&tag)),
            Event::End(tag) => out.add(closing(tag)),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => out.text(&text),
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                write_markup!(out; "<code>" (&text) "</code>");
            }
            Event::FootnoteReference(name) => write_markup!(out; "[" (&name) "]"),
            Event::SoftBreak => out.add("\n"),
            Event::HardBreak => out.add("<br>"),
            Event::Rule => out.add("<hr>"),
            Event::TaskListMarker(is_done) => out.add(if is_done { "☑ " } else { "☐ " }),
        }
    }
}

/// Whether a link may lead there.
fn is_safe(address: &str) -> bool {
    let scheme = address.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https" | "mailto"))
}

fn opening(tag: &Tag<'_>) -> &'static str {
    match tag {
        Tag::Paragraph | Tag::HtmlBlock | Tag::FootnoteDefinition(_) => "<p>",
        Tag::Heading { level, .. } => match level {
            HeadingLevel::H1 => "<h2>",
            HeadingLevel::H2 => "<h3>",
            HeadingLevel::H3 => "<h4>",
            HeadingLevel::H4 | HeadingLevel::H5 | HeadingLevel::H6 => "<h5>",
        },
        Tag::BlockQuote(_) => "<blockquote>",
        Tag::CodeBlock(_) => "<pre>",
        Tag::List(_) => "<ul>",
        Tag::Item => "<li>",
        Tag::Table(_) => "<table>",
        Tag::TableHead | Tag::TableRow => "<tr>",
        Tag::TableCell => "<td>",
        Tag::Emphasis => "<em>",
        Tag::Strong => "<strong>",
        Tag::Strikethrough => "<s>",
        // A picture is its description. What is left is not read: its options are off.
        _ => "",
    }
}

fn closing(tag: TagEnd) -> &'static str {
    match tag {
        TagEnd::Paragraph | TagEnd::HtmlBlock | TagEnd::FootnoteDefinition => "</p>",
        TagEnd::Heading(level) => match level {
            HeadingLevel::H1 => "</h2>",
            HeadingLevel::H2 => "</h3>",
            HeadingLevel::H3 => "</h4>",
            HeadingLevel::H4 | HeadingLevel::H5 | HeadingLevel::H6 => "</h5>",
        },
        TagEnd::BlockQuote(_) => "</blockquote>",
        TagEnd::CodeBlock => "</pre>",
        TagEnd::List(true) => "</ol>",
        TagEnd::List(false) => "</ul>",
        TagEnd::Item => "</li>",
        TagEnd::Table => "</table>",
        TagEnd::TableHead | TagEnd::TableRow => "</tr>",
        TagEnd::TableCell => "</td>",
        TagEnd::Emphasis => "</em>",
        TagEnd::Strong => "</strong>",
        TagEnd::Strikethrough => "</s>",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::markup::html;

    fn written(markdown: &str) -> String {
        html(|out| write_markdown(out, markdown))
    }

    #[test]
    fn what_people_write_in_terms_is_shown() {
        let page = written(
            "# Terms\n\nBe *nice* & **kind**, see [us](https://example.org/a?b&c).\n\n3. One\n4. Two\n\n- Three",
        );
        for part in [
            "<h2>Terms</h2>",
            "Be <em>nice</em> &amp; <strong>kind</strong>",
            "href=\"https://example.org/a?b&amp;c\">us</a>",
            "<ol start=\"3\"><li>One</li><li>Two</li></ol>",
            "<ul><li>Three</li></ul>",
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
    }

    #[test]
    fn nothing_runs() {
        for (markdown, forbidden) in [
            ("<script>alert(1)</script>", "<script"),
            ("a <img src=x onerror=alert(1)> b", "<img"),
            ("[a](javascript:alert(1))", "href"),
            ("[a](JaVaScRiPt:alert(1))", "href"),
            ("[a](data:text/html,x)", "href"),
            ("[a](//example.org/)", "href"),
            ("![a](https://example.org/x.png)", "<img"),
            ("[a](https://example.org/\"onclick=\"x)", "onclick=\""),
            ("<javascript:alert(1)>", "href"),
        ] {
            let page = written(markdown);
            assert!(!page.contains(forbidden), "{markdown}: {page}");
        }
    }
}
