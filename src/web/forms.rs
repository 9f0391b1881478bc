//! Forms: single values of them, such as ids, and what the forms of many accounts and of an application become.

use super::problem;
use super::urls::{directory_query_of, page};
use crate::language::{Message, message};
use crate::shared::applications::{EVERYONE, MEMBERS, proof_age};
use crate::shared::fields::input::ON;
use crate::shared::programs::{ANOTHER, ConnectForm, ConnectRequest, Connecting};
use crate::shared::{
    AppError, ApplicationForm, ApplicationName, ApplicationRequest, ApplicationView, BulkRequest, ErrorCode, Expected,
    GroupName, LocalPath, OwnFieldName, Problem, ProviderName, Text, UserId,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::mem;
use std::str::FromStr;
use uuid::Uuid;

const UUID_BYTES: usize = 16;

/// The id in a field. What is no id is not found.
pub fn id_in<Id: FromStr>(text: &str) -> Result<Id, AppError> {
    text.parse().map_err(|_| problem::not_found())
}

/// The page of the application with this name in a form, or the list if it is no name.
pub fn application_page(name: &str) -> LocalPath {
    ApplicationName::parse(name).map_or_else(|_| LocalPath::applications(), |name| LocalPath::application(&name))
}

/// The page of the group with this name in a form, or the list if it is no name.
pub fn group_page(name: &str) -> LocalPath {
    GroupName::parse(name).map_or_else(|_| page("/users/groups"), |name| LocalPath::group(&name))
}

/// The page of the provider with this name in a form, or the list if it is no name.
pub fn provider_page(name: &str) -> LocalPath {
    ProviderName::parse(name).map_or_else(|_| page("/providers"), |name| LocalPath::provider(&name))
}

/// The page of the field with this name in a form, or the list if it is no name.
pub fn own_field_page(name: &str) -> LocalPath {
    OwnFieldName::parse(name).map_or_else(|_| page("/users/fields"), |name| LocalPath::own_field(&name))
}

/// The account in a form about it, and the page that shows it. Without an id: None, and the visitor's `own` page.
pub fn owner(id: &str, own: LocalPath) -> Result<(Option<UserId>, LocalPath), AppError> {
    match id {
        "" => Ok((None, own)),
        id => id_in(id).map(|id| (Some(id), LocalPath::user(id))),
    }
}

/// The error for a change of selected accounts if none is selected.
pub fn none_selected() -> AppError {
    AppError::new(ErrorCode::ValidationFailed, message::error_none_selected())
}

/// The error for a promotion to administrator without its confirmation.
pub fn unconfirmed() -> AppError {
    let problem = Problem::new("confirmation_needed", message::error_promotion_unconfirmed());
    AppError::fields(ErrorCode::ValidationFailed, vec![problem.of("confirmed")])
}

/// The request of the form in the user directory that changes many accounts. If `everyone` is set, it is for all users that match
/// the filters in `back`, the URL of the list.
pub fn bulk_request(action: &str, ids: &[String], everyone: bool, rest: String, back: &str) -> BulkRequest {
    let (ids, filter) = if everyone {
        (Expected::Missing, Expected::Given(directory_query_of(back).filter()))
    } else {
        (Expected::Given(ids.iter().map(|id| id.as_str().into()).collect()), Expected::Missing)
    };
    // A form control has a single value.
    BulkRequest { ids, filter, rest: rest.into(), ..BulkRequest::named(action) }
}

/// The error for a form whose account or application has changed since the page was loaded: the page shows both versions. `detail`
/// says so.
pub fn changed_meanwhile(detail: fn() -> Message, error: AppError) -> AppError {
    match error.code {
        ErrorCode::PreconditionFailed => AppError::new(error.code, detail()),
        _ => error,
    }
}

/// Fails if a form was sent from a page that showed other values than `now`. Pages of the previous version do not say what they
/// showed.
pub fn refuse_outdated(before: &str, now: &str) -> Result<(), AppError> {
    let is_current = before.is_empty() || before == now;
    // `changed_meanwhile` says what has changed.
    if is_current { Ok(()) } else { Err(AppError::new(ErrorCode::PreconditionFailed, Message::default())) }
}

/// Encodes the ids of selected accounts for the flash cookie, in which 100 of them fit. Invalid ids are skipped,
/// because they have been rejected before.
pub fn pack(ids: &[String]) -> String {
    // An id takes 16 bytes, instead of the 36 characters of its text.
    let bytes: Vec<_> = ids.iter().filter_map(|id| id.parse::<Uuid>().ok()).flat_map(Uuid::into_bytes).collect();
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Decodes the ids of [`pack`]. Invalid text has none.
pub fn unpack(text: &str) -> Vec<String> {
    let bytes = URL_SAFE_NO_PAD.decode(text).unwrap_or_default();
    let (ids, rest) = bytes.as_chunks::<UUID_BYTES>();
    // Incomplete text is no selection at all, rather than a smaller one.
    if rest.is_empty() { ids.iter().map(|id| Uuid::from_bytes(*id).to_string()).collect() } else { Vec::new() }
}

impl ApplicationForm {
    /// Takes the names of the groups out of the text that a page of the previous version sends.
    pub fn separate_groups(&mut self) {
        let typed = mem::take(&mut self.groups);
        let names = typed.split(|c: char| c.is_whitespace() || c == ',').filter(|name| !name.is_empty());
        self.admitted.extend(names.map(str::to_owned));
    }

    /// Takes the fields that a page of the previous version does not have from the application as it is.
    pub fn complete(&mut self, current: &ApplicationView) {
        if self.remote_user.is_empty() {
            current.remote_user.as_str().clone_into(&mut self.remote_user);
        }
        if self.after_sign_out.is_missing() {
            self.after_sign_out = current.after_sign_out.clone().unwrap_or_default().into();
        }
        if self.link.is_missing() {
            self.link = current.link.clone().unwrap_or_default().into();
        }
        if self.fields.is_missing() {
            self.fields = current.fields.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(" ").into();
        }
        if self.max_age.is_missing() {
            self.max_age = current.max_age.map(proof_age).unwrap_or_default().into();
            self.second_factor = if current.second_factor { ON.to_owned() } else { String::new() };
        }
    }

    pub fn request(&self) -> ApplicationRequest {
        ApplicationRequest {
            name: self.name.as_str().into(),
            title: self.title.as_str().into(),
            locations: Expected::Given(texts(self.locations.lines().map(str::trim))),
            everyone: Expected::Given(self.entry == EVERYONE),
            groups: Expected::Given(admitted(&self.entry, &self.admitted)),
            // A form sends only the checkboxes that are ticked, so missing ones are a choice.
            claims: Expected::Given(texts(self.claims.iter().map(String::as_str))),
            // A page of the previous version does not send it. A new application gets the default.
            remote_user: if self.remote_user.is_empty() { Text::Missing } else { self.remote_user.as_str().into() },
            after_sign_out: self.after_sign_out.as_str().into(),
            link: self.link.as_str().into(),
            rule: self.rule.clone(),
            fields: Expected::Given(texts(
                self.fields.as_str().split([' ', ',']).map(str::trim).filter(|name| !name.is_empty()),
            )),
            second_factor: Expected::Given(!self.second_factor.is_empty()),
            max_age: self.max_age.as_str().into(),
        }
    }
}

impl ConnectForm {
    /// # Errors
    /// What has to be chosen. A request that leaves it out means something.
    pub fn connecting(&self) -> Result<Connecting, AppError> {
        let required = |field: &'static str, chosen: &str, message: fn() -> Message| {
            chosen.is_empty().then(|| Problem::new("required", message()).of(field))
        };
        let missing = [
            required("program", &self.program, message::program_required),
            required("entry", &self.entry, message::program_entry_required),
        ];
        let missing: Vec<_> = missing.into_iter().flatten().collect();
        if !missing.is_empty() {
            return Err(AppError::invalid(missing));
        }
        let redirect_uris = || texts(self.redirect_uris.lines().map(str::trim));
        let request = ConnectRequest {
            url: self.url.as_str().into(),
            way: self.way.as_str().into(),
            everyone: Expected::Given(self.entry == EVERYONE),
            groups: Expected::Given(admitted(&self.entry, &self.admitted)),
            redirect_uris: match self.program == ANOTHER {
                true => Expected::Given(redirect_uris()),
                false => Expected::Missing,
            },
            ..ConnectRequest::default()
        };
        Ok(request.connecting(&self.program))
    }
}

/// The groups that are admitted by what was chosen.
fn admitted(entry: &str, groups: &[String]) -> Vec<Text> {
    match entry {
        // Members of no group at all is a mistake: an empty name is reported with the other errors.
        MEMBERS if groups.is_empty() => vec![Text::from("")],
        MEMBERS => texts(groups.iter().map(String::as_str)),
        // Chosen before another choice was made.
        _ => Vec::new(),
    }
}

/// The words that are not empty.
fn texts<'a>(words: impl Iterator<Item = &'a str>) -> Vec<Text> {
    words.filter(|word| !word.is_empty()).map(Text::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_ids_are_unpacked() {
        let ids: Vec<_> = (1..=100).map(|number| Uuid::from_u128(number).to_string()).collect();
        assert_eq!(unpack(&pack(&ids)), ids);
        assert_eq!(pack(&[]), "");
        for text in ["", "x", "AAAA", "%"] {
            assert_eq!(unpack(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn all_of_a_list_are_those_of_its_page() {
        let group_of = |back: &str| match bulk_request("disable", &[], true, String::new(), back).filter {
            Expected::Given(filter) => filter.group,
            _ => panic!("no filter"),
        };
        for back in ["/users?group=editors&page=2", "/users/groups/editors?sort=name"] {
            assert_eq!(group_of(back), "editors".into(), "{back}");
        }
        assert_eq!(group_of("/users"), "".into());
    }

    #[test]
    fn the_role_the_group_or_the_field_follows_the_action() {
        let parts = |action: &str| {
            let BulkRequest { action, role, group, field, value, .. } =
                bulk_request(action, &[], false, String::new(), "/users");
            [action, role, group, field, value].map(|text| text.as_str().to_owned())
        };
        assert_eq!(parts("set_role:admin"), ["set_role", "admin", "", "", ""]);
        assert_eq!(parts("add_to_group:editors"), ["add_to_group", "", "editors", "", ""]);
        assert_eq!(parts("remove_from_group:editors"), ["remove_from_group", "", "editors", "", ""]);
        assert_eq!(parts("set_field:team=a=b"), ["set_field", "", "", "team", "a=b"]);
        assert_eq!(parts("delete"), ["delete", "", "", "", ""]);
    }

    /// As a page of the previous version sends it.
    fn form(entry: &str, groups: &str, claims: &[&str]) -> ApplicationForm {
        let mut form = ApplicationForm {
            name: "journal".to_owned(),
            locations: " https://journal.example.com/ \r\n\r\nhttps://example.com/journal".to_owned(),
            entry: entry.to_owned(),
            groups: groups.to_owned(),
            claims: claims.iter().map(|claim| (*claim).to_owned()).collect(),
            ..ApplicationForm::default()
        };
        form.separate_groups();
        form
    }

    #[test]
    fn locations_are_read_line_by_line() {
        let locations = ["https://journal.example.com/".into(), "https://example.com/journal".into()];
        assert_eq!(form("", "", &[]).request().locations, Expected::Given(locations.to_vec()));
    }

    #[test]
    fn groups_count_only_if_they_were_chosen() {
        for (entry, typed, everyone, groups) in [
            ("groups", "editors, readers\nauthors", false, &["editors", "readers", "authors"][..]),
            ("groups", " ", false, &[""]),
            ("everyone", "editors", true, &[]),
            ("nobody", "editors", false, &[]),
            ("", "editors", false, &[]),
        ] {
            let request = form(entry, typed, &[]).request();
            assert_eq!(request.everyone, Expected::Given(everyone), "{entry}");
            let groups = groups.iter().map(|name| Text::from(*name)).collect();
            assert_eq!(request.groups, Expected::Given(groups), "{entry} {typed}");
        }
        let admitted = vec!["editors".to_owned(), "readers".to_owned()];
        let chosen = ApplicationForm { admitted, ..form("groups", "", &[]) }.request();
        assert_eq!(chosen.groups, Expected::Given(vec!["editors".into(), "readers".into()]));
    }

    #[test]
    fn who_may_enter_a_program_has_to_be_chosen() {
        let chosen = |program: &str, entry: &str| {
            let form = ConnectForm {
                program: program.to_owned(),
                entry: entry.to_owned(),
                admitted: vec!["editors".to_owned()],
                redirect_uris: " https://a.example/cb\r\n".to_owned(),
                ..ConnectForm::default()
            };
            form.connecting().map_err(|error| error.errors.into_iter().map(|error| error.field).collect::<Vec<_>>())
        };
        assert_eq!(chosen("", "").unwrap_err(), ["program", "entry"]);
        assert_eq!(chosen("grafana", "").unwrap_err(), ["entry"]);
        let known = chosen("grafana", "groups").unwrap();
        assert_eq!(known.application.groups, Expected::Given(vec!["editors".into()]));
        assert!(known.client.redirect_uris.is_missing(), "the row says it");
        let another = chosen(ANOTHER, "everyone").unwrap();
        assert_eq!(another.application.everyone, Expected::Given(true));
        assert_eq!(another.application.groups, Expected::Given(Vec::new()));
        assert_eq!(another.client.redirect_uris, Expected::Given(vec!["https://a.example/cb".into()]));
    }

    #[test]
    fn claims_are_those_that_were_ticked() {
        assert_eq!(form("", "", &[]).request().claims, Expected::Given(Vec::new()));
        assert_eq!(
            form("", "", &["name", "email"]).request().claims,
            Expected::Given(vec!["name".into(), "email".into()])
        );
    }
}
