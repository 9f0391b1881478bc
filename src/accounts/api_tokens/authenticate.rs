//! Authenticates a request with an API token.
//!
//! Its secret is `vst_`, 256 random bits in base 62, and a checksum, with which secret scanners recognise it without asking the
//! server (docs/api-tokens.md).

use super::Scopes;
use crate::accounts::{ApiTokens, Authority, CurrentUser, TokenGrant, User, error};
use crate::entropy::Entropy;
use crate::keys::fingerprint;
use crate::language::message;
use crate::shared::{ApiTokenId, AppError, ErrorCode, Proof, Status, Timestamp, UserId};
use crate::store::StoreError;
use crate::store::api_tokens::{self, GrantRow};
use std::sync::Arc;

const PREFIX: &str = "vst_";
const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// 62^43 is just above 2^256.
const RANDOM_CHARS: usize = 43;
/// 62^6 is above 2^32.
const CHECKSUM_CHARS: usize = 6;

/// The SHA-256 of a secret, which is stored in its place.
type Hash = [u8; 32];

/// A token that was not revoked when it was read.
#[derive(Clone, Copy, Debug)]
pub(in crate::accounts) struct ActiveApiToken {
    pub id: ApiTokenId,
    pub user: UserId,
    pub scopes: Scopes,
    /// Whether the account is a service account, which it is for good or never.
    pub is_of_program: bool,
    pub expires_at: Timestamp,
}

impl ApiTokens {
    /// The account and the scopes of an API token.
    pub(in crate::accounts) async fn authenticate_api_token(&self, secret: &str) -> Result<CurrentUser, AppError> {
        let hash = hash_of(secret).ok_or_else(malformed)?;
        let (token, user) = match self.known_api_token(&hash) {
            Some(found) => found,
            None => self.load_api_token(hash).await?,
        };
        // Cached tokens expire as well.
        token.check(&user, self.now())?;
        Ok(CurrentUser { user, authority: token.grant(), proof: Proof::default(), needs_factor: false })
    }

    /// Whether `Sessions::authenticate` has to query the database to find out that this bearer token is not valid.
    ///
    /// Everybody can compute the checksum of an API token. An access token has a signature, so only one that was issued
    /// here costs a query.
    pub fn costs_a_query(&self, bearer: &str) -> bool {
        let hash = hash_of(bearer);
        hash.is_some_and(|hash| self.known_api_token(&hash).is_none())
    }

    /// A token and its account in their current state. None if the token is not valid or belongs to another account.
    pub(in crate::accounts) async fn current_with_token(
        &self,
        id: ApiTokenId,
        user_id: UserId,
    ) -> Result<Option<CurrentUser>, StoreError> {
        let found = match self.parts().caches.api_tokens.find(&id) {
            Some(found) => Some(found),
            None => {
                let row = self.db().read(async move |mut conn| api_tokens::find(&mut conn, id).await).await?;
                row.and_then(active).map(|(token, user)| (token, Arc::new(user)))
            }
        };
        let now = self.now();
        let valid = found.filter(|(token, user)| token.user == user_id && token.check(user, now).is_ok());
        Ok(valid.map(|(token, user)| CurrentUser {
            user,
            authority: token.grant(),
            proof: Proof::default(),
            needs_factor: false,
        }))
    }

    /// A token in memory, with its account.
    fn known_api_token(&self, hash: &Hash) -> Option<(ActiveApiToken, Arc<User>)> {
        self.parts().caches.api_tokens.find(&self.parts().caches.api_token_ids.get(hash)?)
    }

    /// Reads a token and its account from the database and caches them, unless the token ends with a session.
    async fn load_api_token(&self, hash: Hash) -> Result<(ActiveApiToken, Arc<User>), AppError> {
        // Before the read: a change during it must not be overwritten by the rows as they were.
        let memory = &self.parts().caches.api_tokens;
        let version = memory.rows.version();
        let read = self.db().read(async move |mut conn| api_tokens::find_by_hash(&mut conn, &hash).await);
        let row = read.await?.ok_or_else(unknown)?;
        let ends_with_session = row.token_session_id.is_some();
        let (token, user) = active(row).ok_or_else(error::api_token_revoked)?;
        let user = Arc::new(user);
        // The end of a session evicts the session, and not its tokens.
        if !ends_with_session {
            memory.insert(version, token.id, token, &user);
            self.parts().caches.api_token_ids.insert(hash, token.id);
        }
        Ok((token, user))
    }
}

impl ActiveApiToken {
    /// The rule for cached tokens, queries and transactions.
    fn check(&self, user: &User, now: Timestamp) -> Result<(), AppError> {
        if self.expires_at <= now {
            return Err(expired());
        }
        if user.status == Status::Active { Ok(()) } else { Err(error::api_token_revoked()) }
    }

    fn grant(&self) -> Authority {
        Authority::Token(TokenGrant { id: self.id, scopes: self.scopes, is_of_program: self.is_of_program })
    }
}

/// A stored token with its account, unless it was revoked, or has ended with its session.
fn active(row: GrantRow) -> Option<(ActiveApiToken, User)> {
    if row.revoked_at.is_some() || row.token_session_id != row.live_session_id {
        return None;
    }
    let user = User::from(row.user);
    let token = ActiveApiToken {
        id: ApiTokenId(row.token_id),
        user: user.id,
        scopes: Scopes::of_stored(&row.scopes),
        is_of_program: row.is_of_program,
        expires_at: Timestamp(row.token_expires_at),
    };
    Some((token, user))
}

/// The account of a token, if the token is valid at `now`.
pub(in crate::accounts) fn active_token_user(row: GrantRow, now: Timestamp) -> Option<User> {
    active(row).filter(|(token, user)| token.check(user, now).is_ok()).map(|(_, user)| user)
}

fn malformed() -> AppError {
    AppError::new(ErrorCode::TokenMalformed, message::token_mistyped())
}

fn unknown() -> AppError {
    AppError::new(ErrorCode::TokenInvalid, message::token_unknown())
}

fn expired() -> AppError {
    AppError::new(ErrorCode::TokenExpired, message::token_has_expired())
}

/// Whether a bearer token is meant to be an API token. A JWT begins with the base64 of `{"`.
pub(in crate::accounts) fn is_api_token(bearer: &str) -> bool {
    bearer.starts_with(PREFIX)
}

/// Generates a secret and its hash.
pub(super) fn draw(entropy: &dyn Entropy) -> (String, Hash) {
    let mut secret = format!("{PREFIX}{}", base62(entropy.bytes::<32>(), RANDOM_CHARS));
    let checksum = checksum(&secret);
    secret.push_str(&checksum);
    let hash = fingerprint(secret.as_bytes());
    (secret, hash)
}

/// The hash of a secret; None if the text has another form or a wrong checksum.
fn hash_of(secret: &str) -> Option<Hash> {
    let random = secret.strip_prefix(PREFIX)?;
    let has_form =
        random.len() == RANDOM_CHARS + CHECKSUM_CHARS && random.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !has_form {
        return None;
    }
    let (checked, sum) = secret.split_at(PREFIX.len() + RANDOM_CHARS);
    (sum == checksum(checked)).then(|| fingerprint(secret.as_bytes()))
}

/// The CRC-32 of the text before it.
fn checksum(text: &str) -> String {
    base62(crc32fast::hash(text.as_bytes()).to_be_bytes(), CHECKSUM_CHARS)
}

/// A number, the most significant byte first, in base 62, with leading zeros.
fn base62<const BYTES: usize>(mut number: [u8; BYTES], chars: usize) -> String {
    let mut text = vec!['0'; chars];
    for place in text.iter_mut().rev() {
        // Divides the number by 62, byte by byte.
        let mut rest = 0_u16;
        for byte in &mut number {
            let value = rest * 256 + u16::from(*byte);
            // The rest is below 62, so the quotient fits into a byte.
            *byte = (value / 62) as u8;
            rest = value % 62;
        }
        *place = char::from(ALPHABET[usize::from(rest)]);
    }
    text.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::Fixed;
    use proptest::prelude::*;

    /// Computed with another program: the format is public and must not change.
    #[test]
    fn the_format_is_fixed() {
        for (byte, secret) in [
            (0, "vst_00000000000000000000000000000000000000000003OSA8t"),
            (7, "vst_1fJjkkpe9PiTw9KSulA8Ghct30vZz4HpdQ5c5b9cPF11U60DE"),
            (255, "vst_yhjskwdA6OZ1AL1YmHWZWm8LLG7HjnuCA2j5rOw8Xp10LNvjT"),
        ] {
            let (drawn, hash) = draw(&Fixed(byte));
            assert_eq!(drawn, secret);
            assert_eq!(hash_of(secret), Some(hash));
        }
    }

    #[test]
    fn what_is_not_a_whole_secret_has_no_hash() {
        let (secret, _) = draw(&Fixed(7));
        let last = &secret[..secret.len() - 1];
        for text in ["", "vst_", last, &secret[1..], &format!("{secret}0"), &secret.replace("vst_", "VST_")] {
            assert_eq!(hash_of(text), None, "{text}");
        }
        // 53 bytes, but not at every place the beginning of a character.
        assert_eq!(hash_of(&format!("vst_{}é", "0".repeat(47))), None);
    }

    proptest! {
        #[test]
        fn a_changed_character_is_noticed(byte in any::<u8>(), at in 4_usize..53, letter in "[0-9A-Za-z]") {
            let (secret, _) = draw(&Fixed(byte));
            let mut changed = secret.clone();
            changed.replace_range(at..=at, &letter);
            prop_assert_eq!(hash_of(&changed).is_some(), changed == secret);
        }

        #[test]
        fn no_text_causes_a_panic(text in ".{0,80}", tail in "\\PC{0,60}") {
            hash_of(&text);
            hash_of(&format!("vst_{tail}"));
        }
    }
}
