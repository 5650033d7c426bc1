// Files in and out. What is written appears whole or not at all, and a path that cannot be written is found
// early.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace lanes {

/// All bytes of a file or stream. Throws std::invalid_argument when there is no such file, it is a directory,
/// may not be read, or is larger than 1 GiB.
std::string read_file(const std::filesystem::path& path);

/// Whether two paths lead to one file, which need not exist.
bool same_file(const std::filesystem::path& one, const std::filesystem::path& other);

/// A file to be written later.
class OutputFile {
 public:
  /// Throws std::invalid_argument when the file could not be written. Changes nothing.
  explicit OutputFile(std::filesystem::path path);

  /// Writes a new file beside the old one and then puts it in its place, so that a failure leaves the old one
  /// as it was. What is no file of its own is written on to instead: a device, a pipe, and a file that this
  /// program (standard output, redirected) or another has open. Throws std::runtime_error.
  void write(std::string_view bytes) const;

 private:
  std::filesystem::path path_;
  std::filesystem::path target_;  // where links lead
  int descriptor_ = -1;           // through which it is open already
  bool replace_ = true;           // as opposed to writing on
};

}  // namespace lanes
