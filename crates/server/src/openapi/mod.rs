//! The API's own description: an OpenAPI 3.1 document, for people and programs that know only what the server says.
//!
//! Bodies come from the types of the wire crate, statuses from their error codes; [`calls`] is the table of what there is,
//! a row for each call, beside neither the routes nor the handlers so that both stay readable. It can't drift: the tests
//! compare it with the router, and hold every answer that any of them gets against it.

mod call;
mod calls;

use call::Call;
use serde_json::Value;
use utoipa::openapi::{
    ComponentsBuilder, InfoBuilder, LicenseBuilder, OpenApiBuilder, Paths, Server,
    security::{ApiKey, ApiKeyValue, SecurityScheme},
};

/// Where the calls are, seen from the server's own address.
pub(crate) const BASE: &str = "/api/v1";

/// The name of the security scheme.
const SESSION: &str = "session";

const ABOUT: &str = "Redeems Tapo Care Redemption Codes.\n\n\
    Bodies are JSON with names in camelCase; moments are RFC 3339 in UTC; ids are opaque. What is optional is left out, never null. \
    Every error is a problem (RFC 9457) with a stable `code`; `codeUsed` says whether a Redemption Code was spent. \
    Ask unsafe calls from the site's own pages, or from no browser at all. \
    An address answers a method that it does not have with 405 `method_not_allowed` and `Allow`. \
    Etags of redemptions and subscriptions guard writes (`If-Match`) and are no cache validators.";

/// The document. `cookie` is the name of the session's cookie, which depends on whether the server is behind TLS.
pub(crate) fn document(cookie: &str) -> Value {
    let info = InfoBuilder::new()
        .title("Tapo Care redemption")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(ABOUT))
        .license(Some(LicenseBuilder::new().name("MIT").identifier(Some("MIT")).build()));
    let about_cookie = "Set by `POST /session`. No script can read it.";
    let session = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description(cookie, about_cookie)));
    let mut components = ComponentsBuilder::new().security_scheme(SESSION, session);
    let mut paths = Paths::new();
    for call in calls::all() {
        let Call { method, path, operation, schemas } = call;
        components = components.schemas_from_iter(schemas);
        paths.add_path_operation(path, vec![method], operation);
    }
    let document = OpenApiBuilder::new()
        .info(info.build())
        .servers(Some([Server::new(BASE)]))
        .paths(paths)
        .components(Some(components.build()))
        .build();
    // It holds nothing that JSON can't say.
    let mut document = serde_json::to_value(document).unwrap_or_default();
    refine(&mut document);
    document
}

/// What the derived schemas can't know: optional members are left out and never null, but for `null` that is required;
/// and the names that stand for "a newer server's" are never sent.
fn refine(document: &mut Value) {
    let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) else { return };
    for (name, schema) in schemas {
        if matches!(name.as_str(), "ErrorCode" | "Field")
            && let Some(names) = schema.get_mut("enum").and_then(Value::as_array_mut)
        {
            names.retain(|name| name != "unknown");
        }
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else { continue };
        for (_, property) in properties.iter_mut().filter(|(name, _)| !required.iter().any(|known| known == *name)) {
            never_null(property);
        }
    }
}

/// `type: [T, null]` becomes `type: T`, and `oneOf: [null, S]` becomes `S`.
fn never_null(schema: &mut Value) {
    if let Some(kinds) = schema.get_mut("type").and_then(Value::as_array_mut) {
        kinds.retain(|kind| kind != "null");
        if let [only] = kinds.as_slice() {
            schema["type"] = only.clone();
        }
    }
    if let Some(kinds) = schema.get_mut("oneOf").and_then(Value::as_array_mut) {
        kinds.retain(|kind| kind["type"] != "null");
        if let [only] = kinds.as_slice() {
            let mut only = only.clone();
            if let (Some(description), None) = (schema.get("description"), only.get("description")) {
                only["description"] = description.clone();
            }
            *schema = only;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use tapo_care_wire::ErrorCode;

    #[test]
    fn what_is_optional_is_never_null_and_what_is_required_may_be() {
        let document = document("session");
        let schemas = &document["components"]["schemas"];
        assert_eq!(schemas["Problem"]["properties"]["detail"]["type"], "string");
        let reference = &schemas["Problem"]["properties"]["redemption"]["$ref"];
        assert_eq!(reference, "#/components/schemas/Redemption");
        let viewer = schemas["Session"]["properties"]["viewer"]["oneOf"].as_array().expect("one of two");
        assert!(viewer.contains(&json!({ "type": "null" })), "{viewer:?}");
        assert_eq!(schemas["Session"]["required"], json!(["viewer"]));
        assert_eq!(schemas["Redemption"]["properties"]["redeemedAt"]["$ref"], "#/components/schemas/Timestamp");
        assert_eq!(
            (&schemas["Timestamp"]["type"], &schemas["Timestamp"]["format"]),
            (&json!("string"), &json!("date-time"))
        );
    }

    #[test]
    fn the_error_codes_are_those_that_a_server_sends() {
        let document = document("session");
        let names: Vec<_> = ErrorCode::ALL.iter().map(|code| code.name()).collect();
        assert_eq!(document["components"]["schemas"]["ErrorCode"]["enum"], json!(names));
    }

    #[test]
    fn every_error_of_a_call_is_a_problem_that_names_its_codes() {
        let document = document("session");
        let by_name = |name: &Value| ErrorCode::ALL.into_iter().find(|code| *name == code.name());
        let mut seen = 0;
        for (path, calls) in document["paths"].as_object().expect("paths") {
            for (method, call) in calls.as_object().expect("calls") {
                for (status, answer) in call["responses"].as_object().expect("answers") {
                    let status: u16 = status.parse().expect("a status");
                    if status < 400 {
                        continue;
                    }
                    let schema = &answer["content"]["application/problem+json"]["schema"];
                    assert_eq!(schema["allOf"][0]["$ref"], "#/components/schemas/Problem", "{method} {path} {status}");
                    let codes = schema["allOf"][1]["properties"]["code"]["enum"].as_array().expect("codes");
                    assert!(!codes.is_empty());
                    for code in codes {
                        assert_eq!(by_name(code).map(ErrorCode::status), Some(status), "{method} {path} {code}");
                        seen += 1;
                    }
                }
            }
        }
        assert!(seen > 100, "{seen}");
    }
}
