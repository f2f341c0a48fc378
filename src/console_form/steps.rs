//! The steps for a client, in the console and afterwards, according to Zoho's pages.

use super::{ClientFacts, FormField, FormRecord, Step, StepValue};
use crate::citations::{
    ACCOUNTS_AUTHORIZATION, ACCOUNTS_DEVICE_CODE, ACCOUNTS_DEVICE_TOKEN, ACCOUNTS_JAVASCRIPT_FLOW,
    ACCOUNTS_SELF_CLIENT_CODE, ACCOUNTS_TYPES, BIGIN_SELF_CLIENT_CODE, CATALYST_REGISTER,
    CLIQ_REGISTER, Citation,
};
use crate::console::{ClientType, Field, Grant, Record};
use crate::uri::percent::encode_parameter;

/// Placeholders for values that the manifest does not have.
const CLIENT_ID: &str = "1000.YOUR_CLIENT_ID";
const SCOPE: &str = "YOUR_SCOPE";

/// Returns the steps in the console, then those that get tokens for the client type.
pub(super) fn list_steps(
    facts: &ClientFacts,
    fields: &[FormField],
    records: &[FormRecord],
) -> Vec<Step> {
    let Some(client_type) = facts.client_type else {
        return vec![Step::new("Set `type` in the manifest: it has no valid client type.")];
    };
    let info = client_type.info();
    let mut steps = vec![
        open_console(facts),
        Step::new("Click GET STARTED, or ADD CLIENT if you already have a client."),
        Step::new(format!("Hover over \"{}\" and click CREATE NOW.", info.label)),
        Step { values: field_values(fields), ..Step::new("Enter:") },
        Step::new("Click CREATE.").citing(CLIQ_REGISTER),
    ];
    steps.extend(enable_data_centers(facts));
    steps.push(Step::new(
        "Copy the client ID and the client secret. Keep the secret out of the repository.",
    ));
    steps.extend(configure_application(records));
    match info.grant {
        Grant::AuthorizationCode | Grant::Implicit => {
            steps.push(try_authorization(facts, client_type, fields));
        }
        Grant::Device => steps.extend(device_steps(facts)),
        Grant::SelfService => steps.extend(self_client_steps(facts)),
    }
    steps
}

impl Step {
    fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), values: Vec::new(), source: None }
    }

    fn with(mut self, key: &'static str, label: &'static str, value: impl Into<String>) -> Self {
        self.values.push(StepValue { key, label, value: Some(value.into()) });
        self
    }

    fn citing(self, source: Citation) -> Self {
        Self { source: Some(source), ..self }
    }
}

fn open_console(facts: &ClientFacts) -> Step {
    let text = if facts.centers.is_empty() {
        "Open the Zoho API Console of your data center. For the United States, it is:".to_owned()
    } else {
        format!("Open the Zoho API Console for {}:", facts.center().name)
    };
    Step::new(text).with("console", "Console", facts.console())
}

fn field_values(fields: &[FormField]) -> Vec<StepValue> {
    let values = |field: &FormField| -> Vec<StepValue> {
        let value = |value: Option<&String>| StepValue {
            key: field.key,
            label: field.label,
            value: value.cloned(),
        };
        if field.missing {
            return vec![value(None)];
        }
        field.values.iter().map(|text| value(Some(text))).collect()
    };
    fields.iter().flat_map(values).collect()
}

/// Returns the step for a client in several data centers, which is not possible for self clients.
fn enable_data_centers(facts: &ClientFacts) -> Option<Step> {
    let [_, others @ ..] = facts.centers.as_slice() else { return None };
    if others.is_empty() || facts.client_type == Some(ClientType::SelfClient) {
        return None;
    }
    let names: Vec<&str> = others.iter().map(|center| center.name).collect();
    let text = format!("On the Settings tab, enable the client in: {}.", names.join(", "));
    Some(Step::new(text).citing(CATALYST_REGISTER))
}

/// Returns the step for the other values that the application needs. The data centers are in the
/// steps before.
fn configure_application(records: &[FormRecord]) -> Option<Step> {
    let data_centers = Record::DataCenters.info().key;
    let needed: Vec<_> = records.iter().filter(|record| record.key != data_centers).collect();
    let step = Step::new("Configure the application with:");
    let fill = |step: Step, one: &&FormRecord| step.with(one.key, one.label, &one.text);
    (!needed.is_empty()).then(|| needed.iter().fold(step, fill))
}

impl ClientFacts {
    fn accounts_url(&self, path: &str) -> String {
        format!("https://{}{path}", self.center().accounts_host)
    }

    fn client_id(&self) -> &str {
        self.client_id.as_deref().unwrap_or(CLIENT_ID)
    }

    /// The scopes, separated by commas.
    fn scope(&self) -> String {
        self.scope.clone().unwrap_or_else(|| SCOPE.to_owned())
    }
}

/// Returns a URL to try for each redirect URI.
fn try_authorization(facts: &ClientFacts, client_type: ClientType, fields: &[FormField]) -> Step {
    let redirects = fields.iter().find(|field| field.key == Field::RedirectUris.info().key);
    let redirects = redirects.map_or(&[][..], |field| &field.values);
    let (source, shown) = match client_type {
        ClientType::ClientBased => (ACCOUNTS_JAVASCRIPT_FLOW, "`access_token` in the fragment"),
        ClientType::MobileBased => (ACCOUNTS_TYPES, "`code` in the query"),
        _ => (ACCOUNTS_AUTHORIZATION, "`code` in the query, valid for two minutes"),
    };
    let text = format!(
        "Try each redirect URI: open its address below and accept. Zoho must redirect to it with \
         {shown}."
    );
    let step = Step::new(text).citing(source);
    redirects.iter().fold(step, |step, redirect| {
        let url = authorization_url(facts, client_type, redirect);
        step.with("authorization_url", "Authorization URL", url)
    })
}

fn authorization_url(facts: &ClientFacts, client_type: ClientType, redirect: &str) -> String {
    let is_implicit = client_type.info().grant == Grant::Implicit;
    let response_type = if is_implicit { "token" } else { "code" };
    let (client_id, scope) = (encode_parameter(facts.client_id()), facts.scope());
    let scopes: Vec<String> = scope.split(',').map(encode_parameter).collect();
    let (scope, redirect) = (scopes.join(","), encode_parameter(redirect));
    let mut query = format!(
        "response_type={response_type}&client_id={client_id}&scope={scope}&redirect_uri={redirect}"
    );
    if !is_implicit {
        query.push_str("&access_type=offline");
    }
    if client_type == ClientType::MobileBased {
        query.push_str("&code_challenge=YOUR_CODE_CHALLENGE&code_challenge_method=S256");
    }
    facts.accounts_url(&format!("/oauth/v2/auth?{query}"))
}

fn self_client_steps(facts: &ClientFacts) -> Vec<Step> {
    let request = format!(
        "curl -d grant_type=authorization_code -d client_id={} -d client_secret=YOUR_CLIENT_SECRET \
         -d code=YOUR_CODE {}",
        quote_for_shell(facts.client_id()),
        facts.accounts_url("/oauth/v2/token")
    );
    vec![
        Step::new("On the Generate Code tab, enter the scopes, separated by commas:")
            .with(Record::Scopes.info().key, Record::Scopes.info().label, facts.scope())
            .citing(ACCOUNTS_SELF_CLIENT_CODE),
        Step::new(
            "Select how long the code is valid: 3 minutes (the default), 5, 7 or 10. Enter a \
             description and click CREATE.",
        )
        .citing(BIGIN_SELF_CLIENT_CODE),
        Step::new("Exchange the code for tokens within that time; it can be used once:")
            .with("exchange", "Request", request)
            .citing(ACCOUNTS_SELF_CLIENT_CODE),
    ]
}

fn device_steps(facts: &ClientFacts) -> Vec<Step> {
    let request = format!(
        "curl -d grant_type=device_request -d client_id={} -d scope={} -d access_type=offline {}",
        quote_for_shell(facts.client_id()),
        quote_for_shell(&facts.scope()),
        facts.accounts_url("/oauth/v3/device/code")
    );
    let exchange = format!(
        "curl -d grant_type=device_token -d client_id={} -d client_secret=YOUR_CLIENT_SECRET \
         -d code=YOUR_DEVICE_CODE {}",
        quote_for_shell(facts.client_id()),
        facts.accounts_url("/oauth/v3/device/token")
    );
    vec![
        Step::new("Request a code for the device:")
            .with("device_code", "Request", request)
            .citing(ACCOUNTS_DEVICE_CODE),
        Step::new("Open `verification_url` in a browser and enter `user_code`, as a user would."),
        Step::new("Request the tokens, at most once in 30 seconds, until the user has accepted:")
            .with("exchange", "Request", exchange)
            .citing(ACCOUNTS_DEVICE_TOKEN),
    ]
}

/// Quotes a text as one word for a shell.
fn quote_for_shell(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-,:/@%+=".contains(&byte);
    if text.bytes().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}
