//! Taking an account back from somebody who knows its password, with what is in its mailbox. The model of all orders of such
//! steps is in tests/inside/accounts/recovery_model.

use crate::support::mailbox::{Received, deliver, discard, find, wait_for, waiting};
use crate::support::*;

const CONFIRM: &str = "Confirm your new email address";
const REPLACED: &str = "Your email address was changed";
const CHANGED_BACK: &str = "Your email address was changed back";
const DELETED: &str = "Your account was deleted";
const CHOOSE: &str = "Choose a new password";
const CONFIRM_FIRST: &str = "Confirm your email address";
const SIGNED_IN: &str = "New sign-in to your account";
const DAY: u64 = 24 * 60 * 60;
/// The owner's mailbox.
const A: &str = "maren@example.org";
/// Mailboxes of the thief.
const B: &str = "thief@example.net";
const C: &str = "lair@example.net";

/// The account of Maren, whose address is confirmed, and whose password a thief knows.
struct Account {
    app: TestApp,
    path: String,
}

impl Account {
    async fn new() -> Self {
        let app = TestApp::new().await;
        let user = app.register("maren").await;
        app.set_confirmed("maren").await;
        discard(&app).await;
        Self { path: path_of(&user), app }
    }

    async fn log_in(&self, password: &str) -> Option<Tokens> {
        let reply = self.app.sign_in("maren", password).send().await;
        (reply.status == 200).then(|| Tokens::of(&reply.json()))
    }

    async fn send(&self, method: Method, path: &str, body: &Value) -> Reply {
        let who = self.log_in(PASSWORD).await.expect("a session");
        self.app.call(method, path).bearer(&who.access).json(body).send().await
    }

    /// Asks for another address, and returns the token in the message to it.
    async fn request(&self, email: &str) -> String {
        let body = json!({"email": email, "current_password": PASSWORD});
        assert_eq!(self.send(Method::PATCH, &self.path, &body).await.status, 200);
        find(&deliver(&self.app).await, email, CONFIRM).expect("a message").token("/verify-email")
    }

    /// Changes the address and confirms the new one; returns the messages about it.
    async fn change(&self, email: &str) -> Vec<Received> {
        let token = self.request(email).await;
        assert_eq!(self.open("/api/auth/email/verify", &token).await, 204);
        deliver(&self.app).await
    }

    /// Changes the address from `from`, and returns the token with which that is undone.
    async fn change_from(&self, from: &str, email: &str) -> String {
        let messages = self.change(email).await;
        find(&messages, from, REPLACED).expect("a message").token("/undo-email-change")
    }

    async fn open(&self, path: &str, token: &str) -> u16 {
        self.app.post(path).json(&json!({"token": token, "password": OTHER_PASSWORD})).send().await.status
    }

    async fn undo(&self, token: &str) -> u16 {
        self.open("/api/auth/email/undo", token).await
    }

    async fn choose(&self, token: &str) -> u16 {
        self.open("/api/auth/password/reset", token).await
    }

    /// The token of a password link that somebody asks for.
    async fn forget(&self, email: &str) -> String {
        discard(&self.app).await;
        self.app.post("/api/auth/password/forgot").json(&json!({"email": email})).send().await;
        wait_for(&self.app, &[&format!("password_reset {email}")]).await;
        find(&deliver(&self.app).await, email, CHOOSE).expect("a message").token("/reset-password")
    }

    async fn close(&self) -> Vec<Received> {
        assert_eq!(self.send(Method::DELETE, &self.path, &json!({"password": PASSWORD})).await.status, 204);
        deliver(&self.app).await
    }

    /// The address of the account, or the status of an account that is not active.
    async fn address(&self) -> String {
        let sql = "SELECT CASE WHEN status = 'active' THEN email ELSE status END FROM users WHERE username = 'maren'";
        self.app.database.run(sql).await.remove(0)
    }
}

/// The number of open links for a purpose.
async fn open_links(app: &TestApp, purpose: &str) -> usize {
    let sql = format!("SELECT purpose FROM one_time_tokens WHERE used_at IS NULL AND purpose = '{purpose}'");
    app.database.run(&sql).await.len()
}

#[tokio::test]
async fn changing_back_to_an_address_with_an_open_undo_counts_as_that_undo() {
    let maren = Account::new().await;
    maren.change(B).await;
    maren.app.wait(DAY);
    maren.change(C).await;
    maren.app.wait(DAY);
    let messages = maren.change(A).await;
    assert_eq!(open_links(&maren.app, "undo_email_change").await, 1, "neither for B nor for C");
    let told = find(&messages, C, CHANGED_BACK).expect("a message to the address that was replaced");
    assert!(!told.contains("?token=") && !told.contains(A), "{told:?}");
    assert!(find(&messages, C, REPLACED).is_none());
    assert_eq!(maren.address().await, A);
}

/// Who knows the password can replace an address that is not confirmed at once, and delete the account.
#[tokio::test]
async fn an_address_that_nobody_vouches_for_leaves_the_undos_open_and_so_does_what_follows() {
    let maren = Account::new().await;
    maren.app.administrator("ada").await;
    let undo = maren.change_from(A, B).await;
    maren.app.wait(6 * DAY);
    let admin = maren.app.log_in("ada").await;
    maren.app.send(&admin, Method::PATCH, &maren.path, &json!({"email": A})).await.expect_status(200);
    assert_eq!(maren.address().await, A);
    maren.app.wait(6 * DAY);
    let body = json!({"email": C, "current_password": PASSWORD});
    maren.send(Method::PATCH, &maren.path, &body).await.expect_status(200);
    assert_eq!(maren.address().await, C);
    maren.app.wait(6 * DAY);
    maren.close().await;
    maren.app.wait(6 * DAY);
    assert_eq!((maren.undo(&undo).await, maren.address().await), (204, A.to_owned()));
}

#[tokio::test]
async fn time_stands_still_for_the_undos_of_a_disabled_account() {
    let maren = Account::new().await;
    let undo = maren.change_from(A, B).await;
    maren.app.wait(6 * DAY);
    maren.app.change("maren", "disable").await;
    maren.app.wait(60 * DAY);
    maren.app.accounts.maintenance().sweep().await.expect("a clean-up");
    assert_eq!(maren.undo(&undo).await, 404);
    assert_eq!(maren.app.sign_up("somebody", A).send().await.code(), "email_taken");
    maren.app.change("maren", "enable").await;
    maren.app.wait(6 * DAY);
    assert_eq!((maren.undo(&undo).await, maren.address().await), (204, A.to_owned()));

    let maren = Account::new().await;
    let undo = maren.change_from(A, B).await;
    maren.app.change("maren", "disable").await;
    maren.app.change("maren", "enable").await;
    maren.app.wait(8 * DAY);
    assert_eq!(maren.undo(&undo).await, 404, "it ends seven days later");
}

#[tokio::test]
async fn the_earlier_address_of_a_deleted_account_gets_five_messages_an_hour_and_none_if_it_is_the_same() {
    let maren = Account::new().await;
    maren.app.administrator("ada").await;
    maren.change(B).await;
    for number in 0..6 {
        let messages = maren.close().await;
        assert_eq!(find(&messages, A, DELETED).is_some(), number < 5, "{number}");
        assert!(find(&messages, B, DELETED).is_some());
        maren.app.change("maren", "restore").await;
    }
    maren.app.wait(60 * 60);
    let body = json!({"email": "Maren@Example.org"});
    let admin = maren.app.log_in("ada").await;
    maren.app.send(&admin, Method::PATCH, &maren.path, &body).await.expect_status(200);
    discard(&maren.app).await;
    let messages = maren.close().await;
    assert!(!messages.iter().any(|message| message.has_subject(DELETED)), "{messages:?}");
}

#[tokio::test]
async fn a_password_of_the_administrator_closes_every_undo_when_it_is_chosen() {
    let maren = Account::new().await;
    let (_, admin) = maren.app.administrator("ada").await;
    let first = maren.change_from(A, B).await;
    let second = maren.change_from(B, C).await;
    let path = format!("{}/password-reset", maren.path);
    let link = maren.app.post(&path).bearer(&admin.access).send().await;
    assert_eq!(open_links(&maren.app, "undo_email_change").await, 2, "the link may never be used");
    assert_eq!(maren.choose(&token_in(&link.text())).await, 204);
    assert_eq!((maren.undo(&second).await, maren.undo(&first).await), (404, 404));

    let maren = Account::new().await;
    let undo = maren.change_from(A, B).await;
    let id = maren.app.id_of("maren").await.parse().expect("an id");
    let set = maren.app.accounts.passwords().set_password(&Caller::system(), id, &OTHER_PASSWORD.into()).await;
    set.expect("a new password");
    assert_eq!(maren.undo(&undo).await, 404);
}

#[tokio::test]
async fn an_undo_that_a_mailed_password_link_leaves_open_tells_the_address_that_it_replaces() {
    let maren = Account::new().await;
    let undo = maren.change_from(A, B).await;
    let link = maren.forget(B).await;
    assert_eq!(maren.choose(&link).await, 204);
    deliver(&maren.app).await;
    assert_eq!((maren.undo(&undo).await, maren.address().await), (204, A.to_owned()));
    let messages = deliver(&maren.app).await;
    let told = find(&messages, B, CHANGED_BACK).expect("a message");
    assert!(!told.contains("?token=") && !told.contains(A), "{told:?}");
    assert!(find(&messages, A, CHOOSE).is_some() && find(&messages, A, CHANGED_BACK).is_none());
}

/// Otherwise the owner who moves to a third address, and not back, loses the account to the thief on the eighth day. Changes in the
/// same instant have an order as well: clocks of replicas differ, and tests stop theirs.
#[tokio::test]
async fn no_undo_outlives_an_earlier_one() {
    for days in [6, 0] {
        let maren = Account::new().await;
        let first = maren.change_from(A, B).await;
        maren.app.wait(days * DAY);
        let second = maren.change_from(B, C).await;
        for (undo, address) in [(second, B), (first, A)] {
            maren.app.wait(days * DAY);
            assert_eq!((maren.undo(&undo).await, maren.address().await), (204, address.to_owned()), "{days}");
        }
    }
}

#[tokio::test]
async fn an_undo_restores_an_account_that_its_thief_has_deleted() {
    let maren = Account::new().await;
    let undo = maren.change_from(A, B).await;
    let messages = maren.close().await;
    let told = find(&messages, A, DELETED).expect("a message to the owner");
    assert!(told.contains("The link in the earlier message still works"), "{told:?}");
    let thiefs = find(&messages, B, DELETED).expect("a message").token("/undo-email-change");

    maren.app.wait(6 * DAY);
    assert_eq!(maren.undo(&undo).await, 204);
    assert_eq!(maren.address().await, A);
    assert_eq!(maren.undo(&thiefs).await, 404);
    assert!(maren.log_in(PASSWORD).await.is_none());
    let link = find(&deliver(&maren.app).await, A, CHOOSE).expect("a message").token("/reset-password");
    assert_eq!(maren.choose(&link).await, 204);
    assert!(maren.log_in(OTHER_PASSWORD).await.is_some());
    assert_eq!(maren.app.events("user.restore").await.len(), 1);
}

#[tokio::test]
async fn an_undo_removes_the_factors_that_were_added_since_the_change() {
    let account = Account::new().await;
    let undo = account.change_from(A, B).await;
    let thief = account.log_in(PASSWORD).await.expect("a session");
    Authenticator::added(&account.app, &thief).await;
    account.app.post("/api/account/factors/recovery-codes").bearer(&thief.access).expect_status(201).await;
    assert_eq!(account.undo(&undo).await, 204);
    let events = account.app.events("factor.reset").await;
    assert_eq!((events.len(), events[0].detail.as_deref()), (1, Some("email_undone")));
    let link = find(&deliver(&account.app).await, A, CHOOSE).expect("a message").token("/reset-password");
    assert_eq!(account.choose(&link).await, 204);
    assert!(account.log_in(OTHER_PASSWORD).await.is_some(), "no second factor is asked for");
}

/// Also one that was added since, in a session that is older than the one that asked for the change.
#[tokio::test]
async fn an_undo_keeps_the_factors_of_earlier_sessions() {
    let account = Account::new().await;
    let owner = account.log_in(PASSWORD).await.expect("a session");
    account.app.wait(60);
    let token = account.request(B).await;
    account.app.wait(60);
    let mut passkey = Authenticator::added(&account.app, &owner).await;
    assert_eq!(account.open("/api/auth/email/verify", &token).await, 204);
    let undo = find(&deliver(&account.app).await, A, REPLACED).expect("a message").token("/undo-email-change");
    assert_eq!(account.undo(&undo).await, 204);
    assert!(account.app.events("factor.reset").await.is_empty());
    let link = find(&deliver(&account.app).await, A, CHOOSE).expect("a message").token("/reset-password");
    assert_eq!(account.choose(&link).await, 204);
    let password_alone = account.app.sign_in("maren", OTHER_PASSWORD).send().await;
    password_alone.assert_refused(401, "second_factor_required");
    passkey.sign_in(&account.app).await.expect_status(200);
}

#[tokio::test]
async fn a_deleted_account_can_be_taken_back_from_its_mailbox_unless_an_administrator_deleted_it() {
    let maren = Account::new().await;
    let deleted = maren.close().await;
    let link = find(&deleted, A, DELETED).expect("a message").token("/undo-email-change");
    assert_eq!(maren.app.get(&format!("/undo-email-change?token={link}")).html().send().await.status, 200);
    assert_eq!(maren.undo(&link).await, 204);
    assert_eq!(maren.address().await, A);

    let maren = Account::new().await;
    let undo = maren.change_from(A, B).await;
    maren.app.change("maren", "delete").await;
    assert_eq!((maren.undo(&undo).await, maren.address().await), (404, "deleted".to_owned()));
    maren.app.change("maren", "restore").await;
    assert_eq!(maren.undo(&undo).await, 404, "the administrator has decided");
}

#[tokio::test]
async fn a_report_survives_new_passwords_and_stops_who_knows_them() {
    let maren = Account::new().await;
    let app = &maren.app;
    maren.log_in(PASSWORD).await.expect("the owner");
    let thief = app.sign_in("maren", PASSWORD).seen_from("198.51.100.7").send().await;
    let thief = Tokens::of(&thief.json());
    let report = find(&deliver(app).await, A, SIGNED_IN).expect("a notice").token("/report-sign-in");
    let change = json!({"current_password": PASSWORD, "new_password": OTHER_PASSWORD});
    app.put("/api/auth/password").bearer(&thief.access).json(&change).expect_status(204).await;
    let move_away = json!({"email": B, "current_password": OTHER_PASSWORD});
    app.patch(&maren.path).bearer(&thief.access).json(&move_away).expect_status(200).await;
    let confirmation = find(&deliver(app).await, B, CONFIRM).expect("a message").token("/verify-email");

    assert_eq!(maren.open("/api/auth/sessions/report", &report).await, 204);
    assert_eq!(maren.open("/api/auth/email/verify", &confirmation).await, 404);
    for password in [PASSWORD, OTHER_PASSWORD] {
        assert!(maren.log_in(password).await.is_none(), "{password}");
    }
    let link = find(&deliver(app).await, A, CHOOSE).expect("a message").token("/reset-password");
    assert_eq!(maren.choose(&link).await, 204);
    assert_eq!(maren.open("/api/auth/sessions/report", &report).await, 404);
}

#[tokio::test]
async fn a_change_of_the_password_leaves_the_link_that_was_mailed_to_the_owner() {
    let maren = Account::new().await;
    let mut links = Vec::new();
    // The fifth message of this hour confirmed the address of the new account.
    for _ in 0..4 {
        links.push(maren.forget(A).await);
        let change = json!({"current_password": PASSWORD, "new_password": PASSWORD.to_owned() + "!"});
        assert_eq!(maren.send(Method::PUT, "/api/auth/password", &change).await.status, 204);
        let back = json!({"current_password": PASSWORD.to_owned() + "!", "new_password": PASSWORD});
        let who = maren.log_in(&(PASSWORD.to_owned() + "!")).await.expect("a session");
        maren.app.put("/api/auth/password").bearer(&who.access).json(&back).expect_status(204).await;
    }
    let statuses = join_all(links.iter().rev().map(|link| maren.choose(link))).await;
    assert_eq!(statuses, [204, 404, 404, 404]);
}

#[tokio::test]
async fn a_password_link_confirms_no_other_address_than_the_one_it_was_sent_to() {
    let maren = Account::new().await;
    let link = maren.forget(A).await;
    maren.app.database.run(&format!("UPDATE users SET email = '{B}', email_key = '{B}'")).await;
    assert_eq!(maren.choose(&link).await, 404);
    assert!(maren.log_in(PASSWORD).await.is_some());
}

#[tokio::test]
async fn valid_links_are_not_charged_to_a_source_that_has_sent_thirty_invalid_ones() {
    let maren = Account::new().await;
    maren.log_in(PASSWORD).await.expect("the owner");
    maren.app.sign_in("maren", PASSWORD).seen_from("198.51.100.7").send().await;
    let report = find(&deliver(&maren.app).await, A, SIGNED_IN).expect("a notice").token("/report-sign-in");
    let confirmation = maren.request(B).await;
    // The message to the new address was the first that this source has caused in this hour.
    for _ in 0..29 {
        assert_eq!(maren.undo("x").await, 404);
    }
    for path in ["/api/auth/email/undo", "/api/auth/email/verify", "/api/auth/sessions/report"] {
        assert_eq!(maren.open(path, "x").await, 429, "{path}");
    }
    assert_eq!(maren.open("/api/auth/email/verify", &confirmation).await, 204);
    let undo = find(&deliver(&maren.app).await, A, REPLACED).expect("a message").token("/undo-email-change");
    assert_eq!(maren.undo(&undo).await, 204);
    let status = maren.open("/api/auth/sessions/report", &report).await;
    assert_eq!(status, 204, "it stays in the mailbox, to which the account was given back");

    let maren = Account::new().await;
    maren.log_in(PASSWORD).await.expect("the owner");
    maren.app.sign_in("maren", PASSWORD).seen_from("198.51.100.7").send().await;
    let report = find(&deliver(&maren.app).await, A, SIGNED_IN).expect("a notice").token("/report-sign-in");
    for _ in 0..30 {
        assert_eq!(maren.undo("x").await, 404);
    }
    assert_eq!(maren.open("/api/auth/sessions/report", &report).await, 204);
}

/// On PostgreSQL, transactions that do not lock the account do not see each other's links.
#[tokio::test]
async fn of_links_that_are_made_at_once_only_one_is_valid() {
    let app = TestApp::with(|config| config.rate_limit = false).await;
    app.add("maren", "").await;
    for round in 0..10 {
        let forget = || app.post("/api/auth/password/forgot").json(&json!({"email": A})).send();
        join_all((0..12).map(|_| forget())).await;
        wait_for(&app, &[&*format!("password_reset {A}"); 12]).await;
        assert_eq!(open_links(&app, "password").await, 1, "round {round}");
        discard(&app).await;
    }

    let app = TestApp::with(|config| (config.rate_limit, config.require_verified_email) = (false, true)).await;
    app.register("maren").await;
    for round in 0..10 {
        app.wait(60 * 60);
        let refused = || app.sign_in("maren", PASSWORD).send();
        let replies = join_all((0..4).map(|_| refused())).await;
        assert!(replies.iter().all(|reply| reply.status == 403), "{replies:?}");
        assert_eq!(open_links(&app, "confirm_email").await, 1, "round {round}");
    }
}

#[tokio::test]
async fn the_database_refuses_a_second_open_link_for_the_same_purpose() {
    let maren = Account::new().await;
    let database = &maren.app.database;
    maren.forget(A).await;
    let copy = |hash: &str, purpose: &str, email_key: &str, used_at: &str| {
        let hash = if database.is_postgres() { format!("'\\x{hash}'::bytea") } else { format!("x'{hash}'") };
        format!(
            "INSERT INTO one_time_tokens (token_hash, purpose, user_id, email_key, created_at, expires_at, used_at) \
             SELECT {hash}, '{purpose}', id, {email_key}, 1, 2, {used_at} FROM users"
        )
    };
    assert!(database.try_to_run(&copy("01", "password", "email_key", "NULL")).await.is_err(), "a second open one");
    database.run(&copy("02", "password", "email_key", "3")).await;
    database.run(&copy("03", "password", "email_key", "4")).await;
    database.run(&copy("04", "password", "NULL", "NULL")).await;
    assert!(
        database.try_to_run(&copy("05", "password", "NULL", "NULL")).await.is_err(),
        "a second that was handed over"
    );
    for [one, other, purpose] in [["06", "07", "undo_email_change"], ["08", "09", "report_sign_in"]] {
        database.run(&copy(one, purpose, "email_key", "NULL")).await;
        database.run(&copy(other, purpose, "email_key", "NULL")).await;
    }
}

#[tokio::test]
async fn a_refused_sign_in_leaves_the_link_that_is_under_way() {
    let app = TestApp::with(|config| config.require_verified_email = true).await;
    app.register("maren").await;
    let first = find(&deliver(&app).await, A, CONFIRM_FIRST).expect("a message").token("/verify-email");
    let log_in = || app.sign_in("maren", PASSWORD).send();
    for _ in 0..3 {
        assert_eq!(log_in().await.code(), "email_unconfirmed");
    }
    assert!(waiting(&app).await.is_empty());
    app.wait(15 * 60);
    assert_eq!(log_in().await.code(), "email_unconfirmed");
    let second = find(&deliver(&app).await, A, CONFIRM_FIRST).expect("a message").token("/verify-email");
    let verify = |token: String| app.post("/api/auth/email/verify").json(&json!({ "token": token })).send();
    assert_eq!((verify(first).await.status, verify(second).await.status), (404, 204));
}

#[tokio::test]
async fn proof_that_an_address_is_right_closes_every_undo_in_other_mailboxes() {
    for way in [
        "set and vouch",
        "set and vouch on the page",
        "vouch",
        "vouch for the same address",
        "the page",
        "confirm",
        "forget",
    ] {
        let maren = Account::new().await;
        let (_, admin) = maren.app.administrator("ada").await;
        let mut ada = maren.app.browser_of("ada").await;
        let id = maren.app.id_of("maren").await;
        let patch = async |body: Value| {
            maren.app.send(&admin, Method::PATCH, &maren.path, &body).await.expect_status(200);
        };
        let first = maren.change_from(A, B).await;
        let of_thief = maren.change_from(B, C).await;
        let mut confirmation = String::new();
        if !way.starts_with("set") {
            patch(json!({"email": A})).await;
            let messages = deliver(&maren.app).await;
            let notice = find(&messages, C, REPLACED).expect("a message to the address that was replaced");
            assert!(!notice.contains("?token="), "the address before it has an undo: {notice:?}");
            confirmation = find(&messages, A, CONFIRM_FIRST).expect("a message").token("/verify-email");
        }
        match way {
            "set and vouch" | "vouch for the same address" => patch(json!({"email": A, "email_verified": true})).await,
            "set and vouch on the page" => {
                assert!(ada.open(&format!("/users/{id}")).await.has("name", "email_verified"));
                let fields = [("id", &*id), ("username", "maren"), ("email", A), ("role", "user")];
                ada.submit("/actions/users/update", &[&fields[..], &[("email_verified", "on")]].concat()).await;
            }
            "vouch" => patch(json!({"email_verified": true})).await,
            "the page" => drop(ada.submit("/actions/users/confirm-email", &[("id", &id)]).await),
            "confirm" => assert_eq!(maren.open("/api/auth/email/verify", &confirmation).await, 204),
            _ => assert_eq!(maren.choose(&maren.forget(A).await).await, 204),
        }
        // The one in the own mailbox takes away what a thief has added meanwhile.
        assert_eq!(open_links(&maren.app, "undo_email_change").await, 1, "{way}");
        assert_eq!((maren.undo(&of_thief).await, maren.undo(&first).await), (404, 204), "{way}");
        assert_eq!(maren.address().await, A, "{way}");
        assert_eq!(
            maren.app.database.run("SELECT username FROM users WHERE NOT email_verified").await,
            [""; 0],
            "{way}"
        );
    }
}

#[tokio::test]
async fn a_confirmed_address_can_undo_that_an_administrator_replaces_it_with_one_that_nobody_vouches_for() {
    let maren = Account::new().await;
    let (_, admin) = maren.app.administrator("ada").await;
    let set = async |body: Value| {
        maren.app.send(&admin, Method::PATCH, &maren.path, &body).await.expect_status(200);
        deliver(&maren.app).await
    };
    let messages = set(json!({"email": "maren@example.com"})).await;
    let undo = find(&messages, A, REPLACED).expect("a message").token("/undo-email-change");
    // The new address is not confirmed, so whoever knows the password can replace it at once.
    let body = json!({"email": B, "current_password": PASSWORD});
    assert_eq!(maren.send(Method::PATCH, &maren.path, &body).await.status, 200);
    let confirm = find(&deliver(&maren.app).await, B, CONFIRM_FIRST).expect("a message").token("/verify-email");
    assert_eq!(maren.open("/api/auth/email/verify", &confirm).await, 204);
    assert_eq!(maren.undo(&undo).await, 204);
    assert_eq!(maren.address().await, A);

    let messages = set(json!({"email": "maren@example.net", "email_verified": true})).await;
    assert!(!find(&messages, A, REPLACED).expect("a message").contains("?token="), "the administrator has decided");
}

#[tokio::test]
async fn a_recovery_revokes_what_the_account_has_created_for_others() {
    let maren = Account::new().await;
    maren.app.administrator("ada").await;
    maren.app.change("maren", "set_role:admin").await;
    let undo = maren.change_from(A, B).await;
    let body = json!({"username": "lair", "email": C});
    maren.send(Method::POST, "/api/users", &body).await.expect_status(201);
    let for_others = "SELECT purpose FROM one_time_tokens WHERE created_by IS NOT NULL AND used_at IS NULL";
    assert_eq!(maren.app.database.run(for_others).await.len(), 1);
    assert_eq!(maren.undo(&undo).await, 204);
    assert_eq!(maren.app.database.run(for_others).await.len(), 0);
}

/// On PostgreSQL the two wait for each other, and neither must end with a deadlock.
#[tokio::test(flavor = "multi_thread")]
async fn no_link_goes_to_the_address_that_is_replaced_at_the_same_time() {
    let app = TestApp::with(|config| config.rate_limit = false).await;
    let user = app.register("maren").await;
    let path = path_of(&user);
    app.set_confirmed("maren").await;
    discard(&app).await;
    let maren = Account { path, app };
    for (round, [from, to]) in [[A, B], [B, A]].into_iter().cycle().take(12).enumerate() {
        let confirm = maren.request(to).await;
        let forget = || maren.app.post("/api/auth/password/forgot").json(&json!({"email": from})).send();
        let (verified, ..) = futures::join!(maren.open("/api/auth/email/verify", &confirm), forget(), forget());
        assert_eq!(verified, 204, "round {round}");
        // They are sent after the answers.
        tokio::time::sleep(Duration::from_millis(50)).await;
        let sql = format!(
            "SELECT email_key FROM one_time_tokens WHERE used_at IS NULL AND purpose = 'password' AND email_key <> '{to}'"
        );
        assert_eq!(maren.app.database.run(&sql).await, [""; 0], "round {round}");
        deliver(&maren.app).await;
    }
}
