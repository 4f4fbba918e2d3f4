//! PostgreSQL's word of changes comes over a connection of its own, which can break like any other.

use super::*;
use crate::support::is_postgres;

/// Ends whatever listens in this database, as a restart or a failing network does. How many there were.
const BREAK: &str = "SELECT COUNT(*) FROM (SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND query LIKE 'LISTEN %') AS ended";

/// Nothing but the database's word could bring them: no stream looks by itself within the hour.
///
#[tokio::test]
async fn a_broken_connection_to_the_database_is_made_anew_and_nothing_is_missed() {
    if !is_postgres() {
        return;
    }
    let app = TestApp::with(|settings| {
        settings.demo = true;
        settings.streams.look_again = Duration::from_secs(3600);
    })
    .await;
    let user = app.demo_user().await;
    let mut stream = Stream::open(&user).await;
    add(&app, demo::EMAIL, "Before").await;
    assert_eq!(stream.camera().await.name, "Before");
    for (meanwhile, later) in [("Porch", "Shed"), ("Attic", "Cellar")] {
        assert_eq!(app.count(BREAK).await, 1, "one connection listens");
        add(&app, demo::EMAIL, meanwhile).await;
        assert_eq!(stream.camera().await.name, meanwhile);
        add(&app, demo::EMAIL, later).await;
        assert_eq!(stream.camera().await.name, later);
    }
}
