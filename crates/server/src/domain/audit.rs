//! The audit log: what it tells, and how a change of it shows.

mod chain;

pub(crate) use chain::{Block, Chain, Entry, Finding, Head, Placed, Signet};

use serde::Serialize;
use tapo_care_wire::{AccountId, CameraId, PlanId, RedemptionId, SubscriptionId};

/// Something that was done. Names things by their ids only: no code, no address and no free text ever gets into the log, since
/// nothing can be taken out of it.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
pub(crate) enum AuditEvent<'a> {
    /// The log begins.
    Begun {},
    /// New codes were made.
    BatchIssued {
        #[serde(skip)]
        batch: &'a str,
        plan: &'a PlanId,
        months: u32,
        codes: i64,
    },
    /// Codes that existed elsewhere were taken over into a batch.
    CodesImported {
        #[serde(skip)]
        batch: &'a str,
        plan: &'a PlanId,
        months: u32,
        codes: i64,
    },
    /// A code was spent.
    Redeemed {
        #[serde(skip)]
        redemption: &'a RedemptionId,
        account: &'a AccountId,
        code: &'a str,
        batch: &'a str,
        subscription: &'a SubscriptionId,
        reference: &'a str,
        redeemed_at: i64,
        starts_at: i64,
        ends_at: i64,
    },
    /// A code was taken back.
    CodeRevoked {
        #[serde(skip)]
        code: &'a str,
        batch: &'a str,
    },
    /// What was unused of a batch was taken back.
    BatchRevoked {
        #[serde(skip)]
        batch: &'a str,
        codes: u64,
    },
    /// Cameras were chosen for a subscription.
    CamerasChosen {
        #[serde(skip)]
        subscription: &'a SubscriptionId,
        account: &'a AccountId,
        cameras: Vec<&'a CameraId>,
    },
    /// A key began to be used.
    KeyRotated {
        #[serde(skip)]
        key: &'a str,
        purpose: KeyPurpose,
    },
    /// A key of codes was given up.
    KeyDropped {
        #[serde(skip)]
        key: &'a str,
        purpose: KeyPurpose,
    },
    /// A batch that was there before the log.
    BatchTakenOver {
        #[serde(skip)]
        batch: &'a str,
        codes: i64,
    },
    /// A code that was taken back before the log.
    RevocationTakenOver {
        #[serde(skip)]
        code: &'a str,
    },
    /// A code that was spent before the log.
    RedemptionTakenOver {
        #[serde(skip)]
        redemption: &'a str,
    },
}

/// What a key is for.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KeyPurpose {
    /// Hashing codes.
    Codes,
    /// Signing receipts.
    Receipts,
}

impl AuditEvent<'_> {
    /// What happened. `store/audit_checks.rs` knows these names, too.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Begun {} => "begun",
            Self::BatchIssued { .. } => "batch_issued",
            Self::CodesImported { .. } => "codes_imported",
            Self::Redeemed { .. } => "redeemed",
            Self::CodeRevoked { .. } => "code_revoked",
            Self::BatchRevoked { .. } => "batch_revoked",
            Self::CamerasChosen { .. } => "cameras_chosen",
            Self::KeyRotated { .. } => "key_rotated",
            Self::KeyDropped { .. } => "key_dropped",
            Self::BatchTakenOver { .. } => "batch_taken_over",
            Self::RevocationTakenOver { .. } => "revocation_taken_over",
            Self::RedemptionTakenOver { .. } => "redemption_taken_over",
        }
    }

    /// The id of what it happened to.
    pub(crate) fn subject(&self) -> &str {
        match self {
            Self::Begun {} => "log",
            Self::BatchIssued { batch, .. }
            | Self::CodesImported { batch, .. }
            | Self::BatchRevoked { batch, .. }
            | Self::BatchTakenOver { batch, .. } => batch,
            Self::Redeemed { redemption, .. } => redemption.as_str(),
            Self::RedemptionTakenOver { redemption } => redemption,
            Self::CodeRevoked { code, .. } | Self::RevocationTakenOver { code } => code,
            Self::CamerasChosen { subscription, .. } => subscription.as_str(),
            Self::KeyRotated { key, .. } | Self::KeyDropped { key, .. } => key,
        }
    }

    /// The rest, as JSON whose members always stand in the same order.
    pub(crate) fn body(&self) -> String {
        // These types hold nothing that JSON can't say.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// How many codes an entry of a batch brought, by its body.
pub(crate) fn codes_of_body(body: &str) -> Option<i64> {
    serde_json::from_str::<serde_json::Value>(body).ok()?.get("codes")?.as_i64()
}

#[cfg(test)]
mod tests;
