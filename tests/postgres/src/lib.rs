//! A PostgreSQL of one's own for tests: a fresh cluster in a folder of its own, on a free port of this machine, durable as
//! PostgreSQL is by default. It ends with the value that stands for it, or with the process that started it, however that ends.

mod leash;
mod programs;

pub use programs::Programs;

use std::fs::{self, File, Permissions};
use std::io::{Error, Read as _, Result};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use leash::Leash;
use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, User, geteuid};

/// A start takes a second; one after a crash also reads the log of what was written.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often a start looks whether it is done.
const GLANCE: Duration = Duration::from_millis(10);

/// PostgreSQL's administrator, who is the only user.
const ADMINISTRATOR: &str = "postgres";

/// The file with the administrator's password, below the cluster's folder.
const PASSWORD_FILE: &str = "password";

/// A running PostgreSQL. Dropping it ends it and removes its data.
#[derive(Debug)]
pub struct Cluster {
    programs: Programs,
    folder: PathBuf,
    /// PostgreSQL refuses to run as root, and then runs as this user.
    user: Option<User>,
    password: String,
    port: u16,
    leash: Option<Leash>,
}

impl Cluster {
    /// Makes a cluster in a new folder below `parent` and starts it.
    ///
    /// # Errors
    /// A program of PostgreSQL fails, whose own words are then in the message; or this is root, and there is no user `postgres`.
    pub fn start(programs: &Programs, parent: &Path) -> Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let user = server_user()?;
        // A checkout in root's own folder is out of that user's reach.
        fs::create_dir_all(parent)?;
        let parent = parent.canonicalize()?;
        let parent = if user.is_none() || all_can_reach(&parent) { parent } else { std::env::temp_dir() };
        let name = format!("postgres-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = parent.join(name);
        fs::create_dir(&folder)?;
        let mut cluster =
            Self { programs: programs.clone(), folder, user, password: password()?, port: 0, leash: None };
        cluster.make()?;
        cluster.restart()?;
        Ok(cluster)
    }

    /// The address of one of its databases, of which `postgres` is there from the beginning.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{ADMINISTRATOR}:{}@127.0.0.1:{}/{database}", self.password, self.port)
    }

    /// Runs a program of PostgreSQL that speaks to it, such as `psql`, and gives what it prints.
    ///
    /// # Errors
    /// It fails; the message says what it said.
    pub fn client(&self, program: &str, arguments: &[&str]) -> Result<String> {
        let mut command = self.command(program);
        command.env("PGPASSWORD", &self.password).args(["-h", "127.0.0.1", "-U", ADMINISTRATOR]);
        said(command.args(["-p", &self.port.to_string()]).args(arguments))
    }

    /// Kills all its processes at once, as a machine does that stops.
    ///
    /// # Errors
    /// They can't be found.
    pub fn crash(&mut self) -> Result<()> {
        self.signal(Signal::SIGKILL)?;
        self.leash = None;
        // One that was just being made was not among them. It may wait for a lock that nobody gives back any more, and then keeps
        // the next server from starting.
        let begun = Instant::now();
        loop {
            let left = self.processes();
            if left.is_empty() || begun.elapsed() > PATIENCE {
                return Ok(());
            }
            for process in left {
                let _gone = kill(Pid::from_raw(process), Signal::SIGKILL);
            }
            thread::sleep(GLANCE);
        }
    }

    /// Stops all its processes where they are, or lets them go on: a server that no longer answers, but is there.
    ///
    /// # Errors
    /// They can't be found.
    pub fn freeze(&self, frozen: bool) -> Result<()> {
        self.signal(if frozen { Signal::SIGSTOP } else { Signal::SIGCONT })
    }

    /// Ends it in the ordinary way. Its data stays.
    pub fn stop(&mut self) {
        self.leash = None;
    }

    /// Starts it again, after a crash or a stop, at the address that it had.
    ///
    /// # Errors
    /// It doesn't get ready within a minute; the message holds its log.
    pub fn restart(&mut self) -> Result<()> {
        self.leash = None;
        let begun = Instant::now();
        loop {
            if self.port == 0 {
                self.port = free_port()?;
            }
            let mut leash = Leash::start(self.server()?)?;
            loop {
                if self.answers() {
                    self.leash = Some(leash);
                    return Ok(());
                }
                if leash.ended()? {
                    break;
                }
                thread::sleep(GLANCE);
            }
            // Processes of the one that was killed may take a moment to go, and a free port may be taken meanwhile.
            if begun.elapsed() > PATIENCE {
                return Err(Error::other(format!("PostgreSQL doesn't start:\n{}", self.log())));
            }
            thread::sleep(GLANCE);
        }
    }

    fn make(&self) -> Result<()> {
        fs::set_permissions(&self.folder, Permissions::from_mode(0o700))?;
        fs::write(self.folder.join(PASSWORD_FILE), &self.password)?;
        fs::set_permissions(self.folder.join(PASSWORD_FILE), Permissions::from_mode(0o600))?;
        if let Some(user) = &self.user {
            for path in [&self.folder, &self.folder.join(PASSWORD_FILE)] {
                chown(path, Some(user.uid.as_raw()), Some(user.gid.as_raw()))?;
            }
        }
        // md5, since the costly check of SCRAM is most of the time that a short-lived connection takes in a test.
        let options = ["--auth=md5", "--username", ADMINISTRATOR, "--encoding=UTF8", "--locale=C", "--no-sync"];
        said(self.command("initdb").args(options).arg("--pwfile").arg(PASSWORD_FILE).args(["-D", "data"])).map(drop)
    }

    /// The server itself. Everything that makes it durable is left as it is by default.
    fn server(&self) -> Result<Command> {
        let log = File::options().create(true).append(true).open(self.log_file())?;
        let mut command = self.command("sh");
        command.args(["-c", leash::SCRIPT, "leash"]).arg(self.programs.file("postgres")).args(["-D", "data"]);
        command.args(["-p", &self.port.to_string()]);
        for setting in ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=400"] {
            command.args(["-c", setting]);
        }
        command.stdout(log.try_clone()?).stderr(log);
        Ok(command)
    }

    fn answers(&self) -> bool {
        let mut command = self.command("pg_isready");
        command.args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()]);
        // Someone else may listen at the port: this one says in a file of its own that it is ready.
        let own = fs::read_to_string(self.pid_file()).is_ok_and(|text| text.lines().any(|line| line.trim() == "ready"));
        own && command.stdin(Stdio::null()).status().is_ok_and(|status| status.success())
    }

    /// `program` as the server's user, in the cluster's folder, with nothing of the environment that would lead it elsewhere.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(if program == "sh" { program.into() } else { self.programs.file(program) });
        command.current_dir(&self.folder).env("LC_ALL", "C").process_group(0);
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PG")) {
            command.env_remove(name);
        }
        if let Some(user) = &self.user {
            command.uid(user.uid.as_raw()).gid(user.gid.as_raw());
        }
        command
    }

    /// Signals the server and all processes that it made: these are groups of their own.
    fn signal(&self, signal: Signal) -> Result<()> {
        let server: i32 = fs::read_to_string(self.pid_file())?
            .lines()
            .next()
            .and_then(|line| line.parse().ok())
            .ok_or_else(|| Error::other("PostgreSQL doesn't say which process it is"))?;
        // First the one that makes new ones.
        for process in [server].into_iter().chain(children(server)?) {
            // One that is gone already can't be signalled, which is no harm.
            let _gone = kill(Pid::from_raw(process), signal);
        }
        Ok(())
    }

    /// All processes that work in the folder of the data, as all of the server's do, whoever their parent is by now. Where there
    /// is no `/proc`, none.
    pub fn processes(&self) -> Vec<i32> {
        let data = self.folder.join("data");
        let all = fs::read_dir("/proc").into_iter().flatten().flatten();
        let numbers = all.filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
        let of_data = |process: &i32| fs::read_link(format!("/proc/{process}/cwd")).is_ok_and(|place| place == data);
        numbers.filter(of_data).collect()
    }

    fn pid_file(&self) -> PathBuf {
        self.folder.join("data/postmaster.pid")
    }

    fn log_file(&self) -> PathBuf {
        self.folder.join("log")
    }

    /// What it wrote to its log.
    pub fn log(&self) -> String {
        fs::read_to_string(self.log_file()).unwrap_or_default()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // A frozen one would not hear that it is to end.
        let _gone = self.freeze(false);
        self.leash = None;
        if let Err(error) = fs::remove_dir_all(&self.folder) {
            eprintln!("{} can't be removed: {error}", self.folder.display());
        }
    }
}

/// Whom PostgreSQL is to run as, where it can't be us.
fn server_user() -> Result<Option<User>> {
    if !geteuid().is_root() {
        return Ok(None);
    }
    let user = User::from_name("postgres")?;
    let missing = "PostgreSQL refuses to run as root, and there is no user “postgres” that it could run as";
    user.map(Some).ok_or_else(|| Error::other(missing))
}

fn all_can_reach(folder: &Path) -> bool {
    folder.ancestors().all(|above| fs::metadata(above).is_ok_and(|data| data.mode() & 0o001 != 0))
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// A word that nobody guesses: whoever is let in can do whatever the server's user can.
fn password() -> Result<String> {
    let mut bytes = [0; 16];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The processes whose parent is `parent`.
fn children(parent: i32) -> Result<Vec<i32>> {
    let list = said(Command::new("ps").args(["-A", "-o", "pid=,ppid="]))?;
    let pairs = list.lines().filter_map(|line| {
        let mut numbers = line.split_whitespace().map(str::parse::<i32>);
        Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
    });
    Ok(pairs.filter(|&(_, above)| above == parent).map(|(process, _)| process).collect())
}

/// What a command prints.
fn said(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output()?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned());
    }
    let program = command.get_program().to_string_lossy().into_owned();
    Err(Error::other(format!("{program} failed:\n{}", String::from_utf8_lossy(&output.stderr).trim_end())))
}

#[cfg(test)]
mod tests;
