//! Prevents concurrent changes by one page.

use leptos::prelude::*;

/// Whether a change is in progress. Meanwhile the buttons are disabled.
#[derive(Clone, Copy, Default)]
pub struct Pending(RwSignal<bool>);

impl Pending {
    /// Begins a change. False if another is in progress or the user has left the page.
    pub fn begin(self) -> bool {
        // Reads and sets in one step. None means that the signal was disposed with its page.
        self.0.try_update(|pending| !std::mem::replace(pending, true)).unwrap_or(false)
    }

    pub fn end(self) {
        self.0.try_set(false);
    }

    pub fn get(self) -> bool {
        self.0.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_do_not_overlap() {
        let owner = Owner::new();
        owner.with(|| {
            let pending = Pending::default();
            assert!(pending.begin());
            assert!(!pending.begin(), "a second change began");
            pending.end();
            assert!(pending.begin());
        });
    }

    #[test]
    fn no_change_begins_after_the_page_was_left() {
        let owner = Owner::new();
        let pending = owner.with(Pending::default);
        owner.cleanup();
        assert!(!pending.begin());
        pending.end();
    }
}
