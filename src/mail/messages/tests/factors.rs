//! The messages about passkeys, authenticator apps and recovery codes.

use super::*;

const CHANGES: [FactorChange; 8] = [
    FactorChange::Added,
    FactorChange::Removed,
    FactorChange::RecoveryCodesMade,
    FactorChange::RecoveryCodeUsed { left: 3 },
    FactorChange::Reset,
    FactorChange::PasskeyRefused,
    FactorChange::Synced,
    FactorChange::PasskeyNotSynced,
];

/// One message of each kind, with `value` as every text in it.
pub(super) fn all(value: &str) -> Vec<Mail> {
    CHANGES.map(|what| changed(Some(value), what, value)).into()
}

fn changed(name: Option<&str>, what: FactorChange, passkey: &str) -> Mail {
    let (name, factor) = (name.map(str::to_owned), Some(Factor::Passkey(passkey.to_owned())));
    Mail::FactorChanged { name, what, factor, at: Timestamp(1_793_534_400_000) }
}

#[test]
fn a_change_of_factors_names_what_has_changed() {
    for (what, subject, part) in [
        (FactorChange::Added, "A sign-in method was added", "UTC: passkey “Laptop”."),
        (FactorChange::Removed, "A sign-in method was removed", "UTC: passkey “Laptop”."),
        (FactorChange::RecoveryCodeUsed { left: 0 }, "A recovery code was used", "Recovery codes that are left: 0\n"),
        (FactorChange::PasskeyRefused, "A passkey was refused", "a copy of this sign-in method: passkey “Laptop”."),
        (FactorChange::Synced, "A passkey is synced from now on", "several devices from now on: passkey “Laptop”."),
        (FactorChange::PasskeyNotSynced, "A passkey was refused", "says that it is not any more: passkey “Laptop”."),
    ] {
        let content = content(&changed(None, what, "Laptop"));
        assert_eq!(content.subject, subject);
        let text = text(&content);
        assert!(text.starts_with("Your account at Vestibule ") && text.contains(part), "{text}");
    }
}

/// A new password would not take a passkey away from a stranger, and an account may have none.
#[test]
fn it_was_not_me_reports_a_change_and_leads_to_the_passkeys_and_sessions_otherwise() {
    let security = "https://accounts.example.org/account/security";
    for what in CHANGES {
        let mail = changed(Some("Maren Holt"), what, "Laptop");
        let url_of = |content: &Content| button(content).map(|button| button.url.clone());
        let expected = match what.can_be_reported() {
            true => "https://accounts.example.org/report-sign-in?token=dG9rZW4",
            false => security,
        };
        assert_eq!(url_of(&content(&mail)).as_deref(), Some(expected), "{mail:?}");
        // The version before has added it to the outbox without a token.
        let without = mail.content(&site(), None).expect("its content");
        assert_eq!(url_of(&without).as_deref(), Some(security), "{mail:?}");
        assert!(!has_digits(&without), "{mail:?}");
    }
}

#[test]
fn an_account_without_a_password_gets_no_link_that_sets_one() {
    let content = content(&Mail::HowToSignIn { name: None });
    let url = button(&content).map(|button| button.url.as_str());
    assert_eq!(url, Some("https://accounts.example.org/login"));
    assert!(text(&content).contains("you sign in with a passkey"), "{}", text(&content));
}
