//! The parts of the definition of an application. Requests and the file have the same rules.

use super::{Address, Application, Location, LocationError, Origin};
use crate::language::message;
use crate::shared::applications::{Claim, MAX_AFTER_SIGN_OUT, MAX_LOCATIONS, MAX_TITLE_CHARS};
use crate::shared::fields::names::display_name;
use crate::shared::{GroupName, OwnFieldName, Problem, RemoteUser};

/// The maximum number of characters of a wrong value that a message repeats.
const MAX_SHOWN_CHARS: usize = 80;

/// The title. None if it is blank.
///
/// # Errors
/// If it is too long, or has line breaks or invisible characters.
pub fn parse_title(text: &str) -> Result<Option<String>, Problem> {
    display_name(text, MAX_TITLE_CHARS)
}

/// # Errors
/// If the text is not a location. The message contains it.
pub fn parse_location(text: &str) -> Result<Location, Problem> {
    Location::parse(text.trim()).map_err(|error| {
        Problem::new("invalid_location", message::application_address_invalid(error.reason(), shown(text)))
    })
}

/// Checks the locations of one application.
///
/// # Errors
/// If there are too many, or two are the same.
pub fn check_locations(locations: &[Location]) -> Result<(), Problem> {
    if locations.len() > MAX_LOCATIONS {
        return Err(Problem::new("too_many", message::application_addresses_too_many(MAX_LOCATIONS as u64)));
    }
    let is_repeated =
        |(at, location): &(usize, &Location)| locations[..*at].iter().any(|before| before.collides_with(location));
    match locations.iter().enumerate().find(is_repeated) {
        Some((_, location)) => {
            Err(Problem::new("repeated", message::application_address_repeated(location.to_string())))
        }
        None => Ok(()),
    }
}

/// Checks that none of the locations is on the host of Vestibule with another port or scheme. `own`: the origin of Vestibule.
///
/// # Errors
/// If one is. The message contains it.
pub fn check_own_host<'a>(
    locations: impl IntoIterator<Item = &'a Location>,
    own: Option<&Origin>,
) -> Result<(), Problem> {
    let is_beside = |location: &&Location| own.is_some_and(|own| location.origin().differs_in_port_from(own));
    let Some(location) = locations.into_iter().find(is_beside) else { return Ok(()) };
    Err(Problem::new("other_port", message::application_address_own_host(location.to_string())))
}

/// Checks that none of the locations is on a host of the application `other` with another port or scheme.
///
/// # Errors
/// If one is. The message contains both locations.
pub fn check_ports<'a>(locations: impl IntoIterator<Item = &'a Location>, other: &Application) -> Result<(), Problem> {
    let with_taken = |location: &'a Location| {
        let differs = |taken: &&Location| location.origin().differs_in_port_from(taken.origin());
        other.locations.iter().find(differs).map(|taken| (location, taken))
    };
    let Some((location, taken)) = locations.into_iter().find_map(with_taken) else { return Ok(()) };
    let (location, name, taken) = (location.to_string(), other.name.to_string(), taken.to_string());
    Err(Problem::new("other_port", message::application_address_other_port(location, name, taken)))
}

/// # Errors
/// If the text is not the name of a group. The message contains it.
pub fn parse_group(text: &str) -> Result<GroupName, Problem> {
    let name = text.trim();
    if name.is_empty() {
        return Err(Problem::new("required", message::application_group_required()));
    }
    GroupName::parse(name).map_err(|_| Problem::new("not_allowed", message::application_group_invalid(shown(text))))
}

/// # Errors
/// If the text is not the name of a claim. The message contains it.
pub fn parse_claim(text: &str) -> Result<Claim, Problem> {
    text.trim().parse().map_err(|_| {
        let known = Claim::ALL.map(Claim::as_str).join(", ");
        Problem::new("unknown_claim", message::application_claim_unknown(known, shown(text)))
    })
}

/// # Errors
/// If the text is not the name of a value of `Remote-User`.
pub fn parse_remote_user(text: &str) -> Result<RemoteUser, Problem> {
    text.trim().parse().map_err(|_| Problem::new("unknown", message::application_remote_user_unknown()))
}

/// Reads an address that need not be in an application: where users arrive after signing out in it, or where its tile leads. None if the
/// text is blank.
///
/// # Errors
/// If the text is not an absolute URL with https, or with http on this machine. The message contains it.
pub fn parse_after_sign_out(text: &str) -> Result<Option<Address>, Problem> {
    let url = text.trim();
    if url.is_empty() {
        return Ok(None);
    }
    read_after_sign_out(url).map(Some).map_err(|error| {
        Problem::new("invalid_url", message::application_after_sign_out_invalid(error.reason(), shown(url)))
    })
}

fn read_after_sign_out(url: &str) -> Result<Address, LocationError> {
    let address = Address::parse_url(url)?;
    if !address.origin.is_protected() {
        return Err(LocationError::NotHttps);
    }
    if address.to_string().len() > MAX_AFTER_SIGN_OUT { Err(LocationError::TooLong) } else { Ok(address) }
}

/// The claims without duplicates, in the order of [`Claim::ALL`].
pub fn ordered_claims(claims: &[Claim]) -> Vec<Claim> {
    Claim::ALL.into_iter().filter(|claim| claims.contains(claim)).collect()
}

/// # Errors
/// If the text is not the name of a field of one's own. Whether there is one is not checked.
pub fn parse_own_field(text: &str) -> Result<OwnFieldName, Problem> {
    OwnFieldName::parse(text.trim())
}

/// The fields without duplicates, in their order.
pub fn ordered_fields(mut names: Vec<OwnFieldName>) -> Vec<OwnFieldName> {
    names.sort_unstable();
    names.dedup();
    names
}

fn shown(text: &str) -> String {
    text.chars().take(MAX_SHOWN_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::applications::tests::application;

    #[test]
    fn titles_are_trimmed_and_of_limited_length() {
        assert_eq!(parse_title(" The Journal "), Ok(Some("The Journal".to_owned())));
        assert_eq!(parse_title("  "), Ok(None));
        assert!(parse_title(&"ä".repeat(MAX_TITLE_CHARS)).is_ok());
        assert_eq!(parse_title(&"ä".repeat(MAX_TITLE_CHARS + 1)).unwrap_err().code, "too_long");
        assert_eq!(parse_title("a\nb").unwrap_err().code, "not_allowed");
    }

    #[test]
    fn messages_repeat_the_wrong_value_and_say_how_to_fix_it() {
        let message = parse_location("http://example.com").unwrap_err().message.say();
        assert!(message.starts_with("http://example.com: use https; "), "{message}");
        assert_eq!(parse_group(" ").unwrap_err().code, "required");
        assert!(
            parse_group("Editors").unwrap_err().message.say().starts_with("“Editors” is not the name of a group. ")
        );
        let message = parse_claim("phone").unwrap_err().message;
        assert_eq!(message, "“phone” is not a claim. The claims are name, email, groups.");
        assert!(parse_claim(&"x".repeat(1_000)).unwrap_err().message.say().len() < 200);
    }

    #[test]
    fn an_application_has_up_to_20_different_locations() {
        let location = |number: usize| Location::parse(&format!("https://a.example/{number}")).unwrap();
        let several = |count: usize| (0..count).map(location).collect::<Vec<_>>();
        let code = |locations: &[Location]| check_locations(locations).map_err(|problem| problem.code);
        assert_eq!(code(&[]), Ok(()), "its clients may be all that it has");
        assert_eq!(code(&several(1)), Ok(()));
        assert_eq!(code(&several(MAX_LOCATIONS)), Ok(()));
        assert_eq!(code(&several(MAX_LOCATIONS + 1)), Err("too_many"));
        assert_eq!(code(&[location(1), location(2), location(1)]), Err("repeated"));
    }

    #[test]
    fn after_signing_out_users_arrive_at_an_absolute_url() {
        let read = |text: &str| parse_after_sign_out(text).map(|address| address.map(|address| address.to_string()));
        assert_eq!(read("  "), Ok(None));
        for (text, written) in [
            (" https://Example.com ", "https://example.com/"),
            ("https://example.com/goodbye?from=journal", "https://example.com/goodbye?from=journal"),
            ("http://localhost:5000/bye", "http://localhost:5000/bye"),
        ] {
            assert_eq!(read(text), Ok(Some(written.to_owned())), "{text}");
        }
        let too_long = format!("https://example.com/{}", "a".repeat(MAX_AFTER_SIGN_OUT));
        for (text, reason) in [
            ("/goodbye", "use http or https"),
            ("//example.com/", "use http or https"),
            ("javascript://example.com/%0aalert(1)", "use http or https"),
            ("http://example.com/", "use https; http is possible for localhost"),
            ("https://maren@example.com/", "remove the user name"),
            ("https://example.com/#bye", "remove the part that begins with #"),
            (too_long.as_str(), "use at most 500 bytes"),
        ] {
            let problem = parse_after_sign_out(text).unwrap_err();
            let begin = format!("{}: {reason}", shown(text));
            assert!(problem.code == "invalid_url" && problem.message.say().starts_with(&begin), "{}", problem.message);
        }
    }

    #[test]
    fn claims_have_one_order() {
        use Claim::{Email, Groups, Name};
        assert_eq!(ordered_claims(&[Groups, Name, Groups]), [Name, Groups]);
        assert_eq!(ordered_claims(&[Groups, Email, Name]), Claim::ALL);
    }

    #[test]
    fn only_another_host_sets_an_application_apart() {
        let own = Origin::parse("http", "localhost:3000").unwrap();
        let code =
            |url: &str| check_own_host(&[Location::parse(url).unwrap()], Some(&own)).map_err(|problem| problem.code);
        for url in ["http://localhost:3000/shop", "http://journal.localhost:8080/", "https://127.0.0.1:3000/"] {
            assert_eq!(code(url), Ok(()), "{url}");
        }
        for url in ["http://localhost:5000/", "https://localhost:3000/", "http://LOCALHOST/shop"] {
            assert_eq!(code(url), Err("other_port"), "{url}");
        }
        let board = application("board", &["https://a.example:4231/", "https://b.example/x"]);
        for (url, expected) in [
            ("https://a.example:4231/x", Ok(())),
            ("https://b.example/", Ok(())),
            ("https://c.example:4231/", Ok(())),
            ("https://a.example:4232/", Err("other_port")),
            ("https://a.example/", Err("other_port")),
            ("https://B.example:8443/y", Err("other_port")),
        ] {
            let result = check_ports(&application("tool", &["https://tool.example/", url]).locations, &board);
            assert_eq!(result.map_err(|problem| problem.code), expected, "{url}");
        }
        let problem = check_ports(&application("tool", &["https://a.example/"]).locations, &board).unwrap_err();
        let begin =
            "https://a.example/ is on the host of https://a.example:4231/, which belongs to the application board,";
        assert!(problem.message.say().starts_with(begin), "{}", problem.message);
    }
}
