//! A press that ends something for others asks before, or can be undone. Each function that changes something is in one of the lists,
//! and a walk over the pages of a busy installation looks at every form that has to ask.

use super::scenario::{client, identity, provider};
use crate::support::page::tags;
use crate::support::*;
use std::collections::BTreeSet;
use vestibule::actions;

/// They end nothing that somebody has. A new link or message takes the place of an earlier one.
const ENDS_NOTHING: &[&str] = &[
    "applications/create",
    "authenticator/confirm",
    "clients/create",
    "clients/open",
    "clients/secrets/add",
    "confirm",
    "fields/create",
    "first-steps/test-mail",
    "first_time",
    "groups/create",
    "groups/update",
    "invitations/send",
    "keep_identity",
    "language",
    "link_identity",
    "passkeys/create",
    "passkeys/rename",
    "programs/connect",
    "providers/create",
    "register",
    "resend-confirmation",
    "service-accounts/create",
    "setup",
    "tokens/create",
    "tokens/trial",
    "users/confirm-email",
    "users/create",
    "users/invite-all",
    "users/password-link",
    "users/undo",
    "verify-email",
];

/// They end something of whoever presses.
const OWN: &[&str] = &[
    "authenticator/remove",
    "delete-account",
    "device",
    "email/cancel",
    "end-session",
    "passkeys/remove",
    "password",
    "password/remove",
    "profile",
    "recovery-codes",
    "reset-password",
    "sessions/end-without-factor",
    "trusted-browsers/revoke",
    "ways-in/end-others",
];

/// A page that says what it means and does nothing else; or the answer to the first press is a question.
const PAGE_ASKS: &[&str] = &["email/undo", "take_over", "users/bulk", "verify-email/disown"];

/// They can be undone, with the other one.
const UNDONE: &[(&str, &str)] = &[
    ("applications/replace", "applications/replace"),
    ("clients/claims-in-id-token", "clients/replace"),
    ("clients/refusals/mend", "clients/replace"),
    ("clients/replace", "clients/replace"),
    ("fields/delete", "fields/restore"),
    ("fields/fill", "fields/fill"),
    ("fields/replace", "fields/replace"),
    ("fields/restore", "fields/delete"),
    ("first-steps/note", "first-steps/note"),
    ("groups/add", "groups/remove"),
    ("groups/remove", "groups/add"),
    ("providers/replace", "providers/replace"),
    ("users/change", "users/change"),
    ("users/stop-mailing", "users/invite-all"),
    ("users/update", "users/update"),
];

/// Their forms are behind a press that says what they mean.
const ASKS: &[&str] = &[
    "applications/delete",
    "client-access/revoke",
    "clients/close",
    "clients/delete",
    "clients/secrets/remove",
    "groups/delete",
    "invitations/revoke",
    "providers/delete",
    "tokens/revoke",
    "tokens/revoke-created",
    "unlink_identity",
    "users/end-session",
    "users/purge",
    "users/reset-factors",
    "users/start-over",
    WAY_IN,
];
/// Of a session or a link of one's own it does not ask: whoever does not know it ends it quickly.
const WAY_IN: &str = "ways-in/end";

#[test]
fn each_press_ends_nothing_asks_or_can_be_undone() {
    let undone = UNDONE.iter().map(|(name, _)| name);
    let listed: Vec<_> = ENDS_NOTHING.iter().chain(OWN).chain(PAGE_ASKS).chain(undone).chain(ASKS).copied().collect();
    let names: BTreeSet<_> = listed.iter().copied().collect();
    assert_eq!(names.len(), listed.len(), "a function is in two lists");
    let known: BTreeSet<_> = actions::changes().filter_map(|path| path.strip_prefix("/actions/")).collect();
    let (missing, gone): (Vec<_>, Vec<_>) = (known.difference(&names).collect(), names.difference(&known).collect());
    assert!(missing.is_empty() && gone.is_empty(), "what do these end? {missing:?}; they are gone: {gone:?}");
    assert!(UNDONE.iter().all(|(_, inverse)| known.contains(inverse)), "{UNDONE:?}");
}

/// The functions that the forms of a page call, and whether each is behind a press.
fn forms(html: &str) -> Vec<(String, bool)> {
    let depth = |before: &str| before.matches("<details").count() - before.matches("</details>").count();
    let form = |(at, _): (usize, &str)| {
        let action = tags(&html[at..]).next()?.attribute("action")?;
        Some((action.strip_prefix("/actions/")?.to_owned(), depth(&html[..at]) > 0))
    };
    html.match_indices("<form").filter_map(form).collect()
}

/// An administrator in a browser, and the pages of an installation in which everything is there that can be ended.
async fn busy(app: &TestApp) -> (Browser<'_>, Vec<String>) {
    let (_, boss) = app.administrator("boss").await;
    let (maren, tokens) = app.member("maren").await;
    app.log_in("maren").await;
    Authenticator::added(app, &tokens).await;
    let id = id_of(&maren).parse().expect("an id");
    app.api_token(&tokens, id_of(&maren), &["self"]).await;
    identity(app, id).await;
    app.send(&boss, Method::POST, &format!("{}/password-reset", path_of(&maren)), &json!({})).await.expect_status(201);
    app.group("editors", &["maren"]).await;
    app.add_application(closed_at("journal", "https://journal.example.com/")).await;
    let [(_, client), ..] = client(app, id).await;
    let provider = provider(app).await;

    // A former administrator, whose programs still have their tokens.
    let (rogue, theirs) = app.administrator("rogue").await;
    let robot = app.send(&theirs, Method::POST, "/api/service-accounts", &json!({"username": "robot"})).await;
    app.api_token(&theirs, id_of(&robot.expect_status(201).json()), &["self"]).await;
    app.change("rogue", "set_role:user").await;
    let jonas = json!({"username": "jonas", "email": "jonas@example.org", "invite": true});
    let invited = app.send(&boss, Method::POST, "/api/users", &jonas).await.expect_status(201).json();
    let deleted = app.add("ida", "Ida").await.id;
    app.change("ida", "delete").await;

    let people =
        [id_of(&maren).to_owned(), rogue.id.to_string(), id_of(&invited["user"]).to_owned(), deleted.to_string()];
    let mut pages: Vec<_> = people.iter().map(|id| format!("/users/{id}")).collect();
    pages.extend(["", "settings/", "access/", "secrets/"].map(|part| format!("/clients/{part}{client}")));
    pages.push(format!("/providers/{provider}"));
    let others = [
        "/applications/journal",
        "/users/groups/editors",
        "/users",
        "/users/invitations",
        "/users/service-accounts",
        "/users/awaiting-password",
        "/account",
        "/account/security",
        "/account/devices",
        "/account/applications",
        "/account/tokens",
        "/account/your-data",
        "/overview",
        "/first-steps",
    ];
    pages.extend(others.map(str::to_owned));
    (app.browser_of("boss").await, pages)
}

#[tokio::test]
async fn forms_that_end_something_for_others_are_behind_a_press_on_every_page() {
    let app = TestApp::with(|config| config.rate_limit = false).await;
    let (mut boss, pages) = busy(&app).await;
    let mut found = BTreeSet::new();
    for page in pages {
        let shown = boss.open(&page).await.expect_status(200);
        for (function, asks) in forms(&shown.text()) {
            let is_own = page.starts_with("/account") && function == WAY_IN;
            if ASKS.contains(&&*function) && !is_own {
                assert!(asks, "{page}: {function} does not ask: {}", shown.text());
                found.insert(function);
            }
        }
    }
    let missing: Vec<_> = ASKS.iter().filter(|function| !found.contains(**function)).collect();
    assert!(missing.is_empty(), "on none of the pages: {missing:?}");
}
