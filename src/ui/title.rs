//! The titles of the pages.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The title of the page at `path`: in the document that the server sends, and again on each page that the browser
/// goes to by itself.
pub fn of(path: &str) -> &'static str {
    match path {
        "/" => "Vestibule",
        "/account" => "Your account · Vestibule",
        "/account/activity" => "Your activity · Vestibule",
        "/audit" => "Activity · Vestibule",
        "/login" => "Sign in · Vestibule",
        "/register" => "Create account · Vestibule",
        "/setup" => "Make the first administrator · Vestibule",
        "/users" => "Users · Vestibule",
        "/users/import" => "Import people · Vestibule",
        "/users/new" => "Create user · Vestibule",
        "/reset-password" => "Choose a password · Vestibule",
        path if path.starts_with("/users/") => "User · Vestibule",
        _ => "There is no page here · Vestibule",
    }
}

/// Gives the window the title of the page that it shows. The router's path, for the window's own changes only when
/// the page stands.
pub fn update() {
    document().set_title(of(&use_location().pathname.get_untracked()));
}
