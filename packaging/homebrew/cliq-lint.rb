class CliqLint < Formula
  desc "@description@"
  homepage "@homepage@"
  version "@version@"
  license any_of: ["MIT", "Apache-2.0"]

  on_macos do
    on_arm do
      url "@repository@/releases/download/v@version@/cliq-lint-aarch64-apple-darwin.tar.gz"
      sha256 "@sha256:cliq-lint-aarch64-apple-darwin.tar.gz@"
    end
    on_intel do
      url "@repository@/releases/download/v@version@/cliq-lint-x86_64-apple-darwin.tar.gz"
      sha256 "@sha256:cliq-lint-x86_64-apple-darwin.tar.gz@"
    end
  end

  on_linux do
    on_arm do
      url "@repository@/releases/download/v@version@/cliq-lint-aarch64-unknown-linux-musl.tar.gz"
      sha256 "@sha256:cliq-lint-aarch64-unknown-linux-musl.tar.gz@"
    end
    on_intel do
      url "@repository@/releases/download/v@version@/cliq-lint-x86_64-unknown-linux-musl.tar.gz"
      sha256 "@sha256:cliq-lint-x86_64-unknown-linux-musl.tar.gz@"
    end
  end

  def install
    bin.install "cliq-lint"
    man1.install Dir["man/*.1"]
    bash_completion.install "completions/cliq-lint.bash" => "cliq-lint"
    zsh_completion.install "completions/cliq-lint.zsh" => "_cliq-lint"
    fish_completion.install "completions/cliq-lint.fish"
  end

  test do
    (testpath/"cliq-client.toml").write <<~TOML
      [client]
      type = "self-client"
      name = "Nightly-Report"
    TOML
    assert_match "error[invalid-client-name]", shell_output("#{bin}/cliq-lint", 1)
  end
end
