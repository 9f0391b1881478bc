//! Unlinking: who may, what ends with it, and that a way in stays.

use super::{LINK, SIGN_IN_FIRST, World, confirm_link, person, signs_in, unconfirmed, whose, world};
use crate::support::mailbox::{Received, deliver, discard, waiting};
use crate::support::*;

const OWN: &str = "/api/account/identities";

/// Somebody with a password, and with an account at the provider under another address.
async fn linked(world: &World) -> (Browser<'_>, String) {
    let mut browser = world.app.member_in_browser("maren").await;
    world.app.set_confirmed("maren").await;
    world.link(&mut browser, &unconfirmed("9", "elsewhere@example.net")).await.expect_status(303);
    let id = own_identity(world, &browser).await;
    (browser, id)
}

async fn own_identity(world: &World, browser: &Browser<'_>) -> String {
    let list = world.app.read(&browser.jar["vestibule_access"], OWN).await.expect_status(200).json();
    let [identity] = list["identities"].as_array().expect("a list").as_slice() else { panic!("{list}") };
    assert_eq!(identity["provider"], "company");
    assert_eq!(identity["issuer"], world.provider.issuer());
    id_of(identity).to_owned()
}

#[tokio::test]
async fn the_owner_unlinks_and_the_sessions_that_began_there_end() {
    let world = world().await;
    let (browser, id) = linked(&world).await;
    let mut there = world.app.browser();
    assert_eq!(world.enter(&mut there, &unconfirmed("9", "elsewhere@example.net")).await, "signed in");
    discard(&world.app).await;
    let access = browser.jar["vestibule_access"].clone();
    world.app.delete(&format!("{OWN}/{id}")).bearer(&access).expect_status(204).await;
    assert!(world.linked().await.is_empty());
    assert_eq!(whose(&world.app, &there).await, None);
    assert_eq!(whose(&world.app, &browser).await.as_deref(), Some("maren"));
    let events = world.app.events("identity.unlink").await;
    assert_eq!(events.iter().map(|event| event.detail.as_deref()).collect::<Vec<_>>(), [Some("company")]);
    assert_eq!(waiting(&world.app).await.len(), 1);
    world.app.delete(&format!("{OWN}/{id}")).bearer(&access).expect_status(404).await;
}

#[tokio::test]
async fn the_same_on_the_page_of_the_account() {
    let world = world().await;
    let (mut browser, id) = linked(&world).await;
    let page = browser.open("/account/security").await.expect_status(200);
    page.assert_shows(&["elsewhere@example.net"]);
    browser.submit("/actions/unlink_identity", &[("id", &id)]).await.expect_status(303);
    assert!(world.linked().await.is_empty());
}

#[tokio::test]
async fn the_last_way_in_stays() {
    let world = world().await;
    let browser = world.open_account("maren", &person("248", "maren@example.org")).await;
    let id = own_identity(&world, &browser).await;
    let reply = world.app.delete(&format!("{OWN}/{id}")).bearer(&browser.jar["vestibule_access"]).send().await;
    assert_eq!(reply.status, 409, "{}", reply.text());
    assert_eq!(world.linked().await, ["maren 248"]);
}

#[tokio::test]
async fn two_last_ways_in_do_not_go_at_once() {
    let world = world().await;
    let mut browser = world.open_account("maren", &person("248", "maren@example.org")).await;
    world.link(&mut browser, &unconfirmed("9", "elsewhere@example.net")).await.expect_status(303);
    let access = browser.jar["vestibule_access"].clone();
    let list = world.app.read(&access, OWN).await.expect_status(200).json();
    let ids = each(&list["identities"], "id");
    assert_eq!(ids.len(), 2);
    let unlink = |id: &String| world.app.delete(&format!("{OWN}/{id}")).bearer(&access).send();
    let replies = join_all(ids.iter().map(unlink)).await;
    let mut statuses: Vec<_> = replies.iter().map(|reply| reply.status).collect();
    statuses.sort_unstable();
    assert_eq!((statuses, world.linked().await.len()), (vec![204, 409], 1));
}

#[tokio::test]
async fn others_neither_see_nor_unlink_it() {
    let world = world().await;
    let (_, id) = linked(&world).await;
    let maren = world.app.id_of("maren").await;
    let (_, jonas) = world.app.member("jonas").await;
    let (_, boss) = world.app.administrator("boss").await;
    let of_maren = format!("/api/users/{maren}/identities");
    assert!(world.app.read(&jonas, &of_maren).await.status >= 403);
    for path in [format!("{OWN}/{id}"), format!("{of_maren}/{id}")] {
        assert!(world.app.delete(&path).bearer(&jonas.access).send().await.status >= 403, "{path}");
    }
    assert_eq!(world.linked().await, ["maren 9"]);
    let list = world.app.read(&boss, &of_maren).await.expect_status(200).json();
    assert_eq!(list["identities"][0]["subject"], "9");
    world.app.delete(&format!("{of_maren}/{id}")).bearer(&boss.access).expect_status(204).await;
    assert!(world.linked().await.is_empty());
}

#[tokio::test]
async fn an_administrator_unlinks_it_on_the_page_of_the_user() {
    let world = world().await;
    let (_, id) = linked(&world).await;
    let maren = world.app.id_of("maren").await;
    let mut boss = world.app.administrator_in_browser("boss").await;
    let page = boss.open(&format!("/users/{maren}")).await.expect_status(200);
    page.assert_shows(&["Linked accounts", "elsewhere@example.net"]);
    boss.submit("/actions/unlink_identity", &[("id", &id), ("user", &maren)]).await.expect_status(303);
    assert!(world.linked().await.is_empty());
    boss.open(&format!("/users/{maren}")).await.assert_hides(&["elsewhere@example.net"]);
}

#[tokio::test]
async fn unlinking_needs_a_recent_proof() {
    let world = world().await;
    let (browser, id) = linked(&world).await;
    world.app.wait(11 * 60);
    let access = &browser.jar["vestibule_access"];
    world.app.delete(&format!("{OWN}/{id}")).bearer(access).send().await.assert_refused(401, "step_up_required");
    assert_eq!(world.linked().await, ["maren 9"]);
}

const MAREN: &str = "maren@example.org";

/// Somebody whose account is confirmed, with a password, and was linked by itself.
async fn linked_by_address(world: &World) -> (Browser<'_>, String) {
    let browser = world.app.member_in_browser("maren").await;
    world.app.set_confirmed("maren").await;
    assert_eq!(world.sign_in(&person("248", MAREN)).await, "signed in");
    let id = own_identity(world, &browser).await;
    (browser, id)
}

/// What was unlinked, with the name of its account.
async fn closed(world: &World) -> Vec<String> {
    let sql = "SELECT users.username || ' ' || unlinked_identities.subject FROM unlinked_identities \
        JOIN users ON users.id = user_id ORDER BY 1";
    world.app.database.run(sql).await
}

#[tokio::test]
async fn what_was_unlinked_is_linked_again_only_from_inside_the_account() {
    for by_owner in [true, false] {
        let world = world().await;
        let (browser, id) = linked_by_address(&world).await;
        let maren = world.app.id_of("maren").await;
        if by_owner {
            let access = browser.jar["vestibule_access"].clone();
            world.app.delete(&format!("{OWN}/{id}")).bearer(&access).expect_status(204).await;
        } else {
            let (_, boss) = world.app.administrator("boss").await;
            let path = format!("/api/users/{maren}/identities/{id}");
            world.app.delete(&path).bearer(&boss.access).expect_status(204).await;
        }
        assert_eq!(closed(&world).await, ["maren 248"]);
        // The address is the same, and the provider vouches for it.
        let mut stranger = world.app.browser();
        assert_eq!(world.enter(&mut stranger, &person("248", MAREN)).await, SIGN_IN_FIRST);
        assert!(world.linked().await.is_empty());
        // Another identity with the address is none that was unlinked.
        assert_eq!(world.sign_in(&person("249", MAREN)).await, "signed in");
        // Who has signed in to the account confirms it.
        let mut owner = world.app.browser();
        assert_eq!(world.enter(&mut owner, &person("248", MAREN)).await, SIGN_IN_FIRST);
        let fields = [("login", "maren"), ("password", PASSWORD), ("next", LINK)];
        assert_eq!(owner.submit("/actions/login", &fields).await.location(), LINK);
        confirm_link(&mut owner).await.expect_status(303);
        assert_eq!(world.linked().await, ["maren 248", "maren 249"]);
        assert!(closed(&world).await.is_empty());
        assert_eq!(world.sign_in(&person("248", MAREN)).await, "signed in");
    }
}

#[tokio::test]
async fn from_the_page_of_the_account_it_is_linked_again() {
    let world = world().await;
    let (mut browser, id) = linked_by_address(&world).await;
    browser.submit("/actions/unlink_identity", &[("id", &id)]).await.expect_status(303);
    world.link(&mut browser, &person("248", MAREN)).await.expect_status(303);
    assert_eq!(world.linked().await, ["maren 248"]);
    assert!(closed(&world).await.is_empty());
    let mut there = world.app.browser();
    assert!(signs_in(&world.visit(&mut there, "", &person("248", MAREN)).await));
}

#[tokio::test]
async fn an_account_that_is_unconfirmed_again_is_not_taken_over_with_it() {
    let world = world().await;
    let (browser, id) = linked_by_address(&world).await;
    let access = browser.jar["vestibule_access"].clone();
    world.app.delete(&format!("{OWN}/{id}")).bearer(&access).expect_status(204).await;
    let (_, boss) = world.app.administrator("boss").await;
    let path = format!("/api/users/{}", world.app.id_of("maren").await);
    world.app.send(&boss, Method::PATCH, &path, &json!({"email_verified": false})).await.expect_status(200);
    assert_eq!(world.sign_in(&person("248", MAREN)).await, SIGN_IN_FIRST);
}

#[tokio::test]
async fn an_invitation_does_not_link_it_again() {
    let world = world().await;
    let (_, boss) = world.app.administrator("boss").await;
    let browser = world.open_account("maren", &person("248", MAREN)).await;
    let id = own_identity(&world, &browser).await;
    let maren = world.app.id_of("maren").await;
    world.app.delete(&format!("/api/users/{maren}/identities/{id}")).bearer(&boss.access).expect_status(204).await;
    let again = world.app.post(&format!("/api/users/{maren}/invitation")).bearer(&boss.access).send().await;
    assert!(again.status < 300, "{}", again.text());
    let messages = deliver(&world.app).await;
    let is_invitation = |message: &&Received| message.contains("/reset-password?token=");
    let token = messages.iter().find(is_invitation).expect("an invitation").token("/reset-password");
    let mut browser = world.app.browser();
    let reply = world.visit(&mut browser, &format!("?for=invitation&token={token}"), &person("248", MAREN)).await;
    assert_eq!(world.outcome(&mut browser, &reply).await, "unlinked");
    // Another account there is welcome.
    let reply = world.visit(&mut browser, &format!("?for=invitation&token={token}"), &person("249", MAREN)).await;
    assert!(signs_in(&reply), "{}", reply.location());
}

#[tokio::test]
async fn the_own_data_says_what_was_unlinked() {
    let world = world().await;
    let (browser, id) = linked_by_address(&world).await;
    let access = browser.jar["vestibule_access"].clone();
    world.app.delete(&format!("{OWN}/{id}")).bearer(&access).expect_status(204).await;
    let path = format!("/api/users/{}/data", world.app.id_of("maren").await);
    let data = world.app.read(&access, &path).await.expect_status(200).json();
    let [unlinked] = data["unlinked_identities"].as_array().expect("a list").as_slice() else { panic!("{data}") };
    assert_eq!((&unlinked["subject"], &unlinked["issuer"]), (&json!("248"), &json!(world.provider.issuer())));
    assert!(unlinked["unlinked_at"].is_string(), "{unlinked}");
}
