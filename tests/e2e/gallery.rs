//! The pictures of `cargo xtask gallery`: every view in every state, on a phone and at a desk, light and dark, in forced
//! colours and on paper; and what a screen reader makes of it.
//!
//! These are no tests, and only run when that command asks for them. What differs from day to day and from run to run (dates,
//! references, keys) is always the same on the pictures, so that a difference is a change of the page.

mod heard;

use crate::harness::{Page, Size, Stage, journey, outside_journey};
use crate::look::{self, Light};
use crate::tour::{self, Eye};
use serde_json::json;
use std::fs;
use std::path::PathBuf;

/// Names the folder to put the pictures into.
const FOLDER: &str = "TAPO_CARE_GALLERY";

/// Names the languages, with commas between them.
const LANGUAGES: &str = "TAPO_CARE_GALLERY_LANGUAGES";

/// What every view is photographed like: the window's name and size, and the light.
const PICTURES: [(&str, (u32, u32), Light); 6] = [
    ("phone", (390, 844), Light::Bright),
    ("phone", (390, 844), Light::Dark),
    ("desk", (1280, 800), Light::Bright),
    ("desk", (1280, 800), Light::Dark),
    ("desk", (1280, 800), Light::Forced),
    ("desk", (794, 1123), Light::Paper),
];

/// Takes the pictures.
struct Photographer {
    folder: PathBuf,
    language: String,
    /// The file that lists the pictures in the order of the walk, and what stands in it so far.
    list: (PathBuf, String),
}

impl Photographer {
    fn new(walk: &str, language: &str) -> Self {
        let folder = std::env::var_os(FOLDER).expect("`cargo xtask gallery` names the folder");
        let folder = PathBuf::from(folder);
        let list = folder.join(format!("{walk}.{language}.txt"));
        Self { folder, language: language.to_owned(), list: (list, String::new()) }
    }
}

impl Eye for Photographer {
    async fn see(&mut self, page: &Page, name: &str) {
        page.run(include_str!("gallery/still.js"), vec![]).await.expect("stills what changes");
        let language = &self.language;
        for (window, (width, height), light) in PICTURES {
            look::window(page, width, height, 1).await;
            look::light(page, light).await;
            // All of it, but for a dialog: that stands in the middle of the window, however high this is.
            let measure = "return document.querySelector('dialog:modal') ? 0 : document.documentElement.scrollHeight";
            let whole: u32 = page.run(measure, vec![]).await.and_then(|whole| whole.convert()).expect("measures");
            look::window(page, width, whole.max(height), 1).await;
            page.run(include_str!("gallery/end.js"), vec![]).await.expect("ends what moves");
            let file = format!("{name}.{window}.{}.{language}.png", light.name());
            page.driver.screenshot(&self.folder.join(&file)).await.expect("takes the picture");
            self.list.1.push_str(&format!("{name}\t{file}\n"));
        }
        look::window(page, 1280, 800, 1).await;
        look::light(page, Light::Bright).await;
        let file = format!("{name}.{language}.heard.txt");
        fs::write(self.folder.join(&file), heard::transcript(page).await).expect("writes what is heard");
        self.list.1.push_str(&format!("{name}\t{file}\n"));
        fs::write(&self.list.0, &self.list.1).expect("lists the pictures");
    }
}

/// Takes the pictures of a walk in every language.
async fn photograph(stage: &Stage, walk: &str, language: &str, go: impl AsyncFnOnce(&Stage, &Page, &mut Photographer)) {
    let page = &stage.visitor(Size::Desk).await;
    look::command(page, "Page.addScriptToEvaluateOnNewDocument", json!({ "source": include_str!("gallery/clock.js") }))
        .await;
    look::light(page, Light::Bright).await;
    look::command(page, "Emulation.setScrollbarsHidden", json!({ "hidden": true })).await;
    crate::act::open(page, "/tapo_web/help").await;
    // As the menu keeps the choice.
    page.run("document.cookie = `language=${arguments[0]}; path=/tapo_web`", vec![language.into()])
        .await
        .expect("speaks");
    go(stage, page, &mut Photographer::new(walk, language)).await;
}

fn languages() -> Vec<String> {
    let languages = std::env::var(LANGUAGES).unwrap_or_else(|_| "en".to_owned());
    languages.split(',').map(str::to_owned).collect()
}

macro_rules! pictures {
    ($($walk:ident by $journey:ident),* $(,)?) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        #[ignore = "`cargo xtask gallery` takes the pictures"]
        async fn $walk() {
            for language in languages() {
                $journey(async |stage: &Stage| {
                    photograph(stage, stringify!($walk), &language, async |stage, page, eye| {
                        tour::$walk(stage, page, eye).await;
                    })
                    .await;
                })
                .await;
            }
        }
    )*};
}

pictures! {
    guest by journey,
    redeeming by journey,
    account by journey,
    several by journey,
    trouble by journey,
    outside by outside_journey,
}
