// Saving, loading and sampling from a trainer: a round trip keeps the weights and forgets the rest, a file
// that does not fit changes nothing, and samples with a seed leave the trainer's own random numbers alone.
#include <catch_amalgamated.hpp>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "gpt/checkpoint.h"
#include "kernels/variants.h"
#include "trainer_test.h"

using namespace lanes;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

TEST_CASE("trainer: a saved file holds the weights, and loading starts anew with them") {
  for (const Contender& contender : contenders()) {
    INFO(contender.text());
    const TrainerOptions options = small_options(contender);
    Trainer trained(options, names(options)), fresh(options, names(options));
    train(trained, 25);
    const std::string bytes = trained.save();
    CHECK(bytes != fresh.save());
    CHECK(trained.save() == bytes);

    fresh.load(bytes);
    CHECK(fresh.save() == bytes);
    CHECK(fresh.info().step == 0);
    // The trainer that has 25 steps of moments behind it forgets them, so both go on alike.
    trained.load(bytes);
    CHECK(trained.info().step == 0);
    CHECK(train(trained, 30) == train(fresh, 30));
    CHECK(trained.save() == fresh.save());
    CHECK(trained.save() != bytes);
  }
}

TEST_CASE("trainer: weights pass from any contender to any other") {
  const TrainerOptions first = small_options(contenders().front());
  Trainer source(first, names(first));
  train(source, 25);
  const std::string bytes = source.save();
  std::vector<double> expected;
  for (const Contender& contender : contenders()) {
    INFO(contender.text());
    const TrainerOptions options = small_options(contender);
    Trainer trainer(options, names(options));
    trainer.load(bytes);
    CHECK(trainer.save() == bytes);
    const std::vector<double> losses = train(trainer, 20);
    if (expected.empty()) expected = losses;
    for (std::size_t i = 0; i < losses.size(); ++i) {
      CHECK(std::fabs(losses[i] - expected[i]) <= (contender.precision == Precision::f64 ? 1e-12 : 1e-5));
    }
  }
}

TEST_CASE("trainer: a file that does not fit is refused and changes nothing") {
  for (const Contender& contender : contenders()) {
    INFO(contender.text());
    const TrainerOptions options = small_options(contender);
    const auto corpus = [&](const char* bytes) { return Corpus::parse(bytes, CorpusKind::lines, 8); };
    const auto saved = [&](TrainerOptions other, Corpus of) { return Trainer(other, std::move(of)).save(); };
    Trainer trainer(options, names(options)), twin(options, names(options));
    train(trainer, 10);
    train(twin, 10);
    const std::string good = trainer.save();

    struct Bad {
      std::string bytes;
      const char* says;
    };
    std::vector<Bad> all = {
        {"", ""},         {good.substr(0, good.size() - 1), ""}, {good.substr(0, 100), ""},
        {good + "x", ""}, {std::string(1000, '\0'), ""},         {"not a checkpoint at all", ""}};
    const Config others[] = {{2, 8, 2, 8}, {1, 16, 2, 8}, {1, 8, 4, 8}, {1, 8, 2, 9}};
    for (const Config& config : others) {
      TrainerOptions other = options;
      other.config = config;
      all.push_back({saved(other, names(options)), "another model"});
    }
    all.push_back({saved(options, corpus("ab\n")), "other characters"});
    all.push_back(
        {saved(options, corpus("anna\nbela\nchiara\ndaniel\nelena\nfinn\ngreta\nhanna\nida\njaz\n")),
         "other characters"});
    for (const Bad& bad : all) {
      INFO(bad.bytes.size() << " bytes");
      CHECK_THROWS_MATCHES(trainer.load(bad.bytes), std::invalid_argument,
                           MessageMatches(ContainsSubstring(bad.says)));
      CHECK(trainer.info().step == 10);
      CHECK(trainer.save() == good);
    }
    CHECK(train(trainer, 10) == train(twin, 10));  // the moments are still there, too
    CHECK(trainer.sample({}) == twin.sample({}));
  }
}

TEST_CASE("trainer: a sample with a seed leaves the stream alone, one without advances it") {
  for (const Contender& contender : contenders()) {
    INFO(contender.text());
    const TrainerOptions options = small_options(contender);
    Trainer watched(options, names(options)), alone(options, names(options));
    train(watched, 10);
    train(alone, 10);
    const SampleOptions seeded{.count = 20, .temperature = 1.0, .prompt = "", .seed = 7};
    const SampleOptions own{.count = 20, .temperature = 1.0, .prompt = "", .seed = {}};
    const std::vector<std::string> preview = watched.sample(seeded);
    CHECK(watched.sample(seeded) == preview);
    watched.inspect("an");
    watched.save();
    CHECK(train(watched, 5) == train(alone, 5));
    const std::vector<std::string> first = watched.sample(own);
    CHECK(first == alone.sample(own));
    const std::vector<std::string> second = watched.sample(own);
    CHECK(second != first);
    CHECK(second == alone.sample(own));
    CHECK(train(watched, 5) == train(alone, 5));  // sampling does not disturb training
  }
}

TEST_CASE("trainer: samples of a run and of its checkpoint are the same in f32") {
  for (const Variant& variant : variants()) {
    const TrainerOptions options = small_options({Engine::tensor, Precision::f32, std::string(variant.name)});
    Trainer trainer(options, names(options));
    train(trainer, 30);
    const SampleOptions sampling{.count = 10, .temperature = 0.8, .prompt = "a", .seed = 3};
    CHECK(sample_checkpoint(read_checkpoint(trainer.save()), f32_kernels(variant.name), sampling) ==
          trainer.sample(sampling));
  }
}

TEST_CASE("trainer: samples are those of the weights of the moment, whatever was sampled before") {
  const SampleOptions wanted{.count = 30, .temperature = 0.9, .prompt = "a", .seed = 3};
  for (const Contender& contender : contenders()) {
    INFO(contender.text());
    const TrainerOptions options = small_options(contender);
    Trainer sampling(options, names(options)), other(options, names(options));
    const std::string untrained = other.save();
    const std::vector<std::string> at_first = sampling.sample(wanted);
    train(sampling, 40);
    train(other, 40);
    CHECK(sampling.sample(wanted) == other.sample(wanted));
    CHECK(sampling.sample(wanted) != at_first);
    sampling.load(untrained);
    Trainer loaded(options, names(options));
    loaded.load(untrained);
    CHECK(sampling.sample(wanted) == loaded.sample(wanted));
    CHECK(sampling.sample(wanted) != other.sample(wanted));
  }
}

TEST_CASE("trainer: samples and inspections that cannot be are refused, and training goes on") {
  for (const Contender& contender : contenders()) {
    INFO(contender.text());
    const TrainerOptions options = small_options(contender);
    Trainer trainer(options, names(options)), twin(options, names(options));
    CHECK_THROWS_AS(trainer.sample({.count = -1, .temperature = 1.0, .prompt = "", .seed = {}}),
                    std::invalid_argument);
    CHECK_THROWS_AS(trainer.sample({.count = 1, .temperature = 0.0, .prompt = "", .seed = {}}),
                    std::invalid_argument);
    CHECK_THROWS_AS(trainer.sample({.count = 1, .temperature = 1.0, .prompt = "ö", .seed = {}}),
                    std::invalid_argument);
    CHECK_THROWS_AS(trainer.sample({.count = 1, .temperature = 1.0, .prompt = "annaanna", .seed = {}}),
                    std::invalid_argument);
    CHECK_THROWS_AS(trainer.inspect("anna anna"), std::invalid_argument);
    CHECK_THROWS_AS(trainer.inspect("annaanna"), std::invalid_argument);
    CHECK(train(trainer, 5) == train(twin, 5));
    CHECK(trainer.sample({}) == twin.sample({}));
  }
}

TEST_CASE("trainer: an inspection shows the model as it is") {
  for (const Contender& contender : contenders()) {
    INFO(contender.text());
    const TrainerOptions options = small_options(contender);
    Trainer trainer(options, names(options));
    const Inspection before = trainer.inspect("han");
    train(trainer, 60);
    const Inspection after = trainer.inspect("han");
    CHECK(after.tokens == std::vector<std::string>{"<BOS>", "h", "a", "n"});
    CHECK(after.predictions.back().size() == static_cast<std::size_t>(trainer.info().vocabulary));
    CHECK(after.predictions != before.predictions);
    const auto n = static_cast<std::size_t>(names(options).tokenizer().encode("n").front());
    CHECK(after.predictions.back()[n] > before.predictions.back()[n]);  // hanna
    REQUIRE(after.attention.size() == 1);
    REQUIRE(after.attention[0].size() == 2);
    for (const auto& rows : after.attention[0]) {
      REQUIRE(rows.size() == 4);
      for (std::size_t query = 0; query < 4; ++query) {
        REQUIRE(rows[query].size() == query + 1);
        double total = 0.0;
        for (const double weight : rows[query]) total += weight;
        CHECK(std::fabs(total - 1.0) <= 1e-6);
      }
    }
  }
}
