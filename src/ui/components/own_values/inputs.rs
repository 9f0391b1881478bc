//! The inputs of fields of one's own as HTML: one for each kind.

use crate::language::{current, say};
use crate::shared::own_fields::{FieldValue, StoredValue, choices_of, other_language, value_words, words};
use crate::shared::{OwnFieldDefinition, OwnFieldKind};
use crate::ui::components::Shape;
use crate::ui::{Markup, write_markup};
use std::cmp::Reverse;

/// With what values of a kind are entered, wherever that is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Entry {
    /// A line: the type of the input, its other attributes, and what a browser fills in of its user.
    Line(&'static str, &'static str, &'static str),
    /// Several lines.
    Area,
    /// A list that opens.
    Select,
    /// A button or a checkbox for each value.
    Boxes,
}

/// The home of that: all forms, filters and questions follow.
pub fn entry_of(kind: OwnFieldKind) -> Entry {
    match kind {
        OwnFieldKind::Text => Entry::Line("text", "", "off"),
        OwnFieldKind::LongText => Entry::Area,
        OwnFieldKind::Number => Entry::Line("text", "inputmode=\"decimal\" ", "off"),
        OwnFieldKind::YesNo | OwnFieldKind::Choices => Entry::Boxes,
        OwnFieldKind::Date => Entry::Line("date", "", "off"),
        OwnFieldKind::Choice => Entry::Select,
        OwnFieldKind::Url => {
            Entry::Line("text", "inputmode=\"url\" autocapitalize=\"none\" spellcheck=\"false\" ", "url")
        }
        OwnFieldKind::Phone => Entry::Line("tel", "", "tel"),
        OwnFieldKind::Country => {
            Entry::Line("text", "maxlength=\"2\" autocapitalize=\"characters\" spellcheck=\"false\" ", "country")
        }
    }
}

/// What is said below the input of a field without a hint of its own, where people have to know more than its label.
pub fn usual_hint(kind: OwnFieldKind) -> &'static str {
    match kind {
        OwnFieldKind::Url => say::own_field_url_about(),
        OwnFieldKind::Phone => say::own_field_phone_about(),
        OwnFieldKind::Country => say::own_field_country_about(),
        _ => "",
    }
}

/// What can be chosen: values and their labels. Nothing where anything can be entered.
pub fn options_of(definition: &OwnFieldDefinition) -> Vec<(&str, &str)> {
    if definition.kind == OwnFieldKind::YesNo {
        return vec![("true", say::own_field_yes()), ("false", say::own_field_no())];
    }
    choices_of(definition, current()).into_iter().map(|choice| (choice.value, choice.label)).collect()
}

/// What administrators have written for people, with its language if that is not the one of the page. `otherwise`: without any line.
pub fn write_words(out: &mut Markup, lines: &[String], otherwise: &str) {
    let text = words(lines, current()).unwrap_or(otherwise);
    match other_language(lines, current()) {
        Some(language) => write_markup!(out; "<span lang=\"" (language.as_str()) "\">" (text) "</span>"),
        None => out.text(text),
    }
}

/// `typed`: what a rejected submission had, where the values of several are separated by spaces.
pub fn write_input(out: &mut Markup, value: &StoredValue, typed: Option<&str>, is_wrong: bool) {
    if !value.is_editable {
        return write_fixed(out, value);
    }
    let own = Own { value, typed, is_wrong, id: format!("value-{}", value.field.name) };
    match entry_of(value.field.definition.kind) {
        Entry::Line(kind, others, fills) => own.write_line(out, kind, others, if value.is_own { fills } else { "off" }),
        Entry::Area => own.write_text_area(out),
        Entry::Select => own.write_select(out),
        Entry::Boxes => own.write_group(out),
    }
}

/// What somebody sees and may not change.
fn write_fixed(out: &mut Markup, value: &StoredValue) {
    let definition = &value.field.definition;
    let words = value.value.as_ref().map(|value| value_words(definition, value, current())).unwrap_or_default();
    let words = if words.is_empty() { "\u{2013}" } else { words.as_str() };
    out.add("<span class=\"label\">");
    write_words(out, &definition.label, value.field.name.as_str());
    write_markup!(out; "</span><p class=\"wrap-anywhere\">" (words) "</p>");
}

/// An input that is written.
struct Own<'a> {
    value: &'a StoredValue,
    typed: Option<&'a str>,
    is_wrong: bool,
    id: String,
}

impl Own<'_> {
    fn text(&self) -> String {
        let stored = || self.value.value.as_ref().map(|value| value.to_text().into_owned()).unwrap_or_default();
        self.typed.map_or_else(stored, str::to_owned)
    }

    /// The label, and behind it whether the field may be left empty.
    fn write_words(&self, out: &mut Markup) {
        write_words(out, &self.value.field.definition.label, self.value.field.name.as_str());
        if !self.value.is_required {
            write_markup!(out; "<span class=\"font-normal text-ink-subtle\"> " (say::optional()) "</span>");
        }
    }

    fn write_label(&self, out: &mut Markup) {
        write_markup!(out; "<label class=\"label\" for=\"" (&self.id) "\">");
        self.write_words(out);
        out.add("</label>");
    }

    /// Name, id, and what describes it.
    fn write_attributes(&self, out: &mut Markup, fills: &str) {
        write_markup!(out;
            " class=\"input\" id=\"" (&self.id) "\" name=\"fields[" (self.value.field.name.as_str()) "]\" autocomplete=\""
            (fills) "\" aria-describedby=\"" (&self.id) "-note\"");
        out.add(if self.is_wrong { " aria-invalid=\"true\"" } else { "" });
        out.add(if self.value.is_required { " required" } else { "" });
    }

    fn write_line(&self, out: &mut Markup, kind: &'static str, others: &'static str, fills: &'static str) {
        self.write_label(out);
        out.add("<input ");
        out.add(others);
        write_markup!(out; "type=\"" (kind) "\"");
        self.write_attributes(out, fills);
        write_markup!(out; " value=\"" (&self.text()) "\">");
    }

    fn write_text_area(&self, out: &mut Markup) {
        self.write_label(out);
        out.add("<textarea rows=\"4\"");
        self.write_attributes(out, "off");
        // The parser leaves out a line break that comes first.
        write_markup!(out; ">\n" (&self.text()) "</textarea>");
    }

    fn write_select(&self, out: &mut Markup) {
        let text = self.text();
        self.write_label(out);
        out.add("<div class=\"choice relative\"><select");
        self.write_attributes(out, "off");
        out.add(">");
        let mut all = vec![("", "\u{2013}")];
        all.extend(options_of(&self.value.field.definition));
        // One that is no choice any more is kept.
        if all.iter().all(|(value, _)| *value != text) {
            all.push((text.as_str(), text.as_str()));
        }
        for (value, label) in all {
            write_markup!(out; "<option value=\"" (value) "\"");
            out.add(if value == text { " selected>" } else { ">" });
            write_markup!(out; (label) "</option>");
        }
        out.add("</select>");
        Shape::DOWN.write(out, "icon icon-small");
        out.add("</div>");
    }

    /// Radio buttons of yes and no, or a checkbox for each of several. The first one has the id of the field.
    fn write_group(&self, out: &mut Markup) {
        let definition = &self.value.field.definition;
        let is_several = definition.kind == OwnFieldKind::Choices;
        let stored: Vec<String> = match &self.value.value {
            Some(FieldValue::Several(items)) => items.clone(),
            Some(value) => vec![value.to_text().into_owned()],
            None => vec![String::new()],
        };
        let mut all = options_of(definition);
        if !is_several && !self.value.is_required {
            all.push(("", say::own_field_not_said()));
        }
        // Those that are no choices any more are kept.
        let known: Vec<&str> = all.iter().map(|(value, _)| *value).collect();
        let gone = stored.iter().map(String::as_str).filter(|one| !one.is_empty() && !known.contains(one));
        all.extend(gone.map(|one| (one, one)));
        let chosen: Vec<&str> = match self.typed {
            Some(typed) if is_several => typed_of(typed, all.iter().map(|(value, _)| *value).collect()),
            Some(typed) => vec![typed],
            None => stored.iter().map(String::as_str).collect(),
        };
        write_markup!(out;
            "<fieldset class=\"roles\" aria-describedby=\"" (&self.id) "-note\"><legend class=\"label\">");
        self.write_words(out);
        out.add("</legend>");
        let name = self.value.field.name.as_str();
        if is_several {
            // Says that none is ticked, where a browser would send nothing.
            write_markup!(out; "<input type=\"hidden\" name=\"fields[" (name) "][]\" value=\"\">");
        }
        let (kind, list) = if is_several { ("checkbox", "[]") } else { ("radio", "") };
        for (at, (value, label)) in all.into_iter().enumerate() {
            let id = if at == 0 { self.id.clone() } else { format!("{}-{at}", self.id) };
            write_markup!(out;
                "<label class=\"check\"><input class=\"box\" type=\"" (kind) "\" id=\"" (&id) "\" name=\"fields[" (name) "]" (list)
                "\" value=\"" (value) "\"");
            out.add(if self.is_wrong { " aria-invalid=\"true\"" } else { "" });
            // Of several, it would say that this box has to be ticked.
            out.add(if self.value.is_required && !is_several { " required" } else { "" });
            out.add(if chosen.contains(&value) { " checked" } else { "" });
            write_markup!(out; "><span>" (label) "</span></label>");
        }
        out.add("</fieldset>");
    }
}

/// Those of these values that a text has with spaces between. A value may have spaces itself, so the longest is looked for first.
fn typed_of<'a>(typed: &str, mut values: Vec<&'a str>) -> Vec<&'a str> {
    let mut rest = format!(" {typed} ");
    values.sort_by_key(|value| Reverse(value.len()));
    values.retain(|value| {
        let own = format!(" {value} ");
        let is_there = rest.contains(&own);
        // Two spaces, because the neighbours have one each.
        rest = rest.replacen(&own, "  ", 1);
        is_there
    });
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::own_fields::OwnFieldSource;
    use crate::shared::{OwnFieldName, OwnFieldView, Timestamp};
    use crate::ui::html;

    fn stored(kind: OwnFieldKind, value: Option<FieldValue>, is_editable: bool) -> StoredValue {
        let choices = vec!["a=<A>".to_owned(), "b=B".to_owned()];
        let field = OwnFieldView {
            name: OwnFieldName::from_stored("team".to_owned()),
            definition: OwnFieldDefinition { kind, choices, ..OwnFieldDefinition::default() },
            source: OwnFieldSource::Database,
            problems: Vec::new(),
            created_at: Timestamp(0),
            updated_at: Timestamp(0),
            deleted_at: None,
        };
        StoredValue { field, value, problem: None, is_editable, is_required: false, is_own: true }
    }

    fn written(value: &StoredValue, typed: Option<&str>) -> String {
        html(|out| write_input(out, value, typed, false))
    }

    #[test]
    fn each_kind_has_an_input_with_the_name_and_the_id_of_the_field() {
        for kind in OwnFieldKind::ALL {
            let html = written(&stored(kind, None, true), None);
            assert!(html.contains("id=\"value-team\"") && html.contains("name=\"fields[team]"), "{kind}: {html}");
            assert!(html.contains("aria-describedby=\"value-team-note\""), "{kind}: {html}");
            assert!(!written(&stored(kind, None, false), None).contains("name="), "{kind}: it cannot be changed");
        }
    }

    #[test]
    fn values_and_labels_are_escaped_and_what_was_typed_is_kept() {
        let text = Some(FieldValue::Text("\"><script>".to_owned()));
        for kind in [OwnFieldKind::Text, OwnFieldKind::LongText, OwnFieldKind::Choice] {
            let html = written(&stored(kind, text.clone(), true), None);
            assert!(!html.contains("<script>"), "{kind}: {html}");
        }
        let choice = stored(OwnFieldKind::Choice, Some(FieldValue::Text("gone".to_owned())), true);
        let html = written(&choice, None);
        assert!(html.contains("<option value=\"gone\" selected>") && html.contains(">&lt;A&gt;</option>"), "{html}");
        assert!(written(&choice, Some("b")).contains("<option value=\"b\" selected>"));
    }

    #[test]
    fn a_browser_fills_in_what_it_knows_of_its_user_and_nothing_of_others() {
        let own = stored(OwnFieldKind::Phone, None, true);
        assert!(written(&own, None).contains("type=\"tel\"") && written(&own, None).contains("autocomplete=\"tel\""));
        assert!(written(&StoredValue { is_own: false, ..own }, None).contains("autocomplete=\"off\""));
    }

    #[test]
    fn what_has_to_be_filled_in_says_so_and_a_label_says_its_language() {
        let mut yes_no = StoredValue { is_required: true, ..stored(OwnFieldKind::YesNo, None, true) };
        yes_no.field.definition.label = vec!["de=Rundbrief".to_owned()];
        let html = written(&yes_no, None);
        assert!(html.contains("value=\"true\" required>") && !html.contains(say::optional()), "{html}");
        assert!(html.contains("<span lang=\"de\">Rundbrief</span>") && !html.contains("value=\"\""), "{html}");
        let several = StoredValue { is_required: true, ..stored(OwnFieldKind::Choices, None, true) };
        assert!(!written(&several, None).contains(" required"), "no box in particular");
    }

    #[test]
    fn what_was_ticked_of_several_is_ticked_again_also_with_spaces() {
        let mut several = stored(OwnFieldKind::Choices, None, true);
        several.field.definition.choices = ["table", "table tennis", "tennis"].map(str::to_owned).to_vec();
        let ticked = |typed: &str| {
            let html = written(&several, Some(typed));
            let is_ticked = |value: &&str| html.contains(&format!("value=\"{value}\" checked"));
            ["table", "table tennis", "tennis"].into_iter().filter(is_ticked).collect::<Vec<_>>().join(",")
        };
        assert_eq!(ticked(" table tennis"), "table tennis");
        assert_eq!(ticked(" table tennis tennis"), "table tennis,tennis");
        assert_eq!((ticked(" golf"), ticked("")), (String::new(), String::new()));
    }

    #[test]
    fn none_of_several_is_a_choice_and_one_that_is_gone_stays() {
        let several = Some(FieldValue::Several(vec!["b".to_owned(), "gone".to_owned()]));
        let html = written(&stored(OwnFieldKind::Choices, several, true), None);
        assert!(html.contains("type=\"hidden\" name=\"fields[team][]\" value=\"\""), "{html}");
        assert!(html.contains("value=\"b\" checked") && html.contains("value=\"gone\" checked"), "{html}");
        assert!(!html.contains("value=\"a\" checked"), "{html}");
    }
}
