//! Which part of the audit trail is asked for, as the address of the page says it. Read here alone: by the page, by the
//! server that renders it, and by the export.

use super::{audit::AuditRequest, ids::UserId, next::with_parameter};

/// How many events to a page.
pub const SIZES: [&str; 3] = ["20", "50", "100"];
const DEFAULT_SIZE: &str = "50";

/// Whose trail it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// Everybody's, for administrators.
    Everyone,
    /// One's own.
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

/// The parameters, as they came: the server judges them. A default is left empty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuditQuery {
    pub scope: Scope,
    pub person: String,
    pub event: String,
    pub result: String,
    pub from: String,
    pub to: String,
    pub per_page: String,
    pub before: String,
    pub after: String,
}

impl AuditQuery {
    /// Reads it from an address, of which `value` gives the parameters.
    pub fn read<'a>(scope: Scope, value: impl Fn(&'static str) -> Option<&'a str>) -> Self {
        let given = |name| value(name).unwrap_or_default().trim().to_owned();
        let per_page = given("per_page");
        Self {
            scope,
            person: if scope == Scope::Own { String::new() } else { given("person") },
            event: given("event"),
            result: given("result"),
            from: given("from"),
            to: given("to"),
            per_page: if per_page == DEFAULT_SIZE { String::new() } else { per_page },
            before: given("before"),
            after: given("after"),
        }
    }

    /// The address that asks for it.
    pub fn address(&self) -> String {
        let place = [("per_page", &self.per_page), ("before", &self.before), ("after", &self.after)];
        self.filters().into_iter().chain(place).fold(self.scope.path().to_owned(), with)
    }

    /// The address of all of it, in a file of this format.
    pub fn file(&self, format: &str) -> String {
        self.filters().into_iter().fold(with_parameter("/audit/export", "format", format), with)
    }

    fn filters(&self) -> [(&'static str, &String); 5] {
        [
            ("person", &self.person),
            ("event", &self.event),
            ("result", &self.result),
            ("from", &self.from),
            ("to", &self.to),
        ]
    }

    /// The question as the server takes it.
    pub fn request(&self) -> AuditRequest {
        let Self { scope, person, event, result, from, to, per_page, before, after } = self.clone();
        let scope = if scope == Scope::Own { "own" } else { "" };
        AuditRequest {
            scope: scope.to_owned(),
            person,
            event,
            result,
            from,
            to,
            per_page,
            before,
            after,
            ..AuditRequest::default()
        }
    }

    /// From its newest event.
    pub fn restarted(&self) -> Self {
        Self { before: String::new(), after: String::new(), ..self.clone() }
    }

    pub fn sized(&self, size: &str) -> Self {
        let per_page = if size == DEFAULT_SIZE { "" } else { size };
        Self { per_page: per_page.to_owned(), ..self.restarted() }
    }

    /// How many to a page.
    pub fn size(&self) -> &str {
        if self.per_page.is_empty() { DEFAULT_SIZE } else { &self.per_page }
    }

    pub fn before(&self, event: impl ToString) -> Self {
        Self { before: event.to_string(), ..self.restarted() }
    }

    pub fn after(&self, event: impl ToString) -> Self {
        Self { after: event.to_string(), ..self.restarted() }
    }

    /// Whether anything narrows it down.
    pub fn is_filtered(&self) -> bool {
        self.filters().iter().any(|(_, value)| !value.is_empty())
    }
}

fn with(address: String, (name, value): (&str, &String)) -> String {
    if value.is_empty() { address } else { with_parameter(&address, name, value) }
}

/// How many events the account page shows.
const RECENT: u32 = 5;

/// What happened to this account last.
pub fn recent(account: UserId) -> AuditRequest {
    AuditRequest { target: account.to_string(), per_page: RECENT.to_string(), ..AuditRequest::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    fn asked(scope: Scope, pairs: &[(&'static str, &'static str)]) -> AuditQuery {
        let given: HashMap<_, _> = pairs.iter().copied().collect();
        AuditQuery::read(scope, |name| given.get(name).copied())
    }

    #[test]
    fn what_is_usual_stands_in_no_address() {
        let form = [("person", ""), ("event", ""), ("result", ""), ("from", ""), ("to", " "), ("per_page", "50")];
        assert_eq!(asked(Scope::Everyone, &form).address(), "/audit");
        assert!(!asked(Scope::Everyone, &form).is_filtered());
    }

    #[test]
    fn a_filter_stands_in_the_address_of_the_page_and_in_that_of_the_file() {
        let one =
            asked(Scope::Everyone, &[("person", "a&b"), ("from", "2026-11-01"), ("before", "x"), ("per_page", "20")]);
        assert_eq!(one.address(), "/audit?person=a%26b&from=2026-11-01&per_page=20&before=x");
        assert_eq!(one.file("csv"), "/audit/export?format=csv&person=a%26b&from=2026-11-01");
        assert_eq!(one.sized("50").address(), "/audit?person=a%26b&from=2026-11-01");
        assert_eq!(one.after("y").address(), "/audit?person=a%26b&from=2026-11-01&per_page=20&after=y");
        assert!(one.is_filtered());
    }

    #[test]
    fn one_s_own_trail_is_nobody_else_s() {
        let own = asked(Scope::Own, &[("person", "jonas"), ("result", "refused")]);
        assert_eq!(own.address(), "/account/activity?result=refused");
        assert_eq!((own.request().scope.as_str(), own.request().person.as_str()), ("own", ""));
    }
}
