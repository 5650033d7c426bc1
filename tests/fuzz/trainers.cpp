// Trainers: options, text and a few requests of all kinds. Each is refused in a sentence, or it works: all
// engines begin with the same loss, and what is saved can be read.
#include <cmath>
#include <limits>
#include <optional>
#include <string>

#include "gpt/trainer.h"
#include "input.h"
#include "kernels/variants.h"

namespace lanes::fuzz {
namespace {

TrainerOptions options_of(Input& input) {
  constexpr double infinite = std::numeric_limits<double>::infinity();
  TrainerOptions options;
  options.config.n_layer = input.between(0, 3);
  options.config.n_embd = input.between(0, 24);
  options.config.n_head = input.between(0, 6);
  options.config.block_size = input.between(0, 12);
  options.engine = input.one_of({Engine::tensor, Engine::value});
  options.precision = input.one_of({Precision::f32, Precision::f64});
  const std::size_t variant = input.byte() % (variants().size() + 1);
  options.variant = variant < variants().size() ? std::string(variants()[variant].name) : "none";
  options.batch = input.between(0, 5);
  options.seed = input.number(input.between(0, 8));
  options.steps = input.one_of<std::int64_t>({1000, 0, 1, 3, 1'000'000'000, 1'000'000'001, -1});
  options.learning_rate = input.one_of({0.01, 1e-300, 1.0, 1e30, 1e300, 0.0, -0.01, infinite, std::nan("")});
  options.threads = input.between(0, 3);
  return options;
}

/// Whether this takes so little time that a fuzzer can try many.
bool small(const TrainerOptions& options, int vocabulary) {
  const std::uint64_t work = parameter_count(options.config, vocabulary) *
                             static_cast<std::uint64_t>(options.config.block_size * options.batch);
  return work < (options.engine == Engine::value ? 20'000 : 200'000);
}

/// The first loss, which comes from the same weights, in double precision on tensors.
double first_loss(TrainerOptions options, const Corpus& corpus) {
  options.engine = Engine::tensor;
  options.precision = Precision::f64;
  return Trainer(options, corpus).step();
}

/// One step; false when the loss is no longer a number.
bool step(Trainer& trainer, double& loss) {
  try {
    loss = trainer.step();
    return true;
  } catch (const std::runtime_error& diverged) {
    require_sentence(diverged.what());
    return false;
  }
}

void sample(Trainer& trainer, Input& input) {
  SampleOptions options;
  options.count = input.between(-1, 3);
  options.temperature = input.one_of({0.5, 1e-300, 1.0, 1e300, 0.0, -1.0, std::nan("")});
  if (input.between(0, 1) == 1) options.seed = input.number(input.between(0, 8));
  options.prompt = input.rest().substr(0, input.byte() % 12);
  for (const std::string& text : trainer.sample(options)) {
    require_utf8(text);
    require(text.starts_with(options.prompt), "a sample begins with its prompt");
  }
}

void inspect(const Trainer& trainer, Input& input) {
  const Inspection inspection = trainer.inspect(input.rest().substr(0, input.byte() % 12));
  for (const std::vector<double>& probabilities : inspection.predictions) {
    double sum = 0.0;
    for (const double probability : probabilities) sum += probability;
    require(std::fabs(sum - 1.0) < 1e-5, "probabilities add up to one");
  }
}

/// Weights come and go, also damaged ones.
void exchange(Trainer& trainer, Input& input) {
  std::string file = trainer.save();
  require(read_checkpoint(file).config.n_layer > 0, "what was saved is read");
  const std::size_t damaged = input.number(2) % file.size();
  file[damaged] = static_cast<char>(file[damaged] ^ input.byte());
  trainer.load(file);
}

/// Some request that the trainer may refuse.
void ask(Trainer& trainer, Input& input) {
  try {
    switch (input.between(0, 3)) {
      case 0:
        sample(trainer, input);
        break;
      case 1:
        inspect(trainer, input);
        break;
      case 2:
        exchange(trainer, input);
        break;
      default:
        require(trainer.info().documents > 0, "there are documents");
    }
  } catch (const std::runtime_error& diverged) {
    require_sentence(diverged.what());
  }
}

void use(const TrainerOptions& options, const Corpus& corpus, Input& input) {
  std::optional<Trainer> trainer;
  if (!accepted([&] { trainer.emplace(options, corpus); })) return;
  double loss = 0.0;
  if (step(*trainer, loss)) {
    const double expected = first_loss(options, corpus);
    const double bound = options.precision == Precision::f64 ? 1e-12 : 1e-5;
    require(std::fabs(loss - expected) <= bound * std::max(1.0, expected), "all engines begin alike");
  }
  for (int requests = 0; requests < 4; ++requests) {
    accepted([&] { ask(*trainer, input); });
    step(*trainer, loss);
  }
}

}  // namespace
}  // namespace lanes::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lanes;
  fuzz::Input input(data, size);
  const TrainerOptions options = fuzz::options_of(input);
  const CorpusKind kind = input.one_of({CorpusKind::lines, CorpusKind::text});
  if (!fuzz::accepted([&] { options.validate(); })) return 0;
  std::optional<Corpus> corpus;
  if (!fuzz::accepted([&] { corpus = Corpus::parse(input.rest(), kind, options.config.block_size); })) {
    return 0;
  }
  if (fuzz::small(options, corpus->tokenizer().vocabulary())) fuzz::use(options, *corpus, input);
  return 0;
}
