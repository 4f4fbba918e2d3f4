//! Redemptions: one account's use, or intended use, of one code.

use crate::{Plan, ReceiptSignature, RedemptionCode, RedemptionId, Subscription, SubscriptionId, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The body of `POST /redemptions`.
///
/// The page makes it from a [`RedemptionCode`] only; the server parses the text again and trusts nobody.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct OpenRedemption {
    /// The code as text.
    pub code: String,
}

impl From<&RedemptionCode> for OpenRedemption {
    fn from(code: &RedemptionCode) -> Self {
        Self { code: code.expose().to_owned() }
    }
}

/// Never shows the code: requests end up in logs.
impl fmt::Debug for OpenRedemption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OpenRedemption { .. }")
    }
}

/// A redemption, previewed or done.
///
/// The members that only a redeemed one has are optional here and not in variants of an enum, since tagged enums make
/// serde buffer the whole answer, which costs the page bytes. [`Redemption::state`] tells which they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Redemption {
    /// The id, which stands in addresses instead of the code.
    pub id: RedemptionId,
    /// Previewed (nothing is spent) or redeemed.
    pub state: RedemptionState,
    /// The end of the code, such as "…TRNM": enough to tell codes apart, too little to use one.
    pub code_hint: String,
    /// What the code gives.
    pub grant: Grant,
    /// What that does to the account: once redeemed, what it did, whatever happened later.
    pub effect: Effect,
    /// When it was redeemed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redeemed_at: Option<Timestamp>,
    /// What the owner quotes to support.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The signature of the receipt, with which anybody can check it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<ReceiptSignature>,
    /// The subscription as it stands now. In the answer of the confirmation, so that the next page asks nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription: Option<Subscription>,
    /// Guards the confirmation, sent back in `If-Match`. It covers what the visitor agreed to (plan, months, terms, kind
    /// of effect, previous end), not the dates that move with the clock.
    pub etag: String,
}

/// How far a redemption is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RedemptionState {
    /// Looked at; the code is not spent.
    Previewed,
    /// Done; the code is spent.
    Redeemed,
}

/// What a code gives (rule 3 of redemption): data of its batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Grant {
    /// The plan.
    pub plan: Plan,
    /// Calendar months.
    pub months: u32,
    /// The terms.
    pub terms: Terms,
}

/// The terms of a code. Every sentence that the page says about them comes from here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Terms {
    /// Whether a payment card is needed.
    pub card_required: bool,
    /// Whether the plan renews by itself.
    pub auto_renews: bool,
    /// Whether it can be refunded once redeemed.
    pub refundable: bool,
    /// What else the issuer says, in its own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// What a redemption does to the account (rule 5 of redemption).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Effect {
    /// A new subscription, or more time for one that there is.
    pub kind: EffectKind,
    /// The subscription: when it extends one, and always once redeemed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription_id: Option<SubscriptionId>,
    /// When the granted time begins; for an extension the previous end.
    pub starts_at: Timestamp,
    /// When the plan ends afterwards.
    pub ends_at: Timestamp,
    /// When the extended subscription would have ended without this code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_ends_at: Option<Timestamp>,
}

/// Which way a redemption works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EffectKind {
    /// A subscription of its own.
    New,
    /// More time for a running subscription of the same plan.
    Extends,
}
