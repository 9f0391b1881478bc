//! HTML as text, for long static content such as a list of a hundred users. Parts that lists and views share (a time,
//! an avatar) are written here as well, and views embed them with [`element`].
//!
//! Rendering a list this way costs the server a hundredth of what a Leptos view costs, and the browser has nothing to
//! hydrate and needs no second copy of the data. Text from users is always escaped: unescaped HTML must be a `'static`
//! string of this program, or markup that the server has written before.

use crate::language::say;
use crate::shared::Timestamp;
use leptos::prelude::*;
use leptos::tachys::html::InertElement;

/// An HTML buffer.
#[derive(Default)]
pub struct Markup(String);

impl Markup {
    /// Adds trusted HTML.
    pub fn add(&mut self, html: &'static str) {
        self.0.push_str(html);
    }

    /// Adds escaped text, between tags or inside a quoted attribute.
    pub fn text(&mut self, text: &str) {
        let mut rest = text;
        // Copies everything up to the next special character at once: most texts have none.
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
            // All special characters are ASCII, so each is one byte long.
            rest = &special[1..];
        }
        self.0.push_str(rest);
    }

    /// Adds HTML that was written as markup before.
    pub fn written(&mut self, html: &str) {
        self.0.push_str(html);
    }

    pub fn into_html(self) -> String {
        self.0
    }
}

/// What `write` writes.
pub fn html(write: impl FnOnce(&mut Markup)) -> String {
    let mut markup = Markup::default();
    write(&mut markup);
    markup.into_html()
}

/// One static element for a view: without signals and event handlers.
pub fn element(write: impl FnOnce(&mut Markup)) -> InertElement {
    InertElement::new(html(write))
}

/// Writes into a [`Markup`]: literals are HTML, expressions in parentheses are text and are escaped.
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

/// A time as text, with the exact time as a tooltip.
#[component]
pub fn Time(at: Timestamp, words: String) -> impl IntoView {
    element(|out| write_time(out, at, &words))
}

pub fn write_time(out: &mut Markup, at: Timestamp, words: &str) {
    write_markup!(out; "<time datetime=\"" (&at.to_string()) "\" title=\"" (&at.minute_in_words()) "\">" (words) "</time>");
}

/// A label and a day.
pub fn write_day(out: &mut Markup, label: &str, at: Timestamp) {
    write_markup!(out; (label) " ");
    write_time(out, at, &at.short_day());
}

/// A label and how long ago something was.
pub fn write_ago(out: &mut Markup, label: &str, at: Timestamp, now: Timestamp) {
    write_markup!(out; (label) " ");
    write_time(out, at, &at.ago(now));
}

/// An entry of a list of facts.
pub fn write_fact(out: &mut Markup, label: &str, value: &str) {
    write_markup!(out; "<dt>" (label) "</dt><dd>" (value) "</dd>");
}

/// Lines below the title of a row.
pub fn write_lines(out: &mut Markup, lines: impl IntoIterator<Item = impl AsRef<str>>) {
    lines.into_iter().for_each(|line| write_markup!(out; "<small>" (line.as_ref()) "</small>"));
}

/// A list with these rows, each of which `write` fills, or a hint in its place if there are none.
pub fn list<T>(rows: impl IntoIterator<Item = T>, none: &str, write: impl Fn(&mut Markup, T)) -> String {
    let mut out = Markup::default();
    for row in rows {
        out.add("<li>");
        write(&mut out, row);
        out.add("</li>");
    }
    match out.0.as_str() {
        "" => html(|out| write_markup!(out; "<p class=\"hint\">" (none) "</p>")),
        rows => format!("<ul class=\"devices\">{rows}</ul>"),
    }
}

/// How many rows of a list are usually seen before a press.
pub const FIRST_ROWS: usize = 8;

/// The same of which only the first `shown` are seen before a press, so that a page stays short.
pub fn short_list<T>(
    rows: impl IntoIterator<Item = T>,
    shown: usize,
    none: &str,
    write: impl Fn(&mut Markup, T),
) -> String {
    let mut first: Vec<T> = rows.into_iter().collect();
    let rest = first.split_off(first.len().min(shown));
    let (first, more) = (list(first, none, &write), rest.len() as u64);
    if more == 0 {
        return first;
    }
    let rest = list(rest, "", &write);
    html(|out| {
        out.written(&first);
        write_markup!(out;
            "<details class=\"mt-4\"><summary class=\"btn btn-quiet btn-small\">" (&say::list_more(more)) "</summary>");
        out.written(&rest);
        out.add("</details>");
    })
}

/// What a sentence says before and after its argument, which is shown as more than text.
pub fn around(sentence: fn(&str) -> String) -> (String, String) {
    /// Unicode's own mark of a place for something that is no text. No sentence contains it.
    const PLACE: &str = "\u{fffc}";
    let text = sentence(PLACE);
    let (before, after) = text.split_once(PLACE).unwrap_or((text.as_str(), ""));
    (before.to_owned(), after.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_has_its_other_rows_behind_a_press() {
        let html = |count: u8| short_list(0..count, 2, "None.", |out, row| out.text(&row.to_string()));
        assert_eq!(html(0), "<p class=\"hint\">None.</p>");
        assert_eq!(html(2), "<ul class=\"devices\"><li>0</li><li>1</li></ul>");
        let long = html(5);
        assert!(long.starts_with(&html(2)) && long.contains(">Show 3 more</summary>"), "{long}");
        assert!(long.ends_with("<li>2</li><li>3</li><li>4</li></ul></details>"), "{long}");
    }

    #[test]
    fn text_is_escaped_in_content_and_attributes() {
        let mut markup = Markup::default();
        write_markup!(markup; "<p title=\"" (r#""><script>'é&amp;"#) "\">" ("a < b") "</p>");
        let html = markup.into_html();
        assert_eq!(html, "<p title=\"&quot;&gt;&lt;script&gt;&#39;é&amp;amp;\">a &lt; b</p>");
    }
}
