//! Values by which applications recognise an account.

names! {
    /// The kind of a value that is unique among all accounts.
    pub enum Identifier {
        Username = "username",
        Email = "email",
        /// The value of a custom field that is marked unique.
        Field = "field",
    }
}
