//! Values by which applications recognise an account.

names! {
    /// What kind of value it is. Unique among all accounts.
    pub enum Identifier {
        Username = "username",
        Email = "email",
        /// That of a custom field that is marked unique.
        Field = "field",
    }
}
