//! The overview of administrators, from counters ([decision 99](../../../docs/decisions/0099-counters.md)): it costs the same however
//! much has happened.
//!
//! No other noun asks `Overview` for anything.

mod series;

use super::{Action, Caller, Overview};
use crate::applications::Applications;
use crate::language::message;
use crate::shared::counters::{AccountSource, Counter, MailOutcome, Protection, Way};
use crate::shared::overview::{EntriesView, MailView, OverviewRequest, OverviewView, Period};
use crate::shared::{AppError, ApplicationName, Fields, Problem};
use crate::store::counts::{self, CountRow};
use crate::store::outbox::QueuedMail;
use crate::store::{Conn, StoreError, queue};
use series::Columns;

/// How many applications the overview names.
const BUSIEST: u32 = 5;

/// What the database has of a period, and of the one before.
struct Numbers {
    sign_ins: Vec<CountRow>,
    refusals: Vec<CountRow>,
    accounts: Vec<CountRow>,
    mail: Vec<CountRow>,
    active: [Vec<CountRow>; 3],
    people: Vec<CountRow>,
    entries: Vec<(String, i64)>,
    waiting_mail: u64,
}

impl Overview {
    /// How the installation is doing, for administrators.
    pub async fn show_overview(&self, caller: &Caller, request: &OverviewRequest) -> Result<OverviewView, AppError> {
        caller.permit(Action::ReadOverview)?;
        let period = parse(request)?;
        let now = self.now();
        let (events, days) = (Columns::of_events(period, now), Columns::of_days(period, now));
        let read = self.db().read_report(async move |mut conn| Numbers::read(&mut conn, events, days).await);
        let numbers = read.await?;
        let applications = self.applications().all().await?;
        let mail = events.sums(&numbers.mail, MailOutcome::ALL.map(MailOutcome::as_str));
        let sent = |outcome: MailOutcome| mail.line(outcome.as_str()).map_or(0, |line| line.total);
        Ok(OverviewView {
            period,
            at: now,
            attention: self.installation().findings(caller).await?,
            sign_ins: events.sums(&numbers.sign_ins, Way::ALL.map(Way::as_str)),
            refusals: events.sums_of_all(&numbers.refusals),
            accounts: events.sums(&numbers.accounts, AccountSource::ALL.map(AccountSource::as_str)),
            active: days.last_days(["day", "week", "month"], &numbers.active),
            people: days.measured(&numbers.people, Protection::ALL.map(Protection::as_str)),
            mail: MailView {
                sent: sent(MailOutcome::Sent),
                given_up: sent(MailOutcome::GivenUp),
                waiting: numbers.waiting_mail,
            },
            applications: numbers.entries.into_iter().map(|entered| named(&applications, entered)).collect(),
            all_applications: applications.all().len() as u64,
        })
    }
}

impl Numbers {
    async fn read(conn: &mut Conn, events: Columns, days: Columns) -> Result<Self, StoreError> {
        let ([before, from, end], days_end) = (events.bounds(), days.bounds());
        let mut active: [Vec<CountRow>; 3] = Default::default();
        let periods = [Counter::ActiveInDay, Counter::ActiveInWeek, Counter::ActiveInMonth];
        for (rows, counter) in active.iter_mut().zip(periods) {
            *rows = counts::of(conn, counter, days_end[0], days_end[2]).await?;
        }
        let (waiting, _) = queue::waiting::<QueuedMail>(conn).await?;
        Ok(Self {
            sign_ins: counts::of(conn, Counter::SignIns, before, end).await?,
            refusals: counts::of(conn, Counter::Refusals, before, end).await?,
            accounts: counts::of(conn, Counter::Accounts, before, end).await?,
            mail: counts::of(conn, Counter::Mail, before, end).await?,
            active,
            people: counts::of(conn, Counter::People, days_end[0], days_end[2]).await?,
            entries: counts::largest(conn, Counter::Entries, from, end, BUSIEST).await?,
            waiting_mail: waiting.unsigned_abs(),
        })
    }
}

/// An application that was deleted since has its name as a title.
fn named(applications: &Applications, (name, entries): (String, i64)) -> EntriesView {
    let known = applications.named(&ApplicationName::from_stored(name.clone()));
    let title = known.map_or_else(|| name.clone(), |application| application.title.clone());
    EntriesView { name, title, entries: entries.unsigned_abs() }
}

fn parse(request: &OverviewRequest) -> Result<Period, AppError> {
    if request.period.is_empty() {
        return Ok(Period::default());
    }
    let mut fields = Fields::default();
    let period = request.period.parse().ok();
    if period.is_none() {
        fields.reject("period", Problem::new("unknown", message::overview_period_unknown()));
    }
    fields.finish().map_err(AppError::invalid)?;
    Ok(period.unwrap_or_default())
}
