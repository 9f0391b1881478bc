//! Applications in words.

use crate::shared::applications::{ApplicationView, Claim};

/// Who may enter.
pub fn may_enter(application: &ApplicationView) -> String {
    if application.everyone {
        "Everyone".to_owned()
    } else if application.groups.is_empty() {
        "Nobody yet".to_owned()
    } else {
        application.groups.joined(", ")
    }
}

/// What the application learns about a user.
pub fn learns(application: &ApplicationView) -> String {
    let claims = application.claims.iter().map(|claim| match claim {
        Claim::Name => "name",
        Claim::Email => "email address",
        Claim::Groups => "groups",
    });
    ["id", "username"].into_iter().chain(claims).collect::<Vec<_>>().join(", ")
}

/// Where users arrive after signing out.
pub fn after_sign_out(application: &ApplicationView) -> String {
    application.after_sign_out.clone().unwrap_or_else(|| "At its own address".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{
        applications::{ApplicationName, ApplicationSource, RemoteUser},
        groups::{GroupName, GroupNames},
    };

    #[test]
    fn nobody_may_enter_until_said() {
        let group = |name: &str| GroupName::parse(name).unwrap();
        let nobody = ApplicationView {
            name: ApplicationName::parse("journal").unwrap(),
            title: "Journal".to_owned(),
            locations: Vec::new(),
            everyone: false,
            groups: GroupNames::default(),
            claims: Vec::new(),
            remote_user: RemoteUser::Username,
            after_sign_out: None,
            source: ApplicationSource::Database,
            problems: Vec::new(),
            created_at: None,
            updated_at: None,
        };
        let some = ApplicationView {
            groups: [group("editors"), group("authors")].into_iter().collect(),
            claims: vec![Claim::Email],
            after_sign_out: Some("https://example.com/".to_owned()),
            ..nobody.clone()
        };
        let everyone = ApplicationView { everyone: true, ..some.clone() };
        for (application, who) in [(&nobody, "Nobody yet"), (&some, "authors, editors"), (&everyone, "Everyone")] {
            assert_eq!(may_enter(application), who);
        }
        assert_eq!([&nobody, &some].map(after_sign_out), ["At its own address", "https://example.com/"]);
        assert_eq!(
            (learns(&nobody), learns(&some)),
            ("id, username".to_owned(), "id, username, email address".to_owned())
        );
    }
}
