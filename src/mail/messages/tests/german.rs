//! The messages in German.

use super::*;
use crate::mail::messages::values::lifetime;

/// The subject of each message, in the order of [`all`], and a part of its text.
const EXPECTED: [(&str, &str); 38] = [
    ("Neue Anmeldung bei Ihrem Konto", "Zeit: 1. November 2026 um 12:00 Uhr (UTC)\n\nGerät: Maren Holt\n"),
    ("Neues Passwort wählen", "Der Link funktioniert nur einmal, innerhalb von 30 Minuten. Falls Sie"),
    (
        "Ihr Passwort wurde geändert",
        "Ihr Passwort bei Vestibule wurde am 1. November 2026 um 12:00 Uhr (UTC) geändert.",
    ),
    ("Bestätigen Sie Ihre E-Mail-Adresse", "Jemand hat bei Vestibule mit dieser Adresse ein Konto erstellt."),
    ("Bestätigen Sie Ihre neue E-Mail-Adresse", "Die Seite fragt vielleicht nach diesem Code: 048213\n"),
    ("Ihre E-Mail-Adresse wurde geändert", "Ihr Konto bei Vestibule hat jetzt die E-Mail-Adresse Maren Holt."),
    ("Ihre E-Mail-Adresse wurde geändert", "machen Sie die Änderung innerhalb von 30 Minuten rückgängig."),
    ("Ihre E-Mail-Adresse wurde geändert", "von einem Administrator die E-Mail-Adresse Maren Holt bekommen."),
    ("Die Änderung Ihrer E-Mail-Adresse wurde rückgängig gemacht", "statt dieser E-Mail-Adresse wieder eine frühere"),
    ("Sie haben schon ein Konto", "Anmelden:\nhttps://accounts.example.org/login\n"),
    ("Ihr neues Konto", "Passwort wählen:\nhttps://accounts.example.org/reset-password?token=dG9rZW4\n"),
    ("Ein neues API-Token wurde erstellt", "hat am 1. November 2026 um 12:00 Uhr (UTC) ein API-Token bekommen."),
    ("Ihr Konto wurde deaktiviert", "Sie wurden überall abgemeldet und können sich nicht mehr anmelden."),
    ("Ihr Konto wurde gelöscht", "Ein Administrator kann es bis zum 1. November 2026 wiederherstellen."),
    ("Ihr Konto wurde gelöscht", "stellen Sie das Konto innerhalb von 30 Minuten wieder her."),
    ("Ihr Konto wurde gelöscht", "Der Link in der früheren Nachricht funktioniert noch."),
    (
        "Das Passwort Ihres Kontos wurde entfernt",
        "hat seit dem 1. November 2026 um 12:00 Uhr (UTC) kein Passwort mehr.",
    ),
    ("So melden Sie sich an", "hat kein Passwort, das ersetzt werden könnte: Sie melden sich mit"),
    ("Testnachricht", "Vestibule kann Nachrichten an diese Adresse senden."),
    ("Eine Anmeldemethode wurde hinzugefügt", "eine weitere Anmeldemethode bekommen: Passkey „Maren Holt“.\n"),
    (
        "Eine Anmeldemethode wurde entfernt",
        "hat am 1. November 2026 um 12:00 Uhr (UTC) eine Anmeldemethode verloren: Passkey",
    ),
    ("Neue Wiederherstellungscodes wurden erstellt", "Alle früheren sind ungültig."),
    ("Ein Wiederherstellungscode wurde verwendet", "Noch gültige Wiederherstellungscodes: 3\n"),
    ("Ihre zweiten Faktoren wurden entfernt", "keine Wiederherstellungscodes mehr: Ein Administrator hat sie"),
    ("Ein Passkey wurde abgelehnt", "von dieser Anmeldemethode eine Kopie geben könnte: Passkey „Maren Holt“."),
    ("Ein Passkey wird von jetzt an synchronisiert", "zwischen mehreren Geräten synchronisiert wird: Passkey „Maren"),
    ("Ein Passkey wurde abgelehnt", "es jetzt nicht mehr wird: Passkey „Maren Holt“."),
    ("Ein Konto wurde verknüpft", "mit einem Konto bei diesem Anbieter verknüpft"),
    ("Eine Verknüpfung wurde gelöst", "nicht mehr mit einem Konto bei diesem Anbieter verknüpft"),
    ("Ihr Benutzername wurde geändert", "früheren Benutzernamen kann sieben Tage lang niemand sonst"),
    (
        "Ihr Benutzername wurde geändert",
        "von einem Administrator statt Maren Holt den Benutzernamen Maren Holt bekommen.",
    ),
    ("Es gibt einen neuen Administrator", "Die Änderung stammt von Maren Holt."),
    ("Es gibt einen neuen Administrator", "Die Änderung stammt von einem Befehl."),
    ("Ein Konto bei einem Anbieter wurde getrennt", "machen Sie es innerhalb von 30 Minuten rückgängig"),
    ("Ein Anbieter bürgt für jede Adresse", "Anbieter Maren Holt: Er bürgt für jede E-Mail-Adresse"),
    ("Sie haben ein Konto übernommen", "Anmeldungen und Gruppen von früher gelten nicht mehr"),
    ("Ein Konto wurde nicht verknüpft", "Anbieter: Maren Holt\n"),
    ("Ihr Code", "Er funktioniert nur einmal, innerhalb von 10 Minuten."),
];

fn german(look: Look) -> Site {
    site_in(Language::German, InstallationName::default(), look)
}

#[test]
fn every_message_is_in_german() {
    let (site, messages) = (german(Look::default()), all("Maren Holt"));
    assert_eq!(messages.len(), EXPECTED.len());
    for (mail, (subject, part)) in messages.iter().zip(EXPECTED) {
        let content = mail.content(&site, Some(&one_time())).expect("its content");
        let (html, text) = (plain_html(&content), text(&content));
        assert_eq!(content.subject, subject);
        assert!(text.contains(part), "{part} is not in {text}");
        assert!(html.starts_with("<!doctype html>\n<html lang=\"de\">\n<head>\n"), "{html}");
        let footer = "-- \nVestibule (accounts.example.org) hat diese Nachricht automatisch gesendet. ";
        assert!(text.contains(footer) && text.ends_with("Antworten werden nicht gelesen.\n"), "{text}");
        for english in ["Hello", " the ", " you", "minutes", "unknown"] {
            assert!(!text.contains(english), "{english} is in {text}");
        }
    }
}

/// German continues a greeting in lower case, and a message without a name begins with the sentence after it.
#[test]
fn what_follows_the_greeting_is_also_a_beginning() {
    for mail in all("Maren Holt") {
        let content = mail.content(&german(Look::default()), Some(&one_time())).expect("its content");
        if let Some(rest) = text(&content).strip_prefix("Hallo Maren Holt,\n\n") {
            // "Ihr" and nouns have a capital letter in both places.
            assert!(rest.starts_with("Ihr ") || rest.starts_with("Konten"), "{rest}");
        }
    }
}

#[test]
fn a_registration_is_confirmed_in_german() {
    let without = OneTime { token: "dG9rZW4".to_owned(), digits: None };
    let content = Mail::ConfirmEmail { minutes: 24 * 60 }.content(&german(Look::default()), Some(&without)).unwrap();
    assert_eq!(content.subject, "Bestätigen Sie Ihre E-Mail-Adresse");
    let text = text(&content);
    assert!(text.contains("innerhalb von 24 Stunden, in dem Browser, in dem Sie sich registriert haben."), "{text}");
}

#[test]
fn what_is_unknown_and_the_links_of_the_operator_are_in_german() {
    let mail = Mail::NewSignIn { name: None, device: None, address: None, at: Timestamp(1_793_534_400_000) };
    let text = text(&mail.content(&german(look()), Some(&one_time())).unwrap());
    assert!(text.contains("Gerät: unbekannt\n\nAdresse: unbekannt\n"), "{text}");
    assert!(
        text.ends_with(
            " Antworten werden nicht gelesen.\nNutzungsbedingungen: https://www.example.org/terms?a=\"b\"\n\
             Datenschutz: https://www.example.org/privacy\nHilfe: help@example.org\n"
        ),
        "{text}"
    );
}

#[test]
fn lifetimes_follow_a_preposition_with_the_dative() {
    let written = in_language(Language::German, || [1, 30, 60, 90, 72 * 60, 24 * 60].map(lifetime));
    assert_eq!(written, ["einer Minute", "30 Minuten", "einer Stunde", "90 Minuten", "3 Tagen", "24 Stunden"]);
}
