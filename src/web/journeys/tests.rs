//! The bound of all cookies of ways under way.

use super::*;
use axum::http::header;
use proptest::collection::vec;
use proptest::prelude::*;

/// What nothing that an answer leaves may reach.
const BOUND: usize = 3 * 1024;

/// The cookies of a browser: names and values, the oldest first.
#[derive(Clone, Default, Debug)]
struct Jar(Vec<(String, String)>);

impl Jar {
    fn of(line: &str) -> Self {
        let pairs = line.split("; ").filter_map(|pair| pair.split_once('='));
        Self(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }

    fn headers(&self) -> HeaderMap {
        let pairs: Vec<_> = self.0.iter().map(|(name, value)| format!("{name}={value}")).collect();
        HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(&pairs.join("; ")).unwrap())])
    }

    fn take(&mut self, lines: &[HeaderValue]) {
        for line in lines {
            let line = line.to_str().unwrap();
            let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
            let at = self.0.iter().position(|(known, _)| known == name);
            match (at, line.contains("Max-Age=0")) {
                (Some(at), true) => drop(self.0.remove(at)),
                // As browsers do: it stays as old as it is.
                (Some(at), false) => value.clone_into(&mut self.0[at].1),
                (None, true) => {}
                (None, false) => self.0.push((name.to_owned(), value.to_owned())),
            }
        }
    }

    fn chars(&self) -> usize {
        self.0.iter().map(|(name, value)| name.len() + value.len() + 3).sum()
    }

    fn names(&self) -> Vec<&str> {
        self.0.iter().map(|(name, _)| name.as_str()).collect()
    }
}

/// A cookie of a way, as it may come next: which one, and the length of its value.
#[derive(Clone, Debug)]
struct Step {
    name: Name,
    ending: Option<String>,
    chars: usize,
}

impl Step {
    fn set(&self, headers: &HeaderMap) -> Vec<HeaderValue> {
        let named = self.ending.as_deref().map_or(self.name.into(), |ending| self.name.ending(ending));
        fit(Cookies::new(true), headers, named, &"v".repeat(self.chars), Duration::from_secs(600))
    }

    fn is_in(&self, jar: &Jar) -> bool {
        let set = self.set(&HeaderMap::new());
        let name = set[0].to_str().unwrap().split('=').next().unwrap().to_owned();
        jar.names().contains(&name.as_str())
    }
}

fn journey_of(chars: impl Strategy<Value = usize>) -> impl Strategy<Value = Step> {
    ("[cp][A-Za-z0-9_-]{16}", chars).prop_map(|(ending, chars)| Step {
        name: Name::Journey,
        ending: Some(ending),
        chars,
    })
}

fn journey() -> impl Strategy<Value = Step> {
    journey_of(prop_oneof![9 => Just(22), 1 => 54_usize..=200])
}

fn attempt() -> impl Strategy<Value = Step> {
    "[A-Za-z0-9_-]{8}".prop_map(|ending| Step { name: Name::Attempt, ending: Some(ending), chars: 22 })
}

fn step() -> impl Strategy<Value = Step> {
    let others = [Name::Pending, Name::Arrival, Name::MailProof, Name::Sent];
    let other = (prop::sample::select(others.to_vec()), 100_usize..2_000).prop_map(|(name, chars)| Step {
        name,
        ending: None,
        chars,
    });
    // One that no row could be written for.
    let long = journey().prop_map(|step| Step { chars: 1_500, ..step });
    prop_oneof![8 => journey(), 3 => attempt(), 3 => other, 1 => long]
}

proptest! {
    #[test]
    fn whatever_follows_the_sum_is_below_three_kilobytes_and_the_newest_stays(steps in vec(step(), 1..60)) {
        let mut jar = Jar::default();
        for step in steps {
            jar.take(&step.set(&jar.headers()));
            prop_assert!(jar.chars() < BOUND, "{} {:?}", jar.chars(), jar.names());
            prop_assert!(step.is_in(&jar), "{step:?} {:?}", jar.names());
            let is_there = |name: &str| jar.names().contains(&name);
            prop_assert!(!is_there("__Host-vestibule_pending") || !is_there("__Host-vestibule_mail_proof"));
        }
    }

    #[test]
    fn a_burst_of_twelve_journeys_fits_into_an_empty_browser(steps in vec(journey(), 1..=12)) {
        let mut jar = Jar::default();
        let headers = HeaderMap::new();
        steps.iter().for_each(|step| jar.take(&step.set(&headers)));
        prop_assert!(jar.chars() < BOUND, "{}", jar.chars());
        prop_assert!(steps.iter().all(|step| step.is_in(&jar)));
    }

    /// Only clients name a provider, and their requests are rows.
    #[test]
    fn twelve_tabs_that_are_led_to_a_provider_at_once_fit_as_well(
        journeys in vec(journey_of(Just(22)), 1..=12),
        attempts in vec(attempt(), 1..=12),
    ) {
        let mut jar = Jar::default();
        for burst in [&journeys, &attempts] {
            let headers = jar.headers();
            burst.iter().for_each(|step| jar.take(&step.set(&headers)));
        }
        prop_assert!(jar.chars() < BOUND, "{}", jar.chars());
        prop_assert!(journeys.iter().chain(&attempts).all(|step| step.is_in(&jar)));
    }

    #[test]
    fn after_any_burst_the_next_page_fits(before in vec(step(), 0..12), burst in vec(step(), 1..=12)) {
        let mut jar = Jar::default();
        before.iter().for_each(|step| jar.take(&step.set(&jar.headers())));
        let headers = jar.headers();
        burst.iter().for_each(|step| jar.take(&step.set(&headers)));
        jar.take(&overflow(Cookies::new(true), &jar.headers()));
        prop_assert!(jar.chars() <= MAX_CHARS, "{}", jar.chars());
        prop_assert!(overflow(Cookies::new(true), &jar.headers()).is_empty());
    }
}

fn cleared(line: &str, new: (Name, Option<&str>, usize)) -> Vec<String> {
    let (jar, (name, ending, chars)) = (Jar::of(line), new);
    let set = Step { name, ending: ending.map(str::to_owned), chars }.set(&jar.headers());
    let lines = set.iter().map(|line| line.to_str().unwrap()).filter(|line| line.contains("Max-Age=0"));
    lines.map(|line| line.split('=').next().unwrap().trim_start_matches("__Host-vestibule_").to_owned()).collect()
}

#[test]
fn the_oldest_of_too_many_go() {
    let attempts: Vec<_> = (10..22).map(|number| format!("__Host-vestibule_with_aaaaaa{number}=1")).collect();
    assert_eq!(attempts.len(), MAX_ATTEMPTS);
    let attempts = format!("a=b; {}; __Host-vestibule_with_x=5", attempts.join("; "));
    assert_eq!(cleared(&attempts, (Name::Attempt, Some("cccccccc"), 9)), ["with_aaaaaa10"]);
    assert_eq!(cleared(&attempts, (Name::Attempt, Some("aaaaaa15"), 9)), [""; 0]);
    let journeys: Vec<_> = (10..34).map(|number| format!("__Host-vestibule_to_p00000000000000{number}=1")).collect();
    assert_eq!(journeys.len(), MAX_JOURNEYS);
    let (line, new) = (journeys.join("; "), (Name::Journey, Some("pAAAAAAAAAAAAAAAA"), 22));
    assert_eq!(cleared(&line, new), ["to_p0000000000000010"]);
}

#[test]
fn what_somebody_misses_least_goes_first() {
    let value = "v".repeat(700);
    let line = format!(
        "__Host-vestibule_arrival={value}; __Host-vestibule_to_p0000000000000010=1; __Host-vestibule_with_aaaaaaaa={value}; \
         __Host-vestibule_with_bbbbbbbb={value}; __Host-vestibule_sent=1"
    );
    let new = (Name::Journey, Some("pAAAAAAAAAAAAAAAA"));
    assert_eq!(cleared(&line, (new.0, new.1, 22)), [""; 0]);
    let all = ["with_aaaaaaaa", "to_p0000000000000010", "arrival", "sent", "with_bbbbbbbb"];
    for (chars, gone) in [(900, 1), (1_350, 2), (2_000, 3), (2_110, 4), (2_150, 5), (3_000, 5)] {
        assert_eq!(cleared(&line, (new.0, new.1, chars)), all[..gone], "{chars}");
    }
}

#[test]
fn a_second_factor_and_a_code_by_mail_never_wait_together() {
    let line = "__Host-vestibule_pending=1; __Host-vestibule_sent=1";
    assert_eq!(cleared(line, (Name::MailProof, None, 9)), ["pending"]);
    assert_eq!(cleared("__Host-vestibule_mail_proof=1", (Name::Pending, None, 9)), ["mail_proof"]);
    assert_eq!(cleared("__Host-vestibule_mail_proof=1", (Name::MailProof, None, 9)), [""; 0]);
}

#[test]
fn an_attempt_is_known_by_its_state() {
    assert_eq!(attempt_named("newest-0123456789"), Some(Name::Attempt.ending("newest-0")));
    for state in ["", "newest", "newest=0123456789", "nöwest-0123456789"] {
        assert_eq!(attempt_named(state), None, "{state}");
    }
}
