//! Ids: opaque strings to everyone but the server, and of different types, so that one kind is never taken for another.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes the id as it stands: any text, since ids are opaque.
            pub fn new(id: impl Into<String>) -> Self {
                Self(id.into())
            }

            /// The id as it goes into an address or a query.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id! {
    /// Names an account.
    AccountId
}
id! {
    /// Names a camera of an account.
    CameraId
}
id! {
    /// Names a redemption: one account's use, or intended use, of one code. It stands in addresses instead of the code.
    RedemptionId
}
id! {
    /// Names a subscription of an account.
    SubscriptionId
}
id! {
    /// Names a session of an account. It is not the token, and nobody can log in with it.
    SessionId
}
