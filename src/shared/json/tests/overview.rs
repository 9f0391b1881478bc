//! The overview, and the first steps.

use super::assert_round_trip;
use crate::shared::applications::OpenApplication;
use crate::shared::first_steps::{FirstStepsView, MailTest, Step, StepFacts, StepState, StepView};
use crate::shared::overview::{
    Concern, EntriesView, Finding, LineView, MailView, OverviewRequest, OverviewView, Period, SeriesView,
};
use crate::shared::timestamp::Timestamp;

#[test]
fn the_overview_round_trips() {
    let series = |label: &str| SeriesView {
        columns: vec![Timestamp(0), Timestamp(3_600_000)],
        lines: vec![LineView { label: label.to_owned(), values: vec![0, 7], total: 7, before: 0 }],
    };
    let about_a_client = Finding {
        name: Some("wiki".to_owned()),
        detail: Some("connection \"refused\"".to_owned()),
        ..Finding::new(Concern::Client, 3).since(Some(Timestamp(1_700_000_000_123)))
    };
    let attention = Concern::ALL.map(|concern| Finding::new(concern, 0)).into_iter().chain([about_a_client]).collect();
    for period in Period::ALL {
        assert_round_trip(&OverviewRequest { period: period.to_string() });
    }
    assert_round_trip(&OverviewView {
        period: Period::Week,
        at: Timestamp(1_700_000_000_123),
        attention,
        sign_ins: series("passkey"),
        refusals: series("wrong_password"),
        accounts: SeriesView::default(),
        active: series("day"),
        people: series("everybody"),
        mail: MailView { sent: 1, given_up: 2, waiting: 3 },
        applications: vec![EntriesView {
            name: "wiki".to_owned(),
            title: "\u{201c}Wiki\u{201d}".to_owned(),
            entries: 5,
        }],
        all_applications: 9,
    });
}

#[test]
fn the_first_steps_round_trip() {
    let all = StepFacts {
        base_url: "http://localhost:3000".to_owned(),
        mail_server: Some("smtp.example.org:465".to_owned()),
        mail_tested_at: Some(Timestamp(1)),
        mail_test: Some(MailTest {
            server: "smtp.example.org:465".to_owned(),
            milliseconds: 82,
            error: Some("450".to_owned()),
        }),
        registration_open: true,
        administrators: 1,
        people: 2,
        applications: 3,
        backup: Some(Timestamp(2)),
        is_backed_up_elsewhere: true,
        is_secret_kept: true,
        secret_file: Some("/data/secret".to_owned()),
        is_sqlite: true,
        bytes: Some(1 << 40),
        since: Some(Timestamp(3)),
        version: "0.1.0".to_owned(),
    };
    let states = StepState::ALL.into_iter().cycle();
    let steps: Vec<_> = Step::ALL.into_iter().zip(states).map(|(step, state)| StepView { step, state }).collect();
    let application = OpenApplication {
        title: "Wiki".to_owned(),
        url: "https://w.example/".to_owned(),
        description: None,
        logo: None,
    };
    for facts in [StepFacts::default(), all] {
        assert_round_trip(&FirstStepsView {
            steps: steps.clone(),
            is_hidden: false,
            doubts: vec!["VESTIBULE_NAME is set to a line\nof two.".to_owned()],
            facts,
            applications: vec![application.clone()],
        });
    }
}
