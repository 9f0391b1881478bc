//! Messages about signing in.

use super::{OneTime, Site};
use crate::{mail::layout::Content, shared::timestamp::Timestamp};

/// The maximum length of a device's description in characters. It is whatever the browser says about itself.
const MAX_DEVICE: usize = 120;

pub(super) fn new(
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
