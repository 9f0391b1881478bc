//! Audit events as text, and the list of an account's recent events.

use crate::shared::audit::{ActorKind, AuditEventView, EventKind, Outcome, Reason};
use crate::shared::timestamp::Timestamp;
use crate::ui::markup::{Markup, write_markup, write_time};

/// An event as text: `Signed in`, `Role set to admin`, `Sign-in refused`. An event that only a newer version knows keeps
/// its name.
pub fn sentence(event: &AuditEventView) -> String {
    let Ok(kind) = event.event.parse::<EventKind>() else { return event.event.clone() };
    let detail = event.detail.as_deref().unwrap_or_default();
    match (event.result, kind) {
        (Outcome::Success, EventKind::UserSetRole) => format!("Role set to {detail}"),
        (Outcome::Success, EventKind::GroupCreate) => format!("Group {detail} created"),
        (Outcome::Success, EventKind::GroupUpdate) => format!("Description of the group {detail} changed"),
        (Outcome::Success, EventKind::GroupDelete) => format!("Group {detail} deleted"),
        (Outcome::Success, EventKind::GroupAdd) => format!("Added to the group {detail}"),
        (Outcome::Success, EventKind::GroupRemove) => format!("Removed from the group {detail}"),
        (Outcome::Success, EventKind::ApplicationEnter) => format!("Entered the application {detail}"),
        (Outcome::Refused, EventKind::ApplicationEnter) => format!("Entering the application {detail} refused"),
        (Outcome::Success, kind) => kind.label().to_owned(),
        (Outcome::Refused, EventKind::SessionStart) => "Sign-in refused".to_owned(),
        (Outcome::Refused, EventKind::PasswordChange) => "Password change refused".to_owned(),
        (Outcome::Refused, EventKind::UserUpdate) => "Details change refused".to_owned(),
        (Outcome::Refused, EventKind::UserSetRole) => "Role change refused".to_owned(),
        (Outcome::Refused, EventKind::UserDisable) => "Disabling refused".to_owned(),
        (Outcome::Refused, EventKind::UserDelete) => "Deletion refused".to_owned(),
        (Outcome::Refused, kind) => format!("{}: refused", kind.label()),
    }
}

/// Why an event was refused; none if it was not refused, or if only a newer version knows the reason.
pub fn reason(event: &AuditEventView) -> Option<&'static str> {
    if event.result == Outcome::Success {
        return None;
    }
    Some(event.detail.as_deref()?.parse::<Reason>().ok()?.text())
}

/// The events of an account, newest first, each with its time and IP address.
pub fn write_events(out: &mut Markup, events: &[AuditEventView], now: Timestamp) {
    if events.is_empty() {
        return out.add("<p class=\"hint\">No activity yet.</p>");
    }
    out.add("<ul class=\"events\">");
    for event in events {
        let device = event.device.as_deref().unwrap_or_default();
        write_markup!(out; "<li><div title=\"" (device) "\">" (&sentence(event)) (by(event)) "<small>");
        write_time(out, event.at, &event.at.ago(now));
        if let Some(address) = &event.address {
            write_markup!(out; " · " (address));
        }
        out.add("</small></div></li>");
    }
    out.add("</ul>");
}

/// The actor, unless the user did it.
fn by(event: &AuditEventView) -> &'static str {
    match event.actor.kind {
        ActorKind::System => ", by the operator",
        // Users see no ids of other actors. Such an id is none, which differs from the target as well.
        ActorKind::User if event.actor.id != event.target_id => ", by an administrator",
        ActorKind::User | ActorKind::Anonymous => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::audit::ActorView;
    use crate::shared::ids::{AuditEventId, UserId};
    use uuid::Uuid;

    fn event(kind: &str, result: Outcome, detail: Option<&str>) -> AuditEventView {
        AuditEventView {
            id: AuditEventId(Uuid::from_u128(1)),
            at: Timestamp(0),
            event: kind.to_owned(),
            result,
            actor: ActorView { kind: ActorKind::User, id: Some(UserId(Uuid::from_u128(2))) },
            target_id: Some(UserId(Uuid::from_u128(2))),
            address: None,
            device: None,
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
    fn refused_events_are_labelled_as_refused() {
        let text = |kind, result, detail| sentence(&event(kind, result, detail));
        assert_eq!(text("session.start", Outcome::Success, Some("0192")), "Signed in");
        assert_eq!(text("session.start", Outcome::Refused, Some("no_match")), "Sign-in refused");
        assert_eq!(text("user.set_role", Outcome::Success, Some("admin")), "Role set to admin");
        assert_eq!(text("group.add", Outcome::Success, Some("editors")), "Added to the group editors");
        assert_eq!(text("user.set_role", Outcome::Refused, Some("last_administrator")), "Role change refused");
        for kind in EventKind::ALL {
            assert!(text(kind.as_str(), Outcome::Refused, None).ends_with("refused"), "{kind}");
        }
        assert_eq!(text("of.a_newer_version", Outcome::Success, None), "of.a_newer_version");
    }

    #[test]
    fn only_refused_events_have_a_reason() {
        let why = |result, detail| reason(&event("user.delete", result, detail));
        assert_eq!(why(Outcome::Refused, Some("wrong_password")), Some("Wrong password"));
        assert_eq!(why(Outcome::Refused, Some("of_a_newer_version")), None);
        assert_eq!(why(Outcome::Success, Some("wrong_password")), None);
    }

    #[test]
    fn other_actors_are_shown_by_kind() {
        let mut one = event("user.disable", Outcome::Success, None);
        assert_eq!(by(&one), "");
        one.actor.id = None;
        assert_eq!(by(&one), ", by an administrator");
        one.actor.kind = ActorKind::System;
        assert_eq!(by(&one), ", by the operator");
    }
}
