//! The format of scopes, and the scopes that Zoho's pages list.

use crate::text::suggest::did_you_mean;

/// The operations of scopes, from the pages of Zoho Accounts and, for the last two, Zoho CRM.
/// Zoho's pages write them in any case.
pub const OPERATIONS: &[&str] = &["ALL", "CREATE", "READ", "UPDATE", "DELETE", "WRITE", "CUSTOM"];

/// The single-part scopes, which are for signing in with Zoho.
pub const SIGN_IN_SCOPES: &[&str] = &["openid", "email", "profile"];

/// The service name in Cliq's scopes.
const CLIQ: &str = "ZohoCliq";

/// The names of Cliq's scopes with their operations, from Cliq's API pages.
#[rustfmt::skip]
pub static CLIQ_SCOPES: &[(&str, &[&str])] = &[
    ("BotMessages",      &["CREATE"]),
    ("Bots",             &["CREATE", "READ", "UPDATE", "DELETE"]),
    ("Channels",         &["CREATE", "READ", "UPDATE", "DELETE"]),
    ("Chats",            &["CREATE", "READ", "UPDATE", "DELETE"]),
    ("Commands",         &["CREATE", "READ", "UPDATE", "DELETE"]),
    ("DatastoreRecords", &["CREATE", "READ", "UPDATE", "DELETE"]),
    ("Datastores",       &["CREATE", "READ", "UPDATE", "DELETE", "ALL"]),
    ("Extensions",       &["CREATE", "READ", "UPDATE"]),
    ("Functions",        &["CREATE", "READ", "UPDATE", "DELETE"]),
    ("MessageActions",   &["CREATE", "READ", "UPDATE", "DELETE"]),
    ("Messages",         &["CREATE", "READ", "UPDATE", "DELETE"]),
    ("Organisation",     &["READ"]),
    ("Profile",          &["READ", "UPDATE", "DELETE"]),
    ("Reminders",        &["CREATE", "READ", "UPDATE", "DELETE"]),
    ("Users",            &["READ"]),
    ("Webhooks",         &["CREATE"]),
];

/// Iterates over all Cliq scopes.
pub fn cliq_scopes() -> impl Iterator<Item = String> {
    CLIQ_SCOPES.iter().flat_map(|(name, operations)| {
        operations.iter().map(move |operation| format!("{CLIQ}.{name}.{operation}"))
    })
}

/// Why a string is not a scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScopeError {
    /// A part is missing or empty. Holds the Cliq scope that was probably meant, if any.
    Incomplete(Option<String>),
    /// A part contains a character other than letters, digits, `_` and `-`.
    Character(char),
    /// The operation looks like a misspelling of this one.
    Operation(&'static str),
}

/// Checks the format of a scope. Services have scopes with more than three parts and operations of
/// their own, so this reports only what cannot be a scope.
pub fn check_scope(scope: &str) -> Option<ScopeError> {
    let is_other = |c: &char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '_' | '-');
    if let Some(character) = scope.chars().find(is_other) {
        return Some(ScopeError::Character(character));
    }
    if SIGN_IN_SCOPES.iter().any(|known| known.eq_ignore_ascii_case(scope)) {
        return None;
    }
    let parts: Vec<&str> = scope.split('.').collect();
    let [_, _, .., operation] = parts[..] else { return Some(incomplete(scope)) };
    if parts.len() < 3 || parts.iter().any(|part| part.is_empty()) {
        return Some(incomplete(scope));
    }
    let is_known = OPERATIONS.iter().any(|known| known.eq_ignore_ascii_case(operation));
    let meant = did_you_mean(operation, OPERATIONS.iter().copied()).filter(|_| !is_known);
    let meant = OPERATIONS.iter().find(|known| Some(**known) == meant);
    meant.map(|known| ScopeError::Operation(known))
}

fn incomplete(scope: &str) -> ScopeError {
    let is_meant = |known: &String| {
        let (_, rest) = known.split_once('.').unwrap_or_default();
        rest.eq_ignore_ascii_case(scope)
    };
    ScopeError::Incomplete(cliq_scopes().find(is_meant))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scopes_of_zohos_pages_are_scopes() {
        for scope in [
            "ZohoCliq.Channels.READ",
            "ZohoCliq.channels.DELETE",
            "ZohoCRM.modules.contacts.READ",
            "ZohoCRM.modules.Leads.WRITE",
            "ZohoBooks.fullaccess.all",
            "AaaServer.profile.Read",
            "aaaserver.profile.READ",
            "zohobackstage.event.READ",
            "ZohoAssist.unattended.device.CREATE",
            "ZohoCatalyst.functions.EXECUTE",
            "ZohoCRM.change_owner.CREATE",
            "WorkDrive.teamfolders.sharing.CREATE",
            "openid",
            "email",
        ] {
            assert_eq!(check_scope(scope), None, "{scope}");
        }
        assert!(cliq_scopes().all(|scope| check_scope(&scope).is_none()));
    }

    #[test]
    fn a_part_that_is_missing_is_known_where_cliq_has_the_scope() {
        let meant = Some("ZohoCliq.Channels.READ".to_owned());
        assert_eq!(check_scope("Channels.READ"), Some(ScopeError::Incomplete(meant)));
        for scope in ["ZohoCliq.Channels", "ZohoCliq", "ZohoCliq..READ", "ZohoCliq.Channels."] {
            assert_eq!(check_scope(scope), Some(ScopeError::Incomplete(None)), "{scope}");
        }
    }

    #[test]
    fn a_slip_in_an_operation_and_a_foreign_character_are_found() {
        assert_eq!(check_scope("ZohoCliq.Bots.RAED"), Some(ScopeError::Operation("READ")));
        assert_eq!(check_scope("ZohoCliq.Bots.CREATED"), Some(ScopeError::Operation("CREATE")));
        assert_eq!(check_scope("ZohoCliq:Bots.READ"), Some(ScopeError::Character(':')));
    }
}
