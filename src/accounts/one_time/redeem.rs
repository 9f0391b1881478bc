//! Opens and checks one-time tokens. Opening changes nothing: the use case consumes the token in its own transaction.

use super::{AskingBrowser, Hash, hash_of, hash_of_digits, link_invalid};
use crate::accounts::users::chosen_password;
use crate::accounts::{Actor, Caller, CurrentUser, Links, UnitOfWork, run_to_completion};
use crate::identity::is_service_address;
use crate::language::message;
use crate::passwords::{Priority, Verdict};
use crate::shared::fields::credentials;
use crate::shared::{AppError, EventKind, FieldError, LinkProof, Problem, Role, Status, Text};
use crate::store::one_time_tokens;
use crate::store::users;
use crate::store::{OneTimeTokenRow, Purpose, StoreError, Tx, UserRow, factors};
use std::future::ready;

/// The links that open a page with a button.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LinkKind {
    /// Confirms an address: of an account, of a change, or of a registration.
    Confirm,
    /// Undoes a change of address.
    Undo,
    /// Reports a session.
    Report,
}

impl LinkKind {
    pub(in crate::accounts) fn purposes(self) -> &'static [Purpose] {
        match self {
            Self::Confirm => &[Purpose::ConfirmEmail, Purpose::ChangeEmail, Purpose::Registration],
            Self::Undo => &[Purpose::UndoEmailChange],
            Self::Report => &[Purpose::ReportSignIn],
        }
    }
}

/// How often the digits of one token can be guessed.
const MAX_ATTEMPTS: i64 = 5;

/// A token that is valid.
#[derive(Clone, Debug)]
pub(in crate::accounts) struct Opened {
    pub hash: Hash,
    pub row: OneTimeTokenRow,
}

/// Who holds a link, and what they have shown beside it.
#[derive(Clone, Copy, Debug)]
pub enum LinkHolder<'a> {
    /// A program that sends the token itself. Programs that open the links of messages do not do that.
    Api,
    /// A page.
    Browser {
        signed_in: Option<&'a CurrentUser>,
        browser: Option<AskingBrowser>,
        /// The digits that were typed.
        digits: &'a Text,
        /// The password that was typed.
        password: &'a Text,
    },
}

impl Opened {
    /// What the holder has to show. `registrant`: what shows who has registered the address. The digits are in the message with the
    /// link, so they show no more than that a person reads it.
    pub(in crate::accounts) fn proof(&self, holder: LinkHolder<'_>, registrant: LinkProof) -> LinkProof {
        let LinkHolder::Browser { signed_in, browser, .. } = holder else { return LinkProof::Nothing };
        let is_owner = signed_in.is_some_and(|who| Some(who.user.id) == self.row.user());
        let is_known = is_owner || self.was_asked_for_by(browser);
        match self.row.purpose {
            // The session that a message reports may be the attacker's.
            Purpose::ReportSignIn => self.digits(),
            _ if is_known => LinkProof::Nothing,
            Purpose::ConfirmEmail | Purpose::Registration => registrant,
            Purpose::ChangeEmail | Purpose::UndoEmailChange | Purpose::Password | Purpose::Invitation => self.digits(),
        }
    }

    /// The digits, if the token has any.
    fn digits(&self) -> LinkProof {
        if self.row.digits_hash.is_some() { LinkProof::Digits } else { LinkProof::Nothing }
    }

    fn was_asked_for_by(&self, browser: Option<AskingBrowser>) -> bool {
        browser.is_some_and(|browser| self.row.browser_hash.as_deref() == Some(&browser.hash()[..]))
    }
}

impl Links {
    /// The token, if it is valid for one of the purposes. Changes nothing.
    pub(in crate::accounts) async fn open_link(
        &self,
        token: &str,
        purposes: &'static [Purpose],
    ) -> Result<Option<Opened>, StoreError> {
        let Some(hash) = hash_of(token) else { return Ok(None) };
        let now = self.now();
        let found = self.db().read(async move |mut conn| {
            for purpose in purposes {
                if let Some(row) = one_time_tokens::find(&mut conn, &hash, *purpose, now).await? {
                    return Ok(Some(Opened { hash, row }));
                }
            }
            Ok(None)
        });
        found.await
    }

    /// The token of a link that is to be used. An invalid one is charged to its source; a valid one is not, because others in the
    /// same network could have spent that budget.
    pub(in crate::accounts) async fn open_link_of(
        &self,
        caller: &Caller,
        token: &str,
        kind: LinkKind,
    ) -> Result<Opened, AppError> {
        if let Some(opened) = self.open_link(token, kind.purposes()).await? {
            return Ok(opened);
        }
        self.spend_recovery(caller)?;
        Err(link_invalid())
    }

    /// What shows who has registered the address of a link, in another browser, and the hash of the password if it is that.
    pub(in crate::accounts) async fn registrant(
        &self,
        token: &OneTimeTokenRow,
    ) -> Result<(LinkProof, Option<String>), StoreError> {
        let hash = self.password_of_link(token).await?;
        let proof = match token.purpose {
            _ if hash.is_some() => LinkProof::Password,
            // Who cannot sign in before shows nothing with it.
            Purpose::ConfirmEmail if !self.settings().require_verified_email => LinkProof::SignIn,
            Purpose::ConfirmEmail
            | Purpose::Registration
            | Purpose::ChangeEmail
            | Purpose::UndoEmailChange
            | Purpose::ReportSignIn
            | Purpose::Password
            | Purpose::Invitation => LinkProof::Browser,
        };
        Ok((proof, hash))
    }

    /// The hash of the password that whoever registered has chosen. None: they have none.
    async fn password_of_link(&self, token: &OneTimeTokenRow) -> Result<Option<String>, StoreError> {
        match (token.purpose, token.user()) {
            (Purpose::ConfirmEmail, Some(id)) => {
                let read = self.db().read(async move |mut conn| {
                    let factors = factors::of(&mut conn, id).await?;
                    if !factors.is_some_and(|factors| factors.has_password) {
                        return Ok(None);
                    }
                    users::credential(&mut conn, id).await
                });
                Ok(read.await?.map(|found| found.password_hash))
            }
            (Purpose::Registration, _) => Ok(token.parameters.as_deref().and_then(chosen_password)),
            (Purpose::ConfirmEmail, None)
            | (
                Purpose::ChangeEmail
                | Purpose::UndoEmailChange
                | Purpose::ReportSignIn
                | Purpose::Password
                | Purpose::Invitation,
                _,
            ) => Ok(None),
        }
    }

    /// Checks what the holder has to show. After five attempts the token is invalid.
    pub(in crate::accounts) async fn check_holder(
        &self,
        caller: &Caller,
        opened: &Opened,
        holder: LinkHolder<'_>,
    ) -> Result<(), AppError> {
        let LinkHolder::Browser { digits, password, .. } = holder else { return Ok(()) };
        let (registrant, hash) = self.registrant(&opened.row).await?;
        match opened.proof(holder, registrant) {
            LinkProof::Nothing => Ok(()),
            LinkProof::Digits => self.check_digits(caller, opened, digits).await,
            LinkProof::Password => {
                self.check_chosen_password(caller, opened, password, &hash.unwrap_or_default()).await
            }
            LinkProof::SignIn => Err(AppError::forbidden(message::one_time_sign_in_first())),
            LinkProof::Browser => Err(AppError::forbidden(message::one_time_other_browser())),
        }
    }

    /// Checks the digits of the message. After five attempts the token is invalid.
    pub(in crate::accounts) async fn check_digits(
        &self,
        caller: &Caller,
        opened: &Opened,
        digits: &Text,
    ) -> Result<(), AppError> {
        let digits = credentials::digits(digits.as_str());
        let digits = digits.map_err(|problem| AppError::invalid(vec![problem.of("digits")]))?;
        let is_right = opened.row.digits_hash.as_deref() == Some(&hash_of_digits(&opened.hash, &digits)[..]);
        self.attempt(caller, opened, ready(Ok(is_right)), |left| {
            Problem::new("wrong_digits", message::one_time_wrong_digits(left)).of("digits")
        })
        .await
    }

    /// Checks the password that whoever registered has chosen, of which this is the hash.
    async fn check_chosen_password(
        &self,
        caller: &Caller,
        opened: &Opened,
        password: &Text,
        password_hash: &str,
    ) -> Result<(), AppError> {
        let password = credentials::chosen_password(password.as_str());
        let password = password.map_err(|problem| AppError::invalid(vec![problem.of("password")]))?;
        let priority = Priority::other(caller.address);
        let check = async {
            let verdict = self.hasher().verify(&password, password_hash, priority).await;
            Ok(verdict? != Verdict::Wrong)
        };
        self.attempt(caller, opened, check, |left| {
            Problem::new("wrong_password", message::one_time_wrong_password(left)).of("password")
        })
        .await
    }

    /// Counts an attempt, and then makes it: concurrent ones cannot exceed the limit, and neither can clients that disconnect.
    /// `check`: whether it is right. `wrong`: the error if it is not; its parameter is how many are left.
    async fn attempt(
        &self,
        caller: &Caller,
        opened: &Opened,
        check: impl Future<Output = Result<bool, AppError>>,
        wrong: impl FnOnce(u64) -> FieldError,
    ) -> Result<(), AppError> {
        let hash = opened.hash;
        let count = async move |mut tx: Tx| one_time_tokens::count_attempt(&mut tx, &hash).await;
        let attempts = self.db().write(count).await?.ok_or_else(link_invalid)?;
        // The client of the last attempt has disconnected while it was checked.
        if attempts > MAX_ATTEMPTS {
            return Err(self.void_link(caller, opened).await);
        }
        match check.await {
            Ok(true) => return Ok(()),
            Ok(false) => {}
            // Not compared, for example because the server is overloaded.
            Err(error) => {
                let refund = async move |mut tx: Tx| one_time_tokens::refund_attempt(&mut tx, &hash).await;
                self.db().write(refund).await?;
                return Err(error);
            }
        }
        let left = MAX_ATTEMPTS - attempts;
        if left == 0 {
            return Err(self.void_link(caller, opened).await);
        }
        Err(AppError::invalid(vec![wrong(left.unsigned_abs())]))
    }

    /// Deletes a token that somebody has guessed at too often, and records it. Returns the error for the holder.
    async fn void_link(&self, caller: &Caller, opened: &Opened) -> AppError {
        let (hash, user, purpose) = (opened.hash, opened.row.user(), opened.row.purpose);
        let (links, caller) = (self.clone(), caller.clone());
        let void = async move |mut tx: UnitOfWork| {
            if one_time_tokens::delete(&mut tx, &hash).await? {
                tx.record(tx.event(EventKind::LinkVoid).on(user).detail(purpose));
            }
            Ok(())
        };
        // A client that disconnects must not keep it: a program needs neither digits nor password with it.
        let voided = run_to_completion(async move { links.transact(Actor::Anonymous, &caller, void).await }).await;
        voided.err().unwrap_or_else(link_invalid)
    }
}

/// Whether an account can go to the owner of its address, who says that they have not registered it.
pub(in crate::accounts) fn is_disownable(user: &UserRow) -> bool {
    let is_person = user.role != Role::Admin && !is_service_address(&user.email);
    is_person && user.status == Status::Active && !user.email_verified
}
