//! What is written to people: English, plain text of ASCII in short lines, so that nothing has to be encoded. No links: a mail
//! that has none can't teach people to follow those of a forged one. Each says what to do if it was somebody else.

use crate::domain::{mailed_code::VALID_FOR, two_step::Method};
use lettre::Address;
use std::fmt;
use tapo_care_wire::is_email_form;

/// An address that mail can be sent to.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Recipient(Address);

impl Recipient {
    /// Reads an address as it was typed. `None` when it is none.
    pub(crate) fn parse(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        typed.parse().ok().filter(|_| is_email_form(typed)).map(Self)
    }

    /// For the message.
    pub(super) fn address(&self) -> &Address {
        &self.0
    }
}

/// Never shows the address: what is debugged ends up in logs.
impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Recipient")
    }
}

/// The mails that there are.
pub(crate) enum Letter {
    /// To prove the address of a registration.
    Verify {
        /// The code.
        code: String,
    },
    /// Somebody registered an address that has an account.
    AccountExists,
    /// To set a new password.
    Reset {
        /// The code.
        code: String,
    },
    /// Somebody wants a new password for an address that has no account.
    NoAccount,
    /// The password was changed.
    PasswordChanged,
    /// For the second step of a log-in.
    SecondStep {
        /// The code.
        code: String,
    },
    /// To switch on a second step by mail.
    TwoStepSetUp {
        /// The code.
        code: String,
    },
    /// Two-step verification was switched on, or its way was changed.
    TwoStepOn {
        /// What the second step is proved with.
        method: Method,
    },
    /// Two-step verification was switched off.
    TwoStepOff,
    /// There are new recovery codes.
    NewRecoveryCodes,
    /// Somebody logged in with a recovery code.
    RecoveryCodeUsed {
        /// How many were not used yet.
        left: u32,
    },
}

impl Letter {
    /// The subject. It never holds a code: subjects are shown on locked screens.
    pub(super) const fn subject(&self) -> &'static str {
        match self {
            Self::Verify { .. } => "Verify your email address",
            Self::AccountExists => "You already have a TP-Link ID",
            Self::Reset { .. } => "Choose a new password",
            Self::NoAccount => "There is no TP-Link ID for this address",
            Self::PasswordChanged => "Your password was changed",
            Self::SecondStep { .. } => "Your code to log in",
            Self::TwoStepSetUp { .. } => "Your code for two-step verification",
            Self::TwoStepOn { .. } => "Two-step verification is on",
            Self::TwoStepOff => "Two-step verification is off",
            Self::NewRecoveryCodes => "You have new recovery codes",
            Self::RecoveryCodeUsed { .. } => "A recovery code was used",
        }
    }

    /// The text.
    pub(super) fn text(&self) -> String {
        let minutes = VALID_FOR.as_mins();
        let text = match self {
            Self::Verify { code } => format!(
                "Somebody, you we hope, is creating a TP-Link ID for Tapo Care with this\n\
                 email address. Your verification code is:\n\n    {code}\n\n\
                 Enter it on the page where you created the TP-Link ID. It works once and\n\
                 for {minutes} minutes, for that TP-Link ID with its password only.\n\n\
                 You created it once, and got several codes? Then somebody else uses your\n\
                 address. Enter only the code of the mail that came right after you did.\n\n\
                 If it was not you, do nothing: without the code no TP-Link ID is created.\n\
                 Never give the code to anybody, whoever asks for it."
            ),
            Self::AccountExists => "Somebody, you we hope, tried to create a TP-Link ID for Tapo Care with\n\
                 this email address. There is one already, and nothing was changed.\n\n\
                 Log in with your password. If you don't know it any more, choose\n\
                 \"Forgot your password?\" on the log-in page.\n\n\
                 If it was not you, you need not do anything: nobody learned from our page\n\
                 that you have a TP-Link ID."
                .to_owned(),
            Self::Reset { code } => format!(
                "Somebody, you we hope, wants to choose a new password for your TP-Link ID\n\
                 on Tapo Care. Your verification code is:\n\n    {code}\n\n\
                 Enter it on the page where you asked for it. It works once and for\n\
                 {minutes} minutes, and replaces every code that we sent before.\n\n\
                 If it was not you, do nothing: your password stays as it is.\n\
                 Never give the code to anybody, whoever asks for it."
            ),
            Self::NoAccount => "Somebody, you we hope, wants to choose a new password on Tapo Care, but\n\
                 there is no TP-Link ID with this email address.\n\n\
                 You may have one with another address of yours. If you began to create\n\
                 one and never entered the code that we sent, create it again.\n\n\
                 If it was not you, you need not do anything."
                .to_owned(),
            Self::PasswordChanged => "The password of your TP-Link ID on Tapo Care was changed just now, with a\n\
                 code that we sent to this email address. You were logged out on every\n\
                 device.\n\n\
                 If it was not you, somebody can read your email. Change the password of\n\
                 your email first, then choose \"Forgot your password?\" on the log-in page\n\
                 of Tapo Care and set another one."
                .to_owned(),
            Self::SecondStep { code } => format!(
                "Somebody, you we hope, is logging in to Tapo Care with your TP-Link ID and\n\
                 its password. The verification code is:\n\n    {code}\n\n\
                 Enter it on the page where you are logging in. It works once and for\n\
                 {minutes} minutes.\n\n\
                 If it was not you, somebody knows your password, and only this code keeps\n\
                 them out. Choose \"Forgot your password?\" on the log-in page and set\n\
                 another one. Never give the code to anybody, whoever asks for it."
            ),
            Self::TwoStepSetUp { code } => format!(
                "Somebody, you we hope, is switching on two-step verification for your\n\
                 TP-Link ID on Tapo Care. The verification code is:\n\n    {code}\n\n\
                 Enter it on the page where you are switching it on. It works once and for\n\
                 {minutes} minutes.\n\n\
                 If it was not you, somebody is logged in with your TP-Link ID and knows\n\
                 its password. Choose \"Forgot your password?\" on the log-in page and set\n\
                 another one. Never give the code to anybody, whoever asks for it."
            ),
            Self::TwoStepOn { method } => {
                let what = match method {
                    Method::Email => "a code that we mail to this address",
                    Method::App => "the code that your authenticator app shows",
                };
                format!(
                    "Two-step verification of your TP-Link ID on Tapo Care was switched on just\n\
                     now. Whoever logs in enters, after the password,\n\
                     {what}.\n\n\
                     Keep the recovery codes that the page showed: each gets you in once without\n\
                     it. Recovery codes from before work no more.\n\n\
                     If it was not you, somebody is logged in with your TP-Link ID and knows\n\
                     its password. Choose \"Forgot your password?\" on the log-in page and set\n\
                     another one, which logs them out, and write to us."
                )
            }
            Self::TwoStepOff => "Two-step verification of your TP-Link ID on Tapo Care was switched off just\n\
                 now. From now on the password alone is enough to log in, and the recovery\n\
                 codes work no more.\n\n\
                 If it was not you, somebody is logged in with your TP-Link ID and knows\n\
                 its password. Choose \"Forgot your password?\" on the log-in page and set\n\
                 another one, which logs them out. Then switch it on again."
                .to_owned(),
            Self::NewRecoveryCodes => "New recovery codes for your TP-Link ID on Tapo Care were made just now.\n\
                 Those from before work no more.\n\n\
                 If it was not you, somebody is logged in with your TP-Link ID and knows\n\
                 its password. Choose \"Forgot your password?\" on the log-in page and set\n\
                 another one, which logs them out. Then make new recovery codes."
                .to_owned(),
            Self::RecoveryCodeUsed { left } => format!(
                "Somebody, you we hope, logged in to Tapo Care with your TP-Link ID just\n\
                 now and used a recovery code. Recovery codes left: {left}.\n\n\
                 You can make new ones where you set up two-step verification.\n\n\
                 If it was not you, somebody knows your password and has your recovery\n\
                 codes. Choose \"Forgot your password?\" on the log-in page and set another\n\
                 one, which logs them out. Then make new recovery codes."
            ),
        };
        text + "\n\nTapo Care\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> [Letter; 12] {
        let code = || "12345678".to_owned();
        [
            Letter::Verify { code: code() },
            Letter::AccountExists,
            Letter::Reset { code: code() },
            Letter::NoAccount,
            Letter::PasswordChanged,
            Letter::SecondStep { code: code() },
            Letter::TwoStepSetUp { code: code() },
            Letter::TwoStepOn { method: Method::Email },
            Letter::TwoStepOn { method: Method::App },
            Letter::TwoStepOff,
            Letter::NewRecoveryCodes,
            Letter::RecoveryCodeUsed { left: 9 },
        ]
    }

    #[test]
    fn every_letter_says_what_to_do_and_holds_no_link() {
        for letter in all() {
            let (subject, text) = (letter.subject(), letter.text());
            assert!(text.contains("If it was not you"), "{text}");
            assert!(!text.contains("://") && !text.contains("www."), "{text}");
            assert!(text.is_ascii() && text.lines().all(|line| line.len() <= 76), "{text}");
            assert!(!subject.contains("12345678"));
            let has_code = matches!(
                letter,
                Letter::Verify { .. } | Letter::Reset { .. } | Letter::SecondStep { .. } | Letter::TwoStepSetUp { .. }
            );
            assert_eq!(text.contains("    12345678\n"), has_code, "the code stands on a line of its own: {text}");
        }
    }

    #[test]
    fn a_recipient_is_one_address_and_not_shown() {
        let recipient = Recipient::parse(" Someone@Example.com ").expect("an address");
        assert_eq!(recipient.address().to_string(), "Someone@Example.com");
        assert_eq!(format!("{recipient:?}"), "Recipient");
        for bad in ["", "someone", "a@b.de, c@d.de", "a@b.de\nBcc: c@d.de", "<a@b.de>"] {
            assert_eq!(Recipient::parse(bad), None, "{bad}");
        }
    }
}
