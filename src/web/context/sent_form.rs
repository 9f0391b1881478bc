//! A form that was sent: what was typed into it, and the answer to it.

use super::RequestContext;
use crate::accounts::{self, CurrentUser, EndedSession};
use crate::shared::journey::NEXT;
use crate::shared::terms::TERMS_SHOWN;
use crate::shared::{Answer, AppError, Draft, Flash, Form, Handle, LocalPath, Notice, Rejection};
use crate::web::urls::detour;
use serde::Serialize;
use serde_json::Value;

/// Fields that users do not type, and confirmations and codes, which are given for one request. Passwords and secrets are not kept either.
const NOT_KEPT: [&str; 9] =
    ["id", "version", "before", NEXT, "token", "email_verified", "confirmed", "code", TERMS_SHOWN];

/// A form that was sent, and the page to which it belongs.
pub struct SentForm<'a> {
    context: &'a RequestContext,
    form: Form,
    page: LocalPath,
    /// Names and values.
    typed: Vec<(String, String)>,
}

impl RequestContext {
    /// The form that was sent, of `page`. Nothing that was typed into it is kept, unless [`SentForm::keeping`] is called.
    pub fn form(&self, form: Form, page: LocalPath) -> SentForm<'_> {
        SentForm { context: self, form, page, typed: Vec::new() }
    }
}

impl SentForm<'_> {
    /// Keeps the fields of `body`, but no passwords, because the values return in a cookie. A plain form shows them again when it
    /// is rejected, or after signing in again if the session has ended.
    pub fn keeping(mut self, body: &impl Serialize) -> Self {
        self.typed = typed(body);
        self
    }

    /// Accepts the form, or rejects it. A plain form is redirected to its page, which shows `notice`.
    pub fn finish<T>(self, done: Result<T, AppError>, notice: Notice) -> Result<Answer<T>, AppError> {
        let context = self.context;
        self.finish_with(done, |value, page| context.accept(value, page, Some(notice)))
    }

    /// Like [`Self::finish`], but a plain form is redirected to `next` if it is accepted.
    pub fn finish_at<T>(
        self,
        next: &LocalPath,
        done: Result<T, AppError>,
        notice: Notice,
    ) -> Result<Answer<T>, AppError> {
        let context = self.context;
        self.finish_with(done, |value, _| context.accept(value, next, Some(notice)))
    }

    /// Accepts the form with `accept`, which gets the page of the form, or rejects it.
    pub fn finish_with<T, U>(
        self,
        done: Result<T, AppError>,
        accept: impl FnOnce(T, &LocalPath) -> Answer<U>,
    ) -> Result<Answer<U>, AppError> {
        match done {
            Ok(value) => Ok(accept(value, &self.page)),
            Err(error) => self.reject(error),
        }
    }

    /// An error, whose cause is logged. A plain form is redirected to its page, which shows the error and what was typed. An
    /// internal error is returned to both kinds of clients, because the user cannot fix it in the form.
    pub fn reject<T>(self, error: AppError) -> Result<Answer<T>, AppError> {
        accounts::log_cause(&error);
        if !self.context.is_plain_form() || error.code.status() == 500 {
            return Err(error);
        }
        // The session has ended, possibly during this request, or its last proof is too old: the user signs in or confirms who they
        // are first, and then returns to the form.
        if let Some(detour) = detour(error.code, &Handle::from(&self.page)) {
            let context = self.context;
            self.keep_draft();
            context.redirect(&detour.into(), Flash::default());
            return Ok(Answer::Rejected);
        }
        let rejection = Some(Rejection { form: self.form, error, typed: self.typed });
        self.context.redirect(&self.page.into(), Flash { rejection, ..Flash::default() });
        Ok(Answer::Rejected)
    }

    /// Keeps what was typed until the user has signed in again, or has confirmed who they are.
    fn keep_draft(self) {
        let Self { context, form, page, typed } = self;
        let extensions = &context.request.extensions;
        let ended = extensions.get::<EndedSession>().map(|ended| ended.user);
        let present = || Some(extensions.get::<CurrentUser>()?.user.id);
        // Another tab has signed out, or has seen first that the session is over: nothing is left of it. In a browser of several people
        // nobody knows whose tab this is, and another one must not read what was typed.
        let only = || context.accounts().sessions().only_account(context.browser().known?);
        let Some(user) = ended.or_else(present).or_else(only) else { return };
        // A file cannot be kept: the empty draft says so on the page of the form.
        if !typed.is_empty() || form.has_file() {
            let (state, draft) = (&context.state, Draft { user, page, form, typed });
            context.set_cookies(state.flash.draft_cookie(state.cookies, draft, state.accounts.now()));
        }
    }
}

/// The fields that are kept, as texts.
fn typed(body: &impl Serialize) -> Vec<(String, String)> {
    // The bodies of forms are objects of texts and lists of texts, which always become JSON.
    let Ok(Value::Object(fields)) = serde_json::to_value(body) else { return Vec::new() };
    let is_secret = |name: &str| name.ends_with("password") || name.ends_with("secret");
    let is_kept = |name: &str| !is_secret(name) && !NOT_KEPT.contains(&name);
    fields.into_iter().filter(|(name, _)| is_kept(name)).flat_map(|(name, value)| named(name, value)).collect()
}

/// The texts of a field; those of several in an object have the names of their inputs, such as `fields[department]`.
fn named(name: String, value: Value) -> Vec<(String, String)> {
    match value {
        Value::Object(members) => {
            members.into_iter().map(|(member, value)| (format!("{name}[{member}]"), text(value))).collect()
        }
        value => vec![(name, text(value))],
    }
}

fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "),
        // Missing.
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::fields::profile::FIELDS;
    use crate::shared::terms::AcceptedTerms;
    use crate::shared::{ApiTokenFields, CreateGroupRequest, NewAccountFields, RegisterRequest, UserFields};

    /// Checks what is kept of a body.
    #[track_caller]
    fn kept(body: &impl Serialize, expected: &[(&str, &str)]) {
        let typed = typed(body);
        let mut typed: Vec<_> = typed.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        typed.sort_unstable();
        assert_eq!(typed, expected);
    }

    /// These fields and those of a profile, which are empty.
    fn with_profile<'a>(fields: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        let profile = FIELDS.each_ref().map(|field| (field.name, "")).into_values();
        let mut all: Vec<_> = profile.chain(fields.iter().copied()).collect();
        all.sort_unstable();
        all
    }

    #[test]
    fn neither_passwords_nor_fields_of_the_page_are_kept() {
        let account = RegisterRequest {
            username: "ada".into(),
            email: "ada@example.org".into(),
            password: "secret".into(),
            terms: AcceptedTerms { accepted_terms: "3".into(), terms_shown: "3".into() },
            ..RegisterRequest::default()
        };
        let account = NewAccountFields { account, next: Handle::parse("/account"), token: "secret".to_owned() };
        let expected = [("accepted_terms", "3"), ("email", "ada@example.org"), ("username", "ada")];
        kept(&account, &with_profile(&expected));
        let user = UserFields { id: "7".to_owned(), confirmed: "on".to_owned(), ..UserFields::default() };
        kept(&user, &with_profile(&[("email", ""), ("role", ""), ("username", "")]));
    }

    #[test]
    fn lists_and_missing_texts_are_kept_as_texts() {
        let token = ApiTokenFields {
            scopes: vec!["self".to_owned(), "users:read".to_owned()],
            current_password: "secret".into(),
            ..ApiTokenFields::default()
        };
        kept(&token, &[("expires_in_days", ""), ("name", ""), ("scopes", "self users:read")]);
        let group = CreateGroupRequest { name: "editors".into(), ..CreateGroupRequest::default() };
        kept(&group, &[("description", ""), ("name", "editors"), ("rule", "")]);
    }
}
