//! Messages about the password.

use super::{OneTime, Site, lifetime};
use crate::{mail::layout::Content, shared::timestamp::Timestamp};

pub(super) fn reset(site: &Site, one_time: &OneTime, name: Option<&str>, minutes: u32) -> Content {
    Content {
        subject: "Choose a new password".to_owned(),
        name: name.map(str::to_owned),
        paragraphs: vec![format!("Somebody asked for a new password for your account at {}.", site.name())],
        button: Some(site.one_time("Choose a new password", "/reset-password", one_time)),
        notes: vec![format!(
            "The link works once, within {}. If it was not you, ignore this message: your password stays as it is.",
            lifetime(minutes)
        )],
        ..Content::default()
    }
}

pub(super) fn changed(site: &Site, name: Option<&str>, at: Timestamp) -> Content {
    Content {
        subject: "Your password was changed".to_owned(),
        name: name.map(str::to_owned),
        paragraphs: vec![format!(
            "The password of your account at {} was changed on {}. All other devices were signed out.",
            site.name(),
            at.minute_in_words()
        )],
        button: Some(site.button("It was not me", "/forgot-password")),
        notes: vec!["If it was you, there is nothing to do.".to_owned()],
        ..Content::default()
    }
}
