//! The inputs of fields of one's own as HTML: one for each kind.

use crate::language::{current, say};
use crate::shared::own_fields::{FieldValue, StoredValue, choices_of, value_words};
use crate::shared::{OwnFieldKind, OwnFieldNeed};
use crate::ui::components::Shape;
use crate::ui::{Markup, write_markup};

/// `typed`: what a rejected submission had, where the values of several are separated by commas, which they do not contain.
pub fn write_input(out: &mut Markup, value: &StoredValue, typed: Option<&str>, is_wrong: bool) {
    let kind = value.field.definition.kind;
    if !value.is_editable {
        return write_fixed(out, value);
    }
    let own = Own { value, typed, is_wrong, id: format!("value-{}", value.field.name) };
    match kind {
        OwnFieldKind::YesNo | OwnFieldKind::Choices => own.write_group(out),
        OwnFieldKind::Choice => own.write_select(out),
        OwnFieldKind::LongText => own.write_text_area(out),
        OwnFieldKind::Text => own.write_line(out, "type=\"text\""),
        OwnFieldKind::Number => own.write_line(out, "type=\"text\" inputmode=\"decimal\""),
        OwnFieldKind::Date => own.write_line(out, "type=\"date\""),
        OwnFieldKind::Url => {
            own.write_line(out, "type=\"text\" inputmode=\"url\" autocapitalize=\"none\" spellcheck=\"false\"")
        }
        OwnFieldKind::Phone => own.write_line(out, "type=\"tel\""),
        OwnFieldKind::Country => {
            own.write_line(out, "type=\"text\" maxlength=\"2\" autocapitalize=\"characters\" spellcheck=\"false\"");
        }
    }
}

/// What somebody sees and may not change.
fn write_fixed(out: &mut Markup, value: &StoredValue) {
    let definition = &value.field.definition;
    let words = value.value.as_ref().map(|value| value_words(definition, value, current())).unwrap_or_default();
    let words = if words.is_empty() { "\u{2013}" } else { words.as_str() };
    write_markup!(out;
        "<span class=\"label\">" (value.field.label(current())) "</span><p class=\"wrap-anywhere\">" (words) "</p>");
}

/// An input that is written.
struct Own<'a> {
    value: &'a StoredValue,
    typed: Option<&'a str>,
    is_wrong: bool,
    id: String,
}

impl Own<'_> {
    fn is_required(&self) -> bool {
        self.value.field.definition.required != OwnFieldNeed::Never
    }

    fn text(&self) -> String {
        let stored = || self.value.value.as_ref().map(|value| value.to_text().into_owned()).unwrap_or_default();
        self.typed.map_or_else(stored, str::to_owned)
    }

    /// The label, and behind it whether the field may be left empty.
    fn write_words(&self, out: &mut Markup) {
        write_markup!(out; (self.value.field.label(current())));
        if !self.is_required() {
            write_markup!(out; "<span class=\"font-normal text-ink-subtle\"> " (say::optional()) "</span>");
        }
    }

    fn write_label(&self, out: &mut Markup) {
        write_markup!(out; "<label class=\"label\" for=\"" (&self.id) "\">");
        self.write_words(out);
        out.add("</label>");
    }

    /// Name, id, and what describes it.
    fn write_attributes(&self, out: &mut Markup) {
        write_markup!(out;
            " class=\"input\" id=\"" (&self.id) "\" name=\"fields[" (self.value.field.name.as_str()) "]\" autocomplete=\"off\"");
        self.write_state(out);
    }

    fn write_state(&self, out: &mut Markup) {
        write_markup!(out; " aria-describedby=\"" (&self.id) "-note\"");
        out.add(if self.is_wrong { " aria-invalid=\"true\"" } else { "" });
        out.add(if self.is_required() { " required" } else { "" });
    }

    fn write_line(&self, out: &mut Markup, attributes: &'static str) {
        self.write_label(out);
        out.add("<input ");
        out.add(attributes);
        self.write_attributes(out);
        write_markup!(out; " value=\"" (&self.text()) "\">");
    }

    fn write_text_area(&self, out: &mut Markup) {
        self.write_label(out);
        out.add("<textarea rows=\"4\"");
        self.write_attributes(out);
        // The parser leaves out a line break that comes first.
        write_markup!(out; ">\n" (&self.text()) "</textarea>");
    }

    fn write_select(&self, out: &mut Markup) {
        let text = self.text();
        self.write_label(out);
        out.add("<div class=\"choice relative\"><select");
        self.write_attributes(out);
        out.add(">");
        let mut all = vec![("", "\u{2013}")];
        let choices = choices_of(&self.value.field.definition, current());
        all.extend(choices.iter().map(|choice| (choice.value, choice.label)));
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
        let is_several = self.value.field.definition.kind == OwnFieldKind::Choices;
        let chosen: Vec<String> = match (self.typed, &self.value.value) {
            (Some(typed), _) => typed.split(',').map(str::to_owned).collect(),
            (None, Some(FieldValue::Several(items))) => items.clone(),
            (None, Some(value)) => vec![value.to_text().into_owned()],
            (None, None) => vec![String::new()],
        };
        let mut all: Vec<(String, String)> = match is_several {
            true => {
                let choices = choices_of(&self.value.field.definition, current());
                choices.iter().map(|choice| (choice.value.to_owned(), choice.label.to_owned())).collect()
            }
            false => [("true", say::own_field_yes()), ("false", say::own_field_no())]
                .map(|(value, label)| (value.to_owned(), label.to_owned()))
                .into(),
        };
        if !is_several && !self.is_required() {
            all.push((String::new(), say::own_field_not_said().to_owned()));
        }
        // Those that are no choices any more are kept.
        let gone = chosen.iter().filter(|one| !one.is_empty() && all.iter().all(|(value, _)| value != *one));
        let gone: Vec<_> = gone.map(|one| (one.clone(), one.clone())).collect();
        all.extend(gone);
        out.add("<fieldset class=\"roles\"");
        write_markup!(out; " aria-describedby=\"" (&self.id) "-note\"><legend class=\"label\">");
        self.write_words(out);
        out.add("</legend>");
        let name = self.value.field.name.as_str();
        if is_several {
            // Says that none is ticked, where a browser would send nothing.
            write_markup!(out; "<input type=\"hidden\" name=\"fields[" (name) "][]\" value=\"\">");
        }
        for (at, (value, label)) in all.iter().enumerate() {
            let id = if at == 0 { self.id.clone() } else { format!("{}-{at}", self.id) };
            let (kind, list) = if is_several { ("checkbox", "[]") } else { ("radio", "") };
            write_markup!(out;
                "<label class=\"check\"><input class=\"box\" type=\"" (kind) "\" id=\"" (&id) "\" name=\"fields[" (name) "]" (list)
                "\" value=\"" (value) "\"");
            out.add(if self.is_wrong { " aria-invalid=\"true\"" } else { "" });
            out.add(if chosen.contains(value) { " checked" } else { "" });
            write_markup!(out; "><span>" (label) "</span></label>");
        }
        out.add("</fieldset>");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::own_fields::OwnFieldSource;
    use crate::shared::{OwnFieldDefinition, OwnFieldName, OwnFieldView, Timestamp};
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
        StoredValue { field, value, problem: None, is_editable }
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
    fn none_of_several_is_a_choice_and_one_that_is_gone_stays() {
        let several = Some(FieldValue::Several(vec!["b".to_owned(), "gone".to_owned()]));
        let html = written(&stored(OwnFieldKind::Choices, several, true), None);
        assert!(html.contains("type=\"hidden\" name=\"fields[team][]\" value=\"\""), "{html}");
        assert!(html.contains("value=\"b\" checked") && html.contains("value=\"gone\" checked"), "{html}");
        assert!(!html.contains("value=\"a\" checked"), "{html}");
    }

    #[test]
    fn what_was_typed_of_several_may_have_spaces() {
        let html = written(&stored(OwnFieldKind::Choices, None, true), Some(",b,two words"));
        assert!(html.contains("value=\"b\" checked") && html.contains("value=\"two words\" checked"), "{html}");
        assert!(!html.contains("value=\"two\"") && !html.contains("value=\"a\" checked"), "{html}");
    }
}
