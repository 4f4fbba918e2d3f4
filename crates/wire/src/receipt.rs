//! What a receipt says in a form that is signed, and asking whether a receipt is genuine.

use crate::{Plan, PlanId, Redemption, Tier, Timestamp};
use serde::{Deserialize, Serialize};

/// The first line of what is signed. Another form has another first line, so that no text has two meanings.
const VERSION: &str = "tapo-care receipt 1";

/// Characters of an Ed25519 signature in base64url without padding: 64 bytes.
const SIGNATURE_LENGTH: usize = 86;

/// Characters of a reference at the most.
const REFERENCE_MAX: usize = 32;

/// The signature of a receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReceiptSignature {
    /// Which of the server's keys it was made with.
    pub key_id: String,
    /// Ed25519 over [`ReceiptFacts::canonical`], in base64url without padding.
    pub value: String,
}

/// What a receipt says, and what its signature covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptFacts {
    /// What the owner quotes to support.
    pub reference: String,
    /// The plan.
    pub plan: PlanId,
    /// Its tier.
    pub tier: Tier,
    /// How many cameras it covers.
    pub cameras: u32,
    /// Calendar months.
    pub months: u32,
    /// When the code was redeemed.
    pub redeemed_at: Timestamp,
    /// When the granted time begins.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// The end of the code.
    pub code_hint: String,
}

impl ReceiptFacts {
    /// What a redemption's receipt says. `None` when it is not redeemed.
    pub fn of(redemption: &Redemption) -> Option<Self> {
        let plan = &redemption.grant.plan;
        Some(Self {
            reference: redemption.reference.clone()?,
            plan: plan.id.clone(),
            tier: plan.tier,
            cameras: plan.cameras,
            months: redemption.grant.months,
            redeemed_at: redemption.redeemed_at.clone()?,
            starts_at: redemption.effect.starts_at.clone(),
            ends_at: redemption.effect.ends_at.clone(),
            code_hint: redemption.code_hint.clone(),
        })
    }

    /// The text that is signed: UTF-8, a line that names the form, and a line `name: value` for each fact, always all of them
    /// and in this order, each ended by a line feed. No two receipts have the same text.
    ///
    /// `None` when a value holds a control character, since it could then be taken for more than one line. No receipt has any.
    pub fn canonical(&self) -> Option<String> {
        let Self { reference, plan, tier, cameras, months, redeemed_at, starts_at, ends_at, code_hint } = self;
        let tier = match tier {
            Tier::Basic => "basic",
            Tier::Premium => "premium",
        };
        let (cameras, months) = (cameras.to_string(), months.to_string());
        let lines = [
            ("reference", reference.as_str()),
            ("plan", plan.as_str()),
            ("tier", tier),
            ("cameras", &cameras),
            ("months", &months),
            ("redeemedAt", redeemed_at.as_str()),
            ("startsAt", starts_at.as_str()),
            ("endsAt", ends_at.as_str()),
            ("codeHint", code_hint),
        ];
        let mut text = [VERSION, "\n"].concat();
        for (name, value) in lines {
            if value.chars().any(char::is_control) {
                return None;
            }
            text.extend([name, ": ", value, "\n"]);
        }
        Some(text)
    }
}

/// A public key that receipts are, or were, signed with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReceiptKey {
    /// The id that signatures name.
    pub id: String,
    /// Always `Ed25519`.
    pub algorithm: String,
    /// The 32 bytes of the key, in base64url without padding.
    pub public_key: String,
    /// Since when it has been used.
    pub created_at: Timestamp,
    /// Since when nothing is signed with it any more. What was signed before stays good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retired_at: Option<Timestamp>,
}

/// The answer of `GET /receipts/verify`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReceiptCheck {
    /// Whether reference and signature are those of a receipt. If not, nothing more is said: not which of the two is wrong.
    pub genuine: bool,
    /// What the receipt must say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<GenuineReceipt>,
}

/// What a genuine receipt says. Not whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct GenuineReceipt {
    /// What the owner quotes to support.
    pub reference: String,
    /// The plan.
    pub plan: Plan,
    /// Calendar months.
    pub months: u32,
    /// When the code was redeemed.
    pub redeemed_at: Timestamp,
    /// When the granted time begins.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// The end of the code.
    pub code_hint: String,
}

/// A reference as somebody typed it off a receipt: without white space, in capitals, and with plain hyphens. `None` when it
/// can't be one.
pub fn parse_reference(typed: &str) -> Option<String> {
    let plain = |c: char| match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        c => c.to_ascii_uppercase(),
    };
    let text: String = typed.chars().filter(|c| !c.is_whitespace()).map(plain).collect();
    let is_one = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-';
    (!text.is_empty() && text.len() <= REFERENCE_MAX && text.chars().all(is_one)).then_some(text)
}

/// A signature as somebody copied it off a receipt, where it may be broken into lines. `None` when it can't be one.
pub fn parse_signature(typed: &str) -> Option<String> {
    let text: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let is_one = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    (text.len() == SIGNATURE_LENGTH && text.bytes().all(is_one)).then_some(text)
}

#[cfg(test)]
mod tests;
