//! Parses the fields of a group.

use crate::shared::{
    error::FieldError,
    fields::{Fields, Problem, person_name::is_harmful},
    groups::{CreateGroupRequest, GroupName, MAX_DESCRIPTION_CHARS, UpdateGroupRequest},
};

/// The name and the description of a new group. Returns all errors at once.
pub(super) fn parse_new(request: &CreateGroupRequest) -> Result<(GroupName, String), Vec<FieldError>> {
    let mut fields = Fields::default();
    let name = fields.parse("name", &request.name, GroupName::parse);
    let description = fields.parse("description", &request.description, parse_description);
    fields.finish()?;
    let (Some(name), Some(description)) = (name, description) else {
        unreachable!("a missing value has reported an error");
    };
    Ok((name, description))
}

/// The new description; None if it stays as it is.
pub(super) fn parse_change(request: &UpdateGroupRequest) -> Result<Option<String>, Vec<FieldError>> {
    let mut fields = Fields::default();
    let description = fields.parse("description", &request.description, parse_description);
    fields.finish()?;
    Ok(description.filter(|_| !request.description.is_missing()))
}

fn parse_description(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text.chars().any(is_harmful) {
        return Err(Problem::new("not_allowed", "Remove line breaks and invisible characters."));
    }
    if text.chars().count() > MAX_DESCRIPTION_CHARS {
        return Err(Problem::new("too_long", format!("Use at most {MAX_DESCRIPTION_CHARS} characters.")));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::text::Text;

    fn new(name: &str, description: &str) -> Result<(GroupName, String), Vec<FieldError>> {
        parse_new(&CreateGroupRequest { name: name.into(), description: description.into() })
    }

    fn codes(errors: &[FieldError]) -> Vec<(&str, &str)> {
        errors.iter().map(|error| (&*error.field, &*error.code)).collect()
    }

    #[test]
    fn all_errors_are_returned_at_once() {
        assert_eq!(
            codes(&new("Editors", "a\nb").unwrap_err()),
            [("name", "not_allowed"), ("description", "not_allowed")]
        );
        assert_eq!(codes(&new("", &"ä".repeat(201)).unwrap_err()), [("name", "required"), ("description", "too_long")]);
        let missing = parse_new(&CreateGroupRequest::default());
        assert_eq!(codes(&missing.unwrap_err()), [("name", "required")]);
        let wrong_type = UpdateGroupRequest { description: Text::WrongType };
        assert_eq!(codes(&parse_change(&wrong_type).unwrap_err()), [("description", "wrong_type")]);
    }

    #[test]
    fn a_description_is_trimmed_and_may_be_removed_but_not_by_leaving_it_out() {
        let (name, description) = new("editors", &format!(" {} ", "ä".repeat(200))).unwrap();
        assert_eq!((name.as_str(), description.chars().count()), ("editors", 200));
        let change = |description: Text| parse_change(&UpdateGroupRequest { description }).unwrap();
        assert_eq!(change("They write.".into()).as_deref(), Some("They write."));
        assert_eq!(change("".into()).as_deref(), Some(""));
        assert_eq!(change(Text::Missing), None);
    }
}
