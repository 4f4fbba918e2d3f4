//! Options of the log-in.

use crate::identity::OutsideSettings;
use clap::Args;
use std::path::PathBuf;

/// Who says who visitors are. Without a provider they log in with a password that this server knows.
#[derive(Args, Debug)]
pub(super) struct IdentityOptions {
    /// The provider of identities (OpenID Connect) that visitors log in with, by its issuer, such as https://id.example.com.
    /// Then there is no registration, and no password, at this server. Register PUBLIC-ORIGIN/api/v1/session/outside/callback with
    /// it as the redirect URI.
    #[arg(long, env = "TAPO_CARE_OIDC_ISSUER", value_name = "URL", requires_all = ["oidc_client_id", "oidc_default_region"])]
    oidc_issuer: Option<String>,
    /// The client id that the provider gave to this server.
    #[arg(long, env = "TAPO_CARE_OIDC_CLIENT_ID", value_name = "ID", requires = "oidc_issuer")]
    oidc_client_id: Option<String>,
    /// The file of the client secret. A public client has none.
    #[arg(long, env = "TAPO_CARE_OIDC_CLIENT_SECRET_FILE", value_name = "FILE", requires = "oidc_issuer")]
    oidc_client_secret_file: Option<PathBuf>,
    /// What to ask the provider for besides openid, parted by commas.
    #[arg(long, env = "TAPO_CARE_OIDC_SCOPE", value_name = "SCOPE", value_delimiter = ',', default_value = "email")]
    oidc_scope: Vec<String>,
    /// The claim with a visitor's country, as an ISO 3166-1 code.
    #[arg(long, env = "TAPO_CARE_OIDC_COUNTRY_CLAIM", value_name = "CLAIM", default_value = "country")]
    oidc_country_claim: String,
    /// The country of visitors of whom the provider says none, as an ISO 3166-1 code. Codes are bound to countries.
    #[arg(long, env = "TAPO_CARE_OIDC_DEFAULT_REGION", value_name = "COUNTRY", requires = "oidc_issuer")]
    oidc_default_region: Option<String>,
}

impl IdentityOptions {
    /// As the server takes them. What an issuer requires is there when it is.
    pub(super) fn settings(self) -> Option<OutsideSettings> {
        Some(OutsideSettings {
            issuer: self.oidc_issuer?,
            client_id: self.oidc_client_id?,
            client_secret_file: self.oidc_client_secret_file,
            scopes: self.oidc_scope,
            country_claim: self.oidc_country_claim,
            default_region: self.oidc_default_region?,
        })
    }
}
