//! An account that had a second factor when the contested session began has one after a report or an undo: the mailbox alone never gets
//! past it, whatever its owner has replaced since.

use super::*;

const PASSKEYS: &str = "/api/account/factors/passkeys";

/// The way in which the owner, or a person with the mailbox, takes the account back.
#[derive(Clone, Copy, Debug)]
enum Link {
    Report,
    UndoOfAddress,
}

/// The account of Maren on her new laptop, where she has signed in with her password and the passkey of a month ago.
struct Laptop {
    scene: Scene,
    old: Authenticator,
}

/// The id of the newest passkey of an account.
async fn newest(app: &TestApp, who: &Tokens) -> String {
    let listed = app.get("/api/account/factors").bearer(&who.access).expect_status(200).await.json();
    let passkeys = listed["passkeys"].as_array().expect("passkeys");
    passkeys.last().expect("a passkey")["id"].as_str().expect("an id").to_owned()
}

async fn remove(app: &TestApp, who: &Tokens, id: &str) {
    app.send(who, Method::DELETE, &format!("{PASSKEYS}/{id}"), &json!({})).await.expect_status(204);
}

impl Laptop {
    async fn new() -> (Self, String) {
        let app = TestApp::new().await;
        let (user, first) = app.member("maren").await;
        app.set_confirmed("maren").await;
        let mut old = Authenticator::added(&app, &first).await;
        let id = newest(&app, &first).await;
        app.wait(30 * DAY);
        discard(&app).await;
        let begun = begin_sign_in(&app, &json!({"pending_token": pending(&app, "maren").await})).await;
        let finish = app.post("/api/auth/login/passkey/finish").json(&old.answer(&begun));
        let owner = Tokens::of(&finish.seen_from("198.51.100.7").expect_status(200).await.json());
        let report = token_to(&deliver(&app).await, MAREN, REPORT);
        app.wait(60);
        (Self { scene: Scene { path: path_of(&user), thief: owner.clone(), owner, report, app }, old }, id)
    }

    /// Somebody who reads the mailbox presses the button, and chooses a password.
    async fn take_back(&self, link: Link) {
        let scene = &self.scene;
        match link {
            Link::Report => scene.report().await,
            Link::UndoOfAddress => {
                let asked = scene.ask_for_address(&scene.owner).await;
                let undo = scene.confirm_address(&asked).await;
                scene.undo(&undo).await;
            }
        }
        scene.choose().await;
    }

    /// Signs in with the password that was chosen, and a passkey.
    async fn complete(&self, passkey: &mut Authenticator) -> Reply {
        let reply = self.scene.app.sign_in("maren", OTHER_PASSWORD).send().await;
        reply.assert_refused(401, "second_factor_required");
        let reply = reply.json();
        passkey.complete(&self.scene.app, reply["pending_token"].as_str().expect("a token")).await
    }
}

#[tokio::test]
async fn the_mailbox_alone_gets_past_no_passkey_that_was_replaced_with_its_own_proof() {
    for link in [Link::Report, Link::UndoOfAddress] {
        let (laptop, id) = Laptop::new().await;
        let app = &laptop.scene.app;
        let mut new = Authenticator::added(app, &laptop.scene.owner).await;
        remove(app, &laptop.scene.owner, &id).await;
        laptop.take_back(link).await;
        for passkey in [&mut new, &mut laptop.old.clone()] {
            passkey.sign_in(app).await.assert_refused(401, "passkey_refused");
        }
        let tokens = Tokens::of(&laptop.complete(&mut new).await.expect_status(200).json());
        let listed = app.get("/api/account/factors").bearer(&tokens.access).expect_status(200).await.json();
        let held: Vec<_> = listed["passkeys"].as_array().expect("passkeys").iter().map(|one| &one["is_held"]).collect();
        assert_eq!(
            held,
            [&json!(true), &json!(false)],
            "{link:?}: what was used after the password signs in alone again"
        );
        new.sign_in(app).await.expect_status(200);
        let proved = prove(app, &tokens, &mut new).await;
        app.delete(OWN_PASSWORD).bearer(&proved.access).send().await.assert_refused(409, "factor_needed");
        let mut old = laptop.old.clone();
        old.sign_in(app).await.assert_refused(401, "passkey_refused");
        laptop.complete(&mut old).await.expect_status(200);
        old.sign_in(app).await.expect_status(200);
        let proved = prove(app, &tokens, &mut new).await;
        app.delete(OWN_PASSWORD).bearer(&proved.access).expect_status(204).await;
    }
}

/// Also where the app has been used elsewhere since.
#[tokio::test]
async fn the_mailbox_alone_gets_past_no_app_that_a_passkey_was_swapped_for() {
    for link in [Link::Report, Link::UndoOfAddress] {
        let (laptop, id) = Laptop::new().await;
        let app = &laptop.scene.app;
        let secret = add_authenticator(app, &laptop.scene.owner).await;
        remove(app, &laptop.scene.owner, &id).await;
        app.wait(120);
        laptop.take_back(link).await;
        let reply = app.sign_in("maren", OTHER_PASSWORD).send().await;
        reply.assert_refused(401, "second_factor_required");
        let reply = reply.json();
        let waits = reply["pending_token"].as_str().expect("a token");
        complete(app, waits, &totp(&secret, app.accounts.now())).await.expect_status(200);
        laptop.complete(&mut laptop.old.clone()).await.expect_status(200);
    }
}

/// The session is older than the passkey, but it was proven with it before the change.
#[tokio::test]
async fn an_undo_keeps_a_passkey_of_another_session_that_has_proven_the_contested_one() {
    let app = TestApp::new().await;
    let user = app.register("maren").await;
    app.set_confirmed("maren").await;
    let body = json!({"login": "maren", "password": PASSWORD, "remember_me": true});
    let first = Tokens::of(&app.post("/api/auth/login").json(&body).expect_status(200).await.json());
    app.wait(5 * DAY);
    let first = Tokens::of(&app.refresh(&first).await.expect_status(200).json());
    let elsewhere = app.log_in("maren").await;
    let mut passkey = Authenticator::added(&app, &elsewhere).await;
    app.wait(10 * DAY);
    let first = Tokens::of(&app.refresh(&first).await.expect_status(200).json());
    let owner = prove(&app, &first, &mut passkey).await;
    discard(&app).await;
    let laptop = Laptop {
        scene: Scene { path: path_of(&user), thief: owner.clone(), owner, report: String::new(), app },
        old: passkey.clone(),
    };
    laptop.take_back(Link::UndoOfAddress).await;
    passkey.sign_in(&laptop.scene.app).await.assert_refused(401, "passkey_refused");
    laptop.complete(&mut passkey).await.expect_status(200);
}

/// A thief with a copied session, which was proven a moment ago.
#[tokio::test]
async fn a_copied_session_leaves_no_passkey_that_signs_in_alone_and_takes_none_away() {
    let (laptop, id) = Laptop::new().await;
    let app = &laptop.scene.app;
    let mut of_thief = Authenticator::added(app, &laptop.scene.thief).await;
    remove(app, &laptop.scene.thief, &id).await;
    discard(app).await;
    laptop.take_back(Link::Report).await;
    of_thief.sign_in(app).await.assert_refused(401, "passkey_refused");
    let mut old = laptop.old.clone();
    let owner = Tokens::of(&laptop.complete(&mut old).await.expect_status(200).json());
    remove(app, &owner, &newest(app, &owner).await).await;
    laptop.complete(&mut of_thief).await.assert_refused(401, "passkey_refused");
}

/// The owner reports a later session first, and then the one that was copied.
#[tokio::test]
async fn a_report_of_a_later_session_forgets_nothing_that_that_of_an_earlier_one_gives_back() {
    let (laptop, id) = Laptop::new().await;
    let app = &laptop.scene.app;
    let mut old = laptop.old.clone();
    let begun = begin_sign_in(app, &json!({"pending_token": pending(app, "maren").await})).await;
    let finish = app.post("/api/auth/login/passkey/finish").json(&old.answer(&begun));
    finish.seen_from("203.0.113.77").expect_status(200).await;
    let later = token_to(&deliver(app).await, MAREN, REPORT);
    let mut of_thief = Authenticator::added(app, &laptop.scene.thief).await;
    remove(app, &laptop.scene.thief, &id).await;
    discard(app).await;
    app.post("/api/auth/sessions/report").json(&json!({"token": later})).expect_status(204).await;
    discard(app).await;
    laptop.take_back(Link::Report).await;
    of_thief.sign_in(app).await.assert_refused(401, "passkey_refused");
    laptop.complete(&mut old).await.expect_status(200);
}

/// A software authenticator can use any id.
#[tokio::test]
async fn the_id_of_a_passkey_that_may_come_back_is_not_registered_again() {
    let (laptop, id) = Laptop::new().await;
    let app = &laptop.scene.app;
    Authenticator::added(app, &laptop.scene.thief).await;
    remove(app, &laptop.scene.thief, &id).await;
    let (_, other) = app.member("ida").await;
    for who in [&laptop.scene.thief, &other] {
        let mut forged = laptop.old.forged();
        forged.register(app, who).await.assert_refused(401, "passkey_refused");
    }
    discard(app).await;
    laptop.take_back(Link::Report).await;
    laptop.complete(&mut laptop.old.clone()).await.expect_status(200);
}

/// The next factor was added after a sign-in that no factor of the account has proven, and the previous one removed in an older session.
#[tokio::test]
async fn the_last_factor_of_before_comes_back_whichever_session_has_removed_it() {
    let (laptop, id) = Laptop::new().await;
    let app = &laptop.scene.app;
    Authenticator::added(app, &laptop.scene.owner).await;
    remove(app, &laptop.scene.owner, &id).await;
    // A sign-in at a provider with a second factor of its own has the same effect.
    app.database.run("UPDATE passkeys SET vouched_since = NULL").await;
    app.database.run("UPDATE replaced_passkeys SET replaced_in = created_at").await;
    laptop.take_back(Link::Report).await;
    laptop.complete(&mut laptop.old.clone()).await.expect_status(200);
}

/// A thief with the password has two sessions, and proves one with a factor that they have added in the other.
#[tokio::test]
async fn a_factor_that_was_added_in_another_session_of_the_thief_vouches_for_nothing() {
    let scene = Scene::new().await;
    let app = &scene.app;
    let second = app.log_in("maren").await;
    let mut passkey = Authenticator::added(app, &second).await;
    app.wait(2);
    let thief = prove(app, &scene.thief, &mut passkey).await;
    discard(app).await;
    codes_of(app, &thief).await;
    let report = token_to(&deliver(app).await, MAREN, REPORT);
    app.post("/api/auth/sessions/report").json(&json!({"token": report})).expect_status(204).await;
    scene.choose().await;
    scene.assert_back(&mut passkey).await;
}

/// The account had none when the session of the thief began.
#[tokio::test]
async fn a_passkey_vouches_for_nothing_in_the_session_that_has_added_it() {
    let scene = Scene::new().await;
    let mut first = Authenticator::added(&scene.app, &scene.thief).await;
    let thief = prove(&scene.app, &scene.thief, &mut first).await;
    let mut second = Authenticator::added(&scene.app, &thief).await;
    scene.report().await;
    scene.choose().await;
    second.sign_in(&scene.app).await.assert_refused(401, "passkey_refused");
    scene.assert_back(&mut first).await;
}
