//! The one chromedriver of a test run.

use super::leash::Leashed;
use std::process::Stdio;
use std::sync::OnceLock;

/// How often it is started before it counts as broken.
const STARTS: usize = 5;

/// Held until the process ends; the leash then ends chromedriver.
static CHROMEDRIVER: OnceLock<(Leashed, String)> = OnceLock::new();

/// The address of chromedriver, which the first call starts.
pub(super) fn address() -> &'static str {
    &CHROMEDRIVER.get_or_init(start).1
}

fn start() -> (Leashed, String) {
    let program = std::env::var("CHROMEDRIVER").unwrap_or_else(|_| "chromedriver".to_owned());
    // The port that chromedriver finds free for IPv4 may be taken for IPv6, and then it gives up.
    let mut said = String::new();
    for _ in 0..STARTS {
        match try_to_start(&program) {
            Ok(started) => return started,
            Err(instead) => said = instead,
        }
    }
    panic!("{program} ended without saying on which port it listens, {STARTS} times; it said: {said}")
}

/// Starts it once; what it said when it does not listen.
fn try_to_start(program: &str) -> Result<(Leashed, String), String> {
    // Port 0: chromedriver takes a free one and says which.
    let (leashed, mut lines) = Leashed::start(program, &["--port=0".to_owned()], Stdio::null())
        .unwrap_or_else(|error| panic!("{program} does not start: {error}"));
    let mut said = String::new();
    let port = lines.by_ref().map_while(Result::ok).inspect(|line| said.push_str(line)).find_map(|line| {
        let port = line.strip_prefix("ChromeDriver was started successfully on port ")?;
        port.trim_end_matches('.').parse::<u16>().ok()
    });
    let Some(port) = port else { return Err(said) };
    // Whatever else it prints is read and dropped: a full pipe would stop it.
    std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
    Ok((leashed, format!("http://127.0.0.1:{port}")))
}
