//! What makes the page installable: the manifest and the icons of this very checkout, as the server sends them.

use crate::support::{Answer, TestApp, User};
use serde_json::Value;
use std::path::Path;

const TOKENS: &str = include_str!("../../../../style/tokens.css");
const INDEX: &str = include_str!("../../../../index.html");

/// A server that sends what the build copies into the page as it is.
async fn app_with_public_files() -> TestApp {
    TestApp::with(|settings| settings.page_dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public")).await
}

async fn manifest(visitor: &User) -> (Answer, Value) {
    let answer = visitor.get("/tapo_web/site.webmanifest").await;
    let manifest = serde_json::from_str(answer.text()).expect("a manifest is JSON");
    (answer, manifest)
}

/// The value of a custom property in the light theme, which stands first.
fn token(name: &str) -> &str {
    let (_, after) = TOKENS.split_once(&format!("{name}: ")).expect("there is such a token");
    after.split(';').next().expect("it has a value")
}

/// The same colour in six digits.
fn long(colour: &str) -> String {
    let digits = colour.strip_prefix('#').expect("a colour in hex");
    if digits.len() == 6 {
        colour.to_owned()
    } else {
        digits.chars().fold("#".to_owned(), |all, one| all + &format!("{one}{one}"))
    }
}

#[tokio::test]
async fn the_manifest_says_what_the_page_is() {
    let app = app_with_public_files().await;
    let (answer, manifest) = manifest(&app.visitor()).await;
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "application/manifest+json"));
    assert_eq!(answer.header("cache-control"), "no-cache");
    for (member, value) in
        [("id", "/tapo_web"), ("start_url", "/tapo_web"), ("scope", "/tapo_web"), ("display", "standalone")]
    {
        assert_eq!(manifest[member], value, "{member}");
    }
    assert_eq!(manifest["background_color"], long(token("--ground")));
    assert_eq!(manifest["theme_color"], long(token("--surface")));
    // docs/adr says why.
    assert_eq!(manifest["share_target"], Value::Null, "shared text would stand in an address");
    assert!(INDEX.contains("<link rel=\"manifest\" href=\"/tapo_web/site.webmanifest\">"));
    assert!(INDEX.contains("<link rel=\"apple-touch-icon\" href=\"/tapo_web/apple-touch-icon.png\">"));
}

/// Seen red with an icon of another size than the manifest says.
#[tokio::test]
async fn every_icon_is_there_in_the_size_and_kind_that_the_manifest_says() {
    let app = app_with_public_files().await;
    let visitor = app.visitor();
    let (_, manifest) = manifest(&visitor).await;
    let icons = manifest["icons"].as_array().expect("icons");
    let text = |icon: &Value, member: &str| icon[member].as_str().unwrap_or_default().to_owned();
    let mut found: Vec<(String, String)> = Vec::new();
    for icon in icons.iter().chain(
        manifest["shortcuts"]
            .as_array()
            .into_iter()
            .flatten()
            .flat_map(|shortcut| shortcut["icons"].as_array().expect("a shortcut has icons")),
    ) {
        let answer = visitor.get(&text(icon, "src")).await;
        assert_eq!(answer.status, 200, "{icon}");
        assert_eq!(answer.header("content-type"), text(icon, "type"), "{icon}");
        if text(icon, "type") == "image/png" {
            assert_eq!(size(&answer.body), text(icon, "sizes"), "{icon}");
        }
        found.push((text(icon, "sizes"), text(icon, "purpose")));
    }
    for (sizes, purpose) in [("192x192", ""), ("512x512", ""), ("192x192", "maskable"), ("512x512", "maskable")] {
        assert!(found.contains(&(sizes.to_owned(), purpose.to_owned())), "no {purpose} icon of {sizes}");
    }
    let touch = visitor.get("/tapo_web/apple-touch-icon.png").await;
    assert_eq!((touch.header("content-type"), size(&touch.body).as_str()), ("image/png", "180x180"));
}

/// Width and height of a PNG, as its head says.
fn size(png: &[u8]) -> String {
    assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes"));
    format!("{}x{}", number(16), number(20))
}
