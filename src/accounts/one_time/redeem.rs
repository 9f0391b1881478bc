//! Opens and checks one-time tokens. Opening changes nothing: the use case consumes the token in its own transaction.

use super::{
    AskingBrowser,
    token::{self, Hash},
};
use crate::{
    accounts::{Accounts, Caller, CurrentUser, Failure, audit::Actor, error, unit_of_work::UnitOfWork},
    budgets::Exceeded,
    shared::{
        error::{AppError, ErrorCode, FieldError},
        fields::{Problem, credentials},
        page::LinkView,
        text::Text,
    },
    store::{
        StoreError,
        one_time_tokens::{self, OneTimeTokenRow, Purpose},
    },
};

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
    },
}

/// Why a one-time link was refused.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// The token is unknown, used, expired or for another purpose.
    #[error("the link is not valid")]
    Invalid,
    #[error("wrong digits")]
    WrongDigits(FieldError),
    #[error("too many requests")]
    Exceeded(Exceeded),
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<LinkError> for AppError {
    fn from(error: LinkError) -> Self {
        match error {
            LinkError::Invalid => Self::new(
                ErrorCode::LinkInvalid,
                "This link has been used, has expired, or was replaced by a newer one. Request a new one.",
            ),
            LinkError::WrongDigits(field) => error::invalid(vec![field]),
            LinkError::Exceeded(exceeded) => exceeded.into(),
            LinkError::Failed(failure) => failure.into(),
        }
    }
}

impl From<StoreError> for LinkError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl Opened {
    /// Whether the holder must type the digits: unless the token has none, or its owner or the browser that asked for it is here.
    pub(in crate::accounts) fn needs_digits(&self, holder: LinkHolder<'_>) -> bool {
        let LinkHolder::Browser { signed_in, browser, .. } = holder else { return false };
        let is_owner = signed_in.is_some_and(|who| Some(who.user.id) == self.row.user());
        let asked = browser.is_some_and(|browser| self.row.browser_hash.as_deref() == Some(&browser.hash()[..]));
        // The session that a message reports may be the attacker's.
        let trusted = (is_owner || asked) && self.row.purpose != Purpose::ReportSignIn;
        self.row.digits_hash.is_some() && !trusted
    }
}

impl Accounts {
    /// The token, if it is valid for one of the purposes. Changes nothing.
    pub(in crate::accounts) async fn open_link(
        &self,
        token: &str,
        purposes: &'static [Purpose],
    ) -> Result<Option<Opened>, StoreError> {
        let Some(hash) = token::hash_of(token) else { return Ok(None) };
        let now = self.now();
        let found = self.db().read(move |conn| {
            Box::pin(async move {
                for purpose in purposes {
                    if let Some(row) = one_time_tokens::find(conn, &hash, *purpose, now).await? {
                        return Ok(Some(Opened { hash, row }));
                    }
                }
                Ok(None)
            })
        });
        found.await
    }

    /// What the page of a link shows. Changes nothing, however often it is opened.
    pub async fn show_link(&self, kind: LinkKind, token: &str, holder: LinkHolder<'_>) -> Result<LinkView, LinkError> {
        let opened = self.open_link(token, kind.purposes()).await?.ok_or(LinkError::Invalid)?;
        Ok(LinkView { needs_digits: opened.needs_digits(holder) })
    }

    /// Checks the digits, if the holder needs them. After five attempts the token is invalid.
    pub(in crate::accounts) async fn check_digits(
        &self,
        caller: &Caller,
        opened: &Opened,
        holder: LinkHolder<'_>,
    ) -> Result<(), LinkError> {
        let LinkHolder::Browser { digits, .. } = holder else { return Ok(()) };
        if !opened.needs_digits(holder) {
            return Ok(());
        }
        let digits = credentials::digits(digits.as_str());
        let digits = digits.map_err(|problem| LinkError::WrongDigits(problem.of("digits")))?;
        let hash = opened.hash;
        let is_right = opened.row.digits_hash.as_deref() == Some(&token::hash_of_digits(&hash, &digits)[..]);
        // Counted before the result is used, so that concurrent attempts cannot exceed the limit.
        let job = async move |mut tx: UnitOfWork| {
            let attempts = one_time_tokens::count_digit_attempt(&mut tx, &hash).await?;
            if !is_right && attempts.is_some_and(|attempts| attempts >= MAX_ATTEMPTS) {
                one_time_tokens::delete(&mut tx, &hash).await?;
            }
            Ok::<_, StoreError>(attempts)
        };
        let attempts = self.transact(Actor::Anonymous, caller, job).await?;
        match attempts {
            Some(attempts) if attempts <= MAX_ATTEMPTS && is_right => Ok(()),
            Some(attempts) if attempts < MAX_ATTEMPTS => {
                let left = MAX_ATTEMPTS - attempts;
                let tries = if left == 1 { "1 try is".to_owned() } else { format!("{left} tries are") };
                let message = format!("These are not the digits from the message. {tries} left.");
                Err(LinkError::WrongDigits(Problem::new("wrong_digits", message).of("digits")))
            }
            _ => Err(LinkError::Invalid),
        }
    }
}
