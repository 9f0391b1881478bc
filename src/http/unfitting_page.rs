//! `/users/fields/{name}/unfitting`, for administrators: whom a field of one's own does not fit. Written on the server, without a script,
//! as the pages of terms.

use super::guard::{self, Entry};
use super::host_look::Forms;
use super::state::AppState;
use crate::language::{Language, say};
use crate::shared::own_fields::{UnfittingAccountView, UnfittingListView, UnfittingRequest, value_words};
use crate::shared::{Admission, AppError, LocalPath, OwnFieldView};
use crate::ui::markup::{Markup, write_markup};
use crate::web::language;
use crate::web::urls::parameter;
use axum::Router;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use axum::routing::get;

const PAGE: &str = "/users/fields/{name}/unfitting";
/// The parameter with the account after which the page begins.
const AFTER: &str = "after";

pub fn routes() -> Router<AppState> {
    Router::new().route(PAGE, get(show))
}

async fn show(State(state): State<AppState>, Path(name): Path<String>, request: Request) -> Result<Response, AppError> {
    let (parts, _) = request.into_parts();
    let caller = state.proxies.caller(&parts.extensions, &parts.headers);
    if let Entry::Redirect(to) = guard::admit(&state, Admission::Directory, &parts.uri, &caller).await? {
        return Ok(guard::redirect(&to));
    }
    let (fields, asked) = (state.accounts.own_fields(), UnfittingRequest { after: parameter(&parts.uri, AFTER) });
    let read = async {
        let field = fields.show_field(&caller, &name).await?;
        Ok::<_, AppError>((field, fields.list_unfitting(&caller, &name, &asked).await?))
    };
    let (field, list) = match read.await {
        Ok(read) => read,
        Err(error) => {
            let detour = guard::detour(&error, &parts.uri);
            return detour.map(|page| guard::redirect(&page.into())).ok_or(error);
        }
    };
    let language = language::of_request(&state, &parts.uri, &parts.extensions, &parts.headers);
    Ok(state.host_page(language, |look| {
        look.page(say::own_field_unfitting(), Forms::None, |out| write_list(out, &field, &list, language))
    }))
}

fn write_list(out: &mut Markup, field: &OwnFieldView, list: &UnfittingListView, language: Language) {
    let page = LocalPath::own_field(&field.name);
    write_markup!(out; "<p><a href=\"" (page.as_str()) "\">" (field.label(language)) "</a></p>");
    write_markup!(out; "<p>" (say::own_field_unfitting_about()) "</p>");
    list.accounts.iter().for_each(|account| write_account(out, field, account, language));
    match list.next {
        Some(next) => {
            write_markup!(out; "<p><a href=\"?" (AFTER) "=" (&next.to_string()) "\">");
            write_markup!(out; (say::own_field_unfitting_more()) "</a></p>");
        }
        None if list.accounts.is_empty() => write_markup!(out; "<p>" (say::own_field_unfitting_none()) "</p>"),
        None => {}
    }
}

fn write_account(out: &mut Markup, field: &OwnFieldView, account: &UnfittingAccountView, language: Language) {
    let page = LocalPath::user(account.id);
    write_markup!(out; "<div><p><a href=\"" (page.as_str()) "\">" (&account.username) "</a> · " (&account.email));
    if let Some(value) = &account.value {
        write_markup!(out; "<br>" (&value_words(&field.definition, value, language)));
    }
    write_markup!(out; "<br>" (&account.message.say()) "</p></div>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::openapi::examples;
    use crate::ui::markup::html;

    #[test]
    fn a_list_is_escaped_and_goes_on() {
        let (field, mut list) = (examples::own_field(), examples::unfitting());
        let written = |list: &UnfittingListView| html(|out| write_list(out, &field, list, Language::English));
        let id = list.accounts[0].id;
        list.accounts[0].username = "<b>".to_owned();
        let page = written(&list);
        assert!(page.contains(&format!("<a href=\"/users/{id}\">&lt;b&gt;</a>")), "{page}");
        assert!(page.contains("<br>Marketing<br>") && !page.contains("?after="), "{page}");
        list.next = Some(id);
        assert!(written(&list).contains(&format!("<a href=\"?after={id}\">")), "there may be others");
        let none = UnfittingListView { accounts: Vec::new(), next: None };
        assert!(written(&none).contains(say::own_field_unfitting_none()));
    }
}
