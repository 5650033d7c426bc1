// The trainer: its options, its steps and their order, runs that diverge, unusual corpora, and that the same
// seed gives the same run. (Saving and loading have a file of their own.)
#include <utf8.h>

#include <algorithm>
#include <catch_amalgamated.hpp>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "gpt/checkpoint.h"
#include "gpt/trainer.h"
#include "parallel/executor.h"
#include "trainer_test.h"

using namespace lanes;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

struct Refusal {
  const char* what;
  void (*change)(TrainerOptions&);
  const char* says;
};

const Refusal refusals[] = {
    {"heads that do not divide", [](TrainerOptions& o) { o.config.n_head = 3; }, "must divide"},
    {"no layer", [](TrainerOptions& o) { o.config.n_layer = 0; }, "layers"},
    {"layers below zero", [](TrainerOptions& o) { o.config.n_layer = -1; }, "layers"},
    {"absurdly many layers", [](TrainerOptions& o) { o.config.n_layer = 1'000'000; }, "layers"},
    {"no width", [](TrainerOptions& o) { o.config.n_embd = 0; }, "width"},
    {"an absurd width", [](TrainerOptions& o) { o.config.n_embd = std::numeric_limits<int>::max(); },
     "width"},
    {"no head", [](TrainerOptions& o) { o.config.n_head = 0; }, "heads"},
    {"heads below zero", [](TrainerOptions& o) { o.config.n_head = -4; }, "heads"},
    {"no block", [](TrainerOptions& o) { o.config.block_size = 0; }, "block"},
    {"an absurd block", [](TrainerOptions& o) { o.config.block_size = 1 << 30; }, "block"},
    {"a model too large",
     [](TrainerOptions& o) {
       o.config = {96, 4096, 4096, 4096};
     },
     "parameters"},
    {"a graph too large",
     [](TrainerOptions& o) {
       o.config = {4, 512, 8, 512};
       o.engine = Engine::value;
       o.precision = Precision::f64;
     },
     "nodes"},
    {"no batch", [](TrainerOptions& o) { o.batch = 0; }, "batch must be between 1 and 65536, not 0."},
    {"a batch below zero", [](TrainerOptions& o) { o.batch = -1; }, "batch"},
    {"an absurd batch", [](TrainerOptions& o) { o.batch = std::numeric_limits<int>::max(); }, "batch"},
    {"steps below zero", [](TrainerOptions& o) { o.steps = -1; },
     "steps must be between 0 and 1000000000, not -1."},
    {"absurdly many steps", [](TrainerOptions& o) { o.steps = std::numeric_limits<std::int64_t>::max(); },
     "steps"},
    {"a seed too large", [](TrainerOptions& o) { o.seed = std::uint64_t{1} << 53; }, "seed"},
    {"no learning rate", [](TrainerOptions& o) { o.learning_rate = 0.0; }, "learning rate"},
    {"a learning rate below zero", [](TrainerOptions& o) { o.learning_rate = -0.01; }, "learning rate"},
    {"an infinite learning rate", [](TrainerOptions& o) { o.learning_rate = infinity; }, "learning rate"},
    {"a learning rate that is no number", [](TrainerOptions& o) { o.learning_rate = not_a_number; },
     "learning rate"},
    {"a holdout below zero", [](TrainerOptions& o) { o.holdout = -0.1; }, "hold out"},
    {"everything held out", [](TrainerOptions& o) { o.holdout = 1.0; }, "hold out"},
    {"a holdout that is no number", [](TrainerOptions& o) { o.holdout = not_a_number; }, "hold out"},
    {"no thread", [](TrainerOptions& o) { o.threads = 0; }, "threads"},
    {"absurdly many threads", [](TrainerOptions& o) { o.threads = 1'000'000; }, "threads"},
    {"the graph in f32", [](TrainerOptions& o) { o.engine = Engine::value; }, "f64"},
    {"another variant", [](TrainerOptions& o) { o.variant = "avx1024"; }, "avx1024"},
};

/// Text of all characters from U+4E00 on, `count` of them, 40 a line, twice over.
std::string many_characters(std::size_t count) {
  std::string text;
  for (int round = 0; round < 2; ++round) {
    for (std::size_t i = 0; i < count; ++i) {
      utf8::append(static_cast<char32_t>(0x4E00 + i), text);
      if (i % 40 == 39) text += '\n';
    }
  }
  return text;
}

}  // namespace

TEST_CASE("trainer: options that make no sense are refused in a sentence") {
  for (const Refusal& refusal : refusals) {
    INFO(refusal.what);
    TrainerOptions options = small_options();
    refusal.change(options);
    try {
      Trainer trainer(options, names(options));
      FAIL_CHECK("nothing was thrown");
    } catch (const std::invalid_argument& error) {
      CHECK_THAT(error.what(), ContainsSubstring(refusal.says));
      CHECK(std::string(error.what()).back() == '.');
    }
  }
}

TEST_CASE("trainer: what is held out is judged and changes nothing") {
  for (const Contender& contender : contenders()) {
    INFO(contender.text());
    TrainerOptions options = small_options(contender);
    options.holdout = 0.3;
    options.batch = 2;
    Trainer trainer(options, names(options)), unjudged(options, names(options));
    CHECK(trainer.info().documents == 10);
    CHECK(trainer.info().held_out == 3);
    const double first = trainer.held_out_loss();
    CHECK(first > 2.0);
    CHECK(trainer.held_out_loss() == first);
    CHECK(trainer.held_out_loss(3) == first);
    CHECK(trainer.held_out_loss(1) != first);
    for (int step = 0; step < 150; ++step) {
      REQUIRE(trainer.step() == unjudged.step());
      if (step % 50 == 0) trainer.held_out_loss();
    }
    CHECK(trainer.held_out_loss() != first);
    CHECK(trainer.sample({}) == unjudged.sample({}));
    CHECK_THROWS_AS(trainer.held_out_loss(0), std::invalid_argument);
  }
}

TEST_CASE("trainer: nobody trains on what is held out") {
  TrainerOptions options = small_options();
  options.holdout = 0.5;
  // Only one of the two documents is learnt by heart.
  Trainer trainer(options, Corpus::parse("anna\nbob\n", CorpusKind::lines, 8));
  const double before = trainer.held_out_loss();
  CHECK(train(trainer, 150).back() < 0.5);
  CHECK(trainer.held_out_loss() > before);
}

TEST_CASE("trainer: a loss of held-out documents where there are none is refused") {
  const TrainerOptions options = small_options();
  Trainer trainer(options, names(options));
  CHECK(trainer.info().held_out == 0);
  CHECK_THROWS_MATCHES(trainer.held_out_loss(), std::invalid_argument,
                       MessageMatches(ContainsSubstring("held out")));
}

TEST_CASE("trainer: names of engines and precisions there and back") {
  for (const Engine engine : {Engine::tensor, Engine::value}) CHECK(engine_named(name(engine)) == engine);
  for (const Precision precision : {Precision::f32, Precision::f64}) {
    CHECK(precision_named(name(precision)) == precision);
  }
  CHECK(name(Engine::value) == "value");
  CHECK(name(Precision::f32) == "f32");
  CHECK_THROWS_MATCHES(engine_named("scalar"), std::invalid_argument,
                       MessageMatches(ContainsSubstring("\"scalar\"")));
  CHECK_THROWS_MATCHES(precision_named("f16"), std::invalid_argument,
                       MessageMatches(ContainsSubstring("\"f16\"")));
}

TEST_CASE("trainer: it learns, and says what it is") {
  for (const Contender& contender : contenders()) {
    INFO(contender.text());
    const TrainerOptions options = small_options(contender);
    Trainer trainer(options, names(options));
    const std::vector<double> losses = train(trainer, 120);
    const auto mean = [&](std::size_t begin) {
      double sum = 0.0;
      for (std::size_t i = begin; i < begin + 20; ++i) sum += losses[i] / 20.0;
      return sum;
    };
    CHECK(mean(100) < mean(0) - 0.3);
    const TrainerInfo info = trainer.info();
    CHECK(info.variant == contender.variant);
    CHECK(info.engine == contender.engine);
    CHECK(info.precision == contender.precision);
    CHECK(info.step == 120);
    CHECK(info.documents == 10);
    CHECK(info.vocabulary == names(options).tokenizer().vocabulary());
    CHECK(info.size.parameters == parameter_count(options.config, info.vocabulary));
    CHECK(info.threads == 1);
  }
}

TEST_CASE("trainer: the same seed gives the same run, bit for bit, and another seed another") {
  for (const Contender& contender : contenders()) {
    INFO(contender.text());
    TrainerOptions options = small_options(contender);
    Trainer first(options, names(options)), second(options, names(options));
    CHECK(train(first, 30) == train(second, 30));
    CHECK(first.save() == second.save());
    CHECK(first.sample({}) == second.sample({}));
    options.seed = 43;
    Trainer other(options, names(options));
    CHECK(train(other, 30) != train(second, 30));
  }
}

TEST_CASE("trainer: a step takes the next documents, around the corpus again and again") {
  for (const Contender& contender : contenders()) {
    INFO(contender.text());
    TrainerOptions options = small_options(contender);
    options.batch = 4;
    options.learning_rate = 1e-30;  // too small to move a weight: every loss is that of the drawn weights
    Trainer trainer(options, names(options));
    const std::vector<double> losses = train(trainer, 10);
    // Steps take documents 0-3, 4-7, 8-1, 2-5, 6-9, and from step 6 on the same again.
    for (std::size_t i = 0; i < 5; ++i) CHECK(losses[i] == losses[i + 5]);
    CHECK(losses[0] != losses[1]);

    options.batch = 1;
    Trainer alone(options, names(options));
    const std::vector<double> single = train(alone, 10);
    const double bound = contender.precision == Precision::f64 ? 1e-14 : 1e-6;
    for (std::size_t i = 0; i < 5; ++i) {
      double mean = 0.0;
      for (std::size_t k = 0; k < 4; ++k) mean += single[(4 * i + k) % 10] / 4.0;
      CHECK(std::fabs(losses[i] - mean) <= bound);
    }

    options.batch = 25;  // more than there are documents
    Trainer many(options, names(options));
    double mean = 0.0;
    for (std::size_t k = 0; k < 25; ++k) mean += single[k % 10] / 25.0;
    CHECK(std::fabs(many.step() - mean) <= bound);
  }
}

TEST_CASE("trainer: steps past the end go on at the last rate") {
  for (const Contender& contender : contenders()) {
    INFO(contender.text());
    TrainerOptions options = small_options(contender);
    options.steps = 5;
    Trainer trainer(options, names(options));
    train(trainer, 5);
    const std::string before = trainer.save();
    const std::vector<double> losses = train(trainer, 40);
    CHECK(trainer.save() != before);
    CHECK(trainer.info().step == 45);
    CHECK(std::ranges::all_of(losses, [](double loss) { return std::isfinite(loss); }));

    options.steps = 0;
    Trainer none(options, names(options));
    CHECK(none.info().step == 0);
    CHECK(none.sample({.count = 3, .temperature = 1.0, .prompt = "", .seed = {}}).size() == 3);
    CHECK(std::isfinite(none.step()));
  }
}

TEST_CASE("trainer: a run that diverges stops, says at which step, stays stopped, and can be brought back") {
  for (const Contender& contender : contenders()) {
    INFO(contender.text());
    TrainerOptions options = small_options(contender);
    options.learning_rate = 1e300;
    Trainer trainer(options, names(options));
    std::string message;
    std::int64_t done = 0;
    try {
      while (done < 10 && std::isfinite(trainer.step())) ++done;
    } catch (const std::runtime_error& error) {
      message = error.what();
    }
    CHECK(done >= 1);
    CHECK_THAT(message, ContainsSubstring("NaN at step " + std::to_string(done + 1) + ";"));
    CHECK_THAT(message, ContainsSubstring("learning rate"));
    CHECK(trainer.info().step == done);
    CHECK_THROWS_MATCHES(trainer.step(), std::runtime_error, Catch::Matchers::Message(message));
    CHECK(trainer.info().step == done);
    CHECK_THROWS_MATCHES(trainer.sample({}), std::runtime_error,
                         MessageMatches(ContainsSubstring("diverged")));

    Trainer good(small_options(contender), names(options));
    trainer.load(good.save());
    CHECK(std::isfinite(trainer.step()));
    CHECK(trainer.info().step == 1);
  }
}

TEST_CASE("trainer: a loss is a number or the run stops, at every learning rate") {
  for (const Contender& contender : contenders()) {
    for (const double rate : {1e-300, 1.0, 1e2, 1e4, 1e8, 1e12, 1e20, 1e38, 1e60, 1e150}) {
      INFO(contender.text() << ", learning rate " << rate);
      TrainerOptions options = small_options(contender);
      options.learning_rate = rate;
      Trainer trainer(options, names(options));
      std::int64_t done = 0;
      bool all_finite = true;
      try {
        for (; done < 20; ++done) all_finite = std::isfinite(trainer.step()) && all_finite;
      } catch (const std::runtime_error& error) {
        CHECK_THAT(error.what(), ContainsSubstring("at step " + std::to_string(done + 1) + ";"));
      }
      CHECK(all_finite);
      CHECK(trainer.info().step == done);
    }
  }
}

TEST_CASE(
    "trainer: what a file cannot hold is not saved, and weights that are lost are told, with their name") {
  for (const Contender& contender : contenders()) {
    for (const double rate : {1e3, 1e37, 1e39, 1e60, 1e150, 1e300}) {
      for (const int steps : {1, 2, 3}) {
        INFO(contender.text() << ", learning rate " << rate << ", " << steps << " steps");
        TrainerOptions options = small_options(contender);
        options.learning_rate = rate;
        Trainer trainer(options, names(options));
        std::string problem = "none";
        try {
          train(trainer, steps);
          trainer.require_finite_weights();
        } catch (const std::runtime_error& error) {
          problem = error.what();
          CHECK_THAT(problem, ContainsSubstring("at step " + std::to_string(trainer.info().step + 1) + ";"));
        }
        const bool fits = rate <= 1e37, never_fits = rate >= 1e39;
        try {
          const Checkpoint saved = read_checkpoint(trainer.save());  // what is saved can be read
          CHECK_FALSE(never_fits);
        } catch (const std::runtime_error& error) {
          CHECK_FALSE(fits);
          CHECK_THAT(error.what(), ContainsSubstring("cannot be saved: wte holds"));
        }
        if (contender.precision == Precision::f32 && never_fits) {
          CHECK_THAT(problem, ContainsSubstring("alues of wte"));
        }
      }
    }
  }
}

TEST_CASE("trainer: finite weights are left alone, whatever their sum") {
  TrainerOptions options = small_options();
  Trainer trainer(options, names(options));
  trainer.require_finite_weights();
  Checkpoint large = read_checkpoint(trainer.save());
  std::ranges::fill(large.values, std::numeric_limits<float>::max());
  trainer.load(write_checkpoint(large));
  trainer.require_finite_weights();
  CHECK(read_checkpoint(trainer.save()).values == large.values);
}

TEST_CASE("trainer: unusual corpora train and sample") {
  struct Unusual {
    const char* what;
    std::string bytes;
    CorpusKind kind;
    std::int64_t documents;
    int vocabulary;
  };
  const std::vector<Unusual> all = {
      {"a single document", "ada\n", CorpusKind::lines, 1, 3},
      {"a document of one character", "a", CorpusKind::lines, 1, 2},
      {"documents longer than the block", std::string(500, 'a') + "\n" + std::string(17, 'b'),
       CorpusKind::lines, 2, 3},
      {"text", "To be, or not to be, that is the question.\nWhether 'tis nobler", CorpusKind::text, 8, 21},
      {"a NUL byte", std::string("a\0b\n", 4), CorpusKind::lines, 1, 4},
      {"5,000 characters", many_characters(5000), CorpusKind::lines, 250, 5001},
  };
  for (const Unusual& each : all) {
    for (const Contender& contender : contenders()) {
      INFO(each.what << ", " << contender.text());
      const TrainerOptions options = small_options(contender);
      Trainer trainer(options, Corpus::parse(each.bytes, each.kind, options.config.block_size));
      CHECK(trainer.info().documents == each.documents);
      CHECK(trainer.info().vocabulary == each.vocabulary);
      // Drawn weights are small, so at first every token is about as likely as any other.
      CHECK_THAT(trainer.step(), Catch::Matchers::WithinAbs(std::log(each.vocabulary), 0.35));
      const std::vector<double> losses = train(trainer, 2);
      CHECK(std::ranges::all_of(losses, [](double loss) { return std::isfinite(loss); }));
      const Tokenizer tokenizer = Corpus::parse(each.bytes, each.kind, options.config.block_size).tokenizer();
      for (const std::string& sample :
           trainer.sample({.count = 3, .temperature = 1.0, .prompt = "", .seed = {}})) {
        CHECK(tokenizer.encode(sample).size() <= static_cast<std::size_t>(options.config.block_size));
      }
    }
  }
}

TEST_CASE("trainer: more threads give the same losses in f64, beside a trainer that has one") {
  if (thread_limit() < 2) SKIP("this build has one thread only");
  TrainerOptions options = small_options({Engine::tensor, Precision::f64, contenders().back().variant});
  options.config = {2, 64, 4, 24};
  options.batch = 10;
  Trainer one(options, names(options));
  options.threads = 2;
  Trainer two(options, names(options));
  for (int i = 0; i < 8; ++i) CHECK(std::fabs(one.step() - two.step()) <= 1e-12);
  CHECK(two.info().threads == 2);
}
