//! The form that uploads a file, as HTML, and the columns that a file may have. The script `public/import.js` finds its parts by
//! their ids and classes, and its words in attributes.

use super::offer;
use crate::language::current;
use crate::shared::fields::profile::{FIELDS, ProfileField};
use crate::shared::{ImportReport, ImportSystem, OwnFieldView};
use crate::ui::components::choice::options_html;
use crate::ui::routes::administrators::say;
use crate::ui::{Markup, html, write_markup};

/// The columns of the template before and after those of the profile.
pub const BEFORE_PROFILE: [&str; 2] = ["email", "username"];
pub const AFTER_PROFILE: [&str; 8] =
    ["role", "status", "email_verified", "password_hash", "created_at", "last_login_at", "external_id", "groups"];

/// The columns of fields of one's own that an import can fill in, and what people call these.
pub fn own_columns(fields: &[OwnFieldView]) -> Vec<(String, String)> {
    let settable = fields.iter().filter(|field| field.is_changed_by_administrators());
    settable.map(|field| (field.name.path(), field.label(current()).to_owned())).collect()
}

/// The names of the columns that a file can have, those of one's own last.
pub fn names<'a>(more: &[&'static str], own: &'a [(String, String)]) -> Vec<&'a str> {
    let profile = FIELDS.each_ref().into_values().map(|field| field.name);
    let known = BEFORE_PROFILE.into_iter().chain(profile).chain(more.iter().copied()).chain(AFTER_PROFILE);
    let mut names: Vec<&'a str> = known.collect();
    names.extend(own.iter().map(|(name, _)| name.as_str()));
    names
}

/// The form. `report`: that of the last preview, without JavaScript. `own`: the columns of fields of one's own.
pub fn controls(report: Option<&ImportReport>, own: &[(String, String)]) -> String {
    html(|out| {
        out.add(concat!(
            r#"<form class="card import" method="post" action="/actions/import" enctype="multipart/form-data">"#,
            r#"<live-part id="import-sender" data-script="import.js"><div class="card-body"><div class="fields">"#
        ));
        // What to do with errors stands before the file, because the server imports the file while it arrives.
        write_choices(out);
        write_systems(out, report);
        out.add("<div id=\"import-offered\">");
        if let Some(report) = report {
            offer::write(out, report, own);
        }
        out.add("</div>");
        write_file(out);
        out.add("</div><div class=\"fields\">");
        write_template(out, own);
        write_columns(out, own);
        out.add("</div></div>");
        write_buttons(out);
        out.add("</live-part></form>");
    })
}

fn write_choices(out: &mut Markup) {
    write_markup!(out; "<fieldset class=\"roles\"><legend class=\"label\">" (say::import_errors_legend()) "</legend>");
    write_markup!(out;
        "<label class=\"check\"><input class=\"box\" type=\"radio\" name=\"rows\" value=\"all\" checked><span>"
        (say::import_errors_all()) " <small>" (say::import_errors_all_about()) "</small></span></label>");
    write_markup!(out;
        "<label class=\"check\"><input class=\"box\" type=\"radio\" name=\"rows\" value=\"good\"><span>"
        (say::import_errors_good()) " <small>" (say::import_errors_good_about()) "</small></span></label>");
    out.add("</fieldset>");
}

/// The systems whose files are read.
fn write_systems(out: &mut Markup, report: Option<&ImportReport>) {
    let systems = ImportSystem::ALL.map(|system| (system.as_str(), system.title()));
    let options: Vec<_> = [("", say::import_from_table())].into_iter().chain(systems).collect();
    let current = report.and_then(|report| report.from).map_or("", ImportSystem::as_str);
    write_markup!(out;
        "<div class=\"field\"><label class=\"label\" for=\"import-from\">" (say::import_from()) "</label>"
        "<select class=\"input\" id=\"import-from\" name=\"from\" aria-describedby=\"import-from-about\">");
    out.written(&options_html(&options, current));
    write_markup!(out;
        "</select><p class=\"hint\" id=\"import-from-about\">" (say::import_from_about()) "</p></div>");
}

fn write_file(out: &mut Markup) {
    write_markup!(out;
        "<div class=\"field\"><label class=\"label\" for=\"import-file\">" (say::import_file()) "</label>"
        "<input class=\"picture-file\" id=\"import-file\" type=\"file\" name=\"file\""
        " accept=\".csv,.jsonl,.ndjson,.json,.yml,.yaml,.ldif,.txt,text/csv,application/x-ndjson,application/json\" required>"
        "<p class=\"hint import-drop\" hidden>" (say::import_drop()) "</p>"
        "<p class=\"hint import-files\" hidden>" (say::import_files_about()) "</p></div>");
    write_markup!(out;
        "<div class=\"import-progress\" hidden data-uploading=\"" (say::import_uploading()) "\" data-importing=\""
        (say::import_importing()) "\"><progress aria-label=\"" (say::import_progress())
        "\" max=\"1\" value=\"0\"></progress><span></span></div>");
}

/// What a file is like, and one to fill in.
fn write_template(out: &mut Markup, own: &[(String, String)]) {
    let template = names(&[], own).join(",");
    write_markup!(out;
        "<p>" (say::import_file_about()) " " (say::import_required_before()) " <code>email</code> "
        (say::import_required_after()) "</p><p><a class=\"btn btn-secondary btn-small\" download=\"people.csv\""
        " href=\"data:text/csv;charset=utf-8," (&template) "%0D%0A\">" (say::import_template()) "</a></p>");
}

fn write_columns(out: &mut Markup, own: &[(String, String)]) {
    write_markup!(out; "<details><summary>" (say::import_columns()) "</summary><dl class=\"columns\">");
    let before = [("email", say::import_column_email()), ("username", say::import_column_username())];
    let after = [
        ("first_name, last_name", say::import_column_names()),
        ("role", say::import_column_role()),
        ("status", say::import_column_status()),
        ("email_verified", say::import_column_verified()),
        ("password_hash", say::import_column_hash()),
        ("totp_secret", say::import_column_totp_secret()),
        ("provider, subject", say::import_column_identity()),
        ("created_at, last_login_at", say::import_column_times()),
        (say::import_names_of_id(), say::import_column_id()),
        ("groups", say::import_column_groups()),
    ];
    let of_profile = FIELDS.each_ref().into_values().map(|field| (field.name, about(field)));
    for (column, about) in before.into_iter().chain(of_profile).chain(after) {
        write_markup!(out; "<dt>" (column) "</dt><dd>" (about) "</dd>");
    }
    for (column, label) in own {
        write_markup!(out; "<dt>" (column) "</dt><dd>" (label) "</dd>");
    }
    out.add("</dl></details>");
}

/// What a column of the profile holds.
fn about(field: &ProfileField) -> &'static str {
    match field.name {
        "name" => say::import_column_name(),
        "language" => say::import_column_language(),
        // What is needless to explain. Not what the command line says, which is in English.
        _ => (field.label)(),
    }
}

fn write_buttons(out: &mut Markup) {
    write_markup!(out;
        "<div class=\"card-foot\"><span>" (say::import_hidden()) "</span><div class=\"flex flex-wrap gap-2\">"
        "<button class=\"btn btn-secondary\" type=\"submit\" formaction=\"/actions/import?dry_run=true\">"
        (say::import_preview()) "</button><button class=\"btn btn-primary\" type=\"submit\">" (say::import_submit())
        "</button></div></div>");
}
