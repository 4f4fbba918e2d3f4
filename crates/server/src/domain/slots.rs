//! Which cameras a subscription covers: at most as many as its plan has (rule 7 of redemption).

use std::collections::BTreeSet;
use tapo_care_wire::CameraId;

/// A camera of the account, as far as choosing looks at it.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    /// The camera.
    pub(crate) id: CameraId,
    /// Whether a plan can cover it at all.
    pub(crate) eligible: bool,
    /// Which running subscription covers it now.
    pub(crate) covered_by: Cover,
}

/// What covers a camera.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cover {
    /// Nothing that runs.
    Nothing,
    /// The subscription that is being chosen for.
    This,
    /// Another one.
    Another,
}

/// Why a choice can't be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The account has no such camera.
    Unknown(CameraId),
    /// More than the plan has.
    TooMany,
    /// No plan can cover it.
    NotEligible(CameraId),
    /// Another subscription covers it, and the visitor has not said that it may be moved.
    HasPlan(CameraId),
}

/// Checks a choice and returns it, each camera once.
///
/// A camera that this subscription covers already can always stay: a later change of region must not make every other
/// change of the choice impossible.
pub(crate) fn choose(
    slots: u32,
    account: &[Candidate],
    wanted: &[CameraId],
    may_move: bool,
) -> Result<BTreeSet<CameraId>, Refusal> {
    let wanted: BTreeSet<CameraId> = wanted.iter().cloned().collect();
    let candidates: Vec<&Candidate> = wanted
        .iter()
        .map(|id| account.iter().find(|camera| camera.id == *id).ok_or_else(|| Refusal::Unknown(id.clone())))
        .collect::<Result<_, _>>()?;
    if wanted.len() > slots as usize {
        return Err(Refusal::TooMany);
    }
    for camera in &candidates {
        if !camera.eligible && camera.covered_by != Cover::This {
            return Err(Refusal::NotEligible(camera.id.clone()));
        }
    }
    if let Some(camera) = candidates.iter().find(|camera| camera.covered_by == Cover::Another && !may_move) {
        return Err(Refusal::HasPlan(camera.id.clone()));
    }
    Ok(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn account() -> Vec<Candidate> {
        let camera = |id: &str, eligible, covered_by| Candidate { id: CameraId::new(id), eligible, covered_by };
        vec![
            camera("free", true, Cover::Nothing),
            camera("free2", true, Cover::Nothing),
            camera("here", true, Cover::This),
            camera("here-but-ineligible", false, Cover::This),
            camera("elsewhere", true, Cover::Another),
            camera("ineligible", false, Cover::Nothing),
        ]
    }

    fn ids(ids: &[&str]) -> Vec<CameraId> {
        ids.iter().map(|&id| CameraId::new(id)).collect()
    }

    #[test]
    fn each_refusal_names_the_camera() {
        let table: [(&[&str], bool, Result<usize, Refusal>); 10] = [
            (&[], false, Ok(0)),
            (&["free", "here"], false, Ok(2)),
            (&["free", "free", "free"], false, Ok(1)),
            (&["free", "free2", "here"], false, Err(Refusal::TooMany)),
            (&["free", "nobody's"], false, Err(Refusal::Unknown(CameraId::new("nobody's")))),
            (&["ineligible"], true, Err(Refusal::NotEligible(CameraId::new("ineligible")))),
            (&["here-but-ineligible"], false, Ok(1)),
            (&["elsewhere"], false, Err(Refusal::HasPlan(CameraId::new("elsewhere")))),
            (&["elsewhere"], true, Ok(1)),
            (&["elsewhere", "ineligible"], false, Err(Refusal::NotEligible(CameraId::new("ineligible")))),
        ];
        for (wanted, may_move, expected) in table {
            let chosen = choose(2, &account(), &ids(wanted), may_move).map(|chosen| chosen.len());
            assert_eq!(chosen, expected, "{wanted:?}, may move: {may_move}");
        }
    }

    proptest! {
        #[test]
        fn never_more_than_the_plan_has_and_never_what_was_not_wanted(
            slots in 0u32..4,
            picks in proptest::collection::vec(0usize..6, 0..8),
            may_move: bool,
        ) {
            let account = account();
            let wanted: Vec<_> = picks.iter().map(|&pick| account[pick].id.clone()).collect();
            if let Ok(chosen) = choose(slots, &account, &wanted, may_move) {
                prop_assert!(chosen.len() <= slots as usize);
                prop_assert!(wanted.iter().all(|id| chosen.contains(id)));
                prop_assert!(chosen.iter().all(|id| wanted.contains(id)));
            }
        }
    }
}
