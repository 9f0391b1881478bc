//! A row of the first steps: how far a step is, in words, and what is to be done.

use crate::shared::Timestamp;
use crate::shared::first_steps::{Note, Step, StepFacts, StepState, StepView};
use crate::ui::components::Shape;
use crate::ui::routes::administrators::say;
use crate::ui::{Markup, write_markup, write_time};

/// A row: its mark, its words, and one press. `is_next`: it is the one that matters most, so its press is filled.
pub(super) fn write_step(out: &mut Markup, view: &StepView, facts: &StepFacts, now: Timestamp, is_next: bool) {
    let StepView { step, state } = *view;
    write_markup!(out; "<li id=\"" (step.as_str()) "\">");
    let (class, shape, label) = match state {
        StepState::Done => ("done", Some(Shape::CHECK), say::steps_is_done()),
        StepState::Danger => ("warn", Some(Shape::WARNING), say::steps_is_urgent()),
        StepState::Open | StepState::Waits => ("", None, say::steps_is_open()),
    };
    write_markup!(out; "<span class=\"state " (class) "\" role=\"img\" aria-label=\"" (label) "\">");
    if let Some(shape) = shape {
        shape.write(out, "icon icon-small");
    }
    write_markup!(out; "</span><div><p class=\"font-medium\">" (title(step, facts)) "</p><p>");
    write_words(out, step, state, facts, now);
    out.add("</p></div>");
    let class = match state {
        StepState::Done => "btn btn-quiet btn-small",
        _ if is_next => "btn btn-primary",
        _ => "btn btn-secondary",
    };
    write_press(out, step, state, facts, class);
    write_how(out, step, state, facts);
    out.add("</li>");
}

fn title(step: Step, facts: &StepFacts) -> &'static str {
    match step {
        Step::Passkey => say::steps_passkey(),
        Step::Registration if facts.registration_open => say::steps_registration_open(),
        Step::Registration => say::steps_registration_closed(),
        Step::Mail => say::steps_mail(),
        Step::Address => say::steps_address(),
        Step::SecondAdministrator => say::steps_administrator(),
        Step::Backup => say::steps_backup(),
        Step::Demand => say::steps_demand(),
        Step::Applications => say::applications(),
        Step::People => say::steps_people(),
    }
}

fn write_words(out: &mut Markup, step: Step, state: StepState, facts: &StepFacts, now: Timestamp) {
    let is_done = state == StepState::Done;
    match step {
        Step::Mail => return write_mail(out, facts, now),
        Step::Backup => return write_backup(out, facts, now),
        _ => {}
    }
    let words = match (step, state) {
        (Step::Passkey, StepState::Done) => say::steps_passkey_done().to_owned(),
        (Step::Passkey, StepState::Danger) => say::steps_passkey_danger().to_owned(),
        (Step::Passkey, _) => say::steps_passkey_better().to_owned(),
        (Step::Registration, _) if !facts.registration_open => say::steps_by_invitation().to_owned(),
        (Step::Registration, _) if is_done => say::steps_open_on_purpose().to_owned(),
        (Step::Registration, _) => say::steps_open_to_strangers().to_owned(),
        (Step::Address, StepState::Done) => facts.base_url.clone(),
        (Step::Address, StepState::Danger) => say::steps_no_https(&facts.base_url),
        (Step::Address, _) => say::steps_this_machine(&facts.base_url),
        (Step::SecondAdministrator, _) if is_done => say::steps_administrators(facts.administrators),
        (Step::SecondAdministrator, _) => say::steps_only_administrator().to_owned(),
        (Step::Demand, StepState::Done) => say::steps_demanded().to_owned(),
        (Step::Demand, StepState::Waits) => say::steps_demand_waits().to_owned(),
        (Step::Demand, _) => say::steps_not_demanded().to_owned(),
        (Step::Applications, _) if is_done => say::steps_connected(facts.applications),
        (Step::Applications, _) => say::steps_none_connected().to_owned(),
        (Step::People, _) if is_done => say::steps_number_of_people(facts.people),
        (Step::People, _) => say::steps_nobody_else().to_owned(),
        (Step::Mail | Step::Backup, _) => String::new(),
    };
    out.text(&words);
}

fn write_mail(out: &mut Markup, facts: &StepFacts, now: Timestamp) {
    let Some(server) = &facts.mail_server else { return out.text(say::steps_no_mail_server()) };
    let (Some(test), Some(at)) = (&facts.mail_test, facts.mail_tested_at) else {
        return out.text(&say::steps_mail_untested(server));
    };
    match &test.error {
        Some(error) => write_markup!(out; (&say::steps_mail_failed(error)) " "),
        None => {
            let (seconds, tenths) = (test.milliseconds / 1_000, test.milliseconds % 1_000 / 100);
            write_markup!(out; (&say::steps_mail_taken(seconds, &test.server, tenths)) " ");
        }
    }
    write_time(out, at, &at.ago(now));
}

fn write_backup(out: &mut Markup, facts: &StepFacts, now: Timestamp) {
    match facts.backup {
        _ if facts.is_backed_up_elsewhere => out.text(say::steps_backup_elsewhere()),
        Some(at) => {
            write_markup!(out; (say::steps_backup_last()) " ");
            write_time(out, at, &at.ago(now));
            out.add(".");
        }
        None => out.text(say::steps_backup_none()),
    }
    write_markup!(out; " " (if facts.is_secret_kept { say::steps_secret_kept() } else { say::steps_secret_missing() }));
}

/// The one press of a row: a link, or a form.
fn write_press(out: &mut Markup, step: Step, state: StepState, facts: &StepFacts, class: &'static str) {
    let is_done = state == StepState::Done;
    let (href, label) = match step {
        Step::Mail if facts.mail_server.is_none() => return,
        Step::Mail => {
            let label = if facts.mail_test.is_some() { say::steps_test_again() } else { say::steps_test() };
            return write_form(out, "/actions/first-steps/test-mail", None, class, label);
        }
        Step::Registration if !is_done => {
            let note = Some(Note::RegistrationMeant);
            return write_form(out, "/actions/first-steps/note", note, class, say::steps_keep_open());
        }
        Step::Registration if facts.registration_open => {
            return write_undo(out, Note::RegistrationMeant, say::steps_undo_open());
        }
        Step::Backup if is_done && facts.is_backed_up_elsewhere => {
            return write_undo(out, Note::BackupElsewhere, say::steps_undo_another_way());
        }
        Step::Backup if is_done => return write_undo(out, Note::SecretKept, say::steps_undo_secret()),
        Step::Passkey => ("/account/security", if is_done { say::security() } else { say::steps_add_passkey() }),
        Step::SecondAdministrator if !is_done => ("/users/new", say::steps_invite()),
        Step::SecondAdministrator => ("/users?role=admin", say::users()),
        Step::Applications if is_done => ("/applications", say::applications()),
        Step::Applications => ("/connect", say::applications_connect()),
        Step::People if is_done => ("/users", say::users()),
        Step::People => ("/users/import", say::import_users()),
        Step::Registration | Step::Address | Step::Backup | Step::Demand => return,
    };
    write_markup!(out; "<a class=\"" (class) "\" href=\"" (href) "\">" (label) "</a>");
}

fn write_form(out: &mut Markup, action: &'static str, note: Option<Note>, class: &'static str, label: &str) {
    write_markup!(out; "<form method=\"post\" action=\"" (action) "\">");
    if let Some(note) = note {
        write_markup!(out; "<input type=\"hidden\" name=\"note\" value=\"" (note.as_str()) "\">");
    }
    write_markup!(out; "<button class=\"" (class) "\" type=\"submit\">" (label) "</button></form>");
}

/// Takes back what an administrator has stated.
fn write_undo(out: &mut Markup, note: Note, label: &str) {
    write_markup!(out;
        "<form method=\"post\" action=\"/actions/first-steps/note\"><input type=\"hidden\" name=\"note\" value=\"" (note.as_str())
        "\"><input type=\"hidden\" name=\"undo\" value=\"on\"><button class=\"btn btn-quiet btn-small\" type=\"submit\">"
        (label) "</button></form>");
}

/// What has to be set or run, behind a press.
fn write_how(out: &mut Markup, step: Step, state: StepState, facts: &StepFacts) {
    if state == StepState::Done || state == StepState::Waits {
        return;
    }
    match step {
        Step::Registration => write_setting(out, "VESTIBULE_REGISTRATION=closed"),
        Step::Mail if facts.mail_server.is_none() => {
            write_setting(out, "SMTP_URL=smtp://user:password@mail.example.com:587");
        }
        Step::Address => write_setting(out, "VESTIBULE_BASE_URL=https://auth.example.com"),
        Step::Demand => write_setting(out, "VESTIBULE_REQUIRE_SECOND_FACTOR=administrators"),
        Step::Backup => write_how_to_back_up(out, facts),
        Step::Mail | Step::Passkey | Step::SecondAdministrator | Step::Applications | Step::People => {}
    }
}

fn write_setting(out: &mut Markup, line: &str) {
    write_markup!(out;
        "<details class=\"how\"><summary>" (say::steps_how()) "</summary><p>" (say::steps_set()) "</p>");
    write_value(out, line);
    out.add("</details>");
}

/// A line that can be copied.
fn write_value(out: &mut Markup, value: &str) {
    write_markup!(out;
        "<p class=\"value\"><code>" (value) "</code><button class=\"btn btn-secondary btn-small with-script\" type=\"button\" \
         data-copy aria-label=\"" (&say::copy_what(value)) "\">" (say::copy()) "</button></p>");
}

fn write_how_to_back_up(out: &mut Markup, facts: &StepFacts) {
    write_markup!(out;
        "<details class=\"how\"><summary>" (say::steps_how()) "</summary><p>" (say::steps_every_night()) "</p>");
    write_value(
        out,
        match facts.is_sqlite {
            true => "vestibule backup --directory /var/lib/vestibule/backups --keep 14",
            false => {
                "pg_dump --format=custom --file=/var/backups/vestibule-$(date +%F).dump vestibule && vestibule backup --note"
            }
        },
    );
    if facts.is_secret_kept {
        write_undo(out, Note::SecretKept, say::steps_undo_secret());
    } else {
        write_markup!(out; "<p>" (say::steps_once_elsewhere()) "</p>");
        write_value(out, facts.secret_file.as_deref().unwrap_or("VESTIBULE_SECRET"));
        write_form(
            out,
            "/actions/first-steps/note",
            Some(Note::SecretKept),
            "btn btn-secondary btn-small",
            say::steps_keep_secret(),
        );
    }
    if facts.is_backed_up_elsewhere {
        write_undo(out, Note::BackupElsewhere, say::steps_undo_another_way());
    } else {
        let note = Some(Note::BackupElsewhere);
        write_form(out, "/actions/first-steps/note", note, "btn btn-secondary btn-small", say::steps_another_way());
    }
    out.add("</details>");
}
