//! Queries of the audit log: a request, and what the address of its page says. Shared by the page, the server that renders it, and the
//! export.

use super::audit::{EventGroup, EventKind, Outcome};
use super::export_format::ExportFormat;
use super::ids::{AuditEventId, UserId};
use super::next::with_parameter;
use super::overview::Period;
use super::timestamp::DAY_OR_INSTANT;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The page sizes to choose from.
pub const SIZES: [&str; 3] = ["20", "50", "100"];
const DEFAULT_SIZE: &str = "50";

/// A query for events. An empty parameter does not filter, because HTML forms send empty fields.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct AuditRequest {
    /// The id of the actor.
    #[schemars(with = "UserId")]
    pub actor: String,
    /// The id of the target account.
    #[schemars(with = "UserId")]
    pub target: String,
    /// Actor or target: an id, a username or an email address. An IP address is read as `address`, and the name of an event as `event`.
    #[schemars(length(max = 120), extend("example" = "maren"))]
    pub person: String,
    /// Only events of these kinds.
    #[schemars(with = "EventGroup")]
    pub kinds: String,
    /// Only events from this IP address. For administrators.
    #[schemars(length(max = 60), extend("example" = "192.0.2.1"))]
    pub address: String,
    /// Only events with exactly this user agent. For administrators.
    #[schemars(length(max = 500))]
    pub device: String,
    /// Only events of the last 24 hours, 7 or 30 days, or of the last year.
    #[schemars(with = "Period")]
    pub period: String,
    /// Only events of this kind.
    #[schemars(with = "EventKind")]
    pub event: String,
    /// Only events with this result.
    #[schemars(with = "Outcome")]
    pub result: String,
    /// A day or an instant in UTC, inclusive.
    #[schemars(regex(pattern = DAY_OR_INSTANT), extend("example" = "2026-11-01"))]
    pub from: String,
    /// A day or an instant in UTC, inclusive.
    #[schemars(regex(pattern = DAY_OR_INSTANT), extend("example" = "2026-11-30"))]
    pub to: String,
    /// `own`: only events with the user as actor or target. Without it, administrators see all events.
    #[schemars(extend("enum" = ["own"]))]
    pub scope: String,
    /// Events older than this one.
    #[schemars(with = "AuditEventId")]
    pub before: String,
    /// Events newer than this one.
    #[schemars(with = "AuditEventId")]
    pub after: String,
    /// The number of events of a page.
    #[schemars(with = "u64", range(min = 1, max = 100), extend("default" = 50))]
    pub per_page: String,
    /// The format of an export; default `csv`.
    #[schemars(with = "ExportFormat")]
    pub format: String,
}

/// Whose events are listed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// All events, for administrators.
    Everyone,
    /// The user's own events.
    Own,
}

impl Scope {
    /// The address of its page.
    pub fn path(self) -> &'static str {
        match self {
            Self::Everyone => "/audit",
            Self::Own => "/account/activity",
        }
    }
}

/// The parameters, not validated: the server does that. Default values are stored as empty strings.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuditQuery {
    pub scope: Scope,
    pub person: String,
    pub kinds: String,
    pub event: String,
    pub result: String,
    pub address: String,
    pub device: String,
    pub period: String,
    pub from: String,
    pub to: String,
    pub per_page: String,
    pub before: String,
    pub after: String,
}

impl AuditQuery {
    /// Reads the query from the parameters that `value` returns.
    pub fn read<'a>(scope: Scope, value: impl Fn(&'static str) -> Option<&'a str>) -> Self {
        let given = |name| value(name).unwrap_or_default().trim().to_owned();
        let per_page = given("per_page");
        Self {
            scope,
            // The own activity cannot be filtered by user, even if the address asks for it.
            person: if scope == Scope::Own { String::new() } else { given("person") },
            kinds: given("kinds"),
            event: given("event"),
            result: given("result"),
            address: if scope == Scope::Own { String::new() } else { given("address") },
            device: if scope == Scope::Own { String::new() } else { given("device") },
            period: given("period"),
            from: given("from"),
            to: given("to"),
            per_page: if per_page == DEFAULT_SIZE { String::new() } else { per_page },
            before: given("before"),
            after: given("after"),
        }
    }

    /// The address of the page with this query.
    pub fn address(&self) -> String {
        // `with` omits empty parameters, so equal queries have equal addresses.
        let position = [("per_page", &self.per_page), ("before", &self.before), ("after", &self.after)];
        self.filters().into_iter().chain(position).fold(self.scope.path().to_owned(), with)
    }

    /// The address of the export of all matching events in this format.
    pub fn file(&self, format: &str) -> String {
        self.filters().into_iter().fold(with_parameter("/audit/export", "format", format), with)
    }

    /// The filters: names of parameters and their values.
    pub fn filters(&self) -> [(&'static str, &String); 9] {
        [
            ("person", &self.person),
            ("kinds", &self.kinds),
            ("event", &self.event),
            ("result", &self.result),
            ("address", &self.address),
            ("device", &self.device),
            ("period", &self.period),
            ("from", &self.from),
            ("to", &self.to),
        ]
    }

    /// The request to the server.
    pub fn request(&self) -> AuditRequest {
        let Self { scope, person, kinds, event, result, address, device, period, from, to, per_page, before, after } =
            self.clone();
        let scope = if scope == Scope::Own { "own" } else { "" };
        AuditRequest {
            scope: scope.to_owned(),
            person,
            kinds,
            event,
            result,
            address,
            device,
            period,
            from,
            to,
            per_page,
            before,
            after,
            ..AuditRequest::default()
        }
    }

    /// The first page of the same query with another value of a filter; an empty one removes it. A period takes the place of days, and
    /// days that of a period.
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut query = self.restarted();
        let field = match name {
            "person" => &mut query.person,
            "kinds" => &mut query.kinds,
            "event" => &mut query.event,
            "result" => &mut query.result,
            "address" => &mut query.address,
            "device" => &mut query.device,
            "from" => &mut query.from,
            "to" => &mut query.to,
            _ => &mut query.period,
        };
        value.clone_into(field);
        match name {
            "period" => (query.from, query.to) = (String::new(), String::new()),
            "from" | "to" => query.period = String::new(),
            _ => {}
        }
        query
    }

    /// The same list without filters.
    pub fn unfiltered(&self) -> Self {
        let mut query = self.clone();
        for (name, _) in self.filters() {
            query = query.with(name, "");
        }
        query
    }

    /// The first page of the same query.
    pub fn restarted(&self) -> Self {
        Self { before: String::new(), after: String::new(), ..self.clone() }
    }

    pub fn sized(&self, size: &str) -> Self {
        let per_page = if size == DEFAULT_SIZE { "" } else { size };
        Self { per_page: per_page.to_owned(), ..self.restarted() }
    }

    /// The page size.
    pub fn size(&self) -> &str {
        if self.per_page.is_empty() { DEFAULT_SIZE } else { &self.per_page }
    }

    pub fn before(&self, event: impl ToString) -> Self {
        Self { before: event.to_string(), ..self.restarted() }
    }

    pub fn after(&self, event: impl ToString) -> Self {
        Self { after: event.to_string(), ..self.restarted() }
    }

    /// Whether any filter is set.
    pub fn is_filtered(&self) -> bool {
        self.filters().iter().any(|(_, value)| !value.is_empty())
    }
}

fn with(address: String, (name, value): (&str, &String)) -> String {
    if value.is_empty() { address } else { with_parameter(&address, name, value) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    fn query(scope: Scope, pairs: &[(&'static str, &'static str)]) -> AuditQuery {
        let given: HashMap<_, _> = pairs.iter().copied().collect();
        AuditQuery::read(scope, |name| given.get(name).copied())
    }

    #[test]
    fn default_values_are_omitted_from_the_address() {
        let form = [("person", ""), ("event", ""), ("result", ""), ("from", ""), ("to", " "), ("per_page", "50")];
        assert_eq!(query(Scope::Everyone, &form).address(), "/audit");
        assert!(!query(Scope::Everyone, &form).is_filtered());
    }

    #[test]
    fn filters_are_part_of_page_and_export_addresses() {
        let one =
            query(Scope::Everyone, &[("person", "a&b"), ("from", "2026-11-01"), ("before", "x"), ("per_page", "20")]);
        assert_eq!(one.address(), "/audit?person=a%26b&from=2026-11-01&per_page=20&before=x");
        assert_eq!(one.file("csv"), "/audit/export?format=csv&person=a%26b&from=2026-11-01");
        assert_eq!(one.sized("50").address(), "/audit?person=a%26b&from=2026-11-01");
        assert_eq!(one.after("y").address(), "/audit?person=a%26b&from=2026-11-01&per_page=20&after=y");
        assert!(one.is_filtered());
    }

    #[test]
    fn a_filter_is_replaced_or_removed_and_the_list_begins_anew() {
        let one =
            query(Scope::Everyone, &[("person", "ada"), ("result", "refused"), ("period", "24h"), ("before", "x")]);
        assert_eq!(one.with("result", "").address(), "/audit?person=ada&period=24h");
        assert_eq!(one.with("from", "2026-11-01").address(), "/audit?person=ada&result=refused&from=2026-11-01");
        let from = one.with("address", "192.0.2.1").with("person", "");
        assert_eq!(from.address(), "/audit?result=refused&address=192.0.2.1&period=24h");
        assert_eq!(one.unfiltered().address(), "/audit");
    }

    #[test]
    fn own_activity_cannot_be_filtered_by_user() {
        let own = query(Scope::Own, &[("person", "jonas"), ("result", "refused")]);
        assert_eq!(own.address(), "/account/activity?result=refused");
        assert_eq!((own.request().scope.as_str(), own.request().person.as_str()), ("own", ""));
    }
}
