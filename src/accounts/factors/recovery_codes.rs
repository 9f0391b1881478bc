//! Recovery codes: ten random texts, of which each takes the place of another factor once. They are shown when they are made, and
//! only their hashes are stored: 120 random bits need no salt and no slow hash (NIST SP 800-63B-4, 3.1.2.2).

use super::{announce, own_session};
use crate::accounts::{Action, Caller, Factors, UnitOfWork};
use crate::keys::fingerprint;
use crate::mail::FactorChange;
use crate::passwords::base32::{self, CROCKFORD};
use crate::shared::factor_kinds::in_groups;
use crate::shared::{AppError, EventKind, NewRecoveryCodesView, UserId};
use crate::store::StoreError;
use crate::store::factors::FactorOrigin;
use crate::store::factors::recovery_codes;

/// How many there are.
const CODES: usize = 10;
const BYTES: usize = 15;
/// The characters of a code, without hyphens.
const CHARACTERS: usize = 24;

impl Factors {
    /// Makes new codes, which replace the previous ones. Nothing shows them again.
    pub async fn new_recovery_codes(&self, caller: &Caller) -> Result<NewRecoveryCodesView, AppError> {
        let (user, _) = own_session(caller)?;
        let id = user.id;
        self.permit_recent(caller, Action::ManageFactors(id))?;
        let drawn: [String; CODES] =
            std::array::from_fn(|_| base32::encode(&self.entropy().bytes::<BYTES>(), CROCKFORD));
        let hashes = drawn.each_ref().map(|code| fingerprint(code.as_bytes()));
        let job = async move |mut tx: UnitOfWork| {
            let now = tx.now();
            let added = tx.present_session(id).await?;
            recovery_codes::replace_all(&mut tx, id, &hashes, &added, now).await?;
            announce(&mut tx, id, EventKind::RecoveryCodesNew, None, FactorChange::RecoveryCodesMade).await?;
            Ok(())
        };
        self.change(caller, Action::ManageFactors(id), job).await?;
        Ok(NewRecoveryCodesView { codes: drawn.iter().map(|code| in_groups(code, "-")).collect() })
    }
}

/// Uses the code with this hash up. None if the account has no such code, or if it was used before.
pub(in crate::accounts) async fn spend(
    tx: &mut UnitOfWork,
    id: UserId,
    hash: &[u8; 32],
) -> Result<Option<FactorOrigin>, StoreError> {
    let now = tx.now();
    let Some(origin) = recovery_codes::spend(tx, id, hash, now).await? else { return Ok(None) };
    let left = recovery_codes::left(tx, id).await?.unsigned_abs();
    announce(tx, id, EventKind::RecoveryCodeUse, None, FactorChange::RecoveryCodeUsed { left }).await?;
    Ok(Some(origin))
}

/// The hash under which a code is stored; None if the text is something else. `code`: as [`compact`](super::compact) returns it.
pub(super) fn hash_of(code: &str) -> Option<[u8; 32]> {
    let normal: String = code.chars().map(meant).collect();
    let is_code = normal.len() == CHARACTERS && normal.bytes().all(|byte| CROCKFORD.contains(&byte));
    is_code.then(|| fingerprint(normal.as_bytes()))
}

/// The character that somebody has read as this one.
fn meant(read: char) -> char {
    match read {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::super::compact;
    use super::*;
    use proptest::prelude::*;

    const CODE: &str = "0123-4567-89AB-CDEF-GHJK-MNPQ";

    fn hash(text: &str) -> Option<[u8; 32]> {
        hash_of(&compact(text))
    }

    #[test]
    fn a_code_is_read_as_it_is_typed() {
        let expected = Some(fingerprint(b"0123456789ABCDEFGHJKMNPQ"));
        for text in [
            CODE,
            "0123456789ABCDEFGHJKMNPQ",
            " 0123 4567 89ab cdef ghjk mnpq\n",
            "o123-4567-89AB-CDEF-GHJK-MNPQ",
            "Oi23-4567-89AB-CDEF-GHJK-MNPQ",
            "OL23-4567-89AB-CDEF-GHJK-MNPQ",
            "０１２３－４５６７－８９ＡＢ－ＣＤＥＦ－ＧＨＪＫ－ＭＮＰＱ",
            "0123\u{2011}4567\u{2011}89AB\u{2013}CDEF\u{2212}GHJK MNPQ",
        ] {
            assert_eq!(hash(text), expected, "{text}");
        }
    }

    #[test]
    fn other_texts_are_no_codes() {
        for text in ["", "123456", "0123-4567-89AB-CDEF-GHJK", "0123-4567-89AB-CDEF-GHJK-MNPU", &CODE.repeat(2)] {
            assert_eq!(hash(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_drawn_is_read(bytes: [u8; BYTES]) {
            let drawn = base32::encode(&bytes, CROCKFORD);
            prop_assert_eq!(hash(&in_groups(&drawn, "-")), Some(fingerprint(drawn.as_bytes())));
        }

        #[test]
        fn any_text_is_read_without_a_panic(text: String) {
            _ = hash(&text);
        }
    }
}
