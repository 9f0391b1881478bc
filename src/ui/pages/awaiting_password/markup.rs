//! How many users have no password, and the progress of the mailing, as HTML. The forms in it are plain ones; with JavaScript the
//! page sends them.

use crate::shared::awaiting_password::{AwaitingPasswordView, MailingState, MailingView};
use crate::ui::markup::{Markup, write_markup, write_time};
use crate::ui::words::{count, number_of};

/// The ids of the buttons.
pub const INVITE: &str = "invite-all";
pub const STOP: &str = "stop-mailing";
/// The id of the progress while it changes.
pub const ACTIVE: &str = "active-mailing";

/// How many users have no password, and the form that invites them. `import`: the number in the address of the page, or empty.
pub fn accounts_html(view: &AwaitingPasswordView, import: &str) -> String {
    let mut out = Markup::default();
    let whose = if import.is_empty() { "" } else { " of this import" };
    if view.accounts == 0 {
        write_markup!(&mut out;
            "<div class=\"card\"><div class=\"facts-card\"><p>All users" (whose) " have a password.</p></div></div>");
        return out.into_html();
    }
    let invited = view.accounts - view.uninvited.min(view.accounts);
    write_markup!(&mut out;
        "<form class=\"card\" method=\"post\" action=\"/actions/users/invite-all\"><input type=\"hidden\" name=\"import\" value=\""
        (import) "\"><div class=\"card-body\"><h2>Invite by mail</h2><div class=\"fields\"><p>"
        (&number_of(view.accounts, "user")) (whose) " " (if view.accounts == 1 { "has" } else { "have" }) " no password.");
    if invited > 0 {
        write_markup!(&mut out; " Invited already: " (&count(invited)) ".");
    }
    out.add("</p></div></div><div class=\"card-foot\">");
    let is_running = view.mailing.is_some_and(|mailing| mailing.state == MailingState::Running);
    if is_running {
        out.add("<span>Invitations are being sent.</span>");
    } else if view.uninvited == 0 {
        out.add("<span>All of them have an open invitation.</span>");
    } else {
        write_markup!(&mut out;
            "<span>" (&count(view.rate.into())) " a minute: " (&duration(view.uninvited, view.rate))
            ". Each link is valid for 7 days.</span><button class=\"btn btn-primary\" type=\"submit\" id=\"" (INVITE)
            "\">Send " (&number_of(view.uninvited, "invitation")) "</button>");
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
        "<progress aria-label=\"Invitations\" max=\"" (&mailing.total.max(1).to_string()) "\" value=\"" (&settled.to_string())
        "\"></progress><span>" (&count(settled)) " of " (&count(mailing.total)) "</span></div><dl class=\"facts\">");
    for (label, number) in [("Sent", mailing.sent), ("Waiting", mailing.waiting), ("Not delivered", mailing.failed)] {
        write_markup!(&mut out; "<dt>" (label) "</dt><dd>" (&count(number)) "</dd>");
    }
    if mailing.skipped > 0 {
        write_markup!(&mut out; "<dt>No longer needed</dt><dd>" (&count(mailing.skipped)) "</dd>");
    }
    out.add("</dl><p class=\"hint\">Begun ");
    write_time(&mut out, mailing.created_at, &mailing.created_at.minute_in_words());
    write_markup!(&mut out; ", " (&count(mailing.rate.into())) " a minute.");
    if mailing.failed > 0 {
        out.add(" The <a href=\"/audit?event=mail.failed\">audit log</a> names who got none.");
    }
    out.add("</p></div>");
    if mailing.state == MailingState::Running {
        write_markup!(&mut out;
            "<form class=\"card-foot\" method=\"post\" action=\"/actions/users/stop-mailing\">"
            "<input type=\"hidden\" name=\"import\" value=\"" (import) "\"><span>Continues when you leave this page."
            "<noscript> Reload it for the latest numbers.</noscript></span>"
            "<button class=\"btn btn-secondary\" type=\"submit\" id=\"" (STOP) "\">Stop sending</button></form>");
    }
    out.add("</section>");
    out.into_html()
}

/// The heading of the progress, which is also announced when the mailing ends.
pub fn title(mailing: &MailingView) -> &'static str {
    match mailing.state {
        MailingState::Running => "Sending invitations",
        MailingState::Completed if mailing.waiting > 0 => "Sending the last invitations",
        MailingState::Completed => "All invitations are sent",
        MailingState::Stopped => "Sending was stopped",
    }
}

/// How long sending takes.
fn duration(messages: u64, rate: u32) -> String {
    match messages.div_ceil(u64::from(rate.max(1))) {
        0 | 1 => "about a minute".to_owned(),
        minutes @ 2..120 => format!("about {minutes} minutes"),
        minutes => format!("about {} hours", count(minutes.div_ceil(60))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::timestamp::Timestamp;

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
