//! All mistakes in the settings at once, so that nobody corrects one after the other.

use super::ConfigError;

/// The mistakes that were found so far, each once: several settings may depend on one that is wrong.
#[derive(Default)]
pub(super) struct Mistakes(Vec<ConfigError>);

impl Mistakes {
    /// What was read, or nothing if it is wrong.
    pub(super) fn note<T>(&mut self, read: Result<T, ConfigError>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(mistake) => {
                if !self.0.contains(&mistake) {
                    self.0.push(mistake);
                }
                None
            }
        }
    }

    /// The same of what is put together from several settings.
    pub(super) fn note_whole<T>(&mut self, read: impl FnOnce() -> Result<T, ConfigError>) -> Option<T> {
        self.note(read())
    }

    /// # Errors
    /// All of them.
    pub(super) fn refuse(self) -> Result<(), ConfigError> {
        if self.0.is_empty() {
            return Ok(());
        }
        Err(ConfigError(in_lines(self.0.iter().map(ToString::to_string).collect())))
    }
}

/// Several mistakes in a text, each in a line of its own. A single one stands alone.
pub fn in_lines(mut mistakes: Vec<String>) -> String {
    if mistakes.len() == 1 {
        return mistakes.remove(0);
    }
    let lines = mistakes.iter().map(|mistake| format!("\n  {mistake}"));
    format!("{} mistakes:{}", mistakes.len(), lines.collect::<String>())
}
