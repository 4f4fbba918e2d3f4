//! The receipt as a file.

use crate::browser::QrPicture;
use crate::files::{RECEIPT_TYPE, ReceiptFile};
use crate::route::Route;
use crate::say::{self, Text};
use crate::{browser, words};
use tapo_care_wire::{ReceiptSignature, Redemption};

/// The link that checks a receipt. What stands behind the `#` is sent to no server by opening it.
pub(super) fn checking_link(reference: &str, signature: &ReceiptSignature) -> String {
    [&browser::origin(), &Route::VerifyReceipt.path(), "#", reference, ".", &signature.value].concat()
}

/// Offers the receipt as a file. It says what the one on the screen says: never a whole code. `picture` is the QR code of the
/// [`checking_link`], where there is one.
pub(super) fn keep(receipt: Redemption, email: String, picture: Option<QrPicture>) {
    let Redemption { code_hint, grant, effect, redeemed_at, reference, signature, .. } = receipt;
    let reference = reference.unwrap_or_default();
    let row = |term: Text, value: Text| (term.said(), value.said());
    let mut rows =
        vec![row(say::receipt::REFERENCE, Text::fixed(&reference)), row(say::receipt::PLAN, words::plan(&grant.plan))];
    rows.extend(redeemed_at.map(|moment| row(say::receipt::REDEEMED_ON, Text::date(&moment))));
    rows.extend([
        row(say::receipt::VALID_FOR, say::plan::months(grant.months)),
        row(say::receipt::RUNS_FROM, Text::date(&effect.starts_at)),
        row(say::receipt::RUNS_UNTIL, Text::date(&effect.ends_at)),
        row(say::receipt::CODE, Text::from(code_hint)),
        row(say::receipt::ID, Text::from(email)),
    ]);
    let language = say::spoken();
    let check = signature.as_ref().map(|signature| checking_link(&reference, signature));
    let file = ReceiptFile {
        language: (language.tag, language.is_rtl),
        issuer: say::ui::APP.said(),
        kind: say::receipt::KIND.said(),
        rows,
        signature: signature.map(|signature| {
            [say::receipt::SIGNATURE.said(), signature.value, say::receipt::key(signature.key_id).said()]
        }),
        check: check.map(|address| (say::receipt::PROOF_AT.said(), address)),
        picture: picture.map(|QrPicture { size, path }| (size, path)),
        foot: say::receipt::FOOT.said(),
    };
    let name = ["tapo-care-", &reference, ".html"].concat();
    browser::save(&name, RECEIPT_TYPE, &file.page());
}
