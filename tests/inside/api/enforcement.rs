//! Accounts of which a second factor is demanded (`VESTIBULE_REQUIRE_SECOND_FACTOR`).

use super::second_factor::add_authenticator;
use crate::support::totp::totp;
use crate::support::*;
use vestibule::accounts::demand_problems;
use vestibule::shared::demand::FactorDemand;
use vestibule::shared::groups::GroupName;
use vestibule::shared::next::with_parameter;

const AUTHENTICATOR: &str = "/api/account/factors/authenticator";
const RECOVERY_CODES: &str = "/api/account/factors/recovery-codes";
const MISSING: &str = "second_factor_missing";

fn of_administrators() -> FactorDemand {
    FactorDemand { of_administrators: true, ..FactorDemand::default() }
}

async fn app_with(demand: FactorDemand) -> TestApp {
    TestApp::with(|config| config.second_factor_demand = demand).await
}

#[tokio::test]
async fn an_administrator_without_a_factor_can_add_one_and_nothing_else() {
    let app = app_with(of_administrators()).await;
    let (boss, admin) = app.administrator("boss").await;
    let own = format!("/api/users/{}", boss.id);
    app.read(&admin, "/api/users").await.assert_refused(403, MISSING);
    app.read(&admin, "/api/users/export").await.assert_refused(403, MISSING);
    app.send(&admin, Method::PATCH, &own, &json!({"name": "Boss"})).await.assert_refused(403, MISSING);
    let token = json!({"name": "Backup", "scopes": ["users:read"]});
    app.send(&admin, Method::POST, &format!("{own}/tokens"), &token).await.assert_refused(403, MISSING);
    let request = json!({"application": "journal"});
    app.send(&admin, Method::POST, "/api/auth/application-token", &request).await.assert_refused(403, MISSING);
    app.me(&admin.access).expect_status(200).await;
    app.read(&admin, "/api/account/factors").await.expect_status(200);
    let renewed = Tokens::of(&app.refresh(&admin).await.expect_status(200).json());
    app.read(&renewed, "/api/users").await.assert_refused(403, MISSING);

    app.post(RECOVERY_CODES).bearer(&admin.access).expect_status(201).await;
    app.read(&admin, "/api/users").await.assert_refused(403, MISSING);
    add_authenticator(&app, &admin).await;
    app.read(&admin, "/api/users").await.expect_status(200);
    app.send(&admin, Method::PATCH, &own, &json!({"name": "Boss"})).await.expect_status(200);

    app.delete(AUTHENTICATOR).bearer(&admin.access).send().await.assert_refused(409, "factor_needed");
    app.read(&admin, "/api/users").await.expect_status(200);
    app.accounts.factors().reset_factors(&Caller::system(), boss.id).await.expect("a reset");
    app.read(&admin, "/api/users").await.assert_refused(403, MISSING);
}

#[tokio::test]
async fn others_are_not_affected() {
    let app = app_with(of_administrators()).await;
    let (maren, tokens) = app.member("maren").await;
    app.send(&tokens, Method::PATCH, &path_of(&maren), &json!({"name": "Maren"})).await.expect_status(200);
    add_authenticator(&app, &tokens).await;
    app.delete(AUTHENTICATOR).bearer(&tokens.access).expect_status(204).await;
}

#[tokio::test]
async fn members_of_a_group_need_a_factor_as_long_as_they_are_in_it() {
    let of_groups = vec![GroupName::parse("finance").expect("a name")];
    let app = app_with(FactorDemand { of_groups, ..FactorDemand::default() }).await;
    let (maren, tokens) = app.member("maren").await;
    let rename = json!({"name": "Maren"});
    app.send(&tokens, Method::PATCH, &path_of(&maren), &rename).await.expect_status(200);
    app.group("finance", &["maren"]).await;
    app.send(&tokens, Method::PATCH, &path_of(&maren), &rename).await.assert_refused(403, MISSING);
    let id = id_of(&maren).parse().expect("an id");
    app.accounts.groups().remove_from_group(&Caller::system(), "finance", id).await.expect("a change");
    app.send(&tokens, Method::PATCH, &path_of(&maren), &rename).await.expect_status(200);
}

#[tokio::test]
async fn the_demand_begins_on_its_day_also_in_sessions_that_go_on() {
    let app = TestApp::new().await;
    let from = app.accounts.now().plus(Duration::from_secs(600));
    let demand = FactorDemand { from: Some(from), ..of_administrators() };
    let app = app.replica(|config| config.second_factor_demand = demand).await;
    let (boss, admin) = app.administrator("boss").await;
    let (_, program) = app.api_token(&admin, &boss.id.to_string(), &["users:read"]).await;
    app.wait(599);
    app.read(&admin, "/api/users").await.expect_status(200);
    app.wait(1);
    app.read(&admin, "/api/users").await.assert_refused(403, MISSING);
    app.read(&program, "/api/users").await.expect_status(200);
}

#[tokio::test]
async fn without_the_factor_one_ends_own_sessions_and_sees_no_applications() {
    let app = app_with(of_administrators()).await;
    app.add_application(open_at("journal", "https://journal.example/")).await;
    let (boss, admin) = app.administrator("boss").await;
    let other = app.log_in("boss").await;
    let mut browser = app.browser_of("boss").await;
    let refused = browser.submit("/actions/applications/open", &[]).await;
    assert_ne!(refused.status, 200, "{}", refused.text());
    assert!(!refused.text().contains("journal"));
    app.delete(&format!("/api/users/{}/sessions", boss.id)).bearer(&admin.access).expect_status(204).await;
    app.me(&other.access).expect_status(401).await;
    app.me(&admin.access).expect_status(200).await;
    let jonas = app.add("jonas", "").await;
    app.delete(&format!("/api/users/{}/sessions", jonas.id))
        .bearer(&admin.access)
        .send()
        .await
        .assert_refused(403, MISSING);
}

#[tokio::test]
async fn a_group_of_which_a_factor_is_demanded_exists_and_stays() {
    let of_groups = ["finance", "finanze"].map(|name| GroupName::parse(name).expect("a name")).to_vec();
    let demand = FactorDemand { of_groups, ..FactorDemand::default() };
    let app = app_with(demand.clone()).await;
    app.group("finance", &[]).await;
    let problems = demand_problems(&app.db, &demand).await.expect("an answer");
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].contains("VESTIBULE_REQUIRE_SECOND_FACTOR") && problems[0].contains("finanze"), "{problems:?}");
    assert!(demand_problems(&app.db, &of_administrators()).await.expect("an answer").is_empty());
    let (_, admin) = app.administrator("boss").await;
    let refused = app.delete("/api/groups/finance").bearer(&admin.access).send().await;
    refused.assert_refused(409, "group_in_use");
    assert!(refused.text().contains("VESTIBULE_REQUIRE_SECOND_FACTOR"), "{}", refused.text());
    app.group("staff", &[]).await;
    app.delete("/api/groups/staff").bearer(&admin.access).expect_status(204).await;
}

#[tokio::test]
async fn users_are_listed_exported_and_changed_with_and_without_a_factor() {
    let (app, admin) = TestApp::with_administrator("boss").await;
    let (_, maren) = app.member("maren").await;
    let (_, jonas) = app.member("jonas").await;
    app.register("ida").await;
    app.group("staff", &["maren", "ida"]).await;
    add_authenticator(&app, &maren).await;
    // Recovery codes alone are no factor.
    app.post(RECOVERY_CODES).bearer(&jonas.access).expect_status(201).await;
    for (query, found) in [
        ("second_factor=with", vec!["maren"]),
        ("second_factor=without", vec!["boss", "ida", "jonas"]),
        ("second_factor=", vec!["boss", "ida", "jonas", "maren"]),
        ("second_factor=without&group=staff", vec!["ida"]),
        ("second_factor=with&group=staff", vec!["maren"]),
        ("second_factor=with&q=m", vec!["maren"]),
        ("second_factor=without&q=ma", vec![]),
        ("second_factor=without&role=admin", vec!["boss"]),
        ("second_factor=with&created_from=2000-01-01", vec!["maren"]),
        ("second_factor=without&signed_in=never", vec!["ida"]),
        ("second_factor=with&status=deleted", vec![]),
    ] {
        let page = app.read(&admin, &format!("/api/users?sort=username&{query}")).await.expect_status(200).json();
        assert_eq!(each(&page["users"], "username"), found, "{query}");
        assert_eq!(page["pagination"]["total"], found.len(), "{query}");
    }
    let id = app.id_of("maren").await;
    for (query, total) in [("with", 1), ("without", 0)] {
        let page =
            app.read(&admin, &format!("/api/users?q={id}&second_factor={query}")).await.expect_status(200).json();
        assert_eq!(page["pagination"]["total"], total, "{query}");
    }
    let file = app.read(&admin, "/api/users/export?format=jsonl&second_factor=with").await.expect_status(200).text();
    assert_eq!(file.lines().count(), 1);
    let request = json!({"action": "disable", "filter": {"second_factor": "without"}});
    let report = app.send(&admin, Method::POST, "/api/users/bulk", &request).await.expect_status(200).json();
    assert_eq!((&report["changed"], &report["skipped"]), (&json!(2), &json!(1)), "the own account is left out");
    app.me(&maren.access).expect_status(200).await;
}

/// Without JavaScript. They need no second database.
mod pages {
    use super::*;

    #[tokio::test]
    async fn every_page_leads_to_the_one_where_a_factor_is_added() {
        let app = app_with(of_administrators()).await;
        app.administrator("boss").await;
        let mut boss = app.browser();
        assert_eq!(boss.log_in("boss").await.location(), "/account/second-factor");
        for path in ["/login", "/account"] {
            assert_eq!(boss.open(path).await.location(), "/account/second-factor", "{path}");
        }
        for path in ["/", "/account/devices", "/users", "/users/export", "/audit"] {
            assert_eq!(boss.open(path).await.location(), before_factor(path), "{path}");
        }
        let demand = boss.open("/account/second-factor").await.expect_status(200);
        demand.assert_shows(&["Add a second way to prove that it is you", "asks for one", "Add a passkey", "Sign out"]);
        demand.assert_hides(&["Not now", "You can wait until"]);
        assert!(demand.links_to("/account/security/authenticator") && demand.links_to("/account/security#ways-in"));
        let security = boss.open("/account/security").await.expect_status(200);
        security.assert_shows(&["Add a second factor", "Passkeys"]);
        boss.open("/account/security/authenticator").await.expect_status(200);
        let renamed = boss.submit("/actions/profile", &[("username", "boss"), ("name", "Boss")]).await;
        assert_eq!(renamed.location(), "/account/second-factor");
        assert_eq!(boss.submit("/actions/logout", &[]).await.location(), "/login");
    }

    /// The page, with the way on to another one.
    fn before_factor(next: &str) -> String {
        with_parameter("/account/second-factor", "next", next)
    }

    #[tokio::test]
    async fn who_has_added_a_factor_goes_on_to_the_page_that_was_requested() {
        let app = app_with(of_administrators()).await;
        app.administrator("boss").await;
        let mut boss = app.browser();
        let goal = "/users?q=maren";
        let fields = [("login", "boss"), ("password", PASSWORD), ("next", goal)];
        assert_eq!(boss.submit("/actions/login", &fields).await.location(), before_factor(goal));
        let sign_in = with_parameter("/login", "next", goal);
        assert_eq!(boss.open(&sign_in).await.location(), before_factor(goal), "in another tab");
        let page = boss.open(&before_factor(goal)).await.expect_status(200);
        page.assert_shows(&["Then you go on where you were."]);
        assert_eq!(page.header("cross-origin-opener-policy"), "same-origin");
        let set_up = with_parameter("/account/security/authenticator", "next", goal);
        assert!(page.links_to(&set_up), "{}", page.text());

        let form = boss.open(&set_up).await.expect_status(200);
        assert_eq!(form.hidden("next"), goal);
        let begin = app.post("/api/account/factors/authenticator/begin").bearer(&boss.jar["vestibule_access"]);
        let new = begin.expect_status(200).await.json();
        let code = totp(new["secret"].as_str().expect("a secret"), app.accounts.now());
        let fields = [("setup", new["setup"].as_str().expect("a set-up")), ("code", &*code), ("next", goal)];
        let added = boss.submit("/actions/authenticator/confirm", &fields).await;
        let security = with_parameter("/account/security", "next", goal);
        assert_eq!(added.location(), security);
        let shown = boss.follow(&added).await;
        shown.assert_shows(&["You were on your way to another page"]);
        shown.assert_hides(&["An application waits for you"]);
        assert!(shown.links_to(goal));
        assert_eq!(boss.open(&before_factor(goal)).await.location(), goal, "nothing is missing any more");
        boss.open(goal).await.expect_status(200);
        boss.open("/account/security").await.assert_hides(&["You were on your way to another page"]);
    }

    /// Somebody else may have made the token.
    #[tokio::test]
    async fn after_a_repair_the_list_comes_first_and_ends_what_is_in_it() {
        let app = TestApp::new().await;
        let (boss, admin) = app.administrator("boss").await;
        let (_, program) = app.api_token(&admin, &boss.id.to_string(), &["users:read"]).await;
        let app = app.replica(|config| config.second_factor_demand = of_administrators()).await;
        let mut browser = app.browser();
        let page = "/account/security?after=reset";
        let fields = [("login", "boss"), ("password", PASSWORD), ("next", page)];
        assert_eq!(browser.submit("/actions/login", &fields).await.expect_status(303).location(), page);
        let shown = browser.open(page).await.expect_status(200);
        shown.assert_shows(&["You have a new password.", "Who can get in", "Add a second factor"]);
        // What is elsewhere is closed until then.
        shown.assert_hides(&["#change-password", "/account#email"]);

        let text = shown.text();
        let token = text.split("value=\"api_token:").nth(1).and_then(|rest| rest.split('"').next()).expect("a row");
        let fields = [("user", ""), ("after", "reset"), ("way", &*format!("api_token:{token}"))];
        let ended = browser.submit("/actions/ways-in/end", &fields).await.expect_status(303);
        assert_eq!(ended.location(), page);
        browser.follow(&ended).await.assert_shows(&["It can no longer get in."]);
        app.me(&program).expect_status(401).await;
        browser.open("/account/security").await.assert_shows(&["Who can get in"]);
    }

    #[tokio::test]
    async fn the_filter_is_a_field_and_a_chip() {
        let app = TestApp::new().await;
        app.add("ida", "Ida Holm").await;
        let mut boss = app.administrator_in_browser("boss").await;
        boss.open("/users").await.assert_hides(&["Second factor: none"]);
        let found = boss.open("/users?second_factor=without&role=user").await;
        found.assert_shows(&["Ida Holm", "Second factor: none"]);
        boss.open("/users?second_factor=with").await.assert_hides(&["Ida Holm"]);
    }

    #[tokio::test]
    async fn before_the_day_pages_say_when_it_begins() {
        let from = Some("2100-01-15".parse().expect("a day"));
        let app = app_with(FactorDemand { from, of_all: true, ..FactorDemand::default() }).await;
        let (_, tokens) = app.member("maren").await;
        let mut maren = app.browser_of("maren").await;
        for path in ["/account", "/account/security"] {
            let page = maren.open(path).await;
            page.assert_shows(&["You need a second factor from 15 January 2100 on"]);
            assert!(page.links_to("/account/second-factor"), "{path}");
        }
        let demand = maren.open("/account/second-factor?next=/account/devices").await;
        demand.assert_shows(&["You can wait until 15 January 2100.", "Not now"]);
        assert!(demand.links_to("/account/devices"));
        add_authenticator(&app, &tokens).await;
        for path in ["/account", "/account/security"] {
            maren.open(path).await.assert_hides(&["You need a second factor"]);
        }
    }
}
