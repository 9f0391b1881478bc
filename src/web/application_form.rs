//! The form of an application: what was typed, and the request that it becomes.

use crate::shared::{
    applications::{ApplicationRequest, ApplicationView},
    sent::Sent,
    strict::Expected,
    text::Text,
};

/// The fields as they were sent.
pub struct ApplicationForm {
    pub name: String,
    pub title: String,
    /// One location per line.
    pub locations: String,
    /// `everyone`, `groups`, or any other value for nobody.
    pub entry: String,
    /// Names with spaces or commas between them.
    pub groups: String,
    /// Names with spaces between them.
    pub claims: String,
    /// `username` or `id`.
    pub remote_user: String,
    /// An absolute URL, or empty.
    pub after_sign_out: Sent,
}

impl ApplicationForm {
    /// What is shown again in a rejected form.
    pub fn typed(&self) -> [(&str, &str); 8] {
        [
            ("name", &self.name),
            ("title", &self.title),
            ("locations", &self.locations),
            ("entry", &self.entry),
            ("groups", &self.groups),
            ("claims", &self.claims),
            ("remote_user", &self.remote_user),
            ("after_sign_out", self.after_sign_out.as_str()),
        ]
    }

    /// Whether a page of the previous version has sent it, which has not all fields.
    pub fn is_incomplete(&self) -> bool {
        self.remote_user.is_empty() || self.after_sign_out.is_missing()
    }

    /// Takes the fields that the page does not have from the application as it is.
    pub fn complete(&mut self, current: &ApplicationView) {
        if self.remote_user.is_empty() {
            current.remote_user.as_str().clone_into(&mut self.remote_user);
        }
        if self.after_sign_out.is_missing() {
            self.after_sign_out = current.after_sign_out.clone().unwrap_or_default().into();
        }
    }

    pub fn request(&self) -> ApplicationRequest {
        let groups = match self.entry.as_str() {
            "groups" => self.groups(),
            // Typed before another choice was made.
            _ => Vec::new(),
        };
        ApplicationRequest {
            name: self.name.as_str().into(),
            title: self.title.as_str().into(),
            locations: Expected::Given(texts(self.locations.lines().map(str::trim))),
            everyone: Expected::Given(self.entry == "everyone"),
            groups: Expected::Given(groups),
            // A form sends only the checkboxes that are ticked, so missing ones are a choice.
            claims: Expected::Given(texts(self.claims.split(' '))),
            // A page of the previous version does not send it. A new application gets the default.
            remote_user: if self.remote_user.is_empty() { Text::Missing } else { self.remote_user.as_str().into() },
            after_sign_out: self.after_sign_out.as_str().into(),
        }
    }

    fn groups(&self) -> Vec<Text> {
        let groups = texts(self.groups.split(|c: char| c.is_whitespace() || c == ','));
        // "Members of groups" without a group is a mistake: an empty name is reported with the other errors.
        if groups.is_empty() { vec![Text::from("")] } else { groups }
    }
}

/// The words that are not empty.
fn texts<'a>(words: impl Iterator<Item = &'a str>) -> Vec<Text> {
    words.filter(|word| !word.is_empty()).map(Text::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(entry: &str, groups: &str, claims: &str) -> ApplicationForm {
        ApplicationForm {
            name: "journal".to_owned(),
            title: String::new(),
            locations: " https://journal.example.com/ \r\n\r\nhttps://example.com/journal".to_owned(),
            entry: entry.to_owned(),
            groups: groups.to_owned(),
            claims: claims.to_owned(),
            remote_user: String::new(),
            after_sign_out: Sent::default(),
        }
    }

    #[test]
    fn locations_are_read_line_by_line() {
        let locations = ["https://journal.example.com/".into(), "https://example.com/journal".into()];
        assert_eq!(form("", "", "").request().locations, Expected::Given(locations.to_vec()));
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
            let request = form(entry, typed, "").request();
            assert_eq!(request.everyone, Expected::Given(everyone), "{entry}");
            let groups = groups.iter().map(|name| Text::from(*name)).collect();
            assert_eq!(request.groups, Expected::Given(groups), "{entry} {typed}");
        }
    }

    #[test]
    fn claims_are_those_that_were_ticked() {
        assert_eq!(form("", "", "").request().claims, Expected::Given(Vec::new()));
        assert_eq!(form("", "", "name email").request().claims, Expected::Given(vec!["name".into(), "email".into()]));
    }
}
