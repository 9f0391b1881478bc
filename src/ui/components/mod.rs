//! The parts that pages are made of.

pub mod alert;
pub mod avatar;
pub mod badge;
pub mod brand;
pub mod confirmation;
pub mod door;
pub mod field;
pub mod form_alert;
pub mod header;
pub mod heading;
pub mod icon;
pub mod layout;
pub mod new_account_form;
pub mod note;
pub mod password_field;
pub mod password_link;
pub mod password_meter;
pub mod pattern;
pub mod post_form;
pub mod role_choice;
pub mod submit_button;
pub mod theme_switch;
pub mod time;
pub mod toasts;
pub mod user_menu;
