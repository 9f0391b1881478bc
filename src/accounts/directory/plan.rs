//! Which way to the rows of a list is the quickest.

use crate::store::{
    Conn, StoreError,
    directory::{self, Listed, Totals, Way, orders::COUNTED},
};

/// So many rows are sorted in less time than it takes to walk to them, unless one in so many is wanted anyway.
const FEW: i64 = 10_000;
const RARE: i64 = 8;

/// For a page by number: a walk counts the hits on its way.
pub(super) async fn way(conn: &mut Conn<'_>, listed: &Listed, totals: &Totals) -> Result<Way, StoreError> {
    way_from(conn, listed, totals, COUNTED + 1).await
}

/// For a page beside a place: a walk is over after so many hits.
pub(in crate::accounts) async fn way_from(
    conn: &mut Conn<'_>,
    listed: &Listed,
    totals: &Totals,
    hits: i64,
) -> Result<Way, StoreError> {
    let of_classes = totals.of(&listed.classes);
    Ok(match directory::rarest(conn, &listed.words).await? {
        None if is_few(of_classes, totals) => Way::OfClasses,
        None => Way::Browse,
        Some((word, count)) if count <= FEW && count <= of_classes => Way::OfWord(word),
        Some(_) if is_few(of_classes, totals) => Way::OfClasses,
        Some((word, count)) if count <= FEW => Way::OfWord(word),
        Some(_) => Way::Walk(hits),
    })
}

fn is_few(of_classes: i64, totals: &Totals) -> bool {
    of_classes <= FEW && of_classes * RARE < totals.rows()
}
