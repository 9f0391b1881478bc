//! A Markdown file: its sections, its links and its HTML.

use crate::links::{Target, target};
use pulldown_cmark::{Alignment, CowStr, Event, Options, Parser, Tag, TagEnd, html};
use std::collections::{BTreeMap, BTreeSet};

/// What is below a heading.
#[derive(Debug)]
pub struct Section {
    /// The part of the address after `#`, which GitHub makes of the heading as well.
    pub anchor: String,
    pub heading: String,
    /// The words of the text, in lower case.
    pub words: BTreeSet<String>,
}

/// A Markdown file.
#[derive(Debug)]
pub struct Document {
    /// The path from the root of the repository.
    pub file: String,
    /// The first one has the title of the page.
    pub sections: Vec<Section>,
    /// The targets of links and pictures, as they are written.
    pub links: Vec<String>,
    /// HTML in the Markdown, which pages would show as it is.
    pub html: Vec<String>,
    markdown: String,
}

/// The addresses of a kind of pages.
pub trait Places {
    /// The address of a file of the repository, and of a place in it.
    fn of_file(&self, path: &str, anchor: Option<&str>) -> String;

    /// The address of a picture. None: its description is shown in its place.
    fn of_picture(&self, path: &str) -> Option<String>;
}

fn events(markdown: &str) -> Parser<'_> {
    Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH)
}

impl Document {
    pub fn parse(file: &str, markdown: String) -> Self {
        let mut reader = Reader::default();
        events(&markdown).for_each(|event| reader.read(event));
        let Reader { sections, links, html, .. } = reader;
        Self { file: file.to_owned(), sections, links, html, markdown }
    }

    pub fn title(&self) -> &str {
        self.sections.first().map_or(self.file.as_str(), |section| section.heading.as_str())
    }

    /// The HTML between the header and the footer of a page.
    pub fn html(&self, places: &impl Places) -> String {
        let mut writer = Writer { document: self, places, section: None, shown: Vec::new(), describes: false };
        events(&self.markdown).for_each(|event| writer.take(event));
        let mut page = String::new();
        html::push_html(&mut page, writer.shown.into_iter());
        // A table without headings has no cells of headings.
        page.replace("<th></th>", "<td></td>")
    }
}

/// Collects what a document has.
#[derive(Default)]
struct Reader {
    sections: Vec<Section>,
    links: Vec<String>,
    html: Vec<String>,
    /// The heading that is being read.
    heading: Option<String>,
    /// How often an anchor was made.
    anchors: BTreeMap<String, usize>,
}

impl Reader {
    fn read(&mut self, event: Event<'_>) {
        match event {
            Event::Start(Tag::Heading { .. }) => self.heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => {
                let heading = self.heading.take().unwrap_or_default();
                let (anchor, words) = (self.anchor(&heading), words(&heading).collect());
                self.sections.push(Section { anchor, heading, words });
            }
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                self.links.push(dest_url.into_string());
            }
            Event::Text(text) | Event::Code(text) => self.add(&text),
            Event::Html(html) | Event::InlineHtml(html) => self.html.push(html.trim().to_owned()),
            _ => {}
        }
    }

    fn add(&mut self, text: &str) {
        match (&mut self.heading, self.sections.last_mut()) {
            (Some(heading), _) => heading.push_str(text),
            (None, Some(section)) => section.words.extend(words(text)),
            (None, None) => {}
        }
    }

    /// The anchor of a heading. The second one with the same text has a number.
    fn anchor(&mut self, heading: &str) -> String {
        let is_kept = |character: &char| character.is_alphanumeric() || " -_".contains(*character);
        let anchor: String = heading.to_lowercase().chars().filter(is_kept).collect();
        let anchor = anchor.trim().replace(' ', "-");
        let before = self.anchors.entry(anchor.clone()).or_default();
        *before += 1;
        if *before == 1 { anchor } else { format!("{anchor}-{}", *before - 1) }
    }
}

/// The words of a text in lower case, among them names such as `x-forwarded-for` and paths.
fn words(text: &str) -> impl Iterator<Item = String> {
    let is_between = |character: char| !character.is_alphanumeric() && !"_-./:".contains(character);
    let words = text.split(is_between).map(|word| word.trim_matches(|character: char| "-.:".contains(character)));
    words.filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// Makes of the Markdown of a document what is written as HTML.
struct Writer<'a, P> {
    document: &'a Document,
    places: &'a P,
    /// The number of the section.
    section: Option<usize>,
    shown: Vec<Event<'a>>,
    /// Whether a picture is described and not shown.
    describes: bool,
}

impl<'a, P: Places> Writer<'a, P> {
    fn take(&mut self, event: Event<'a>) {
        match event {
            Event::Start(Tag::Heading { level, classes, attrs, .. }) => {
                self.section = Some(self.section.map_or(0, |before| before + 1));
                let id = self.current().map(|section| CowStr::from(section.anchor.as_str()));
                self.shown.push(Event::Start(Tag::Heading { level, id, classes, attrs }));
            }
            // Alignment would be a style, which the policy of the pages forbids. A wide table is scrolled, also with keys.
            Event::Start(Tag::Table(columns)) => {
                let name = self.current().map_or("", |section| section.heading.as_str());
                let (name, columns) = (escaped(name), vec![Alignment::None; columns.len()]);
                self.add(format!("<div class=\"wide\" role=\"group\" aria-label=\"Table: {name}\" tabindex=\"0\">"));
                self.shown.push(Event::Start(Tag::Table(columns)));
            }
            Event::End(TagEnd::Table) => {
                self.shown.push(Event::End(TagEnd::Table));
                self.add("</div>\n".to_owned());
            }
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let dest_url = self.address(dest_url);
                self.shown.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
            }
            Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
                let address = match target(&self.document.file, &dest_url) {
                    Target::File { path, .. } => self.places.of_picture(&path),
                    Target::Elsewhere => None,
                };
                match address.map(CowStr::from) {
                    Some(dest_url) => self.shown.push(Event::Start(Tag::Image { link_type, dest_url, title, id })),
                    None => {
                        self.describes = true;
                        self.add("<span class=\"described\">".to_owned());
                    }
                }
            }
            Event::End(TagEnd::Image) if self.describes => {
                self.describes = false;
                self.add("</span>".to_owned());
            }
            event => self.shown.push(event),
        }
    }

    fn current(&self) -> Option<&'a Section> {
        self.document.sections.get(self.section?)
    }

    fn add(&mut self, html: String) {
        self.shown.push(Event::Html(html.into()));
    }

    /// The address of a link on this kind of pages.
    fn address(&self, link: CowStr<'a>) -> CowStr<'a> {
        let address = match target(&self.document.file, &link) {
            Target::Elsewhere => None,
            Target::File { path, anchor: Some(anchor) } if path == self.document.file => Some(format!("#{anchor}")),
            Target::File { path, anchor } => Some(self.places.of_file(&path, anchor)),
        };
        address.map_or(link, CowStr::from)
    }
}

/// Text for HTML, also between quotes.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Tried;

    impl Places for Tried {
        fn of_file(&self, path: &str, anchor: Option<&str>) -> String {
            format!("/{path}#{}", anchor.unwrap_or_default())
        }

        fn of_picture(&self, path: &str) -> Option<String> {
            path.ends_with(".png").then(|| format!("/{path}"))
        }
    }

    fn html(markdown: &str) -> String {
        Document::parse("docs/a/b.md", markdown.to_owned()).html(&Tried)
    }

    #[test]
    fn anchors_are_those_of_github() {
        let text =
            "# The `VESTIBULE_NAME`, and [more](c.md)\n## 1. Über, *all*\n## Twice\n## Twice\n```\n# none\n```\n";
        let document = Document::parse("README.md", text.to_owned());
        let anchors: Vec<_> = document.sections.iter().map(|section| section.anchor.as_str()).collect();
        assert_eq!(anchors, ["the-vestibule_name-and-more", "1-über-all", "twice", "twice-1"]);
        assert_eq!(document.title(), "The VESTIBULE_NAME, and more");
        assert_eq!(document.links, ["c.md"]);
    }

    #[test]
    fn a_section_has_the_words_of_its_heading_and_its_text() {
        let text = "# Proxy\nSets `X-Forwarded-For`; asks (/auth/request).\n\n| Host: |\n|---|\n| a |\n";
        let document = Document::parse("README.md", text.to_owned());
        let words: Vec<_> = document.sections[0].words.iter().map(String::as_str).collect();
        assert_eq!(words, ["/auth/request", "a", "asks", "host", "proxy", "sets", "x-forwarded-for"]);
    }

    #[test]
    fn links_lead_to_the_addresses_of_the_pages() {
        let page = html("# A\n[b](../c.md#d) [e](#a) [f](https://example.com/)\n");
        assert_eq!(
            page,
            "<h1 id=\"a\">A</h1>\n<p><a href=\"/docs/c.md#d\">b</a> <a href=\"#a\">e</a> \
             <a href=\"https://example.com/\">f</a></p>\n"
        );
    }

    #[test]
    fn a_picture_that_is_not_there_is_described() {
        let page = html("![seen](x.png) ![told & said](x.svg)\n");
        assert!(page.contains("<img src=\"/docs/a/x.png\" alt=\"seen\" />"), "{page}");
        assert!(page.contains("<span class=\"described\">told &amp; said</span>"), "{page}");
    }

    #[test]
    fn a_table_has_a_name_and_no_style() {
        let page = html("# \"A\"\n| | b |\n|---|--:|\n| c | d |\n");
        assert!(page.contains("aria-label=\"Table: &quot;A&quot;\" tabindex=\"0\"><table>"), "{page}");
        assert!(page.contains("<td></td><th>b</th>"), "{page}");
        assert!(!page.contains("style"), "{page}");
    }
}
