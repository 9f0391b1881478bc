//! Settings that are valid, but probably a mistake.

use super::Config;

impl Config {
    /// A sentence about each setting that is probably a mistake, with the way to correct it.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = self.unknown_settings.warnings().to_vec();
        // An address that others can open means that there are users, and they forget passwords.
        if self.is_https() && self.keeps_messages() {
            warnings.push(format!(
                "SMTP_URL is not set, so messages are written to files in {} and do not reach their recipients: users cannot \
                 confirm addresses or choose new passwords. Set SMTP_URL to your mail server.",
                self.message_folder().display()
            ));
        }
        if self.is_loopback() && !self.listen.ip().is_loopback() {
            warnings.push(format!(
                "HOST is {}, which other machines can reach, but VESTIBULE_BASE_URL is {}, which leads each of them to itself. Set \
                 VESTIBULE_BASE_URL to the address that users open, or remove HOST.",
                self.listen.ip(),
                self.base_url
            ));
        }
        warnings
    }
}
