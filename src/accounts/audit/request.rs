//! Parses the search parameters of the audit log. Empty parameters count as missing.

use crate::language::{Message, message};
use crate::shared::overview::Period;
use crate::shared::{
    AuditEventId, AuditRequest, DAY, EventGroup, EventKind, ExportFormat, FieldError, Fields, NotATime, Problem,
    Timestamp, UnknownName, UserId, at_most,
};
use crate::store::audit::EventFilter;
use std::net::IpAddr;
use std::str::FromStr;
use std::time::Duration;
use uuid::Uuid;

const DEFAULT_PER_PAGE: u32 = 50;
const MAX_PER_PAGE: u32 = 100;

pub(super) struct Search {
    pub filter: EventFilter,
    /// Only events that the reader caused or was the target of.
    pub own_only: bool,
    /// Only events that this user caused or was the target of.
    pub person: Option<UserRef>,
}

/// The value of the parameter `person`: what administrators type into the search.
pub(super) enum UserRef {
    Id(UserId),
    /// A username or email address.
    Login(String),
}

pub(super) struct PageSearch {
    pub search: Search,
    pub per_page: u32,
    /// The parameter `after` is set: the page contains the next newer events.
    pub backwards: bool,
}

impl PageSearch {
    /// `now`: at which periods end.
    pub(super) fn parse(request: &AuditRequest, now: Timestamp) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let mut search = Search::read(&mut fields, request, now);
        if let Some(before) = optional(&mut fields, "before", &request.before, event_id) {
            // A cursor must not extend the period that the search is limited to.
            search.filter.before = search.filter.before.min(AuditEventId(before));
        }
        let after = optional(&mut fields, "after", &request.after, event_id);
        if let Some(after) = after {
            // `since` is inclusive, and the event `after` itself is on the previous page.
            let first = AuditEventId(Uuid::from_u128(after.as_u128().saturating_add(1)));
            search.filter.since = search.filter.since.max(first);
        }
        if after.is_some() && !request.before.is_empty() {
            fields.reject("after", Problem::new("with_before", message::audit_before_or_after()));
        }
        let per_page = optional(&mut fields, "per_page", &request.per_page, per_page);
        fields.finish()?;
        Ok(Self { search, per_page: per_page.unwrap_or(DEFAULT_PER_PAGE), backwards: after.is_some() })
    }
}

/// In characters, as the description of the API says.
const MAX_ADDRESS: usize = 60;
const MAX_DEVICE: usize = 500;

pub(super) struct ExportSearch {
    pub search: Search,
    pub format: ExportFormat,
}

impl ExportSearch {
    pub(super) fn parse(request: &AuditRequest, now: Timestamp) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let search = Search::read(&mut fields, request, now);
        let format = optional(&mut fields, "format", &request.format, |text| name(text, message::audit_format_unknown));
        fields.finish()?;
        Ok(Self { search, format: format.unwrap_or(ExportFormat::Csv) })
    }
}

impl Search {
    fn read(fields: &mut Fields, request: &AuditRequest, now: Timestamp) -> Self {
        let mut user = |field, text| optional(fields, field, text, account_id).map(UserId);
        let (actor, target) = (user("actor", &request.actor), user("target", &request.target));
        let kind = optional(fields, "event", &request.event, |text| name(text, message::audit_event_unknown));
        let group = optional(fields, "kinds", &request.kinds, |text| name(text, message::audit_kinds_unknown));
        let period = optional(fields, "period", &request.period, |text| name(text, message::audit_period_unknown));
        let result = optional(fields, "result", &request.result, |text| name(text, message::audit_result_unknown));
        let from = optional(fields, "from", &request.from, time_range);
        let to = optional(fields, "to", &request.to, time_range);
        let own_only = optional(fields, "scope", &request.scope, scope).is_some();
        let typed = optional(fields, "person", &request.person, |text| Ok(Typed::of(text)));
        if own_only && typed.is_some() {
            fields.reject("person", Problem::new("with_scope", message::audit_person_or_scope()));
        }
        // Event ids begin with their time, so a time range is a range of ids.
        let begins = from.map(|(start, _)| start).max(period.map(|period: Period| now.minus(period.duration())));
        let since = begins.map_or(AuditEventId(Uuid::nil()), AuditEventId::first_at);
        let before = to.map_or(AuditEventId(Uuid::max()), |(_, end)| AuditEventId::first_at(end));
        let address = optional(fields, "address", &request.address, |text| limited(text, MAX_ADDRESS)).map(canonical);
        let device = optional(fields, "device", &request.device, |text| limited(text, MAX_DEVICE));
        let mut filter = EventFilter {
            party: None,
            actor,
            target,
            kinds: kind.map_or_else(|| group.map(kinds_of).unwrap_or_default(), |kind| vec![kind]),
            result,
            address,
            device,
            since,
            before,
        };
        let person = match typed {
            Some(Typed::Person(person)) => Some(person),
            Some(Typed::Address(address)) => {
                filter.address = Some(address);
                None
            }
            Some(Typed::Event(kind)) => {
                filter.kinds = vec![kind];
                None
            }
            None => None,
        };
        Self { filter, own_only, person }
    }
}

fn limited(text: &str, max: usize) -> Result<String, Problem> {
    at_most(text, max)?;
    Ok(text.to_owned())
}

/// An IP address as it is stored.
fn canonical(address: String) -> String {
    address.parse::<IpAddr>().map_or(address, |parsed| parsed.to_string())
}

fn kinds_of(group: EventGroup) -> Vec<EventKind> {
    EventKind::ALL.into_iter().filter(|kind| kind.group() == group).collect()
}

/// What is typed into the search.
enum Typed {
    Person(UserRef),
    Address(String),
    Event(EventKind),
}

impl Typed {
    /// No username or email address looks like one of the others.
    fn of(text: &str) -> Self {
        if let Ok(address) = text.parse::<IpAddr>() {
            return Self::Address(address.to_string());
        }
        text.parse().map_or_else(|UnknownName| Self::Person(parse_user_ref(text)), Self::Event)
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

fn event_id(text: &str) -> Result<Uuid, Problem> {
    id(text, message::audit_event_id_invalid)
}

fn account_id(text: &str) -> Result<Uuid, Problem> {
    id(text, message::audit_account_id_invalid)
}

fn id(text: &str, invalid: fn() -> Message) -> Result<Uuid, Problem> {
    text.parse().map_err(|_| Problem::new("invalid_id", invalid()))
}

fn parse_user_ref(text: &str) -> UserRef {
    text.parse().map_or_else(|_| UserRef::Login(text.to_owned()), UserRef::Id)
}

fn name<T: FromStr<Err = UnknownName>>(text: &str, unknown: fn() -> Message) -> Result<T, Problem> {
    text.parse().map_err(|UnknownName| Problem::new("unknown", unknown()))
}

/// The start and the exclusive end of a day, or of the millisecond of an instant.
fn time_range(text: &str) -> Result<(Timestamp, Timestamp), Problem> {
    let start: Timestamp = text.parse().map_err(|NotATime| Problem::invalid_time())?;
    // An instant has a `T` between the day and the time (RFC 3339).
    let is_day = !text.contains('T');
    Ok((start, start.plus(if is_day { DAY } else { Duration::from_millis(1) })))
}

fn scope(text: &str) -> Result<(), Problem> {
    if text == "own" { Ok(()) } else { Err(Problem::new("unknown", message::audit_scope_unknown())) }
}

fn per_page(text: &str) -> Result<u32, Problem> {
    let number = text.parse().ok().filter(|number| (1..=MAX_PER_PAGE).contains(number));
    number.ok_or_else(|| Problem::new("out_of_range", message::per_page_not_valid(u64::from(MAX_PER_PAGE))))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_793_534_400_000);

    fn filter(request: AuditRequest) -> EventFilter {
        PageSearch::parse(&request, NOW).map_err(|errors| errors.len()).expect("a search").search.filter
    }

    #[test]
    fn the_search_takes_addresses_and_events_as_well() {
        let typed = |text: &str| filter(AuditRequest { person: text.into(), ..AuditRequest::default() });
        assert_eq!(typed("2001:DB8::1").address.as_deref(), Some("2001:db8::1"));
        let named = filter(AuditRequest { address: "2001:DB8::1".into(), ..AuditRequest::default() });
        assert_eq!(named.address.as_deref(), Some("2001:db8::1"));
        assert_eq!(typed("session.start").kinds, [EventKind::SessionStart]);
        let person = typed("maren");
        assert!(person.address.is_none() && person.kinds.is_empty());
    }

    #[test]
    fn kinds_are_all_of_a_group_or_the_one_that_is_named() {
        let of = |kinds: &str, event: &str| {
            filter(AuditRequest { kinds: kinds.into(), event: event.into(), ..AuditRequest::default() }).kinds
        };
        assert_eq!(of("mail", ""), kinds_of(EventGroup::Mail));
        assert_eq!(of("mail", "session.start"), [EventKind::SessionStart]);
        assert!(of("", "").is_empty());
    }

    #[test]
    fn a_period_ends_now_and_does_not_extend_a_day() {
        let since = |period: &str, from: &str| {
            filter(AuditRequest { period: period.into(), from: from.into(), ..AuditRequest::default() }).since
        };
        assert_eq!(since("24h", ""), AuditEventId::first_at(NOW.minus(DAY)));
        assert_eq!(since("24h", "2020-01-01"), AuditEventId::first_at(NOW.minus(DAY)));
        assert_eq!(since("7d", "2026-11-01"), AuditEventId::first_at(NOW.minus(DAY / 2)));
    }

    #[test]
    fn a_time_range_is_a_whole_day_or_one_millisecond() {
        let noon = Timestamp(1_793_534_400_000);
        assert_eq!(time_range("2026-11-01T12:00:00Z"), Ok((noon, Timestamp(noon.0 + 1))));
        assert_eq!(time_range("2026-11-01T12:00:00.500Z").map(|(start, _)| start.0 - noon.0), Ok(500));
        let half = DAY / 2;
        assert_eq!(time_range("2026-11-01"), Ok((noon.minus(half), noon.plus(half))));
    }

    #[test]
    fn invalid_times_are_rejected() {
        for text in
            ["yesterday", "2026-13-01", "2026-11-31", "1969-12-31", "2026-11-01 12:00", "ärgerlich", "20261101ä"]
        {
            assert_eq!(time_range(text).unwrap_err().code, "invalid_time", "{text}");
        }
    }

    #[test]
    fn all_errors_are_returned_at_once() {
        let request = AuditRequest {
            actor: "maren".into(),
            target: "0".into(),
            person: "jonas".into(),
            kinds: "all".into(),
            event: "user.fly".into(),
            result: "maybe".into(),
            address: "0".repeat(MAX_ADDRESS + 1),
            device: "0".repeat(MAX_DEVICE + 1),
            period: "1h".into(),
            from: "x".into(),
            to: "y".into(),
            scope: "all".into(),
            before: "z".into(),
            after: "z".into(),
            per_page: "101".into(),
            format: "xml".into(),
        };
        let of_page = [
            "actor", "target", "event", "kinds", "period", "result", "from", "to", "scope", "address", "device",
            "before", "after", "per_page",
        ];
        let fields = |errors: Vec<FieldError>| errors.into_iter().map(|error| error.field).collect::<Vec<_>>();
        assert_eq!(PageSearch::parse(&request, NOW).map(drop).map_err(fields), Err(of_page.map(Into::into).to_vec()));
        let of_export = [
            "actor", "target", "event", "kinds", "period", "result", "from", "to", "scope", "address", "device",
            "format",
        ];
        assert_eq!(
            ExportSearch::parse(&request, NOW).map(drop).map_err(fields),
            Err(of_export.map(Into::into).to_vec())
        );
    }

    #[test]
    fn parameters_that_exclude_each_other_are_rejected() {
        let id = Uuid::from_u128(7).to_string();
        let fields = |request: &AuditRequest| match PageSearch::parse(request, NOW) {
            Ok(_) => Vec::new(),
            Err(errors) => errors.into_iter().map(|error| (error.field, error.code)).collect(),
        };
        let both_ways = AuditRequest { before: id.clone(), after: id.clone(), ..AuditRequest::default() };
        assert_eq!(fields(&both_ways), [("after".into(), "with_before".into())]);
        let own = AuditRequest { scope: "own".into(), person: id, ..AuditRequest::default() };
        assert_eq!(fields(&own), [("person".into(), "with_scope".into())]);
    }

    #[test]
    fn per_page_is_50_by_default_and_at_most_100() {
        let parsed =
            |text: &str| PageSearch::parse(&AuditRequest { per_page: text.into(), ..AuditRequest::default() }, NOW);
        let good = ["", "1", "100"].map(|text| parsed(text).ok().map(|page| page.per_page));
        assert_eq!(good, [Some(50), Some(1), Some(100)]);
        for bad in ["0", "101", "-1", "1.5", "many", "99999999999", " 5"] {
            assert!(parsed(bad).is_err(), "{bad}");
        }
    }
}
