//! Settings that are read from files, and files that are created.

use super::*;
use std::fs;
use std::os::unix::fs::PermissionsExt;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn the_secret_is_generated_once_and_readable_by_its_owner_only() {
    let directory = TempDir::new().unwrap();
    let first = load_in(&directory, &[]).unwrap().secret;
    let data = directory.path().join("data");
    assert_eq!((mode(&data), mode(&data.join("secret"))), (0o700, 0o600));
    assert!(first.expose().len() >= 32);
    let second = load_in(&directory, &[]).unwrap().secret;
    assert_eq!(first.expose(), second.expose());
    assert_eq!(fs::read_dir(&data).unwrap().count(), 1, "no temporary file is left behind");
}

#[test]
fn processes_that_start_at_the_same_time_share_one_secret() {
    let directory = TempDir::new().unwrap();
    let secrets: Vec<Vec<u8>> = std::thread::scope(|scope| {
        let starts: Vec<_> =
            (0..16).map(|_| scope.spawn(|| load_in(&directory, &[]).unwrap().secret.expose().to_vec())).collect();
        starts.into_iter().map(|start| start.join().unwrap()).collect()
    });
    assert!(secrets.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn a_secret_that_others_can_read_is_rejected() {
    let directory = TempDir::new().unwrap();
    load_in(&directory, &[]).unwrap();
    let path = directory.path().join("data/secret");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let error = load_in(&directory, &[]).unwrap_err().to_string();
    let path = path.display();
    assert_eq!(error, format!("{path} can be read by other users: run `chmod 600 {path}`."));
}

#[test]
fn an_empty_secret_file_is_rejected_and_not_replaced() {
    let directory = TempDir::new().unwrap();
    load_in(&directory, &[]).unwrap();
    let path = directory.path().join("data/secret");
    fs::write(&path, "").unwrap();
    assert!(load_in(&directory, &[]).unwrap_err().to_string().contains("is empty"));
    assert_eq!(fs::read(&path).unwrap(), b"");
}

#[test]
fn an_invalid_configuration_creates_no_files() {
    let directory = TempDir::new().unwrap();
    load_in(&directory, &[("PORT", "x")]).unwrap_err();
    assert!(!directory.path().join("data").exists());
}

#[test]
fn a_file_with_a_secret_is_read_once() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("mounted");
    fs::write(&path, "smtp://mail.example.org\n").unwrap();
    let source = Source::of(&[("SMTP_URL_FILE", path.to_str().unwrap())]);
    let first = source.smtp().unwrap().map(|url| url.to_string());
    // As what comes from a pipe.
    fs::remove_file(&path).unwrap();
    assert_eq!(source.smtp().unwrap().map(|url| url.to_string()), first);
    assert!(first.is_some());
}

#[test]
fn secrets_can_be_read_from_files() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("mounted");
    fs::write(&path, format!("{}\n", SECRET.1)).unwrap();
    let named = ("VESTIBULE_SECRET_FILE", path.to_str().unwrap());
    assert_eq!(load(&[named]).unwrap().secret.expose(), SECRET.1.as_bytes());
    let both = load(&[named, SECRET]).unwrap_err().to_string();
    assert_eq!(both, "VESTIBULE_SECRET and VESTIBULE_SECRET_FILE are both set: unset one of them.");
    fs::write(&path, "sqlite://from-a-file.db\n").unwrap();
    let config = load(&[SECRET, ("DATABASE_URL_FILE", named.1)]).unwrap();
    assert_eq!(config.database_url.expose(), "sqlite://from-a-file.db");
    fs::write(&path, "token-in-a-mounted-file\n").unwrap();
    let config = load(&[SECRET, ("VESTIBULE_METRICS_TOKEN_FILE", named.1)]).unwrap();
    assert_eq!(config.metrics_token.unwrap().expose(), "token-in-a-mounted-file");
    fs::write(&path, "\u{feff}p@ss/word\r\n").unwrap();
    let url = ("SMTP_URL", "smtp://mail.example.org");
    let config = load(&[SECRET, url, ("SMTP_USERNAME", "maren"), ("SMTP_PASSWORD_FILE", named.1)]).unwrap();
    assert_eq!(config.smtp.unwrap().login.unwrap().password.as_str(), "p@ss/word");
    let missing = load(&[("VESTIBULE_SECRET_FILE", "/nowhere")]).unwrap_err().to_string();
    assert!(
        missing.starts_with("VESTIBULE_SECRET_FILE is `/nowhere`: use the path of a readable text file"),
        "{missing}"
    );
}

#[test]
fn settings_and_secrets_are_read_as_every_editor_saves_them() {
    let directory = TempDir::new().unwrap();
    let [file, secret] = ["settings.env", "secret"].map(|name| directory.path().join(name));
    fs::write(&secret, format!("\u{feff}{}\r\n", SECRET.1)).unwrap();
    let data = directory.path().join("data");
    let lines = format!(
        "VESTIBULE_NAME='Söhne & Co'\r\nVESTIBULE_SECRET_FILE={}\r\nVESTIBULE_DATA_DIR={}\r\n",
        secret.display(),
        data.display()
    );
    let utf16: Vec<u8> = [0xfeff].into_iter().chain(lines.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for bytes in [lines.clone().into_bytes(), format!("\u{feff}{lines}").into_bytes(), utf16] {
        fs::write(&file, &bytes).unwrap();
        let source = Source::of_process(Some(&file)).unwrap();
        assert_eq!(source.get("VESTIBULE_NAME"), Some("Söhne & Co"), "{}", bytes.escape_ascii());
        assert_eq!(source.configured_secret().unwrap().unwrap().expose(), SECRET.1.as_bytes());
        assert_eq!(source.data_dir().unwrap(), data);
    }
    fs::write(&file, b"VESTIBULE_NAME=S\xf6hne").unwrap();
    let error = Source::of_process(Some(&file)).err().unwrap().to_string();
    assert!(error.ends_with("check its path and permissions (it is not in UTF-8: save it as UTF-8)."), "{error}");
}

#[test]
fn a_data_directory_that_cannot_be_created_is_named() {
    let error =
        Config::load(&Source::of(&[("VESTIBULE_DATA_DIR", "/dev/null/data")]), Database::ExistingOrNew, &SystemEntropy);
    let error = error.unwrap_err().to_string();
    assert!(error.starts_with("VESTIBULE_DATA_DIR is `/dev/null/data`: use a directory"), "{error}");
}

#[test]
fn the_file_of_applications_is_read_and_its_mistakes_are_named_with_their_line() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("applications.toml");
    let named = ("VESTIBULE_APPLICATIONS", path.to_str().unwrap());
    let missing = load(&[SECRET, named]).unwrap_err().to_string();
    let start = format!("the file of applications {} cannot be read: check its path and permissions (", path.display());
    assert!(missing.starts_with(&start), "{missing}");

    fs::write(&path, "[[application]]\nname = \"journal\"\nlocations = [\"https://journal.example.com\"]\n").unwrap();
    let config = load(&[SECRET, named]).unwrap();
    let applications = &config.applications.applications;
    assert_eq!((applications.len(), applications[0].name.as_str()), (1, "journal"));
    assert_eq!(config.applications_file.as_deref(), Some(path.as_path()));

    fs::write(&path, "[[application]]\nname = \"journal\"\nlocations = [\"http://journal.example.com\"]\n").unwrap();
    let problems = load(&[SECRET, named]).unwrap().applications.problems;
    let [problem] = problems.as_slice() else { panic!("one mistake: {problems:?}") };
    let error = problem.error.to_string();
    assert!(error.starts_with("line 3: http://journal.example.com: use https; "), "{error}");
    fs::write(&path, "[[application]\nname = \"journal\"\n").unwrap();
    let error = load(&[SECRET, named]).unwrap_err().to_string();
    let start = format!("the file of applications {}, line 1: ", path.display());
    assert!(error.starts_with(&start), "{error}");
    fs::write(&path, "#".repeat(1024 * 1024 + 1)).unwrap();
    assert!(load(&[SECRET, named]).unwrap_err().to_string().contains("larger than 1 MiB"));
}

#[test]
fn an_option_takes_precedence_over_the_environment() {
    let source =
        Source::of(&[SECRET, ("VESTIBULE_APPLICATIONS", "/nowhere")]).with("VESTIBULE_APPLICATIONS", "/nothing");
    let error = Config::load(&source, Database::ExistingOrNew, &SystemEntropy).unwrap_err().to_string();
    assert!(error.starts_with("the file of applications /nothing cannot be read"), "{error}");
}

#[test]
fn a_command_on_the_service_finds_the_file_of_applications_in_the_folder_in_which_the_service_runs() {
    let data = TempDir::new().unwrap();
    let file = data.path().join("vestibule.toml");
    let found = |source: Source| applications::file(&source, "VESTIBULE_APPLICATIONS");
    let source = |own: &[(&str, &str)]| {
        let folder = data.path().display().to_string();
        Source::of(&[own, &[("VESTIBULE_DATA_DIR", folder.as_str())]].concat())
    };
    assert_eq!(found(source(&[]).in_data_folder().unwrap()), None);
    fs::write(&file, "").unwrap();
    assert_eq!(found(source(&[]).in_data_folder().unwrap()), Some(file));
    assert_eq!(found(source(&[])), None);
    let named = source(&[("VESTIBULE_APPLICATIONS", "other.toml")]).in_data_folder().unwrap();
    assert_eq!(found(named), Some(PathBuf::from("other.toml")));
}
