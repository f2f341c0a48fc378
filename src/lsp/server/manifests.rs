//! Requests across all manifests: the uses of a host, an origin or a URI, and searching for
//! clients.

use std::sync::Arc;

use tower_lsp::jsonrpc::{Error, Result};
#[allow(clippy::wildcard_imports, reason = "dozens of types, all of the protocol")]
use tower_lsp::lsp_types::*;

use super::Server;
use crate::ide::{self, Analysis, Shared};
use crate::lsp::convert::{Converter, edit_of_documents};
use crate::lsp::workspace;

/// Finds all uses of the host, origin or URI at a position.
pub(super) fn references(server: &Server, params: &ReferenceParams) -> Option<Vec<Location>> {
    let place = &params.text_document_position;
    let snapshot = server.snapshot(&place.text_document.uri)?;
    let offset = snapshot.converter().offset(place.position);
    let (_, shared) = ide::shared_at(&snapshot.analysis, offset)?;
    let (encoding, _) = server.protocol();
    let mut locations = Vec::new();
    for (uri, _, analysis) in server.manifests() {
        let source = analysis.source();
        let convert = Converter { uri: &uri, version: None, source, encoding, snippet_edits: None };
        let spans = ide::occurrences(&analysis, &shared).into_iter();
        locations.extend(spans.map(|span| convert.location(span)));
    }
    Some(locations)
}

/// Renames the host, origin or URI at a position in all manifests.
///
/// # Errors
///
/// Returns an error if the new name is not of the same kind.
pub(super) fn rename(server: &Server, params: &RenameParams) -> Result<Option<WorkspaceEdit>> {
    let place = &params.text_document_position;
    let Some(snapshot) = server.snapshot(&place.text_document.uri) else { return Ok(None) };
    let offset = snapshot.converter().offset(place.position);
    let Some((_, shared)) = ide::shared_at(&snapshot.analysis, offset) else { return Ok(None) };
    if !shared.can_become(&params.new_name) {
        let what = match shared {
            Shared::Host(_) => "a host, such as `app.acme.com`",
            Shared::Origin(_) => "an origin, such as `https://app.acme.com`",
            Shared::Uri(_) => "a URI, such as `https://app.acme.com/callback`",
        };
        return Err(Error::invalid_params(format!("the new name must be {what}")));
    }
    let (encoding, support) = server.protocol();
    let mut files = Vec::new();
    for (uri, version, analysis) in server.manifests() {
        let spans = ide::occurrences(&analysis, &shared);
        if !spans.is_empty() {
            let source = analysis.source();
            let convert = Converter { uri: &uri, version, source, encoding, snippet_edits: None };
            let edits = convert.replacements(&spans, &params.new_name);
            files.push((uri.clone(), version, edits));
        }
    }
    Ok(Some(edit_of_documents(files, support)))
}

/// Finds the clients whose name contains `query`, ignoring case.
pub(super) fn clients(server: &Server, query: &str) -> Vec<SymbolInformation> {
    let query = query.to_lowercase();
    let (encoding, _) = server.protocol();
    let mut symbols = Vec::new();
    for (uri, _, analysis) in server.manifests() {
        let source = analysis.source();
        let convert = Converter { uri: &uri, version: None, source, encoding, snippet_edits: None };
        let found = ide::document_symbols(&analysis).into_iter();
        let found = found.filter(|symbol| {
            analysis.manifest().is_some() && symbol.name.to_lowercase().contains(&query)
        });
        symbols.extend(found.map(|symbol| convert.workspace_symbol(&symbol)));
    }
    symbols
}

impl Server {
    /// Returns the manifests of the workspace and the open manifests, which have a version.
    pub(super) fn manifests(&self) -> Vec<(Url, Option<i32>, Arc<Analysis>)> {
        let configs = workspace::config_cache(&self.session().settings);
        let mut manifests = Vec::new();
        for uri in self.all_documents(&configs) {
            let open = self.snapshot(&uri);
            let found = match open {
                Some(open) => Some((Some(open.version()), open.analysis)),
                None => workspace::analyze_file(&uri, &configs).map(|one| (None, Arc::new(one))),
            };
            manifests.extend(found.map(|(version, analysis)| (uri, version, analysis)));
        }
        manifests
    }
}
