// Every experiment of the registry: that it is described in full, that every contender computes what plain
// loops over plain numbers compute, at every way a loop can end, and that bad requests are refused in words.
#include <algorithm>
#include <catch_amalgamated.hpp>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "experiments/experiments.h"
#include "parallel/executor.h"
#include "simd/macros.h"

using namespace lanes::experiments;

namespace {

/// Input i of an array that repeats after `period`.
double input(std::size_t i, int period) {
  return static_cast<int>(i % static_cast<std::size_t>(period)) - period / 2;
}

/// The same of the array whose first element changes with each pass.
double changing(std::size_t i, int period, std::size_t turn) {
  return i == 0 ? static_cast<double>(turn % 5) - 2 : input(i, period);
}

/// What pass `turn` at this size must return.
using Oracle = std::function<double(std::size_t size, std::size_t turn)>;

/// For loops that fill an array: the sum of its first element and of one that moves from pass to pass.
Oracle filling(const std::function<double(std::size_t i, std::size_t turn)>& element) {
  return [=](std::size_t n, std::size_t turn) { return element(0, turn) + element(turn % n, turn); };
}

/// For loops that add up.
Oracle summing(const std::function<double(std::size_t i, std::size_t turn)>& term) {
  return [=](std::size_t n, std::size_t turn) {
    double sum = 0.0;
    for (std::size_t i = 0; i < n; ++i) sum += term(i, turn);
    return sum;
  };
}

double polynomial(std::size_t i, std::size_t turn) {
  const double x = changing(i, 3, turn);
  double value = 0.0, power = 1.0;
  for (std::size_t k = 0; k <= 8; ++k) {
    value += input(k, 5) * power;
    power *= x;
  }
  return value;
}

double product_element(std::size_t n, std::size_t at, std::size_t turn) {
  double sum = 0.0;
  for (std::size_t k = 0; k < n; ++k) sum += changing(at / n * n + k, 5, turn) * input(k * n + at % n, 7);
  return sum;
}

double after_steps(std::size_t steps, std::size_t turn) {
  const double addend = static_cast<double>(turn % 5) - 2;
  double sum = 0.0;
  for (std::size_t lane = 0; lane < 128; ++lane) {
    sum += steps % 2 == 0 ? input(lane, 7) : addend - input(lane, 7);
  }
  return sum;
}

double letters_sum(std::size_t n, std::size_t column, std::size_t turn) {
  double sum = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t c = 0; c < 16; ++c) {
      sum += changing(i * 11 % 27 * 16 + c, 5, turn) * input(c * 48 + column, 7);
    }
  }
  return sum;
}

const std::map<std::string_view, Oracle>& oracles() {
  const auto product = [](std::size_t i, std::size_t turn) { return changing(i, 7, turn) * input(i, 5); };
  const auto scaled = [](std::size_t i, std::size_t turn) {
    return input(i, 7) * (static_cast<double>(turn % 5) - 2) + input(i, 5);
  };
  const auto scaled_other = [](std::size_t i, std::size_t turn) {
    return input(i, 7) + (static_cast<double>(turn % 5) - 2) * input(i, 5);
  };
  const auto plain = [](std::size_t i, std::size_t turn) { return changing(i, 7, turn); };
  const Oracle gradient = summing(
      [](std::size_t i, std::size_t turn) { return (changing(i, 7, turn) - input(i, 5)) * input(i, 3); });
  static const std::map<std::string_view, Oracle> all = {
      {"interpreter", filling(scaled)},
      {"multiply", filling(product)},
      {"gradient",
       [=](std::size_t n, std::size_t turn) { return gradient(n, turn) / static_cast<double>(n); }},
      {"contiguous", summing(plain)},
      {"types", filling([=](std::size_t i, std::size_t turn) { return 3 * plain(i, turn); })},
      {"bytes", summing(plain)},
      {"shape", [=](std::size_t n, std::size_t turn) { return filling(product)(2 * n, turn); }},
      {"order", [=](std::size_t n, std::size_t turn) { return summing(plain)(n * n, turn); }},
      {"width", filling([=](std::size_t i, std::size_t turn) { return plain(i, turn) + input(i, 5); })},
      {"accumulators", summing(product)},
      {"fused", filling(polynomial)},
      {"threads", filling(polynomial)},
      {"matmul",
       [](std::size_t n, std::size_t turn) {
         return product_element(n, 0, turn) + product_element(n, turn % (n * n), turn);
       }},
      {"kept", [](std::size_t n,
                  std::size_t turn) { return letters_sum(n, 0, turn) + letters_sum(n, turn % 48, turn); }},
      {"read", summing(plain)},
      {"triad", filling(scaled_other)},
      {"peak", after_steps},
  };
  return all;
}

double expected(std::string_view experiment, std::size_t size, std::size_t repetitions) {
  const Oracle& oracle = oracles().at(experiment);
  double sum = 0.0;
  for (std::size_t turn = 0; turn < repetitions; ++turn) sum += oracle(size, turn);
  return sum;
}

/// Calls f(description, contender) for each contender that is here.
template <class F>
void for_each_contender(F f) {
  for (const Description& description : descriptions()) {
    for (const Contender& contender : description.contenders) {
      INFO(description.name << ", " << contender.name);
      if (contender.prepare != nullptr) f(description, contender);
    }
  }
}

/// The part of the source that the page shows for a contender.
std::string shown(const Description& description, const Contender& contender) {
  std::ifstream file(LANES_SOURCE_DIR "/src/experiments/measured/" + std::string(description.name) + ".h");
  std::stringstream text;
  text << file.rdbuf();
  const std::string source = text.str(), mark = "// [show: " + std::string(contender.code) + "]\n";
  const std::size_t begin = source.find(mark);
  if (begin == std::string::npos) return "";
  const std::size_t end = source.find("// [end]", begin);
  return end == std::string::npos ? "" : source.substr(begin + mark.size(), end - begin - mark.size());
}

bool is_sentence(std::string_view text) {
  return text.size() > 20 && text.back() == '.' && (text.front() == '(' || std::isupper(text.front()) != 0);
}

}  // namespace

TEST_CASE("experiments: the registry lists each experiment once, described in full") {
  std::set<std::string_view> names;
  for (const Description& description : descriptions()) {
    INFO(description.name);
    CHECK(names.insert(description.name).second);
    CHECK(&find_experiment(description.name) == &description);
    CHECK(!description.title.empty());
    CHECK(is_sentence(description.claim));
    CHECK(!description.item.empty());
    CHECK(!description.size.empty());
    CHECK(!name(description.unit).empty());
    CHECK_NOTHROW(find_experiment(description.ceiling));
    CHECK(oracles().contains(description.name));

    CHECK(!description.sizes.empty());
    CHECK(std::ranges::is_sorted(description.sizes));
    CHECK(description.sizes.back() <= description.largest);

    CHECK(!description.contenders.empty());
    std::set<std::string_view> contenders;
    for (const Contender& contender : description.contenders) {
      INFO(contender.name);
      CHECK(contenders.insert(contender.name).second);
      CHECK(!contender.description.empty());
      CHECK(!name(contender.home).empty());
      CHECK(shown(description, contender).size() > 100);
    }
  }
  CHECK(names.size() == oracles().size());
}

TEST_CASE("experiments: what is here belongs here") {
#ifdef LANES_ONLY_VARIANT
  for_each_contender([](const Description&, const Contender& contender) {
    if (contender.home == Home::threads) {
      CHECK(lanes::built_with_threads);
    } else {
      CHECK(name(contender.home) == LANES_TEXT(LANES_ONLY_VARIANT));
    }
  });
#else
  // Natively what is not here is not listed.
  for (const Description& description : descriptions()) {
    for (const Contender& contender : description.contenders) {
      INFO(description.name << ", " << contender.name);
      CHECK(contender.prepare != nullptr);
    }
  }
#endif
}

TEST_CASE("experiments: every contender computes what plain loops compute, at every ragged size") {
  for_each_contender([](const Description& description, const Contender& contender) {
    std::vector<std::int64_t> sizes = {63, 64, 65, 100};
    for (std::int64_t n = 1; n <= 40; ++n) sizes.push_back(n);
    for (const std::int64_t size : sizes) {
      // More repetitions than elements, so that those which fill an array show all of it.
      const std::int64_t repetitions = contender.threads > 1 ? 7 : size <= 40 ? size + 3 : 5;
      const double got = prepare(description.name, contender.name, size).run(repetitions).checksum;
      if (got !=
          expected(description.name, static_cast<std::size_t>(size), static_cast<std::size_t>(repetitions))) {
        INFO("size " << size);
        CHECK(got == expected(description.name, static_cast<std::size_t>(size),
                              static_cast<std::size_t>(repetitions)));
      }
    }
    CHECK(sizes.size() == 44);
  });
}

TEST_CASE("experiments: the same at a size that is worth measuring") {
  for_each_contender([](const Description& description, const Contender& contender) {
    const std::size_t size = description.sizes[std::min<std::size_t>(1, description.sizes.size() - 1)];
    const double got =
        prepare(description.name, contender.name, static_cast<std::int64_t>(size)).run(2).checksum;
    CHECK(got == expected(description.name, size, 2));
  });
}

TEST_CASE("experiments: a run depends on the number of repetitions, not on the runs before it") {
  for_each_contender([](const Description& description, const Contender& contender) {
    Experiment used = prepare(description.name, contender.name, 20);
    const Totals five = used.run(5);
    const Totals three = used.run(3);
    CHECK(three.checksum == prepare(description.name, contender.name, 20).run(3).checksum);
    CHECK(used.run(5).checksum == five.checksum);
    CHECK(five.items > 0.0);
    CHECK(five.bytes > 0.0);
    CHECK(five.flops >= 0.0);
    CHECK(five.items / 5 == three.items / 3);
    CHECK(five.bytes / 5 == Catch::Approx(three.bytes / 3).epsilon(1e-12));
    CHECK(five.flops / 5 == Catch::Approx(three.flops / 3).epsilon(1e-12));
  });
}

TEST_CASE("experiments: contenders of one experiment do the same work") {
  for (const Description& description : descriptions()) {
    INFO(description.name);
    std::set<double> items, flops;
    for (const Contender& contender : description.contenders) {
      if (contender.prepare == nullptr) continue;
      const Totals pass = prepare(description.name, contender.name, 33).run(1);
      items.insert(pass.items);
      flops.insert(pass.flops);
    }
    CHECK(items.size() <= 1);
    CHECK(flops.size() <= 1);
  }
}

TEST_CASE("experiments: contenders share large work among their threads, and only those with several do") {
  for_each_contender([&](const Description& description, const Contender& contender) {
    CHECK(contender.threads >= 1);
    CHECK(contender.threads <= lanes::thread_limit());
    if (contender.home != Home::threads) return;
    const std::int64_t size = description.name == "matmul" ? 160 : 200'000;
    Experiment experiment = prepare(description.name, contender.name, size);
    const std::uint64_t before = lanes::Executor::splits();
    experiment.run(1);
    CHECK(lanes::Executor::splits() - before == (contender.threads > 1 ? 1 : 0));
  });
}

TEST_CASE("experiments: the interpreter counts what it does") {
  const Description& interpreter = find_experiment("interpreter");
  if (interpreter.contenders.front().prepare == nullptr) return;
  constexpr double n = 50;
  const Experiment experiment = prepare("interpreter", "interpreter", 50);
  std::map<std::string, double> notes;
  for (const Note& note : experiment.notes()) notes[note.name] = note.value * n;
  // 21 instructions an element; five more to see that there is none left.
  CHECK(notes.at("instructions dispatched per element") == Catch::Approx(21 * n + 5));
  // An element: 2 for <, 1 for the jump, 2 + 2 + 3 to reach into arrays, 3 for *, 3 and 2 for +; at the
  // end 3.
  CHECK(notes.at("type checks per element") == Catch::Approx(18 * n + 3));
  CHECK(notes.at("bounds checks per element") == Catch::Approx(3 * n));
  CHECK(notes.at("values pushed or popped per element") == Catch::Approx(34 * n + 6));
}

TEST_CASE("experiments: the probe tells fused from not fused") {
  for (const Contender& contender : find_experiment("fused").contenders) {
    if (contender.prepare == nullptr) continue;
    INFO(contender.name);
    const Experiment experiment = prepare("fused", contender.name, 10);
    REQUIRE(experiment.notes().size() == 1);
    const double fused = experiment.notes()[0].value;
    if (contender.home == Home::relaxed) {
#ifdef __wasm__
      CHECK((fused == 0.0 || fused == 1.0));  // the engine may choose
#else
      CHECK(fused == 1.0);
#endif
    } else {
      CHECK(fused == 0.0);
    }
  }
}

TEST_CASE("experiments: what does not exist is refused in words") {
  using Catch::Matchers::ContainsSubstring;
  using Catch::Matchers::MessageMatches;
  const auto refused = [](std::string_view experiment, std::string_view contender, std::int64_t size,
                          const std::string& part) {
    CHECK_THROWS_MATCHES(prepare(experiment, contender, size), std::invalid_argument,
                         MessageMatches(ContainsSubstring(part)));
  };
  refused("speed", "scalar", 10, "no experiment \"speed\", only: interpreter, multiply");
  refused("", "scalar", 10, "no experiment \"\"");
  refused("multiply", "avx1024", 10, "multiply has no contender \"avx1024\", only: boxed, scalar");
  bool elsewhere = false;
  for (const Description& description : descriptions()) {
    for (const Contender& contender : description.contenders) {
      INFO(description.name << ", " << contender.name);
      if (contender.prepare == nullptr) {
        elsewhere = true;
        refused(description.name, contender.name, 10,
                "needs the " + std::string(name(contender.home)) + " variant");
        continue;
      }
      const std::string limits = "must be from 1 to " + std::to_string(description.largest);
      refused(description.name, contender.name, 0, limits);
      refused(description.name, contender.name, -1, limits);
      refused(description.name, contender.name, static_cast<std::int64_t>(description.largest) + 1, limits);
      refused(description.name, contender.name, std::numeric_limits<std::int64_t>::max(), limits);
      Experiment experiment = prepare(description.name, contender.name, 1);
      for (const std::int64_t repetitions :
           {std::int64_t{0}, std::int64_t{-5}, std::int64_t{1'000'000'001}}) {
        CHECK_THROWS_AS(experiment.run(repetitions), std::invalid_argument);
      }
      CHECK_NOTHROW(experiment.run(1));
    }
  }
#ifdef LANES_ONLY_VARIANT
  CHECK(elsewhere);
#else
  static_cast<void>(elsewhere);
#endif
}
