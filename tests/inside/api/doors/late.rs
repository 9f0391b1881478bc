//! Pages that were left open: somebody goes to lunch, or home, and presses the button afterwards. What the browser and this server have
//! forgotten meanwhile is begun again, and does not take the goal away.

use super::goals::Goal;
use super::passing::{code, first_time, password, password_and_code, provider_first_time};
use super::people::{Person, prepare};
use super::walk::Walk;
use super::{Door, Setting, rows};
use std::time::Duration;

/// The page, the goal, and what comes of the button after eleven minutes and after a day.
const TABLE: &str = "
sign-in        page         arrives      arrives
sign-in        application  arrives      arrives
sign-in        client-200   arrives      arrives
sign-in        client-7000  arrives      arrives
second-factor  page         arrives      arrives
second-factor  application  arrives      arrives
second-factor  client-200   arrives      arrives
second-factor  client-7000  arrives      arrives
first-time     page         arrives      arrives
first-time     application  arrives      arrives
first-time     client-200   arrives      arrives
first-time     client-7000  arrives      arrives
consent        client-200   arrives      arrives
consent        client-7000  arrives      arrives
";
const WAITS: [Duration; 2] = [Duration::from_secs(11 * 60), Duration::from_secs(24 * 60 * 60)];
/// How long browsers keep the cookies of ways that are under way.
const KEPT: [(&str, Duration); 6] = [
    ("vestibule_pending", Duration::from_secs(10 * 60)),
    ("vestibule_mail_proof", Duration::from_secs(10 * 60)),
    ("vestibule_with_", Duration::from_secs(15 * 60)),
    ("vestibule_arrival", Duration::from_secs(60 * 60)),
    ("vestibule_sent", Duration::from_secs(60 * 60)),
    ("vestibule_to_", Duration::from_secs(2 * 24 * 60 * 60)),
];
/// That of a hand-over, on the host of an application.
const KEPT_THERE: Duration = Duration::from_secs(2 * 24 * 60 * 60);

impl Walk<'_> {
    /// Leaves the page open. The browser forgets cookies, as real ones do.
    fn wait(&mut self, time: Duration) {
        self.setting.world.app.clock.advance(time);
        for (name, kept_for) in KEPT {
            self.browser.jar.retain(|cookie, _| !cookie.starts_with(name) || time < kept_for);
        }
        if time >= KEPT_THERE {
            self.there.clear();
        }
    }
}

fn goal_of(title: &str) -> Goal {
    match title {
        "page" => Goal::Page,
        "application" => Goal::Application,
        "client-200" => Goal::Client(200),
        "client-7000" => Goal::Client(7_000),
        unknown => panic!("no such goal: {unknown}"),
    }
}

/// The person that comes to a page, and the door through which.
fn door_of(page: &str) -> Door {
    match page {
        "sign-in" | "consent" => Door::Password,
        "second-factor" => Door::PasswordAndCode,
        "first-time" => Door::ProviderFirstTime,
        unknown => panic!("no such page: {unknown}"),
    }
}

/// Opens the page, waits, and presses the button.
async fn press_late(walk: &mut Walk<'_>, page: &str, goal: Goal, time: Duration) {
    goal.begin(walk, false).await;
    match page {
        "sign-in" => {
            walk.wait(time);
            password(walk).await;
        }
        "second-factor" => {
            password(walk).await;
            walk.wait(time);
            code(walk).await;
            // Whoever is led back to the sign-in page begins again.
            if walk.address.starts_with("/login") {
                password_and_code(walk).await;
            }
        }
        "first-time" => {
            walk.visit_provider().await;
            walk.wait(time);
            first_time(walk).await;
            // The same.
            if walk.address.starts_with("/login") {
                provider_first_time(walk).await;
            }
        }
        _ => {
            password(walk).await;
            goal.begin_with_question(walk).await;
            walk.wait(time);
            walk.fill_plain("/oauth/consent/answer", &[("answer", "allow")]).await;
            if walk.address.starts_with("/login") {
                password(walk).await;
            }
            // Asked once more, somebody answers once more.
            walk.fill_plain("/oauth/consent/answer", &[("answer", "allow")]).await;
        }
    }
}

#[tokio::test]
async fn a_button_that_is_pressed_late_leads_on_as_the_table_says() {
    let mut number = 0;
    let (mut found, mut ends) = (Vec::new(), Vec::new());
    for row in rows(TABLE) {
        let (page, title) = (row[0], row[1]);
        let mut cells = Vec::new();
        for time in WAITS {
            number += 1;
            let setting = Setting::new(|_| {}).await;
            let mut walk = Walk::new(&setting, Person::new(number), false);
            prepare(door_of(page), &mut walk).await;
            press_late(&mut walk, page, goal_of(title), time).await;
            let outcome = goal_of(title).outcome(&walk);
            ends.push(format!("{page} {title} {time:?}: {outcome} at {}", walk.place()));
            cells.push(format!("{outcome:<12}"));
        }
        found.push(format!("{page:<14} {title:<12} {}", cells.join(" ")).trim_end().to_owned());
    }
    let found = found.join("\n");
    let is_same = rows(&found).eq(rows(TABLE));
    assert!(is_same, "the table would be\n\n{found}\n\nand these are the ends:\n{}", ends.join("\n"));
}
