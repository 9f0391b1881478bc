//! Messages about an account, its password and its sign-ins.

use super::{OneTime, Site, lifetime};
use crate::mail::compose::Content;
use crate::shared::timestamp::Timestamp;

/// The maximum length of a device's description in characters. It is whatever the browser says about itself.
const MAX_DEVICE: usize = 120;

/// Names nothing of the account but its address, which the reader has.
pub(super) fn registration_taken(site: &Site) -> Content {
    Content {
        subject: "You already have an account".to_owned(),
        paragraphs: vec![format!(
            "Somebody wanted to create an account at {} with this address, which already has one.",
            site.name()
        )],
        button: Some(site.button("Sign in", "/login")),
        notes: vec![
            "If it was you and you no longer know the password, you can choose a new one on that page. If it was not you, \
             ignore this message: nothing has changed."
                .to_owned(),
        ],
        ..Content::default()
    }
}

pub(super) fn invitation(site: &Site, one_time: &OneTime, minutes: u32) -> Content {
    Content {
        subject: "Your new account".to_owned(),
        paragraphs: vec![format!("An administrator of {} has created an account for you.", site.name())],
        button: Some(site.one_time("Choose a password", "/reset-password", one_time)),
        notes: vec![format!(
            "The link works once, within {}. Later you sign in with this email address. If you did not expect an account, \
             ignore this message.",
            lifetime(minutes)
        )],
        ..Content::default()
    }
}

/// Does not name the token: the person who created it may have chosen any text.
pub(super) fn api_token_created(site: &Site, name: Option<&str>, at: Timestamp) -> Content {
    Content {
        subject: "A new API token was created".to_owned(),
        name: name.map(str::to_owned),
        paragraphs: vec![format!(
            "An API token was created for your account at {} on {}. A program that has it can use your account without your \
             password.",
            site.name(),
            at.minute_in_words()
        )],
        button: Some(site.button("It was not me", "/forgot-password")),
        notes: vec![
            "If it was you, there is nothing to do. If not, choose a new password: that revokes all API tokens and signs you \
             out everywhere."
                .to_owned(),
        ],
        ..Content::default()
    }
}

pub(super) fn disabled(site: &Site, name: Option<&str>) -> Content {
    Content {
        subject: "Your account was disabled".to_owned(),
        name: name.map(str::to_owned),
        paragraphs: vec![format!(
            "An administrator of {} has disabled your account. You were signed out everywhere and cannot sign in.",
            site.name()
        )],
        ..Content::default()
    }
}

pub(super) fn deleted(site: &Site, name: Option<&str>, until: Timestamp) -> Content {
    Content {
        subject: "Your account was deleted".to_owned(),
        name: name.map(str::to_owned),
        paragraphs: vec![format!("Your account at {} was deleted.", site.name())],
        notes: vec![format!(
            "An administrator can restore it until {}. After that, its data is gone for good.",
            until.day_in_words()
        )],
        ..Content::default()
    }
}

/// An account that was deleted with its password.
pub(super) fn closed(site: &Site, one_time: &OneTime, name: Option<&str>, until: Timestamp, minutes: u32) -> Content {
    let mut content = deleted(site, name, until);
    content.button = Some(site.one_time("Restore the account", "/undo-email-change", one_time));
    content.digits = one_time.digits.clone();
    let note = format!(
        "If it was you, there is nothing to do: do not pass the code on. If not, restore the account within {}. Then you choose a \
         new password.",
        lifetime(minutes)
    );
    content.notes.insert(0, note);
    content
}

/// The same, for the address that can still undo a change of address.
pub(super) fn closed_elsewhere(site: &Site, name: Option<&str>, until: Timestamp) -> Content {
    let mut content = deleted(site, name, until);
    let note = "If it was not you, undo the change of your email address: this restores the account. The link in the earlier message \
                still works.";
    content.notes.insert(0, note.to_owned());
    content
}

pub(super) fn password_reset(site: &Site, one_time: &OneTime, name: Option<&str>, minutes: u32) -> Content {
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

pub(super) fn password_changed(site: &Site, name: Option<&str>, at: Timestamp) -> Content {
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

pub(super) fn new_sign_in(
    site: &Site,
    one_time: &OneTime,
    name: Option<&str>,
    device: Option<&str>,
    address: Option<&str>,
    at: Timestamp,
) -> Content {
    let device: String = device.unwrap_or("unknown").chars().take(MAX_DEVICE).collect();
    Content {
        subject: "New sign-in to your account".to_owned(),
        name: name.map(str::to_owned),
        paragraphs: vec![
            format!("Your account at {} was used in a browser that we do not know.", site.name()),
            format!("Time: {}", at.minute_in_words()),
            format!("Device: {device}"),
            format!("Address: {}", address.unwrap_or("unknown")),
        ],
        button: Some(site.one_time("It was not me", "/report-sign-in", one_time)),
        digits: one_time.digits.clone(),
        notes: vec![
            "If it was you, there is nothing to do, and do not pass the code on.".to_owned(),
            "If it was not you, press the button and enter the code. This signs out that device, makes the password invalid and \
             sends you a link to choose a new one."
                .to_owned(),
        ],
        ..Content::default()
    }
}
