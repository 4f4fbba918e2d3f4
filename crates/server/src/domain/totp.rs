//! What an authenticator app shows: RFC 6238 with SHA-1, six digits and steps of 30 seconds, which every app knows.

use super::qr;
use jiff::Timestamp;
use tapo_care_wire::AppSetUp;
use totp_rs::{Builder, Totp};

/// Bytes of a secret: the length of a SHA-1 hash (RFC 4226, 4, R6).
pub(crate) const SECRET_LENGTH: usize = 20;

/// What an app calls the accounts of this server.
const ISSUER: &str = "Tapo Care";

/// The secret that an app and the server share.
pub(crate) struct AppSecret(Totp);

impl AppSecret {
    /// Takes a secret as it stands. The address is what an app shows beside its codes; checking a code needs none. `None`
    /// when the secret is not as long as it must be.
    pub(crate) fn new(secret: &[u8], email: &str) -> Option<Self> {
        let secret: [u8; SECRET_LENGTH] = secret.try_into().ok()?;
        // The library's own choices are those of the head of this file, and one step either way.
        let builder = Builder::new().with_secret(secret).with_issuer(Some(ISSUER)).with_account_name(email);
        builder.build().ok().map(Self)
    }

    /// The time step that a code is of: this one, the one before or the one after, since clocks differ.
    pub(crate) fn step(&self, code: &str, now: Timestamp) -> Option<i64> {
        let second = u64::try_from(now.as_second()).ok()?;
        self.0.check(code, second).and_then(|step| i64::try_from(step).ok())
    }

    /// What the owner gives to the app.
    pub(crate) fn set_up(&self) -> Option<AppSetUp> {
        let uri = self.0.to_url().ok()?;
        let qr = qr::code(&uri)?;
        Some(AppSetUp { secret: self.0.secret().to_base32(), uri, qr })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret() -> AppSecret {
        AppSecret::new(b"12345678901234567890", "some.one+x@example.com").expect("a secret")
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("in range")
    }

    /// RFC 6238, appendix B, the last six of its eight digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(secret().step(code, at(second)), Some(second / 30), "{code}");
        }
    }

    #[test]
    fn a_code_is_good_one_step_early_and_one_late() {
        // The code of step 41152263, the seconds 1234567890 to 1234567919.
        let step = Some(41_152_263);
        for (second, expected) in [
            (1_234_567_859, None),
            (1_234_567_860, step),
            (1_234_567_889, step),
            (1_234_567_890, step),
            (1_234_567_949, step),
            (1_234_567_950, None),
        ] {
            assert_eq!(secret().step("005924", at(second)), expected, "{second}");
        }
        for wrong in ["", "5924", "005925", "0059240", "+05924", "００５９２４"] {
            assert_eq!(secret().step(wrong, at(1_234_567_890)), None, "{wrong}");
        }
    }

    #[test]
    fn an_app_gets_the_secret_in_three_ways() {
        let set_up = secret().set_up().expect("a set-up");
        assert_eq!(set_up.secret, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(
            set_up.uri,
            "otpauth://totp/Tapo%20Care:some.one%2Bx%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Tapo%20Care"
        );
        assert!(AppSecret::new(b"short", "a@b.de").is_none());
    }
}
