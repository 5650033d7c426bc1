// POSIX files: rename() within a directory is what makes the replacement atomic.
#include "cli/files.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace lanes {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_input = std::size_t{1} << 30;

/// An open file that closes itself.
class Descriptor {
 public:
  Descriptor(const fs::path& path, int flags) : number_(::open(path.c_str(), flags | O_CLOEXEC, 0666)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) {
      ::close(number_);
    }
  }

  bool is_open() const { return number_ >= 0; }
  int number() const { return number_; }
  bool close() { return ::close(std::exchange(number_, -1)) == 0; }

 private:
  int number_;
};

std::string cannot(const char* what, const fs::path& path, const std::string& why) {
  return std::string("Cannot ") + what + " '" + path.string() + "': " + why + ".";
}

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EAGAIN) {  // whoever reads the other end asked for it not to wait
      pollfd ready{descriptor, POLLOUT, 0};
      ::poll(&ready, 1, -1);
    } else if (written < 0 && errno != EINTR) {
      return false;
    }
    bytes.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
  }
  return true;
}

/// The descriptor through which this process writes to a file already, such as standard output when it was
/// redirected there, whatever path leads to it (/dev/stdout, /dev/fd/3, its name); -1 when there is none.
int open_for_writing(const struct stat& file) {
  constexpr int most = 64;  // a program begins with three, and what a shell adds comes right after them
  for (int descriptor = 0; descriptor < most; ++descriptor) {
    struct stat open {};
    if (::fstat(descriptor, &open) == 0 && open.st_dev == file.st_dev && open.st_ino == file.st_ino &&
        (::fcntl(descriptor, F_GETFL) & O_ACCMODE) != O_RDONLY) {
      return descriptor;
    }
  }
  return -1;
}

/// Whether a link is one of the kernel's own, which stand for open files of any process.
bool is_kernel_link(const fs::path& link) {
  std::error_code error;
  const fs::path folder = fs::canonical(fs::absolute(link).parent_path(), error);
  return folder.string().starts_with("/proc/");
}

/// Where a path leads when links are followed, though what they lead to need not exist. Stops at a link of
/// the kernel's.
fs::path follow_links(fs::path path) {
  std::error_code error;
  for (int links = 0; links < 40 && fs::is_symlink(path, error) && !is_kernel_link(path); ++links) {
    path = path.parent_path() / fs::read_symlink(path, error);
  }
  return path;
}

fs::path temporary_beside(const fs::path& target) {
  return target.parent_path() / (".lanes-" + std::to_string(::getpid()) + ".tmp");
}

}  // namespace

std::string read_file(const fs::path& path) {
  const auto fail = [&](const std::string& why) { throw std::invalid_argument(cannot("read", path, why)); };
  const Descriptor file(path, O_RDONLY);
  struct stat status {};
  if (!file.is_open() || ::fstat(file.number(), &status) != 0) {
    fail(std::strerror(errno));
  }
  if (S_ISDIR(status.st_mode)) {
    fail("it is a directory");
  }
  std::string bytes;
  if (S_ISREG(status.st_mode) && static_cast<std::size_t>(status.st_size) <= largest_input) {
    bytes.reserve(static_cast<std::size_t>(status.st_size));
  }
  char buffer[1 << 16];
  for (;;) {
    const ssize_t count = ::read(file.number(), buffer, sizeof buffer);
    if (count < 0) {
      fail(std::strerror(errno));
    }
    if (count == 0) {
      return bytes;
    }
    bytes.append(buffer, static_cast<std::size_t>(count));
    if (bytes.size() > largest_input) {
      fail("it is larger than 1 GiB");
    }
  }
}

bool same_file(const fs::path& one, const fs::path& other) {
  // Absolute first: of a relative path of which nothing exists, weakly_canonical makes nothing absolute.
  std::error_code error;
  const fs::path first = fs::weakly_canonical(fs::absolute(follow_links(one), error), error);
  return first == fs::weakly_canonical(fs::absolute(follow_links(other), error), error) && !error;
}

OutputFile::OutputFile(fs::path path) : path_(std::move(path)), target_(follow_links(path_)) {
  const auto fail = [&](const std::string& why) { throw std::invalid_argument(cannot("write", path_, why)); };
  std::error_code error;
  const fs::file_status status = fs::status(path_, error);
  if (status.type() == fs::file_type::none) {
    fail(error.message());
  }
  if (fs::is_directory(status)) {
    fail("it is a directory");
  }
  if (target_.filename().empty()) {
    fail("that is not the name of a file");
  }
  struct stat file {};
  if (::stat(path_.c_str(), &file) == 0) {
    descriptor_ = open_for_writing(file);
    replace_ = descriptor_ < 0 && S_ISREG(file.st_mode) && !fs::is_symlink(target_);
    if (descriptor_ < 0 && ::access(path_.c_str(), W_OK) != 0) {
      fail(std::strerror(errno));
    }
  }
  if (!replace_) {
    return;
  }
  const fs::path probe = temporary_beside(target_);
  ::unlink(probe.c_str());
  if (!Descriptor(probe, O_WRONLY | O_CREAT | O_EXCL).is_open()) {
    fail(std::strerror(errno));
  }
  ::unlink(probe.c_str());
}

void OutputFile::write(std::string_view bytes) const {
  const auto fail = [&] { throw std::runtime_error(cannot("write", path_, std::strerror(errno))); };
  if (descriptor_ >= 0) {
    std::fflush(nullptr);  // what was printed before comes before
    if (!write_all(descriptor_, bytes)) {
      fail();
    }
    return;
  }
  if (!replace_) {
    const Descriptor device(path_, O_WRONLY | O_APPEND);
    if (!device.is_open() || !write_all(device.number(), bytes)) {
      fail();
    }
    return;
  }
  const fs::path temporary = temporary_beside(target_);
  Descriptor file(temporary, O_WRONLY | O_CREAT | O_EXCL);
  if (!file.is_open()) {
    fail();
  }
  struct stat old {};
  const bool keep_mode = ::stat(target_.c_str(), &old) == 0;
  if ((keep_mode && ::fchmod(file.number(), old.st_mode & 07777) != 0) || !write_all(file.number(), bytes) ||
      ::fsync(file.number()) != 0 || !file.close() || ::rename(temporary.c_str(), target_.c_str()) != 0) {
    const int reason = errno;
    ::unlink(temporary.c_str());
    errno = reason;
    fail();
  }
}

}  // namespace lanes
