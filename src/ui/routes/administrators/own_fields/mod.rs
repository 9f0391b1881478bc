//! `/users/fields`, the fields of one's own, `/users/fields/{name}`, one of them, and `/users/fields/add/{kind}`, a new one, for
//! administrators.
//!
//! Their forms are plain ones: after each the page is loaded again.

mod add;
mod field;
mod form;

pub use add::NewOwnFieldPage;
pub use field::OwnFieldPage;

use crate::actions::own_fields::list_own_fields;
use crate::language::current;
use crate::shared::own_fields::{OwnFieldSource, words};
use crate::shared::{Form, LocalPath, OwnFieldKind, OwnFieldNeed, OwnFieldView};
use crate::ui::components::{AppLayout, FormAlert, Heading, UsersTabs, list_card};
use crate::ui::markup::list;
use crate::ui::routes::administrators::definition::write_row_end;
use crate::ui::routes::administrators::say;
use crate::ui::{FetchedList, FormState, Markup, html, page_data, write_day, write_lines, write_markup};
use leptos::prelude::*;

/// The path of the list.
pub(super) const OWN_FIELDS: &str = "/users/fields";

/// All fields, and the kinds of which one can be added.
#[component]
pub fn OwnFieldsPage() -> impl IntoView {
    let form = FormState::new(Form::DeleteOwnField);
    let fields = FetchedList::new(form, page_data!(OwnFields), list_own_fields, |fields| list_html(fields));
    view! {
        <AppLayout>
            <Heading text=say::own_fields()/>
            <p class="mt-2 max-w-136 text-ink-muted">{say::own_fields_about()}</p>
            <UsersTabs current=OWN_FIELDS/>
            <div class="mt-6 grid gap-6">
                <FormAlert form/>
                {list_card(fields.live())}
                <section class="card facts-card">
                    <h2>{say::title_new_own_field()}</h2>
                    <div inner_html=kinds_html(None)></div>
                </section>
            </div>
        </AppLayout>
    }
}

/// The kinds, each with a link to the form for a new field. `current`: the one whose form is shown. `rel=external`: the page is the same
/// one for all kinds, and the router would not build it again.
fn kinds_html(current: Option<OwnFieldKind>) -> String {
    html(|out| {
        out.add("<div class=\"programs\">");
        for kind in OwnFieldKind::ALL {
            let (page, choice) = (LocalPath::new_own_field(kind), kind.choice());
            write_markup!(out; "<a class=\"program\" rel=\"external\" href=\"" (page.as_str()) "\"");
            out.add(if current == Some(kind) { " aria-current=\"page\">" } else { ">" });
            write_markup!(out; "<span>" (choice.label) "</span></a>");
        }
        out.add("</div>");
    })
}

fn list_html(fields: &[OwnFieldView]) -> String {
    list(fields, say::own_fields_none(), write_row)
}

fn write_row(out: &mut Markup, field: &OwnFieldView) {
    let (definition, page) = (&field.definition, LocalPath::own_field(&field.name));
    write_markup!(out;
        "<div><p><a href=\"" (page.as_str()) "\">" (field.label(current())) "</a></p><small>" (field.name.as_str())
        " \u{b7} " (definition.kind.choice().label) "</small>");
    write_lines(out, words(&definition.section, current()));
    if let Some(at) = field.deleted_at {
        out.add("<small>");
        write_day(out, say::deleted_on(), at);
        out.add("</small>");
    }
    let required = match definition.required {
        OwnFieldNeed::Never => None,
        OwnFieldNeed::Registration => Some(say::own_field_at_registration()),
        OwnFieldNeed::SignIn => Some(say::own_field_at_sign_in()),
    };
    let source = (field.source == OwnFieldSource::File).then(say::application_of_file);
    let closed = definition.closed.then(say::own_field_closed);
    let deleted = field.deleted_at.map(|_| say::deleted());
    write_row_end(out, &field.problems, &[required, closed, source, deleted]);
    if deleted.is_some() {
        write_restoring(out, field);
    }
}

/// The button that undoes the deletion.
fn write_restoring(out: &mut Markup, field: &OwnFieldView) {
    write_markup!(out;
        "<form method=\"post\" action=\"/actions/fields/restore\"><input type=\"hidden\" name=\"name\" value=\""
        (field.name.as_str()) "\"><button class=\"btn btn-secondary btn-small\" type=\"submit\" aria-label=\""
        (&say::restore_name(field.name.as_str())) "\">" (say::restore()) "</button></form>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Message;
    use crate::shared::{OwnFieldDefinition, OwnFieldName, Timestamp};

    fn field(definition: OwnFieldDefinition, deleted_at: Option<Timestamp>) -> OwnFieldView {
        OwnFieldView {
            name: OwnFieldName::from_stored("department".to_owned()),
            definition,
            source: OwnFieldSource::Database,
            problems: vec![Message::written("It <breaks>.")],
            created_at: Timestamp(0),
            updated_at: Timestamp(0),
            deleted_at,
        }
    }

    #[test]
    fn a_row_is_escaped_and_a_deleted_field_can_be_restored() {
        let label = vec!["<b>".to_owned()];
        let definition = OwnFieldDefinition { label, required: OwnFieldNeed::SignIn, ..OwnFieldDefinition::default() };
        let html = list_html(&[field(definition.clone(), None)]);
        assert!(html.contains("href=\"/users/fields/department\">&lt;b&gt;</a>"), "{html}");
        assert!(html.contains("It &lt;breaks&gt;.") && html.contains(say::own_field_at_sign_in()), "{html}");
        assert!(!html.contains("/actions/fields/restore"), "{html}");
        let deleted = list_html(&[field(definition, Some(Timestamp(1_709_543_520_000)))]);
        assert!(deleted.contains("action=\"/actions/fields/restore\""), "{deleted}");
    }

    #[test]
    fn each_kind_has_a_tile_and_the_current_one_is_marked() {
        let html = kinds_html(Some(OwnFieldKind::Number));
        for kind in OwnFieldKind::ALL {
            assert!(html.contains(&format!("href=\"/users/fields/add/{kind}\"")), "{kind}: {html}");
        }
        assert_eq!(html.matches("aria-current=\"page\"").count(), 1);
    }
}
