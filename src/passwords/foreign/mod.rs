//! Hashes that imported accounts bring from other systems: verified once, and replaced at that login.
//!
//! Their parameters are bounded, for a made-up row must not be able to stop the server. The bounds lie well above
//! what the systems that write these formats use by default.

mod bcrypt;
mod django;
mod pbkdf2;
mod werkzeug;

use pbkdf2::Pbkdf2;

/// A hash that can be computed again.
enum Hash<'h> {
    Bcrypt(bcrypt::Hash<'h>),
    Django(Pbkdf2<'h>),
    Werkzeug(werkzeug::Hash<'h>),
}

impl<'h> Hash<'h> {
    fn parse(text: &'h str) -> Option<Self> {
        if text.starts_with("$2") {
            bcrypt::Hash::parse(text).map(Self::Bcrypt)
        } else if text.starts_with(django::PREFIX) {
            django::parse(text).map(Self::Django)
        } else {
            werkzeug::Hash::parse(text).map(Self::Werkzeug)
        }
    }

    fn matches(&self, password: &[u8]) -> Option<bool> {
        match self {
            Self::Bcrypt(hash) => hash.matches(password),
            Self::Django(hash) => Some(hash.matches(password)),
            Self::Werkzeug(hash) => hash.matches(password),
        }
    }
}

/// Whether a password can be checked against it.
pub(super) fn is_readable(hash: &str) -> bool {
    Hash::parse(hash).is_some()
}

/// Whether `password` is the one that was hashed. None when the hash cannot be read.
pub(super) fn verify(password: &[u8], hash: &str) -> Option<bool> {
    // HMAC fills its key up with zeros, so that a password with some at its end would match as well.
    let is_padded = password.ends_with(&[0]);
    Hash::parse(hash)?.matches(password).map(|right| right && !is_padded)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWORD: &str = "Grüße, Maren 7!";

    /// Made with Werkzeug 3.1, the `bcrypt` package 5.0 and, in Django's format, the `hashlib` of Python.
    const KNOWN: &[&str] = &[
        "pbkdf2:sha256:1000$Vq3sZ0xT8mKp$582af82ab1d9987aaf95bca731f80d00c11e952d78268312b97ca0beae634aea",
        "pbkdf2:sha256:260000$aB3xY9kQ$e42e4a7631f48c60ee77f712fbc32a9ba728c69a1ca7904a9c51af014713a81a",
        "pbkdf2:sha256$q7$2e09299dd0c87ecaac94f65ec5ba56ea68122687db7c14c4351f217162c7832b",
        "pbkdf2:sha256:1$$d6cf777d7f00153811000caf03fc1f25fba15531feff9efd3c3022a876cc2446",
        "scrypt:32768:8:1$fXqW1rT5uYbN2mLc$3659fcc70b5336fcb9984054688834c623dde31e20d0becede3c7b6e3ad191f4\
         b3a3d4ba461644b08c2a46fc33b73ab59fda2362bc15de2c0c5696926bdc139a",
        "scrypt$fXqW1rT5uYbN2mLc$3659fcc70b5336fcb9984054688834c623dde31e20d0becede3c7b6e3ad191f4\
         b3a3d4ba461644b08c2a46fc33b73ab59fda2362bc15de2c0c5696926bdc139a",
        "scrypt:1024:4:2$s$157d82959ad8043728f98058e0470930ca50961f3b74458a30eed64e5c45642c\
         ac67855a6cc605fc98eeccf83fa8226a9465819564650b79f6eca9a4e4f2aa64",
        "$2a$04$fDakQ8.8bZs3DqJmNQbTvOU/AbtbvSyXWBlQ4WiVsFTIoF5E0ZMCa",
        "$2b$04$GJJasIIiTw/pNNgDQWaNlujPpsY.90rnIVZK6CTUhy90TAVV2BBvK",
        "pbkdf2_sha256$1000$Vq3sZ0xT8mKp$WCr4KrHZmHqvlbynMfgNAMEelS14JoMSuXygvq5jSuo=",
        "pbkdf2_sha256$870000$aB3xY9kQwT5zLmNr0uJh1s$VYkZH/EQRX/N9U+cpOL9RfO0mA+49BslF85SVBBs964=",
        // Another name for the same, as PHP writes it.
        "$2y$04$GJJasIIiTw/pNNgDQWaNlujPpsY.90rnIVZK6CTUhy90TAVV2BBvK",
    ];

    #[test]
    fn hashes_of_other_systems_match_their_password_alone() {
        for hash in KNOWN {
            assert!(is_readable(hash), "{hash}");
            assert_eq!(verify(PASSWORD.as_bytes(), hash), Some(true), "{hash}");
        }
        for hash in [KNOWN[0], KNOWN[6], KNOWN[7]] {
            for wrong in ["", "Grüße, Maren 7", "grüße, maren 7!", "Grüße, Maren 7!\0"] {
                assert_eq!(verify(wrong.as_bytes(), hash), Some(false), "{hash} {wrong:?}");
            }
        }
    }

    #[test]
    fn bcrypt_looks_at_72_bytes_as_the_system_did_that_made_the_hash() {
        let hash = "$2b$04$oaXRWh/5ngQEKomisW7l.umW0JGBO8UeRei8W2aFB36AE7hwKLmMu";
        assert_eq!(verify("é".repeat(50).as_bytes(), hash), Some(true));
        assert_eq!(verify("é".repeat(36).as_bytes(), hash), Some(true));
        assert_eq!(verify("é".repeat(35).as_bytes(), hash), Some(false));
    }

    #[test]
    fn what_cannot_be_read_is_told_apart_from_a_wrong_password() {
        for hash in [
            "",
            "!",
            "plain text",
            "md5$salt$5f4dcc3b5aa765d61d8327deb882cf99",
            "pbkdf2:md5:1000$salt$582af82ab1d9987aaf95bca731f80d00c11e952d78268312b97ca0beae634aea",
            "pbkdf2:sha256:x$salt$582af82ab1d9987aaf95bca731f80d00c11e952d78268312b97ca0beae634aea",
            "pbkdf2:sha256:1000$salt",
            "pbkdf2:sha256:1000$salt$582a",
            "pbkdf2:sha256:1000$salt$+82af82ab1d9987aaf95bca731f80d00c11e952d78268312b97ca0beae634aea",
            "pbkdf2:sha256:1000:9$salt$582af82ab1d9987aaf95bca731f80d00c11e952d78268312b97ca0beae634aea",
            "scrypt:1000:8:1$salt$00",
            "$2b$04$short",
            "$2b$04$GJJasIIiTw/pNNgDQWaNlujPpsY.90rnIVZK6CTUhy90TAVV2BB!K",
            "pbkdf2_sha256$1000$salt",
            "pbkdf2_sha256$x$salt$DMUtcL0gWLLwNZ4oI2S0FeVgS+ZWBqfWfVH4vxQ7sZ0=",
            "pbkdf2_sha256$1000$salt$DMUtcL0gWLLwNZ4oI2S0FeVgS+ZWBqfWfVH4vxQ7",
            "pbkdf2_sha256$1000$salt$DMUtcL0gWLLwNZ4oI2S0FeVgS+ZWBqfWfVH4vxQ7sZ0=$",
            "$2x$04$GJJasIIiTw/pNNgDQWaNlujPpsY.90rnIVZK6CTUhy90TAVV2BBvK",
            "$2b$03$GJJasIIiTw/pNNgDQWaNlujPpsY.90rnIVZK6CTUhy90TAVV2BBvK",
        ] {
            assert!(!is_readable(hash), "{hash}");
            assert_eq!(verify(PASSWORD.as_bytes(), hash), None, "{hash}");
        }
    }

    #[test]
    fn a_hash_that_would_take_too_long_is_not_computed() {
        let digest_32 = "00".repeat(32);
        let digest_64 = "00".repeat(64);
        for hash in [
            "pbkdf2_sha256$5000001$salt$DMUtcL0gWLLwNZ4oI2S0FeVgS+ZWBqfWfVH4vxQ7sZ0=".to_owned(),
            format!("pbkdf2:sha256:0$salt${digest_32}"),
            format!("pbkdf2:sha256:5000001$salt${digest_32}"),
            format!("scrypt:1:8:1$salt${digest_64}"),
            format!("scrypt:1000:8:1$salt${digest_64}"),
            format!("scrypt:524288:8:1$salt${digest_64}"),
            format!("scrypt:32768:8:64$salt${digest_64}"),
            format!("scrypt:2147483648:4294967295:1$salt${digest_64}"),
            "$2b$17$GJJasIIiTw/pNNgDQWaNlujPpsY.90rnIVZK6CTUhy90TAVV2BBvK".to_owned(),
        ] {
            assert!(!is_readable(&hash), "{hash}");
            assert_eq!(verify(PASSWORD.as_bytes(), &hash), None, "{hash}");
        }
    }
}
