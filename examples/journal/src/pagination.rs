//! The links to the pages of a list: `1 … 4 5 6 … 20`.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Page(u32),
    Gap,
}

/// The first page, the last, and the current one with its neighbours. A gap never stands for a single page, because the
/// number of that page takes no more room.
pub(crate) fn steps(current: u32, last: u32) -> Vec<Step> {
    let mut pages: Vec<u32> = [1, current.saturating_sub(1), current, current.saturating_add(1), last].into();
    pages.retain(|page| (1..=last).contains(page));
    pages.sort_unstable();
    pages.dedup();
    let mut steps = Vec::new();
    let mut before = 0;
    for page in pages {
        match page - before {
            1 => {}
            2 => steps.push(Step::Page(page - 1)),
            _ => steps.push(Step::Gap),
        }
        steps.push(Step::Page(page));
        before = page;
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn far_pages_are_left_out() {
        for (current, last, expected) in [
            (1, 1, "1"),
            (1, 2, "1 2"),
            (1, 3, "1 2 3"),
            (1, 20, "1 2 … 20"),
            (2, 20, "1 2 3 … 20"),
            (3, 20, "1 2 3 4 … 20"),
            (4, 20, "1 2 3 4 5 … 20"),
            (5, 20, "1 … 4 5 6 … 20"),
            (10, 20, "1 … 9 10 11 … 20"),
            (16, 20, "1 … 15 16 17 … 20"),
            (17, 20, "1 … 16 17 18 19 20"),
            (18, 20, "1 … 17 18 19 20"),
            (20, 20, "1 … 19 20"),
            (3, 5, "1 2 3 4 5"),
            (u32::MAX, u32::MAX, "1 … 4294967294 4294967295"),
        ] {
            let shown = steps(current, last).into_iter().map(|step| match step {
                Step::Page(number) => number.to_string(),
                Step::Gap => "…".to_owned(),
            });
            assert_eq!(shown.collect::<Vec<_>>().join(" "), expected, "page {current} of {last}");
        }
    }
}
