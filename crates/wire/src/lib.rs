//! What the page and the server say to each other, so that the two cannot drift apart: the code format, requests,
//! answers and error codes. JSON names are camelCase. No I/O, no clock, no randomness; compiles to WebAssembly.

mod account;
mod camera;
mod feedback;
mod id;
mod language;
mod list;
mod outside;
mod page;
mod plan;
mod problem;
mod receipt;
mod redemption;
mod redemption_code;
mod region;
mod session;
mod subscription;
mod timestamp;
mod two_step;

pub use account::{
    MAILED_CODE_LENGTH, PASSWORD_MAX, PASSWORD_MIN, PasswordReset, PasswordResetRequest, Registration, Verification,
    is_email_form, is_password_length, parse_mailed_code,
};
pub use camera::{Camera, ChooseCameras, DemoCamera, DeviceKind, IneligibleReason, camera_events};
pub use feedback::Feedback;
pub use id::{AccountId, CameraId, RedemptionId, SessionId, SubscriptionId};
pub use language::{LANGUAGE_COOKIE, best_language};
pub use list::List;
pub use outside::{HandedOver, OutsideProblem, OutsideStarted, StartOutside};
pub use page::PAGE_BUILD;
pub use plan::{Catalogue, Plan, PlanId, Tier};
pub use problem::{CodeUsed, ErrorCode, Field, Problem};
pub use receipt::{
    GenuineReceipt, ReceiptCheck, ReceiptFacts, ReceiptKey, ReceiptSignature, parse_reference, parse_signature,
};
pub use redemption::{Effect, EffectKind, Grant, OpenRedemption, Redemption, RedemptionState, Terms};
pub use redemption_code::{CODE_LENGTH, CodeError, LooksLike, RedemptionCode};
pub use region::{is_region, regions};
pub use session::{Credentials, LoginWay, Preferences, Session, SessionEntry, Viewer};
pub use subscription::{RedemptionEntry, Subscription, SubscriptionState};
pub use timestamp::Timestamp;
pub use two_step::{
    APP_CODE_LENGTH, AppSetUp, Challenge, PasswordAgain, QrCode, RECOVERY_CODE_LENGTH, RecoveryCodes, SecondStep,
    TwoStep, TwoStepBegun, TwoStepMethod, TwoStepSetUp, TwoStepState, TypedCode,
};
