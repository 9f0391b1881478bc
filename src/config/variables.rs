//! Which environment variables are intended for this program.

use super::VARIABLES;

/// The beginning of the names of our variables, except for those that many programs share, such as `PORT`.
pub(super) const PREFIX: &str = "VESTIBULE_";

/// Variables with our prefix that other programs read. They may be set where this program runs, and it ignores them.
const OF_OTHERS: [&str; 3] = [
    // The address of Vestibule and a token for its API: programs that call it, such as those of the guides.
    "VESTIBULE_URL",
    "VESTIBULE_TOKEN",
    // The program that the scripts, tests and benchmarks of this repository run.
    "VESTIBULE_BIN",
];

/// Whether a variable is intended for this program, even if it is unknown.
pub(super) fn is_setting(name: &str) -> bool {
    name.starts_with(PREFIX) || VARIABLES.contains(&name)
}

/// Whether a variable has our prefix and is no mistake, although this program does not read it.
pub(super) fn is_of_others(name: &str, value: &str) -> bool {
    OF_OTHERS.contains(&name) || is_of_kubernetes(name, value)
}

/// Whether Kubernetes has set the variable. It describes each service of a namespace to all its containers, and the service can
/// have a name such as `vestibule`: `VESTIBULE_SERVICE_HOST`, `VESTIBULE_PORT=tcp://10.0.0.1:3000`, `VESTIBULE_PORT_3000_TCP_ADDR`.
fn is_of_kubernetes(name: &str, value: &str) -> bool {
    let is_address = ["tcp://", "udp://", "sctp://"].iter().any(|scheme| value.starts_with(scheme));
    let has_number = || name.split("_PORT_").skip(1).any(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    name.ends_with("_SERVICE_HOST")
        || name.ends_with("_SERVICE_PORT")
        || name.contains("_SERVICE_PORT_")
        || (is_address && name.ends_with("_PORT"))
        || has_number()
}
