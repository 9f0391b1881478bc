//! `/first-steps`: what a new installation needs, checked by the server, for administrators. The presses are plain forms, so the page is
//! the same without JavaScript.

use crate::actions::overview::show_first_steps;
use crate::language::number;
use crate::shared::first_steps::{FirstStepsView, MailTest, Note, Step, StepFacts, StepState, StepView};
use crate::shared::{AppError, Timestamp};
use crate::ui::components::copy_field::copying;
use crate::ui::components::{AppLayout, Heading, Shape, Toaster, write_initials, write_logo, write_warning};
use crate::ui::routes::administrators::overview::{percent, share};
use crate::ui::routes::administrators::say;
use crate::ui::{ClientState, FetchedList, Markup, html, page_data, write_markup, write_time};
use leptos::prelude::*;

#[component]
pub fn FirstStepsPage() -> impl IntoView {
    let (client, toaster) = (ClientState::current(), Toaster::current());
    let rendered = page_data!(FirstSteps).map(|view| written(&view, client.now(), true));
    let failed = move |error: AppError| toaster.bad(error.detail.say());
    let list = FetchedList::of_html(rendered, failed, move || async move {
        Ok(written(&show_first_steps().await?, client.now(), false))
    });
    view! {
        <AppLayout>
            <Heading text=say::first_steps()/>
            <p class="mt-2 mb-7 text-ink-muted">{say::steps_about()}</p>
            <div class="two" inner_html=list.live() on:click=copying()></div>
        </AppLayout>
    }
}

/// `has_logos`: whether the policy of the document names the hosts of the logos.
fn written(view: &FirstStepsView, now: Timestamp, has_logos: bool) -> String {
    let (done, open): (Vec<_>, Vec<_>) = view.steps.iter().partition(|step| step.state == StepState::Done);
    html(|out| {
        write_progress(out, view);
        out.add("<div class=\"work\">");
        if !view.doubts.is_empty() {
            write_warning(out, "alert alert-warning", say::steps_doubts(), |out| {
                view.doubts.iter().for_each(|doubt| write_markup!(out; "<p>" (doubt) "</p>"));
            });
        }
        if !open.is_empty() {
            out.add("<section class=\"card\"><ol class=\"steps\">");
            for (place, step) in open.iter().enumerate() {
                write_step(out, step, &view.facts, now, place == 0);
            }
            out.add("</ol></section>");
        }
        if !done.is_empty() {
            write_markup!(out; "<section><h2>" (say::steps_done()) "</h2><div class=\"card\"><ol class=\"steps\">");
            done.iter().for_each(|step| write_step(out, step, &view.facts, now, false));
            out.add("</ol></div></section>");
        }
        out.add("</div><aside>");
        write_aside(out, view, has_logos);
        out.add("</aside>");
    })
}

/// A row: its mark, its words, and one press. `is_next`: it is the one that matters most, so its press is filled.
fn write_step(out: &mut Markup, view: &StepView, facts: &StepFacts, now: Timestamp, is_next: bool) {
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
        None => write_markup!(out; (&say::steps_mail_taken(&seconds(test), &test.server)) " "),
    }
    write_time(out, at, &at.ago(now));
}

/// With a tenth.
fn seconds(test: &MailTest) -> String {
    format!("{}.{}", test.milliseconds / 1_000, test.milliseconds % 1_000 / 100)
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
        Step::Passkey => ("/account/security", if is_done { say::security() } else { say::steps_add_passkey() }),
        Step::SecondAdministrator if !is_done => ("/users/new", say::steps_invite()),
        Step::SecondAdministrator => ("/users?role=admin", say::users()),
        Step::Applications => {
            ("/applications", if is_done { say::applications() } else { say::applications_connect() })
        }
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
            true => "vestibule backup /var/backups/vestibule-$(date +%F).db",
            false => "pg_dump --format=custom --file=/var/backups/vestibule-$(date +%F).dump vestibule",
        },
    );
    if !facts.is_secret_kept {
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
    if !facts.is_backed_up_elsewhere {
        let note = Some(Note::BackupElsewhere);
        write_form(out, "/actions/first-steps/note", note, "btn btn-secondary btn-small", say::steps_another_way());
    }
    out.add("</details>");
}

/// How far it is.
fn write_progress(out: &mut Markup, view: &FirstStepsView) {
    let (done, all) = (view.done(), view.steps.len() as u64);
    let words = say::steps_progress(all, done);
    write_markup!(out;
        "<div class=\"so-far\"><p>" (&words) "</p><svg aria-hidden=\"true\"><rect width=\"" (&percent(share(done, all)))
        "\" height=\"100%\"/></svg></div>");
}

/// Where one can go meanwhile, and what runs here.
fn write_aside(out: &mut Markup, view: &FirstStepsView, has_logos: bool) {
    if !view.applications.is_empty() {
        write_markup!(out; "<section><h2>" (say::steps_your_applications()) "</h2><ul class=\"going-list\">");
        for application in &view.applications {
            write_markup!(out; "<li><a class=\"card\" rel=\"external\" href=\"" (&application.url) "\">");
            match application.logo.as_deref().filter(|_| has_logos) {
                Some(logo) => write_logo(out, logo),
                None => write_initials(out, "tile", &application.title, application.url.as_bytes()),
            }
            write_markup!(out; "<span>" (&application.title) "</span></a></li>");
        }
        out.add("</ul></section>");
    }
    let facts = &view.facts;
    write_markup!(out;
        "<section><h2>" (say::steps_installation()) "</h2><dl class=\"facts\"><dt>" (say::steps_version()) "</dt><dd>" (&facts.version)
        "</dd><dt>" (say::steps_database()) "</dt><dd>" (if facts.is_sqlite { "SQLite" } else { "PostgreSQL" }));
    if let Some(bytes) = facts.bytes {
        write_markup!(out; ", " (&say::steps_megabytes(&number(bytes.div_ceil(1_000_000)))));
    }
    out.add("</dd>");
    if let Some(since) = facts.since {
        write_markup!(out; "<dt>" (say::steps_since()) "</dt><dd>");
        write_time(out, since, &since.day_in_words());
        out.add("</dd>");
    }
    out.add("</dl></section><form method=\"post\" action=\"/actions/first-steps/note\"><input type=\"hidden\" name=\"note\" value=\"");
    out.text(Note::FirstStepsHidden.as_str());
    out.add("\">");
    if view.is_hidden {
        out.add("<input type=\"hidden\" name=\"undo\" value=\"on\">");
    }
    let label = if view.is_hidden { say::steps_show() } else { say::steps_hide() };
    write_markup!(out; "<button class=\"btn btn-quiet btn-small\" type=\"submit\">" (label) "</button></form>");
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_709_543_520_000);

    fn facts() -> StepFacts {
        StepFacts {
            base_url: "http://<localhost>:3000".to_owned(),
            mail_server: None,
            mail_tested_at: None,
            mail_test: None,
            registration_open: true,
            administrators: 1,
            people: 1,
            applications: 0,
            backup: None,
            is_backed_up_elsewhere: false,
            is_secret_kept: false,
            secret_file: Some("/var/lib/vestibule/secret".to_owned()),
            is_sqlite: true,
            bytes: Some(18_400_000),
            since: Some(NOW),
            version: "1.0.0".to_owned(),
        }
    }

    fn page(state: StepState, facts: StepFacts) -> String {
        let steps = Step::ALL.map(|step| StepView { step, state }).to_vec();
        let view = FirstStepsView {
            steps,
            is_hidden: false,
            doubts: vec!["HOST is <b>".to_owned()],
            facts,
            applications: Vec::new(),
        };
        written(&view, NOW, true)
    }

    #[test]
    fn each_step_says_what_is_and_only_the_next_press_is_filled() {
        for state in StepState::ALL {
            let html = page(state, facts());
            for step in Step::ALL {
                let (_, row) = html.split_once(&format!("<li id=\"{step}\">")).expect("a row");
                let words = row.split("</div>").next().unwrap_or_default();
                assert!(!words.ends_with("<p></p>"), "{step} {state}: {words}");
            }
            let filled = usize::from(state != StepState::Done);
            assert_eq!(html.matches("btn btn-primary").count(), filled, "{state}: {html}");
            assert!(!html.contains("<localhost>") && html.contains("<p>HOST is &lt;b&gt;</p>"), "{html}");
        }
    }

    #[test]
    fn a_backup_needs_two_things() {
        let html = page(StepState::Open, facts());
        for words in ["vestibule backup /var/backups", "/var/lib/vestibule/secret", "value=\"secret.kept\""] {
            assert!(html.contains(words), "{words}: {html}");
        }
        let kept = page(StepState::Open, StepFacts { is_secret_kept: true, is_sqlite: false, ..facts() });
        assert!(!kept.contains("secret.kept") && kept.contains("pg_dump"), "{kept}");
    }

    #[test]
    fn a_test_of_mail_says_what_the_server_has_answered() {
        let tested = |error: Option<&str>| StepFacts {
            mail_server: Some("smtp://mail.example.com".to_owned()),
            mail_tested_at: Some(NOW),
            mail_test: Some(MailTest {
                server: "smtp://mail.example.com".to_owned(),
                milliseconds: 412,
                error: error.map(str::to_owned),
            }),
            ..facts()
        };
        let taken = page(StepState::Done, tested(None));
        assert!(taken.contains("smtp://mail.example.com took a message in 0.4 s"), "{taken}");
        let failed = page(StepState::Danger, tested(Some("the mail server cannot be reached")));
        assert!(failed.contains("the mail server cannot be reached"), "{failed}");
    }
}
