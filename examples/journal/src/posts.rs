//! The posts, in SQLite. Only its author may change a post ([`OwnPost`]).

use crate::{app::App, draft::Content, person::Person, problem::Problem};
use axum::{
    Extension,
    extract::{FromRequestParts, Path},
    http::request::Parts,
};
use serde::Serialize;
use sqlx::{
    FromRow, Sqlite, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode},
};
use time::{OffsetDateTime, serde::rfc3339};
use uuid::Uuid;

const PER_PAGE: i64 = 10;

#[derive(FromRow, Serialize)]
pub(crate) struct Post {
    pub id: i64,
    /// The author's id in Vestibule.
    #[serde(skip)]
    pub author_id: Uuid,
    pub title: String,
    pub text: String,
    #[serde(with = "rfc3339")]
    pub created_at: OffsetDateTime,
    #[serde(with = "rfc3339")]
    pub updated_at: OffsetDateTime,
}

/// One page of a list, newest first.
#[derive(Serialize)]
pub(crate) struct Listing<T> {
    pub posts: Vec<T>,
    pub page: u32,
    pub pages: u32,
    pub total: i64,
}

#[derive(Clone)]
pub(crate) struct Posts(SqlitePool);

impl Posts {
    /// Opens the database, creates it if there is none, and brings its tables up to date.
    pub async fn open(file: &std::path::Path) -> Result<Self, sqlx::Error> {
        let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
        // Readers do not wait for a writer.
        let pool = SqlitePool::connect_with(options.journal_mode(SqliteJournalMode::Wal)).await?;
        sqlx::migrate!().run(&pool).await?;
        Ok(Self(pool))
    }

    /// A page of all posts, or of those of one author; none after the last page. The first page always exists.
    pub async fn list(&self, author: Option<Uuid>, page: u32) -> Result<Option<Listing<Post>>, sqlx::Error> {
        let count = match author {
            Some(author) => {
                sqlx::query_scalar::<Sqlite, i64>("SELECT count(*) FROM posts WHERE author_id = ?").bind(author)
            }
            None => sqlx::query_scalar("SELECT count(*) FROM posts"),
        };
        let total = count.fetch_one(&self.0).await?;
        let pages = u32::try_from(1 + (total - 1).max(0) / PER_PAGE).unwrap_or(u32::MAX);
        if page > pages {
            return Ok(None);
        }
        // Ids grow with time.
        let posts = match author {
            Some(author) => sqlx::query_as::<Sqlite, Post>(
                "SELECT * FROM posts WHERE author_id = ? ORDER BY id DESC LIMIT ? OFFSET ?",
            )
            .bind(author),
            None => sqlx::query_as("SELECT * FROM posts ORDER BY id DESC LIMIT ? OFFSET ?"),
        };
        let posts = posts.bind(PER_PAGE).bind((i64::from(page) - 1) * PER_PAGE).fetch_all(&self.0).await?;
        Ok(Some(Listing { posts, page, pages, total }))
    }

    async fn find(&self, id: i64) -> Result<Option<Post>, sqlx::Error> {
        sqlx::query_as("SELECT * FROM posts WHERE id = ?").bind(id).fetch_optional(&self.0).await
    }

    pub async fn create(&self, author: Uuid, content: &Content) -> Result<Post, sqlx::Error> {
        sqlx::query_as("INSERT INTO posts (author_id, title, text) VALUES (?, ?, ?) RETURNING *")
            .bind(author)
            .bind(content.title())
            .bind(content.text())
            .fetch_one(&self.0)
            .await
    }

    /// Returns the changed post; none if it was deleted meanwhile.
    pub async fn change(&self, post: &OwnPost, content: &Content) -> Result<Option<Post>, sqlx::Error> {
        sqlx::query_as("UPDATE posts SET title = ?, text = ?, updated_at = unixepoch() WHERE id = ? RETURNING *")
            .bind(content.title())
            .bind(content.text())
            .bind(post.0.id)
            .fetch_optional(&self.0)
            .await
    }

    pub async fn delete(&self, post: &OwnPost) -> Result<(), sqlx::Error> {
        sqlx::query("DELETE FROM posts WHERE id = ?").bind(post.0.id).execute(&self.0).await?;
        Ok(())
    }
}

/// The post of the path `/posts/{id}`.
impl FromRequestParts<App> for Post {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        // What is no number is the id of no post.
        let Path(id) = Path::<i64>::from_request_parts(parts, app).await.map_err(|_| Problem::NotFound)?;
        app.posts.find(id).await?.ok_or(Problem::NotFound)
    }
}

/// The post of the path, which the person has written. [`Posts`] changes and deletes only these, so that no handler can
/// forget to check whose post it is.
pub(crate) struct OwnPost(Post);

impl OwnPost {
    pub fn into_inner(self) -> Post {
        self.0
    }
}

impl FromRequestParts<App> for OwnPost {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let post = Post::from_request_parts(parts, app).await?;
        let person = Extension::<Person>::from_request_parts(parts, app).await.map_err(|_| Problem::SignedOut)?;
        if post.author_id == person.id { Ok(Self(post)) } else { Err(Problem::NotYours) }
    }
}
