# For nixpkgs: pkgs/by-name/cl/cliq-lint/package.nix. Nix prints the hashes to write.
{
  lib,
  rustPlatform,
  fetchFromGitHub,
  installShellFiles,
}:

rustPlatform.buildRustPackage {
  pname = "cliq-lint";
  version = "@version@";

  src = fetchFromGitHub {
    owner = "cliq-lint";
    repo = "cliq-lint";
    rev = "v@version@";
    hash = lib.fakeHash;
  };

  cargoHash = lib.fakeHash;

  nativeBuildInputs = [ installShellFiles ];

  postInstall = ''
    for shell in bash fish zsh; do
      installShellCompletion --cmd cliq-lint --"$shell" <("$out/bin/cliq-lint" completions "$shell")
    done
    "$out/bin/cliq-lint" man man
    installManPage man/*.1
  '';

  meta = {
    description = "@description@";
    homepage = "@homepage@";
    changelog = "@repository@/blob/v@version@/CHANGELOG.md";
    license = with lib.licenses; [ mit asl20 ];
    mainProgram = "cliq-lint";
  };
}
