// Training on several threads: the same losses every time, those of one thread but for rounding, and no
// splitting where it would not pay.
#include <algorithm>
#include <catch_amalgamated.hpp>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "gpt/trainer.h"
#include "kernels/variants.h"
#include "parallel/executor.h"

namespace {

struct Run {
  std::vector<double> losses;
  std::uint64_t splits;
};

Run train(lanes::TrainerOptions options, lanes::CorpusKind corpus, int threads, int steps) {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += i % 9 == 8 ? '\n' : static_cast<char>('a' + i * i % 23);
  options.variant = lanes::variants().back().name;
  options.threads = threads;
  lanes::Trainer trainer(options, lanes::Corpus::parse(text, corpus, options.config.block_size));
  const std::uint64_t before = lanes::Executor::splits();
  Run run;
  for (int step = 0; step < steps; ++step) run.losses.push_back(trainer.step());
  run.splits = lanes::Executor::splits() - before;
  return run;
}

/// Matrices, attention, rows and parameters enough for every kind of loop that is split.
lanes::TrainerOptions large() {
  lanes::TrainerOptions options;
  options.config.n_layer = 1;
  options.config.n_embd = 64;
  options.config.n_head = 4;
  options.config.block_size = 32;
  options.batch = 8;
  options.learning_rate = 0.003;
  return options;
}

}  // namespace

TEST_CASE("parallel: training repeats bit for bit and agrees with one thread") {
  constexpr int steps = 12;
  const Run alone = train(large(), lanes::CorpusKind::text, 1, steps);
  CHECK(alone.splits == 0);
  for (int threads = 2; threads <= std::min(lanes::thread_limit(), 4); ++threads) {
    CAPTURE(threads);
    const Run first = train(large(), lanes::CorpusKind::text, threads, steps);
    const Run second = train(large(), lanes::CorpusKind::text, threads, steps);
    CHECK(first.splits >=
          steps * 10);  // of the matrix products alone, six layers forward and two times that backward
    CHECK(first.losses == second.losses);
    for (int step = 0; step < steps; ++step) {
      const auto i = static_cast<std::size_t>(step);
      CHECK(std::abs(first.losses[i] - alone.losses[i]) <= 1e-5);
    }
  }
}

TEST_CASE("parallel: microGPT's step stays on one thread, whatever was asked for") {
  const lanes::TrainerOptions small;
  const Run alone = train(small, lanes::CorpusKind::lines, 1, 50);
  const Run asked = train(small, lanes::CorpusKind::lines, lanes::thread_limit(), 50);
  CHECK(asked.splits == 0);
  CHECK(asked.losses == alone.losses);
}

TEST_CASE("parallel: a trainer says how many threads it may have") {
  lanes::TrainerOptions options;
  options.threads = lanes::thread_limit() + 1;
  CHECK_THROWS_WITH(options.validate(), Catch::Matchers::ContainsSubstring("number of threads"));
  options.threads = 0;
  CHECK_THROWS_WITH(options.validate(), Catch::Matchers::ContainsSubstring("number of threads"));
}
