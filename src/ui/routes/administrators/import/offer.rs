//! What the form offers after a preview: what columns with other names are, and the groups that do not exist. Without JavaScript it is
//! in the form when the page is shown again; with it, the script moves it there.

use super::form::{AFTER_PROFILE, BEFORE_PROFILE, own_columns};
use crate::shared::fields::profile::FIELDS;
use crate::shared::{ImportReport, OwnFieldView};
use crate::ui::components::choice::options_html;
use crate::ui::routes::administrators::say;
use crate::ui::{Markup, html, write_markup};

/// For the script. `own`: fields of one's own.
pub fn template(report: &ImportReport, own: &[OwnFieldView]) -> String {
    html(|out| {
        out.add("<template id=\"import-offer\">");
        write(out, report, own);
        out.add("</template>");
    })
}

pub fn write(out: &mut Markup, report: &ImportReport, own: &[OwnFieldView]) {
    let columns = columns(report);
    if columns.is_empty() && report.missing_groups.is_empty() {
        return;
    }
    write_markup!(out; "<fieldset class=\"roles import-offered\"><legend class=\"label\">" (say::import_offered()) "</legend>");
    if !report.missing_groups.is_empty() {
        out.add("<label class=\"check\"><input class=\"box\" type=\"checkbox\" name=\"create_groups\" value=\"true\"");
        if report.create_groups {
            out.add(" checked");
        }
        write_markup!(out; "><span>" (&say::import_create_groups(&groups(report))) "</span></label>");
    }
    for (number, assigned) in columns.into_iter().enumerate() {
        write_column(out, number, assigned, own);
    }
    write_markup!(out; "<p class=\"hint without-script\">" (say::import_choose_again()) "</p></fieldset>");
}

/// The groups that do not exist.
pub fn groups(report: &ImportReport) -> String {
    report.missing_groups.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", ")
}

/// The names of columns in the file, and what each is; empty: ignored.
fn columns(report: &ImportReport) -> Vec<(&str, &str)> {
    let mut columns: Vec<_> = report.columns.iter().filter_map(|line| line.rsplit_once('=')).collect();
    for ignored in &report.ignored_columns {
        if !columns.iter().any(|(name, _)| name == ignored) {
            columns.push((ignored.as_str(), ""));
        }
    }
    columns
}

fn write_column(out: &mut Markup, number: usize, (name, column): (&str, &str), own: &[OwnFieldView]) {
    let id = format!("import-column-{number}");
    let profile = FIELDS.each_ref().into_values().map(|field| field.name);
    let known = BEFORE_PROFILE.into_iter().chain(profile).chain(["first_name", "last_name"]).chain(AFTER_PROFILE);
    let known = known.map(str::to_owned).chain(own_columns(own).map(|(column, _)| column));
    let choices: Vec<_> = known.map(|known| (format!("{name}={known}"), known)).collect();
    let options: Vec<_> = choices.iter().map(|(value, label)| (value.as_str(), label.as_str())).collect();
    let ignored = format!("{name}=");
    let options: Vec<_> = [(ignored.as_str(), say::import_map_ignored())].into_iter().chain(options).collect();
    write_markup!(out;
        "<div class=\"field\"><label class=\"label\" for=\"" (&id) "\">" (&say::import_map_column(name)) "</label>"
        "<select class=\"input\" id=\"" (&id) "\" name=\"columns\">");
    out.written(&options_html(&options, &format!("{name}={column}")));
    out.add("</select></div>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::own_fields::OwnFieldSource;
    use crate::shared::{GroupName, OwnFieldDefinition, OwnFieldName, Timestamp};

    fn field(name: &str, deleted_at: Option<Timestamp>) -> OwnFieldView {
        let (definition, source, at) = (OwnFieldDefinition::default(), OwnFieldSource::Database, Timestamp(0));
        let (name, problems) = (OwnFieldName::parse(name).unwrap(), Vec::new());
        OwnFieldView { name, definition, source, problems, created_at: at, updated_at: at, deleted_at }
    }

    #[test]
    fn what_the_preview_has_found_can_be_chosen_and_stays_chosen() {
        let report = ImportReport {
            columns: vec!["Ruf=name=first_name".to_owned(), "Mail=".to_owned()],
            ignored_columns: vec!["Mail".to_owned(), "<Schuh>".to_owned()],
            missing_groups: vec![GroupName::parse("vorstand").unwrap()],
            create_groups: true,
            ..ImportReport::default()
        };
        let own = [field("plan", None), field("old", Some(Timestamp(1)))];
        let html = html(|out| write(out, &report, &own));
        for part in [
            "name=\"create_groups\" value=\"true\" checked>",
            "Create the groups that do not exist: vorstand",
            "<option value=\"Ruf=name=first_name\" selected>first_name</option>",
            "<option value=\"Mail=\" selected>ignored</option>",
            "<option value=\"&lt;Schuh&gt;=\" selected>ignored</option>",
            "<option value=\"&lt;Schuh&gt;=groups\">groups</option>",
            "<option value=\"&lt;Schuh&gt;=fields.plan\">fields.plan</option>",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert_eq!(html.matches("<select").count(), 3, "{html}");
        assert!(!html.contains("fields.old"), "it is deleted: {html}");
        assert_eq!(super::html(|out| write(out, &ImportReport::default(), &own)), "");
    }
}
