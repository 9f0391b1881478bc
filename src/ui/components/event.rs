//! What lists of audit events have in common: the icon of an event, its device and address, and why it was refused. And the list of
//! an account's recent events.

use super::drawings::Shape;
use super::sentence::{Reader, sentence};
use super::session_list::device_shape;
use crate::language::say;
use crate::shared::{AuditEventView, Outcome, Reason};
use crate::ui::{Markup, write_markup, write_time};

/// Why an event was refused; none if it was not refused, or if only a newer version knows the reason.
pub fn reason(event: &AuditEventView) -> Option<&'static str> {
    if event.result == Outcome::Success {
        return None;
    }
    Some(event.detail.as_deref()?.parse::<Reason>().ok()?.text())
}

/// The icon of an event: a sign-in has that of its device, others that of their noun.
pub fn icon_of(event: &AuditEventView, reader: &Reader<'_>) -> Shape {
    if event.result == Outcome::Refused {
        return Shape::ALERT;
    }
    match event.event.split('.').next().unwrap_or_default() {
        "session" => reader.device_of(event).map_or(Shape::OUT, |device| device_shape(device.kind)),
        "password" | "link" | "factor" | "recovery_code" | "recovery_codes" => Shape::LOCK,
        "email" | "mail" | "mailing" => Shape::MAIL,
        "api_token" | "service_account" | "key" => Shape::TERMINAL,
        "application" => Shape::TILES,
        _ => Shape::PERSON,
    }
}

/// The device in words and the IP address, as far as they are known; `between` separates them.
pub fn write_origin(out: &mut Markup, event: &AuditEventView, reader: &Reader<'_>, between: &'static str) {
    let device = reader.device_of(event);
    if let Some(device) = device {
        out.text(&device.words.say());
    }
    if let Some(address) = &event.address {
        out.add(if device.is_some() { between } else { "" });
        out.text(address);
    }
}

/// The events of an account, newest first, each with its device, IP address and time.
pub fn write_events(out: &mut Markup, events: &[AuditEventView], reader: &Reader<'_>) {
    if events.is_empty() {
        write_markup!(out; "<p class=\"hint\">" (say::audit_no_activity()) "</p>");
        return;
    }
    out.add("<ul class=\"events\">");
    for event in events {
        out.add("<li><span class=\"tile\">");
        icon_of(event, reader).write(out, "icon");
        write_markup!(out; "</span><div>" (&sentence(event, reader)) "<small>");
        write_origin(out, event, reader, " · ");
        out.add(if event.address.is_some() { " · " } else { "" });
        write_time(out, event.at, &event.at.ago(reader.now));
        out.add("</small></div></li>");
    }
    out.add("</ul>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Message;
    use crate::shared::{ActorKind, ActorView, AuditEventId, DeviceKind, EventKind, NamedDevice, Timestamp};
    use uuid::Uuid;

    fn event(kind: &str, result: Outcome, detail: Option<&str>) -> AuditEventView {
        AuditEventView {
            id: AuditEventId(Uuid::from_u128(1)),
            at: Timestamp(0),
            event: kind.to_owned(),
            result,
            actor: ActorView { kind: ActorKind::Anonymous, id: None },
            target_id: None,
            address: Some("<b>".to_owned()),
            device: Some("Mozilla/5.0".to_owned()),
            request_id: None,
            detail: detail.map(str::to_owned),
        }
    }

    #[test]
    fn each_kind_has_a_label_of_its_own() {
        let mut labels: Vec<_> = EventKind::ALL.iter().map(|kind| kind.label()).collect();
        labels.sort_unstable();
        labels.dedup();
        assert_eq!(labels.len(), EventKind::ALL.len());
    }

    #[test]
    fn only_refused_events_have_a_reason() {
        let why = |result, detail| reason(&event("user.delete", result, detail));
        assert_eq!(why(Outcome::Refused, Some("wrong_password")), Some("Wrong password"));
        assert_eq!(why(Outcome::Refused, Some("of_a_newer_version")), None);
        assert_eq!(why(Outcome::Success, Some("wrong_password")), None);
    }

    #[test]
    fn devices_are_shown_in_words_and_escaped() {
        let words = Message::written("<i>Safari");
        let phone = NamedDevice { agent: "Mozilla/5.0".to_owned(), words, kind: DeviceKind::Phone };
        let reader =
            Reader { own: None, subject: None, people: &[], devices: &[phone], titles: &[], now: Timestamp(0) };
        let signed_in = event("session.start", Outcome::Success, None);
        let mut out = Markup::default();
        write_events(&mut out, std::slice::from_ref(&signed_in), &reader);
        let html = out.into_html();
        assert!(html.contains("<small>&lt;i&gt;Safari · &lt;b&gt; · <time"), "{html}");
        assert!(!html.contains("Mozilla"), "{html}");
        assert_eq!(icon_of(&signed_in, &reader), Shape::PHONE);
        assert_eq!(icon_of(&event("session.start", Outcome::Refused, None), &reader), Shape::ALERT);
    }
}
