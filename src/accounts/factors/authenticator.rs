//! Codes of an authenticator app: TOTP (RFC 6238) with SHA-1, six digits and 30 seconds, the only parameters that all apps know.
//!
//! A code of the step before or after the present one is right as well, because clocks differ. The last step that was used is
//! stored, so no code works twice (RFC 6238, 5.2), also at the same instant on two replicas.

use super::demand::keep_demanded;
use super::earlier_sessions::Earlier;
use super::setup_code::{address, svg};
use super::{LIFETIME, announce, compact, gone, own_session};
use crate::accounts::throttle::{self, Counter};
use crate::accounts::{Action, Caller, Factors, Sealed, UnitOfWork};
use crate::language::message;
use crate::mail::{Factor, FactorChange};
use crate::passwords::base32::{self, IMPORTED_BYTES, RFC_4648};
use crate::shared::{
    AddedAuthenticatorView, AppError, AuthenticatorView, ConfirmAuthenticatorRequest, EventKind, Fields, Method,
    Methods, NewAuthenticatorView, Problem, SessionId, Text, Timestamp, UserId,
};
use crate::store::FactorsRow;
use crate::store::factors::{authenticators, trusted_browsers};
use hmac::{Hmac, KeyInit as _, Mac as _};
use qrcode::{EcLevel, QrCode};
use serde::{Deserialize, Serialize};
use sha1::Sha1;
use std::time::Duration;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

/// As long as the output of SHA-1 (RFC 4226, 4).
const SECRET_BYTES: usize = 20;
pub(super) const STEP_SECONDS: i64 = 30;
/// The length of a code.
pub(super) const DIGITS: usize = 6;

/// A secret before it is stored. Sealed, and kept by the client.
#[derive(Serialize, Deserialize)]
struct Setup {
    account: UserId,
    session: SessionId,
    secret: Vec<u8>,
    began_at: Timestamp,
}

impl Sealed for Setup {
    const PURPOSE: &'static str = "authenticator-setup";
    const LIFETIME: Duration = LIFETIME;

    fn ends_at(&self) -> Timestamp {
        self.began_at.plus(Self::LIFETIME)
    }
}

impl Factors {
    /// Draws a new secret. It is stored with the first right code.
    pub async fn begin_authenticator(&self, caller: &Caller) -> Result<NewAuthenticatorView, AppError> {
        let (user, session) = own_session(caller)?;
        self.permit_recent(caller, Action::ManageFactors(user.id))?;
        let secret = Zeroizing::new(self.entropy().bytes::<SECRET_BYTES>());
        let text = base32::encode(secret.as_slice(), RFC_4648);
        let uri = address(&text, self.settings().name.as_str(), &user.username);
        // Only an address that no setting can have is too long. The secret is there as text, too.
        let code = QrCode::with_error_correction_level(&uri, EcLevel::L);
        let qr_svg = code.map(svg).unwrap_or_default();
        let setup = Setup { account: user.id, session, secret: secret.to_vec(), began_at: self.now() };
        let setup = self.seal_as(&setup).text;
        Ok(NewAuthenticatorView { secret: text, uri, qr_svg, setup })
    }

    /// Stores a new secret in place of the previous one, if the code shows that an app has it.
    pub async fn confirm_authenticator(
        &self,
        caller: &Caller,
        request: ConfirmAuthenticatorRequest,
    ) -> Result<AddedAuthenticatorView, AppError> {
        let (user, session) = own_session(caller)?;
        let id = user.id;
        caller.permit(Action::ManageFactors(id))?;
        let now = self.now();
        let mut fields = Fields::default();
        let secret = fields.parse("setup", &request.setup, |setup| {
            let setup = self.open_as::<Setup>(setup).ok();
            // Begun by the same session, which was asked for a proof then.
            let own = setup.filter(|setup| setup.account == id && setup.session == session);
            let secret = own.map(|setup| Zeroizing::new(setup.secret));
            secret.ok_or_else(|| Problem::new("expired", message::factors_setup_expired()))
        });
        let digits = fields.parse("code", &request.code, |code| {
            digits(&compact(code)).ok_or_else(|| Problem::new("invalid", message::factors_six_digits()))
        });
        let earlier = Earlier::parse(&mut fields, &request.end_other_sessions);
        fields.finish().map_err(AppError::invalid)?;
        let (Some(secret), Some(digits)) = (secret, digits) else { unreachable!("missing values are errors") };
        let Some(step) = matching_step(&secret, digits, now) else {
            return Err(AppError::invalid(vec![Problem::new("wrong", message::factors_code_wrong()).of("code")]));
        };
        let sealed = self.seal_authenticator(id, &secret);
        let job = async move |mut tx: UnitOfWork| {
            let added = tx.present_session(id).await?;
            authenticators::insert_or_replace(&mut tx, id, &sealed, &added, now).await?;
            // This code does not sign in as well.
            authenticators::use_step(&mut tx, id, step, last_step(now), now).await?;
            // They were trusted for what showed its codes before.
            trusted_browsers::delete_all(&mut tx, id).await?;
            // Wrong codes of the previous secret say nothing about this one.
            throttle::clear(&mut tx, &Counter::failures_of_factor(id)).await?;
            // The session has shown the factor that the account has from now on.
            tx.add_proof(session, Methods::from(Method::Code), None).await?;
            announce(&mut tx, id, EventKind::FactorAdd, Some(Factor::Authenticator), FactorChange::Added).await?;
            let authenticator = AuthenticatorView { created_at: now, last_used_at: Some(now) };
            Ok(AddedAuthenticatorView {
                authenticator,
                sessions_without_factor: earlier.settle(&mut tx, id, session).await?,
            })
        };
        // The sealed secret shows the proof with which the session began.
        self.change(&caller.proved(), Action::ManageFactors(id), job).await
    }

    /// Deletes the secret of an account. `password`: needed for the last second factor by the rules of NIST.
    ///
    /// # Errors
    /// [`ErrorCode::FactorNeeded`](crate::shared::error::ErrorCode::FactorNeeded) if a second factor is demanded of the account, and
    /// it is the last one.
    pub async fn remove_authenticator(&self, caller: &Caller, id: UserId, password: &Text) -> Result<(), AppError> {
        self.permit_recent(caller, Action::ManageFactors(id))?;
        let without = |row: FactorsRow| FactorsRow { has_authenticator: false, ..row };
        let long_enough = self.check_without_factor(caller, id, password, without).await?;
        let job = async move |mut tx: UnitOfWork| {
            let (by, now) = (tx.present_session(id).await?, tx.now());
            if !authenticators::remove(&mut tx, id, &by, now).await? {
                return Err(gone());
            }
            trusted_browsers::delete_all(&mut tx, id).await?;
            keep_demanded(&mut tx, id).await?;
            long_enough.check(&mut tx, id).await?;
            let factor = Some(Factor::Authenticator);
            announce(&mut tx, id, EventKind::FactorRemove, factor, FactorChange::Removed).await?;
            Ok(())
        };
        self.change(caller, Action::ManageFactors(id), job).await
    }

    /// The secret of an account as it is stored.
    pub(in crate::accounts) fn seal_authenticator(&self, id: UserId, secret: &[u8]) -> Vec<u8> {
        self.seal_bytes(&context(id), &secret)
    }

    /// None if it was sealed for another account, or with keys that have been replaced.
    pub(super) fn open_authenticator(&self, id: UserId, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.open_bytes(&context(id), sealed).map(Zeroizing::new)
    }
}

/// The secret of an app from another system, in base32: spaces, hyphens, small letters and padding do not matter. None if it is
/// something else, or too short or too long.
pub(in crate::accounts) fn imported_secret(text: &str) -> Option<Vec<u8>> {
    let secret = base32::decode(compact(text).trim_end_matches('='), RFC_4648)?;
    IMPORTED_BYTES.contains(&secret.len()).then_some(secret)
}

/// Binds a secret to its account.
fn context(id: UserId) -> Vec<u8> {
    [b"authenticator".as_slice(), id.0.as_bytes()].concat()
}

/// The number of six digits; None if the text is something else. `code`: as [`compact`] returns it.
pub(super) fn digits(code: &str) -> Option<u32> {
    let is_code = code.len() == DIGITS && code.bytes().all(|byte| byte.is_ascii_digit());
    is_code.then(|| code.parse().ok()).flatten()
}

/// The last step whose code is right at this time: the one after the present one.
pub(super) fn last_step(now: Timestamp) -> i64 {
    now.seconds().div_euclid(STEP_SECONDS) + 1
}

/// The step whose code this is: the present one, the one before or the one after.
pub(super) fn matching_step(secret: &[u8], digits: u32, now: Timestamp) -> Option<i64> {
    let last = last_step(now);
    (last - 2..=last).find(|step| code(secret, *step).ct_eq(&digits).into())
}

/// The code of a step.
fn code(secret: &[u8], step: i64) -> u32 {
    truncated(secret, step.cast_unsigned()) % 10_u32.pow(DIGITS as u32)
}

/// 31 bits of the HMAC of a counter (RFC 4226, 5.3).
fn truncated(secret: &[u8], counter: u64) -> u32 {
    let mac = <Hmac<Sha1>>::new_from_slice(secret).unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
    let digest: [u8; 20] = mac.chain_update(counter.to_be_bytes()).finalize().into_bytes().into();
    // At most 15, so there are always four bytes from there on.
    let start = usize::from(digest[19] & 15);
    let four = digest[start..start + 4].iter().fold(0_u32, |bits, byte| (bits << 8) | u32::from(*byte));
    four & 0x7fff_ffff
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::factor_kinds::in_groups;
    use proptest::prelude::*;

    /// Of RFC 6238, appendix B.
    const SECRET: &[u8] = b"12345678901234567890";

    #[test]
    fn the_test_vectors_of_the_rfc() {
        for (seconds, eight_digits) in [
            (59, 94_287_082),
            (1_111_111_109, 7_081_804),
            (1_111_111_111, 14_050_471),
            (1_234_567_890, 89_005_924),
            (2_000_000_000, 69_279_037),
            (20_000_000_000, 65_353_130),
        ] {
            let step = seconds / STEP_SECONDS;
            assert_eq!(truncated(SECRET, step.cast_unsigned()) % 100_000_000, eight_digits, "{seconds}");
            assert_eq!(code(SECRET, step), eight_digits % 1_000_000, "{seconds}");
        }
    }

    #[test]
    fn codes_of_the_neighbouring_steps_are_right() {
        let now = Timestamp::from_seconds(1_111_111_111);
        let step = 1_111_111_111 / STEP_SECONDS;
        for (other, expected) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            let matching = matching_step(SECRET, code(SECRET, step + other), now);
            assert_eq!(matching, expected.then_some(step + other), "{other}");
        }
    }

    #[test]
    fn six_digits_in_any_notation_are_a_code() {
        for (text, expected) in [
            ("287082", Some(287_082)),
            ("287 082", Some(287_082)),
            (" 287-082\n", Some(287_082)),
            ("２８７０８２", Some(287_082)),
            ("005924", Some(5_924)),
            ("28708", None),
            ("2870821", None),
            ("28708a", None),
            ("+28708", None),
            ("٢٨٧٠٨٢", Some(287_082)),
            ("۲۸۷۰۸۲", Some(287_082)),
            ("", None),
        ] {
            assert_eq!(digits(&compact(text)), expected, "{text}");
        }
    }

    #[test]
    fn secrets_of_other_systems_have_ten_to_sixty_four_bytes() {
        let twenty = base32::encode(SECRET, RFC_4648);
        for text in [&*twenty, &twenty.to_lowercase(), &in_groups(&twenty, " "), &format!(" {twenty}====")] {
            assert_eq!(imported_secret(text).as_deref(), Some(SECRET), "{text}");
        }
        for (bytes, expected) in [(9, false), (10, true), (64, true), (65, false)] {
            let text = base32::encode(&vec![7; bytes], RFC_4648);
            assert_eq!(imported_secret(&text).is_some(), expected, "{bytes}");
        }
        for text in ["", "287082", "not base32!"] {
            assert_eq!(imported_secret(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text: String) {
            prop_assert!(digits(&compact(&text)).is_none_or(|code| code < 1_000_000));
        }

        #[test]
        fn the_code_of_a_step_is_found(secret: [u8; SECRET_BYTES], seconds in 0_i64..4_000_000_000) {
            let step = seconds / STEP_SECONDS;
            let found = matching_step(&secret, code(&secret, step), Timestamp::from_seconds(seconds));
            // Rarely, the step before has the same code.
            prop_assert!(found.is_some_and(|found| found == step || code(&secret, found) == code(&secret, step)));
        }
    }
}
