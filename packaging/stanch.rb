# Homebrew formula: a template. release.sh writes @VERSION@ and @SHA256@ into a
# copy; who publishes sets the addresses.
class Stanch < Formula
  desc "Finds leaked credentials and stops the leak"
  homepage "https://example.org/stanch"
  url "https://example.org/stanch/stanch-@VERSION@.tar.gz"
  sha256 "@SHA256@"
  license "Apache-2.0"

  depends_on "cmake" => :build
  depends_on "cli11" => :build
  depends_on "ninja" => :build
  depends_on "nlohmann-json" => :build
  depends_on "pkg-config" => :build
  depends_on "fmt"
  depends_on "libarchive"
  depends_on "libdeflate"
  depends_on "libgit2"
  depends_on "libpq"
  depends_on "libpqxx"
  depends_on :linux
  depends_on "openssl@3"
  depends_on "re2"
  depends_on "sqlite"
  depends_on "tomlplusplus"
  depends_on "vectorscan"

  def install
    system "cmake", "--preset", "release", *std_cmake_args
    system "cmake", "--build", "--preset", "release"
    system "cmake", "--install", "build/release"
    generate_completions_from_executable(bin/"stanch", "completion")
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/stanch --version")
    (testpath/"clean.txt").write "nothing\n"
    system bin/"stanch", "dir", testpath
  end
end
