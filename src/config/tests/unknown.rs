//! Variables that the program does not know.

use super::*;

const WARN: (&str, &str) = ("VESTIBULE_UNKNOWN_SETTINGS", "warn");

#[test]
fn a_misspelt_variable_is_an_error_that_names_the_most_similar_one() {
    for (name, suggestion) in [
        ("VESTIBULE_REGISTRATOIN", " (did you mean VESTIBULE_REGISTRATION?)"),
        ("VESTIBULE_TRUSTED_PROXY", " (did you mean VESTIBULE_TRUSTED_PROXIES?)"),
        ("VESTIBULE_PROT", " (did you mean PORT?)"),
        ("VESTIBULE_PORT", " (did you mean PORT?)"),
        ("VESTIBULE_DATABASE_URL", " (did you mean DATABASE_URL?)"),
        ("VESTIBULE_OF_ANOTHER_VERSION", ""),
        ("VESTIBULE_", ""),
    ] {
        let error = load(&[SECRET, (name, "hidden")]).unwrap_err().to_string();
        let expected = format!("unknown settings: {name}{suggestion}. Correct or unset them. ");
        assert!(error.starts_with(&expected) && error.contains("VESTIBULE_UNKNOWN_SETTINGS=warn"), "{error}");
        assert!(!error.contains("hidden"), "{error}");
    }
}

#[test]
fn all_unknown_variables_are_named_before_other_errors() {
    let unknown = [("VESTIBULE_PROT", "1"), ("VESTIBULE_OTHER", "1"), ("VESTIBULE_EMPTY", " ")];
    let error = load(&[&[SECRET, ("PORT", "x")][..], &unknown].concat()).unwrap_err().to_string();
    assert!(error.starts_with("unknown settings: VESTIBULE_OTHER, VESTIBULE_PROT (did you mean PORT?). "), "{error}");
}

#[test]
fn they_can_be_reduced_to_warnings() {
    let config = load(&[SECRET, WARN, ("VESTIBULE_PROT", "hidden")]).unwrap();
    let warnings = ["unknown setting VESTIBULE_PROT (did you mean PORT?): it has no effect."];
    assert_eq!(config.unknown_settings.warnings(), warnings);
    assert_eq!(config.warnings(), warnings);
    assert!(load(&[SECRET, WARN]).unwrap().warnings().is_empty());
    let refused = load(&[SECRET, ("VESTIBULE_UNKNOWN_SETTINGS", ""), ("VESTIBULE_PROT", "1")]);
    assert!(refused.unwrap_err().to_string().starts_with("unknown settings: "), "empty is not set");
}

#[test]
fn variables_that_other_programs_use_are_permitted() {
    for (name, value) in [
        ("VESTIBULE_BIN", "target/release/vestibule"),
        ("VESTIBULE_URL", "https://accounts.example.org"),
        ("VESTIBULE_TOKEN", "a-token"),
        // As Kubernetes describes the services `vestibule` and `vestibule-web`.
        ("VESTIBULE_SERVICE_HOST", "10.0.0.1"),
        ("VESTIBULE_SERVICE_PORT", "3000"),
        ("VESTIBULE_SERVICE_PORT_HTTP", "3000"),
        ("VESTIBULE_PORT", "tcp://10.0.0.1:3000"),
        ("VESTIBULE_PORT_3000_TCP", "tcp://10.0.0.1:3000"),
        ("VESTIBULE_PORT_3000_TCP_PROTO", "tcp"),
        ("VESTIBULE_PORT_3000_TCP_PORT", "3000"),
        ("VESTIBULE_PORT_3000_TCP_ADDR", "10.0.0.1"),
        ("VESTIBULE_WEB_SERVICE_HOST", "10.0.0.2"),
        ("VESTIBULE_WEB_PORT", "udp://10.0.0.2:3000"),
    ] {
        let config = load(&[SECRET, (name, value)]);
        assert_eq!(config.map(|config| config.warnings()), Ok(Vec::new()), "{name}={value}");
    }
    for name in ["VESTIBULE_PORT", "VESTIBULE_SERVICE", "VESTIBULE_PORT_HTTP"] {
        assert!(load(&[SECRET, (name, "3000")]).is_err(), "{name}");
    }
}

#[test]
fn test_mode_refuses_them_as_well() {
    let folder = TempDir::new().unwrap();
    let listen = SocketAddr::from(([127, 0, 0, 1], 4000));
    let load = |values: &[(&str, &str)]| {
        Config::load_for_test_mode(Source::of(values), listen, folder.path(), &SystemEntropy)
            .map(|config| config.warnings())
    };
    let error = load(&[("VESTIBULE_ACCES_TTL", "5m")]).unwrap_err().to_string();
    assert!(
        error.starts_with("unknown settings: VESTIBULE_ACCES_TTL (did you mean VESTIBULE_ACCESS_TTL?). "),
        "{error}"
    );
    assert_eq!(load(&[WARN, ("VESTIBULE_ACCES_TTL", "5m")]).map(|warnings| warnings.len()), Ok(1));
}
