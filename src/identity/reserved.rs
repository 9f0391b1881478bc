//! Usernames that only administrators give to accounts, because others believe that the user of such a name is in charge
//! (`docs/decisions/0049-who-chooses-usernames.md`).

/// Compared with the key of a username, so that `ADMIN` and `Ａdmin` are reserved as well.
#[rustfmt::skip]
const RESERVED: &[&str] = &[
    // Mailboxes of roles (RFC 2142).
    "abuse", "ftp", "hostmaster", "info", "marketing", "news", "noc", "postmaster", "sales", "security", "support", "usenet", "uucp",
    "webmaster", "www",
    // Mailboxes to which certificate authorities send the proof for a domain (CA/Browser Forum, Baseline Requirements,
    // 3.2.2.4.4, and those that they used before).
    "admin", "administrator", "root", "ssladmin", "ssladministrator", "sslwebmaster", "sysadmin",
    // Senders of automatic mail, and names for nobody in particular.
    "anonymous", "guest", "mailer-daemon", "no-reply", "nobody", "noreply",
    // Accounts of the system and of those who run it.
    "daemon", "moderator", "operator", "owner", "superuser", "system", "vestibule",
];

/// Whether the username with this key is reserved.
pub fn is_reserved(key: &str) -> bool {
    RESERVED.contains(&key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::username;

    #[test]
    fn reserved_names_are_keys_of_usernames() {
        for name in RESERVED {
            assert_eq!(&username(name).unwrap().key, name);
        }
    }

    #[test]
    fn a_reserved_name_is_recognized_in_every_spelling() {
        for name in ["admin", "ADMIN", "Ａdmin", "ａｄｍｉｎ", "Root", "Ｓupport", "No-Reply", " postmaster "] {
            assert!(is_reserved(&username(name).unwrap().key), "{name}");
        }
        for name in ["admina", "admin-2", "admin.maren", "supporter", "ada"] {
            assert!(!is_reserved(&username(name).unwrap().key), "{name}");
        }
    }
}
