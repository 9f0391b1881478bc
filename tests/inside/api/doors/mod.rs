//! Whether somebody who is on the way to a goal arrives, whichever door they come in by (`table.txt`). Nobody is asked twice where they
//! want to go, so a cell with `lost` is a fault: the table is a ratchet, in which `lost` only ever becomes `arrives`.

mod bad;
mod before;
mod changed;
mod goals;
mod kept;
mod late;
mod many;
mod other_browser;
mod passing;
mod people;
mod walk;

use super::upstream::{World, world_with};
use crate::support::openid::{Client, WIKI, WIKI_URL, client_request, device_client_request};
use crate::support::*;
use goals::{GOALS, Goal};
use people::Person;
use std::collections::BTreeSet;
use vestibule::config::Config;
use vestibule::shared::applications::ApplicationRequest;
use vestibule::shared::clients::ClientRequest;
use walk::Walk;

const TABLE: &str = include_str!("table.txt");
const BASE: &str = "http://localhost:3000";
/// Where a sign-in leads that had no goal.
const HOME: &str = "https://home.example.com/";
/// For everyone.
const JOURNAL: &str = "https://journal.example.com/";
/// For everyone who has proved who they are in the last five minutes.
const VAULT: &str = "https://vault.example.com/";

/// How somebody comes in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Door {
    Password,
    PasswordAndCode,
    Passkey,
    PasswordAndRecoveryCode,
    RecoveryCodeAlone,
    Registration,
    Confirmation,
    ForgottenPassword,
    Provider,
    ProviderFirstTime,
    ProviderAndCode,
    Enforcement,
    StepUp,
    SessionEnded,
    Language,
    SecondFactorByPasskey,
    TrustedBrowser,
    StrictRegistration,
    Invitation,
    AdministratorsLink,
    MailedProofCode,
    LinkedAfterSignIn,
    FirstTimeConfirmed,
    TakenOver,
    OtherAccount,
    SwitchAtConsent,
    StepUpAtProvider,
}

impl Door {
    fn configure(self, config: &mut Config) {
        config.require_verified_email = matches!(self, Self::Confirmation | Self::FirstTimeConfirmed);
        config.strict_registration_privacy = self == Self::StrictRegistration;
        config.second_factor_demand.of_all = self == Self::Enforcement;
        config.trust_browsers = (self == Self::TrustedBrowser).then_some(Duration::from_secs(30 * 24 * 60 * 60));
    }

    /// Whether browsers without JavaScript have no such door. A passkey of the button and one of the field of the username are sent in
    /// the same way.
    fn needs_script(self) -> bool {
        matches!(self, Self::Passkey | Self::SecondFactorByPasskey)
    }

    /// Whether somebody comes in a session whose last proof is an hour old.
    fn is_of_old_session(self) -> bool {
        matches!(self, Self::StepUp | Self::MailedProofCode | Self::OtherAccount | Self::StepUpAtProvider)
    }
}

/// The doors, with the test that walks through each: they run at once.
macro_rules! doors {
    ($($name:ident: $door:ident,)*) => {
        const DOORS: &[&str] = &[$(stringify!($name),)*];

        $(
            #[tokio::test]
            async fn $name() {
                check(Door::$door, stringify!($name)).await;
            }
        )*
    };
}

doors! {
    password: Password,
    password_and_code: PasswordAndCode,
    passkey: Passkey,
    password_and_recovery_code: PasswordAndRecoveryCode,
    recovery_code_alone: RecoveryCodeAlone,
    registration: Registration,
    registration_and_confirmation: Confirmation,
    forgotten_password: ForgottenPassword,
    provider: Provider,
    provider_first_time: ProviderFirstTime,
    provider_and_code: ProviderAndCode,
    enforced_factor: Enforcement,
    step_up_of_old_session: StepUp,
    session_ended: SessionEnded,
    language_changed: Language,
    second_factor_by_passkey: SecondFactorByPasskey,
    trusted_browser: TrustedBrowser,
    strict_registration: StrictRegistration,
    invitation: Invitation,
    administrators_link: AdministratorsLink,
    mailed_proof_code: MailedProofCode,
    provider_linked_after_sign_in: LinkedAfterSignIn,
    provider_first_time_confirmed: FirstTimeConfirmed,
    taken_over: TakenOver,
    other_account: OtherAccount,
    switch_at_consent: SwitchAtConsent,
    step_up_at_provider: StepUpAtProvider,
}

/// A server, with a provider, two applications behind a proxy, and an application with three clients: one without demands, one that
/// demands a second factor, and one on a device.
struct Setting {
    world: World,
    client: Client,
    strict: Client,
    tv: Client,
}

impl Setting {
    async fn new(configure: impl FnOnce(&mut Config)) -> Self {
        let configure = |config: &mut Config| {
            config.home_url = Some(HOME.to_owned());
            config.trusted_proxies = vec!["10.0.0.0/8".parse().expect("a network")];
            configure(config);
        };
        let world = world_with(|_| {}, configure).await;
        let app = &world.app;
        app.add_application(open_at(WIKI, WIKI_URL)).await;
        app.add_application(open_at("journal", JOURNAL)).await;
        app.add_application(ApplicationRequest { max_age: "5m".into(), ..open_at("vault", VAULT) }).await;
        let client = app.add_client(WIKI, client_request(WIKI)).await;
        let demanding = ClientRequest { acr: "second-factor".into(), ..client_request("strict") };
        let strict = app.add_client(WIKI, demanding).await;
        let tv = app.add_client(WIKI, device_client_request("tv")).await;
        Self { world, client, strict, tv }
    }
}

/// The words of each line of a table.
fn rows(table: &str) -> impl Iterator<Item = Vec<&str>> {
    let lines = table.lines().filter(|line| !(line.is_empty() || line.starts_with('#')));
    lines.map(|line| line.split_whitespace().collect())
}

/// A line, as the table has it.
fn line(name: &str, script: &str, cells: &[String]) -> String {
    let cells: Vec<_> = cells.iter().map(|cell| format!("{cell:<12}")).collect();
    format!("{name:<30} {script:<7} {}", cells.join(" ")).trim_end().to_owned()
}

/// Walks from each goal through a door, and compares the lines of the door.
async fn check(door: Door, name: &str) {
    let setting = Setting::new(|config| door.configure(config)).await;
    let (mut found, mut ends, mut number) = (Vec::new(), Vec::new(), 0);
    for (has_script, script) in [(false, "plain"), (true, "script")] {
        let mut cells = Vec::new();
        for (goal, title) in GOALS {
            number += 1;
            let (outcome, end) = cell(&setting, door, goal, has_script, number).await;
            if !["arrives", "-"].contains(&outcome.as_str()) {
                ends.push(format!("{script} {title}: {outcome} at {end}"));
            }
            cells.push(outcome);
        }
        found.push(line(name, script, &cells));
    }
    let found = found.join("\n");
    let known: Vec<_> = rows(TABLE).filter(|row| row[0] == name).collect();
    let is_same = rows(&found).collect::<Vec<_>>() == known;
    assert!(is_same, "the lines of table.txt would be\n\n{found}\n\nand these are the ends:\n{}", ends.join("\n"));
}

/// What the table says of one way, and where it has ended.
async fn cell(setting: &Setting, door: Door, goal: Goal, has_script: bool, number: usize) -> (String, String) {
    if door.needs_script() && !has_script {
        return ("-".to_owned(), String::new());
    }
    let mut walk = Walk::new(setting, Person::new(number), has_script);
    people::prepare(door, &mut walk).await;
    let is_begun = if door == Door::SwitchAtConsent {
        goal.begin_with_question(&mut walk).await
    } else {
        goal.begin(&mut walk, door.is_of_old_session()).await;
        true
    };
    if !is_begun || goal.is_reached(&walk) {
        return ("-".to_owned(), String::new());
    }
    passing::pass(door, &mut walk).await;
    walk.settle(goal).await;
    (goal.outcome(&walk), walk.place())
}

#[test]
fn the_table_has_two_lines_for_each_door_and_a_column_for_each_goal() {
    let rows: Vec<_> = rows(TABLE).collect();
    let lines: Vec<_> = rows.iter().map(|row| (row[0], row[1])).collect();
    let expected: Vec<_> = DOORS.iter().flat_map(|name| [(*name, "plain"), (*name, "script")]).collect();
    assert_eq!(lines, expected);
    let cells: Vec<_> = rows.iter().flat_map(|row| &row[2..]).collect();
    assert_eq!(cells.len(), expected.len() * GOALS.len());
    let kinds: BTreeSet<_> = cells.iter().map(|cell| cell.split(':').next().unwrap_or_default()).collect();
    assert!(kinds.is_subset(&["-", "arrives", "lost", "refused"].into()), "{kinds:?}");
    let lost = cells.iter().filter(|cell| ***cell == "lost").count();
    eprintln!("doors and goals: {} cells, of which {lost} are lost", cells.len());
}
