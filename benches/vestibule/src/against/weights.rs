//! Compares what browsers load for pages.

use super::{
    rounds::Sides,
    row::{Measure, Pair, Rows},
    side::Side,
};
use crate::{Result, accounts::Account, page_size::PageSize, progress};

/// The pages, and whether an administrator loads them.
const PAGES: [(&str, bool); 4] = [("/login", false), ("/register", false), ("/account", true), ("/users", true)];
/// The files of the sign-in page with rows of their own, by the ends of their names.
const FILES: [&str; 4] = [".wasm", ".js", ".css", ".woff2"];

/// Measures the pages of both builds. They are the same on all engines.
pub async fn measure(sides: &mut Sides<'_>, rows: &mut Rows) -> Result<()> {
    progress("pages");
    for side in &mut sides.sides {
        side.start().await?;
    }
    for (page, as_administrator) in PAGES {
        let [before, after] = [&sides.sides[0], &sides.sides[1]].map(|side| measure_page(side, page, as_administrator));
        let (before, after) = (before.await?, after.await?);
        let mut add = |thing: String, size: fn(&PageSize) -> usize| {
            rows.add(&thing, Measure::Size, Pair { before: size(&before) as f64, after: size(&after) as f64 });
        };
        add(format!("{page} until it is used"), PageSize::at_first);
        add(format!("{page} with all it loads"), PageSize::total);
        if page == "/login" {
            for ending in FILES {
                let [before, after] =
                    [&before, &after].map(|page| page.with_ending(ending).map_or(f64::NAN, |bytes| bytes as f64));
                rows.add(&format!("{page}: of it {ending}"), Measure::Size, Pair { before, after });
            }
        }
    }
    for side in &mut sides.sides {
        side.stop().await?;
    }
    Ok(())
}

async fn measure_page(side: &Side<'_>, page: &str, as_administrator: bool) -> Result<PageSize> {
    let server = side.server()?;
    let session = match as_administrator {
        true => Some(format!("vestibule_access={}", Account::administrator(0).sign_in(server).await?)),
        false => None,
    };
    PageSize::measure(server, page, session.as_deref()).await
}
