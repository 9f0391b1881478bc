//! `/first-steps`: what a new installation needs, checked by the server, for administrators. The presses are plain forms, so the page is
//! the same without JavaScript.

mod row;

use crate::actions::overview::show_first_steps;
use crate::language::number;
use crate::shared::first_steps::{FirstStepsView, Note, StepState};
use crate::shared::{AppError, Timestamp};
use crate::ui::components::copy_field::copying;
use crate::ui::components::{AppLayout, Heading, Toaster, write_initials, write_logo, write_warning};
use crate::ui::routes::administrators::overview::{percent, share};
use crate::ui::routes::administrators::say;
use crate::ui::{ClientState, FetchedList, Markup, html, page_data, write_markup, write_time};
use leptos::prelude::*;
use row::write_step;

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
            <div class="first-steps" inner_html=list.live() on:click=copying()></div>
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
    use crate::shared::first_steps::{MailTest, Step, StepFacts, StepView};

    const NOW: Timestamp = Timestamp(1_709_543_520_000);

    fn facts() -> StepFacts {
        StepFacts {
            base_url: "http://<localhost>:3000".to_owned(),
            registration_open: true,
            administrators: 1,
            people: 1,
            secret_file: Some("/var/lib/vestibule/secret".to_owned()),
            is_sqlite: true,
            bytes: Some(18_400_000),
            since: Some(NOW),
            version: "1.0.0".to_owned(),
            ..StepFacts::default()
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
        for words in [
            "vestibule backup --directory /var/lib/vestibule/backups --keep 14",
            "/var/lib/vestibule/secret",
            "value=\"secret.kept\"",
        ] {
            assert!(html.contains(words), "{words}: {html}");
        }
        let kept = page(StepState::Open, StepFacts { is_secret_kept: true, is_sqlite: false, ..facts() });
        assert!(!kept.contains(say::steps_keep_secret()) && kept.contains("pg_dump"), "{kept}");
        assert!(kept.contains(say::steps_undo_secret()), "{kept}");
    }

    #[test]
    fn what_was_stated_can_be_taken_back() {
        let undo = |note: &str| format!("value=\"{note}\"><input type=\"hidden\" name=\"undo\" value=\"on\">");
        let stated = StepFacts { is_secret_kept: true, ..facts() };
        let elsewhere = StepFacts { is_backed_up_elsewhere: true, ..stated.clone() };
        for (state, facts, notes) in [
            (StepState::Done, stated.clone(), &["registration.meant", "secret.kept"][..]),
            (StepState::Done, elsewhere.clone(), &["registration.meant", "backup.elsewhere"][..]),
            (StepState::Open, stated, &["secret.kept"][..]),
            (StepState::Open, elsewhere, &["secret.kept", "backup.elsewhere"][..]),
        ] {
            let html = page(state, facts);
            assert!(notes.iter().all(|note| html.contains(&undo(note))), "{notes:?}: {html}");
            assert_eq!(html.matches("name=\"undo\"").count(), notes.len(), "{html}");
        }
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
        assert!(taken.contains("smtp://mail.example.com accepted a message in 0.4 s"), "{taken}");
        let failed = page(StepState::Danger, tested(Some("the mail server cannot be reached")));
        assert!(failed.contains("the mail server cannot be reached"), "{failed}");
    }
}
