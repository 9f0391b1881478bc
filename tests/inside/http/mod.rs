//! Pages, forms, headers and parsing, which need no second database: `make test` runs these tests on SQLite alone, as those in
//! modules named `pages`.

mod bad_input;
mod conventions;
mod cross_origin;
mod dev_mail;
mod docs_page;
mod forms;
mod home_url;
mod installation_name;
mod language;
mod lead_on;
mod logs;
mod look;
mod own_fields;
mod pages;
mod providers;
mod security_headers;
mod server;
mod server_functions;
mod stranger_pages;
mod texts;
mod valid_html;
mod well_known;
mod wrong_address;
