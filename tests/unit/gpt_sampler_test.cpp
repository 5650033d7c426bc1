// The sampler: its KV cache against a full forward pass made of general operations, what it pays attention
// to, how it draws, prompts, and what is refused.
#include <catch_amalgamated.hpp>
#include <limits>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "gpt/sampler.h"
#include "gradient_check.h"
#include "kernels/attention_sizes.h"
#include "kernels/variants.h"

using namespace lanes;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;
using Catch::Matchers::StartsWith;

namespace {

using Tokens = std::vector<std::int32_t>;

/// Everything about a model in one place.
template <class T>
struct Model {
  Config config;
  int vocabulary;
  const KernelTable<T>* kernels;
  std::vector<T> values;

  Model(const Config& c, int v, const KernelTable<T>& k, double scale = 0.4)
      : config(c),
        vocabulary(v),
        kernels(&k),
        values(Numbers(6).list<T>(static_cast<std::size_t>(parameter_count(c, v)), -scale, scale)) {}
  Sampler<T> sampler() const { return Sampler<T>(config, vocabulary, *kernels, values); }
};

/// What a full pass over all tokens at once gives.
template <class T>
struct FullPass {
  std::vector<std::vector<T>> logits;                               // position, token
  std::vector<std::vector<std::vector<std::vector<T>>>> attention;  // layer, head, query, key
  std::vector<std::vector<std::vector<T>>> keys, values;            // layer, position, channel
};

template <class T>
std::vector<std::vector<T>> rows_of(Tensor<T> matrix) {
  std::vector<std::vector<T>> rows;
  const std::size_t columns = matrix.shape().last();
  for (std::size_t i = 0; i < matrix.shape()[0]; ++i) {
    const std::span<const T> row = matrix.data().subspan(i * columns, columns);
    rows.emplace_back(row.begin(), row.end());
  }
  return rows;
}

/// The forward pass from general operations only: no cache, no fused operation.
template <class T>
FullPass<T> full_pass(const Model<T>& model, const Tokens& tokens) {
  Tape<T> tape(*model.kernels);
  const std::vector<ParameterInfo> layout = parameter_layout(model.config, model.vocabulary);
  std::size_t next = 0;
  const auto parameter = [&] {
    const ParameterInfo& info = layout[next++];
    return tape.leaf({static_cast<std::size_t>(info.rows), static_cast<std::size_t>(info.columns)},
                     model.values.data() + info.offset, nullptr);
  };
  const std::size_t n = tokens.size(), width = static_cast<std::size_t>(model.config.head_width());
  Tokens places(n);
  std::vector<T> mask(n * n, T(0));
  for (std::size_t i = 0; i < n; ++i) {
    places[i] = static_cast<std::int32_t>(i);
    for (std::size_t j = i + 1; j < n; ++j) mask[i * n + j] = T(-1e9);
  }
  const Tensor<T> wte = parameter(), wpe = parameter(), lm_head = parameter();
  Tensor<T> x = rmsnorm(embedding(wte, tokens) + embedding(wpe, places));
  FullPass<T> pass;
  for (int layer = 0; layer < model.config.n_layer; ++layer) {
    const Tensor<T> y = rmsnorm(x);
    const Tensor<T> q = matmul(y, transpose(parameter()));
    const Tensor<T> k = matmul(y, transpose(parameter()));
    const Tensor<T> v = matmul(y, transpose(parameter()));
    pass.keys.push_back(rows_of(k));
    pass.values.push_back(rows_of(v));
    std::vector<Tensor<T>> mixed;
    pass.attention.emplace_back();
    for (std::size_t head = 0; head < static_cast<std::size_t>(model.config.n_head); ++head) {
      const auto part = [&](Tensor<T> whole) { return slice(whole, 1, head * width, (head + 1) * width); };
      const Tensor<T> scores = matmul(part(q), transpose(part(k))) / std::sqrt(static_cast<double>(width));
      const Tensor<T> weights = softmax(scores + tape.constant({n, n}, mask));
      pass.attention.back().push_back(rows_of(weights));
      mixed.push_back(matmul(weights, part(v)));
    }
    x = x + matmul(concat<T>(mixed, 1), transpose(parameter()));
    const Tensor<T> hidden = relu(matmul(rmsnorm(x), transpose(parameter())));
    x = x + matmul(hidden, transpose(parameter()));
  }
  pass.logits = rows_of(matmul(x, transpose(lm_head)));
  return pass;
}

struct Sizes {
  Config config;
  int vocabulary;
};

const std::vector<Sizes> all_sizes = {{{1, 16, 4, 16}, 27}, {{2, 24, 3, 9}, 11}, {{3, 10, 1, 5}, 13},
                                      {{1, 5, 5, 1}, 7},    {{2, 6, 2, 33}, 5},  {{1, 64, 4, 40}, 100},
                                      {{1, 1, 1, 3}, 2}};

/// Runs check(table, bound) for every variant in both types.
template <class Check>
void on_every_variant(Check check) {
  for (const Variant& variant : variants()) {
    INFO(variant.name);
    check(f32_kernels(variant.name), 1e-5);
  }
  check(f64_kernels(), 1e-12);
}

Tokens some_tokens(const Sizes& sizes) {
  Numbers numbers(8);
  Tokens tokens(static_cast<std::size_t>(sizes.config.block_size));
  for (std::int32_t& token : tokens) token = numbers.whole(0, sizes.vocabulary - 1);
  return tokens;
}

const Tokenizer letters({U'a', U'b', U'c', U'ä'});

/// A small model over `letters` that is decided enough for samples to differ from noise.
template <class T>
Model<T> small(const KernelTable<T>& kernels) {
  return Model<T>(Config{2, 8, 2, 6}, letters.vocabulary(), kernels, 0.5);
}

template <class T>
std::vector<std::string> samples(const Model<T>& model, const SampleOptions& options,
                                 std::uint64_t seed = 1) {
  PythonRandom random(seed);
  return model.sampler().sample(letters, options, random);
}

/// Each sample on a sampler of its own, token by token.
template <class T>
std::vector<std::string> plain_samples(const Model<T>& model, const Tokenizer& tokenizer,
                                       const SampleOptions& options, PythonRandom& random) {
  const auto vocabulary = static_cast<std::size_t>(model.vocabulary);
  const T temperature = static_cast<T>(options.temperature);
  std::vector<std::string> drawn;
  for (int i = 0; i < options.count; ++i) {
    Sampler<T> sampler = model.sampler();
    Tokens tokens = tokenizer.encode(options.prompt);
    std::span<const T> logits = sampler.next(tokenizer.bos());
    for (const std::int32_t token : tokens) logits = sampler.next(token);
    for (;;) {
      std::vector<T> weights(padded(vocabulary), -std::numeric_limits<T>::infinity());
      model.kernels->divide(weights.data(), logits.data(), 1, &temperature, 0, vocabulary);
      model.kernels->softmax(weights.data(), weights.data(), 1, weights.size());
      std::vector<double> sums;
      double sum = 0.0;
      for (std::size_t t = 0; t < vocabulary; ++t) sums.push_back(sum += static_cast<double>(weights[t]));
      const auto token = static_cast<std::int32_t>(random.choose(sums));
      if (token == tokenizer.bos()) break;
      tokens.push_back(token);
      if (sampler.position() == static_cast<std::size_t>(model.config.block_size)) break;
      logits = sampler.next(token);
    }
    drawn.push_back(tokenizer.decode(tokens));
  }
  return drawn;
}

}  // namespace

TEST_CASE("sampler: logits and attention at every position are those of the full pass") {
  for (const Sizes& sizes : all_sizes) {
    INFO(sizes.config.n_layer << " layers, width " << sizes.config.n_embd << ", " << sizes.config.n_head
                              << " heads");
    const Tokens tokens = some_tokens(sizes);
    on_every_variant([&]<class T>(const KernelTable<T>& kernels, double bound) {
      const Model<T> model(sizes.config, sizes.vocabulary, kernels);
      const FullPass<T> expected = full_pass(model, tokens);
      Sampler<T> sampler = model.sampler();
      for (const int round : {0, 1}) {  // the second over what the first left in the cache
        sampler.start();
        for (std::size_t at = 0; at < tokens.size(); ++at) {
          INFO("position " << at << ", round " << round);
          const std::span<const T> logits = sampler.next(tokens[at]);
          CHECK(sampler.position() == at + 1);
          CHECK(largest_error<T, T>(logits, expected.logits[at]) <= bound);
          for (std::size_t layer = 0; layer < expected.attention.size(); ++layer) {
            for (std::size_t head = 0; head < expected.attention[layer].size(); ++head) {
              const std::span<const T> weights = sampler.attention(layer, head);
              const std::span<const T> row = expected.attention[layer][head][at];
              CHECK(largest_error<T, T>(weights, row.first(at + 1)) <= bound);
              double total = 0.0;
              for (const T weight : weights) total += static_cast<double>(weight);
              CHECK(std::fabs(total - 1.0) <= bound);
            }
          }
        }
      }
    });
  }
}

TEST_CASE("sampler: samples are those of full passes and the same random numbers") {
  on_every_variant([]<class T>(const KernelTable<T>& kernels, double) {
    const Model<T> model = small(kernels);
    const SampleOptions options{.count = 30, .temperature = 0.7, .prompt = "b", .seed = {}};
    PythonRandom random(5);
    std::vector<std::string> expected;
    for (int i = 0; i < options.count; ++i) {
      Tokens tokens = {letters.bos(), 1};
      for (;;) {
        const std::vector<T> logits = full_pass(model, tokens).logits.back();
        std::vector<double> sums;
        double sum = 0.0;
        for (const T logit : logits) {
          sums.push_back(sum += std::exp(static_cast<double>(logit) / options.temperature));
        }
        const auto token = static_cast<std::int32_t>(random.choose(sums));
        if (token == letters.bos()) break;
        tokens.push_back(token);
        if (tokens.size() == 7) break;  // block_size characters are out
      }
      expected.push_back(letters.decode(tokens));
    }
    CHECK(samples(model, options, 5) == expected);
    CHECK(std::set(expected.begin(), expected.end()).size() > 5);
  });
}

TEST_CASE("sampler: what is kept of prefixes and first layers changes no sample") {
  // 2,001 tokens: more than there is a table for, and prefixes enough to fill the tree.
  std::vector<char32_t> many;
  for (char32_t c = 0x4E00; many.size() < 2'000; ++c) many.push_back(c);
  const std::string prompt = "\u4e07";
  struct Case {
    Config config;
    Tokenizer tokenizer;
    SampleOptions options;
  };
  const std::vector<Case> cases = {
      {{2, 8, 2, 6}, letters, {.count = 300, .temperature = 0.7, .prompt = "", .seed = {}}},
      {{1, 8, 2, 6}, letters, {.count = 300, .temperature = 3.0, .prompt = "ca", .seed = {}}},
      {{1, 8, 1, 48}, Tokenizer(many), {.count = 20, .temperature = 0.3, .prompt = prompt, .seed = {}}},
  };
  on_every_variant([&]<class T>(const KernelTable<T>& kernels, double) {
    for (const auto& [config, tokenizer, options] : cases) {
      const Model<T> model(config, tokenizer.vocabulary(), kernels, 0.5);
      PythonRandom random(3), same(3);
      CHECK(model.sampler().sample(tokenizer, options, random) ==
            plain_samples(model, tokenizer, options, same));
      CHECK(random.random() == same.random());
    }
  });
}

TEST_CASE("sampler: a low temperature takes the likeliest token, a high one any") {
  on_every_variant([]<class T>(const KernelTable<T>& kernels, double) {
    const Model<T> model = small(kernels);
    Tokens greedy = {letters.bos()};
    while (greedy.size() < 7) {
      const std::vector<T> logits = full_pass(model, greedy).logits.back();
      const auto top = std::max_element(logits.begin(), logits.end()) - logits.begin();
      if (top == letters.bos()) break;
      greedy.push_back(static_cast<std::int32_t>(top));
    }
    for (const double temperature : {1e-3, 1e-30, 1e-300}) {
      INFO("temperature " << temperature);
      const std::vector<std::string> cold =
          samples(model, {.count = 5, .temperature = temperature, .prompt = "", .seed = {}});
      CHECK(cold == std::vector(5, letters.decode(greedy)));
    }
    for (const double temperature : {1e3, 1e30, 1e300}) {
      INFO("temperature " << temperature);
      const std::vector<std::string> hot =
          samples(model, {.count = 200, .temperature = temperature, .prompt = "", .seed = {}});
      CHECK(std::set(hot.begin(), hot.end()).size() > 100);
    }
  });
}

TEST_CASE("sampler: every sample begins with the prompt and fits the block") {
  on_every_variant([]<class T>(const KernelTable<T>& kernels, double) {
    const Model<T> model = small(kernels);
    for (const std::string prompt : {"", "a", "ä", "cab", "ääääa"}) {
      INFO("prompt '" << prompt << "'");
      const std::vector<std::string> drawn =
          samples(model, {.count = 20, .temperature = 2.0, .prompt = prompt, .seed = {}});
      REQUIRE(drawn.size() == 20);
      for (const std::string& sample : drawn) {
        CHECK_THAT(sample, StartsWith(prompt));
        CHECK(letters.encode(sample).size() <= 6);
      }
      const std::size_t different = std::set(drawn.begin(), drawn.end()).size();
      CHECK(different > 1);
    }
    CHECK(samples(model, {.count = 0, .temperature = 1.0, .prompt = "a", .seed = {}}).empty());
  });
}

TEST_CASE("sampler: what cannot be sampled is refused in words") {
  const Model<double> model = small(f64_kernels());
  const auto refuses = [&](const SampleOptions& options, const char* part) {
    PythonRandom random(1), untouched(1);
    CHECK_THROWS_MATCHES(model.sampler().sample(letters, options, random), std::invalid_argument,
                         MessageMatches(ContainsSubstring(part)));
    CHECK(random.random() == untouched.random());
  };
  const double infinity = std::numeric_limits<double>::infinity();
  refuses({.count = -1, .temperature = 1.0, .prompt = "", .seed = {}}, "-1");
  refuses({.count = 2'000'000, .temperature = 1.0, .prompt = "", .seed = {}}, "2000000");
  for (const double temperature : {0.0, -0.5, infinity, std::numeric_limits<double>::quiet_NaN()}) {
    refuses({.count = 1, .temperature = temperature, .prompt = "", .seed = {}}, "temperature");
  }
  refuses({.count = 1, .temperature = 1.0, .prompt = "xyz", .seed = {}}, "x");
  refuses({.count = 1, .temperature = 1.0, .prompt = "a\xff", .seed = {}}, "UTF-8");
  refuses({.count = 1, .temperature = 1.0, .prompt = "abcabc", .seed = {}}, "6");
  CHECK_THROWS_AS(model.sampler().inspect(letters, "abcabc"), std::invalid_argument);
  CHECK_THROWS_AS(model.sampler().inspect(letters, "q"), std::invalid_argument);
}

TEST_CASE("sampler: a model whose numbers are lost says so") {
  on_every_variant([]<class T>(const KernelTable<T>& kernels, double) {
    for (const T bad : {std::numeric_limits<T>::quiet_NaN(), std::numeric_limits<T>::infinity()}) {
      Model<T> model = small(kernels);
      model.values.back() = bad;  // one weight of the last matrix
      PythonRandom random(1);
      CHECK_THROWS_MATCHES(model.sampler().sample(letters, {}, random), std::runtime_error,
                           MessageMatches(ContainsSubstring("diverged")));
      CHECK_THROWS_MATCHES(model.sampler().inspect(letters, "ab"), std::runtime_error,
                           MessageMatches(ContainsSubstring("diverged")));
    }
  });
}

TEST_CASE("sampler: the block ends, and tokens are checked") {
  Sampler<float> sampler = small(f32_kernels(variants().front().name)).sampler();
  CHECK_THROWS_AS(sampler.next(-1), std::invalid_argument);
  CHECK_THROWS_AS(sampler.next(letters.vocabulary()), std::invalid_argument);
  CHECK(sampler.position() == 0);
  for (int i = 0; i < 6; ++i) CHECK(sampler.next(letters.bos()).size() == 5);
  CHECK_THROWS_MATCHES(sampler.next(0), std::invalid_argument, MessageMatches(ContainsSubstring("full")));
  sampler.start();
  CHECK_NOTHROW(sampler.next(0));
}

TEST_CASE("sampler: an inspection shows tokens, predictions, attention, keys and values") {
  on_every_variant([]<class T>(const KernelTable<T>& kernels, double bound) {
    const Model<T> model = small(kernels);
    const FullPass<T> expected = full_pass(model, {4, 3, 0, 2});
    const Inspection seen = model.sampler().inspect(letters, "äac");
    CHECK(seen.tokens == std::vector<std::string>{"<BOS>", "ä", "a", "c"});
    REQUIRE(seen.predictions.size() == 4);
    for (std::size_t position = 0; position < 4; ++position) {
      const std::vector<double>& probabilities = seen.predictions[position];
      REQUIRE(probabilities.size() == 5);
      double total = 0.0, sum = 0.0;
      for (const double p : probabilities) total += p;
      CHECK(std::fabs(total - 1.0) <= bound);
      for (const T logit : expected.logits[position]) sum += std::exp(static_cast<double>(logit));
      for (std::size_t i = 0; i < 5; ++i) {
        const double p = std::exp(static_cast<double>(expected.logits[position][i])) / sum;
        CHECK(std::fabs(probabilities[i] - p) <= bound);
      }
    }
    REQUIRE((seen.keys.size() == 2 && seen.values.size() == 2));
    for (std::size_t layer = 0; layer < 2; ++layer) {
      REQUIRE((seen.keys[layer].size() == 4 && seen.values[layer].size() == 4));
      for (std::size_t position = 0; position < 4; ++position) {
        const auto error = [&](const std::vector<double>& row, const std::vector<T>& wanted) {
          return largest_error<double, T>(row, wanted);
        };
        CHECK(error(seen.keys[layer][position], expected.keys[layer][position]) <= bound);
        CHECK(error(seen.values[layer][position], expected.values[layer][position]) <= bound);
      }
    }
    REQUIRE(seen.attention.size() == 2);
    for (std::size_t layer = 0; layer < 2; ++layer) {
      REQUIRE(seen.attention[layer].size() == 2);
      for (std::size_t head = 0; head < 2; ++head) {
        REQUIRE(seen.attention[layer][head].size() == 4);
        for (std::size_t query = 0; query < 4; ++query) {
          const std::span<const T> row = expected.attention[layer][head][query];
          CHECK(largest_error<double, T>(seen.attention[layer][head][query], row.first(query + 1)) <= bound);
        }
      }
    }
    CHECK(model.sampler().inspect(letters, "").tokens == std::vector<std::string>{"<BOS>"});
  });
}

TEST_CASE("sampler: a checkpoint samples like the model that it holds") {
  for (const Variant& variant : variants()) {
    const Model<float> model = small(f32_kernels(variant.name));
    const Checkpoint checkpoint{model.config, {U'a', U'b', U'c', U'ä'}, CorpusKind::lines, model.values};
    SampleOptions options{.count = 10, .temperature = 0.8, .prompt = "c", .seed = {}};
    CHECK(sample_checkpoint(checkpoint, f32_kernels(variant.name), options) == samples(model, options, 42));
    options.seed = 7;
    CHECK(sample_checkpoint(checkpoint, f32_kernels(variant.name), options) == samples(model, options, 7));
    CHECK(samples(model, options, 7) != samples(model, options, 42));
  }
}
