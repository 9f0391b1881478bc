//! Hashes that were created with the original libraries.

use super::*;

const PASSWORD: &str = "Grüße, Maren 7!";

/// Created with Werkzeug 3.1, Django 5.2, passlib 1.7, `openssl passwd` 3.0 and the Python packages `bcrypt` 5.0 and, for Firebase,
/// `cryptography` 48. Those of phpass, Drupal, WordPress and Symfony are made with `hashlib` by the definitions of these programs;
/// published ones are in a test below.
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
    "pbkdf2:sha1:1000$Vq3sZ0xT8mKp$31b1219363662b03072d12f8aee75d48296dd2b4",
    "pbkdf2:sha512:1000$Vq3sZ0xT8mKp$d087ab3fe79723a9165037a4523c6f6cab055bcf4d7d9773b648531f88cda0db\
     c815e61d3b781a82a71c30c9a743741213e01ebba5d9f86a67c4eaafcfd2ccbd",
    "pbkdf2_sha1$1000$Vq3sZ0xT8mKp$MbEhk2NmKwMHLRL4ruddSClt0rQ=",
    "bcrypt$$2b$04$GJJasIIiTw/pNNgDQWaNlujPpsY.90rnIVZK6CTUhy90TAVV2BBvK",
    "bcrypt_sha256$$2b$04$GJJasIIiTw/pNNgDQWaNluNLDJjZh6u1qYR7s74bZRPhGg1YyOXc.",
    "scrypt$16384$Vq3sZ0xT8mKp$8$5$LW8h8HNdOW0RnkQkPfUNmjteNOfXUXU9wdIqkaKhgVPOxxGF/fU1NTQQQTCWZR66A68h71gccj+\
     zcpKvSsOMyg==",
    "scrypt$1024$Vq3sZ0xT8mKp$8$2$l7+w6KZt4CR+RwoEhpQS8hcDWbN3s6fK80ofoFpSryXSr//aiTCcmbBM8tZueeCEOoYV6DBLKVUqM\
     IO+W+8Xcw==",
    "$pbkdf2$1000$8PHy8/T19vf4.fr7/P3./w$QqU/ru1/plYNhvryjpg.h0C3eLc",
    "$pbkdf2-sha256$1000$8PHy8/T19vf4.fr7/P3./w$pD4e5T5maqoipM1DNJhDOMxk8HujurhZ23ptETXBGgM",
    "$pbkdf2-sha512$1000$8PHy8/T19vf4.fr7/P3./w$gaVPsG2a8QrkZvqmPXhntEJ104lwNElOTAdQtth18Cwoolv1rJsExsgoYaYCR9H\
     zIFecRp9oavHMlSzA0p/tEw",
    "$scrypt$ln=10,r=8,p=1$8PHy8/T19vf4+fr7/P3+/w$4nKl4c2H7u9KT/OvFZkmS+ZS4po7ayRd7UfwOaN4qaY",
    "$scrypt$ln=10,r=8,p=2$8PHy8/T19vf4+fr7/P3+/w$pS+nSLaDmb5AVJwZyvEMqpJ6vobxi7i5R5uRFsephts",
    "$bcrypt-sha256$v=2,t=2b,r=4$GJJasIIiTw/pNNgDQWaNlu$y.mJ/AsST8wf4VWH26C/28XFWQgYm4e",
    "$bcrypt-sha256$2b,4$GJJasIIiTw/pNNgDQWaNlu$iX56ev/WiNwP7V/mL2D9K212INNnbwy",
    "$fbscrypt$v=1,n=10,r=8,p=2,ss=Bw==,sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDz\
     ZvpjeJ9WmXA==$42xEC+ixf3L2lw==$k3ZeJeNmcJn69NRVqzRq8VtFCe/8A7fiFRakaowuS6d6HEeLPQja4Bg8CuIVGL2NcPp54AlNKfoL1lEFDAHquQ==",
    // Keycloak stores 64 bytes whatever the hash function.
    "$pbkdf2$1000$8PHy8/T19vf4.fr7/P3./w$QqU/ru1/plYNhvryjpg.h0C3eLdkcP08kwg8WyHlqlLmzJCRNc2qk5m/mMFU4To/AaPmNWk4VZt7wq4Pi9\
     sgKQ",
    "$pbkdf2-sha256$1000$8PHy8/T19vf4.fr7/P3./w$pD4e5T5maqoipM1DNJhDOMxk8HujurhZ23ptETXBGgMZa2z6hCgo4NIswcsSYkI99ggZEglSWC\
     kC1ttI7UsE5g",
    "$wp$2y$04$GJJasIIiTw/pNNgDQWaNlu3hlTM1gZkF95geJlzj1UUNHh3hyJDG.",
    "$P$6Vq3sZ0xTbKhst7feRSs2t7Vv6rorN.",
    "$H$6Vq3sZ0xTbKhst7feRSs2t7Vv6rorN.",
    "$S$6Vq3sZ0xTor2LmcSydvtonGv8fWJCU1zfeySC0GK9OD0fJz/zLHv",
    "U$S$6Vq3sZ0xTj6B2tpW73Et8AaAaTtWxw4mFljQn/a/uTo6ILrDaVYf",
    "U$P$6Vq3sZ0xTplmF8ewoKLkhbTGIKnLbr0",
    "$5$Vq3sZ0xT8mKpLwQ5$ceHLKHLDqELleqalXVNSH6K7i71s71FxAORSlKkRKQ5",
    "$5$rounds=1000$Vq3sZ0xT$mj6SguCaCLz2ygbSM6vdCQkrsJBaY1WS2uSCKsdG3l7",
    "$6$Vq3sZ0xT8mKpLwQ5$rHU2g//UBkGbFTD.8oMIK3kBJgm4Fk58d664MvWCJ7ed54gbczMNG..BzKqgd7ee/aY6e/fEACkX5qIYIJNaK1",
    "$6$rounds=1000$Vq3sZ0xT$xI9KFE8t8lMDTDcY/9bPw5Lv8jn.cCM7qbyjPYxCynWrZHGqfIvDIYYrVkAoOcmkFNlJQzgHlkDJcYjknqU5z/",
    "$6$rounds=1000$$onltYVBi14dlRlOo6nA9Uf3VO2/Qo/7knA4FKEWAKGnZHHYwUsUAzlViakCXPLN7QTTXgm3mF34sAd7/29b9y/",
    "{crypt}$6$rounds=1000$Vq3sZ0xT$xI9KFE8t8lMDTDcY/9bPw5Lv8jn.cCM7qbyjPYxCynWrZHGqfIvDIYYrVkAoOcmkFNlJQzgHlkDJcYjknqU5z/",
    "{BLF-CRYPT}$2y$04$GJJasIIiTw/pNNgDQWaNlujPpsY.90rnIVZK6CTUhy90TAVV2BBvK",
    "{SSHA}bEmlqYBkroNE5e8vEbl21TGCBw7w8fLz9PX29w==",
    "{ssha}bEmlqYBkroNE5e8vEbl21TGCBw7w8fLz9PX29w==",
    "{SSHA256}S9sb9pWQi/K2S9K5HSnUfxGWxe1d4Fq64+hYc/QfvaHw8fLz9PX29w==",
    "{SSHA512}4ikXNGjW8Hkrs3+M6KzesfHvWpTChflaogzwUsBArR7B4eVYaPV8yQPu81HlAoXvwSHwOJTL6h4qqCz0xE87DvDx8vP09fb3",
    "{PBKDF2}1000$8PHy8/T19vf4.fr7/P3./w$QqU/ru1/plYNhvryjpg.h0C3eLc",
    "{PBKDF2-SHA256}1000$8PHy8/T19vf4.fr7/P3./w$pD4e5T5maqoipM1DNJhDOMxk8HujurhZ23ptETXBGgM",
    "{PBKDF2-SHA512}1000$8PHy8/T19vf4.fr7/P3./w$gaVPsG2a8QrkZvqmPXhntEJ104lwNElOTAdQtth18Cwoolv1rJsExsgoYaYCR9H\
     zIFecRp9oavHMlSzA0p/tEw",
    "symfony:sha512:5000$k9x2c7v5b1n3m8q6w4e0r2t5y7u9i1o$xUHaiyoJJGo+YMFeuSnV3XVePClbb/x7z81lr/XV9dUiRtLi9JNa8+ky1gopbf\
     sBL0n4PKBcMDhxdR5a3fatIw==",
    "symfony:sha256:1$$aevU9s4AUkjwULWQOGaimrrNFp7/CHuhK9rAwEAIVKI=",
    "symfony:sha1:1$Vq3sZ0xT$GhzXWHxfN94MiI4DU0aWg6Z8/gs=",
    "symfony:pbkdf2-sha512:1000$Vq3sZ0xT8mKp$0IerP+eXI6kWUDekUjxvbKsFW89NfZdztkhTH4jNoNvIFeYdO3gagg==",
    // The prefix that PHP writes for the same algorithm.
    "$2y$04$GJJasIIiTw/pNNgDQWaNlujPpsY.90rnIVZK6CTUhy90TAVV2BBvK",
];

#[test]
fn hashes_of_other_systems_match_only_their_password() {
    for hash in KNOWN {
        assert!(check(hash).is_ok(), "{hash}");
        assert_eq!(verify(PASSWORD.as_bytes(), hash), Some(true), "{hash}");
    }
    for hash in KNOWN {
        assert_eq!(verify(b"Gr\xc3\xbc\xc3\x9fe, Maren 8!", hash), Some(false), "{hash}");
    }
    // The expensive hashes are left out.
    for hash in KNOWN.iter().filter(|hash| !hash.contains("000$") || hash.contains("1000$")) {
        for wrong in ["", "Grüße, Maren 7", "grüße, maren 7!", "Grüße, Maren 7!\0"] {
            assert_eq!(verify(wrong.as_bytes(), hash), Some(false), "{hash} {wrong:?}");
        }
    }
}

/// The first hash is that of the documentation of Firebase's scrypt, the second that of the tests of GoTrue.
#[test]
fn published_hashes_of_firebase_match() {
    for (password, separator_and_key, salt_and_hash) in [
        (
            "user1password",
            "ss=Bw==,sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==",
            "42xEC+ixf3L2lw==$lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==",
        ),
        (
            "mytestpassword",
            "ss=Bw==,sk=ou9tdYTGyYm8kuR6Dt0Bp0kDuAYoXrK16mbZO4yGwAn3oLspjnN0/c41v8xZnO1n14J3MjKj1b2g6AUCAlFwMw==",
            "C0sHCg9ek77hsg==$zKVTMvnWVw5BBOZNUdnsalx4c4c7y/w7IS5p6Ut2+CfEFFlz37J9huyQfov4iizN8dbjvEJlM5tQaJP84+hfTw==",
        ),
    ] {
        let hash = format!("$fbscrypt$v=1,n=14,r=8,p=1,{separator_and_key}${salt_and_hash}");
        assert_eq!(verify(password.as_bytes(), &hash), Some(true), "{hash}");
        assert_eq!(verify(b"another password", &hash), Some(false), "{hash}");
    }
}

/// Those of phpass and Drupal are the examples of hashcat for its modes 400 and 7900, those of SHA-crypt are in its specification.
#[test]
fn published_hashes_match() {
    for (password, hash) in [
        ("hashcat", "$P$984478476IagS59wHZvyQMArzfx58u."),
        ("hashcat", "$S$C33783772bRXEx1aCsvY.dqgaaSu76XmVlKrW9Qu8IQlvxHlmzLf"),
        ("Hello world!", "$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5"),
        (
            "Hello world!",
            "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1",
        ),
        // A salt is cut after 16 characters.
        (
            "This is just a test",
            "$6$rounds=5000$toolongsaltstrin$lQ8jolhgVRVhY4b5pZKaysCLi0QBxGoNeKQzQ3glMhwllF7oGDZxUhx1yxdYcz/e1JSbq3y6JMxxl8aud\
             kUEm0",
        ),
    ] {
        assert_eq!(verify(password.as_bytes(), hash), Some(true), "{hash}");
        assert_eq!(verify(b"another password", hash), Some(false), "{hash}");
    }
}

#[test]
fn wordpress_takes_no_notice_of_space_around_a_password() {
    for hash in
        ["$wp$2y$04$GJJasIIiTw/pNNgDQWaNluFdc67b3tFGnwhfeC25EKmvbYREyHTim", "$P$6Vq3sZ0xTbKhst7feRSs2t7Vv6rorN."]
    {
        let password = if hash.starts_with("$wp$") { "correct-horse" } else { PASSWORD };
        for typed in [password.to_owned(), format!(" {password}\t"), format!("\n{password}")] {
            assert_eq!(verify(typed.as_bytes(), hash), Some(true), "{hash} {typed:?}");
        }
        assert_eq!(verify(format!("\u{a0}{password}").as_bytes(), hash), Some(false), "{hash}");
        assert_eq!(verify(b"  ", hash), Some(false), "{hash}");
    }
    // phpBB does.
    let hash = "$H$6Vq3sZ0xTbKhst7feRSs2t7Vv6rorN.";
    assert_eq!(verify(format!(" {PASSWORD}").as_bytes(), hash), Some(false));
}

#[test]
fn bcrypt_uses_the_first_72_bytes() {
    let hash = "$2b$04$oaXRWh/5ngQEKomisW7l.umW0JGBO8UeRei8W2aFB36AE7hwKLmMu";
    assert_eq!(verify("é".repeat(50).as_bytes(), hash), Some(true));
    assert_eq!(verify("é".repeat(36).as_bytes(), hash), Some(true));
    assert_eq!(verify("é".repeat(35).as_bytes(), hash), Some(false));
}

#[test]
fn an_invalid_hash_is_not_a_wrong_password() {
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
        "pbkdf2:sha256:0$salt$582af82ab1d9987aaf95bca731f80d00c11e952d78268312b97ca0beae634aea",
        "scrypt:1:8:1$salt$582af82ab1d9987aaf95bca731f80d00c11e952d78268312b97ca0beae634aea",
        "scrypt:1000:8:1$salt$582af82ab1d9987aaf95bca731f80d00c11e952d78268312b97ca0beae634aea",
        "scrypt$1024$salt$8$l7+w6KZt4CR+RwoEhpQS8hcDWbN3s6fK80ofoFpSryXSr//aiTCcmbBM8tZueeCEOoYV6DBLKVUqMIO+W+8Xcw==",
        "$scrypt$ln=10,p=1,r=8$8PHy8/T19vf4+fr7/P3+/w$4nKl4c2H7u9KT/OvFZkmS+ZS4po7ayRd7UfwOaN4qaY",
        "$pbkdf2-sha256$1000$8PHy8/T19vf4.fr7/P3./w",
        "$bcrypt-sha256$v=3,t=2b,r=4$GJJasIIiTw/pNNgDQWaNlu$y.mJ/AsST8wf4VWH26C/28XFWQgYm4e",
        "bcrypt$2b$04$GJJasIIiTw/pNNgDQWaNlujPpsY.90rnIVZK6CTUhy90TAVV2BBvK",
        "$fbscrypt$v=1,n=10,r=8,p=1,ss=Bw==$42xEC+ixf3L2lw==$AAAA",
        "$fbscrypt$v=1,n=10,r=8,p=1,ss=Bw==,sk=AAAA$42xEC+ixf3L2lw==$AAAA",
        "$fbscrypt$v=1,n=10,r=8,p=1,ss=Bw==,sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVM=$42xEC+ixf3L2lw==$AAAA",
        "$fbscrypt$v=2,n=10,r=8,p=1,ss=Bw==,sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVM=$42xEC+ixf3L2lw==$\
         jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVM=",
        "$fbscrypt$v=1,n=0,r=8,p=1,ss=Bw==,sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVM=$42xEC+ixf3L2lw==$\
         jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVM=",
        "$fbscrypt$v=1,n=10,r=8,p=1,ss=Bw==,sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVM=$42xEC+ixf3L2lw$\
         jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVM=",
        "$2b$04$short",
        "$2b$04$GJJasIIiTw/pNNgDQWaNlujPpsY.90rnIVZK6CTUhy90TAVV2BB!K",
        "pbkdf2_sha256$1000$salt",
        "pbkdf2_sha256$x$salt$DMUtcL0gWLLwNZ4oI2S0FeVgS+ZWBqfWfVH4vxQ7sZ0=",
        "pbkdf2_sha256$1000$salt$DMUtcL0gWLLwNZ4oI2S0FeVgS+ZWBqfWfVH4vxQ7",
        "pbkdf2_sha256$1000$salt$DMUtcL0gWLLwNZ4oI2S0FeVgS+ZWBqfWfVH4vxQ7sZ0=$",
        "$pbkdf2-sha512$1000$8PHy8/T19vf4.fr7/P3./w$pD4e5T5maqoipM1DNJhDOMxk8HujurhZ23ptETXBGgM",
        "$P$6Vq3sZ0xTbKhst7feRSs2t7Vv6rorN",
        "$P$6Vq3sZ0xTbKhst7feRSs2t7Vv6rorN!",
        "$P$",
        "$P$Bé",
        "$S$6Vq3sZ0xTbKhst7feRSs2t7Vv6rorN.",
        "$6$",
        "$6$salt",
        "$6$salt$short",
        "$6$rounds=999$Vq3sZ0xT$xI9KFE8t8lMDTDcY/9bPw5Lv8jn.cCM7qbyjPYxCynWrZHGqfIvDIYYrVkAoOcmkFNlJQzgHlkDJcYjknqU5z/",
        "$6$rounds=x$Vq3sZ0xT$xI9KFE8t8lMDTDcY/9bPw5Lv8jn.cCM7qbyjPYxCynWrZHGqfIvDIYYrVkAoOcmkFNlJQzgHlkDJcYjknqU5z/",
        "$wp$04$GJJasIIiTw/pNNgDQWaNlu3hlTM1gZkF95geJlzj1UUNHh3hyJDG.",
        "{SSHA}bEmlqYBkroNE5e8vEbl21TGCBw4=",
        "{SSHA}not base64",
        "{SSHA512}bEmlqYBkroNE5e8vEbl21TGCBw7w8fLz9PX29w==",
        "{PBKDF2-SHA256}1000$8PHy8/T19vf4.fr7/P3./w",
        "{CRYPT}$2b$04$short",
        "symfony:sha512:0$salt$xUHaiyoJJGo+YMFeuSnV3XVePClbb/x7z81lr/XV9dUiRtLi9JNa8+ky1gopbfsBL0n4PKBcMDhxdR5a3fatIw==",
        "symfony:sha256:1${salt}$aevU9s4AUkjwULWQOGaimrrNFp7/CHuhK9rAwEAIVKI=",
        "symfony:sha256:1$salt$aevU9s4AUkjwULWQOGaimg==",
        "symfony:pbkdf2-sha512:1000$salt$aevU9s4AUkjwULWQOGaimg==",
        "$2x$04$GJJasIIiTw/pNNgDQWaNlujPpsY.90rnIVZK6CTUhy90TAVV2BBvK",
        "$2b$03$GJJasIIiTw/pNNgDQWaNlujPpsY.90rnIVZK6CTUhy90TAVV2BBvK",
    ] {
        assert!(check(hash).is_err(), "{hash}");
        assert_eq!(verify(PASSWORD.as_bytes(), hash), None, "{hash}");
    }
}

#[test]
fn a_too_expensive_hash_is_not_verified() {
    let digest_32 = "00".repeat(32);
    let digest_64 = "00".repeat(64);
    for hash in [
        "pbkdf2_sha256$2500001$salt$DMUtcL0gWLLwNZ4oI2S0FeVgS+ZWBqfWfVH4vxQ7sZ0=".to_owned(),
        format!("pbkdf2:sha256:2500001$salt${digest_32}"),
        format!("scrypt:262144:8:2$salt${digest_64}"),
        format!("scrypt:32768:8:9$salt${digest_64}"),
        format!("scrypt:2147483648:4294967295:1$salt${digest_64}"),
        // Within the limit of memory, but 128 MiB of it are made of the salt with PBKDF2.
        format!("scrypt:2:1048576:1$salt${digest_64}"),
        format!("scrypt:2:1:1048576$salt${digest_64}"),
        "$scrypt$ln=1,r=1,p=1025$8PHy8/T19vf4+fr7/P3+/w$4nKl4c2H7u9KT/OvFZkmS+ZS4po7ayRd7UfwOaN4qaY".to_owned(),
        format!("pbkdf2:sha1:2500001$salt${}", "00".repeat(20)),
        format!("pbkdf2:sha512:2500001$salt${digest_64}"),
        "scrypt$262144$salt$8$2$l7+w6KZt4CR+RwoEhpQS8hcDWbN3s6fK80ofoFpSryXSr//aiTCcmbBM8tZueeCEOoYV6DBLKVUqMIO+W+8Xcw==".to_owned(),
        "$scrypt$ln=18,r=8,p=2$8PHy8/T19vf4+fr7/P3+/w$4nKl4c2H7u9KT/OvFZkmS+ZS4po7ayRd7UfwOaN4qaY".to_owned(),
        "$scrypt$ln=32,r=8,p=1$8PHy8/T19vf4+fr7/P3+/w$4nKl4c2H7u9KT/OvFZkmS+ZS4po7ayRd7UfwOaN4qaY".to_owned(),
        "$fbscrypt$v=1,n=18,r=8,p=2,ss=Bw==,sk=AAAA$42xEC+ixf3L2lw==$AAAA".to_owned(),
        "$fbscrypt$v=1,n=64,r=8,p=1,ss=Bw==,sk=AAAA$42xEC+ixf3L2lw==$AAAA".to_owned(),
        "$bcrypt-sha256$v=2,t=2b,r=15$GJJasIIiTw/pNNgDQWaNlu$y.mJ/AsST8wf4VWH26C/28XFWQgYm4e".to_owned(),
        "bcrypt_sha256$$2b$15$GJJasIIiTw/pNNgDQWaNluNLDJjZh6u1qYR7s74bZRPhGg1YyOXc.".to_owned(),
        "$2b$15$GJJasIIiTw/pNNgDQWaNlujPpsY.90rnIVZK6CTUhy90TAVV2BBvK".to_owned(),
        "$wp$2y$15$GJJasIIiTw/pNNgDQWaNlu3hlTM1gZkF95geJlzj1UUNHh3hyJDG.".to_owned(),
        // Two blocks of 32 bytes: twice as many iterations.
        format!("$pbkdf2-sha256$1250001$8PHy8/T19vf4.fr7/P3./w${}", "A".repeat(86)),
        format!("$P$J{}{}", "8".repeat(8), "z".repeat(22)),
        format!("$P$z{}{}", "8".repeat(8), "z".repeat(22)),
        format!("$S$J{}{}", "8".repeat(8), "z".repeat(43)),
        format!("$6$rounds=1048577$salt${}", "z".repeat(86)),
        format!("$5$rounds=4294967295$salt${}", "z".repeat(43)),
        format!("symfony:sha512:1048577$salt${}AA==", "A".repeat(84)),
        // The salt is hashed in each round.
        format!("symfony:sha512:1048576${}${}AA==", "s".repeat(300), "A".repeat(84)),
        format!("symfony:pbkdf2-sha512:2500001$salt${}AA==", "A".repeat(84)),
    ] {
        assert!(matches!(check(&hash), Err(UnusableHash::TooCostly(_))), "{hash}: {:?}", check(&hash));
        assert_eq!(verify(PASSWORD.as_bytes(), &hash), None, "{hash}");
    }
}

#[test]
fn a_hash_at_the_limit_of_its_cost_is_accepted() {
    let (digest_32, digest_64) = ("00".repeat(32), "00".repeat(64));
    for hash in [
        format!("pbkdf2:sha256:2500000$salt${digest_32}"),
        format!("scrypt:262144:8:1$salt${digest_64}"),
        format!("scrypt:32768:8:8$salt${digest_64}"),
        format!("scrypt:1024:8:128$salt${digest_64}"),
        format!("symfony:sha512:1048576${}${}AA==", "s".repeat(43), "A".repeat(84)),
        format!("symfony:sha512:5000${}${}AA==", "s".repeat(255), "A".repeat(84)),
        "$2b$14$GJJasIIiTw/pNNgDQWaNlujPpsY.90rnIVZK6CTUhy90TAVV2BBvK".to_owned(),
        format!("$pbkdf2-sha256$1250000$8PHy8/T19vf4.fr7/P3./w${}", "A".repeat(86)),
        format!("$P$I{}{}", "8".repeat(8), "z".repeat(22)),
        // The default of passlib.
        format!("$6$rounds=656000$salt${}", "z".repeat(86)),
        format!("$6$rounds=1048576$salt${}", "z".repeat(86)),
    ] {
        assert_eq!(check(&hash), Ok(()), "{hash}");
    }
}

#[test]
fn the_error_names_an_unsupported_format() {
    for (hash, name) in [
        ("$y$j9T$salt$abc", "yescrypt"),
        ("$1$salt$abc", "MD5-crypt"),
        ("{CRYPT}$1$salt$abc", "MD5-crypt"),
        ("{crypt}ab01FAX.bQRSU", "DES-crypt"),
        ("sha1$salt$abc", "Django SHA-1"),
        ("{SHA}abc", "ldap-scheme"),
        ("{SASL}maren@EXAMPLE.ORG", "ldap-scheme"),
        ("$pbkdf2-sha384$1000$salt$abc", "other-pbkdf2"),
        ("!disabled", "disabled-password"),
    ] {
        assert_eq!(check(hash), Err(UnusableHash::Unsupported(name)));
    }
    let others = "PBKDF2 with a hash function other than SHA-1, SHA-256 and SHA-512";
    for (hash, words) in [("$y$j9T$salt$abc", "yescrypt"), ("$pbkdf2-sha384$1000$salt$abc", others)] {
        let message = check(hash).unwrap_err().message().say();
        assert!(message.starts_with(&format!("Hashes of this format are not supported: {words}. ")), "{message}");
    }
    assert_eq!(check("hunter2"), Err(UnusableHash::Unknown));
    assert_eq!(check("$2b$04$short"), Err(UnusableHash::Unreadable("bcrypt")));
    assert_eq!(check("$6$salt$short"), Err(UnusableHash::Unreadable("SHA-512-crypt")));
    assert_eq!(format_name("{CRYPT}$6$salt$short"), Some("SHA-512-crypt"));
}
