//! The form that uploads a file, as HTML, and the columns that a file may have. The script `public/import.js` finds its parts by
//! their ids and classes, and its words in attributes.

use crate::shared::fields::profile::{FIELDS, ProfileField};
use crate::ui::routes::administrators::say;
use crate::ui::{Markup, html, write_markup};

/// The columns of the template besides those of the profile.
const TEMPLATE: [&str; 2] =
    ["email,username,", "role,status,email_verified,password_hash,created_at,last_login_at,external_id,groups"];

/// The form.
pub fn controls() -> String {
    html(|out| {
        out.add(concat!(
            r#"<form class="card import" method="post" action="/actions/import" enctype="multipart/form-data">"#,
            r#"<live-part id="import-sender" data-script="import.js"><div class="card-body"><div class="fields">"#
        ));
        // What to do with errors stands before the file, because the server imports the file while it arrives.
        write_choices(out);
        write_file(out);
        out.add("</div><div class=\"fields\">");
        write_template(out);
        write_columns(out);
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

fn write_file(out: &mut Markup) {
    write_markup!(out;
        "<div class=\"field\"><label class=\"label\" for=\"import-file\">" (say::import_file()) "</label>"
        "<input class=\"picture-file\" id=\"import-file\" type=\"file\" name=\"file\""
        " accept=\".csv,.jsonl,.ndjson,text/csv,application/x-ndjson\" required>"
        "<p class=\"hint import-drop\" hidden>" (say::import_drop()) "</p></div>");
    write_markup!(out;
        "<div class=\"import-progress\" hidden data-uploading=\"" (say::import_uploading()) "\" data-importing=\""
        (say::import_importing()) "\"><progress aria-label=\"" (say::import_progress())
        "\" max=\"1\" value=\"0\"></progress><span></span></div>");
}

/// What a file is like, and one to fill in.
fn write_template(out: &mut Markup) {
    let mut template = TEMPLATE[0].to_owned();
    for field in FIELDS.each_ref().into_values() {
        template.push_str(field.name);
        template.push(',');
    }
    template.push_str(TEMPLATE[1]);
    write_markup!(out;
        "<p>" (say::import_file_about()) " " (say::import_required_before()) " <code>email</code> "
        (say::import_required_after()) "</p><p><a class=\"btn btn-secondary btn-small\" download=\"people.csv\""
        " href=\"data:text/csv;charset=utf-8," (&template) "%0D%0A\">" (say::import_template()) "</a></p>");
}

fn write_columns(out: &mut Markup) {
    write_markup!(out; "<details><summary>" (say::import_columns()) "</summary><dl class=\"columns\">");
    let before = [("email", say::import_column_email()), ("username", say::import_column_username())];
    let after = [
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
