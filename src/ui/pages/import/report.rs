//! What came of a file, as HTML.

use crate::{
    shared::import::{ImportOutcome, ImportReport, ImportedRow, RowError},
    ui::{
        components::badge::{role_html, status_html},
        markup::{Markup, write_markup},
        words::count,
    },
};

pub fn html(report: &ImportReport) -> String {
    let mut out = Markup::default();
    let (title, more) = summary(report);
    write_markup!(&mut out; "<section class=\"card import-report\"><div class=\"card-body\"><h2>" (&title) "</h2><p>" (&more) "</p>");
    if report.outcome == ImportOutcome::Imported {
        out.add("<p><a href=\"/users\">See everyone</a></p>");
    }
    if !report.ignored_columns.is_empty() {
        write_markup!(&mut out; "<p class=\"hint\">Columns left alone: " (&report.ignored_columns.join(", ")) "</p>");
    }
    if report.assumed_utc > 0 {
        write_markup!(&mut out; "<p class=\"hint\">Times without a zone were read as UTC, in " (&rows_of(report.assumed_utc)) ".</p>");
    }
    write_errors(&mut out, report);
    write_sample(&mut out, report);
    out.add("</div></section>");
    out.into_html()
}

fn summary(report: &ImportReport) -> (String, String) {
    let (rows, good, bad) = (rows_of(report.rows), accounts(report.good), rows_of(report.bad));
    let none_bad = report.bad == 0;
    match report.outcome {
        ImportOutcome::Previewed if none_bad => {
            (format!("{rows} can be taken"), format!("{good} would be made. Nothing has happened yet."))
        }
        ImportOutcome::Previewed => {
            (format!("{bad} cannot be taken"), format!("{good} could be made of the others. Nothing has happened yet."))
        }
        ImportOutcome::Imported if none_bad => {
            (format!("{good} made"), "Who has no password yet gets a link to choose one, from you.".to_owned())
        }
        ImportOutcome::Imported => (format!("{good} made"), format!("{bad} could not be taken.")),
        ImportOutcome::NothingImported => (
            "Nothing was imported".to_owned(),
            format!("{bad} of {} cannot be taken. Mend them, or take the others.", count(report.rows)),
        ),
    }
}

fn rows_of(number: u64) -> String {
    format!("{} {}", count(number), if number == 1 { "row" } else { "rows" })
}

fn accounts(number: u64) -> String {
    format!("{} {}", count(number), if number == 1 { "account" } else { "accounts" })
}

fn write_errors(out: &mut Markup, report: &ImportReport) {
    if report.errors.is_empty() {
        return;
    }
    out.add("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Rows that cannot be taken\"><table class=\"rows\"><thead><tr><th scope=\"col\">Row</th><th scope=\"col\">Column</th><th scope=\"col\">What to mend</th></tr></thead><tbody>");
    for RowError { row, field, message, .. } in &report.errors {
        write_markup!(out; "<tr><td>" (&count(*row)) "</td><td>" (field) "</td><td>" (message) "</td></tr>");
    }
    out.add("</tbody></table></div>");
    if report.errors_left_out > 0 {
        write_markup!(out; "<p class=\"hint\">Not shown: " (&count(report.errors_left_out)) " more.</p>");
    }
}

fn write_sample(out: &mut Markup, report: &ImportReport) {
    if report.sample.is_empty() {
        return;
    }
    out.add("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"The first that can be taken\"><table class=\"rows\"><thead><tr><th scope=\"col\">Row</th><th scope=\"col\">Username</th><th scope=\"col\">Email</th><th scope=\"col\">Name</th><th scope=\"col\">Role</th><th scope=\"col\">Status</th><th scope=\"col\">Password</th></tr></thead><tbody>");
    for person in &report.sample {
        write_person(out, person);
    }
    out.add("</tbody></table></div>");
}

fn write_person(out: &mut Markup, person: &ImportedRow) {
    write_markup!(out; "<tr><td>" (&count(person.row)) "</td><td>" (&person.username) "</td><td>" (&person.email) "</td><td>" (person.name.as_deref().unwrap_or_default()) "</td><td>");
    out.add(role_html(person.role));
    out.add("</td><td>");
    out.add(status_html(person.status));
    out.add("</td><td>");
    out.add(if person.has_password { "their own" } else { "by a link" });
    out.add("</td></tr>");
}
