//! Development hosts: tunnels, preview deployments and workspaces, each with the provider's page as
//! its source.

use crate::uri::is_subdomain_of;

/// A provider's development hosts.
#[derive(Debug, PartialEq, Eq)]
pub struct DevelopmentHost {
    /// What such a host is, with an article.
    pub what: &'static str,
    /// The kind of host.
    pub kind: HostKind,
    /// The provider's page on these hosts.
    pub page: &'static str,
    /// The parent domains of the hosts.
    domains: &'static [&'static str],
    /// Which names below the domains are development hosts.
    names: Names,
}

/// How long a development host works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostKind {
    /// While a program on a developer's machine runs.
    Tunnel,
    /// For one deployment, or one pull request.
    Preview,
    /// While a development environment runs.
    Workspace,
}

/// Which names below a domain are development hosts. Other names may be the application's own
/// hosts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Names {
    /// All names, and the domain itself.
    All,
    /// `acme-3f2a91c7b-team` and `acme-git-main-team`.
    Vercel,
    /// `deploy-preview-7--acme` and `0123456789abcdef01234567--acme`.
    Netlify,
    /// `3f2a91c7.acme`: a hash before the project name.
    HashLabel,
    /// `3f2a91c7-acme.team`: a hash before the worker name.
    HashPrefix,
    /// `acme-pr-7`, `acme-pr-7-x1y2` and `pr-7.acme`.
    PullRequest,
    /// `acme--preview`: two hyphens between the name and the channel.
    DoubleHyphen,
    /// `acme-7.westeurope`: the pull request number before the region.
    NumberSuffix,
}

static DEVELOPMENT_HOSTS: &[DevelopmentHost] = &[
    tunnel(
        "an ngrok tunnel",
        &[
            "ngrok-free.app",
            "ngrok-free.dev",
            "ngrok.app",
            "ngrok.dev",
            "ngrok.pro",
            "ngrok.pizza",
            "ngrok.io",
        ],
        "https://ngrok.com/docs/domains",
    ),
    tunnel(
        "a Cloudflare quick tunnel",
        &["trycloudflare.com"],
        "https://developers.cloudflare.com/cloudflare-one/networks/connectors/cloudflare-tunnel/\
         do-more-with-tunnels/trycloudflare/",
    ),
    tunnel(
        "a Microsoft dev tunnel",
        &["devtunnels.ms"],
        "https://learn.microsoft.com/azure/developer/dev-tunnels/overview",
    ),
    tunnel(
        "a localtunnel tunnel",
        &["loca.lt", "localtunnel.me"],
        "https://github.com/localtunnel/localtunnel",
    ),
    tunnel("a Serveo tunnel", &["serveo.net", "serveousercontent.com"], "https://serveo.net"),
    tunnel(
        "a localhost.run tunnel",
        &["localhost.run", "lhr.life", "lhr.rocks"],
        "https://localhost.run/docs/",
    ),
    tunnel("a Pinggy tunnel", &["pinggy.link", "pinggy.online"], "https://pinggy.io/docs/"),
    tunnel("a Tunnelmole tunnel", &["tunnelmole.net"], "https://tunnelmole.com/docs/"),
    tunnel("a LocalXpose tunnel", &["loclx.io"], "https://localxpose.io/docs"),
    tunnel("an Expose tunnel", &["sharedwithexpose.com"], "https://expose.dev/docs"),
    tunnel("a zrok share", &["share.zrok.io", "shares.zrok.io"], "https://docs.zrok.io"),
    tunnel("a bore tunnel", &["bore.pub"], "https://github.com/ekzhang/bore"),
    tunnel("a Packetriot tunnel", &["packetriot.net"], "https://docs.packetriot.com"),
    workspace(
        Names::All,
        "a GitHub Codespaces port",
        &["app.github.dev", "githubpreview.dev"],
        "https://docs.github.com/en/codespaces/developing-in-a-codespace/\
         forwarding-ports-in-your-codespace",
    ),
    workspace(
        Names::All,
        "a Gitpod workspace",
        &["gitpod.io", "gitpod.dev"],
        "https://www.gitpod.io/docs",
    ),
    workspace(
        Names::All,
        "a StackBlitz WebContainer",
        &["webcontainer-api.io", "webcontainer.io", "stackblitz.io"],
        "https://webcontainers.io",
    ),
    workspace(Names::All, "a CodeSandbox sandbox", &["csb.app"], "https://codesandbox.io/docs"),
    workspace(
        Names::All,
        "a Replit workspace",
        &["replit.dev", "repl.co"],
        "https://docs.replit.com",
    ),
    workspace(
        Names::All,
        "a Google Cloud workstation",
        &["cloudworkstations.dev"],
        "https://cloud.google.com/workstations/docs",
    ),
    workspace(
        Names::All,
        "a Google Cloud Shell preview",
        &["cloudshell.dev"],
        "https://cloud.google.com/shell/docs/using-web-preview",
    ),
    workspace(Names::All, "a Lovable preview", &["lovableproject.com"], "https://docs.lovable.dev"),
    workspace(
        Names::DoubleHyphen,
        "a Lovable preview",
        &["lovable.app"],
        "https://docs.lovable.dev",
    ),
    preview(
        Names::Vercel,
        "a Vercel deployment",
        &["vercel.app", "now.sh"],
        "https://vercel.com/docs/deployments/generated-urls",
    ),
    preview(
        Names::Netlify,
        "a Netlify deploy preview",
        &["netlify.app"],
        "https://docs.netlify.com/deploy/deploy-types/deploy-previews/",
    ),
    preview(
        Names::HashLabel,
        "a Cloudflare Pages deployment",
        &["pages.dev"],
        "https://developers.cloudflare.com/pages/configuration/preview-deployments/",
    ),
    preview(
        Names::HashPrefix,
        "a Cloudflare Workers version",
        &["workers.dev"],
        "https://developers.cloudflare.com/workers/configuration/previews/",
    ),
    preview(
        Names::DoubleHyphen,
        "a Firebase preview channel",
        &["web.app"],
        "https://firebase.google.com/docs/hosting/test-preview-deploy",
    ),
    preview(
        Names::PullRequest,
        "an AWS Amplify preview",
        &["amplifyapp.com"],
        "https://docs.aws.amazon.com/amplify/latest/userguide/pr-previews.html",
    ),
    preview(
        Names::NumberSuffix,
        "an Azure preview environment",
        &["azurestaticapps.net"],
        "https://learn.microsoft.com/azure/static-web-apps/preview-environments",
    ),
    preview(
        Names::PullRequest,
        "a Render preview",
        &["onrender.com"],
        "https://render.com/docs/pull-request-previews",
    ),
    preview(
        Names::PullRequest,
        "a Railway PR environment",
        &["up.railway.app"],
        "https://docs.railway.com/guides/environments",
    ),
    preview(
        Names::PullRequest,
        "a Heroku review app",
        &["herokuapp.com"],
        "https://devcenter.heroku.com/articles/github-integration-review-apps",
    ),
];

type Texts = &'static [&'static str];

const fn tunnel(what: &'static str, domains: Texts, page: &'static str) -> DevelopmentHost {
    DevelopmentHost { what, kind: HostKind::Tunnel, page, domains, names: Names::All }
}

const fn workspace(
    names: Names,
    what: &'static str,
    domains: Texts,
    page: &'static str,
) -> DevelopmentHost {
    DevelopmentHost { what, kind: HostKind::Workspace, page, domains, names }
}

const fn preview(
    names: Names,
    what: &'static str,
    domains: Texts,
    page: &'static str,
) -> DevelopmentHost {
    DevelopmentHost { what, kind: HostKind::Preview, page, domains, names }
}

/// Returns the kind of development host that a name is. `host` must be in lower case without a
/// trailing dot.
pub(super) fn find(host: &str) -> Option<&'static DevelopmentHost> {
    DEVELOPMENT_HOSTS.iter().find(|entry| {
        let domain = entry.domains.iter().find(|domain| is_subdomain_of(host, domain));
        let name = domain.and_then(|domain| host.strip_suffix(*domain));
        name.is_some_and(|name| entry.names.include(name.trim_end_matches('.')))
    })
}

impl Names {
    /// Returns `true` if `name`, the part of a host before its domain, is included.
    fn include(self, name: &str) -> bool {
        let first = name.split('.').next().unwrap_or_default();
        let parts = || first.split('-');
        match self {
            Self::All => true,
            Self::Vercel => {
                let inner: Vec<&str> = parts().skip(1).collect();
                let inner = inner.split_last().map_or(&[][..], |(_, inner)| inner);
                inner.iter().any(|part| *part == "git" || is_hash(part, 9, 36))
            }
            Self::Netlify => first.split_once("--").is_some_and(|(deploy, _)| {
                let number = deploy.strip_prefix("deploy-preview-");
                number.is_some_and(is_number) || is_hash(deploy, 24, 16)
            }),
            Self::HashLabel => name.contains('.') && is_hash(first, 8, 16),
            Self::HashPrefix => {
                parts().next().is_some_and(|part| is_hash(part, 8, 16)) && first.contains('-')
            }
            Self::PullRequest => {
                parts().zip(parts().skip(1)).any(|(word, number)| word == "pr" && is_number(number))
            }
            Self::DoubleHyphen => first.contains("--"),
            Self::NumberSuffix => {
                name.contains('.')
                    && first.rsplit_once('-').is_some_and(|(_, number)| is_number(number))
            }
        }
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Returns `true` if `text` is a generated identifier: `len` lower-case digits of the base, with
/// both letters and numbers among them, which no word has.
fn is_hash(text: &str, len: usize, base: u32) -> bool {
    let is_digit = |c: char| c.is_digit(base) && !c.is_ascii_uppercase();
    text.len() == len
        && text.chars().all(is_digit)
        && text.contains(|c: char| c.is_ascii_digit())
        && text.contains(|c: char| c.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(what: Option<&str>, hosts: &[&str]) {
        for host in hosts {
            assert_eq!(find(host).map(|entry| entry.what), what, "{host}");
        }
    }

    #[test]
    fn every_domain_is_found_by_its_own_entry() {
        for entry in DEVELOPMENT_HOSTS.iter().filter(|entry| entry.names == Names::All) {
            for domain in entry.domains {
                assert_eq!(find(&format!("a.{domain}")), Some(entry), "{domain}");
            }
            assert!(entry.page.starts_with("https://"), "{}", entry.what);
        }
    }

    #[test]
    fn deployments_of_vercel_have_a_hash_or_a_branch_between_project_and_team() {
        check(
            Some("a Vercel deployment"),
            &[
                "zylker-3q2kjdhs8-team.vercel.app",
                "zylker-desk-n1f0x2mzr-zylkers-projects.vercel.app",
                "zylker-git-main-team.vercel.app",
            ],
        );
        check(
            None,
            &[
                "zylker.vercel.app",
                "zylker-dashboard-team.vercel.app",
                "zylker-team.vercel.app",
                "git-zylker.vercel.app",
                "zylker-git.vercel.app",
                "zylker-git-main-team.notvercel.app",
            ],
        );
    }

    #[test]
    fn previews_of_netlify_have_a_number_or_a_hash_before_the_site() {
        check(
            Some("a Netlify deploy preview"),
            &[
                "deploy-preview-42--zylker.netlify.app",
                "5f1a0b2c3d4e5f6a7b8c9d0e--zylker.netlify.app",
            ],
        );
        check(
            None,
            &["zylker.netlify.app", "staging--zylker.netlify.app", "deploy-preview-42.netlify.app"],
        );
    }

    #[test]
    fn deployments_of_cloudflare_begin_with_a_hash() {
        check(Some("a Cloudflare Pages deployment"), &["3f2a91c7.zylker.pages.dev"]);
        check(Some("a Cloudflare Workers version"), &["3f2a91c7-callback.zylker.workers.dev"]);
        check(
            None,
            &[
                "zylker.pages.dev",
                "staging.zylker.pages.dev",
                "3f2a91c7.pages.dev",
                "callback.zylker.workers.dev",
                "facade00.zylker.workers.dev",
            ],
        );
    }

    #[test]
    fn previews_of_pull_requests_have_its_number() {
        for host in [
            "zylker-pr-7.onrender.com",
            "zylker-production-pr-7.up.railway.app",
            "zylker-pr-7-x1y2.herokuapp.com",
            "pr-7.d1a2b3c4.amplifyapp.com",
            "happy-sea-0a1b2c3d4-7.westeurope.2.azurestaticapps.net",
            "zylker--pr7-a1b2c3.web.app",
        ] {
            assert_eq!(find(host).map(|entry| entry.kind), Some(HostKind::Preview), "{host}");
        }
        check(
            None,
            &[
                "zylker.onrender.com",
                "zylker-production.up.railway.app",
                "zylker-pr.herokuapp.com",
                "main.d1a2b3c4.amplifyapp.com",
                "happy-sea-0a1b2c3d4.2.azurestaticapps.net",
                "zylker.web.app",
                "zylker.firebaseapp.com",
            ],
        );
    }

    #[test]
    fn a_host_that_only_ends_like_a_tunnel_is_not_one() {
        check(None, &["notngrok.io", "ngrok.io.zylker.com", "zylker.replit.app", "zylker.fly.dev"]);
    }

    #[test]
    fn a_domain_that_serves_tunnels_on_ports_is_one_itself() {
        check(Some("a bore tunnel"), &["bore.pub"]);
    }
}
