//! HTML as text, for what is long and only looked at: a list of a hundred people. What such a list and a view have in
//! common, a time or a face, is written here as well, and the view takes it as it is ([`element`]).
//!
//! Such a list costs the server a hundredth of what a view of it would, and a browser that hydrates has nothing to do
//! for it, nor to be told the data a second time. What comes from people can only go in escaped: whatever is not
//! escaped stands in our own sources.

use leptos::tachys::html::InertElement;

/// HTML that is being written.
#[derive(Default)]
pub struct Markup(String);

impl Markup {
    /// Adds HTML of our own.
    pub fn add(&mut self, html: &'static str) {
        self.0.push_str(html);
    }

    /// Adds text, between tags or between the quotes of an attribute.
    pub fn text(&mut self, text: &str) {
        let mut rest = text;
        while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
            let (plain, special) = rest.split_at(at);
            self.0.push_str(plain);
            self.0.push_str(match special.as_bytes()[0] {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'"' => "&quot;",
                _ => "&#39;",
            });
            rest = &special[1..];
        }
        self.0.push_str(rest);
    }

    pub fn into_html(self) -> String {
        self.0
    }
}

/// One element that is written as text, for a view: nothing in it changes or is pressed.
pub fn element(write: impl FnOnce(&mut Markup)) -> InertElement {
    let mut markup = Markup::default();
    write(&mut markup);
    InertElement::new(markup.into_html())
}

/// Writes pieces into a [`Markup`]: literals are HTML, what stands in parentheses is text.
macro_rules! write_markup {
    ($out:expr;) => { () };
    ($out:expr; ($text:expr) $($rest:tt)*) => {{
        $out.text($text);
        $crate::ui::markup::write_markup!($out; $($rest)*)
    }};
    ($out:expr; $html:literal $($rest:tt)*) => {{
        $out.add($html);
        $crate::ui::markup::write_markup!($out; $($rest)*)
    }};
}
pub(crate) use write_markup;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_can_neither_open_a_tag_nor_end_an_attribute() {
        let mut markup = Markup::default();
        write_markup!(markup; "<p title=\"" (r#""><script>'é&amp;"#) "\">" ("a < b") "</p>");
        let html = markup.into_html();
        assert_eq!(html, "<p title=\"&quot;&gt;&lt;script&gt;&#39;é&amp;amp;\">a &lt; b</p>");
    }
}
