//! What holds for all journeys.

use super::super::*;
use super::{NOW, OTHER, OWN, PAGE, proved};
use crate::shared::factors::Method::{self, Code, ProviderFactor};
use crate::shared::possible::{Means, possible};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// Somebody on the way: what is known of them, what is true, and the client's wish.
#[derive(Clone, Debug)]
struct Person {
    standing: Standing,
    means: Means,
    needs_consent: bool,
}

impl Person {
    /// The next step. Nobody looks more than twice.
    fn decide(&self, asks: &Asks<'_>) -> Step {
        let mut standing = self.standing;
        for _ in 0..2 {
            match next_step(asks, Some(&standing), NOW) {
                Ok(step) => return step,
                Err(Look::Possible) => standing.possible = Some(possible(&self.means, standing.proof.methods)),
                Err(Look::Consent) => standing.needs_consent = Some(self.needs_consent),
            }
        }
        next_step(asks, Some(&standing), NOW).expect("everything is known")
    }

    /// Shows it now, beside what was shown before.
    fn show(&mut self, method: Method) {
        let new: Methods = match method {
            ProviderFactor => [Method::Provider, ProviderFactor].into_iter().collect(),
            other => other.into(),
        };
        let methods = self.standing.proof.methods.first_factors_beside(new).and(new);
        self.standing.proof = Proof { methods, at: NOW };
    }

    /// Does what a step says. False: it is over, or the account cannot.
    fn follow(&mut self, step: &Step, asks: &Asks<'_>) -> bool {
        match step {
            Step::AddFactor => {
                self.means.has_authenticator = true;
                self.standing.needs_factor = false;
                self.show(Code);
            }
            Step::Confirm(demand) => {
                let ways = possible(&self.means, self.standing.proof.methods).methods(demand.level);
                let Some(method) = ways.iter().next() else { return false };
                self.show(method);
                self.standing.has_proved = true;
            }
            Step::Ask(ConsentQuestion::OtherAccount) => {
                self.standing.user = asks.account.expect("somebody is expected");
                self.standing.has_proved = true;
            }
            Step::Ask(question) => self.standing.answered = Some(*question),
            Step::Settle(_) => self.standing.owes = None,
            Step::SignIn | Step::NotAdmitted | Step::Refuse(_) | Step::End => return false,
        }
        true
    }
}

const ACR: [&[Level]; 5] =
    [&[], &[Level::Password], &[Level::SecondFactor], &[Level::Passkey], &[Level::Passkey, Level::SecondFactor]];

fn any_asks() -> impl Strategy<Value = Asks<'static>> {
    let age = || option::of(select(vec![30_u64, 60, 600]));
    let demand = (select(Level::ALL.to_vec()), age()).prop_map(|(level, max_age)| Demand { level, max_age });
    let account = option::of(select(vec![OWN, OTHER]));
    (demand, age(), select(ACR.to_vec()), account, any::<[bool; 5]>()).prop_map(
        |(demand, max_age, acr, account, [is_client, is_silent, wants_proof, is_acr_essential, wants_choice])| {
            match is_client {
                true => Asks {
                    demand,
                    is_client,
                    is_silent,
                    wants_proof: wants_proof && !is_silent,
                    max_age,
                    acr,
                    is_acr_essential,
                    account,
                    wants_choice,
                },
                false => Asks { demand, ..PAGE },
            }
        },
    )
}

fn any_person() -> impl Strategy<Value = Person> {
    let shown = any::<u8>().prop_map(|bits| {
        let all = Method::ALL.into_iter().enumerate();
        all.filter(|(number, _)| bits & (1_u8 << *number) != 0).map(|(_, method)| method).collect::<Vec<_>>()
    });
    let age = select(vec![0_i64, 30, 59, 60, 3_600]);
    let owes = select(vec![None, Some(Owed::Fields), Some(Owed::Terms)]);
    let known = (any::<[bool; 5]>(), any::<[bool; 5]>(), owes);
    (shown, age, 0..2_u64, known).prop_map(|(shown, seconds, passkeys, (has, is, owes))| {
        let [needs_factor, is_admitted, may_reach, has_proved, needs_consent] = is;
        let [has_password, has_authenticator, has_provider, has_provider_factor, has_mail] = has;
        let means = Means {
            has_password,
            passkeys,
            has_authenticator,
            has_provider,
            has_provider_factor,
            has_mail,
            ..Means::default()
        };
        let known = Standing { needs_factor, owes, is_admitted, may_reach, ..proved(&shown, seconds) };
        let standing = Standing { has_proved, needs_consent: None, ..known };
        Person { standing, means, needs_consent }
    })
}

proptest! {
    #[test]
    fn nobody_arrives_without_signing_in(asks in any_asks()) {
        let step = next_step(&asks, None, NOW).expect("nothing to look for");
        let is_refused = matches!(&step, Step::Refuse(error) if error.code == OauthErrorCode::LoginRequired);
        prop_assert_eq!((is_refused, step == Step::SignIn), (asks.is_silent, !asks.is_silent));
    }

    #[test]
    fn nobody_arrives_below_a_demand(asks in any_asks(), person in any_person()) {
        let Standing { user, proof, needs_factor, owes, is_admitted, may_reach, has_proved, .. } = person.standing;
        if person.decide(&asks) == Step::End {
            prop_assert!(is_admitted && may_reach && !needs_factor && owes.is_none());
            prop_assert!(asks.demand.is_met(&proof, NOW));
            prop_assert!(asks.account.is_none_or(|account| account == user));
            prop_assert!(has_proved || !asks.wants_proof);
            let own = Demand { level: Level::Password, max_age: asks.max_age };
            prop_assert!(has_proved || own.is_met(&proof, NOW));
            prop_assert!(!asks.is_acr_essential || Wanted::is_reached(asks.acr, proof.methods));
            prop_assert!(!asks.is_client || !person.needs_consent);
        }
    }

    #[test]
    fn who_wants_no_question_asks_none(asks in any_asks(), person in any_person()) {
        if asks.is_silent {
            let step = person.decide(&asks);
            prop_assert!(matches!(step, Step::Refuse(_) | Step::NotAdmitted | Step::End), "{:?}", step);
        }
    }

    #[test]
    fn a_journey_never_goes_in_a_circle(asks in any_asks(), person in any_person()) {
        let mut person = person;
        let mut before = Vec::new();
        loop {
            let step = person.decide(&asks);
            prop_assert!(!before.contains(&step), "{:?} after {:?}", step, before);
            if !person.follow(&step, &asks) {
                break;
            }
            before.push(step);
        }
    }
}
