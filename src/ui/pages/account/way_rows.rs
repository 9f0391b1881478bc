//! The rows of “How you sign in”: each says what it is, its state, and has one button at the end. What has a form opens below the row.

use crate::language::say;
use crate::ui::browser::element;
use crate::ui::components::Shape;
use crate::ui::{Markup, html, write_markup};
use leptos::web_sys::Element;

/// What a row says.
pub struct Row<'a> {
    /// Of what links lead to: the row, or what opens below it.
    pub id: &'static str,
    pub shape: Shape,
    pub heading: &'static str,
    /// As HTML.
    pub state: &'a str,
}

impl Row<'_> {
    fn write_words(&self, out: &mut Markup) {
        self.shape.write(out, "icon");
        write_markup!(out; "<h3>" (self.heading) "</h3><span class=\"way-state\">");
        out.written(self.state);
        out.add("</span>");
    }
}

/// A text as HTML.
pub fn text(text: &str) -> String {
    html(|out| out.text(text))
}

/// A row without anything below it. `action` writes its button.
pub fn write_line(out: &mut Markup, row: &Row<'_>, action: impl FnOnce(&mut Markup)) {
    write_markup!(out; "<section class=\"way-row\" id=\"" (row.id) "\"><div class=\"way-line\">");
    row.write_words(out);
    action(out);
    out.add("</div></section>");
}

/// A row that opens. `button`: what its button says. `content` writes what is below it.
pub fn write_fold(out: &mut Markup, row: &Row<'_>, button: &str, content: impl FnOnce(&mut Markup)) {
    // A row that is written again stays as it is. A browser that follows a link to what is closed opens it.
    let open = if is_open(row.id) { " open" } else { "" };
    out.add("<section class=\"way-row\"><details");
    out.add(open);
    out.add("><summary>");
    write_summary(out, row, button);
    write_markup!(out; "</summary><div class=\"way-body\" id=\"" (row.id) "\">");
    content(out);
    out.add("</div></details></section>");
}

/// What is seen of a row that opens.
pub fn write_summary(out: &mut Markup, row: &Row<'_>, button: &str) {
    row.write_words(out);
    write_markup!(out;
        "<span class=\"btn btn-secondary btn-small\"><span class=\"when-closed\">" (button)
        "</span><span class=\"when-open\">" (say::way_close()) "</span></span>");
}

/// Whether a row is open. The server begins with closed ones.
fn is_open(id: &str) -> bool {
    if crate::IS_SERVER {
        return false;
    }
    let row = element::<Element>(id).and_then(|body| body.closest("details").ok().flatten());
    row.is_some_and(|row| row.has_attribute("open"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_row_says_is_escaped_and_its_state_is_html() {
        let row = Row { id: "a", shape: Shape::KEY, heading: "Passkeys", state: &text("<b>") };
        let line = html(|out| write_line(out, &row, |out| out.add("<a>")));
        assert!(line.contains("<h3>Passkeys</h3><span class=\"way-state\">&lt;b&gt;</span><a></div>"), "{line}");
        let fold = html(|out| write_fold(out, &row, "Show", |out| out.add("<p>")));
        assert!(fold.contains("<details><summary>") && fold.contains("<div class=\"way-body\" id=\"a\"><p>"), "{fold}");
    }
}
