//! How many users have no password, and the progress of the mailing, as HTML. The forms in it are plain ones; with JavaScript the
//! page sends them.

use crate::language;
use crate::shared::{AwaitingPasswordView, MailingState, MailingView};
use crate::ui::routes::administrators::say;
use crate::ui::{Markup, write_markup, write_time};

/// The ids of the buttons.
pub const INVITE: &str = "invite-all";
pub const STOP: &str = "stop-mailing";
/// The id of the progress while it changes.
pub const ACTIVE: &str = "active-mailing";

/// How many users have no password, and the form that invites them. `import`: the number in the address of the page, or empty.
pub fn accounts_html(view: &AwaitingPasswordView, import: &str) -> String {
    let mut out = Markup::default();
    if view.accounts == 0 {
        let none = if import.is_empty() { say::awaiting_none() } else { say::awaiting_none_of_import() };
        write_markup!(&mut out; "<div class=\"card\"><div class=\"facts-card\"><p>" (none) "</p></div></div>");
        return out.into_html();
    }
    let number = match import {
        "" => say::awaiting_count(view.accounts),
        _ => say::awaiting_count_of_import(view.accounts),
    };
    let invited = view.accounts - view.uninvited.min(view.accounts);
    write_markup!(&mut out;
        "<form class=\"card\" method=\"post\" action=\"/actions/users/invite-all\"><input type=\"hidden\" name=\"import\" value=\""
        (import) "\"><div class=\"card-body\"><h2>" (say::awaiting_invite()) "</h2><div class=\"fields\"><p>"
        (&number));
    if invited > 0 {
        write_markup!(&mut out; " " (&say::awaiting_invited(invited)));
    }
    out.add("</p></div></div><div class=\"card-foot\">");
    let is_running = view.mailing.is_some_and(|mailing| mailing.state == MailingState::Running);
    if is_running {
        write_markup!(&mut out; "<span>" (say::awaiting_running()) "</span>");
    } else if view.uninvited == 0 {
        write_markup!(&mut out; "<span>" (say::awaiting_all_invited()) "</span>");
    } else {
        let pace = say::awaiting_pace(&duration(view.uninvited, view.rate), u64::from(view.rate));
        write_markup!(&mut out;
            "<span>" (&pace) "</span><button class=\"btn btn-primary\" type=\"submit\" id=\"" (INVITE) "\">"
            (&say::awaiting_send(view.uninvited)) "</button>");
    }
    out.add("</div></form>");
    out.into_html()
}

/// The progress of a mailing; empty if there is none.
pub fn mailing_html(mailing: Option<&MailingView>, import: &str) -> String {
    let mut out = Markup::default();
    let Some(mailing) = mailing else { return out.into_html() };
    out.add("<section class=\"card import-report\"");
    if mailing.is_active() {
        write_markup!(&mut out; " id=\"" (ACTIVE) "\"");
    }
    let settled = mailing.sent + mailing.failed + mailing.skipped;
    write_markup!(&mut out;
        "><div class=\"card-body\"><h2>" (title(mailing)) "</h2><div class=\"import-progress\">"
        "<progress aria-label=\"" (say::invitations()) "\" max=\"" (&mailing.total.max(1).to_string())
        "\" value=\"" (&settled.to_string()) "\"></progress><span>"
        (&say::awaiting_progress_of(settled, mailing.total)) "</span></div><dl class=\"facts\">");
    let mut figures = vec![
        (say::sent(), mailing.sent),
        (say::awaiting_waiting(), mailing.waiting),
        (say::awaiting_failed(), mailing.failed),
    ];
    if mailing.skipped > 0 {
        figures.push((say::awaiting_skipped(), mailing.skipped));
    }
    for (label, number) in figures {
        write_markup!(&mut out; "<dt>" (label) "</dt><dd>" (&language::number(number)) "</dd>");
    }
    write_markup!(&mut out; "</dl><p class=\"hint\">" (say::awaiting_begun()) " ");
    write_time(&mut out, mailing.created_at, &mailing.created_at.minute_in_words());
    write_markup!(&mut out; (&say::awaiting_begun_rate(u64::from(mailing.rate))));
    if mailing.failed > 0 {
        write_markup!(&mut out;
            " " (say::awaiting_failed_before()) " <a href=\"/audit?event=mail.failed\">" (say::awaiting_failed_link())
            "</a> " (say::awaiting_failed_after()));
    }
    out.add("</p></div>");
    if mailing.state == MailingState::Running {
        write_stop_form(&mut out, import);
    }
    out.add("</section>");
    out.into_html()
}

fn write_stop_form(out: &mut Markup, import: &str) {
    write_markup!(out;
        "<form class=\"card-foot\" method=\"post\" action=\"/actions/users/stop-mailing\">"
        "<input type=\"hidden\" name=\"import\" value=\"" (import) "\"><span>" (say::awaiting_continues())
        "<noscript> " (say::awaiting_reload()) "</noscript></span>"
        "<button class=\"btn btn-secondary\" type=\"submit\" id=\"" (STOP) "\">" (say::awaiting_stop())
        "</button></form>");
}

/// The heading of the progress, which is also announced when the mailing ends.
pub fn title(mailing: &MailingView) -> &'static str {
    match mailing.state {
        MailingState::Running => say::awaiting_progress_running(),
        MailingState::Completed if mailing.waiting > 0 => say::awaiting_progress_last(),
        MailingState::Completed => say::awaiting_progress_completed(),
        MailingState::Stopped => say::awaiting_progress_stopped(),
    }
}

/// How long sending takes.
fn duration(messages: u64, rate: u32) -> String {
    match messages.div_ceil(u64::from(rate.max(1))) {
        minutes @ 0..120 => say::awaiting_minutes(minutes.max(1)),
        minutes => say::awaiting_hours(minutes.div_ceil(60)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::Timestamp;

    fn mailing(state: MailingState, waiting: u64) -> MailingView {
        MailingView {
            state,
            import: None,
            created_at: Timestamp(1_795_338_720_000),
            rate: 60,
            total: 1_200,
            sent: 1_195 - waiting,
            waiting,
            failed: 2,
            skipped: 3,
        }
    }

    fn view(accounts: u64, uninvited: u64, mailing: Option<MailingView>) -> AwaitingPasswordView {
        AwaitingPasswordView { accounts, uninvited, rate: 60, mailing }
    }

    #[track_caller]
    fn assert_contains(html: &str, words: &[&str]) {
        for words in words {
            assert!(html.contains(words), "{words}: {html}");
        }
    }

    #[test]
    fn users_are_counted_and_invited() {
        let html = accounts_html(&view(1_200, 1_000, None), "7");
        let words = ["1,200 users of this import have no password.", "Invited already: 200.", "about 17 minutes"];
        assert_contains(&html, &words);
        assert_contains(&html, &["name=\"import\" value=\"7\"", ">Send 1,000 invitations<"]);
        assert_contains(&accounts_html(&view(1, 1, None), ""), &["1 user has no password.", ">Send 1 invitation<"]);
        assert_contains(&accounts_html(&view(0, 0, None), ""), &["All users have a password."]);
    }

    #[test]
    fn there_is_no_button_if_nobody_is_left_or_a_mailing_is_running() {
        for html in [
            accounts_html(&view(5, 0, None), ""),
            accounts_html(&view(5, 5, Some(mailing(MailingState::Running, 5))), ""),
        ] {
            assert!(!html.contains("<button"), "{html}");
        }
        assert!(accounts_html(&view(5, 5, Some(mailing(MailingState::Stopped, 0))), "").contains("<button"));
    }

    #[test]
    fn the_number_of_the_import_is_escaped() {
        let html = accounts_html(&view(1, 1, None), "\"><script>");
        assert!(!html.contains("<script>"), "{html}");
    }

    #[test]
    fn the_progress_can_be_stopped_while_it_runs_and_is_followed_while_it_changes() {
        let running = mailing_html(Some(&mailing(MailingState::Running, 200)), "");
        assert_contains(&running, &["max=\"1200\" value=\"1000\"", "1,000 of 1,200", "<dd>995</dd>", STOP, ACTIVE]);
        let retrying = mailing_html(Some(&mailing(MailingState::Completed, 1)), "");
        assert!(retrying.contains(ACTIVE) && !retrying.contains(STOP), "{retrying}");
        let completed = mailing_html(Some(&mailing(MailingState::Completed, 0)), "");
        assert!(!completed.contains(ACTIVE) && completed.contains("All invitations are sent"), "{completed}");
        assert_eq!(mailing_html(None, ""), "");
    }

    #[test]
    fn durations_are_rounded_up() {
        for (messages, rate, words) in [
            (1, 60, "about a minute"),
            (61, 60, "about 2 minutes"),
            (119 * 60, 60, "about 119 minutes"),
            (120 * 60, 60, "about 2 hours"),
            (100_000, 60, "about 28 hours"),
        ] {
            assert_eq!(duration(messages, rate), words);
        }
    }
}
