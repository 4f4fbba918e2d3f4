//! The document as plain HTML: a section for each call, with what it takes and answers.

use serde_json::Value;
use std::fmt::Write as _;

/// Readable in light and dark, and no more.
pub(super) const STYLE: &str = "body{color-scheme:light dark;font:1rem/1.5 system-ui,sans-serif;margin:0}\
    main{max-inline-size:60rem;margin:auto;padding:1rem}\
    code{font-family:ui-monospace,monospace;overflow-wrap:anywhere}\
    h2{border-block-start:1px solid;margin-block-start:2rem;padding-block-start:1rem}\
    table{border-collapse:collapse}td,th{text-align:start;vertical-align:top;padding:.15rem 1rem .15rem 0}";

/// The list.
pub(super) fn of(document: &Value) -> String {
    let mut html = String::new();
    // Writing into a text can't fail.
    let _ = write(document, &mut html);
    html
}

fn write(document: &Value, html: &mut String) -> std::fmt::Result {
    write!(html, "<main>\n<h1>{}</h1>\n", text(&document["info"]["title"]))?;
    for paragraph in document["info"]["description"].as_str().unwrap_or_default().split("\n\n") {
        writeln!(html, "<p>{}</p>", marked(paragraph))?;
    }
    write!(
        html,
        "<p>The same for programs: <a href=\"/api/v1/openapi.json\">openapi.json</a>.</p>\n<h2>Calls</h2>\n<ul>\n"
    )?;
    for (path, method, call) in calls(document) {
        let name = text(&call["operationId"]);
        writeln!(html, "<li><a href=\"#{name}\"><code>{method} {path}</code></a> {}</li>", text(&call["summary"]))?;
    }
    html.push_str("</ul>\n");
    for (path, method, call) in calls(document) {
        write_call(&path, &method, call, html)?;
    }
    html.push_str("<h2>Types</h2>\n");
    for (name, schema) in members(&document["components"]["schemas"]) {
        write_type(name, schema, html)?;
    }
    html.push_str("</main>");
    Ok(())
}

fn write_call(path: &str, method: &str, call: &Value, html: &mut String) -> std::fmt::Result {
    let (name, summary) = (text(&call["operationId"]), text(&call["summary"]));
    writeln!(html, "<h2 id=\"{name}\">{summary}</h2>\n<p><code>{method} /api/v1{path}</code></p>")?;
    if let Some(description) = call["description"].as_str() {
        writeln!(html, "<p>{}</p>", marked(description))?;
    }
    if call["security"].is_array() {
        html.push_str("<p>For those who are logged in.</p>\n");
    }
    for parameter in call["parameters"].as_array().into_iter().flatten() {
        let (name, place) = (text(&parameter["name"]), text(&parameter["in"]));
        writeln!(html, "<p>Takes <code>{name}</code> ({place}): {}</p>", text(&parameter["description"]))?;
    }
    let body = &call["requestBody"]["content"]["application/json"]["schema"];
    if body.is_object() {
        writeln!(html, "<p>Takes {}.</p>", kind(body))?;
    }
    html.push_str("<table>\n<tr><th>Answer<th>What<th>Body\n");
    for (status, answer) in members(&call["responses"]) {
        let what = marked(answer["description"].as_str().unwrap_or_default());
        let content = members(&answer["content"]).next();
        let body = content.map_or_else(|| "none".to_owned(), |(_, content)| kind(&content["schema"]));
        writeln!(html, "<tr><td>{status}<td>{what}<td>{body}")?;
    }
    html.push_str("</table>\n");
    Ok(())
}

fn write_type(name: &str, schema: &Value, html: &mut String) -> std::fmt::Result {
    let name = escape(name);
    writeln!(
        html,
        "<h3 id=\"{name}\">{name}</h3>\n<p>{}</p>",
        marked(schema["description"].as_str().unwrap_or_default())
    )?;
    if let Some(values) = schema["enum"].as_array() {
        let values: Vec<_> = values.iter().map(|value| format!("<code>{}</code>", text(value))).collect();
        writeln!(html, "<p>One of {}.</p>", values.join(", "))?;
    }
    if schema["properties"].is_object() {
        html.push_str("<table>\n<tr><th>Member<th>Type<th>What\n");
        for (member, property) in members(&schema["properties"]) {
            let required = schema["required"].as_array().is_some_and(|names| names.iter().any(|name| name == member));
            let optional = if required { "" } else { ", optional" };
            let what = marked(property["description"].as_str().unwrap_or_default());
            writeln!(html, "<tr><td><code>{}</code><td>{}{optional}<td>{what}", escape(member), kind(property))?;
        }
        html.push_str("</table>\n");
    }
    Ok(())
}

/// The calls, by address.
fn calls(document: &Value) -> impl Iterator<Item = (String, String, &Value)> {
    members(&document["paths"]).flat_map(|(path, calls)| {
        members(calls).map(move |(method, call)| (escape(path), escape(&method.to_uppercase()), call))
    })
}

/// What a schema stands for, in a few words.
fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|target| target.rsplit('/').next()) {
        let name = escape(name);
        return format!("<a href=\"#{name}\">{name}</a>");
    }
    let several = ["allOf", "oneOf"].iter().find_map(|name| schema[*name].as_array());
    if let Some(first) = several.and_then(|schemas| schemas.iter().find(|schema| schema["$ref"].is_string())) {
        return kind(first);
    }
    if schema["type"] == "array" {
        return ["list of ", &kind(&schema["items"])].concat();
    }
    text(&schema["type"])
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn text(value: &Value) -> String {
    escape(value.as_str().unwrap_or_default())
}

/// Text with `names` marked as such.
fn marked(markdown: &str) -> String {
    let mut html = String::new();
    for (index, part) in markdown.split('`').enumerate() {
        let part = escape(part);
        html.push_str(&if index % 2 == 1 { format!("<code>{part}</code>") } else { part });
    }
    html
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_the_document_is_text_and_no_html() {
        assert_eq!(marked("a < b `x<y>` \"c\""), "a &lt; b <code>x&lt;y&gt;</code> &quot;c&quot;");
    }
}
