//! Server functions: they translate forms into calls of use cases, and results into responses. Each file lists its functions by
//! what they are charged to; one that is not listed has no route.

/// Lists the server functions of a file by their types, which Leptos names after the functions.
macro_rules! functions {
    (changes: $($change:ident),*; others: $($other:ident),*;) => {
        pub const FUNCTIONS: $crate::actions::Functions = $crate::actions::Functions {
            changes: &[$(<$change as leptos::server_fn::ServerFn>::PATH),*],
            others: &[$(<$other as leptos::server_fn::ServerFn>::PATH),*],
        };
    };
}

pub mod account;
pub mod applications;
pub mod clients;
pub mod connecting;
pub mod devices;
pub mod factors;
pub mod groups;
pub mod identities;
pub mod overview;
pub mod own_fields;
pub mod programs;
pub mod proof;
pub mod providers;
pub mod session;
pub mod user;
pub mod users;
pub mod ways_in;

/// The addresses of the functions of a file.
pub struct Functions {
    /// Those that change something.
    changes: &'static [&'static str],
    /// Those that read, and those that must always work, such as signing out.
    others: &'static [&'static str],
}

const FILES: [Functions; 17] = [
    account::FUNCTIONS,
    applications::FUNCTIONS,
    clients::FUNCTIONS,
    connecting::FUNCTIONS,
    devices::FUNCTIONS,
    factors::FUNCTIONS,
    groups::FUNCTIONS,
    identities::FUNCTIONS,
    overview::FUNCTIONS,
    own_fields::FUNCTIONS,
    programs::FUNCTIONS,
    proof::FUNCTIONS,
    providers::FUNCTIONS,
    session::FUNCTIONS,
    user::FUNCTIONS,
    users::FUNCTIONS,
    ways_in::FUNCTIONS,
];

/// The addresses of the functions that change something.
pub fn changes() -> impl Iterator<Item = &'static str> {
    FILES.into_iter().flat_map(|file| file.changes).copied()
}

/// The addresses of the other functions.
pub fn others() -> impl Iterator<Item = &'static str> {
    FILES.into_iter().flat_map(|file| file.others).copied()
}
