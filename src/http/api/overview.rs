//! `/api/overview`: how the installation is doing.

use super::super::openapi::{Access, Endpoint, Tag, examples};
use super::extract::{Bearer, Query};
use super::json::Json;
use crate::shared::api_tokens::Scope;
use crate::shared::counters::{AccountSource, Protection, Way};
use crate::shared::overview::{
    Concern, EntriesView, Finding, LineView, MailView, OverviewRequest, OverviewView, Period, SeriesView,
};
use crate::shared::{AppError, DAY};

pub fn endpoints() -> Vec<Endpoint> {
    let overview = Endpoint::get("/api/overview", show, "getOverview", "Read how the installation is doing")
        .tag(Tag::OVERVIEW)
        .about(
            "Sign-ins, refusals, new accounts, people, mail and applications over time, each compared with the period before; and \
             what needs attention. Hours and days are in UTC.",
        )
        .access(Access::Administrator)
        .scopes(&[Scope::AuditRead])
        .query::<OverviewRequest>()
        .returns(200, "The numbers.", &example());
    vec![overview]
}

async fn show(who: Bearer, Query(request): Query<OverviewRequest>) -> Result<Json<OverviewView>, AppError> {
    who.accounts.overview().show_overview(&who.caller, &request).await.map(Json)
}

/// Two days, as the document shows them.
fn example() -> OverviewView {
    let line = |label: &str, values: [u64; 2]| LineView {
        label: label.to_owned(),
        values: values.to_vec(),
        total: values.iter().sum(),
        before: 3,
    };
    let series = |lines: Vec<LineView>| SeriesView { columns: vec![examples::NOW.minus(DAY), examples::NOW], lines };
    OverviewView {
        period: Period::Week,
        at: examples::NOW,
        attention: vec![Finding::new(Concern::Mail, 3).since(Some(examples::NOW))],
        sign_ins: series(vec![line(Way::Passkey.as_str(), [14, 22]), line(Way::Password.as_str(), [9, 4])]),
        refusals: series(vec![line("no_match", [2, 0])]),
        accounts: series(vec![line(AccountSource::Registration.as_str(), [1, 0])]),
        active: series(vec![line("day", [30, 31]), line("week", [36, 37]), line("month", [39, 39])]),
        people: series(vec![
            line(Protection::Everybody.as_str(), [43, 44]),
            line(Protection::SecondFactor.as_str(), [33, 34]),
            line(Protection::Passkey.as_str(), [26, 27]),
        ]),
        mail: MailView { sent: 214, given_up: 1, waiting: 3 },
        applications: vec![EntriesView { name: "wiki".to_owned(), title: "Wiki".to_owned(), entries: 342 }],
        all_applications: 7,
    }
}
