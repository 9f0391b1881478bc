//! `/users/import`: create accounts from a file. The script `public/import.js` uploads the file and shows the progress;
//! without it a plain form uploads the file. The report of the import is HTML as text.

mod form;
mod offer;

use crate::actions::own_fields::list_own_fields;
use crate::language;
use crate::shared::{Form, HashCount, ImportOutcome, ImportReport, ImportedRow, LeftOut, RowError, awaiting_password};
use crate::ui::browser::{fetch, focus, handler, live_option, script_response};
use crate::ui::components::{AppLayout, FormAlert, Heading, back_to, write_role, write_status};
use crate::ui::embedded::embedded_or_fetched;
use crate::ui::routes::administrators::say;
use crate::ui::{ClientState, FormState, Markup, live_text, page_data, write_markup};
use leptos::ev::Event;
use leptos::prelude::*;

const SENDER: &str = "import-sender";
const REPORT: &str = "import-report";

#[component]
pub fn ImportPage() -> impl IntoView {
    let form = FormState::new(Form::Import);
    let shown = ClientState::current().import();
    let report_html = RwSignal::new(shown.as_ref().map(html).unwrap_or_default());
    let fields = embedded_or_fetched(
        || page_data!(OwnFields),
        |fields| {
            // After an error the form is there without them.
            let failed = move |_| _ = fields.try_set(Some(Vec::new()));
            fetch(list_own_fields(), move |all| _ = fields.try_set(Some(all)), failed);
        },
    );
    let controls = live_option(move || {
        let own = fields.with(|fields| fields.as_deref().map(form::own_columns))?;
        let controls = form::controls(shown.as_ref(), &own);
        Some(view! { <div inner_html=controls></div> }.into_any())
    });
    let on_response = move |event: Event| {
        let Some(response) = script_response::<ImportReport>(SENDER, &event) else { return };
        let report = match response {
            Ok(report) => report,
            Err(error) => {
                // The report of an earlier file must not look like the result of this one.
                report_html.set(String::new());
                return form.reject(error);
            }
        };
        form.clear();
        let own = fields.with_untracked(|fields| fields.as_deref().map(form::own_columns).unwrap_or_default());
        report_html.set(html(&report) + &offer::template(&report, &own));
        // The report is in the document only in the next frame.
        request_animation_frame(|| focus(REPORT));
    };
    view! {
        <AppLayout>
            {back_to("/users", say::users())}
            <Heading text=say::import_users()/>
            <div class="mt-7 grid gap-6" on:input=handler(on_response)>
                <FormAlert form/>
                {controls}
                <div id=REPORT role="status" tabindex="-1" inner_html=live_text(move || report_html.get())></div>
            </div>
        </AppLayout>
    }
}

/// The report.
fn html(report: &ImportReport) -> String {
    let mut out = Markup::default();
    let (title, more) = summary(report);
    write_markup!(&mut out; "<section class=\"card import-report\"><div class=\"card-body\"><h2>" (&title) "</h2><p>" (&more) "</p>");
    if report.outcome == ImportOutcome::Imported {
        write_next_steps(&mut out, report);
    }
    write_notes(&mut out, report);
    write_errors(&mut out, report);
    write_left_out(&mut out, report);
    write_sample(&mut out, report);
    out.add("</div></section>");
    out.into_html()
}

fn summary(report: &ImportReport) -> (String, String) {
    let is_valid = report.bad == 0;
    match report.outcome {
        ImportOutcome::Previewed if is_valid => {
            (say::import_no_errors(report.rows), say::import_previewed(report.good))
        }
        ImportOutcome::Previewed if !report.importable => {
            (say::import_errors(report.bad), say::import_previewed_nothing().to_owned())
        }
        ImportOutcome::Previewed => (say::import_errors(report.bad), say::import_previewed(report.good)),
        ImportOutcome::Imported if is_valid => {
            (say::import_imported(report.good), say::import_without_password(report.without_password))
        }
        ImportOutcome::Imported => (say::import_imported(report.good), say::import_not_imported(report.bad)),
        ImportOutcome::NothingImported => (say::import_nothing().to_owned(), say::import_nothing_advice(report.bad)),
    }
}

fn write_next_steps(out: &mut Markup, report: &ImportReport) {
    out.add("<p class=\"flex flex-wrap gap-2\">");
    if let (Some(import), 1..) = (report.import, report.without_password) {
        write_markup!(out;
            "<a class=\"btn btn-primary\" href=\"" (awaiting_password::PATH) "?import=" (&import.to_string()) "\">"
            (say::import_send_links()) "</a>");
    }
    write_markup!(out; "<a class=\"btn btn-secondary\" href=\"/users\">" (say::import_view_users()) "</a></p>");
}

/// What is worth knowing about the file.
fn write_notes(out: &mut Markup, report: &ImportReport) {
    let mut notes = Vec::new();
    if report.administrators > 0 {
        notes.push(say::import_administrators(report.administrators));
    }
    if !report.ignored_columns.is_empty() {
        notes.push(say::import_ignored_columns(&report.ignored_columns.join(", ")));
    }
    if report.assumed_utc > 0 {
        notes.push(say::import_assumed_utc(report.assumed_utc));
    }
    if report.resumed > 0 {
        notes.push(say::import_resumed(report.resumed));
    }
    if !report.missing_groups.is_empty() && !report.create_groups {
        notes.push(say::import_missing_groups(&offer::groups(report)));
    }
    if !report.hashes.is_empty() {
        let of = |hash: &HashCount| format!("{}: {}", hash.format, language::number(hash.count));
        notes.push(say::import_hashes(&report.hashes.iter().map(of).collect::<Vec<_>>().join(", ")));
    }
    for note in notes {
        write_markup!(out; "<p class=\"hint\">" (&note) "</p>");
    }
}

/// What the file of another system has, and an import leaves out.
fn write_left_out(out: &mut Markup, report: &ImportReport) {
    if report.left_out.is_empty() {
        return;
    }
    write_table_head(out, say::import_left_out(), &[say::import_left_out_count(), say::import_left_out_what()]);
    for LeftOut { count, message, .. } in &report.left_out {
        write_markup!(out; "<tr><td>" (&language::number(*count)) "</td><td>" (&message.say()) "</td></tr>");
    }
    out.add("</tbody></table></div>");
}

fn write_errors(out: &mut Markup, report: &ImportReport) {
    if !report.errors.is_empty() {
        write_table_of_errors(out, &report.errors);
        // For the script, which has the file.
        write_markup!(out;
            "<p><a class=\"btn btn-secondary\" id=\"import-errors\" hidden>"
            (say::import_download_errors()) "</a></p>");
    }
    // Without JavaScript, these may be all errors.
    if report.errors_left_out > 0 {
        write_markup!(out; "<p class=\"hint\">" (&say::import_errors_left_out(report.errors_left_out)) "</p>");
    }
}

fn write_table_of_errors(out: &mut Markup, errors: &[RowError]) {
    let columns = [say::import_rows(), say::import_column(), say::import_advice()];
    write_table_head(out, say::import_rows_with_errors(), &columns);
    for (RowError { field, message, .. }, rows) in grouped(errors) {
        write_markup!(out; "<tr><td>" (&row_list(&rows)) "</td><td>" (field) "</td><td>" (&message.say()) "</td></tr>");
    }
    out.add("</tbody></table></div>");
}

/// The beginning of a table that can be scrolled, with its caption and the headings of its columns.
fn write_table_head(out: &mut Markup, caption: &str, columns: &[&str]) {
    write_markup!(out;
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" (caption) "\"><table class=\"rows\">"
        "<caption>" (caption) "</caption><thead><tr>");
    for column in columns {
        write_markup!(out; "<th scope=\"col\">" (column) "</th>");
    }
    out.add("</tr></thead><tbody>");
}

/// Combines equal errors: each with the rows that have it, in the order of their first rows.
fn grouped(errors: &[RowError]) -> Vec<(&RowError, Vec<u64>)> {
    let mut groups: Vec<(&RowError, Vec<u64>)> = Vec::new();
    // A report has at most 1,000 errors, so a linear search for the group is fast enough.
    for error in errors {
        let same = |(other, _): &&mut (&RowError, _)| other.field == error.field && other.message == error.message;
        match groups.iter_mut().find(same) {
            Some((_, rows)) => rows.push(error.row),
            None => groups.push((error, vec![error.row])),
        }
    }
    groups
}

/// Rows in ascending order: `2 to 31` if they are consecutive, else `2, 5, 9` or `2, 5, 9 and 27 more`.
fn row_list(rows: &[u64]) -> String {
    const MAX_LISTED: usize = 5;
    // The rows are ascending: without gaps, the distance from the first to the last is one less than their number.
    if let [first, .., last] = *rows
        && usize::try_from(last - first).is_ok_and(|distance| distance + 1 == rows.len())
    {
        return say::import_row_range(first, last);
    }
    let listed: Vec<_> = rows.iter().take(MAX_LISTED).map(|row| language::number(*row)).collect();
    let listed = listed.join(", ");
    match rows.len().saturating_sub(MAX_LISTED) {
        0 => listed,
        more => say::import_row_list(&listed, more as u64),
    }
}

fn write_sample(out: &mut Markup, report: &ImportReport) {
    if report.sample.is_empty() {
        return;
    }
    let columns =
        [say::import_row(), say::username(), say::email(), say::name(), say::role(), say::status(), say::password()];
    write_table_head(out, say::import_sample(), &columns);
    for row in &report.sample {
        write_row(out, row);
    }
    out.add("</tbody></table></div>");
}

fn write_row(out: &mut Markup, row: &ImportedRow) {
    write_markup!(out; "<tr><td>" (&language::number(row.row)) "</td><td>" (&row.username) "</td><td>" (&row.email) "</td><td>" (row.name.as_deref().unwrap_or_default()) "</td><td>");
    write_role(out, row.role);
    out.add("</td><td>");
    write_status(out, row.status);
    out.add("</td><td>");
    let password = if row.has_password { say::import_has_password() } else { say::import_has_no_password() };
    write_markup!(out; (password) "</td></tr>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Message;

    #[test]
    fn equal_errors_are_one_line() {
        let error = |row, message: &'static str| RowError {
            row,
            field: "role".into(),
            code: "unknown_role".into(),
            message: Message::written(message),
        };
        let mut errors: Vec<_> = (2..=31).map(|row| error(row, "The role must be user or admin.")).collect();
        errors.insert(1, error(2, "Another error."));
        let line = |(error, rows): (&RowError, Vec<u64>)| format!("{}: {}", row_list(&rows), error.message);
        let lines: Vec<_> = grouped(&errors).into_iter().map(line).collect();
        assert_eq!(lines, ["2 to 31: The role must be user or admin.", "2: Another error."]);
    }

    #[test]
    fn users_without_a_password_are_one_click_away() {
        let imported = ImportReport {
            outcome: ImportOutcome::Imported,
            good: 1_200,
            import: Some(7),
            without_password: 1_000,
            ..ImportReport::default()
        };
        let html = html(&imported);
        for words in ["1,000 new users have no password yet.", "href=\"/users/awaiting-password?import=7\""] {
            assert!(html.contains(words), "{words}: {html}");
        }
        let html = super::html(&ImportReport { without_password: 0, ..imported });
        assert!(!html.contains("awaiting-password"), "{html}");
    }

    #[test]
    fn a_preview_says_what_is_left_out_and_what_peppers_do() {
        let preview = ImportReport {
            rows: 3,
            good: 2,
            bad: 1,
            administrators: 1,
            hashes: vec![HashCount { format: "bcrypt".into(), count: 1_200 }],
            left_out: vec![LeftOut { code: "program".into(), count: 3, message: Message::written("Programs.") }],
            ..ImportReport::default()
        };
        let html = html(&preview);
        for words in [
            "Password hashes: bcrypt: 1,200. If the old system",
            "<td>3</td><td>Programs.</td>",
            "nothing would be",
            "1 of them is an administrator here",
        ] {
            assert!(html.contains(words), "{words}: {html}");
        }
        let html = super::html(&ImportReport { importable: true, ..preview });
        assert!(html.contains("2 users can be imported."), "{html}");
    }

    #[test]
    fn rows_are_ranges_or_short_lists() {
        assert_eq!(row_list(&[7]), "7");
        assert_eq!(row_list(&[2, 3]), "2 to 3");
        assert_eq!(row_list(&[2, 5, 1_200]), "2, 5, 1,200");
        assert_eq!(row_list(&[2, 4, 6, 8, 10, 12, 14]), "2, 4, 6, 8, 10 and 2 more");
    }
}
