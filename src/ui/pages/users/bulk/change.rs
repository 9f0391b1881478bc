//! A bulk change: the form's values, and the message when it is done.

use super::target;
use crate::{
    shared::{
        confirmation::{Confirmation, ConfirmationRequest},
        directory::BulkReport,
    },
    ui::words::{count, created_tokens},
};
use leptos::{
    ev::SubmitEvent,
    wasm_bindgen::{JsCast, JsValue},
    web_sys::{FormData, HtmlButtonElement, HtmlFormElement},
};

/// A bulk change.
#[derive(Clone)]
pub struct Change {
    pub action: String,
    pub ids: Vec<String>,
    /// The selected accounts, if a page without JavaScript sent them.
    pub selection: String,
    pub all: String,
    pub back: String,
    pub confirmation: Confirmation,
    /// The name of the account, if it is a single one.
    name: Option<String>,
}

impl Change {
    /// Reads the submitted form and its button.
    pub fn from_event(event: &SubmitEvent) -> Option<Self> {
        let form: HtmlFormElement = target(event)?;
        // `FormData` of a form does not contain the pressed button, which has the action.
        let button: HtmlButtonElement = event.submitter()?.dyn_into().ok()?;
        let data = FormData::new_with_form(&form).ok()?;
        let text = |value: JsValue| value.as_string().unwrap_or_default();
        // The form is inside a row if it is the menu of one account, which the message then names.
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

    /// Restores a change that was sent without JavaScript from the list at `back`, and that the server wants confirmed.
    pub fn from_question(question: &ConfirmationRequest, back: String) -> Self {
        let is_all = question.selection.is_empty();
        Self {
            action: question.action.as_str().to_owned(),
            // The server reads the ids from `selection`.
            ids: Vec::new(),
            selection: question.selection.clone(),
            all: if is_all { "on" } else { "" }.to_owned(),
            back,
            confirmation: Confirmation::default(),
            name: question.name.clone(),
        }
    }

    /// The success message.
    pub fn outcome(&self, report: &BulkReport) -> String {
        let one = report.changed == 1;
        let accounts = match self.name.as_deref().filter(|_| one) {
            Some(name) => name.to_owned(),
            None if one => "1 account".to_owned(),
            None => format!("{} accounts", count(report.changed)),
        };
        let result = match (self.action.as_str(), one) {
            ("disable", true) => "is disabled",
            ("disable", false) => "are disabled",
            ("enable", true) => "is enabled",
            ("enable", false) => "are enabled",
            ("delete", true) => "is deleted",
            ("delete", false) => "are deleted",
            ("restore", true) => "is restored",
            ("restore", false) => "are restored",
            ("set_role:admin", true) => "is now an admin",
            ("set_role:admin", false) => "are now admins",
            (_, true) => "is now a user",
            (_, false) => "are now users",
        };
        let skipped = match report.skipped {
            0 => String::new(),
            number => format!(" {} not changed.", count(number)),
        };
        format!("{accounts} {result}.{skipped}{}", created_tokens(report))
    }
}
