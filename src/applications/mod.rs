//! Applications behind Vestibule: reading addresses, and finding the application that an address belongs to.
//!
//! Pure: no database and no HTTP. Addresses come from headers and parameters, so [`Address`] refuses every form that a proxy
//! and an application could read differently (`docs/decisions/0043-applications.md`).

mod address;
mod application;
mod definition;
mod error;
mod file;
mod location;
mod origin;
mod path;
mod registry;

pub use address::Address;
pub use application::Application;
pub use definition::{
    check_locations, check_own_host, check_ports, ordered_claims, parse_after_sign_out, parse_claim, parse_group,
    parse_location, parse_remote_user, parse_title,
};
pub use error::{AddressError, LocationError};
pub use file::{FileError, read_file};
pub use location::Location;
pub use origin::Origin;
pub use registry::{Applications, Overridden};
