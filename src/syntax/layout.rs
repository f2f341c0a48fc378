//! The position of everything that is written: statements, elements, and which of them each comment
//! belongs to.
//!
//! A comment belongs to a statement or element if it is
//!
//! * *above* it, on lines of its own, without an empty line in between;
//! * *after* it, at the end of its last line, after its comma if that is on the same line;
//! * *at its opening bracket*, at the end of that line: `redirect_uris = [ # all environments`.
//!
//! If several elements share a line, the comments above the line belong to the first and the
//! comment at its end belongs to the last. Any other comment belongs to nothing, such as one
//! followed by an empty line or by a closing bracket; it is kept whatever is removed around it.

use std::collections::HashMap;

use super::decode_string;
use super::recovery::with_line_feeds;
use super::statements::{self, Statement, key_path, split};
use super::tokens::{Token, TokenKind};
use crate::text::{Source, Span};

/// Everything that is written in a source, valid or not, in text order.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    statements: Vec<Item>,
    /// The indices of the statements that are headers.
    headers: Vec<usize>,
    containers: Vec<Container>,
    comments: Vec<Span>,
    /// The owner of each comment.
    owners: Vec<Option<ItemId>>,
    /// The places where each key is written, indexed by the key's identifier.
    keys: Vec<Vec<(ItemId, usize)>>,
    tables: Tables,
}

/// A unit of text: a statement, an element of an array, or an entry of an inline table.
#[derive(Clone, Debug)]
pub struct Item {
    /// The kind of item.
    pub kind: ItemKind,
    /// The span of the item, without its comments, its comma and surrounding whitespace.
    pub span: Span,
    /// The parts of its key or header name, as far as they can be parsed.
    pub key: Vec<KeyPart>,
    /// The byte offset of its `=`.
    pub equals: Option<usize>,
    /// The span of its value.
    pub value: Option<Span>,
    /// The byte offset of the comma after it.
    pub comma: Option<usize>,
    /// The comments that belong to it.
    pub comments: OwnComments,
    /// Whether it is first on its line, ignoring the comma of the previous element.
    pub starts_line: bool,
    id: ItemId,
    /// For a key-value statement, the header above it.
    header: Option<usize>,
}

/// The kind of an [`Item`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// `[table]`.
    Header,
    /// `[[table]]`.
    ArrayHeader,
    /// A key and value: a statement, or an entry of an inline table.
    KeyValue,
    /// An element of an array.
    Element,
}

/// A part of a dotted key.
#[derive(Clone, Debug)]
pub struct KeyPart {
    /// The decoded key.
    pub name: String,
    /// The span, including quotes.
    pub span: Span,
    /// An identifier shared by all occurrences of the same key in the same table.
    id: usize,
    /// The identifier of the table.
    table: usize,
}

/// The comments that belong to an item, as defined in the module documentation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnComments {
    /// The comments on the lines above the item.
    pub above: Vec<Span>,
    /// The comment after its opening bracket.
    pub opening: Option<Span>,
    /// The comment at the end of its last line.
    pub after: Option<Span>,
}

/// An array or an inline table.
#[derive(Clone, Debug)]
pub struct Container {
    /// The span, including brackets.
    pub span: Span,
    /// Its elements or entries.
    pub elements: Vec<Item>,
    /// The item whose value contains this container.
    owner: ItemId,
}

/// The index of an item in a layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ItemId {
    Statement(usize),
    /// The index of the container and the index of its element.
    Element(usize, usize),
}

impl OwnComments {
    /// Iterates over all comments, in text order.
    pub fn iter(&self) -> impl Iterator<Item = Span> {
        self.above.iter().copied().chain(self.opening).chain(self.after)
    }
}

impl KeyPart {
    /// Returns `true` if both are the same key of the same table.
    pub fn is_same(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Item {
    /// Returns `true` for `[table]` and `[[table]]`.
    pub fn is_header(&self) -> bool {
        matches!(self.kind, ItemKind::Header | ItemKind::ArrayHeader)
    }
}

impl Layout {
    /// Reads the layout of a source. Never fails: invalid TOML is split into statements in the same
    /// way as for the tree.
    pub fn new(source: &Source) -> Self {
        let source = with_line_feeds(source);
        let mut builder = Builder { source: &source, layout: Self::default() };
        builder.read_statements();
        builder.layout
    }

    /// All statements, in order.
    pub fn statements(&self) -> &[Item] {
        &self.statements
    }

    /// All arrays and inline tables, ordered by start.
    pub fn containers(&self) -> &[Container] {
        &self.containers
    }

    /// All comments, in order.
    pub fn comments(&self) -> &[Span] {
        &self.comments
    }

    /// Returns the statement that touches a byte offset.
    pub fn statement_at(&self, offset: usize) -> Option<&Item> {
        let next = self.statements.partition_point(|statement| statement.span.end < offset);
        self.statements.get(next).filter(|statement| statement.span.touches(offset))
    }

    /// Returns the innermost element or entry that touches a byte offset.
    pub fn element_at(&self, offset: usize) -> Option<&Item> {
        let mut index = self.containers.partition_point(|one| one.span.start <= offset);
        while let Some(container) = index.checked_sub(1).map(|last| &self.containers[last]) {
            let next = container.elements.partition_point(|one| one.span.end < offset);
            let element = container.elements.get(next);
            if let Some(element) = element.filter(|one| one.span.touches(offset)) {
                return Some(element);
            }
            let ItemId::Element(parent, _) = container.owner else { return None };
            index = parent + 1;
        }
        None
    }

    /// Returns the innermost item that touches a byte offset.
    pub fn item_at(&self, offset: usize) -> Option<&Item> {
        self.element_at(offset).or_else(|| self.statement_at(offset))
    }

    /// Returns the item whose value contains this item; `None` for a statement.
    pub fn parent(&self, item: &Item) -> Option<&Item> {
        Some(self.owner(self.container_of(item)?))
    }

    /// Returns the item whose value contains the container.
    pub fn owner(&self, container: &Container) -> &Item {
        self.item(container.owner)
    }

    /// Returns the array or inline table that contains an item; `None` for a statement.
    pub fn container_of(&self, item: &Item) -> Option<&Container> {
        let ItemId::Element(container, _) = item.id else { return None };
        Some(&self.containers[container])
    }

    /// Returns the array or inline table whose opening bracket is the first byte of a span.
    pub fn container(&self, span: Span) -> Option<&Container> {
        let index = self.containers.binary_search_by_key(&span.start, |one| one.span.start);
        index.ok().map(|index| &self.containers[index])
    }

    /// Returns the elements of the array, or the entries of the inline table, at a span.
    pub fn elements(&self, span: Span) -> &[Item] {
        self.container(span).map_or(&[], |container| &container.elements)
    }

    /// Returns the 0-based index of an item among its siblings.
    pub fn index_of(item: &Item) -> usize {
        let (ItemId::Statement(index) | ItemId::Element(_, index)) = item.id;
        index
    }

    /// Returns the items that start on the same line as an item, including the item itself.
    pub fn items_beside(&self, source: &Source, item: &Item) -> &[Item] {
        let siblings =
            self.container_of(item).map_or(&self.statements, |container| &container.elements);
        let line = source.line_span(source.line_of(item.span.start));
        let first = siblings.partition_point(|one| one.span.start < line.start);
        let end = siblings.partition_point(|one| one.span.start < line.end.max(item.span.end));
        &siblings[first..end]
    }

    /// Returns the header above a statement.
    pub fn header_of(&self, statement: &Item) -> Option<&Item> {
        statement.header.map(|header| &self.statements[header])
    }

    /// Returns the key-value statements below a header; with `None`, those above all headers.
    pub fn section(&self, header: Option<&Item>) -> &[Item] {
        let start = header.map_or(0, |header| Self::index_of(header) + 1);
        let next = self.headers.partition_point(|header| *header < start);
        let end = self.headers.get(next).copied().unwrap_or(self.statements.len());
        &self.statements[start..end]
    }

    /// Returns the item that a comment belongs to.
    pub fn owner_of(&self, comment: Span) -> Option<&Item> {
        let index = self.comments.binary_search_by_key(&comment.start, |one| one.start).ok()?;
        self.owners[index].map(|id| self.item(id))
    }

    /// Returns the comments inside a span.
    pub fn comments_in(&self, span: Span) -> &[Span] {
        let start = self.comments.partition_point(|comment| comment.start < span.start);
        let end = self.comments.partition_point(|comment| comment.end <= span.end);
        &self.comments[start..end.max(start)]
    }

    /// Returns the item whose key contains a key part, and the index of the part.
    pub fn key_at(&self, key_span: Span) -> Option<(&Item, usize)> {
        let item = self.item_at(key_span.start)?;
        let part = item.key.iter().position(|part| part.span == key_span)?;
        Some((item, part))
    }

    /// Returns every place where a key is written, given one of them: each item whose key contains
    /// it, and the index of the part. A key whose value is a table may be written several times, as
    /// in `client.type`, `client.name` and `[client.metadata]`.
    pub fn places_of(&self, key_span: Span) -> Vec<(&Item, usize)> {
        let Some((item, part)) = self.key_at(key_span) else { return Vec::new() };
        let places = &self.keys[item.key[part].id];
        places.iter().map(|(id, part)| (self.item(*id), *part)).collect()
    }

    /// Returns `true` if the table of a key also has a key called `name`.
    pub fn has_sibling(&self, key_span: Span, name: &str) -> bool {
        self.key_at(key_span).is_some_and(|(item, part)| {
            self.tables.keys.contains_key(&(item.key[part].table, name.to_owned()))
        })
    }

    /// Returns `true` if two keys belong to the same table.
    pub fn are_siblings(&self, key_span: Span, other: Span) -> bool {
        let table = |span| self.key_at(span).map(|(item, part)| item.key[part].table);
        table(key_span).is_some_and(|one| table(other) == Some(one))
    }

    fn item(&self, id: ItemId) -> &Item {
        match id {
            ItemId::Statement(index) => &self.statements[index],
            ItemId::Element(container, index) => &self.containers[container].elements[index],
        }
    }

    fn item_mut(&mut self, id: ItemId) -> &mut Item {
        match id {
            ItemId::Statement(index) => &mut self.statements[index],
            ItemId::Element(container, index) => &mut self.containers[container].elements[index],
        }
    }
}

/// The keys of all tables. Each key has a single identifier, however often it is written.
#[derive(Clone, Debug, Default)]
struct Tables {
    /// Key identifiers by table identifier and key name.
    keys: HashMap<(usize, String), usize>,
    /// For keys of arrays of tables, the identifier of the last table.
    newest: HashMap<usize, usize>,
    last: usize,
}

impl Tables {
    fn new_id(&mut self) -> usize {
        self.last += 1;
        self.last
    }

    fn key(&mut self, table: usize, name: &str) -> usize {
        let next = self.last + 1;
        let id = *self.keys.entry((table, name.to_owned())).or_insert(next);
        self.last = self.last.max(id);
        id
    }

    /// Returns the table that is the value of a key; for an array of tables, the last one.
    fn table(&self, key: usize) -> usize {
        self.newest.get(&key).copied().unwrap_or(key)
    }
}

/// The table of keys above all headers.
const ROOT: usize = 0;

struct Builder<'a> {
    source: &'a Source,
    layout: Layout,
}

/// A container that is not closed yet.
struct OpenContainer {
    index: usize,
    /// The identifier of the table, for its keys.
    table: usize,
    /// The index of the first token of the last element, while that element is being read.
    element: Option<usize>,
    line: Line,
    /// The comment lines since the last empty line or element.
    above: Vec<Span>,
}

/// The content of the current line of a container so far.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Line {
    Bracket,
    /// The end of an element.
    Element,
    /// At most a comma or a comment.
    Other {
        is_empty: bool,
    },
}

impl Builder<'_> {
    fn read_statements(&mut self) {
        let mut above: Vec<Span> = Vec::new();
        let mut last_line = 0;
        let mut header = None;
        let mut table = ROOT;
        for statement in split(self.source) {
            if self.source.line_of(statement.span.start) > last_line + 1 {
                above.clear();
            }
            last_line = self.source.line_of(statement.span.end);
            let index = self.layout.statements.len();
            match statement.kind {
                statements::StatementKind::Comment => {
                    if !is_range_mark(self.source.slice(statement.span)) {
                        above.push(statement.span);
                    }
                    self.push_comment(statement.span, None);
                }
                statements::StatementKind::KeyValue => {
                    self.read_statement(&statement, std::mem::take(&mut above), table);
                    self.layout.statements[index].header = header;
                }
                statements::StatementKind::Header => {
                    self.read_statement(&statement, std::mem::take(&mut above), ROOT);
                    table = self.open_table(index);
                    header = Some(index);
                }
            }
        }
    }

    /// Registers the table that a header opens.
    fn open_table(&mut self, header: usize) -> usize {
        let header = &self.layout.statements[header];
        let Some(last) = header.key.last() else { return self.layout.tables.new_id() };
        if header.kind == ItemKind::ArrayHeader {
            let table = self.layout.tables.new_id();
            self.layout.tables.newest.insert(last.id, table);
        }
        self.layout.tables.table(last.id)
    }

    fn read_statement(&mut self, statement: &Statement, above: Vec<Span>, table: usize) {
        let tokens = &statement.tokens;
        let brackets = tokens.iter().take_while(|token| token.is_opening()).count();
        let kind = match (statement.kind, brackets) {
            (statements::StatementKind::Header, 2) => ItemKind::ArrayHeader,
            (statements::StatementKind::Header, _) => ItemKind::Header,
            _ => ItemKind::KeyValue,
        };
        let id = ItemId::Statement(self.layout.statements.len());
        let mut item = Item::new(id, kind, tokens[0].span, above);
        item.starts_line = true;
        self.own(&item.comments.above, id);
        if item.is_header() {
            self.layout.headers.push(self.layout.statements.len());
        }
        self.layout.statements.push(item);
        self.finish_item(id, tokens, table);
        self.read_value(id, tokens, statement.too_deep);
    }

    /// Reads the comments of a statement and, unless it is nested too deeply, its containers.
    fn read_value(&mut self, statement: ItemId, tokens: &[Token], too_deep: bool) {
        let equals = self.layout.item(statement).equals.filter(|_| !too_deep);
        let mut open: Vec<OpenContainer> = Vec::new();
        for (at, token) in tokens.iter().enumerate() {
            match (token.kind, open.last_mut()) {
                (TokenKind::Comment, container) => {
                    let owner = if let Some(container) = container {
                        self.own_comment(container, token.span)
                    } else {
                        self.layout.item_mut(statement).comments.after = Some(token.span);
                        Some(statement)
                    };
                    self.push_comment(token.span, owner);
                }
                (TokenKind::Newline, Some(container)) => container.end_line(),
                _ if token.is_trivia()
                    || equals.is_none_or(|equals| token.span.start <= equals) => {}
                (TokenKind::Comma, Some(container)) => self.read_comma(container, &tokens[..at]),
                (_, Some(container)) if token.is_closing() => {
                    self.close(container, &tokens[..at], token.span.end);
                    open.pop();
                    self.extend_element(open.last_mut(), token.span.end);
                }
                (_, container) => {
                    let owner =
                        container.map_or(statement, |one| self.begin_element(one, at, token));
                    self.extend_element(open.last_mut(), end_of(self.source, token));
                    if token.is_opening() {
                        open.push(self.open(owner, token.span));
                    }
                }
            }
        }
        let end = self.layout.item(statement).span.end;
        while let Some(mut container) = open.pop() {
            self.close(&mut container, tokens, end);
            self.extend_element(open.last_mut(), end);
        }
    }

    fn open(&mut self, owner: ItemId, bracket: Span) -> OpenContainer {
        let index = self.layout.containers.len();
        self.layout.containers.push(Container { span: bracket, elements: Vec::new(), owner });
        let table = self.layout.tables.new_id();
        OpenContainer { index, table, element: None, line: Line::Bracket, above: Vec::new() }
    }

    fn close(&mut self, container: &mut OpenContainer, tokens: &[Token], end: usize) {
        self.finish_element(container, tokens);
        self.layout.containers[container.index].span.end = end;
    }

    /// Returns the element that contains a token, starting a new one if none is being read.
    fn begin_element(&mut self, container: &mut OpenContainer, at: usize, token: &Token) -> ItemId {
        let elements = &mut self.layout.containers[container.index].elements;
        if container.element.is_some() {
            return ItemId::Element(container.index, elements.len() - 1);
        }
        let id = ItemId::Element(container.index, elements.len());
        let above = std::mem::take(&mut container.above);
        let is_table = self.source.text()[self.layout.containers[container.index].span.start..]
            .starts_with('{');
        let kind = if is_table { ItemKind::KeyValue } else { ItemKind::Element };
        let mut item = Item::new(id, kind, token.span, above);
        item.starts_line = matches!(container.line, Line::Other { .. });
        self.own(&item.comments.above, id);
        self.layout.containers[container.index].elements.push(item);
        container.element = Some(at);
        id
    }

    fn extend_element(&mut self, container: Option<&mut OpenContainer>, end: usize) {
        let Some(container) = container.filter(|one| one.element.is_some()) else { return };
        container.line = Line::Element;
        let elements = &mut self.layout.containers[container.index].elements;
        elements.last_mut().expect("an element is being read").span.end = end;
    }

    fn read_comma(&mut self, container: &mut OpenContainer, tokens: &[Token]) {
        self.finish_element(container, tokens);
        if let Line::Other { is_empty } = &mut container.line {
            *is_empty = false;
        }
        let end = tokens.last().map_or(0, |token| token.span.end);
        if let Some(element) = self.layout.containers[container.index].elements.last_mut() {
            element.comma = element.comma.or(Some(end));
        }
    }

    /// Finishes the current element. The last of `tokens` is the one before the terminator.
    fn finish_element(&mut self, container: &mut OpenContainer, tokens: &[Token]) {
        let Some(first) = container.element.take() else { return };
        let last = self.layout.containers[container.index].elements.len() - 1;
        let id = ItemId::Element(container.index, last);
        self.finish_item(id, &tokens[first..], container.table);
    }

    /// Reads the key and value span of an item once all of its tokens are known.
    fn finish_item(&mut self, id: ItemId, tokens: &[Token], table: usize) {
        let key = match self.layout.item(id).kind {
            ItemKind::Element => Vec::new(),
            _ => self.read_key(tokens, table, id),
        };
        let source = self.source;
        let last = tokens.iter().rfind(|token| !token.is_trivia());
        let item = self.layout.item_mut(id);
        item.span.end = last.map_or(item.span.end, |last| end_of(source, last));
        item.key = key;
        let mut value = tokens.iter();
        if item.kind == ItemKind::KeyValue {
            let equals = value.find(|token| token.kind == TokenKind::Equals);
            item.equals = equals.map(|equals| equals.span.start);
        }
        let first = value.find(|token| !token.is_trivia());
        let value = first.map(|first| Span::new(first.span.start, item.span.end));
        item.value = value.filter(|_| !item.is_header());
    }

    fn read_key(&mut self, tokens: &[Token], mut table: usize, id: ItemId) -> Vec<KeyPart> {
        let parts =
            key_path(self.source, tokens).into_iter().enumerate().map(|(index, (name, span))| {
                let written = self.source.slice(span);
                let decoded = decode_string(written).filter(|_| written.starts_with(['"', '\'']));
                let name = decoded.unwrap_or(name);
                let of_table = table;
                let key = self.layout.tables.key(table, &name);
                table = self.layout.tables.table(key);
                if self.layout.keys.len() <= key {
                    self.layout.keys.resize(key + 1, Vec::new());
                }
                self.layout.keys[key].push((id, index));
                KeyPart { name, span, id: key, table: of_table }
            });
        parts.collect()
    }

    /// Assigns a comment in a container to its owner; `None` while the owner is unknown.
    fn own_comment(&mut self, container: &mut OpenContainer, comment: Span) -> Option<ItemId> {
        let Container { elements, owner, .. } = &self.layout.containers[container.index];
        let owner = match container.line {
            Line::Bracket => *owner,
            Line::Element => ItemId::Element(container.index, elements.len() - 1),
            Line::Other { .. } => {
                container.line = Line::Other { is_empty: false };
                if !is_range_mark(self.source.slice(comment)) {
                    container.above.push(comment);
                }
                return None;
            }
        };
        let comments = &mut self.layout.item_mut(owner).comments;
        if container.line == Line::Bracket {
            comments.opening = Some(comment);
        } else {
            comments.after = Some(comment);
        }
        Some(owner)
    }

    fn push_comment(&mut self, comment: Span, owner: Option<ItemId>) {
        self.layout.comments.push(comment);
        self.layout.owners.push(owner);
    }

    /// Assigns comments to an owner that was read after them.
    fn own(&mut self, comments: &[Span], owner: ItemId) {
        for comment in comments {
            let index = self.layout.comments.binary_search(comment).expect("comments are sorted");
            self.layout.owners[index] = Some(owner);
        }
    }
}

/// The words of comments that mark where a range begins and ends. Such a comment belongs to no
/// statement, so that it stays where it is when statements are moved.
pub(crate) const RANGE_KEYWORDS: [&str; 2] = ["allow-begin", "allow-end"];

fn is_range_mark(comment: &str) -> bool {
    let is_called = |keyword: &str| {
        comment.split_once(keyword).is_some_and(|(_, rest)| rest.trim_start().starts_with('('))
    };
    RANGE_KEYWORDS.into_iter().any(is_called)
}

/// Returns the end of a token, without the `\r` of a `\r\n` that an unclosed string includes.
fn end_of(source: &Source, token: &Token) -> usize {
    let written = source.slice(token.span);
    token.span.start + written.strip_suffix('\r').unwrap_or(written).len()
}

impl OpenContainer {
    fn end_line(&mut self) {
        if self.line == (Line::Other { is_empty: true }) {
            self.above.clear();
        }
        self.line = Line::Other { is_empty: true };
    }
}

impl Item {
    /// Creates an item from its first token.
    fn new(id: ItemId, kind: ItemKind, first: Span, above: Vec<Span>) -> Self {
        Self {
            kind,
            span: first,
            key: Vec::new(),
            equals: None,
            value: None,
            comma: None,
            comments: OwnComments { above, ..OwnComments::default() },
            starts_line: false,
            id,
            header: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the position and owner of each comment in a text.
    fn owners(text: &str) -> Vec<String> {
        let source = Source::new(text);
        let layout = Layout::new(&source);
        let describe = |comment: &Span| {
            let written = source.slice(*comment);
            let Some(owner) = layout.owner_of(*comment) else { return format!("{written}: none") };
            let place = match &owner.comments {
                own if own.above.contains(comment) => "above",
                own if own.opening == Some(*comment) => "opens",
                own if own.after == Some(*comment) => "after",
                _ => "lost",
            };
            let first = source.slice(owner.span).lines().next().unwrap();
            format!("{written}: {place} {first}")
        };
        layout.comments().iter().map(describe).collect()
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(owners(text), expected, "{text}");
        let crlf = text.replace('\n', "\r\n");
        assert_eq!(owners(&crlf), expected, "with CRLF: {text}");
    }

    #[test]
    fn a_comment_belongs_to_the_statement_below_it_or_on_its_line() {
        check(
            "# 1\n\n# 2\n# 3\na = 1 # 4\n# 5\n[b] # 6\n\n  # 7\n  c = \"\"\"\n# no\n\"\"\" # 8\n# 9",
            &[
                "# 1: none",
                "# 2: above a = 1",
                "# 3: above a = 1",
                "# 4: after a = 1",
                "# 5: above [b]",
                "# 6: after [b]",
                "# 7: above c = \"\"\"",
                "# 8: after c = \"\"\"",
                "# 9: none",
            ],
        );
    }

    #[test]
    fn a_comment_belongs_to_the_element_below_it_or_on_its_line() {
        check(
            "a = [ # 1\n  # 2\n  1, # 3\n\n  # 4\n\n  # 5\n  2, 3 # 6\n  # 7\n] # 8",
            &[
                "# 1: opens a = [ # 1",
                "# 2: above 1",
                "# 3: after 1",
                "# 4: none",
                "# 5: above 2",
                "# 6: after 3",
                "# 7: none",
                "# 8: after a = [ # 1",
            ],
        );
    }

    #[test]
    fn a_comma_at_the_start_of_a_line_divides_no_comment_from_its_element() {
        check(
            "a = [\n    1 # 1\n  # 2\n  , 2 # 3\n  , # 4\n  3\n]",
            &["# 1: after 1", "# 2: above 2", "# 3: after 2", "# 4: above 3"],
        );
    }

    #[test]
    fn brackets_in_brackets_have_comments_of_their_own() {
        check(
            "a = [\n  [ # 1\n    1, # 2\n  ], # 3\n  { # 4\n    b = 1, # 5\n  }\n]",
            &[
                "# 1: opens [ # 1",
                "# 2: after 1",
                "# 3: after [ # 1",
                "# 4: opens { # 4",
                "# 5: after b = 1",
            ],
        );
    }

    fn written(text: &str) -> Vec<(String, bool)> {
        let source = Source::new(format!("a = {text}"));
        let layout = Layout::new(&source);
        let elements = layout.elements(layout.statements()[0].value.unwrap());
        let written = |one: &Item| (source.slice(one.span).to_owned(), one.comma.is_some());
        elements.iter().map(written).collect()
    }

    #[test]
    fn commas_in_strings_comments_and_inner_brackets_do_not_count() {
        let text = "[ \"a,b\", # one, two\n [1, 2] ,{ x = 1, y = 2 } ]";
        let elements = [("\"a,b\"", true), ("[1, 2]", true), ("{ x = 1, y = 2 }", false)];
        assert_eq!(written(text), elements.map(|(text, comma)| (text.to_owned(), comma)));
        assert_eq!(written("[]"), []);
    }

    #[test]
    fn entries_of_an_inline_table_are_elements() {
        let elements = [("a.b = 1", true), ("c = [ 2 ]", true)];
        let elements = elements.map(|(text, comma)| (text.to_owned(), comma));
        assert_eq!(written("{ a.b = 1, c = [ 2 ], }"), elements);
    }

    #[test]
    fn the_innermost_element_around_a_place_is_found() {
        let source = Source::new("a = [[1, 22], { b = [3] }]\nc = 4");
        let layout = Layout::new(&source);
        let at = |needle| {
            let item = layout.item_at(source.text().find(needle).unwrap()).unwrap();
            source.slice(item.span)
        };
        let found = ["1", "22", "b", "3", "{", "a", "c"].map(at);
        let expected =
            ["1", "22", "b = [3]", "3", "{ b = [3] }", "a = [[1, 22], { b = [3] }]", "c = 4"];
        assert_eq!(found, expected);
    }

    /// Returns the 0-based lines of all places of the key at the first `needle`.
    fn places(text: &str, needle: &str) -> Vec<usize> {
        let source = Source::new(text);
        let layout = Layout::new(&source);
        let start = text.find(needle).unwrap();
        let places = layout.places_of(Span::new(start, start + needle.len()));
        places.iter().map(|(item, part)| source.line_of(item.key[*part].span.start)).collect()
    }

    #[test]
    fn a_key_is_found_wherever_it_is_written() {
        assert_eq!(places("a.b = 1\nc.b = 1\n'a' . c = 2\n[\"\\u0061\".d]\n[x.a]", "a"), [0, 2, 3]);
        assert_eq!(places("[a]\nb.c = 1\nb.d = 1\n[a.b.e]\n[b]", "b"), [1, 2, 3]);
        assert_eq!(places("x = { a.b = 1, c = 2, a.d = 3 }\na = 1", "a"), [0, 0]);
    }

    #[test]
    fn the_tables_of_an_array_have_keys_of_their_own() {
        let text = "[[a]]\nb.c = 1\n[a.b.x]\n[[a]]\nb.c = 1\nb.d = 1";
        assert_eq!(places(text, "b"), [1, 2]);
        assert_eq!(places(text, "a"), [0, 2, 3]);
    }

    #[test]
    fn a_broken_statement_leaves_its_neighbors_as_they_are() {
        check(
            "# 1\na = [ # 2\n  1, # 3\n# 4\nb = 2 # 5\nc = \"\"\"x # 6\n\n# 7\n[d] # 8",
            &[
                "# 1: above a = [ # 2",
                "# 2: opens a = [ # 2",
                "# 3: after 1",
                "# 4: above b = 2",
                "# 5: after b = 2",
                "# 7: above [d]",
                "# 8: after [d]",
            ],
        );
        let nested = format!("a = {}\nb = 1 # 1", "[".repeat(100_000));
        assert_eq!(owners(&nested), ["# 1: after b = 1"]);
    }
}
