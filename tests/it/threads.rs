//! Forty threads of people who lost hours with an OAuth registration: each as files and a command,
//! with what cliq-lint says to it.

use crate::support::Folder;

/// A thread, made into files.
struct Thread {
    /// Where it can be read.
    address: &'static str,
    /// What went wrong.
    problem: &'static str,
    /// The clients of the manifest, without `[[client]]`.
    clients: &'static [&'static str],
    /// Another file, if the thread needs one.
    beside: Option<(&'static str, &'static str)>,
    command: &'static [&'static str],
    /// What the output says.
    says: &'static str,
}

/// A server-based client with these redirect URIs.
macro_rules! server {
    ($($uri:literal),*) => {
        concat!(
            "type = \"server-based\"\nname = \"Desk\"\nhomepage_url = \"https://zylker.com\"\n",
            "redirect_uris = [", $("\"", $uri, "\", ",)* "]\n"
        )
    };
}

/// A client-based client with this JavaScript domain.
macro_rules! browser {
    ($domain:literal) => {
        concat!(
            "type = \"client-based\"\nname = \"Board\"\nhomepage_url = \"https://zylker.com\"\n",
            "redirect_uris = [\"https://zylker.com/cb\"]\njavascript_domains = [\"",
            $domain,
            "\"]\n"
        )
    };
}

/// An authorization URL at a host, for a redirect URI.
macro_rules! request {
    ($host:literal, $uri:literal) => {
        concat!(
            "https://", $host, "/oauth/v2/auth?response_type=code&client_id=1000.ABCDEFGHIJKLMNOPQRSTUVWXYZ1234&access_type=offline",
            "&scope=ZohoCliq.Channels.READ&redirect_uri=", $uri
        )
    };
}

const THREADS: &[Thread] = &[
    Thread {
        address: "https://github.com/asciisd/zoho/issues/45",
        problem: "an address of Zoho as redirect URI",
        clients: &[server!("https://accounts.zoho.com/oauth/callback")],
        beside: None,
        command: &[],
        says: "`accounts.zoho.com` belongs to Zoho",
    },
    Thread {
        address: "https://github.com/zoho/zcrm-python-sdk/issues/3",
        problem: "the default of an SDK as redirect URI",
        clients: &[server!("http://www.zoho.com/callback")],
        beside: None,
        command: &[],
        says: "`www.zoho.com` belongs to Zoho",
    },
    Thread {
        address: "https://github.com/asciisd/zoho/issues/20",
        problem: "a slash more is sent than is registered",
        clients: &[server!("http://127.0.0.1:8000")],
        beside: Some((".env", "ZOHO_REDIRECT_URI=http://127.0.0.1:8000/\n")),
        command: &["match", ".env"],
        says: "registered without the trailing slash",
    },
    Thread {
        address: "https://github.com/asciisd/zoho/issues/18",
        problem: "a client of one data center is used at another",
        clients: &[concat!(server!("https://zylker.com/cb"), "data_centers = [\"in\"]\n")],
        beside: None,
        command: &["match", request!("accounts.zoho.com", "https://zylker.com/cb")],
        says: "client `Desk` is registered in India",
    },
    Thread {
        address: "https://github.com/asciisd/zoho/issues/6",
        problem: "`invalid_client` from another data center",
        clients: &[],
        beside: None,
        command: &["explain", "invalid_client"],
        says: "goes to a different data center",
    },
    Thread {
        address: "https://github.com/asciisd/zoho-v3/issues/38",
        problem: "the United States are configured, Europe is called",
        clients: &[concat!(server!("https://zylker.com/cb"), "data_centers = [\"us\"]\n")],
        beside: Some((".env", "ZOHO_ACCOUNTS_URL=https://accounts.zoho.eu\n")),
        command: &["match", ".env"],
        says: "goes to the data center Europe",
    },
    Thread {
        address: "https://github.com/rclone/rclone/issues/5029",
        problem: "a client of Europe, a user of the United States",
        clients: &[],
        beside: None,
        command: &["explain", "The transmitted client ID does not exist"],
        says: "registered in a different data center",
    },
    Thread {
        address: "https://github.com/rclone/rclone/issues/5377",
        problem: "the wrong region was picked",
        clients: &[concat!(server!("https://zylker.com/cb"), "data_centers = [\"jp\"]\n")],
        beside: None,
        command: &["form"],
        says: "https://api-console.zoho.jp",
    },
    Thread {
        address: "https://github.com/n8n-io/n8n/issues/26021",
        problem: "China was offered as Canada",
        clients: &[concat!(
            server!("https://zylker.com/cb"),
            "data_centers = [\"zohocloud.ca\"]\n"
        )],
        beside: None,
        command: &["form"],
        says: "https://accounts.zohocloud.ca/",
    },
    Thread {
        address: "https://github.com/sprintberlin/openclaw-cliq/issues/46",
        problem: "a plugin asks Europe unless told otherwise",
        clients: &[concat!(server!("https://zylker.com/cb"), "data_centers = [\"us\"]\n")],
        beside: Some(("config.yml", "accounts: https://accounts.zoho.eu/oauth/v2/token\n")),
        command: &["match", "config.yml"],
        says: "goes to the data center Europe",
    },
    Thread {
        address: "https://github.com/sprintberlin/openclaw-cliq/issues/110",
        problem: "a scope was missing in the console",
        clients: &[
            "type = \"self-client\"\nname = \"Bot\"\nscopes = [\"ZohoCliq.Channels.READ\", \"ZohoCliq.Bots.CREATE\"]\n",
        ],
        beside: None,
        command: &["form"],
        says: "ZohoCliq.Channels.READ,ZohoCliq.Bots.CREATE",
    },
    Thread {
        address: "https://github.com/sprintberlin/openclaw-cliq/issues/248",
        problem: "the code of a self client expired",
        clients: &["type = \"self-client\"\nname = \"Bot\"\n"],
        beside: None,
        command: &["form"],
        says: "it can be used once",
    },
    Thread {
        address: "https://help.zoho.com/portal/en/kb/accounts/faqs-troubleshooting/faqs/oauth/articles/invalid-code-redirect-uri",
        problem: "a bare host is registered, a callback is sent",
        clients: &[server!("https://www.zylker.com")],
        beside: None,
        command: &["match", "https://www.zylker.com/callback"],
        says: "registered without the path `/callback`",
    },
    Thread {
        address: "https://www.zoho.com/uk/books/help/settings/connections.html",
        problem: "a URI with one slash was copied from a page",
        clients: &[server!("https:/deluge.zoho.com/delugeauth/callback")],
        beside: None,
        command: &[],
        says: "Replace `https:/` with `https://`",
    },
    Thread {
        address: "https://site24x7.com/community/self-client-uri-to-generate-the-session-code",
        problem: "a redirect URI for a self client",
        clients: &["type = \"self-client\"\nname = \"Bot\"\nredirect_uris = [\"zylker.com/cb\"]\n"],
        beside: None,
        command: &[],
        says: "Change the type to `server-based`",
    },
    Thread {
        address: "https://github.com/GluuFederation/oxTrust/issues/273",
        problem: "a space after the URI",
        clients: &[server!("https://zylker.com/cb ")],
        beside: None,
        command: &[],
        says: "whitespace after the URI",
    },
    Thread {
        address: "https://github.com/zitadel/zitadel/issues/7265",
        problem: "a space before the URI",
        clients: &[server!(" https://zylker.com/cb")],
        beside: None,
        command: &[],
        says: "whitespace before the URI",
    },
    Thread {
        address: "https://github.com/RocketChat/Rocket.Chat/pull/41562",
        problem: "a space after the port",
        clients: &[server!("http://localhost:3000 ")],
        beside: None,
        command: &[],
        says: "whitespace after the URI",
    },
    Thread {
        address: "https://github.com/RocketChat/Rocket.Chat/issues/579",
        problem: "an IP address is registered, a name is sent",
        clients: &[server!("http://203.0.113.7/_oauth/zoho")],
        beside: None,
        command: &["match", "http://chat.zylker.com/_oauth/zoho"],
        says: "registered with the host `203.0.113.7`",
    },
    Thread {
        address: "https://github.com/googleapis/google-auth-library-python-oauthlib/issues/80",
        problem: "a library adds a slash",
        clients: &[server!("http://localhost:8080")],
        beside: None,
        command: &["match", "http://localhost:8080/"],
        says: "registered without the trailing slash",
    },
    Thread {
        address: "https://github.com/odoo/odoo/issues/9057",
        problem: "behind a proxy, http is sent",
        clients: &[server!("https://zylker.com/cb")],
        beside: None,
        command: &["match", "http://zylker.com/cb"],
        says: "trusts the proxy's headers",
    },
    Thread {
        address: "https://github.com/appwrite/appwrite/issues/5239",
        problem: "the same, seen in a log",
        clients: &[server!("https://zylker.com/v1/cb")],
        beside: Some((
            "app.log",
            "GET https://accounts.zoho.com/oauth/v2/auth?response_type=code&client_id=1000.A&redirect_uri=http%3A%2F%2Fzylker.com%2Fv1%2Fcb\n",
        )),
        command: &["match", "app.log"],
        says: "app.log:1:5",
    },
    Thread {
        address: "https://github.com/BookStackApp/BookStack/issues/5523",
        problem: "two slashes after the host",
        clients: &[server!("https://zylker.com/oidc/callback")],
        beside: None,
        command: &["match", "https://zylker.com//oidc/callback"],
        says: "registered with a single slash",
    },
    Thread {
        address: "https://github.com/andyet/face.camp/issues/109",
        problem: "the client ID of another client is sent",
        clients: &[
            concat!(
                server!("https://dev.zylker.com/cb"),
                "client_id = \"1000.DEVDEFGHIJKLMNOPQRSTUVWXYZ1234\"\n"
            ),
            "type = \"server-based\"\nname = \"Live\"\nhomepage_url = \"https://zylker.com\"\nredirect_uris = [\"https://zylker.com/cb\"]\nclient_id = \"1000.ABCDEFGHIJKLMNOPQRSTUVWXYZ1234\"\n",
        ],
        beside: None,
        command: &["match", request!("accounts.zoho.com", "https://dev.zylker.com/cb")],
        says: "but `client_id` belongs to client `Live`",
    },
    Thread {
        address: "https://github.com/healthchecks/healthchecks/issues/604",
        problem: "the change was not saved in the console",
        clients: &[server!("https://zylker.com/cb", "https://zylker.com/new")],
        beside: Some(("old.toml", concat!("[client]\n", server!("https://zylker.com/cb")))),
        command: &["diff", "old.toml", "cliq-client.toml"],
        says: "add     https://zylker.com/new",
    },
    Thread {
        address: "https://github.com/nextauthjs/next-auth/issues/695",
        problem: "the last segment of a callback is missing",
        clients: &[server!("https://zylker.com/api/auth/callback")],
        beside: None,
        command: &["match", "https://zylker.com/api/auth/callback/zoho"],
        says: "registered with the path `/api/auth/callback`",
    },
    Thread {
        address: "https://github.com/auth0-samples/auth0-nodejs-webapp-sample/issues/80",
        problem: "the host is registered without the callback",
        clients: &[server!("http://localhost:3000")],
        beside: None,
        command: &["match", "http://localhost:3000/callback"],
        says: "registered without the path `/callback`",
    },
    Thread {
        address: "https://github.com/nanostudio-org/nanogp/issues/7",
        problem: "a path in a JavaScript domain",
        clients: &[browser!("https://zylker.com/app")],
        beside: None,
        command: &[],
        says: "nothing may follow the host and port",
    },
    Thread {
        address: "https://github.com/GoogleWebComponents/google-signin/issues/76",
        problem: "a slash after a JavaScript domain",
        clients: &[browser!("https://zylker.com/")],
        beside: None,
        command: &[],
        says: "Remove `/` (--fix)",
    },
    Thread {
        address: "https://github.com/JohnnyCrazy/SpotifyAPI-NET/issues/128",
        problem: "the port is missing",
        clients: &[server!("http://localhost/cb")],
        beside: None,
        command: &["match", "http://localhost:4002/cb"],
        says: "registered without a port",
    },
    Thread {
        address: "https://github.com/johnstonbl01/clementinejs/issues/72",
        problem: "`127.0.0.1` is registered, `localhost` is sent",
        clients: &[server!("http://127.0.0.1:3000/cb")],
        beside: None,
        command: &["match", "http://localhost:3000/cb"],
        says: "are the same machine, but not the same text",
    },
    Thread {
        address: "https://github.com/Automattic/abacus/issues/261",
        problem: "the host of one Vercel deployment",
        clients: &[server!("https://desk-q2x8vk3m1-zylker.vercel.app/cb", "https://zylker.com/cb")],
        beside: None,
        command: &[],
        says: "is a Vercel deployment",
    },
    Thread {
        address: "https://github.com/Shopify/cli/issues/4741",
        problem: "tunnels that no longer exist",
        clients: &[server!("https://zylker.com/cb", "https://3f2a-81-2-69-142.ngrok-free.app/cb")],
        beside: None,
        command: &[],
        says: "is an ngrok tunnel",
    },
    Thread {
        address: "https://github.com/zorn-v/nextcloud-social-login/issues/402",
        problem: "the URI is percent-encoded",
        clients: &[server!("https%3A%2F%2Fzylker.com%2Fcb")],
        beside: None,
        command: &[],
        says: "Decode to `https://zylker.com/cb`",
    },
    Thread {
        address: "https://github.com/lobehub/lobehub/issues/4258",
        problem: "`0.0.0.0` as host",
        clients: &[server!("http://0.0.0.0:3210/cb")],
        beside: None,
        command: &[],
        says: "cannot be reached from the internet",
    },
    Thread {
        address: "https://github.com/XeroAPI/xero-node-oauth2-app/issues/58",
        problem: "quotes were copied along",
        clients: &[
            "type = \"server-based\"\nname = \"Desk\"\nhomepage_url = \"https://zylker.com\"\nredirect_uris = ['\"https://zylker.com/cb\"']\n",
        ],
        beside: None,
        command: &[],
        says: "around the URI (--fix)",
    },
    Thread {
        address: "https://github.com/MudXtra/MudXThemeCreator/issues/25",
        problem: "the application moved, the registration did not",
        clients: &[server!("https://old.zylker.com/cb")],
        beside: Some(("deploy.yml", "redirect_uri: https://new.zylker.com/cb\n")),
        command: &["match", "deploy.yml"],
        says: "registered with the host `old.zylker.com`",
    },
    Thread {
        address: "https://github.com/zammad/zammad/issues/856",
        problem: "which values belong into the provider's form?",
        clients: &[server!("https://zylker.com/cb")],
        beside: None,
        command: &["form"],
        says: "Authorized Redirect URIs  https://zylker.com/cb",
    },
    Thread {
        address: "https://github.com/hashicorp/terraform-provider-google/issues/15786",
        problem: "no API; somebody must repeat each change by hand",
        clients: &[server!("https://zylker.com/cb")],
        beside: Some(("old.toml", concat!("[client]\n", server!("https://old.zylker.com/cb")))),
        command: &["diff", "--format", "markdown", "old.toml", "cliq-client.toml"],
        says: "- [ ] Authorized Redirect URIs: add `https://zylker.com/cb`",
    },
    Thread {
        address: "https://github.com/elizaOS/eliza/issues/24401",
        problem: "staging lacks a redirect URI",
        clients: &[server!("https://zylker.com/cb", "https://zylker.com/link")],
        beside: Some((
            "cliq-client.staging.toml",
            concat!("[client]\n", server!("https://zylker.com/cb")),
        )),
        command: &["diff", "cliq-client.staging.toml", "cliq-client.toml"],
        says: "add     https://zylker.com/link",
    },
];

#[test]
fn each_thread_is_answered() {
    assert_eq!(THREADS.len(), 40);
    for thread in THREADS {
        let folder = Folder::with(&[]);
        let clients = thread.clients.iter().map(|client| format!("[[client]]\n{client}"));
        if !thread.clients.is_empty() {
            folder.write("cliq-client.toml", clients.collect::<String>());
        }
        if let Some((path, text)) = thread.beside {
            folder.write(path, text);
        }
        let output = folder.run(thread.command).output();
        let Thread { address, problem, .. } = thread;
        assert!(output.contains(thread.says), "{address}: {problem}\n{output}");
    }
}
