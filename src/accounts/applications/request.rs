//! Parses the definition of an application in a request.

use super::added_locations;
use crate::{
    accounts::Accounts,
    applications::{
        Application, Origin, check_locations, check_own_host, ordered_claims, parse_after_sign_out, parse_claim,
        parse_group, parse_location, parse_remote_user, parse_title,
    },
    shared::{
        applications::{ApplicationName, ApplicationRequest, ApplicationSource, Claim, RemoteUser},
        error::{AppError, FieldError},
        fields::{Fields, Problem},
        groups::{GroupName, GroupNames},
        values::{Expected, Text},
    },
    store::{Conn, groups},
};

/// The maximum number of items of a list.
const MAX_ITEMS: usize = 100;

impl Accounts {
    /// Parses all fields and returns all errors at once. `current`: the application to replace, if it exists. The times of the
    /// result are not set.
    pub(super) async fn parse_application(
        &self,
        request: &ApplicationRequest,
        current: Option<&Application>,
    ) -> Result<Application, AppError> {
        let known = self.db().read(async |mut conn| groups::names(&mut conn).await).await?;
        parse(request, current, &known, self.own_origin()).map_err(AppError::invalid)
    }
}

/// Fails if a group does not exist: it may have been deleted after the request was parsed, and a later group with its name would be
/// admitted. Until the commit none is deleted, because changes by administrators run one at a time.
pub(super) async fn ensure_groups(conn: &mut Conn, application: &Application) -> Result<(), AppError> {
    let known = groups::names(conn).await?;
    match application.groups.iter().find(|name| !known.contains(name)) {
        Some(name) => Err(AppError::invalid(vec![unknown_group(name).of("groups")])),
        None => Ok(()),
    }
}

fn parse(
    request: &ApplicationRequest,
    current: Option<&Application>,
    known: &GroupNames,
    own: Option<&Origin>,
) -> Result<Application, Vec<FieldError>> {
    let mut fields = Fields::default();
    let current_name = current.map(|current| &current.name);
    let name = match (current_name, &request.name) {
        (Some(current), Text::Missing) => Some(current.clone()),
        _ => fields.parse("name", &request.name, |text| parse_name(text, current_name)),
    };
    let title = fields.parse("title", &request.title, parse_title);
    let locations = parse_list(&mut fields, "locations", &request.locations, parse_location);
    let checked = locations.as_deref().map(|locations| {
        check_locations(locations).and_then(|()| check_own_host(added_locations(locations, current), own))
    });
    if let Some(Err(problem)) = checked {
        fields.reject("locations", problem);
    }
    let everyone = match request.everyone {
        Expected::Given(everyone) => everyone,
        Expected::Missing => false,
        Expected::WrongType => {
            fields.reject("everyone", Problem::not_boolean());
            false
        }
    };
    let groups = parse_list(&mut fields, "groups", &request.groups, |text| existing_group(text, known));
    let claims = match &request.claims {
        Expected::Missing => Some(Claim::ALL.to_vec()),
        given => parse_list(&mut fields, "claims", given, parse_claim),
    };
    let remote_user = match &request.remote_user {
        Text::Missing => Some(RemoteUser::default()),
        given => fields.parse("remote_user", given, parse_remote_user),
    };
    let after_sign_out = fields.parse("after_sign_out", &request.after_sign_out, parse_after_sign_out).flatten();
    fields.finish()?;
    let (Some(name), Some(title), Some(locations), Some(groups), Some(claims), Some(remote_user)) =
        (name, title, locations, groups, claims, remote_user)
    else {
        unreachable!("a missing value has reported an error");
    };
    Ok(Application {
        title: title.unwrap_or_else(|| name.to_string()),
        name,
        locations,
        everyone,
        groups: groups.into_iter().collect(),
        claims: ordered_claims(&claims),
        remote_user,
        after_sign_out,
        source: ApplicationSource::Database,
        flaws: Vec::new(),
        created_at: None,
        updated_at: None,
    })
}

fn parse_name(text: &str, current: Option<&ApplicationName>) -> Result<ApplicationName, Problem> {
    match current {
        None => ApplicationName::parse(text.trim()),
        Some(current) if text == current.as_str() => Ok(current.clone()),
        Some(current) => {
            let message = format!("The name cannot be changed: leave it out or send {current}.");
            Err(Problem::new("not_allowed", message))
        }
    }
}

fn existing_group(text: &str, known: &GroupNames) -> Result<GroupName, Problem> {
    let name = parse_group(text)?;
    if known.contains(&name) { Ok(name) } else { Err(unknown_group(&name)) }
}

fn unknown_group(name: &GroupName) -> Problem {
    let message = format!("There is no group {name}. Create it first, or check its spelling.");
    Problem::new("unknown_group", message)
}

/// Parses each item of a list; a missing list is empty. None if an error was recorded.
fn parse_list<T>(
    fields: &mut Fields,
    field: &'static str,
    list: &Expected<Vec<Text>>,
    parse: impl Fn(&str) -> Result<T, Problem>,
) -> Option<Vec<T>> {
    let items = match list {
        Expected::Missing => return Some(Vec::new()),
        Expected::Given(items) if items.len() <= MAX_ITEMS => items,
        Expected::Given(_) => {
            fields.reject(field, Problem::new("too_many", format!("Send at most {MAX_ITEMS} items.")));
            return None;
        }
        Expected::WrongType => {
            fields.reject(field, Problem::new("wrong_type", "This must be an array of strings."));
            return None;
        }
    };
    let parsed: Vec<T> = items.iter().filter_map(|item| fields.parse(field, item, &parse)).collect();
    (parsed.len() == items.len()).then_some(parsed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(items: &[&str]) -> Expected<Vec<Text>> {
        Expected::Given(items.iter().map(|item| Text::from(*item)).collect())
    }

    fn journal() -> ApplicationRequest {
        ApplicationRequest {
            name: "journal".into(),
            locations: texts(&["https://journal.example.com"]),
            ..ApplicationRequest::default()
        }
    }

    fn known() -> GroupNames {
        ["editors", "staff"].iter().map(|name| GroupName::parse(name).unwrap()).collect()
    }

    /// The fields and codes of all errors.
    fn errors(request: &ApplicationRequest, current: Option<&Application>) -> Vec<String> {
        let errors = parse(request, current, &known(), None).expect_err("errors");
        errors.into_iter().map(|error| format!("{} {}", error.field, error.code)).collect()
    }

    #[test]
    fn only_name_and_locations_are_required_and_nobody_may_enter() {
        let parsed = parse(&journal(), None, &known(), None).unwrap();
        assert_eq!((parsed.title.as_str(), parsed.entrance().as_str()), ("journal", "https://journal.example.com/"));
        assert!(!parsed.everyone && parsed.groups.is_empty());
        assert_eq!(parsed.claims, Claim::ALL);
        let request = ApplicationRequest {
            title: " The Journal ".into(),
            everyone: Expected::Given(true),
            groups: texts(&["staff", "editors", "staff"]),
            claims: texts(&[]),
            after_sign_out: " https://Example.com ".into(),
            ..journal()
        };
        let parsed = parse(&request, None, &known(), None).unwrap();
        assert_eq!((parsed.title.as_str(), parsed.groups.joined(" ").as_str()), ("The Journal", "editors staff"));
        assert!(parsed.everyone && parsed.claims.is_empty());
        assert_eq!(parsed.after_sign_out.map(|url| url.to_string()).as_deref(), Some("https://example.com/"));
    }

    #[test]
    fn all_errors_are_reported_at_once() {
        let request = ApplicationRequest {
            name: "Journal".into(),
            title: "x".repeat(81).into(),
            locations: texts(&["http://a.example", "https://b.example", "c.example"]),
            everyone: Expected::WrongType,
            groups: texts(&["editors", "readers", "Staff"]),
            claims: texts(&["phone"]),
            remote_user: "Id".into(),
            after_sign_out: "http://example.com/".into(),
        };
        let expected = [
            "name not_allowed",
            "title too_long",
            "locations invalid_location",
            "locations invalid_location",
            "everyone wrong_type",
            "groups unknown_group",
            "groups not_allowed",
            "claims unknown_claim",
            "remote_user unknown",
            "after_sign_out invalid_url",
        ];
        assert_eq!(errors(&request, None), expected);
        assert_eq!(errors(&ApplicationRequest::default(), None), ["name required", "locations required"]);
    }

    #[test]
    fn lists_are_arrays_of_limited_length() {
        let request = |locations| ApplicationRequest { locations, ..journal() };
        let many = |count: usize| (0..count).map(|number| format!("https://a{number}.example").into()).collect();
        assert_eq!(errors(&request(Expected::WrongType), None), ["locations wrong_type"]);
        assert_eq!(errors(&request(Expected::Given(vec![Text::WrongType])), None), ["locations wrong_type"]);
        assert_eq!(errors(&request(Expected::Given(many(21))), None), ["locations too_many"]);
        assert_eq!(errors(&request(Expected::Given(many(101))), None), ["locations too_many"]);
        let twice = texts(&["https://a.example", "https://A.example/"]);
        assert_eq!(errors(&request(twice), None), ["locations repeated"]);
    }

    #[test]
    fn the_name_cannot_be_changed() {
        let current = parse(&journal(), None, &known(), None).unwrap();
        let unnamed = ApplicationRequest { name: Text::Missing, ..journal() };
        for request in [journal(), unnamed] {
            assert_eq!(parse(&request, Some(&current), &known(), None).unwrap().name, current.name);
        }
        let other = ApplicationRequest { name: "wiki".into(), ..journal() };
        assert_eq!(errors(&other, Some(&current)), ["name not_allowed"]);
    }
}
