//! The JSON API.

use crate::{
    app::App,
    authors::Article,
    draft::Draft,
    person::Person,
    posts::{Listing, OwnPost, Post},
    problem::Problem,
};
use axum::{
    Extension, Json, Router,
    extract::{
        Query, State,
        rejection::{JsonRejection, QueryRejection},
    },
    http::{StatusCode, header},
    response::IntoResponse,
    routing::get,
};
use serde::Deserialize;
use std::num::NonZeroU32;
use uuid::Uuid;

/// The routes below `/api`.
pub(crate) fn routes() -> Router<App> {
    Router::new().route("/posts", get(list).post(create)).route("/posts/{id}", get(show).put(change).delete(delete))
}

#[derive(Deserialize)]
struct ListQuery {
    author: Option<Uuid>,
    page: Option<NonZeroU32>,
}

async fn list(
    State(app): State<App>,
    query: Result<Query<ListQuery>, QueryRejection>,
) -> Result<Json<Listing<Article>>, Problem> {
    let Query(query) = query?;
    let page = query.page.map_or(1, NonZeroU32::get);
    let list = app.posts.list(query.author, page).await?.ok_or(Problem::NotFound)?;
    Ok(Json(app.authors.of_all(list).await))
}

async fn show(State(app): State<App>, post: Post) -> Json<Article> {
    Json(app.authors.of(post).await)
}

async fn create(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    draft: Result<Json<Draft>, JsonRejection>,
) -> Result<impl IntoResponse, Problem> {
    let content = draft?.check().map_err(Problem::Invalid)?;
    let post = app.posts.create(person.id, &content).await?;
    let location = [(header::LOCATION, format!("/api/posts/{}", post.id))];
    Ok((StatusCode::CREATED, location, Json(app.authors.of(post).await)))
}

async fn change(
    State(app): State<App>,
    post: OwnPost,
    draft: Result<Json<Draft>, JsonRejection>,
) -> Result<Json<Article>, Problem> {
    let content = draft?.check().map_err(Problem::Invalid)?;
    let post = app.posts.change(&post, &content).await?.ok_or(Problem::NotFound)?;
    Ok(Json(app.authors.of(post).await))
}

async fn delete(State(app): State<App>, post: OwnPost) -> Result<StatusCode, Problem> {
    app.posts.delete(&post).await?;
    Ok(StatusCode::NO_CONTENT)
}
