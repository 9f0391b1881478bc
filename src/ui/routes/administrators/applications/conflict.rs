//! A lost race: somebody else has changed the application since the page was loaded.

use super::fields::ApplicationFields;
use super::{Setting, settings};
use crate::actions::applications::show_application;
use crate::shared::{ApplicationData, ApplicationName, ApplicationView, LocalPath};
use crate::ui::browser::fetch;
use crate::ui::components::conflict::{Row, choice};
use crate::ui::components::is_conflict;
use crate::ui::routes::administrators::say;
use crate::ui::{ClientState, FormState, live_option};
use leptos::prelude::*;
use std::iter;

/// What the form replaces, and what is saved meanwhile.
#[derive(Clone, Copy)]
pub struct Versions {
    client: ClientState,
    form: FormState,
    /// What the form began with, or was saved as.
    before: StoredValue<String>,
    /// The application as it is now, if the form was rejected because it has changed.
    theirs: RwSignal<Option<ApplicationView>>,
}

impl Versions {
    pub fn new(form: FormState, application: &ApplicationView) -> Self {
        // Without JavaScript, the page that shows the error has the application as it is now.
        let theirs = form.error.with_untracked(is_conflict).then(|| application.clone());
        let versions = Self {
            client: ClientState::current(),
            form,
            before: StoredValue::new(application.editable()),
            theirs: RwSignal::new(theirs),
        };
        let name = application.name.clone();
        Effect::new(move || {
            if form.error.with(is_conflict) {
                versions.read_theirs(&name);
            }
        });
        versions
    }

    /// Reads the application as it is now. The form, if it is sent again, replaces this version.
    fn read_theirs(self, name: &ApplicationName) {
        let read = move |data: ApplicationData| {
            self.saved(&data.application);
            self.theirs.try_set(Some(data.application));
        };
        // After an error, the next attempt shows that the server does not respond.
        fetch(show_application(name.to_string()), read, drop);
    }

    /// What the form replaces. If it is rejected, what is saved then is read again.
    pub fn before(self) -> String {
        self.theirs.set(None);
        self.before.get_value()
    }

    /// The form begins with another version.
    pub fn saved(self, application: &ApplicationView) {
        self.before.try_update_value(|before| *before = application.editable());
    }

    /// Both versions of what differs, and the choice.
    pub fn view(self, fields: ApplicationFields) -> AnyView {
        let Self { client, form, theirs, .. } = self;
        live_option(move || {
            let theirs = theirs.get().filter(|_| form.error.with(is_conflict))?;
            let page = LocalPath::application(&theirs.name);
            let mine = fields.applied_to(theirs.clone(), client.hydrated.get_untracked());
            Some(choice(rows(&mine, &theirs), page.as_str().to_owned()))
        })
    }
}

fn rows(mine: &ApplicationView, theirs: &ApplicationView) -> Vec<Row> {
    let title: Setting = (say::field_title(), |application| application.title.clone());
    let all = iter::once(title).chain(settings());
    all.map(|(label, text)| (label, text(mine), text(theirs))).collect()
}
