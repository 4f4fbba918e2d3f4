//! WebKitGTK's MiniBrowser, by a WebKitWebDriver for each: it drives one browser at a time. It has no windowless mode, so they
//! all run on a screen that nobody sees.

use super::super::leash::Leashed;
use super::program::{Program, launch};
use super::{Manner, Size, Without};
use serde_json::json;
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};
use thirtyfour::error::WebDriverResult;
use thirtyfour::{Capabilities, WebDriver};

/// Room for every size that a page is given.
const SCREEN: &str = "1600x1200x24";

/// Makes the browser's toolbar small, or else its window could not be as narrow as a phone.
const TOOLBAR: &str =
    "* { padding: 0; margin: 0; min-width: 0; border-width: 0; font-size: 1px; -GtkToolItem-icon-size: 1; }\n";

/// The locale that every Debian has. Under another name it is as good a one for that: WebKit takes the visitor's language
/// from the name, and nothing else from it.
const PLAIN_LOCALE: &str = "/usr/lib/locale/C.utf8";

/// How long a driver may take until it listens.
const PATIENCE: Duration = Duration::from_secs(20);

/// Held until the process ends; its leash then ends Xvfb.
static SCREEN_OF_THIS_RUN: OnceLock<(Leashed, String)> = OnceLock::new();

/// Starts a WebKitWebDriver. What its browser is to be without is for the environment to say.
pub(super) fn start(without: Option<Without>) -> Program {
    let program = std::env::var("WEBKIT_DRIVER").unwrap_or_else(|_| "WebKitWebDriver".to_owned());
    let mut settings = settings();
    if without == Some(Without::WebAssembly) {
        settings.push("JSC_useWasm=0".to_owned());
    }
    // It takes the port that it is told. Another program may take a free one first, and then it ends.
    let begun = Instant::now();
    loop {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port");
        let (running, mut lines) = launch(&program, &settings, &[&format!("--port={}", free.port())]);
        let said = std::thread::spawn(move || lines.by_ref().map_while(Result::ok).collect::<Vec<_>>().join("\n"));
        while !said.is_finished() && begun.elapsed() < PATIENCE {
            if TcpStream::connect(free).is_ok() {
                return Program::at(format!("http://{free}"), running);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        assert!(
            begun.elapsed() < PATIENCE,
            "{program} does not listen; `cargo xtask test --browsers webkit` installs it"
        );
    }
}

/// What to ask WebKitWebDriver for.
pub(super) fn capabilities(manner: Manner) -> WebDriverResult<Capabilities> {
    let mut args = vec!["--automation"];
    if manner.without == Some(Without::JavaScript) {
        args.push("--enable-javascript=false");
    }
    let mut capabilities = Capabilities::new();
    capabilities.set("browserName", "MiniBrowser")?;
    capabilities.set("webkitgtk:browserOptions", json!({ "binary": mini_browser(), "args": args }))?;
    Ok(capabilities)
}

/// Gives the page in front this size, by the size of its window.
pub(super) async fn fit(driver: &WebDriver, size: Size) -> WebDriverResult<()> {
    let (width, height) = size.pixels();
    driver.set_window_rect(0, 0, width, height).await?;
    let taken: u32 = driver.execute("return arguments[0] - innerHeight", vec![height.into()]).await?.convert()?;
    driver.set_window_rect(0, 0, width, height + taken).await?;
    Ok(())
}

/// Tells the page in front that the network is gone, or back, as WebKit does when it hears it from the system. Requests go on all the
/// same: its driver can't take the network away.
pub(super) async fn network(driver: &WebDriver, is_there: bool) -> WebDriverResult<()> {
    let script = "const isThere = arguments[0];
        Object.defineProperty(navigator, 'onLine', { get: () => isThere, configurable: true });
        dispatchEvent(new Event(isThere ? 'online' : 'offline'));";
    driver.execute(script, vec![is_there.into()]).await?;
    Ok(())
}

/// The browser's environment: its screen, its language, and folders of its own.
fn settings() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/e2e/webkit");
    let (toolbar, locales) = (folder.join("gtk-3.0"), folder.join("locales"));
    for folder in [&toolbar, &locales] {
        fs::create_dir_all(folder).expect("makes a folder for WebKit's settings");
    }
    fs::write(toolbar.join("gtk.css"), TOOLBAR).expect("writes WebKit's settings");
    // It is there already after the first time.
    let _there = std::os::unix::fs::symlink(PLAIN_LOCALE, locales.join("en_GB.UTF-8"));
    let (_, screen) = SCREEN_OF_THIS_RUN.get_or_init(screen);
    let mut settings = vec![format!("DISPLAY={screen}"), "LC_ALL=en_GB.UTF-8".to_owned()];
    settings.push(format!("LOCPATH={}", locales.display()));
    for kind in ["CONFIG", "CACHE", "DATA"] {
        settings.push(format!("XDG_{kind}_HOME={}", folder.display()));
    }
    settings
}

/// Starts the screen, and gives its name.
fn screen() -> (Leashed, String) {
    // It finds a free number, and prints it.
    let (running, mut lines) = launch("Xvfb", &[], &["-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp"]);
    let number = lines.find_map(Result::ok).expect("Xvfb: `cargo xtask test --browsers webkit` installs it");
    std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
    (running, format!(":{number}"))
}

/// The browser, which Debian puts beside its libraries.
fn mini_browser() -> PathBuf {
    if let Some(named) = std::env::var_os("MINIBROWSER") {
        return named.into();
    }
    let folders = fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    let places = folders.map(|folder| folder.path().join("webkit2gtk-4.1/MiniBrowser"));
    places
        .into_iter()
        .find(|path| path.is_file())
        .expect("MiniBrowser: `cargo xtask test --browsers webkit` installs it")
}
