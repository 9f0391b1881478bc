//! Terms of the installation are accepted on the page for the first time.

use super::{FIRST_TIME, person, signs_in, world};
use crate::api::terms::publish;

const MAREN: &str = "maren@example.org";

#[tokio::test]
async fn who_comes_for_the_first_time_ticks_a_box_and_is_led_to_no_other_page() {
    let world = world().await;
    let version = publish(&world.app, "", "Be nice.", "").await.to_string();
    let mut browser = world.app.browser();
    assert_eq!(world.enter(&mut browser, &person("248", MAREN)).await, FIRST_TIME);
    let page = browser.open(FIRST_TIME).await.expect_status(200);
    assert!(page.has("name", "accepted_terms") && page.links_to(&format!("/terms/{version}")), "{}", page.text());
    let (mark, shown) = (page.hidden("shown"), page.hidden("terms_shown"));
    let fields = [("shown", mark.as_str()), ("username", "maren"), ("email", MAREN), ("terms_shown", shown.as_str())];
    let refused = browser.submit("/actions/first_time", &fields).await;
    assert!(!signs_in(&refused));
    let page = browser.follow(&refused).await.expect_status(200);
    page.assert_shows(&["Accept the terms of use to go on."]);
    assert!(page.has("value", "maren"), "{}", page.text());
    assert!(world.linked().await.is_empty());

    let ticked = [&fields[..], &[("accepted_terms", version.as_str())]].concat();
    let reply = browser.submit("/actions/first_time", &ticked).await;
    assert!(signs_in(&reply) && !reply.location().starts_with("/terms"), "{}", reply.location());
    let [event] = world.app.events("terms.accept").await.try_into().expect("one event");
    assert_eq!((event.detail, event.actor.id), (Some(version), event.target_id));
}
