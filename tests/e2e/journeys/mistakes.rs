//! Texts that are no code. The page finds these mistakes by itself: nothing is sent.

use crate::check;
use crate::find::textbox;
use crate::harness::{Size, Stage, journey};
use crate::steps::{CODE, arrive, enter, preview_is_there, use_promo_code};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn texts_that_are_no_code_are_told_apart_before_anything_is_sent() {
    journey(async |stage: &Stage| {
        let page = &stage.visitor(Size::Desk).await;
        arrive(page).await;
        use_promo_code(page).await;
        let mistakes: [(&str, &[&str]); 10] = [
            ("", &["Enter your Redemption Code"]),
            ("  - ", &["Enter your Redemption Code"]),
            ("demo@example.com", &["email address", "13"]),
            ("https://www.tapo.com/redeem", &["web address", "13"]),
            ("A0:B1:C2:D3:E4:F5", &["MAC address", "13"]),
            ("W2GB-JZT4?8TRNM", &["“?”", "position 10"]),
            ("W2GBJZT48TRN", &["too short", "12 of 13"]),
            ("A0B1C2D3E4F5", &["too short", "12 of 13", "MAC"]),
            ("W2GBJZT48TRNMX", &["too long", "14", "13"]),
            ("W2GBJZT48TRNÉ", &["“É”", "position 13"]),
        ];
        for (typed, words) in mistakes {
            enter(page, typed).await;
            check::ask_to_correct(page, textbox("Redemption Code"), typed, words).await;
        }
        assert_eq!(stage.proxy.count("POST", "/redemptions"), 0, "nothing is sent");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_is_understood_however_it_is_written() {
    journey(async |stage: &Stage| {
        let page = &stage.visitor(Size::Phone).await;
        arrive(page).await;
        use_promo_code(page).await;
        // In groups, in lower case, with a dash of the typographer's, full-width letters, and a zero-width space.
        enter(page, " w2gb-jzt4–8trＮ\u{200B}m ").await;
        let id = preview_is_there(page).await;
        let demo = stage.demo().await;
        assert_eq!(demo.open(CODE).await.id.as_str(), id, "it is the same redemption");
    })
    .await;
}
