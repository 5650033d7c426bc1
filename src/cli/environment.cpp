#include "cli/environment.h"

#include <sys/utsname.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

namespace lanes {
namespace {

std::string utc_now() {
  const auto now = std::chrono::system_clock::now();
  const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
  const auto milliseconds =
      std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count() % 1000;
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char date[32], fraction[8];
  std::strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &parts);
  std::snprintf(fraction, sizeof fraction, ".%03dZ", static_cast<int>(milliseconds));
  return std::string(date) + fraction;
}

std::string processor() {
  std::ifstream cpuinfo("/proc/cpuinfo");
  for (std::string line; std::getline(cpuinfo, line);) {
    if (line.starts_with("model name")) {
      const std::size_t colon = line.find(": ");
      return colon == std::string::npos ? "" : ", " + line.substr(colon + 2);
    }
  }
  return "";
}

std::string host() {
  utsname system{};
  ::uname(&system);
#ifdef __clang__
  const std::string compiler = "clang " __clang_version__;
#else
  const std::string compiler = "g++ " __VERSION__;
#endif
  return std::string(system.sysname) + " " + system.machine + processor() + ", " + compiler;
}

}  // namespace

nlohmann::ordered_json environment_json(double timer_step_ms) {
  return {{"date", utc_now()},
          {"host", host()},
          {"cores", std::max(1U, std::thread::hardware_concurrency())},
          {"isolated", false},  // a matter of browsers
          {"timer_step_ms", timer_step_ms},
          {"lanes_version", LANES_VERSION}};
}

}  // namespace lanes
