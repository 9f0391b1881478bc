//! Messages that confirm or change an email address.

use super::{OneTime, Site, lifetime};
use crate::mail::compose::Content;

pub(super) fn confirm(site: &Site, one_time: &OneTime, minutes: u32) -> Content {
    // A registration without an account has no digits: its page asks for the password, except in the browser that registered.
    let ignore = if one_time.digits.is_some() { IGNORE } else { IGNORE_WITHOUT_CODE };
    Content {
        subject: "Confirm your email address".to_owned(),
        paragraphs: vec![format!("Somebody created an account at {} with this address.", site.name())],
        button: Some(site.one_time("Confirm the address", "/verify-email", one_time)),
        digits: one_time.digits.clone(),
        notes: vec![format!("This works once, within {}. {ignore}", lifetime(minutes))],
        ..Content::default()
    }
}

pub(super) fn confirm_change(site: &Site, one_time: &OneTime, minutes: u32) -> Content {
    Content {
        subject: "Confirm your new email address".to_owned(),
        paragraphs: vec![format!("Somebody wants to use this address for an account at {}.", site.name())],
        button: Some(site.one_time("Confirm the address", "/verify-email", one_time)),
        digits: one_time.digits.clone(),
        notes: vec![format!("This works once, within {}. {}", lifetime(minutes), IGNORE)],
        ..Content::default()
    }
}

pub(super) fn change_notice(
    site: &Site,
    one_time: &OneTime,
    name: Option<&str>,
    new_email: &str,
    minutes: u32,
) -> Content {
    Content {
        subject: "Your email address was changed".to_owned(),
        name: name.map(str::to_owned),
        paragraphs: vec![format!(
            "The email address of your account at {} was changed to {new_email}. Messages no longer reach you here.",
            site.name()
        )],
        button: Some(site.one_time("Undo the change", "/undo-email-change", one_time)),
        digits: one_time.digits.clone(),
        notes: vec![format!(
            "If it was you, there is nothing to do: do not pass the code on. If not, undo the change within {}. {CONSEQUENCES}",
            lifetime(minutes)
        )],
        ..Content::default()
    }
}

/// `undo`: the link that undoes the change, and its lifetime in minutes.
pub(super) fn changed(site: &Site, name: Option<&str>, new_email: &str, undo: Option<(&OneTime, u32)>) -> Content {
    let note = undo.map_or_else(
        || "If you did not expect this, ask an administrator.".to_owned(),
        |(_, minutes)| {
            format!(
                "If you did not expect this, ask an administrator, or undo the change within {}. {CONSEQUENCES} Do not pass the \
                 code on.",
                lifetime(minutes)
            )
        },
    );
    Content {
        subject: "Your email address was changed".to_owned(),
        name: name.map(str::to_owned),
        paragraphs: vec![format!(
            "An administrator of {} has changed the email address of your account to {new_email}. Messages no longer reach you \
             here.",
            site.name()
        )],
        button: undo.map(|(one_time, _)| site.one_time("Undo the change", "/undo-email-change", one_time)),
        digits: undo.and_then(|(one_time, _)| one_time.digits.clone()),
        notes: vec![note],
        ..Content::default()
    }
}

/// Does not name the other address: the reader may be the person that the undo keeps out.
pub(super) fn change_undone(site: &Site) -> Content {
    Content {
        subject: "Your email address was changed back".to_owned(),
        paragraphs: vec![format!(
            "The email address of an account at {} was changed back from this one to an earlier one. Messages no longer reach you \
             here.",
            site.name()
        )],
        notes: vec!["If you did not expect this, ask an administrator.".to_owned()],
        ..Content::default()
    }
}

const CONSEQUENCES: &str = "That signs you out everywhere, and you choose a new password.";
const IGNORE: &str = "If it was not you, ignore this message, and do not pass the code on.";
const IGNORE_WITHOUT_CODE: &str =
    "The page may ask for the password that you chose. If it was not you, ignore this message.";
