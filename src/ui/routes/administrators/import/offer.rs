//! What the form offers after a preview: what columns with other names are, and the groups that do not exist. Without JavaScript it is
//! in the form when the page is shown again; with it, the script moves it there.

use super::form::names;
use crate::shared::ImportReport;
use crate::ui::components::choice::options_html;
use crate::ui::routes::administrators::say;
use crate::ui::{Markup, html, write_markup};

/// For the script. `own`: the columns of fields of one's own.
pub fn template(report: &ImportReport, own: &[(String, String)]) -> String {
    html(|out| {
        out.add("<template id=\"import-offer\">");
        write(out, report, own);
        out.add("</template>");
    })
}

pub fn write(out: &mut Markup, report: &ImportReport, own: &[(String, String)]) {
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
    for (number, (name, column)) in columns.iter().enumerate() {
        write_column(out, number, (name, column), own);
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

/// `name`: of a column in the file; `column`: what it is now.
fn write_column(out: &mut Markup, number: usize, (name, column): (&str, &str), own: &[(String, String)]) {
    let id = format!("import-column-{number}");
    let known = names(&["first_name", "last_name"], own);
    let choices: Vec<_> = known.into_iter().map(|known| (format!("{name}={known}"), known)).collect();
    let options: Vec<_> = choices.iter().map(|(value, label)| (value.as_str(), *label)).collect();
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
    use crate::shared::GroupName;

    #[test]
    fn what_the_preview_has_found_can_be_chosen_and_stays_chosen() {
        let report = ImportReport {
            columns: vec!["Ruf=name=first_name".to_owned(), "Mail=".to_owned()],
            ignored_columns: vec!["Mail".to_owned(), "<Schuh>".to_owned()],
            missing_groups: vec![GroupName::parse("vorstand").unwrap()],
            create_groups: true,
            ..ImportReport::default()
        };
        let own = [("fields.plan".to_owned(), "Plan".to_owned())];
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
        assert_eq!(super::html(|out| write(out, &ImportReport::default(), &own)), "");
    }
}
