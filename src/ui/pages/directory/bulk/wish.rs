//! What is wished for, as a form says it, and in words when it is done.

use super::target;
use crate::{shared::directory::BulkReport, ui::words::count};
use leptos::{
    ev::SubmitEvent,
    wasm_bindgen::{JsCast, JsValue},
    web_sys::{FormData, HtmlButtonElement, HtmlFormElement},
};

/// One wish, as a form says it.
pub struct Wish {
    pub action: String,
    pub ids: Vec<String>,
    pub all: String,
    pub back: String,
    /// Whom it is about, when it is one.
    name: Option<String>,
}

impl Wish {
    /// What the form that is sent says, with the button that sends it.
    pub fn of(event: &SubmitEvent) -> Option<Self> {
        let form: HtmlFormElement = target(event)?;
        let button: HtmlButtonElement = event.submitter()?.dyn_into().ok()?;
        let data = FormData::new_with_form(&form).ok()?;
        let text = |value: JsValue| value.as_string().unwrap_or_default();
        let row = form.closest("tr").ok().flatten();
        let name = row.and_then(|row| row.query_selector(".who a").ok()?.and_then(|link| link.text_content()));
        Some(Self {
            action: button.value(),
            ids: data.get_all("ids[]").iter().map(text).collect(),
            all: text(data.get("all")),
            back: text(data.get("back")),
            name,
        })
    }

    /// What was done, to one or to so many.
    pub fn granted(&self, report: &BulkReport) -> String {
        let one = report.changed == 1;
        let whom = match self.name.as_deref().filter(|_| one) {
            Some(name) => name.to_owned(),
            None if one => "1 account".to_owned(),
            None => format!("{} accounts", count(report.changed)),
        };
        let what = match (self.action.as_str(), one) {
            ("disable", true) => "is disabled",
            ("disable", false) => "are disabled",
            ("enable", true) => "is enabled",
            ("enable", false) => "are enabled",
            ("delete", true) => "is deleted",
            ("delete", false) => "are deleted",
            ("restore", true) => "is restored",
            ("restore", false) => "are restored",
            ("set_role:admin", true) => "is an admin now",
            ("set_role:admin", false) => "are admins now",
            (_, true) => "is a user now",
            (_, false) => "are users now",
        };
        let skipped = match report.skipped {
            0 => String::new(),
            number => format!(" {} stayed as before.", count(number)),
        };
        format!("{whom} {what}.{skipped}")
    }
}
