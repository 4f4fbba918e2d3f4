//! Files that a visitor takes along: made in the page, under the policy of the real server, and put into a real folder.

use crate::act::{click, open};
use crate::check;
use crate::find::{button, img};
use crate::harness::{Needed, Page, Size, Stage, is_skipped, journey};
use crate::steps::{CODE, OTHER_PLAN, RECEIPT_QR, SAME_PLAN, arrive};
use crate::wait::until;
use std::fs;
use std::path::{Path, PathBuf};

/// A folder for the downloads of one browser, gone at the end of the journey.
struct Downloads(PathBuf);

impl Downloads {
    /// Has the browser put files there.
    async fn of(page: &Page, name: &str) -> Self {
        let folder = std::env::temp_dir().join(["tapo-care-", name, "-", &std::process::id().to_string()].concat());
        fs::create_dir_all(&folder).expect("a folder can be made");
        page.browser().put_downloads_into(&folder).await.expect("downloads are allowed");
        Self(folder)
    }

    /// The name and content of the one file with this ending, once it is there as a whole.
    async fn file(&self, page: &Page, ending: &str) -> (String, String) {
        until(page, format!("a file that ends with {ending}"), async || {
            let found = read(&self.0, ending);
            Ok(found.ok_or_else(|| format!("{:?}", names(&self.0))))
        })
        .await
    }
}

impl Drop for Downloads {
    fn drop(&mut self) {
        // What can't be removed is the system's to remove.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect()
}

fn read(folder: &Path, ending: &str) -> Option<(String, String)> {
    // Browsers give it its name when it is whole.
    let name = names(folder).into_iter().find(|name| name.ends_with(ending))?;
    let text = fs::read_to_string(folder.join(&name)).ok().filter(|text| !text.is_empty())?;
    Some((name, text))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_history_the_receipt_and_the_end_of_the_plan_are_taken_along() {
    if is_skipped("the_history_the_receipt_and_the_end_of_the_plan_are_taken_along", Needed::Downloads) {
        return;
    }
    journey(async |stage: &Stage| {
        let account = stage.demo().await;
        let receipt = account.redeem(CODE).await;
        for code in [SAME_PLAN, OTHER_PLAN] {
            account.redeem(code).await;
        }
        let visitor = &stage.visitor(Size::Desk).await;
        let downloads = Downloads::of(visitor, "keeping").await;
        arrive(visitor).await;

        open(visitor, "/tapo_web/history").await;
        click(visitor, button("Download CSV")).await;
        let (name, table) = downloads.file(visitor, ".csv").await;
        assert!(name.starts_with("tapo-care-20"), "{name}");
        let lines: Vec<&str> = table.split("\r\n").collect();
        assert!(lines[0].starts_with("\u{feff}\"Redeemed on\",\"Plan\""), "{table}");
        // The three, the one that has ended, the heading, and nothing behind the last line.
        assert_eq!(lines.len(), 6, "{table}");
        let reference = receipt.reference.expect("a reference");
        let quoted = ["\"", &reference, "\""].concat();
        assert_eq!(lines.iter().filter(|line| line.ends_with(&quoted)).count(), 1, "{table}");
        assert!(!table.contains(CODE), "nobody needs the whole code");

        open(visitor, &format!("/tapo_web/redeem/{}/receipt", receipt.id)).await;
        check::shows(visitor, img(RECEIPT_QR)).await;
        click(visitor, button("Save")).await;
        let (name, paper) = downloads.file(visitor, ".html").await;
        assert_eq!(name, ["tapo-care-", &reference, ".html"].concat());
        let signature = receipt.signature.expect("a signature").value;
        let link = [&visitor.origin, "/tapo_web/receipts/verify#", &reference, ".", &signature].concat();
        assert!(paper.contains(&["href=\"", &link, "\""].concat()), "{paper}");
        assert_eq!(paper.matches("<path d=\"M0 0h7v1h-7z").count(), 1, "a QR code begins with a row of seven: {paper}");
        assert!(!paper.contains(CODE), "nobody needs the whole code");

        click(visitor, button("Add the end to your calendar")).await;
        let (_, calendar) = downloads.file(visitor, ".ics").await;
        // The end as it is now, which another code has moved.
        let ends = account.subscription("premium-2").await.ends_at;
        let day: String = ends.as_str().chars().filter(char::is_ascii_digit).take(8).collect();
        assert!(calendar.contains(&["\r\nDTSTART;VALUE=DATE:", &day, "\r\n"].concat()), "{day} in {calendar}");
        check::does_not_say(visitor, CODE).await;
    })
    .await;
}
