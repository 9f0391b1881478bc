//! The first steps of an administrator: a table with the state of each step, which is checked whenever the page is opened.

use super::attention::BACKUP;
use super::facts::Facts;
use crate::accounts::{Action, Caller, Installation, User};
use crate::language::message;
use crate::shared::first_steps::{FirstStepsView, MailTest, Note, Step, StepFacts, StepState, StepView};
use crate::shared::{AppError, ErrorCode, Role, UserId};
use crate::store::installation as rows;

/// What the table knows.
struct Known<'a> {
    facts: &'a Facts,
    /// Whether other machines open the server: then what is open is open to strangers.
    is_public: bool,
    is_https: bool,
    has_mail_server: bool,
    mail_test: Option<MailTest>,
    registration_open: bool,
    demands_factor: bool,
    applications: u64,
    has_passkey: bool,
    has_authenticator: bool,
}

impl Installation {
    /// The first steps, for an administrator in a session.
    pub async fn show_first_steps(&self, caller: &Caller) -> Result<FirstStepsView, AppError> {
        caller.permit(Action::ManageInstallation)?;
        let user = caller.user_id().ok_or_else(needs_session)?;
        let facts = self.facts().await?;
        let known = self.known(&facts, user).await?;
        let steps = states(&known);
        let (applications, mail_test) = (known.applications, known.mail_test);
        let open = self.applications().open_applications(caller).await?;
        let (settings, stored) = (self.settings(), &facts.stored);
        let secret = settings.data_dir.join("secret");
        Ok(FirstStepsView {
            steps,
            is_hidden: facts.is_noted(Note::FirstStepsHidden),
            doubts: facts.doubts.clone(),
            applications: open,
            facts: StepFacts {
                base_url: settings.base_url.clone(),
                mail_server: settings.smtp.as_ref().map(ToString::to_string),
                mail_tested_at: facts.noted(Note::MailTest),
                mail_test,
                registration_open: settings.registration_open,
                administrators: stored.administrators.unsigned_abs(),
                people: stored.people.unsigned_abs(),
                applications,
                backup: facts.noted(Note::Backup),
                is_backed_up_elsewhere: facts.is_noted(Note::BackupElsewhere),
                is_secret_kept: facts.is_noted(Note::SecretKept),
                secret_file: secret.exists().then(|| secret.display().to_string()),
                is_sqlite: self.db().is_sqlite(),
                bytes: self.db().size().await,
                since: facts.since(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
            },
        })
    }

    /// Whether an administrator is led to the first steps: until all are done, or somebody has hidden them.
    pub async fn first_steps_lead(&self, user: &User) -> Result<bool, AppError> {
        if user.role != Role::Admin {
            return Ok(false);
        }
        let facts = self.facts().await?;
        if facts.is_noted(Note::FirstStepsHidden) {
            return Ok(false);
        }
        let known = self.known(&facts, user.id).await?;
        Ok(states(&known).iter().any(|step| step.state != StepState::Done))
    }

    async fn known<'a>(&self, facts: &'a Facts, user: UserId) -> Result<Known<'a>, AppError> {
        let read = self.db().read(async move |mut conn| {
            let has_passkey = rows::has_passkey(&mut conn, user).await?;
            Ok((has_passkey, rows::has_authenticator(&mut conn, user).await?))
        });
        let (has_passkey, has_authenticator) = read.await?;
        let settings = self.settings();
        let demand = &settings.second_factor_demand;
        let mail_server = settings.smtp.as_ref().map(ToString::to_string);
        Ok(Known {
            facts,
            is_public: !settings.is_loopback(),
            is_https: settings.is_https(),
            has_mail_server: settings.smtp.is_some(),
            mail_test: mail_test(facts, mail_server.as_deref()),
            registration_open: settings.registration_open,
            demands_factor: demand.of_all || demand.of_administrators,
            applications: self.applications().all().await?.all().len() as u64,
            has_passkey,
            has_authenticator,
        })
    }
}

/// The last test of mail, if it was of the present mail server. One of another server proves nothing.
fn mail_test(facts: &Facts, server: Option<&str>) -> Option<MailTest> {
    let test: MailTest = serde_json::from_str(&facts.row(Note::MailTest)?.detail).ok()?;
    (server == Some(&*test.server)).then_some(test)
}

/// All steps with their states, those that are not done first.
fn states(known: &Known<'_>) -> Vec<StepView> {
    let mut steps = Step::ALL.map(|step| StepView { step, state: state(step, known) }).to_vec();
    // Stable: those of the same state stay in their order.
    steps.sort_by_key(|step| step.state);
    steps
}

/// The table.
fn state(step: Step, known: &Known<'_>) -> StepState {
    let facts = known.facts;
    let done_if = |is_done: bool| if is_done { StepState::Done } else { StepState::Open };
    // What strangers could use is dangerous where they can reach it.
    let closed_if = |is_closed: bool| match is_closed {
        true => StepState::Done,
        false if known.is_public => StepState::Danger,
        false => StepState::Open,
    };
    match step {
        Step::Passkey if known.has_passkey => StepState::Done,
        Step::Passkey => {
            if known.has_authenticator {
                StepState::Open
            } else {
                StepState::Danger
            }
        }
        Step::Registration => closed_if(!known.registration_open || facts.is_noted(Note::RegistrationMeant)),
        Step::Mail => match &known.mail_test {
            Some(MailTest { error: Some(_), .. }) => StepState::Danger,
            test => done_if(known.has_mail_server && test.is_some()),
        },
        Step::Address => closed_if(known.is_https),
        Step::SecondAdministrator => done_if(facts.stored.administrators > 1),
        Step::Backup => {
            let last = facts.noted(Note::Backup);
            let is_recent = last.is_some_and(|at| at.until(facts.now) <= BACKUP);
            done_if((is_recent || facts.is_noted(Note::BackupElsewhere)) && facts.is_noted(Note::SecretKept))
        }
        Step::Demand if known.demands_factor => StepState::Done,
        // Whoever demands it first needs one.
        Step::Demand => {
            if known.has_passkey || known.has_authenticator {
                StepState::Open
            } else {
                StepState::Waits
            }
        }
        Step::Applications => done_if(known.applications > 0),
        Step::People => done_if(facts.stored.people > 1),
    }
}

fn needs_session() -> AppError {
    AppError::new(ErrorCode::Forbidden, message::error_for_administrators())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::Timestamp;
    use crate::store::installation::{FactsRow, NoteRow};

    fn facts(notes: &[Note]) -> Facts {
        let row = |note: &Note| NoteRow { name: note.to_string(), noted_at: 0, detail: String::new() };
        let stored = FactsRow { administrators: 2, people: 3, ..FactsRow::default() };
        Facts { now: Timestamp(0), stored, notes: notes.iter().map(row).collect(), ..Facts::default() }
    }

    /// Everything is done.
    fn done(facts: &Facts) -> Known<'_> {
        Known {
            facts,
            is_public: true,
            is_https: true,
            has_mail_server: true,
            mail_test: Some(MailTest::default()),
            registration_open: false,
            demands_factor: true,
            applications: 1,
            has_passkey: true,
            has_authenticator: false,
        }
    }

    #[test]
    fn each_step_has_a_state_by_what_is_known() {
        let kept = facts(&[Note::Backup, Note::SecretKept]);
        assert!(states(&done(&kept)).iter().all(|step| step.state == StepState::Done));
        let failed = MailTest { error: Some("no route".to_owned()), ..MailTest::default() };
        let (bare, elsewhere) = (facts(&[Note::SecretKept]), facts(&[Note::SecretKept, Note::BackupElsewhere]));
        let alone = Facts { stored: FactsRow { administrators: 1, people: 1, ..FactsRow::default() }, ..kept.clone() };
        let old = Facts { now: Timestamp(0).plus(BACKUP * 2), ..kept.clone() };
        let of = |known: Known<'_>, step| state(step, &known);
        for (found, expected) in [
            (of(Known { has_passkey: false, ..done(&kept) }, Step::Passkey), StepState::Danger),
            (of(Known { has_passkey: false, has_authenticator: true, ..done(&kept) }, Step::Passkey), StepState::Open),
            (of(Known { registration_open: true, ..done(&kept) }, Step::Registration), StepState::Danger),
            (
                of(Known { registration_open: true, is_public: false, ..done(&kept) }, Step::Registration),
                StepState::Open,
            ),
            (of(Known { mail_test: None, ..done(&kept) }, Step::Mail), StepState::Open),
            (of(Known { has_mail_server: false, ..done(&kept) }, Step::Mail), StepState::Open),
            (of(Known { mail_test: Some(failed), ..done(&kept) }, Step::Mail), StepState::Danger),
            (of(Known { is_https: false, ..done(&kept) }, Step::Address), StepState::Danger),
            (of(Known { is_https: false, is_public: false, ..done(&kept) }, Step::Address), StepState::Open),
            (of(done(&alone), Step::SecondAdministrator), StepState::Open),
            (of(done(&alone), Step::People), StepState::Open),
            (of(done(&bare), Step::Backup), StepState::Open),
            (of(done(&elsewhere), Step::Backup), StepState::Done),
            (of(done(&old), Step::Backup), StepState::Open),
            (of(Known { demands_factor: false, ..done(&kept) }, Step::Demand), StepState::Open),
            (of(Known { demands_factor: false, has_passkey: false, ..done(&kept) }, Step::Demand), StepState::Waits),
            (of(Known { applications: 0, ..done(&kept) }, Step::Applications), StepState::Open),
        ] {
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn a_test_of_another_mail_server_proves_nothing() {
        let test = MailTest { server: "smtp://a.example:587".to_owned(), ..MailTest::default() };
        let mut facts = facts(&[Note::MailTest]);
        facts.notes[0].detail = serde_json::to_string(&test).expect("JSON");
        assert_eq!(mail_test(&facts, Some("smtp://a.example:587")), Some(test));
        assert_eq!(mail_test(&facts, Some("smtp://b.example:587")), None);
        assert_eq!(mail_test(&facts, None), None);
    }

    #[test]
    fn what_is_not_done_comes_first_and_the_most_dangerous_on_top() {
        let bare = facts(&[]);
        let known = Known { registration_open: true, demands_factor: false, has_passkey: false, ..done(&bare) };
        let steps: Vec<_> = states(&known).iter().map(|view| view.step).collect();
        let first = [Step::Passkey, Step::Registration, Step::Backup, Step::Demand, Step::Mail];
        assert_eq!(steps[..5], first);
    }
}
