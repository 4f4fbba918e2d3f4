//! A real provider of identities: npm's oidc-provider, as `tests/provider/provider.mjs` sets it up.

use super::leash::Leashed;
use std::process::Stdio;

/// Names the folder that oidc-provider is installed in.
const FOLDER: &str = "TAPO_CARE_OIDC_PROVIDER";

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../provider/provider.mjs");

/// A provider. It ends with this value.
pub(crate) struct Provider {
    issuer: String,
    _process: Leashed,
}

impl Provider {
    /// Starts one on a free port of `localhost`: to a browser that is another site than the server's 127.0.0.1.
    pub(super) fn start() -> Self {
        assert!(
            std::env::var_os(FOLDER).is_some_and(|folder| !folder.is_empty()),
            "{FOLDER} is not set: it names a folder with npm's oidc-provider. `cargo xtask test --only e2e` installs it and sets it; \
             by hand: npm install --ignore-scripts --prefix FOLDER oidc-provider@9.13.3"
        );
        // Kept open through the shell, which holds its own end until this process is gone.
        let arguments = ["-c", "sleep infinity | exec node \"$0\" localhost", SCRIPT].map(str::to_owned);
        let (process, mut lines) = Leashed::start("sh", &arguments, Stdio::null()).expect("starts the provider");
        let issuer = lines.next().and_then(Result::ok).expect("the provider says where it is");
        assert!(issuer.starts_with("http://localhost:"), "{issuer}");
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        Self { issuer, _process: process }
    }

    /// The server's options for it.
    pub(super) fn options(&self) -> Vec<String> {
        let options =
            ["--oidc-issuer", &self.issuer, "--oidc-client-id", "tapo-care-public", "--oidc-default-region", "DE"];
        options.map(str::to_owned).into()
    }
}
