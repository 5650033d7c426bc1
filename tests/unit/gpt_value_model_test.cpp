// The model of boxed numbers: its loss against a plain forward pass written independently here, its gradients
// against finite differences for every parameter, batches, memory, and errors.
#include <catch_amalgamated.hpp>
#include <cmath>
#include <cstdint>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "gpt/model_size.h"
#include "gpt/value_model.h"

using lanes::Config;
using lanes::Document;
using lanes::ValueModel;

namespace {

using Tokens = std::vector<std::int32_t>;
using Vector = std::vector<double>;

std::size_t parameters_of(const Config& config, int vocabulary) {
  return static_cast<std::size_t>(lanes::parameter_count(config, vocabulary));
}

Vector random_parameters(const Config& config, int vocabulary, double scale) {
  std::mt19937 generator(7);
  Vector values(parameters_of(config, vocabulary));
  for (double& value : values) {
    value = scale * (static_cast<double>(generator()) / 2147483648.0 - 1.0);
  }
  return values;
}

/// The loss of one document from the textbook formulas, on arrays and with all positions at once.
class PlainModel {
 public:
  PlainModel(const Config& config, int vocabulary, const Vector& values)
      : config_(config), layout_(lanes::parameter_layout(config, vocabulary)), values_(values) {}

  double loss(const Tokens& tokens) const {
    const std::size_t n = tokens.size() - 1;
    const std::size_t width = static_cast<std::size_t>(config_.n_embd);
    std::vector<Vector> x(n, Vector(width));
    for (std::size_t p = 0; p < n; ++p) {
      for (std::size_t c = 0; c < width; ++c) {
        x[p][c] = matrix(0, static_cast<std::size_t>(tokens[p]), c) + matrix(1, p, c);
      }
      x[p] = normalised(x[p]);
    }
    for (int layer = 0; layer < config_.n_layer; ++layer) {
      const std::size_t first = 3 + 6 * static_cast<std::size_t>(layer);
      attention(first, x);
      for (Vector& row : x) {
        Vector hidden = product(first + 4, normalised(row));
        for (double& value : hidden) {
          value = std::max(value, 0.0);
        }
        add(row, product(first + 5, hidden));
      }
    }
    double total = 0.0;
    for (std::size_t p = 0; p < n; ++p) {
      const Vector logits = product(2, x[p]);
      double sum = 0.0;
      for (const double logit : logits) {
        sum += std::exp(logit);
      }
      total += std::log(sum) - logits[static_cast<std::size_t>(tokens[p + 1])];
    }
    return total / static_cast<double>(n);
  }

 private:
  double matrix(std::size_t which, std::size_t row, std::size_t column) const {
    return values_[layout_[which].offset + row * static_cast<std::size_t>(layout_[which].columns) + column];
  }

  Vector product(std::size_t which, const Vector& x) const {
    Vector y(static_cast<std::size_t>(layout_[which].rows));
    for (std::size_t o = 0; o < y.size(); ++o) {
      for (std::size_t i = 0; i < x.size(); ++i) {
        y[o] += matrix(which, o, i) * x[i];
      }
    }
    return y;
  }

  static Vector normalised(Vector x) {
    double squares = 0.0;
    for (const double value : x) {
      squares += value * value;
    }
    for (double& value : x) {
      value /= std::sqrt(squares / static_cast<double>(x.size()) + 1e-5);
    }
    return x;
  }

  static void add(Vector& x, const Vector& y) {
    for (std::size_t i = 0; i < x.size(); ++i) {
      x[i] += y[i];
    }
  }

  void attention(std::size_t first, std::vector<Vector>& x) const {
    const std::size_t head_width = static_cast<std::size_t>(config_.head_width());
    std::vector<Vector> q, k, v;
    for (const Vector& row : x) {
      q.push_back(product(first, normalised(row)));
      k.push_back(product(first + 1, normalised(row)));
      v.push_back(product(first + 2, normalised(row)));
    }
    for (std::size_t p = 0; p < x.size(); ++p) {
      Vector mixed(x[p].size());
      for (std::size_t head = 0; head < static_cast<std::size_t>(config_.n_head); ++head) {
        Vector weights(p + 1);
        double sum = 0.0;
        for (std::size_t s = 0; s <= p; ++s) {
          double score = 0.0;
          for (std::size_t c = head * head_width; c < (head + 1) * head_width; ++c) {
            score += q[p][c] * k[s][c];
          }
          weights[s] = std::exp(score / std::sqrt(static_cast<double>(head_width)));
          sum += weights[s];
        }
        for (std::size_t c = head * head_width; c < (head + 1) * head_width; ++c) {
          for (std::size_t s = 0; s <= p; ++s) {
            mixed[c] += weights[s] / sum * v[s][c];
          }
        }
      }
      add(x[p], product(first + 3, mixed));
    }
  }

  Config config_;
  std::vector<lanes::ParameterInfo> layout_;
  const Vector& values_;
};

const std::vector<Config> configs = {
    {1, 16, 4, 16}, {1, 1, 1, 1}, {2, 4, 2, 3}, {3, 6, 3, 5}, {2, 5, 1, 7}, {1, 12, 12, 4},
};

Tokens tokens_of(const Config& config, int vocabulary) {
  Tokens tokens;
  for (int i = 0; i <= config.block_size; ++i) {
    tokens.push_back((3 * i * i + 2 * i + 1) % vocabulary);
  }
  return tokens;
}

double loss_of(ValueModel& model, const Vector& values, Vector& gradients,
               const std::vector<Tokens>& documents) {
  const std::vector<Document> batch(documents.begin(), documents.end());
  return model.loss_and_gradients(values, gradients, batch);
}

}  // namespace

TEST_CASE("value model: the loss is that of a plain forward pass") {
  const int vocabulary = 11;
  for (const Config& config : configs) {
    INFO(config.n_layer << " layers, width " << config.n_embd << ", " << config.n_head << " heads, block "
                        << config.block_size);
    const Vector values = random_parameters(config, vocabulary, 0.7);
    Vector gradients(values.size());
    ValueModel model(config, vocabulary);
    Tokens tokens = tokens_of(config, vocabulary);
    while (tokens.size() >= 2) {  // every length a document can have
      const double expected = PlainModel(config, vocabulary, values).loss(tokens);
      CHECK_THAT(loss_of(model, values, gradients, {tokens}), Catch::Matchers::WithinRel(expected, 1e-13));
      tokens.pop_back();
    }
  }
}

TEST_CASE("value model: without any weights all tokens are equally likely") {
  ValueModel model(Config{}, 27);
  const Vector values(parameters_of(Config{}, 27), 0.0);
  Vector gradients(values.size());
  const double loss = loss_of(model, values, gradients, {{26, 0, 1, 26}});
  CHECK_THAT(loss, Catch::Matchers::WithinRel(std::log(27.0), 1e-15));
}

TEST_CASE("value model: the gradient of every parameter agrees with finite differences") {
  const int vocabulary = 5;
  const Config config{2, 4, 2, 3};
  const std::vector<Tokens> documents = {{4, 0, 1, 2}, {4, 3, 4}};
  Vector values = random_parameters(config, vocabulary, 0.5);
  Vector gradients(values.size());
  Vector unused(values.size());
  ValueModel model(config, vocabulary);
  loss_of(model, values, gradients, documents);

  const double step = 1e-5;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double value = values[i];
    values[i] = value + step;
    const double high = loss_of(model, values, unused, documents);
    values[i] = value - step;
    const double low = loss_of(model, values, unused, documents);
    values[i] = value;
    INFO("parameter " << i);
    CHECK_THAT(gradients[i], Catch::Matchers::WithinAbs((high - low) / (2.0 * step), 1e-8));
  }
}

TEST_CASE("value model: a batch is the mean of its documents") {
  const int vocabulary = 6;
  const Config config{1, 8, 2, 6};
  const std::vector<Tokens> documents = {{5, 0, 1, 2, 5}, {5, 3}, {5, 4, 4, 4, 0, 1, 2}};
  const Vector values = random_parameters(config, vocabulary, 0.5);
  ValueModel model(config, vocabulary);

  double mean_loss = 0.0;
  Vector mean_gradients(values.size());
  for (const Tokens& document : documents) {
    Vector gradients(values.size());
    mean_loss += loss_of(model, values, gradients, {document}) / 3.0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      mean_gradients[i] += gradients[i] / 3.0;
    }
  }

  Vector gradients(values.size(), 1e9);  // what was there before must not matter
  CHECK_THAT(loss_of(model, values, gradients, documents), Catch::Matchers::WithinRel(mean_loss, 1e-14));
  for (std::size_t i = 0; i < values.size(); ++i) {
    CHECK_THAT(gradients[i], Catch::Matchers::WithinAbs(mean_gradients[i], 1e-15));
  }
}

TEST_CASE("value model: the graph has as many nodes as foretold, and its memory is used again") {
  const int vocabulary = 11;
  for (const Config& config : configs) {
    const Vector values = random_parameters(config, vocabulary, 0.1);
    Vector gradients(values.size());
    ValueModel model(config, vocabulary);
    Tokens tokens = tokens_of(config, vocabulary);
    const double loss = loss_of(model, values, gradients, {tokens});
    const std::size_t capacity = model.graph().capacity();
    const Vector first_gradients = gradients;
    while (tokens.size() >= 2) {
      loss_of(model, values, gradients, {tokens});
      CHECK(model.graph().size() == box_count(config, vocabulary, tokens.size() - 1));
      CHECK(model.graph().capacity() == capacity);
      tokens.pop_back();
    }
    CHECK(loss_of(model, values, gradients, {tokens_of(config, vocabulary)}) == loss);
    CHECK(gradients == first_gradients);
  }
}

TEST_CASE("value model: what cannot be is refused in words") {
  using Catch::Matchers::ContainsSubstring;
  using Catch::Matchers::MessageMatches;

  SECTION("sizes") {
    CHECK_THROWS_AS(ValueModel(Config{1, 16, 3, 16}, 27), std::invalid_argument);
    CHECK_THROWS_AS(ValueModel(Config{0, 16, 4, 16}, 27), std::invalid_argument);
    CHECK_THROWS_AS(ValueModel(Config{}, 0), std::invalid_argument);
  }
  SECTION("more nodes than a graph can have") {
    const Config large{4, 512, 8, 64};
    const std::string nodes = std::to_string(box_count(large, 256, 64));
    CHECK_THROWS_MATCHES(ValueModel(large, 256), std::invalid_argument,
                         MessageMatches(ContainsSubstring(nodes + " nodes")));
    const Config largest{96, 4096, 1, 4096};
    CHECK_THROWS_AS(ValueModel(largest, 1'000'000), std::invalid_argument);
  }
  SECTION("batches and spans") {
    ValueModel model(Config{}, 27);
    const Vector values(parameters_of(Config{}, 27));
    Vector gradients(values.size());
    CHECK_THROWS_AS(loss_of(model, values, gradients, {}), std::invalid_argument);
    CHECK_THROWS_AS(loss_of(model, values, gradients, {{26}}), std::invalid_argument);
    CHECK_THROWS_AS(loss_of(model, values, gradients, {Tokens(18, 1)}), std::invalid_argument);
    CHECK_THROWS_AS(loss_of(model, values, gradients, {{26, 27}}), std::invalid_argument);
    CHECK_THROWS_AS(loss_of(model, values, gradients, {{-1, 2}}), std::invalid_argument);
    Vector too_short(values.size() - 1);
    CHECK_THROWS_AS(loss_of(model, values, too_short, {{26, 1}}), std::invalid_argument);
    CHECK_THROWS_AS(loss_of(model, too_short, gradients, {{26, 1}}), std::invalid_argument);
    CHECK_NOTHROW(loss_of(model, values, gradients, {Tokens(17, 1)}));
  }
}
