//! Accounts by the hundred: one is registered as visitors do it, the others are copies of its row, and all log in.

use tokio::task::JoinSet;

use crate::engine::Database;
use crate::outcome::{Failure, Outcome};
use crate::server::Server;
use crate::stage::{PASSWORD, Stage};
use crate::user::User;

/// Hashing a password takes a core for itself: a few at a time.
const LANES: usize = 4;

/// So many accounts, logged in, in order.
pub(crate) async fn log_in(stage: &Stage, server: &Server, database: &Database, count: usize) -> Outcome<Vec<User>> {
    stage.accounts(server, 1).await?;
    database.run("CREATE TABLE copied AS SELECT * FROM accounts").await?;
    for number in 0..count {
        let email = email(number);
        let change = format!("UPDATE copied SET id = 'copy-{number}', email = '{email}', email_key = '{email}'");
        database.run(&change).await?;
        database.run("INSERT INTO accounts SELECT * FROM copied").await?;
    }
    database.run("DROP TABLE copied").await?;
    let mut logging_in = JoinSet::new();
    for lane in 0..LANES {
        let address = server.address;
        logging_in.spawn(async move {
            let mut users = Vec::new();
            for number in (lane..count).step_by(LANES) {
                let mut user = User::new(address);
                user.log_in(&email(number), PASSWORD).await?;
                user.hang_up();
                users.push((number, user));
            }
            Ok::<_, Failure>(users)
        });
    }
    let mut users = Vec::new();
    while let Some(lane) = logging_in.join_next().await {
        users.extend(lane??);
    }
    users.sort_unstable_by_key(|(number, _)| *number);
    Ok(users.into_iter().map(|(_, user)| user).collect())
}

/// The address of that one's account.
pub(crate) fn email(number: usize) -> String {
    format!("copy-{number}@example.com")
}
