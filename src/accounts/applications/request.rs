//! Parses the definition of an application in a request.

use super::added_locations;
use crate::accounts::UnitOfWork;
use crate::applications::{
    Application, Demand, Origin, check_locations, check_own_host, ordered_claims, ordered_fields, parse_after_sign_out,
    parse_claim, parse_group, parse_location, parse_own_field, parse_remote_user, parse_title,
};
use crate::language::message;
use crate::shared::applications::{Claim, parse_proof_age};
use crate::shared::{
    AppError, ApplicationName, ApplicationRequest, ApplicationSource, Expected, FieldError, Fields, GroupName,
    GroupNames, OwnFieldName, OwnFieldParty, Problem, RemoteUser, Text,
};
use crate::store::groups;

/// Parses all fields and returns all errors at once. A group that the application admits is not deleted before the commit, because
/// changes by administrators run one at a time. `current`: the application to replace, whose times the result has.
pub(super) async fn parse(
    tx: &mut UnitOfWork,
    request: &ApplicationRequest,
    current: Option<&Application>,
) -> Result<Application, AppError> {
    let known = groups::names(tx).await?;
    let mut application = read(request, current, &known, tx.accounts().own_origin()).map_err(AppError::invalid)?;
    let fields = tx.defined_fields().await?;
    let is_known = |name: &&OwnFieldName| {
        fields.find(name.as_str()).is_some_and(|field| field.is_seen_by(OwnFieldParty::Applications))
    };
    if let Some(name) = application.fields.iter().find(|name| !is_known(name)) {
        return Err(AppError::invalid(vec![unknown_field(name).of("fields")]));
    }
    if let Some(group) = tx.group_by_rule(&application.name, &request.rule).await? {
        application.groups = application.groups.with(&group);
    }
    Ok(application)
}

/// There is no such field that applications see.
fn unknown_field(name: &OwnFieldName) -> Problem {
    Problem::new("unknown_field", message::client_claim_field_unknown(name.to_string()))
}

fn read(
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
    let locations = fields.list("locations", &request.locations, parse_location);
    let checked = locations.as_deref().map(|locations| {
        check_locations(locations).and_then(|()| check_own_host(added_locations(locations, current), own))
    });
    if let Some(Err(problem)) = checked {
        fields.reject("locations", problem);
    }
    let everyone = fields.flag("everyone", &request.everyone).unwrap_or(false);
    let groups = fields.list("groups", &request.groups, |text| existing_group(text, known));
    let claims = match &request.claims {
        Expected::Missing => Some(Claim::ALL.to_vec()),
        given => fields.list("claims", given, parse_claim),
    };
    let told = fields.list("fields", &request.fields, parse_own_field);
    let remote_user = match &request.remote_user {
        Text::Missing => Some(RemoteUser::default()),
        given => fields.parse("remote_user", given, parse_remote_user),
    };
    let after_sign_out = fields.parse("after_sign_out", &request.after_sign_out, parse_after_sign_out).flatten();
    let link = fields.parse("link", &request.link, parse_after_sign_out).flatten();
    let second_factor = fields.flag("second_factor", &request.second_factor).unwrap_or(false);
    let max_age = fields.parse("max_age", &request.max_age, parse_proof_age).flatten();
    fields.finish()?;
    let (Some(name), Some(title), Some(locations), Some(groups), Some(claims), Some(told), Some(remote_user)) =
        (name, title, locations, groups, claims, told, remote_user)
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
        fields: ordered_fields(told),
        remote_user,
        after_sign_out,
        link,
        demand: Demand::new(second_factor, max_age),
        source: ApplicationSource::Database,
        flaws: Vec::new(),
        created_at: current.and_then(|current| current.created_at),
        updated_at: current.and_then(|current| current.updated_at),
    })
}

fn parse_name(text: &str, current: Option<&ApplicationName>) -> Result<ApplicationName, Problem> {
    match current {
        None => ApplicationName::parse(text.trim()),
        Some(current) if text == current.as_str() => Ok(current.clone()),
        Some(current) => Err(Problem::new("not_allowed", message::application_name_fixed(current.to_string()))),
    }
}

fn existing_group(text: &str, known: &GroupNames) -> Result<GroupName, Problem> {
    let name = parse_group(text)?;
    if known.contains(&name) {
        return Ok(name);
    }
    Err(Problem::new("unknown_group", message::application_group_unknown(name.to_string())))
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
        let errors = read(request, current, &known(), None).expect_err("errors");
        errors.into_iter().map(|error| format!("{} {}", error.field, error.code)).collect()
    }

    #[test]
    fn only_the_name_is_required_and_nobody_may_enter() {
        let parsed = read(&journal(), None, &known(), None).unwrap();
        assert_eq!((parsed.title.as_str(), parsed.entrance().as_str()), ("journal", "https://journal.example.com/"));
        assert!(!parsed.everyone && parsed.groups.is_empty());
        assert_eq!((parsed.claims.as_slice(), parsed.demand), (&Claim::ALL[..], Demand::default()));
        let request = ApplicationRequest {
            title: " The Journal ".into(),
            everyone: Expected::Given(true),
            groups: texts(&["staff", "editors", "staff"]),
            claims: texts(&[]),
            after_sign_out: " https://Example.com ".into(),
            second_factor: Expected::Given(true),
            max_age: "15m".into(),
            ..journal()
        };
        let parsed = read(&request, None, &known(), None).unwrap();
        assert_eq!((parsed.title.as_str(), parsed.groups.joined(" ").as_str()), ("The Journal", "editors staff"));
        assert!(parsed.everyone && parsed.claims.is_empty());
        assert_eq!(parsed.demand, Demand::new(true, Some(900)));
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
            fields: texts(&["Department"]),
            rule: Text::Missing,
            remote_user: "Id".into(),
            after_sign_out: "http://example.com/".into(),
            link: "example.com".into(),
            second_factor: Expected::WrongType,
            max_age: "59s".into(),
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
            "fields not_allowed",
            "remote_user unknown",
            "after_sign_out invalid_url",
            "link invalid_url",
            "second_factor wrong_type",
            "max_age invalid_duration",
        ];
        assert_eq!(errors(&request, None), expected);
        assert_eq!(errors(&ApplicationRequest::default(), None), ["name required"]);
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
        let current = read(&journal(), None, &known(), None).unwrap();
        let unnamed = ApplicationRequest { name: Text::Missing, ..journal() };
        for request in [journal(), unnamed] {
            assert_eq!(read(&request, Some(&current), &known(), None).unwrap().name, current.name);
        }
        let other = ApplicationRequest { name: "wiki".into(), ..journal() };
        assert_eq!(errors(&other, Some(&current)), ["name not_allowed"]);
    }
}
