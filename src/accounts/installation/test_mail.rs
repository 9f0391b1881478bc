//! A message that an administrator sends to themselves, to see whether mail arrives. It does not wait in the outbox, so that the page can
//! say at once what the mail server has answered.

use crate::accounts::{Accounts, Action, Caller, Installation, Principal, UnitOfWork, run_to_completion};
use crate::language::{Language, message};
use crate::mail::{FinalDot, Mail, Mailer, Outgoing};
use crate::shared::first_steps::{MailTest, Note};
use crate::shared::{AppError, ErrorCode};
use crate::store::installation as rows;
use std::time::{Duration, Instant};
use tokio::time::timeout;

/// Less than the time of a request, which is answered in any case.
const LIMIT: Duration = Duration::from_secs(15);

impl Installation {
    /// Sends a message to the address of the caller, and notes what came of it.
    ///
    /// # Errors
    /// If the caller has sent too many. That the message was not sent is no error, but the result.
    pub async fn test_mail(&self, caller: &Caller) -> Result<MailTest, AppError> {
        caller.permit(Action::ManageInstallation)?;
        let Principal::User(who) = &caller.who else {
            let detail = message::error_for_administrators();
            return Err(AppError::new(ErrorCode::Forbidden, detail));
        };
        self.outbox().charge_sender(&Mail::Test, who.user.id, caller)?;
        let (to, language) = (who.user.email.clone(), who.user.language().or(caller.language));
        let (installation, caller) = (self.clone(), caller.clone());
        // It is noted although nobody may wait for it any more.
        run_to_completion(async move {
            let language = language.unwrap_or(installation.settings().language);
            let test = send(&installation, &to, language).await;
            let detail = serde_json::to_string(&test).unwrap_or_default();
            let job = async move |mut tx: UnitOfWork| {
                let now = tx.now();
                Ok(rows::note(&mut tx, Note::MailTest, now, &detail).await?)
            };
            installation.change(&caller, Action::ManageInstallation, job).await?;
            Ok(test)
        })
        .await
    }
}

async fn send(accounts: &Accounts, to: &str, language: Language) -> MailTest {
    let began = Instant::now();
    let settings = accounts.settings();
    let mailer = match Mailer::new(settings) {
        Ok(mailer) => mailer,
        Err(error) => {
            let server = settings.smtp.as_ref().map(ToString::to_string).unwrap_or_default();
            return MailTest { server, error: Some(error.to_string()), ..MailTest::default() };
        }
    };
    let (created_at, id) = (accounts.now(), accounts.new_id());
    let outgoing = Outgoing { id, created_at, recipient: to, language, mail: &Mail::Test, one_time: None };
    let (final_dot, mut ignore) = (FinalDot::default(), |_: &str| {});
    let error = match timeout(LIMIT, mailer.send(outgoing, &final_dot, &mut ignore)).await {
        Ok(Ok(())) => None,
        Ok(Err(error)) => Some(error.to_string()),
        Err(_) => Some(format!("the mail server took longer than {} seconds", LIMIT.as_secs())),
    };
    let milliseconds = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    MailTest { server: mailer.to_string(), milliseconds, error }
}
