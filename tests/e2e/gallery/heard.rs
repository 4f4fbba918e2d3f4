//! What a screen reader has to read from: the browser's own tree of roles and names, in order.

use crate::harness::Page;
use crate::look;
use serde_json::{Value, json};
use std::collections::HashMap;

/// What nobody hears.
const SILENT: [&str; 7] = ["none", "generic", "InlineTextBox", "LineBreak", "RootWebArea", "ListMarker", "SvgRoot"];

/// What is said of an element besides its role and name.
const STATES: [&str; 9] =
    ["focused", "level", "checked", "disabled", "expanded", "required", "invalid", "modal", "selected"];

/// The tree as text: a line for each thing, indented by what it is in.
pub(super) async fn transcript(page: &Page) -> String {
    let tree = look::command(page, "Accessibility.getFullAXTree", json!({})).await;
    let nodes = tree["nodes"].as_array().cloned().unwrap_or_default();
    let by_id: HashMap<&str, &Value> = nodes.iter().filter_map(|node| Some((node["nodeId"].as_str()?, node))).collect();
    let mut text = String::new();
    if let Some(root) = nodes.first() {
        text.push_str(&format!("“{}”\n", root["name"]["value"].as_str().unwrap_or_default()));
        tell(root, &by_id, 0, "", &mut text);
    }
    text
}

fn tell(node: &Value, by_id: &HashMap<&str, &Value>, depth: usize, said: &str, text: &mut String) {
    let role = node["role"]["value"].as_str().unwrap_or_default();
    let name = node["name"]["value"].as_str().unwrap_or_default();
    let silent = node["ignored"].as_bool().unwrap_or_default() || SILENT.contains(&role);
    // The words of a button are its name, and are said once.
    let repeats = role == "StaticText" && said.contains(name.trim());
    let (depth, said) = if silent || repeats {
        (depth, said)
    } else {
        text.push_str(&"  ".repeat(depth));
        if role == "StaticText" {
            text.push_str(name.trim());
        } else {
            text.push_str(role);
            if !name.is_empty() {
                text.push_str(&format!(" “{name}”"));
            }
            text.push_str(&more(node));
        }
        text.push('\n');
        (depth + 1, name)
    };
    for child in node["childIds"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if let Some(child) = by_id.get(child) {
            tell(child, by_id, depth, said, text);
        }
    }
}

/// The states, the value and the description.
fn more(node: &Value) -> String {
    let mut text = String::new();
    for property in node["properties"].as_array().into_iter().flatten() {
        let name = property["name"].as_str().unwrap_or_default();
        let value = &property["value"]["value"];
        let said = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        if STATES.contains(&name) && said != "false" {
            text.push_str(&if said == "true" { format!(", {name}") } else { format!(", {name} {said}") });
        }
    }
    for (what, value) in [("value", &node["value"]["value"]), ("description", &node["description"]["value"])] {
        let said = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        if !value.is_null() && !said.is_empty() {
            text.push_str(&format!(", {what} “{said}”"));
        }
    }
    text
}
