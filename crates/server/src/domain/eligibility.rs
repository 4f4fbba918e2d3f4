//! Which devices a plan can cover at all: judged by the account's region and the model, never by the plan they have.

use tapo_care_wire::IneligibleReason;

/// A device, as far as eligibility looks at it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Device<'a> {
    /// Whether it films.
    pub(crate) is_camera: bool,
    /// Whether cloud video exists for its model.
    pub(crate) model_supported: bool,
    /// Where it was sold: an ISO 3166-1 country code.
    pub(crate) region: &'a str,
}

/// Why no plan of an account of `account_region` can cover the device; none when one can.
pub(crate) fn ineligible(device: Device<'_>, account_region: &str) -> Option<IneligibleReason> {
    if !device.is_camera {
        Some(IneligibleReason::NotACamera)
    } else if !device.model_supported {
        Some(IneligibleReason::UnsupportedModel)
    } else if device.region != account_region {
        Some(IneligibleReason::Region)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_that_no_change_of_region_would_cure_comes_first() {
        let table = [
            (true, true, "DE", None),
            (true, true, "US", Some(IneligibleReason::Region)),
            (true, false, "DE", Some(IneligibleReason::UnsupportedModel)),
            (true, false, "US", Some(IneligibleReason::UnsupportedModel)),
            (false, false, "DE", Some(IneligibleReason::NotACamera)),
            (false, true, "US", Some(IneligibleReason::NotACamera)),
        ];
        for (is_camera, model_supported, region, expected) in table {
            let device = Device { is_camera, model_supported, region };
            assert_eq!(ineligible(device, "DE"), expected, "{device:?}");
        }
    }
}
