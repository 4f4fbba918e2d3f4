//! The contract: what the OpenAPI document promises of every answer. All calls of the API's tests are held against it, so that
//! neither the document nor the server can drift from the other.

use super::Answer;
use axum::http::{Method, StatusCode};
use jsonschema::Validator;
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

/// The document.
pub(crate) static DOCUMENT: LazyLock<Value> = LazyLock::new(tapo_care_server::openapi_document);

/// The schemas that were asked for so far, ready to check with. Making one takes longer than checking with it.
static VALIDATORS: LazyLock<Mutex<HashMap<String, Arc<Validator>>>> = LazyLock::new(Mutex::default);

/// Checks an answer: that the call may answer this status, with this kind of content and a body of this form. Calls of other
/// addresses and methods are not the document's affair.
///
/// Seen red with an error code left out of its row, and with a type left out of the document.
#[track_caller]
pub(crate) fn check(method: &Method, path: &str, answer: &Answer) {
    let Some((pattern, call)) = call(method, path) else { return };
    let status = answer.status;
    let name = format!("{method} {pattern} {}", status.as_u16());
    let promised = &call["responses"][status.as_str()];
    assert!(promised.is_object(), "{name} is not in the OpenAPI document, see openapi/calls.rs: {}", answer.text());
    let content = promised["content"].as_object();
    let Some((kind, content)) = content.and_then(|content| content.iter().next()) else {
        assert_eq!(answer.text(), "", "{name} has no body in the OpenAPI document");
        return;
    };
    assert_eq!(answer.header("content-type"), kind, "{name}");
    if status == StatusCode::TOO_MANY_REQUESTS || status == StatusCode::SERVICE_UNAVAILABLE {
        assert!(promised["headers"]["Retry-After"].is_object() && !answer.header("retry-after").is_empty(), "{name}");
    }
    let body: Value = serde_json::from_slice(&answer.body).expect("JSON");
    let errors: Vec<_> =
        validator(&name, &content["schema"]).iter_errors(&body).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{name} is not of the form in the OpenAPI document: {errors:#?}\n{body:#}");
}

/// The call of the document that a request makes.
fn call(method: &Method, path: &str) -> Option<(&'static str, &'static Value)> {
    let path = path.strip_prefix("/api/v1")?;
    let fits = |pattern: &str| {
        let (mut pattern, mut path) = (pattern.split('/'), path.split('/'));
        loop {
            match (pattern.next(), path.next()) {
                (None, None) => return true,
                (Some(pattern), Some(part)) if pattern == part || (pattern.starts_with('{') && !part.is_empty()) => {}
                _ => return false,
            }
        }
    };
    // An address of words wins over a pattern, as it does in the router.
    let mut paths: Vec<_> =
        DOCUMENT["paths"].as_object().expect("paths").iter().filter(|(path, _)| fits(path)).collect();
    paths.sort_by_key(|(path, _)| path.matches('{').count());
    let (pattern, calls) = paths.first()?;
    Some((pattern.as_str(), calls.get(method.as_str().to_lowercase())?))
}

/// Checks with a schema of the document.
fn validator(name: &str, schema: &Value) -> Arc<Validator> {
    let mut validators = VALIDATORS.lock().unwrap_or_else(PoisonError::into_inner);
    let validator = validators.entry(name.to_owned()).or_insert_with(|| {
        let whole = json!({ "allOf": [schema], "components": DOCUMENT["components"] });
        Arc::new(jsonschema::options().should_validate_formats(true).build(&whole).expect("a schema"))
    });
    Arc::clone(validator)
}
