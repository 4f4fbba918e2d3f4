//! What support needs to know when somebody asks for help: page, time, ids, what failed, versions. A few lines of plain text that
//! the visitor can read before they send them.
//!
//! Pure, and made of these parts only: there is no room in it for a code, a password or an e-mail address. Its words are the same in every
//! language, since those who help read them.

use crate::route::Route;

/// Characters of the browser's description of itself at the most.
const AGENT_LENGTH: usize = 300;

/// How many letters and digits an id has that may be a code somebody typed into the address. The server's ids are longer.
const LIKE_A_CODE: std::ops::RangeInclusive<usize> = 9..=17;

/// The last call that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// The stable name of the problem, or that there was no answer.
    pub what: &'static str,
    /// The status of the answer, if one came.
    pub status: Option<u16>,
    /// The id that the server gave the request, by which its log is found.
    pub request: Option<String>,
    /// When, in RFC 3339.
    pub at: String,
}

/// What is to be told.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The view. Its address is not told: anything may have been typed there.
    pub route: Option<&'a Route>,
    /// When, in RFC 3339.
    pub now: &'a str,
    /// The reference of the receipt on the screen.
    pub reference: Option<&'a str>,
    /// What failed last.
    pub trouble: Option<&'a Trouble>,
    /// The language of the page (BCP 47).
    pub language: &'a str,
    /// How the browser describes itself.
    pub agent: &'a str,
}

/// The lines.
pub fn details(facts: Facts<'_>) -> String {
    let Facts { route, now, reference, trouble, language, agent } = facts;
    let mut out = ["Tapo Care ", env!("CARGO_PKG_VERSION"), "\n"].concat();
    let mut line = |name: &str, value: &str| {
        let plain = value.chars().filter(|c| !c.is_control()).take(AGENT_LENGTH);
        out.push_str(name);
        out.push_str(": ");
        out.extend(plain);
        out.push('\n');
    };
    line("Page", route.map_or("not found", kind));
    if let Some((name, id)) = route.and_then(id).filter(|(_, id)| !is_like_a_code(id)) {
        line(name, id);
    }
    if let Some(reference) = reference {
        line("Reference", reference);
    }
    line("Time", now);
    if let Some(Trouble { what, status, request, at }) = trouble {
        line("Last problem", what);
        if let Some(status) = status {
            line("Status", &status.to_string());
        }
        if let Some(request) = request {
            line("Request", request);
        }
        line("Problem at", at);
    }
    line("Language", language);
    line("Browser", agent);
    out
}

/// The address of an e-mail with these lines, to nobody yet: the visitor knows who helps them.
pub fn mail(subject: &str, text: &str) -> String {
    ["mailto:?subject=", &encoded(subject), "&body=", &encoded(&text.replace('\n', "\r\n"))].concat()
}

/// As the parts of an address are written (RFC 3986, 2.3).
fn encoded(text: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let [high, low] = [byte >> 4, byte & 15].map(|half| char::from(HEX[usize::from(half)]));
            out.extend(['%', high, low]);
        }
    }
    out
}

/// What a view is called among those who help.
const fn kind(route: &Route) -> &'static str {
    match route {
        Route::Home => "home",
        Route::Login => "login",
        Route::Mfa => "mfa",
        Route::Register => "register",
        Route::Verify => "verify",
        Route::Forgot => "forgot",
        Route::Reset => "reset",
        Route::Redeem => "redeem",
        Route::Confirm(_) => "confirm",
        Route::Cameras(_) => "cameras",
        Route::AddCamera(..) => "add a camera",
        Route::Receipt(_) => "receipt",
        Route::Subscription(_) => "subscription",
        Route::History => "history",
        Route::VerifyReceipt => "verify receipt",
        Route::Account => "account",
        Route::TwoStep => "two-step",
        Route::Help => "help",
    }
}

/// The id that stands in the address of a view, and whose it is.
fn id(route: &Route) -> Option<(&'static str, &str)> {
    match route {
        Route::Confirm(id) | Route::Cameras(id) | Route::AddCamera(id, _) | Route::Receipt(id) => {
            Some(("Redemption", id.as_str()))
        }
        Route::Subscription(id) => Some(("Subscription", id.as_str())),
        _ => None,
    }
}

/// Whether an id may be a code that was typed where an id belongs.
fn is_like_a_code(id: &str) -> bool {
    LIKE_A_CODE.contains(&id.chars().filter(char::is_ascii_alphanumeric).count())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use tapo_care_wire::{RedemptionId, SubscriptionId};

    const ID: &str = "k3v9x0q2m7t4w8z1b6n5";

    fn facts<'a>(route: Option<&'a Route>, trouble: Option<&'a Trouble>) -> Facts<'a> {
        Facts {
            route,
            now: "2026-11-24T06:34:56Z",
            reference: Some("TC-7K3MQ-9WXHA"),
            trouble,
            language: "en",
            agent: "Mozilla/5.0\r\nPage: home",
        }
    }

    #[test]
    fn says_what_happened_where_and_when() {
        let trouble = Trouble {
            what: "rate_limited",
            status: Some(429),
            request: Some("r-1".to_owned()),
            at: "2026-11-24T06:34:50Z".to_owned(),
        };
        let route = Route::Receipt(RedemptionId::new(ID));
        let text = details(facts(Some(&route), Some(&trouble)));
        let version = ["Tapo Care ", env!("CARGO_PKG_VERSION")].concat();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines,
            [
                version.as_str(),
                "Page: receipt",
                "Redemption: k3v9x0q2m7t4w8z1b6n5",
                "Reference: TC-7K3MQ-9WXHA",
                "Time: 2026-11-24T06:34:56Z",
                "Last problem: rate_limited",
                "Status: 429",
                "Request: r-1",
                "Problem at: 2026-11-24T06:34:50Z",
                "Language: en",
                "Browser: Mozilla/5.0Page: home",
            ]
        );
        assert!(details(facts(None, None)).contains("Page: not found\n"));
        let subscription = Route::Subscription(SubscriptionId::new(ID));
        assert!(details(facts(Some(&subscription), None)).contains("Subscription: k3v9x0q2m7t4w8z1b6n5\n"));
    }

    #[test]
    fn an_e_mail_can_be_made_of_it() {
        assert_eq!(mail("Help & more", "a: ü\nb"), "mailto:?subject=Help%20%26%20more&body=a%3A%20%C3%BC%0D%0Ab");
    }

    proptest! {
        #[test]
        fn a_code_that_was_typed_into_the_address_is_not_told(
            code in "[A-Za-z0-9]{13}", from in 0_usize..13, more in "[A-Z0-9]{0,3}", step in 0_usize..4
        ) {
            let mut id = [&code, more.as_str()].concat();
            id.insert(from, '-');
            let route = match step {
                0 => Route::Confirm(RedemptionId::new(&id)),
                1 => Route::Cameras(RedemptionId::new(&id)),
                2 => Route::Receipt(RedemptionId::new(&id)),
                _ => Route::Subscription(SubscriptionId::new(&id)),
            };
            let text = details(facts(Some(&route), None));
            prop_assert!(!text.contains(&id) && !text.contains(&code), "{}", text);
            prop_assert!(!text.replace('-', "").contains(&code));
        }

        #[test]
        fn what_is_filled_in_makes_no_line(agent in any::<String>(), reference in any::<String>()) {
            let facts = Facts { agent: &agent, reference: Some(&reference), ..facts(None, None) };
            prop_assert_eq!(details(facts).lines().count(), 6);
        }

        #[test]
        fn an_address_of_an_e_mail_holds_nothing_that_ends_it(subject in any::<String>(), text in any::<String>()) {
            let address = mail(&subject, &text);
            let rest = address.strip_prefix("mailto:?subject=").expect("begins so");
            prop_assert_eq!(rest.matches('&').count(), 1);
            prop_assert!(rest.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~%&=".contains(&b)));
        }
    }
}
