//! `/cameras`.

use crate::support::TestApp;
use tapo_care_wire::IneligibleReason;

#[tokio::test]
async fn each_camera_says_whether_a_plan_can_cover_it_and_why_not() {
    let app = TestApp::demo().await;
    app.sql(
        "INSERT INTO cameras (id, account_id, name, model, is_camera, online, region, position)
         SELECT 'plug', id, 'Hallway plug', 'P110', FALSE, TRUE, 'DE', 50 FROM accounts WHERE email_key LIKE 'demo@%';
         INSERT INTO cameras (id, account_id, name, model, is_camera, online, region, position)
         SELECT 'old', id, 'Attic', 'NC200', TRUE, FALSE, 'DE', 51 FROM accounts WHERE email_key LIKE 'demo@%'",
    )
    .await;
    let cameras = app.demo_user().await.cameras().await;
    let table: Vec<_> = cameras
        .iter()
        .map(|c| (c.name.as_str(), c.model.as_str(), c.online, c.region.as_str(), c.ineligible_reason))
        .collect();
    assert_eq!(
        table,
        [
            ("Front door", "C420S2", true, "DE", None),
            ("Garden", "C325WB", true, "DE", None),
            ("Living room", "C210", false, "DE", None),
            ("Garage", "C310", true, "DE", None),
            ("Cabin", "C100", false, "US", Some(IneligibleReason::Region)),
            ("Hallway plug", "P110", true, "DE", Some(IneligibleReason::NotACamera)),
            ("Attic", "NC200", false, "DE", Some(IneligibleReason::UnsupportedModel)),
        ]
    );
    assert!(cameras.iter().all(|camera| camera.eligible == camera.ineligible_reason.is_none()));
    assert!(cameras.iter().all(|camera| camera.subscription_id.is_none()));
}
