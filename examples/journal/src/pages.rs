//! The pages and their forms, which work without JavaScript.

use crate::{
    app::App,
    draft::Draft,
    person::Person,
    posts::{OwnPost, Post},
    problem::Problem,
    views::{self, Editor, Frame},
};
use axum::{
    Extension, Form, Router,
    extract::{FromRequestParts, Path, Query, State, rejection::PathRejection},
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use maud::Markup;
use serde::Deserialize;
use std::num::NonZeroU32;
use uuid::Uuid;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/", get(home))
        .route("/authors/{id}", get(author))
        .route("/posts", post(create))
        .route("/posts/new", get(write))
        .route("/posts/{id}", get(show))
        .route("/posts/{id}/edit", get(edit).post(change))
        .route("/posts/{id}/delete", get(confirm).post(delete))
}

#[derive(Deserialize)]
struct PageQuery {
    page: Option<NonZeroU32>,
    notice: Option<Notice>,
}

/// What the form before has done. Only these texts can be shown, so that a link cannot put words into the page.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Notice {
    Published,
    Changed,
    Deleted,
}

impl FromRequestParts<App> for Frame {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let person = Extension::<Person>::from_request_parts(parts, app).await.map_err(|_| Problem::SignedOut)?;
        let query = Query::<PageQuery>::from_request_parts(parts, app).await?;
        let page = query.page.map_or(1, NonZeroU32::get);
        Ok(Self { person: person.0, page, notice: query.notice, vestibule_url: app.vestibule_url.clone() })
    }
}

async fn home(State(app): State<App>, frame: Frame) -> Result<Markup, Problem> {
    let list = app.posts.list(None, frame.page).await?.ok_or(Problem::NotFound)?;
    Ok(views::home(&frame, &app.authors.of_all(list).await))
}

async fn author(
    State(app): State<App>,
    id: Result<Path<Uuid>, PathRejection>,
    frame: Frame,
) -> Result<Markup, Problem> {
    let Path(id) = id.map_err(|_| Problem::NotFound)?;
    let list = app.posts.list(Some(id), frame.page).await?.ok_or(Problem::NotFound)?;
    // Before Vestibule is asked: made-up ids would use up the limits of the journal's account there, and the names of all authors
    // would be missing.
    if list.total == 0 && id != frame.person.id {
        return Err(Problem::NotFound);
    }
    let author = app.authors.get(id).await;
    Ok(views::author(&frame, &author, &app.authors.of_all(list).await))
}

async fn show(State(app): State<App>, post: Post, frame: Frame) -> Markup {
    views::article(&frame, &app.authors.of(post).await)
}

async fn write(frame: Frame) -> Markup {
    views::editor(&frame, &Editor { post: None, draft: &Draft::default(), errors: &[] })
}

async fn create(State(app): State<App>, frame: Frame, Form(draft): Form<Draft>) -> Result<Response, Problem> {
    match draft.check() {
        Ok(content) => {
            let post = app.posts.create(frame.person.id, &content).await?;
            Ok(Redirect::to(&format!("/posts/{}?notice=published", post.id)).into_response())
        }
        Err(errors) => Ok(again(&frame, &Editor { post: None, draft: &draft, errors: &errors })),
    }
}

async fn edit(post: OwnPost, frame: Frame) -> Markup {
    let Post { id, title, text, .. } = post.into_inner();
    views::editor(&frame, &Editor { post: Some(id), draft: &Draft { title, text }, errors: &[] })
}

async fn change(
    State(app): State<App>,
    post: OwnPost,
    frame: Frame,
    Form(draft): Form<Draft>,
) -> Result<Response, Problem> {
    match draft.check() {
        Ok(content) => {
            let post = app.posts.change(&post, &content).await?.ok_or(Problem::NotFound)?;
            Ok(Redirect::to(&format!("/posts/{}?notice=changed", post.id)).into_response())
        }
        Err(errors) => {
            let editor = Editor { post: Some(post.into_inner().id), draft: &draft, errors: &errors };
            Ok(again(&frame, &editor))
        }
    }
}

async fn confirm(post: OwnPost, frame: Frame) -> Markup {
    views::deletion(&frame, &post.into_inner())
}

async fn delete(State(app): State<App>, post: OwnPost) -> Result<Redirect, Problem> {
    app.posts.delete(&post).await?;
    Ok(Redirect::to("/?notice=deleted"))
}

/// The form again, with what was typed and all errors.
fn again(frame: &Frame, editor: &Editor) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, views::editor(frame, editor)).into_response()
}
