//! Authors, with name and picture as they are in Vestibule now: the journal stores only their ids.

use crate::{
    posts::{Listing, Post},
    vestibule::{User, Vestibule},
};
use futures::future::join_all;
use moka::{Expiry, future::Cache};
use serde::Serialize;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// A new name is shown after this time at the latest.
const FRESH: Duration = Duration::from_secs(30);

/// While Vestibule does not answer, it is asked again after this time.
const PAUSE: Duration = Duration::from_secs(3);

const MAX_CACHED: u64 = 10_000;

#[derive(Clone, Serialize)]
pub(crate) struct Author {
    pub id: Uuid,
    pub status: Status,
    pub name: String,
    /// The address of the picture.
    pub avatar_url: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Status {
    Member,
    /// The account is deleted.
    Former,
    /// Vestibule does not answer.
    Unknown,
}

/// A post with its author.
#[derive(Serialize)]
pub(crate) struct Article {
    #[serde(flatten)]
    pub post: Post,
    pub author: Author,
}

#[derive(Clone)]
pub(crate) struct Authors {
    vestibule: Vestibule,
    cache: Cache<Uuid, Author>,
}

impl Authors {
    pub fn new(vestibule: Vestibule) -> Self {
        Self { vestibule, cache: Cache::builder().max_capacity(MAX_CACHED).expire_after(Freshness).build() }
    }

    /// Never fails: posts are worth reading even if nobody knows the name of their author.
    pub async fn get(&self, id: Uuid) -> Author {
        // Requests for the same author that arrive together ask once.
        self.cache.get_with(id, self.ask(id)).await
    }

    /// The posts with their authors, who are looked up at the same time.
    pub async fn of_all(&self, list: Listing<Post>) -> Listing<Article> {
        let Listing { posts, page, pages, total } = list;
        let posts = join_all(posts.into_iter().map(|post| self.of(post))).await;
        Listing { posts, page, pages, total }
    }

    pub async fn of(&self, post: Post) -> Article {
        Article { author: self.get(post.author_id).await, post }
    }

    async fn ask(&self, id: Uuid) -> Author {
        match self.vestibule.user(id).await {
            // A token of an administrator also reads accounts that are deleted but can be restored.
            Ok(Some(user)) if user.status != "deleted" => Author::member(id, user),
            Ok(_) => Author::without_name(id, Status::Former, "A former member"),
            Err(error) => {
                tracing::warn!("the author {id} could not be looked up: {error}");
                Author::without_name(id, Status::Unknown, "Unknown author")
            }
        }
    }
}

impl Author {
    fn member(id: Uuid, user: User) -> Self {
        let name = user.name.unwrap_or(user.username);
        Self { id, status: Status::Member, name, avatar_url: user.avatar_url }
    }

    fn without_name(id: Uuid, status: Status, name: &str) -> Self {
        Self { id, status, name: name.to_owned(), avatar_url: None }
    }
}

struct Freshness;

impl Expiry<Uuid, Author> for Freshness {
    fn expire_after_create(&self, _: &Uuid, author: &Author, _: Instant) -> Option<Duration> {
        Some(if author.status == Status::Unknown { PAUSE } else { FRESH })
    }
}
