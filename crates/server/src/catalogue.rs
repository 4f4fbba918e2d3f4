//! The catalogue: which plans there are, and which models a plan can cover. It is data with a version (rule 2 of
//! redemption), in `catalogue.json`.

use serde::Deserialize;
use std::fmt;
use tapo_care_wire as wire;
use wire::{Plan, PlanId};

/// The catalogue that this build carries.
const EMBEDDED: &str = include_str!("../catalogue.json");

/// One edition of the catalogue.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Catalogue {
    version: String,
    plans: Vec<Plan>,
    camera_models: Vec<String>,
}

/// The file can't be used.
#[derive(Debug)]
pub(crate) struct BadCatalogue(serde_json::Error);

impl fmt::Display for BadCatalogue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "catalogue.json can't be read: {}", self.0)
    }
}

impl Catalogue {
    /// The edition that this build carries.
    pub(crate) fn embedded() -> Result<Self, BadCatalogue> {
        serde_json::from_str(EMBEDDED).map_err(BadCatalogue)
    }

    /// The plan of that id.
    pub(crate) fn plan(&self, id: &PlanId) -> Option<&Plan> {
        self.plans.iter().find(|plan| plan.id == *id)
    }

    /// The ids of all plans, for messages.
    pub(crate) fn plan_ids(&self) -> impl Iterator<Item = &str> {
        self.plans.iter().map(|plan| plan.id.as_str())
    }

    /// Whether cloud video exists for the model.
    pub(crate) fn supports(&self, model: &str) -> bool {
        self.camera_models.iter().any(|supported| supported == model)
    }

    /// As it travels.
    pub(crate) fn to_wire(&self) -> wire::Catalogue {
        wire::Catalogue { version: self.version.clone(), items: self.plans.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::Tier;

    #[test]
    fn the_embedded_catalogue_has_the_plans_that_are_sold() {
        let catalogue = Catalogue::embedded().expect("reads");
        let plans: Vec<_> =
            catalogue.plans.iter().map(|p| (p.id.as_str(), p.tier, p.cameras, p.history_days)).collect();
        let expected = [
            ("basic-1", Tier::Basic, 1, 7),
            ("basic-5", Tier::Basic, 5, 7),
            ("premium-1", Tier::Premium, 1, 30),
            ("premium-2", Tier::Premium, 2, 30),
            ("premium-3", Tier::Premium, 3, 30),
            ("premium-10", Tier::Premium, 10, 30),
        ];
        assert_eq!(plans, expected);
    }
}
