//! Debian's packages, where the machine has them.

use std::process::{Command, Stdio};

use crate::failure::{Doing, Failure, Outcome};
use crate::paths;
use crate::process::{Step, answer, step};

/// Installs Debian packages, as root or through sudo.
pub(crate) struct Packages {
    lists_are_fresh: bool,
}

impl Packages {
    /// Nothing is asked of the machine until something is to be installed.
    pub(crate) fn new() -> Self {
        Self { lists_are_fresh: false }
    }

    /// Installs `names`. `what` says what they are, and `takes` about how long it takes.
    ///
    /// # Errors
    /// The machine has no apt, this user may not install, or a package can't be had. `by_hand` ends every message.
    pub(crate) fn install(&mut self, names: &[&str], what: &str, takes: &str, by_hand: &str) -> Outcome<()> {
        let says = format!("Installing {what} with apt-get");
        let installed =
            self.try_install(names, &Step { says: &says, takes, log: names.first().copied().unwrap_or("apt") });
        installed.map_err(|failure| match failure {
            Failure::Said(text) => Failure::said(format!("{text}\n\n{by_hand}")),
            other => other,
        })
    }

    fn try_install(&mut self, names: &[&str], installing: &Step<'_>) -> Outcome<()> {
        if paths::on_path("apt-get").is_none() {
            return Err(Failure::said(format!("{} is not possible: this machine has no apt-get.", installing.says)));
        }
        if !self.lists_are_fresh {
            let updating = Step { says: "Asking which packages there are", takes: "10 seconds", log: "apt-update" };
            step(&updating, self.as_root("apt-get")?.arg("update"))?;
            self.lists_are_fresh = true;
        }
        // Without --no-remove, apt would quietly remove what conflicts, such as another Rust of the user's.
        let mut command = self.as_root("apt-get")?;
        command.args(["install", "--yes", "--no-remove", "-o", "DPkg::Lock::Timeout=300"]).args(names);
        step(installing, command.env("DEBIAN_FRONTEND", "noninteractive"))
    }

    /// `program` as root.
    ///
    /// # Errors
    /// This user is not root and has no sudo, or did not get through it.
    pub(crate) fn as_root(&self, program: &str) -> Outcome<Command> {
        if answer(Command::new("id").arg("-u")).as_deref() == Some("0") {
            return Ok(Command::new(program));
        }
        if paths::on_path("sudo").is_none() {
            return Err(Failure::said("Installing packages takes root, and there is no sudo."));
        }
        // The password is asked for here, with the terminal; the steps themselves run without one.
        if answer(Command::new("sudo").args(["-n", "true"])).is_none() {
            eprintln!("Packages are missing, and installing them takes your password:");
            let status =
                Command::new("sudo").arg("-v").stdin(Stdio::inherit()).status().doing(|| "run sudo".to_owned())?;
            if !status.success() {
                return Err(Failure::said("Installing packages takes root, and sudo refused."));
            }
        }
        let mut command = Command::new("sudo");
        command.args(["-n", "--", program]);
        Ok(command)
    }
}
