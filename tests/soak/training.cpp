// Trains one model for long, at the beginning and at the end beside fresh ones, and prints as JSON whether it
// became slower or larger:
//
//   lanes_soak tensor|value STEPS
//
// Times are compared in turns, old and fresh on the same documents, so that it does not matter whether the
// machine itself becomes slower or faster meanwhile.
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <string>
#include <vector>

#include "gpt/trainer.h"
#include "kernels/variants.h"

namespace {

constexpr int documents = 250;  // and as many steps at a time, so that all times are of the same work
constexpr int rounds = 41;

std::string first_names() {
  std::ifstream file(LANES_SOURCE_DIR "/data/names.txt");
  std::string names, line;
  for (int i = 0; i < documents && std::getline(file, line); ++i) names += line + '\n';
  return names;
}

lanes::Trainer trainer_of(lanes::Engine engine, std::int64_t steps) {
  lanes::TrainerOptions options;
  options.engine = engine;
  options.precision = engine == lanes::Engine::value ? lanes::Precision::f64 : lanes::Precision::f32;
  options.variant = lanes::variants().back().name;
  options.steps = steps;
  return {options, lanes::Corpus::parse(first_names(), lanes::CorpusKind::lines, options.config.block_size)};
}

/// Takes a step on each document; returns the time of the processor, to which others on the machine add
/// nothing.
double train(lanes::Trainer& trainer) {
  const std::clock_t start = std::clock();
  for (int i = 0; i < documents; ++i) trainer.step();
  return static_cast<double>(std::clock() - start);
}

/// The most memory that this process has had at once, in a unit of the system's.
double peak_memory() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss);
}

double median(std::vector<double> numbers) {
  std::ranges::nth_element(numbers, numbers.begin() + rounds / 2);
  return numbers[rounds / 2];
}

/// What a step of the old trainer takes, in steps of fresh ones. Where each lies in memory is in it, too.
double time_beside_fresh(lanes::Trainer& old, lanes::Engine engine, std::int64_t steps) {
  std::vector<double> old_times, fresh_times;
  for (int round = 0; round < rounds; ++round) {
    lanes::Trainer fresh = trainer_of(engine, steps);
    train(fresh);
    const double first = train(old);
    fresh_times.push_back(train(fresh) + train(fresh));
    old_times.push_back(first + train(old));
  }
  return median(old_times) / median(fresh_times);
}

void soak(lanes::Engine engine, std::int64_t steps) {
  lanes::Trainer old = trainer_of(engine, steps);
  const std::int64_t beginning = std::max<std::int64_t>(steps / 20, documents);
  while (old.info().step < beginning) train(old);
  const double early_time = time_beside_fresh(old, engine, steps), early_memory = peak_memory();
  while (old.info().step < steps) train(old);
  const double late_time = time_beside_fresh(old, engine, steps), late_memory = peak_memory();
  std::printf(R"({"steps": %lld, "slowdown": %.4f, "memory_growth": %.4f})"
              "\n",
              static_cast<long long>(old.info().step), late_time / early_time, late_memory / early_memory);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    std::fputs("usage: lanes_soak tensor|value STEPS\n", stderr);
    return 2;
  }
  soak(lanes::engine_named(arguments[1]), std::atoll(arguments[2]));
}
