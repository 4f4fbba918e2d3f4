//! One call of the API, put together from what its row says and from what follows from that.

use super::SESSION;
use std::collections::BTreeMap;
use tapo_care_wire::{ErrorCode, List, Problem};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        Content, ContentBuilder, HeaderBuilder, HttpMethod, ObjectBuilder, Ref, RefOr, Required, ResponseBuilder,
        Schema, Type,
        path::{Operation, OperationBuilder, ParameterBuilder, ParameterIn},
        request_body::RequestBodyBuilder,
        response::Response,
        schema::AllOfBuilder,
        security::SecurityRequirement,
    },
};

/// A call, as the document takes it.
pub(super) struct Call {
    pub(super) method: HttpMethod,
    pub(super) path: &'static str,
    pub(super) operation: Operation,
    /// The types that it names.
    pub(super) schemas: Vec<(String, RefOr<Schema>)>,
}

/// A row of the table on its way.
pub(super) struct Row {
    method: HttpMethod,
    path: &'static str,
    operation: OperationBuilder,
    schemas: Vec<(String, RefOr<Schema>)>,
    codes: Vec<ErrorCode>,
}

/// A call: its method, its address below the API's, a name for programs, and what it does.
pub(super) fn call(method: HttpMethod, path: &'static str, name: &str, does: &str) -> Row {
    let tag = path.split('/').find(|part| !part.is_empty()).unwrap_or_default();
    let mut row = Row {
        path,
        operation: OperationBuilder::new().tag(tag).operation_id(Some(name)).summary(Some(does)),
        schemas: Vec::new(),
        codes: vec![ErrorCode::Unavailable],
        method,
    };
    row.refer_to::<Problem>();
    if !matches!(row.method, HttpMethod::Get) {
        // What the guards of every unsafe call say.
        row.codes.extend([ErrorCode::OriginRefused, ErrorCode::TooLarge, ErrorCode::UnsupportedMediaType]);
    }
    for name in path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')) {
        let parameter = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Path).required(Required::True);
        row.operation = row.operation.parameter(parameter.schema(Some(text())));
        row.codes.push(ErrorCode::NotFound);
    }
    row
}

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

impl Row {
    /// What more there is to say about it.
    pub(super) fn says(mut self, text: &str) -> Self {
        self.operation = self.operation.description(Some(text));
        self
    }

    /// It is for those who are logged in only.
    pub(super) fn logged_in(mut self) -> Self {
        self.operation = self.operation.security(SecurityRequirement::new::<_, [&str; 0], &str>(SESSION, []));
        self.codes.extend([ErrorCode::NotLoggedIn, ErrorCode::SessionExpired]);
        self
    }

    /// It is there only where visitors log in with passwords.
    pub(super) fn with_passwords(mut self) -> Self {
        self.codes.push(ErrorCode::NotFound);
        self
    }

    /// It takes a body of that type.
    pub(super) fn takes<T: ToSchema>(mut self) -> Self {
        let content = Content::new(Some(self.refer_to::<T>()));
        let body = RequestBodyBuilder::new().content("application/json", content).required(Some(Required::True));
        self.operation = self.operation.request_body(Some(body.build()));
        self.codes.push(ErrorCode::MalformedRequest);
        self
    }

    /// It takes a parameter in the query, one of these values if there are any.
    pub(super) fn query(mut self, name: &str, values: &[&str], about: &str) -> Self {
        let schema = if values.is_empty() { text() } else { text().enum_values(Some(values.iter().copied())) };
        let parameter = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Query).description(Some(about));
        self.operation = self.operation.parameter(parameter.schema(Some(schema)));
        self.codes.push(ErrorCode::MalformedRequest);
        self
    }

    /// It takes the etag that was seen, and fails when that has changed.
    pub(super) fn if_match(mut self, required: bool, about: &str, changed: ErrorCode) -> Self {
        let parameter = ParameterBuilder::new().name("If-Match").parameter_in(ParameterIn::Header);
        let parameter = parameter.required(if required { Required::True } else { Required::False });
        self.operation = self.operation.parameter(parameter.description(Some(about)).schema(Some(text())));
        self.codes.extend([ErrorCode::IfMatchRequired, changed]);
        self
    }

    /// It answers that status with a body of that type.
    pub(super) fn answers<T: ToSchema>(mut self, status: u16, about: &str) -> Self {
        let content = Content::new(Some(self.refer_to::<T>()));
        self.respond(status, ResponseBuilder::new().description(about).content("application/json", content))
    }

    /// It answers that status with a list of things of that type.
    pub(super) fn answers_list<T: ToSchema>(mut self, status: u16, about: &str) -> Self {
        // What a list holds joins the document by itself: the list only names it.
        self.refer_to::<T>();
        self.answers::<List<T>>(status, about)
    }

    /// The same as [`Row::answers`], with the etag of the body as a header, too.
    pub(super) fn answers_tagged<T: ToSchema>(mut self, status: u16, about: &str) -> Self {
        let content = Content::new(Some(self.refer_to::<T>()));
        let etag = HeaderBuilder::new().schema(Some(text())).description(Some("The etag of the body, in quotes."));
        let response = ResponseBuilder::new().description(about).content("application/json", content);
        self.respond(status, response.header("ETag", etag.build()))
    }

    /// It answers that status with something else: the type of its content, and its schema.
    pub(super) fn answers_with(self, status: u16, about: &str, kind: &str, schema: ObjectBuilder) -> Self {
        let content = ContentBuilder::new().schema(Some(schema)).build();
        self.respond(status, ResponseBuilder::new().description(about).content(kind, content))
    }

    /// It answers that status without a body.
    pub(super) fn answers_nothing(self, status: u16, about: &str) -> Self {
        self.respond(status, ResponseBuilder::new().description(about))
    }

    /// It fails with these codes besides those that follow from the rest.
    pub(super) fn fails(mut self, codes: &[ErrorCode]) -> Self {
        self.codes.extend(codes);
        self
    }

    fn respond(mut self, status: u16, response: ResponseBuilder) -> Self {
        self.operation = self.operation.response(status.to_string(), response.build());
        self
    }

    /// A reference to a type, which joins the document with all that it names.
    fn refer_to<T: ToSchema>(&mut self) -> Ref {
        let name = name_of::<T>();
        self.schemas.push((name.clone(), <T as PartialSchema>::schema()));
        T::schemas(&mut self.schemas);
        Ref::from_schema_name(name)
    }
}

/// The name of a type in the document: `Redemption`, and `RedemptionList` for a list of them.
fn name_of<T: ToSchema>() -> String {
    let outer = T::name();
    match std::any::type_name::<T>().split_once('<') {
        Some((_, inner)) => {
            let inner = inner.trim_end_matches('>').rsplit("::").next().unwrap_or_default();
            [inner, &*outer].concat()
        }
        None => outer.into_owned(),
    }
}

impl From<Row> for Call {
    fn from(row: Row) -> Self {
        let Row { method, path, mut operation, schemas, mut codes } = row;
        codes.sort_by_key(|code| code.name());
        codes.dedup();
        let mut by_status: BTreeMap<u16, Vec<&str>> = BTreeMap::new();
        for code in codes {
            by_status.entry(code.status()).or_default().push(code.name());
        }
        for (status, names) in by_status {
            operation = operation.response(status.to_string(), failure(status, &names));
        }
        Self { method, path, operation: operation.build(), schemas }
    }
}

/// The answer of a status with these error codes.
fn failure(status: u16, names: &[&str]) -> Response {
    let code = text().enum_values(Some(names.iter().copied()));
    let schema = AllOfBuilder::new()
        .item(Ref::from_schema_name(Problem::name()))
        .item(ObjectBuilder::new().property("code", code).required("code"));
    let content = ContentBuilder::new().schema(Some(schema)).build();
    let listed: Vec<_> = names.iter().map(|name| ["`", name, "`"].concat()).collect();
    let response = ResponseBuilder::new().description(listed.join(", ")).content("application/problem+json", content);
    if !matches!(status, 429 | 503) {
        return response.build();
    }
    let seconds = ObjectBuilder::new().schema_type(Type::Integer);
    let header = HeaderBuilder::new().schema(Some(seconds)).description(Some("Seconds after which to try again."));
    response.header("Retry-After", header.build()).build()
}
