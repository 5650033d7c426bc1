// Random numbers against those of CPython 3.11.
#include <array>
#include <catch_amalgamated.hpp>
#include <cmath>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>
#include <stdexcept>
#include <vector>

#include "gpt/python_random.h"

using namespace lanes;

namespace {

/// gauss goes through the C library's log, sin and cos, whose last bit is not the same everywhere.
Catch::Matchers::WithinAbsMatcher near(double value) { return Catch::Matchers::WithinAbs(value, 1e-15); }

template <class Weights>
std::vector<double> sums_of(const Weights& weights) {
  std::vector<double> sums(weights.size());
  std::partial_sum(weights.begin(), weights.end(), sums.begin());
  return sums;
}

}  // namespace

TEST_CASE("every way of drawing agrees with CPython, whatever the length of the seed", "[random]") {
  // python3: r = random.Random(seed); r.random() x 3, r.getrandbits(32), (7), (53), r.gauss(0, .08) x 2,
  // r.gauss(1, 2), r._randbelow(1), (2), (27), (1000), (2**32), (2**40 + 1)
  struct Known {
    std::uint64_t seed;
    std::array<double, 3> random;
    std::array<std::uint64_t, 3> bits;
    std::array<double, 3> gauss;
    std::array<std::uint64_t, 6> below;
  };
  const auto known = GENERATE(values<Known>({
      {0,
       {0.8444218515250481, 0.7579544029403025, 0.420571580830845},
       {1112038970, 123, 4376848748439138},
       {-0.11576985011418925, 0.07874716409973184, 0.2518463060265419},
       {0, 0, 9, 143, 3246154361, 325997320459}},
      {1,
       {0.13436424411240122, 0.8474337369372327, 0.763774618976614},
       {1095513148, 15, 6854138572100987},
       {-0.11037151258396347, 0.03625248501787523, 1.2139227570879132},
       {0, 1, 13, 622, 1912923437, 227398206114}},
      {42,
       {0.6394267984578837, 0.025010755222666936, 0.27502931836911926},
       {958682846, 17, 923193498493097},
       {-0.07504409771465873, -0.15125366465791967, 2.7891799193228044},
       {0, 0, 6, 238, 2340505846, 984494296032}},
      {4294967295,  // the largest seed of one word
       {0.6353574441341173, 0.20319993954407756, 0.6073666030347188},
       {1251276551, 77, 8661361358540806},
       {-0.08966291089177174, 0.0830234235361588, 2.1664014997920393},
       {0, 1, 2, 222, 2621699665, 805326771090}},
      {4294967296,  // the smallest of two
       {0.11299430095636409, 0.41782886486292836, 0.0166763664992291},
       {2627323657, 112, 6866487935427072},
       {-0.04924131854042267, 0.08758920806866445, -0.04072722191934708},
       {0, 1, 10, 754, 1637731430, 1017595391073}},
      {9007199254740991,  // the largest that we accept
       {0.09425040007102303, 0.22287455761867403, 0.19135148760372034},
       {633289196, 14, 193918189570596},
       {-0.02117224120949527, 0.0025690912904722586, -0.5315026560810816},
       {0, 0, 10, 928, 2263384379, 345112748650}},
  }));
  CAPTURE(known.seed);
  PythonRandom random(known.seed);
  for (const double value : known.random) {
    CHECK(random.random() == value);
  }
  CHECK(random.getrandbits(32) == known.bits[0]);
  CHECK(random.getrandbits(7) == known.bits[1]);
  CHECK(random.getrandbits(53) == known.bits[2]);
  CHECK_THAT(random.gauss(0.0, 0.08), near(known.gauss[0]));
  CHECK_THAT(random.gauss(0.0, 0.08), near(known.gauss[1]));
  CHECK_THAT(random.gauss(1.0, 2.0), near(known.gauss[2]));
  constexpr std::array<std::uint64_t, 6> limits = {
      1, 2, 27, 1000, std::uint64_t{1} << 32, (std::uint64_t{1} << 40) + 1};
  for (std::size_t i = 0; i < limits.size(); ++i) {
    CHECK(random.below(limits[i]) == known.below[i]);
  }
}

TEST_CASE("every list of tests/golden/random.json comes out again", "[random]") {
  std::ifstream file(LANES_SOURCE_DIR "/tests/golden/random.json");
  REQUIRE(file);
  const nlohmann::json golden = nlohmann::json::parse(file);
  REQUIRE(golden.at("seeds").size() >= 5);
  for (const nlohmann::json& lists : golden.at("seeds")) {
    const auto seed = lists.at("seed").get<std::uint64_t>();
    CAPTURE(seed);

    PythonRandom random(seed);
    for (const double expected : lists.at("random").get<std::vector<double>>()) {
      CHECK(random.random() == expected);
    }

    random = PythonRandom(seed);
    const auto bits = lists.at("getrandbits").at("bits").get<std::vector<int>>();
    for (std::size_t i = 0; i < bits.size(); ++i) {
      CHECK(random.getrandbits(bits[i]) == lists.at("getrandbits").at("values").at(i).get<std::uint64_t>());
    }

    random = PythonRandom(seed);
    const auto limits = lists.at("below").at("limits").get<std::vector<std::uint64_t>>();
    for (std::size_t i = 0; i < limits.size(); ++i) {
      CHECK(random.below(limits[i]) == lists.at("below").at("values").at(i).get<std::uint64_t>());
    }

    random = PythonRandom(seed);
    const nlohmann::json& gauss = lists.at("gauss");
    for (const double expected : gauss.at("values").get<std::vector<double>>()) {
      CHECK_THAT(random.gauss(gauss.at("mean").get<double>(), gauss.at("deviation").get<double>()),
                 near(expected));
    }

    random = PythonRandom(seed);
    const auto shuffled = lists.at("shuffle").get<std::vector<int>>();
    std::vector<int> items(shuffled.size());
    std::iota(items.begin(), items.end(), 0);
    random.shuffle(std::span(items));
    CHECK(items == shuffled);

    random = PythonRandom(seed);
    const auto weights = lists.at("choices").at("weights").get<std::vector<double>>();
    for (const auto expected : lists.at("choices").at("values").get<std::vector<std::size_t>>()) {
      CHECK(random.choose(sums_of(weights)) == expected);
    }
  }
}

TEST_CASE("the stream stays right when the generator has gone around many times", "[random]") {
  // python3: r = random.Random(3); print([r.random() for _ in range(100000)][-1])
  PythonRandom random(3);
  double last = 0.0;
  for (int i = 0; i < 100000; ++i) {
    last = random.random();
  }
  CHECK(last == 0.04466629464839578);
}

TEST_CASE("gauss keeps the second of each pair, also across other draws", "[random]") {
  // python3: r = random.Random(9); [r.gauss(0, .08) for _ in range(1001)][-1], then r.random(), which leaves
  // the kept
  PythonRandom random(9);
  double last = 0.0;
  for (int i = 0; i < 1001; ++i) {
    last = random.gauss(0.0, 0.08);
  }
  CHECK_THAT(last, near(0.11013725496337788));
  CHECK(random.random() == 0.4732051605859764);
}

TEST_CASE("shuffle is random.shuffle", "[random]") {
  PythonRandom random(42);
  std::vector<int> items(20);
  std::iota(items.begin(), items.end(), 0);
  random.shuffle(std::span(items));
  CHECK(items == std::vector{19, 5, 14, 4, 9, 13, 15, 18, 6, 12, 17, 10, 1, 11, 2, 16, 7, 8, 0, 3});

  PythonRandom again(42);
  std::vector<int> thousand(1000);
  std::iota(thousand.begin(), thousand.end(), 0);
  again.shuffle(std::span(thousand));
  CHECK(std::vector(thousand.begin(), thousand.begin() + 5) == std::vector{776, 507, 895, 922, 33});
  CHECK(std::vector(thousand.end() - 5, thousand.end()) == std::vector{281, 759, 25, 114, 654});
  CHECK(again.random() == 0.40851757266002664);  // as many words were drawn
}

TEST_CASE("shuffling none or one draws nothing", "[random]") {
  PythonRandom random(42);
  std::vector<int> items;
  random.shuffle(std::span(items));
  items.push_back(7);
  random.shuffle(std::span(items));
  CHECK(items == std::vector{7});
  CHECK(random.random() == 0.6394267984578837);
}

TEST_CASE("choose is random.choices with weights", "[random]") {
  // python3: r = random.Random(7); print([r.choices(range(5), [.1, .2, 0, .4, .3])[0] for _ in range(30)])
  PythonRandom random(7);
  constexpr std::array weights = {0.1, 0.2, 0.0, 0.4, 0.3};
  std::vector<std::size_t> chosen;
  for (int i = 0; i < 30; ++i) {
    chosen.push_back(random.choose(sums_of(weights)));
  }
  CHECK(chosen == std::vector<std::size_t>{3, 1, 3, 0, 3, 3, 0, 3, 0, 3, 0, 0, 3, 4, 1,
                                           1, 3, 4, 3, 3, 4, 0, 4, 1, 1, 1, 3, 4, 1, 3});
}

TEST_CASE("choose needs no normalised weights and never picks a weight of zero", "[random]") {
  PythonRandom random(42);
  std::vector<std::size_t> chosen;
  for (int i = 0; i < 10; ++i) {
    chosen.push_back(random.choose(sums_of(std::array{1.0, 1.0, 1.0})));
  }
  CHECK(chosen == std::vector<std::size_t>{1, 0, 0, 0, 2, 2, 2, 0, 1, 0});
  for (int i = 0; i < 1000; ++i) {
    REQUIRE(random.choose(sums_of(std::array{0.0, 5.0, 0.0, 1e-300})) == 1);
  }
  CHECK(random.choose(sums_of(std::array{0.25})) == 0);
}

TEST_CASE("choose takes the second of two items when the draw falls on their border", "[random]") {
  // python3: r = random.Random(42).random(); print(random.Random(42).choices((0, 1), [r, 1 - r]))
  constexpr double draw = 0.6394267984578837;
  CHECK(PythonRandom(42).choose(sums_of(std::array{draw, 1.0 - draw})) == 1);
}

TEST_CASE("what cannot be drawn is an error", "[random]") {
  PythonRandom random(1);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK_THROWS_AS(random.choose({}), std::invalid_argument);
  CHECK_THROWS_AS(random.choose(sums_of(std::array{0.0, 0.0})), std::invalid_argument);
  CHECK_THROWS_AS(random.choose(sums_of(std::array{1.0, nan})), std::invalid_argument);
  CHECK_THROWS_AS(random.choose(sums_of(std::array{1.0, infinity})), std::invalid_argument);
  CHECK_THROWS_AS(random.choose(sums_of(std::array{-1.0, 0.5})), std::invalid_argument);
  CHECK_THROWS_AS(random.below(0), std::invalid_argument);
  CHECK_THROWS_AS(random.getrandbits(-1), std::invalid_argument);
  CHECK_THROWS_AS(random.getrandbits(65), std::invalid_argument);
  CHECK(random.random() == 0.13436424411240122);  // and none of them drew anything
}

TEST_CASE("no bits are no draw, and 64 are two words", "[random]") {
  // python3: r = random.Random(42); print(r.getrandbits(64))
  PythonRandom random(42);
  CHECK(random.getrandbits(0) == 0);
  CHECK(random.getrandbits(64) == 2053695854357871005u);
}
