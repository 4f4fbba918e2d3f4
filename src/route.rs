//! Every address of the page, made and parsed here and nowhere else.
//!
//! An address holds ids only: a code, a password or a token is never in a path or a query.

use tapo_care_wire::{DeviceKind, OutsideProblem, RedemptionId, SubscriptionId};

/// Where the page is served.
pub const BASE: &str = "/tapo_web";

/// The query's name for where to go after log-in.
const RETURN_TO: &str = "return_to";

/// The query's name for why a log-in with the provider of identities failed.
const PROBLEM: &str = "problem";

/// A view of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// Tapo Care: the account's subscriptions.
    Home,
    /// Log in.
    Login,
    /// The second step of the log-in.
    Mfa,
    /// Create a TP-Link ID.
    Register,
    /// Enter the code that proves the address.
    Verify,
    /// Forgot your password?
    Forgot,
    /// Choose a new password.
    Reset,
    /// Enter the code.
    Redeem,
    /// The plan details, to confirm.
    Confirm(RedemptionId),
    /// Choose the cameras.
    Cameras(RedemptionId),
    /// How to add a camera while choosing: which kind it is, then the steps for that kind.
    AddCamera(RedemptionId, Option<DeviceKind>),
    /// The receipt.
    Receipt(RedemptionId),
    /// One subscription.
    Subscription(SubscriptionId),
    /// Every redemption of the account.
    History,
    /// Check a receipt.
    VerifyReceipt,
    /// The account: who it is, how it is protected, where it is logged in.
    Account,
    /// Two-step verification on or off.
    TwoStep,
    /// Questions and answers.
    Help,
}

impl Route {
    /// The address, absolute within the site.
    pub fn path(&self) -> String {
        match self {
            Self::Home => BASE.to_owned(),
            Self::Login => [BASE, "/login"].concat(),
            Self::Mfa => [BASE, "/mfa"].concat(),
            Self::Register => [BASE, "/register"].concat(),
            Self::Verify => [BASE, "/verify"].concat(),
            Self::Reset => [BASE, "/reset"].concat(),
            Self::Forgot => [BASE, "/forgot"].concat(),
            Self::Redeem => [BASE, "/redeem"].concat(),
            Self::Confirm(id) => [BASE, "/redeem/", id.as_str()].concat(),
            Self::Cameras(id) => [BASE, "/redeem/", id.as_str(), "/cameras"].concat(),
            Self::AddCamera(id, None) => [BASE, "/redeem/", id.as_str(), "/cameras/add"].concat(),
            Self::AddCamera(id, Some(kind)) => {
                [BASE, "/redeem/", id.as_str(), "/cameras/add/", segment(*kind)].concat()
            }
            Self::Receipt(id) => [BASE, "/redeem/", id.as_str(), "/receipt"].concat(),
            Self::Subscription(id) => [BASE, "/subscriptions/", id.as_str()].concat(),
            Self::History => [BASE, "/history"].concat(),
            Self::VerifyReceipt => [BASE, "/receipts/verify"].concat(),
            Self::Account => [BASE, "/account"].concat(),
            Self::TwoStep => [BASE, "/account/two-step"].concat(),
            Self::Help => [BASE, "/help"].concat(),
        }
    }

    /// Reads a path, with or without a slash at its end. `None` is "Page not found".
    pub fn parse(path: &str) -> Option<Self> {
        let rest = path.strip_prefix(BASE)?;
        if !rest.is_empty() && !rest.starts_with('/') {
            return None;
        }
        let mut segments = rest.strip_suffix('/').unwrap_or(rest).split('/').skip(1);
        let mut next = || segments.next();
        let parts = (next(), next(), next(), next(), next(), next());
        let route = match parts {
            (None, ..) => Self::Home,
            (Some("login"), None, ..) => Self::Login,
            (Some("mfa"), None, ..) => Self::Mfa,
            (Some("register"), None, ..) => Self::Register,
            (Some("verify"), None, ..) => Self::Verify,
            (Some("forgot"), None, ..) => Self::Forgot,
            (Some("reset"), None, ..) => Self::Reset,
            (Some("redeem"), None, ..) => Self::Redeem,
            (Some("redeem"), Some(id), None, ..) if is_id(id) => Self::Confirm(RedemptionId::new(id)),
            (Some("redeem"), Some(id), Some("cameras"), None, ..) if is_id(id) => Self::Cameras(RedemptionId::new(id)),
            (Some("redeem"), Some(id), Some("cameras"), Some("add"), kind, None) if is_id(id) => {
                let kind = match kind {
                    Some(name) => Some(DeviceKind::ALL.into_iter().find(|kind| segment(*kind) == name)?),
                    None => None,
                };
                Self::AddCamera(RedemptionId::new(id), kind)
            }
            (Some("redeem"), Some(id), Some("receipt"), None, ..) if is_id(id) => Self::Receipt(RedemptionId::new(id)),
            (Some("subscriptions"), Some(id), None, ..) if is_id(id) => Self::Subscription(SubscriptionId::new(id)),
            (Some("history"), None, ..) => Self::History,
            (Some("receipts"), Some("verify"), None, ..) => Self::VerifyReceipt,
            (Some("account"), None, ..) => Self::Account,
            (Some("account"), Some("two-step"), None, ..) => Self::TwoStep,
            (Some("help"), None, ..) => Self::Help,
            _ => return None,
        };
        Some(route)
    }

    /// Whether somebody has to be logged in to see it.
    pub const fn needs_login(&self) -> bool {
        !self.leads_to_login() && !matches!(self, Self::Help | Self::VerifyReceipt)
    }

    /// Whether it is the log-in or one of the ways to it.
    pub const fn leads_to_login(&self) -> bool {
        matches!(self, Self::Login | Self::Mfa | Self::Register | Self::Verify | Self::Forgot | Self::Reset)
    }

    /// Whether it is about a password that this site knows: there is none where visitors log in with a provider of identities.
    pub const fn is_about_passwords(&self) -> bool {
        self.leads_to_login() && !matches!(self, Self::Login)
    }

    /// The address of the log-in that comes back to this view afterwards. In the query, so that a reload keeps it.
    pub fn login_first(&self) -> String {
        Self::Login.returning_to(self)
    }

    /// The same for the second step of the log-in, when the first is done.
    pub fn mfa_first(&self) -> String {
        Self::Mfa.returning_to(self)
    }

    /// The address of this view with where to go after log-in, taken over from the query of the view that leads to it.
    pub fn keeping(&self, query: &str) -> String {
        self.returning_to(&Self::after_login(query))
    }

    fn returning_to(&self, to: &Self) -> String {
        match to {
            Self::Home => self.path(),
            _ => [&self.path(), "?", RETURN_TO, "=", &to.path()].concat(),
        }
    }

    /// Where to go after log-in, by the log-in page's query. Only ever a view of this page that needs the log-in, so that no
    /// link can send a visitor elsewhere through the log-in (an open redirect).
    pub fn after_login(query: &str) -> Self {
        let path = parameter(query, RETURN_TO).map(|value| value.replace("%2F", "/").replace("%2f", "/"));
        path.and_then(|path| Self::parse(&path)).filter(Self::needs_login).unwrap_or(Self::Home)
    }

    /// Why a log-in with the provider of identities failed, by the log-in page's query.
    pub fn outside_problem(query: &str) -> Option<OutsideProblem> {
        parameter(query, PROBLEM).and_then(OutsideProblem::of_name)
    }
}

/// A kind of camera as it stands in addresses.
const fn segment(kind: DeviceKind) -> &'static str {
    match kind {
        DeviceKind::PlugIn => "plug-in",
        DeviceKind::Battery => "battery",
        DeviceKind::Doorbell => "doorbell",
        DeviceKind::HubKit => "hub-kit",
    }
}

/// A parameter of a query, as it stands there.
fn parameter<'a>(query: &'a str, name: &str) -> Option<&'a str> {
    query.trim_start_matches('?').split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

/// Ids are opaque, but they stand in addresses and in the paths of calls: what could change either is no id.
fn is_id(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn redemption() -> RedemptionId {
        RedemptionId::new("red_7Qx-1")
    }

    #[test]
    fn all_addresses() {
        let all = [
            ("/tapo_web", Route::Home, true),
            ("/tapo_web/login", Route::Login, false),
            ("/tapo_web/mfa", Route::Mfa, false),
            ("/tapo_web/register", Route::Register, false),
            ("/tapo_web/verify", Route::Verify, false),
            ("/tapo_web/forgot", Route::Forgot, false),
            ("/tapo_web/reset", Route::Reset, false),
            ("/tapo_web/redeem", Route::Redeem, true),
            ("/tapo_web/redeem/red_7Qx-1", Route::Confirm(redemption()), true),
            ("/tapo_web/redeem/red_7Qx-1/cameras", Route::Cameras(redemption()), true),
            ("/tapo_web/redeem/red_7Qx-1/cameras/add", Route::AddCamera(redemption(), None), true),
            (
                "/tapo_web/redeem/red_7Qx-1/cameras/add/plug-in",
                Route::AddCamera(redemption(), Some(DeviceKind::PlugIn)),
                true,
            ),
            (
                "/tapo_web/redeem/red_7Qx-1/cameras/add/battery",
                Route::AddCamera(redemption(), Some(DeviceKind::Battery)),
                true,
            ),
            (
                "/tapo_web/redeem/red_7Qx-1/cameras/add/doorbell",
                Route::AddCamera(redemption(), Some(DeviceKind::Doorbell)),
                true,
            ),
            (
                "/tapo_web/redeem/red_7Qx-1/cameras/add/hub-kit",
                Route::AddCamera(redemption(), Some(DeviceKind::HubKit)),
                true,
            ),
            ("/tapo_web/redeem/red_7Qx-1/receipt", Route::Receipt(redemption()), true),
            ("/tapo_web/subscriptions/sub_1", Route::Subscription(SubscriptionId::new("sub_1")), true),
            ("/tapo_web/history", Route::History, true),
            ("/tapo_web/receipts/verify", Route::VerifyReceipt, false),
            ("/tapo_web/account", Route::Account, true),
            ("/tapo_web/account/two-step", Route::TwoStep, true),
            ("/tapo_web/help", Route::Help, false),
        ];
        for (path, route, needs_login) in all {
            assert_eq!(route.path(), path);
            assert_eq!(Route::parse(path), Some(route.clone()));
            assert_eq!(Route::parse(&format!("{path}/")), Some(route.clone()), "with a slash at the end");
            assert_eq!(route.needs_login(), needs_login, "{path}");
        }
    }

    #[test]
    fn anything_else_is_not_found() {
        for path in [
            "/",
            "/tapo_website",
            "/tapo_web/nothing",
            "/tapo_web//",
            "/tapo_web/redeem/a/b",
            "/tapo_web/redeem/a/cameras/b",
            "/tapo_web/redeem/a/cameras/add/toaster",
            "/tapo_web/redeem/a/cameras/add/battery/1",
            "/tapo_web/redeem/a/cameras/add//",
            "/tapo_web/redeem/..",
            "/tapo_web/redeem/a%2Fb",
            "/tapo_web/help/more",
            "/tapo_web/receipts",
            "/tapo_web/receipts/verify/TC-1",
            "/tapo_web/account/three-step",
            "/tapo_web/account/two-step/app",
        ] {
            assert_eq!(Route::parse(path), None, "{path}");
        }
    }

    #[test]
    fn log_in_comes_back_to_where_it_was_asked_for() {
        let route = Route::Confirm(redemption());
        let address = route.login_first();
        assert_eq!(address, "/tapo_web/login?return_to=/tapo_web/redeem/red_7Qx-1");
        let (_, query) = address.split_once('?').expect("a query");
        assert_eq!(Route::after_login(query), route);
        assert_eq!(Route::after_login("?return_to=%2Ftapo_web%2Fhistory"), Route::History);
        assert_eq!(Route::Home.login_first(), "/tapo_web/login");
        assert_eq!(Route::TwoStep.mfa_first(), "/tapo_web/mfa?return_to=/tapo_web/account/two-step");
    }

    #[test]
    fn the_ways_to_the_log_in_keep_where_it_leads() {
        let query = "?return_to=%2Ftapo_web%2Fredeem";
        for route in [Route::Register, Route::Verify, Route::Forgot, Route::Reset, Route::Mfa, Route::Login] {
            let address = route.keeping(query);
            assert_eq!(address, [&route.path(), "?return_to=/tapo_web/redeem"].concat());
            assert_eq!(Route::after_login(address.split_once('?').expect("a query").1), Route::Redeem);
            assert_eq!(route.keeping("?return_to=https://evil.example"), route.path());
            assert!(route.leads_to_login());
            assert_eq!(route.is_about_passwords(), route != Route::Login);
        }
        assert!(!Route::Help.leads_to_login());
    }

    #[test]
    fn a_log_in_that_failed_says_why_by_a_name_and_nothing_else() {
        let query = "problem=denied&return_to=/tapo_web/redeem";
        assert_eq!(Route::outside_problem(query), Some(OutsideProblem::Denied));
        assert_eq!(Route::after_login(query), Route::Redeem);
        for query in ["", "problem=", "problem=words", "problems=denied"] {
            assert_eq!(Route::outside_problem(query), None, "{query}");
        }
    }

    #[test]
    fn log_in_never_leads_out_of_the_page_or_in_a_circle() {
        for query in [
            "",
            "return_to=",
            "return_to=https://evil.example/tapo_web",
            "return_to=//evil.example/tapo_web",
            "return_to=/tapo_web/login",
            "return_to=/tapo_web/mfa",
            "return_to=/tapo_web/../evil",
        ] {
            assert_eq!(Route::after_login(query), Route::Home, "{query}");
        }
    }

    proptest! {
        #[test]
        fn what_parses_has_that_address(path in "/tapo_web(/[a-z_]{1,13}){0,4}/?") {
            if let Some(route) = Route::parse(&path) {
                prop_assert_eq!(route.path(), path.trim_end_matches('/'));
            }
        }
    }
}
