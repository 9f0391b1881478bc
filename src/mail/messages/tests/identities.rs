//! The messages about accounts at providers, usernames and administrators, and the code that proves the identity of the caller.

use super::*;

/// One message of each kind, with `value` as every text in it.
pub(super) fn all(value: &str) -> Vec<Mail> {
    let (name, provider, at) = (Some(value.to_owned()), value.to_owned(), Timestamp(1_793_534_400_000));
    let account = value.to_owned();
    vec![
        Mail::IdentityLinked { name: name.clone(), provider: provider.clone(), at },
        Mail::IdentityUnlinked { name: name.clone(), provider: provider.clone(), at },
        username_changed(&account, at, true),
        username_changed(&account, at, false),
        Mail::AdministratorAdded { name: name.clone(), account: account.clone(), actor: name.clone(), at },
        Mail::AdministratorAdded { name: name.clone(), account: account.clone(), actor: None, at },
        Mail::LastIdentityUnlinked { name: name.clone(), provider: provider.clone(), at, minutes: 30 },
        Mail::ProviderTrusted { name: name.clone(), provider: provider.clone(), actor: name.clone(), at },
        Mail::IdentityTakenOver { name: name.clone(), provider: provider.clone(), at },
        Mail::IdentityRefused { name: name.clone(), account, provider, at },
        Mail::ProofCode { name, minutes: 10 },
    ]
}

fn username_changed(value: &str, at: Timestamp, by_owner: bool) -> Mail {
    let (former, username) = (value.to_owned(), value.to_owned());
    Mail::UsernameChanged { name: Some(value.to_owned()), former, username, at, by_owner }
}

#[test]
fn a_message_about_an_identity_names_the_provider() {
    let at = Timestamp(1_793_534_400_000);
    let linked = content(&Mail::IdentityLinked { name: None, provider: "Google".to_owned(), at });
    let text = text(&linked);
    assert!(text.starts_with("Your account at Vestibule was linked") && text.contains("Google"), "{text}");
}

#[test]
fn a_code_is_sent_without_a_link() {
    let digits = OneTime { token: String::new(), digits: Some("048213".to_owned()) };
    let message = Mail::ProofCode { name: None, minutes: 10 }.content(&site(), Some(&digits)).expect("its content");
    assert!(has_digits(&message) && button(&message).is_none(), "{message:?}");
    assert!(text(&message).contains("10 minutes"), "{message:?}");
}
