//! One change of an account at a time.

use leptos::prelude::*;

/// Whether a change is under way. While it is, the buttons show it, and pressing one does nothing.
#[derive(Clone, Copy)]
pub struct Pending(RwSignal<bool>);

impl Pending {
    pub fn new() -> Self {
        Self(RwSignal::new(false))
    }

    /// Begins a change; false when another is under way, or when the page has been left.
    pub fn begin(self) -> bool {
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
    fn a_second_change_begins_only_when_the_first_has_ended() {
        let owner = Owner::new();
        owner.with(|| {
            let pending = Pending::new();
            assert!(pending.begin());
            assert!(!pending.begin(), "the second press was not held back");
            pending.end();
            assert!(pending.begin());
        });
    }

    #[test]
    fn nothing_begins_on_a_page_that_has_been_left() {
        let owner = Owner::new();
        let pending = owner.with(Pending::new);
        owner.cleanup();
        assert!(!pending.begin());
        pending.end();
    }
}
