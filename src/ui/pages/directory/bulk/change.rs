//! A change of many accounts, as a form asks for it, and in words when it is done.

use super::target;
use crate::{
    shared::{
        confirmation::{BulkQuestion, Confirmation},
        directory::BulkReport,
    },
    ui::words::count,
};
use leptos::{
    ev::SubmitEvent,
    wasm_bindgen::{JsCast, JsValue},
    web_sys::{FormData, HtmlButtonElement, HtmlFormElement},
};

/// A change of many accounts.
#[derive(Clone)]
pub struct Change {
    pub action: String,
    pub ids: Vec<String>,
    /// The accounts that were ticked, where a page without JavaScript has sent them.
    pub selection: String,
    pub all: String,
    pub back: String,
    pub confirmation: Confirmation,
    /// The name of the account when it is one.
    name: Option<String>,
}

impl Change {
    /// What the form that is sent asks for, with the button that sends it.
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
            selection: String::new(),
            all: text(data.get("all")),
            back: text(data.get("back")),
            confirmation: Confirmation::default(),
            name,
        })
    }

    /// What a form without JavaScript list_query for, on the list at `back`, when the server has a question about it.
    pub fn asked_about(question: &BulkQuestion, back: String) -> Self {
        let everyone = question.selection.is_empty();
        Self {
            action: question.action.as_str().to_owned(),
            ids: Vec::new(),
            selection: question.selection.clone(),
            all: if everyone { "on" } else { "" }.to_owned(),
            back,
            confirmation: Confirmation::default(),
            name: question.name.clone(),
        }
    }

    /// What was done, to one or to so many.
    pub fn outcome(&self, report: &BulkReport) -> String {
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
