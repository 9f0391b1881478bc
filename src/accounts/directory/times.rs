//! Parses the times by which a list is filtered: whole days in UTC.

use super::query::is_given;
use crate::language::message;
use crate::shared::directory::NEVER;
use crate::shared::{DAY, Fields, FilterRequest, Problem, Text, Times, Timestamp};

/// The first time that is not stored as "never".
const FIRST_SIGN_IN: Timestamp = Timestamp(1);

pub(super) fn times(fields: &mut Fields, request: &FilterRequest) -> Times {
    let mut times = Times::default();
    if is_given(&request.signed_in) && fields.parse("signed_in", &request.signed_in, never).is_some() {
        times.signed_in.end = FIRST_SIGN_IN;
    }
    if let Some(day) = day(fields, "created_from", &request.created_from) {
        times.created.start = day;
    }
    if let Some(day) = day(fields, "created_to", &request.created_to) {
        times.created.end = day.plus(DAY);
    }
    if let Some(day) = day(fields, "last_login_before", &request.last_login_before) {
        // Together with `never` no time is left: who has never signed in has no last sign-in.
        times.signed_in = FIRST_SIGN_IN..times.signed_in.end.min(day);
    }
    times
}

fn never(text: &str) -> Result<(), Problem> {
    if text == NEVER { Ok(()) } else { Err(Problem::new("unknown", message::users_signed_in_not_valid())) }
}

/// The start of a day, if there is one.
fn day(fields: &mut Fields, field: &'static str, text: &Text) -> Option<Timestamp> {
    let parse = |text: &str| {
        // An instant, which is longer, would be read as well.
        let start = if text.len() == "2026-11-26".len() { text.parse::<Timestamp>().ok() } else { None };
        start.ok_or_else(|| Problem::new("not_a_day", message::users_day_not_valid(field)))
    };
    if is_given(text) { fields.parse(field, text, parse) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::FieldError;

    fn parse(request: &FilterRequest) -> Result<Times, Vec<String>> {
        let mut fields = Fields::default();
        let times = times(&mut fields, request);
        let names = |errors: Vec<FieldError>| errors.into_iter().map(|error| error.field.into_owned()).collect();
        fields.finish().map(|()| times).map_err(names)
    }

    /// Noon on 1 November 2026, and so many days later.
    fn noon(days: u32) -> Timestamp {
        Timestamp(1_793_534_400_000).plus(DAY * days)
    }

    #[test]
    fn both_days_of_the_creation_are_included() {
        let (created_from, created_to) = ("2026-11-02".into(), "2026-11-03".into());
        let times = parse(&FilterRequest { created_from, created_to, ..FilterRequest::default() }).unwrap();
        let found = [0, 1, 2, 3].map(|days| times.include(noon(days), None));
        assert_eq!(found, [false, true, true, false]);
        let (start, end) = (noon(1).minus(DAY / 2), noon(2).plus(DAY / 2));
        assert_eq!(times.created, start..end);
        assert!(times.limits_creation() && times.include(start, Some(noon(9))) && !times.include(end, None));
    }

    #[test]
    fn accounts_that_have_never_signed_in_are_found_by_never_alone() {
        let of = |signed_in: &str, before: &str| {
            let (signed_in, last_login_before) = (signed_in.into(), before.into());
            let times = parse(&FilterRequest { signed_in, last_login_before, ..FilterRequest::default() }).unwrap();
            assert!(!times.limits_creation());
            [None, Some(noon(0)), Some(noon(1))].map(|last| times.include(noon(0), last))
        };
        assert_eq!(of("", ""), [true, true, true]);
        assert_eq!(of("never", ""), [true, false, false]);
        assert_eq!(of("", "2026-11-02"), [false, true, false]);
        assert_eq!(of("never", "2026-11-02"), [false, false, false]);
    }

    #[test]
    fn other_values_than_days_are_rejected() {
        for text in ["yesterday", "2026-11-31", "2026-11-1", "1969-12-31", "2026-11-01T12:00:00Z", "20261101ä", " "] {
            let [created_from, created_to, last_login_before] = [text; 3].map(Text::from);
            let signed_in = text.into();
            let request =
                FilterRequest { signed_in, created_from, created_to, last_login_before, ..FilterRequest::default() };
            let fields = ["signed_in", "created_from", "created_to", "last_login_before"];
            assert_eq!(parse(&request), Err(fields.map(str::to_owned).to_vec()), "{text}");
        }
        assert_eq!(parse(&FilterRequest::default()), Ok(Times::default()));
    }
}
