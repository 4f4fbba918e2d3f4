//! A cluster is made, crashed, started again and removed. Where there is no PostgreSQL there is nothing to try.

use super::*;

fn below() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/test-postgres")
}

fn query(cluster: &Cluster, sql: &str) -> String {
    cluster.client("psql", &["-d", "postgres", "-Atc", sql]).expect("psql works")
}

/// Seen red with `-c fsync=off`, and with a folder that is not removed.
#[test]
fn what_is_committed_outlives_a_crash_and_nothing_outlives_the_value() {
    let programs = Programs::find().expect("PostgreSQL is installed: `cargo xtask setup` does it");
    let mut cluster = Cluster::start(&programs, &below()).expect("it starts");
    assert_eq!(query(&cluster, "SHOW fsync"), "on");
    assert_eq!(query(&cluster, "SHOW synchronous_commit"), "on");
    query(&cluster, "CREATE TABLE kept (n BIGINT)");
    query(&cluster, "INSERT INTO kept VALUES (1)");
    cluster.crash().expect("it is killed");
    cluster.restart().expect("it starts again");
    assert_eq!(query(&cluster, "SELECT n FROM kept"), "1");
    assert!(cluster.log().contains("was not properly shut down"), "{}", cluster.log());

    let (folder, port) = (cluster.folder.clone(), cluster.port);
    drop(cluster);
    assert!(!folder.exists());
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).expect("its port is free again");
}
