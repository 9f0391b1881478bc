//! What is asked of the audit trail, parsed. What was left empty was not asked for.

use crate::{
    shared::{
        audit::{AuditRequest, ExportFormat, UnknownName},
        error::FieldError,
        fields::{Fields, Problem},
        ids::{AuditEventId, UserId},
        timestamp::{NotATime, Timestamp},
    },
    store::audit::EventFilter,
};
use std::{str::FromStr, time::Duration};
use uuid::Uuid;

/// Events on a page that does not say how many.
const PER_PAGE: u32 = 50;
const MOST_PER_PAGE: u32 = 100;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Events that are looked for.
pub(super) struct Search {
    pub filter: EventFilter,
    /// Only those that one is party to.
    pub own: bool,
    /// Only those that this person is party to.
    pub person: Option<Wanted>,
}

/// Somebody, as they are asked for.
pub(super) enum Wanted {
    Id(UserId),
    /// By username or email address.
    Login(String),
}

/// A page of them.
pub(super) struct PageSearch {
    pub search: Search,
    pub per_page: u32,
    /// Whether it is the one before a page, and not the one after.
    pub backwards: bool,
}

impl PageSearch {
    pub(super) fn parse(request: &AuditRequest) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let mut search = Search::read(&mut fields, request);
        if let Some(before) = optional(&mut fields, "before", &request.before, |text| id(text, "an event")) {
            search.filter.before = search.filter.before.min(AuditEventId(before));
        }
        let after = optional(&mut fields, "after", &request.after, |text| id(text, "an event"));
        if let Some(after) = after {
            let first = AuditEventId(Uuid::from_u128(after.as_u128().saturating_add(1)));
            search.filter.since = search.filter.since.max(first);
        }
        if after.is_some() && !request.before.is_empty() {
            fields.reject("after", Problem::new("with_before", "Send before or after, not both."));
        }
        let per_page = optional(&mut fields, "per_page", &request.per_page, per_page);
        fields.finish()?;
        Ok(Self { search, per_page: per_page.unwrap_or(PER_PAGE), backwards: after.is_some() })
    }
}

/// All of them, in a file.
pub(super) struct ExportSearch {
    pub search: Search,
    pub format: ExportFormat,
}

impl ExportSearch {
    pub(super) fn parse(request: &AuditRequest) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let search = Search::read(&mut fields, request);
        let format = optional(&mut fields, "format", &request.format, |text| name(text, "Make it csv or jsonl."));
        fields.finish()?;
        Ok(Self { search, format: format.unwrap_or(ExportFormat::Csv) })
    }
}

impl Search {
    fn read(fields: &mut Fields, request: &AuditRequest) -> Self {
        let mut user = |field, text| optional(fields, field, text, |text| id(text, "an account")).map(UserId);
        let (actor, target) = (user("actor", &request.actor), user("target", &request.target));
        let an_event = "Send the name of an event, such as user.create.";
        let kind = optional(fields, "event", &request.event, |text| name(text, an_event));
        let result = optional(fields, "result", &request.result, |text| name(text, "Make it success or refused."));
        let from = optional(fields, "from", &request.from, span);
        let to = optional(fields, "to", &request.to, span);
        let own = optional(fields, "scope", &request.scope, scope).is_some();
        let person = optional(fields, "person", &request.person, |text| Ok(wanted(text)));
        if own && person.is_some() {
            fields.reject("person", Problem::new("with_scope", "Send a person or the scope, not both."));
        }
        let since = from.map_or(AuditEventId(Uuid::nil()), |(start, _)| AuditEventId::first_at(start));
        let before = to.map_or(AuditEventId(Uuid::max()), |(_, end)| AuditEventId::first_at(end));
        Self { filter: EventFilter { party: None, actor, target, kind, result, since, before }, own, person }
    }
}

fn optional<T>(
    fields: &mut Fields,
    field: &'static str,
    text: &str,
    parse: impl FnOnce(&str) -> Result<T, Problem>,
) -> Option<T> {
    if text.is_empty() {
        return None;
    }
    parse(text).map_err(|problem| fields.reject(field, problem)).ok()
}

fn id(text: &str, of: &str) -> Result<Uuid, Problem> {
    text.parse().map_err(|_| Problem::new("invalid_id", format!("Send the id of {of}.")))
}

fn wanted(text: &str) -> Wanted {
    text.parse().map_or_else(|_| Wanted::Login(text.to_owned()), Wanted::Id)
}

fn name<T: FromStr<Err = UnknownName>>(text: &str, mend: &'static str) -> Result<T, Problem> {
    text.parse().map_err(|UnknownName| Problem::new("unknown", mend))
}

/// From where to where a day or an instant goes.
fn span(text: &str) -> Result<(Timestamp, Timestamp), Problem> {
    let start: Timestamp = text.parse().map_err(|NotATime| Problem::invalid_time())?;
    let is_day = !text.contains('T');
    Ok((start, start.plus(if is_day { DAY } else { Duration::from_millis(1) })))
}

fn scope(text: &str) -> Result<(), Problem> {
    if text == "own" { Ok(()) } else { Err(Problem::new("unknown", "Make it own, or leave it out.")) }
}

fn per_page(text: &str) -> Result<u32, Problem> {
    let number = text.parse().ok().filter(|number| (1..=MOST_PER_PAGE).contains(number));
    number.ok_or_else(|| Problem::new("out_of_range", format!("Make it a number from 1 to {MOST_PER_PAGE}.")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_belongs_to_the_span_with_both_its_ends_and_an_instant_with_its_millisecond() {
        let noon = Timestamp(1_793_534_400_000);
        assert_eq!(span("2026-11-01T12:00:00Z"), Ok((noon, Timestamp(noon.0 + 1))));
        assert_eq!(span("2026-11-01T12:00:00.500Z").map(|(start, _)| start.0 - noon.0), Ok(500));
        let half = DAY / 2;
        assert_eq!(span("2026-11-01"), Ok((noon.minus(half), noon.plus(half))));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in
            ["yesterday", "2026-13-01", "2026-11-31", "1969-12-31", "2026-11-01 12:00", "ärgerlich", "20261101ä"]
        {
            assert_eq!(span(text).unwrap_err().code, "invalid_time", "{text}");
        }
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let request = AuditRequest {
            actor: "maren".into(),
            target: "0".into(),
            person: "jonas".into(),
            event: "user.fly".into(),
            result: "maybe".into(),
            from: "x".into(),
            to: "y".into(),
            scope: "all".into(),
            before: "z".into(),
            after: "z".into(),
            per_page: "101".into(),
            format: "xml".into(),
        };
        let of_page = ["actor", "target", "event", "result", "from", "to", "scope", "before", "after", "per_page"];
        let fields = |errors: Vec<FieldError>| errors.into_iter().map(|error| error.field).collect::<Vec<_>>();
        assert_eq!(PageSearch::parse(&request).map(drop).map_err(fields), Err(of_page.map(Into::into).to_vec()));
        let of_export = ["actor", "target", "event", "result", "from", "to", "scope", "format"];
        assert_eq!(ExportSearch::parse(&request).map(drop).map_err(fields), Err(of_export.map(Into::into).to_vec()));
    }

    #[test]
    fn what_excludes_each_other_is_not_asked_for_at_once() {
        let id = Uuid::from_u128(7).to_string();
        let fields = |request: &AuditRequest| match PageSearch::parse(request) {
            Ok(_) => Vec::new(),
            Err(errors) => errors.into_iter().map(|error| (error.field, error.code)).collect(),
        };
        let both_ways = AuditRequest { before: id.clone(), after: id.clone(), ..AuditRequest::default() };
        assert_eq!(fields(&both_ways), [("after".into(), "with_before".into())]);
        let own = AuditRequest { scope: "own".into(), person: id, ..AuditRequest::default() };
        assert_eq!(fields(&own), [("person".into(), "with_scope".into())]);
    }

    #[test]
    fn per_page_is_fifty_and_never_more_than_a_hundred() {
        let parsed = |text: &str| PageSearch::parse(&AuditRequest { per_page: text.into(), ..AuditRequest::default() });
        let good = ["", "1", "100"].map(|text| parsed(text).ok().map(|page| page.per_page));
        assert_eq!(good, [Some(50), Some(1), Some(100)]);
        for bad in ["0", "101", "-1", "1.5", "many", "99999999999", " 5"] {
            assert!(parsed(bad).is_err(), "{bad}");
        }
    }
}
