//! What to change in the console when manifests change, as `diff` prints it.

use std::collections::{HashMap, HashSet, VecDeque};

use serde_json::{Value as Json, json};

use crate::console::{CLIENT_TYPES, ClientType, FIELDS, Field};
use crate::console_form::values_of;
use crate::data_centers::{DataCenter, data_center};
use crate::manifest::{Client, Manifest};
use crate::render::pluralize;
use crate::text::escape::{escape_for_terminal, escape_json};
use crate::text::style::{ADDED, LITERAL, Palette, REMOVED, STRONG, WARNING};

/// A client of a manifest, as it should be in the console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsoleClient {
    /// The manifest's path, as it is displayed.
    pub path: String,
    /// The line at which the client begins.
    pub line: usize,
    /// Its name; empty if it has none.
    pub name: String,
    /// Its type, if it is certain.
    pub client_type: Option<ClientType>,
    /// Its client ID, if the manifest has it.
    pub client_id: Option<String>,
    /// The data centers in which it should be registered or enabled.
    pub data_centers: Vec<&'static DataCenter>,
    /// The values of its fields, in the console's order, without fields that the console does not ask
    /// for.
    pub fields: Vec<(Field, Vec<String>)>,
}

/// What to do in the console for one client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConsoleChange {
    /// Create it.
    Create(ConsoleClient),
    /// Change its fields.
    Edit {
        old: ConsoleClient,
        new: ConsoleClient,
        edits: Vec<FieldEdit>,
        /// The data centers to enable, and those to disable.
        data_centers: [Vec<&'static DataCenter>; 2],
    },
    /// Delete it and create another one: none of Zoho's pages says how to change a client's type.
    Replace { old: ConsoleClient, new: ConsoleClient },
    /// Delete it.
    Delete(ConsoleClient),
}

/// What to do with one value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldEdit {
    /// The field.
    pub field: Field,
    /// The value to remove or replace, if any.
    pub old: Option<String>,
    /// The value to enter, if any.
    pub new: Option<String>,
}

/// A format of `diff`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangesFormat {
    /// For people at a terminal.
    Human,
    /// A list of tasks, for a pull request.
    Markdown,
    /// One JSON object.
    Json,
}

/// Returns the clients of a manifest.
pub fn console_clients(path: &str, manifest: &Manifest) -> Vec<ConsoleClient> {
    let client = |client: &Client| ConsoleClient {
        path: path.to_owned(),
        line: manifest.source.position(client.span.start).line,
        name: client.name().map_or(String::new(), |name| name.value.trim().to_owned()),
        client_type: client.client_type,
        client_id: client.client_id().map(|id| id.value.to_string()),
        data_centers: client.data_centers().filter_map(|name| data_center(&name.value)).collect(),
        fields: FIELDS
            .iter()
            .filter(|info| client.accepts(info.field))
            .map(|info| (info.field, client.field(info.field).map_or(Vec::new(), values_of)))
            .collect(),
    };
    manifest.clients.iter().map(client).collect()
}

/// Returns what to do in the console to get from one list of clients to another: first for clients that
/// change and new ones, in the order of the new list, then for those that are gone.
pub fn console_changes(old: Vec<ConsoleClient>, new: Vec<ConsoleClient>) -> Vec<ConsoleChange> {
    let mut old: Vec<Option<ConsoleClient>> = old.into_iter().map(Some).collect();
    let partners = pair(&old, &new);
    let mut changes: Vec<ConsoleChange> = Vec::new();
    for (client, partner) in new.into_iter().zip(partners) {
        match partner.and_then(|index| old[index].take()) {
            Some(partner) => changes.extend(compare(partner, client)),
            None => changes.push(ConsoleChange::Create(client)),
        }
    }
    changes.extend(old.into_iter().flatten().map(ConsoleChange::Delete));
    changes
}

/// Returns, for each new client, the index of its earlier form: the old client with the same client ID,
/// the same name and type, the same name, or a URI in common, or the only other one of its type.
fn pair(old: &[Option<ConsoleClient>], new: &[ConsoleClient]) -> Vec<Option<usize>> {
    let mut partners = vec![None; new.len()];
    let mut taken = vec![false; old.len()];
    for keys_of in [client_id, type_and_name, name, uris] {
        let mut candidates: HashMap<String, VecDeque<usize>> = HashMap::new();
        for (index, client) in old.iter().enumerate().filter(|(index, _)| !taken[*index]) {
            for key in client.iter().flat_map(keys_of) {
                candidates.entry(key).or_default().push_back(index);
            }
        }
        for (partner, client) in partners.iter_mut().zip(new).filter(|(found, _)| found.is_none()) {
            for key in keys_of(client) {
                let Some(indices) = candidates.get_mut(&key) else { continue };
                while partner.is_none()
                    && let Some(index) = indices.pop_front()
                {
                    if !taken[index] {
                        taken[index] = true;
                        *partner = Some(index);
                    }
                }
            }
        }
    }
    pair_by_type(old, new, &mut partners, &taken);
    partners
}

fn client_id(client: &ConsoleClient) -> Vec<String> {
    client.client_id.iter().cloned().collect()
}

/// Returns the type and the name of a client, by which clients are paired.
fn type_and_name(client: &ConsoleClient) -> Vec<String> {
    name(client).into_iter().map(|name| format!("{:?} {name}", client.client_type)).collect()
}

fn name(client: &ConsoleClient) -> Vec<String> {
    if client.name.is_empty() { Vec::new() } else { vec![client.name.clone()] }
}

fn uris(client: &ConsoleClient) -> Vec<String> {
    let fields = client.fields.iter().filter(|(field, _)| field.info().kind.holds_uris());
    let uris = fields.flat_map(|(_, values)| values);
    uris.map(|uri| format!("{:?} {uri}", client.client_type)).collect()
}

/// Pairs the remaining clients of a type if there is exactly one on each side.
fn pair_by_type(
    old: &[Option<ConsoleClient>],
    new: &[ConsoleClient],
    partners: &mut [Option<usize>],
    taken: &[bool],
) {
    for info in CLIENT_TYPES {
        let is_of_type = |client: &ConsoleClient| client.client_type == Some(info.client_type);
        let left_old: Vec<usize> = (0..old.len())
            .filter(|index| !taken[*index] && old[*index].as_ref().is_some_and(is_of_type))
            .collect();
        let left_new: Vec<usize> = (0..new.len())
            .filter(|index| partners[*index].is_none() && is_of_type(&new[*index]))
            .collect();
        if let ([one], [other]) = (&left_old[..], &left_new[..]) {
            partners[*other] = Some(*one);
        }
    }
}

/// Compares a client with its earlier form; `None` if there is nothing to do.
fn compare(old: ConsoleClient, new: ConsoleClient) -> Option<ConsoleChange> {
    if old.client_type != new.client_type {
        return Some(ConsoleChange::Replace { old, new });
    }
    let edits: Vec<FieldEdit> =
        FIELDS.iter().flat_map(|info| field_edits(info.field, &old, &new)).collect();
    let missing_in = |one: &ConsoleClient, other: &ConsoleClient| {
        let centers = one.data_centers.iter().copied();
        centers.filter(|center| !other.data_centers.contains(center)).collect::<Vec<_>>()
    };
    // If one of the manifests does not name data centers, nothing is known about them.
    let are_known = !old.data_centers.is_empty() && !new.data_centers.is_empty();
    let data_centers = [(&new, &old), (&old, &new)]
        .map(|(one, other)| if are_known { missing_in(one, other) } else { Vec::new() });
    let is_same = edits.is_empty() && data_centers.iter().all(Vec::is_empty);
    (!is_same).then_some(ConsoleChange::Edit { old, new, edits, data_centers })
}

fn field_edits(field: Field, old: &ConsoleClient, new: &ConsoleClient) -> Vec<FieldEdit> {
    let (old, new) = (old.values(field), new.values(field));
    if !field.info().kind.is_list() {
        let (old, new) = (old.first(), new.first());
        let edit = FieldEdit { field, old: old.cloned(), new: new.cloned() };
        return if old == new { Vec::new() } else { vec![edit] };
    }
    let is_in = |values: &[String]| {
        let values: HashSet<String> = values.iter().cloned().collect();
        move |value: &&String| values.contains(*value)
    };
    let (in_old, in_new) = (is_in(old), is_in(new));
    let removed = old.iter().filter(|value| !in_new(value));
    let added = new.iter().filter(|value| !in_old(value));
    removed
        .map(|value| FieldEdit { field, old: Some(value.clone()), new: None })
        .chain(added.map(|value| FieldEdit { field, old: None, new: Some(value.clone()) }))
        .collect()
}

impl ConsoleClient {
    fn values(&self, field: Field) -> &[String] {
        let found = self.fields.iter().find(|(other, _)| *other == field);
        found.map_or(&[], |(_, values)| values)
    }

    fn all_values(&self) -> impl Iterator<Item = &String> {
        self.fields.iter().flat_map(|(_, values)| values)
    }

    /// Returns its name or, if it has none, its place.
    fn title(&self) -> String {
        if self.name.is_empty() {
            format!("the client at {}:{}", self.path, self.line)
        } else {
            self.name.clone()
        }
    }

    fn type_label(&self) -> &'static str {
        self.client_type.map_or("no client type", |client_type| client_type.info().label)
    }
}

impl ConsoleChange {
    /// Returns every value that the output contains.
    pub fn values(&self) -> Vec<&str> {
        let (name, values): (&str, Vec<&String>) = match self {
            Self::Create(new) => (&new.name, new.all_values().collect()),
            Self::Replace { old, new } => (&old.name, new.all_values().collect()),
            Self::Edit { old, edits, .. } => (
                &old.name,
                edits.iter().flat_map(|edit| edit.old.iter().chain(&edit.new)).collect(),
            ),
            Self::Delete(old) => (&old.name, Vec::new()),
        };
        std::iter::once(name).chain(values.into_iter().map(String::as_str)).collect()
    }
}

/// Renders the changes; only people see colors.
pub fn render_changes(
    format: ChangesFormat,
    palette: Palette,
    changes: &[ConsoleChange],
) -> String {
    match format {
        ChangesFormat::Human => render_human(palette, changes),
        ChangesFormat::Markdown => render_markdown(changes),
        ChangesFormat::Json => render_json(changes),
    }
}

/// The part of the console in which a client's data centers are set (Zoho Catalyst, Register a
/// client).
const MULTI_DC: &str = "Settings, Multi-DC";

/// The steps for one client, below a heading.
struct Task {
    heading: String,
    steps: Vec<(&'static str, &'static str, String)>,
}

/// Describes a change; each step has the console's label, a verb and a value.
fn task(change: &ConsoleChange, quote: impl Fn(&str) -> String) -> Task {
    let enter = |client: &ConsoleClient| {
        let values = |(field, values): &(Field, Vec<String>)| {
            let label = field.info().label;
            values.iter().map(|value| (label, "enter", quote(value))).collect::<Vec<_>>()
        };
        client.fields.iter().flat_map(values).collect::<Vec<_>>()
    };
    match change {
        ConsoleChange::Create(client) => Task {
            heading: format!("Create {} ({})", quote(&client.title()), client.type_label()),
            steps: enter(client),
        },
        ConsoleChange::Delete(client) => Task {
            heading: format!("Delete {} ({})", quote(&client.title()), client.type_label()),
            steps: Vec::new(),
        },
        ConsoleChange::Replace { old, new } => Task {
            heading: format!(
                "Replace {} ({}) with a new client ({}), which gets its own client ID and secret",
                quote(&old.title()),
                old.type_label(),
                new.type_label()
            ),
            steps: enter(new),
        },
        ConsoleChange::Edit { old, edits, data_centers: [enabled, disabled], .. } => {
            let step = |edit: &FieldEdit| {
                let label = edit.field.info().label;
                match (&edit.old, &edit.new) {
                    (Some(old), Some(new)) => {
                        (label, "change", format!("{} to {}", quote(old), quote(new)))
                    }
                    (Some(old), None) => (label, "remove", quote(old)),
                    (None, new) => (label, "add", quote(new.as_deref().unwrap_or_default())),
                }
            };
            let center =
                |verb| move |center: &&DataCenter| (MULTI_DC, verb, center.name.to_owned());
            let centers = enabled.iter().map(center("enable"));
            let centers = centers.chain(disabled.iter().map(center("disable")));
            Task {
                heading: format!("Change {} ({})", quote(&old.title()), old.type_label()),
                steps: edits.iter().map(step).chain(centers).collect(),
            }
        }
    }
}

fn render_human(palette: Palette, changes: &[ConsoleChange]) -> String {
    if changes.is_empty() {
        return "nothing to change in the console\n".to_owned();
    }
    let labels = FIELDS.iter().map(|info| info.label.chars().count());
    let width = labels.max().unwrap_or_default();
    let block = |change: &ConsoleChange| {
        let task = task(change, |text| escape_for_terminal(text).into_owned());
        let step = |(label, verb, value): &(&str, &str, String)| {
            let style = match *verb {
                "add" | "enter" | "enable" => ADDED,
                "remove" | "disable" => REMOVED,
                _ => WARNING,
            };
            let verb = palette.paint(style, format!("{verb:6}"));
            format!("  {label:width$}  {verb}  {}\n", palette.paint(LITERAL, value))
        };
        let colon = if task.steps.is_empty() { "" } else { ":" };
        let heading = palette.paint(STRONG, task.heading);
        format!("{heading}{colon}\n{}\n", task.steps.iter().map(step).collect::<String>())
    };
    let blocks: String = changes.iter().map(block).collect();
    format!("In the Zoho API Console:\n\n{blocks}{}\n", summary(changes))
}

fn render_markdown(changes: &[ConsoleChange]) -> String {
    if changes.is_empty() {
        return "Nothing to change in the Zoho API Console.\n".to_owned();
    }
    let block = |change: &ConsoleChange| {
        let task = task(change, code_span);
        let step = |(label, verb, value): &(&str, &str, String)| {
            format!("  - [ ] {label}: {verb} {value}\n")
        };
        format!("- [ ] {}\n{}", task.heading, task.steps.iter().map(step).collect::<String>())
    };
    let blocks: String = changes.iter().map(block).collect();
    format!("**To do in the Zoho API Console:** {}\n\n{blocks}", summary(changes))
}

/// Writes a text as a Markdown code span on one line, in enough backticks that nothing in it ends the
/// span.
fn code_span(text: &str) -> String {
    let line = escape_for_terminal(text).replace(['\n', '\t'], " ");
    let runs = line.split(|character| character != '`');
    let fence = "`".repeat(1 + runs.map(str::len).max().unwrap_or(0));
    let space = if line.starts_with('`') || line.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{line}{space}{fence}")
}

/// Counts the changes: `2 clients to change, 1 to create`.
fn summary(changes: &[ConsoleChange]) -> String {
    let count = |is_counted: fn(&ConsoleChange) -> bool| {
        changes.iter().filter(|change| is_counted(change)).count()
    };
    let counts = [
        (count(|change| matches!(change, ConsoleChange::Edit { .. })), "change"),
        (count(|change| matches!(change, ConsoleChange::Replace { .. })), "replace"),
        (count(|change| matches!(change, ConsoleChange::Create(_))), "create"),
        (count(|change| matches!(change, ConsoleChange::Delete(_))), "delete"),
    ];
    let counts = counts.into_iter().filter(|(count, _)| *count > 0).enumerate();
    let part = |(index, (count, verb)): (usize, (usize, &str))| match index {
        0 => format!("{} to {verb}", pluralize(count, "client")),
        _ => format!("{count} to {verb}"),
    };
    counts.map(part).collect::<Vec<_>>().join(", ")
}

fn render_json(changes: &[ConsoleChange]) -> String {
    let client = |client: &ConsoleClient| {
        let field = |(field, values): &(Field, Vec<String>)| json!({ "label": field.info().label, "values": values });
        json!({
            "path": client.path,
            "line": client.line,
            "name": client.name,
            "client_type": client.client_type.map(|client_type| client_type.info().label),
            "client_id": client.client_id,
            "data_centers": client.data_centers.iter().map(|one| one.code).collect::<Vec<_>>(),
            "fields": client.fields.iter().map(field).collect::<Vec<Json>>(),
        })
    };
    let edit = |edit: &FieldEdit| json!({ "label": edit.field.info().label, "old": edit.old, "new": edit.new });
    let change = |change: &ConsoleChange| {
        let (action, old, new, edits) = match change {
            ConsoleChange::Create(new) => ("create", None, Some(new), &[][..]),
            ConsoleChange::Edit { old, new, edits, .. } => {
                ("edit", Some(old), Some(new), &edits[..])
            }
            ConsoleChange::Replace { old, new } => ("replace", Some(old), Some(new), &[][..]),
            ConsoleChange::Delete(old) => ("delete", Some(old), None, &[][..]),
        };
        json!({
            "action": action,
            "old": old.map(client),
            "new": new.map(client),
            "edits": edits.iter().map(edit).collect::<Vec<Json>>(),
        })
    };
    let changes: Vec<Json> = changes.iter().map(change).collect();
    escape_json(format!("{}\n", json!({ "version": 1, "changes": changes })))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::strip_colors;
    use crate::text::Source;

    fn clients(text: &str) -> Vec<ConsoleClient> {
        console_clients("a.toml", &Manifest::new(Source::new(text)))
    }

    #[track_caller]
    fn check(old: &str, new: &str, expected: &str) {
        let changes = console_changes(clients(old), clients(new));
        assert_eq!(render_changes(ChangesFormat::Human, Palette::PLAIN, &changes), expected);
    }

    const DESK: &str = "[[client]]\ntype = 'server-based'\nname = 'Desk'\n\
                        homepage_url = 'https://a.com'\nredirect_uris = ['https://a.com/1']\n";

    #[test]
    fn each_edit_has_the_label_of_the_console() {
        let new = DESK
            .replace("a.com'\n", "b.com'\n")
            .replace("['https://a.com/1']", "['https://a.com/2', 'https://a.com/3']");
        check(
            DESK,
            &new,
            "In the Zoho API Console:

Change Desk (Server-based Applications):
  Homepage URL              change  https://a.com to https://b.com
  Authorized Redirect URIs  remove  https://a.com/1
  Authorized Redirect URIs  add     https://a.com/2
  Authorized Redirect URIs  add     https://a.com/3

1 client to change
",
        );
    }

    #[test]
    fn colors_change_no_text() {
        let changes = console_changes(Vec::new(), clients(DESK));
        let render = |palette| render_changes(ChangesFormat::Human, palette, &changes);
        let colored = render(Palette::COLORED);
        assert!(colored.contains(&Palette::COLORED.paint(ADDED, "enter ")), "{colored}");
        assert_eq!(strip_colors(&colored), render(Palette::PLAIN));
    }

    #[test]
    fn order_comments_and_metadata_are_nothing_to_change() {
        let one = format!("{DESK}# x\n[client.metadata]\na = 1\n");
        let list = "['https://a.com/1']";
        let two = one.replace(list, "['https://b.com', 'https://a.com/1']");
        let other = DESK.replace(list, "['https://a.com/1', 'https://b.com']");
        check(&two, &other, "nothing to change in the console\n");
        check("", "", "nothing to change in the console\n");
    }

    #[test]
    fn clients_are_created_deleted_and_replaced() {
        let phone = "[[client]]\ntype = 'self-client'\nname = 'Job'\n";
        check(
            phone,
            DESK,
            "In the Zoho API Console:

Create Desk (Server-based Applications):
  Client Name               enter   Desk
  Homepage URL              enter   https://a.com
  Authorized Redirect URIs  enter   https://a.com/1

Delete Job (Self Client)

1 client to create, 1 to delete
",
        );
        let mobile = DESK.replace("server-based", "mobile-based");
        let changes = console_changes(clients(DESK), clients(&mobile));
        assert!(matches!(&changes[..], [ConsoleChange::Replace { .. }]), "{changes:?}");
    }

    #[test]
    fn a_client_with_another_name_is_the_same_by_its_uris_or_as_the_only_one_of_its_type() {
        let renamed = DESK.replace("'Desk'", "'Help Desk'");
        let other =
            "[[client]]\ntype = 'server-based'\nname = 'X'\nredirect_uris = ['https://x.com']\n";
        let changes = console_changes(
            clients(&format!("{other}{DESK}")),
            clients(&format!("{renamed}{}", other.replace("'X'", "'Y'"))),
        );
        let names = |change: &ConsoleChange| match change {
            ConsoleChange::Edit { old, new, .. } => format!("{} {}", old.name, new.name),
            other => format!("{other:?}"),
        };
        assert_eq!(changes.iter().map(names).collect::<Vec<_>>(), ["Desk Help Desk", "X Y"]);
        let moved = renamed.replace("a.com", "b.com");
        let changes = console_changes(clients(DESK), clients(&moved));
        assert_eq!(changes.iter().map(names).collect::<Vec<_>>(), ["Desk Help Desk"]);
    }

    #[test]
    fn a_client_id_pairs_clients_and_data_centers_are_enabled_in_the_settings() {
        let id = "client_id = '1000.ABCDEFGHIJ1234567890'\n";
        let old = format!("{DESK}{id}data_centers = ['us', 'in']\n");
        let new = format!("{DESK}{DESK}{id}data_centers = ['us', 'zoho.eu']\n")
            .replacen("'Desk'", "'Other'", 1);
        let changes = console_changes(clients(&old), clients(&new));
        let text = render_changes(ChangesFormat::Human, Palette::PLAIN, &changes);
        assert!(text.contains("Create Other"), "{text}");
        assert!(text.contains("Settings, Multi-DC        enable  Europe\n"), "{text}");
        assert!(text.contains("Settings, Multi-DC        disable  India\n"), "{text}");
    }

    #[test]
    fn markdown_is_a_list_of_tasks_that_nothing_breaks_out_of() {
        let old = DESK.replace("'Desk'", "'<b> `x` | *y*'");
        let changes = console_changes(clients(&old), Vec::new());
        let text = render_changes(ChangesFormat::Markdown, Palette::PLAIN, &changes);
        assert_eq!(
            text,
            "**To do in the Zoho API Console:** 1 client to delete\n\n\
             - [ ] Delete ``<b> `x` | *y*`` (Server-based Applications)\n"
        );
    }

    #[test]
    fn many_clients_are_paired_in_linear_time() {
        let many: String = (0..500).map(|n| DESK.replace("Desk", &format!("D{n}"))).collect();
        let same = many.replace('D', "E");
        assert!(console_changes(clients(&many), clients(&many)).is_empty());
        assert_eq!(console_changes(clients(&many), clients(&same)).len(), 500);
    }
}
