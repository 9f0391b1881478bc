/// Whether the mutant with this number is on. scripts/mutant-sample appends this to src/lib.rs of its copy.
///
/// The number is in a file instead of a variable, because the tests start the program with an empty environment. If the file names
/// a folder, no mutant is on, and the folder records which tests come to which mutants.
pub fn mutant_is_on(number: usize) -> bool {
    static ON: std::sync::OnceLock<Result<usize, String>> = std::sync::OnceLock::new();
    static RECORDED: std::sync::Mutex<std::collections::BTreeSet<usize>> =
        std::sync::Mutex::new(std::collections::BTreeSet::new());
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../on");
    let on = ON.get_or_init(|| {
        let text = std::fs::read_to_string(file).expect("the file that says which mutant is on");
        text.parse().map_err(|_| text)
    });
    if let Err(folder) = on
        && RECORDED.lock().is_ok_and(|mut recorded| recorded.insert(number))
    {
        record(folder, number);
    }
    on.as_ref() == Ok(&number)
}

/// Adds the running test to the file of a mutant. A program that a test has started looks up the name in the environment of that
/// test; `?` stands for a test whose name cannot be found.
fn record(folder: &str, number: usize) {
    let of_parent = || {
        let variables = std::fs::read(format!("/proc/{}/environ", std::os::unix::process::parent_id())).ok()?;
        let variables = String::from_utf8(variables).ok()?;
        variables.split('\0').find_map(|variable| variable.strip_prefix("NEXTEST_TEST_NAME=")).map(str::to_owned)
    };
    let test = std::env::var("NEXTEST_TEST_NAME").ok().or_else(of_parent).unwrap_or_else(|| "?".to_owned());
    let file = std::fs::OpenOptions::new().create(true).append(true).open(format!("{folder}/{number}"));
    // A test of a full disk may not be recorded. It does not detect the mutant then, which is the safe side.
    _ = file.and_then(|mut file| std::io::Write::write_all(&mut file, format!("{test}\n").as_bytes()));
}
