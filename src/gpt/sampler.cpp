// The forward pass for one token, and drawing from it.
#include "gpt/sampler.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "gpt/limits.h"
#include "kernels/attention_sizes.h"
#include "text/sentence.h"

namespace lanes {
namespace {

/// What a sampler may keep of first layers, and as much of prefixes.
constexpr std::size_t table_bytes = std::size_t{4} << 20;

}  // namespace

void SampleOptions::validate() const {
  require_within("The number of samples", count, sample_limits);
  if (!meets(temperature, above_zero)) refuse({"The temperature must be a number above zero."});
}

template <class T>
Sampler<T>::Sampler(const Config& config, int vocabulary, const KernelTable<T>& kernels,
                    std::span<const T> values)
    : config_(config),
      kernels_(&kernels),
      vocabulary_(static_cast<std::size_t>(vocabulary)),
      capacity_(padded(static_cast<std::size_t>(config.block_size))) {
  const std::vector<ParameterInfo> layout = parameter_layout(config, vocabulary);
  const auto channels = static_cast<std::size_t>(config.n_embd),
             block = static_cast<std::size_t>(config.block_size);
  std::size_t at = 0;
  const auto transposed = [&](std::size_t count = 1) {
    const std::size_t rows = count * static_cast<std::size_t>(layout[at].rows);
    const auto columns = static_cast<std::size_t>(layout[at].columns);
    Matrix matrix{columns, padded(rows), LineVector<T>(padded(rows) * columns)};
    kernels.transpose(matrix.data.data(), matrix.out, values.data() + layout[at].offset, columns, rows,
                      columns);
    at += count;
    return matrix;
  };
  const auto as_is = [&] {
    const auto begin = values.begin() + static_cast<std::ptrdiff_t>(layout[at].offset);
    const auto size = static_cast<std::ptrdiff_t>(layout[at].size());
    ++at;
    return LineVector<T>(begin, begin + size);
  };
  wte_ = as_is();
  wpe_ = as_is();
  lm_head_ = transposed();
  for (int i = 0; i < config.n_layer; ++i) {
    Layer layer;
    layer.attn_wqkv = transposed(3);
    layer.attn_wo = transposed();
    layer.mlp_fc1 = transposed();
    layer.mlp_fc2 = transposed();
    layer.keys.resize(channels * capacity_);
    layer.values.resize(block * channels);
    layer.probabilities.resize(static_cast<std::size_t>(config.n_head) * capacity_);
    layers_.push_back(std::move(layer));
  }
  for (LineVector<T>* row : {&x_, &normal_, &mixed_}) row->resize(padded(channels));
  qkv_.resize(padded(3 * channels));
  hidden_.resize(padded(4 * channels));
  logits_.resize(padded(vocabulary_));
  weights_.resize(padded(vocabulary_));
  const std::size_t row = x_.size() + qkv_.size(), rows = vocabulary_ * block;
  const bool is_table = rows * row * sizeof(T) <= table_bytes;
  first_.reset(new T[(is_table ? rows : 1) * row]);
  if (is_table) is_known_.resize(rows);
}

/// out = x · weight, plus what `out` holds if `residual`.
template <class T>
void Sampler<T>::multiply(const T* x, const Matrix& weight, T* out, bool residual, bool relu) const {
  Gemm<T> g;
  g.m = 1;
  g.n = weight.out;
  g.k = weight.in;
  g.a = x;
  g.lda = weight.in;
  g.b = weight.data.data();
  g.ldb = weight.out;
  g.c = out;
  g.ldc = weight.out;
  g.addend = residual ? out : nullptr;
  g.relu = relu;
  kernels_->gemm(g);
}

template <class T>
void Sampler<T>::normalise(const T* x, T* out) const {
  T scale;
  kernels_->rmsnorm(out, &scale, x, 1, static_cast<std::size_t>(config_.n_embd));
}

template <class T>
const T* Sampler<T>::first_layer(std::int32_t token) {
  const auto channels = static_cast<std::size_t>(config_.n_embd), id = static_cast<std::size_t>(token);
  T* x = first_.get();
  if (!is_known_.empty()) {
    const std::size_t at = id * static_cast<std::size_t>(config_.block_size) + position_;
    x += at * (x_.size() + qkv_.size());
    if (is_known_[at] != 0) return x;
    is_known_[at] = 1;
  }
  kernels_->add(normal_.data(), wte_.data() + id * channels, 1, wpe_.data() + position_ * channels, 1,
                channels);
  normalise(normal_.data(), x);
  normalise(x, normal_.data());
  multiply(normal_.data(), layers_.front().attn_wqkv, x + x_.size());
  return x;
}

template <class T>
void Sampler<T>::keep(std::size_t position, std::span<T> kept) const {
  const auto channels = static_cast<std::size_t>(config_.n_embd);
  T* to = kept.data();
  for (const Layer& layer : layers_) {
    for (std::size_t c = 0; c < channels; ++c) *to++ = layer.keys[c * capacity_ + position];
    to = std::copy_n(layer.values.data() + position * channels, channels, to);
  }
}

template <class T>
void Sampler<T>::restore(std::size_t position, std::span<const T> kept) {
  const auto channels = static_cast<std::size_t>(config_.n_embd);
  const T* from = kept.data();
  for (Layer& layer : layers_) {
    for (std::size_t c = 0; c < channels; ++c) layer.keys[c * capacity_ + position] = *from++;
    std::copy_n(from, channels, layer.values.data() + position * channels);
    from += channels;
  }
}

template <class T>
std::span<const T> Sampler<T>::next(std::int32_t token) {
  if (position_ >= static_cast<std::size_t>(config_.block_size)) {
    refuse({"The model's block of ", config_.block_size, " tokens is full."});
  }
  if (token < 0 || static_cast<std::size_t>(token) >= vocabulary_) {
    refuse({"There is no token ", token, "."});
  }
  const auto channels = static_cast<std::size_t>(config_.n_embd);
  const T* const first = first_layer(token);
  std::copy_n(first, channels, x_.data());
  const T* qkv = first + x_.size();
  for (Layer& layer : layers_) {
    if (&layer != &layers_.front()) {
      normalise(x_.data(), normal_.data());
      multiply(normal_.data(), layer.attn_wqkv, qkv_.data());
      qkv = qkv_.data();
    }
    for (std::size_t c = 0; c < channels; ++c) layer.keys[c * capacity_ + position_] = qkv[channels + c];
    std::copy_n(qkv + 2 * channels, channels, layer.values.data() + position_ * channels);
    AttentionStep<T> attention;
    attention.heads = static_cast<std::size_t>(config_.n_head);
    attention.head_width = static_cast<std::size_t>(config_.head_width());
    attention.positions = position_ + 1;
    attention.capacity = capacity_;
    attention.q = qkv;
    attention.keys = layer.keys.data();
    attention.values = layer.values.data();
    attention.out = mixed_.data();
    attention.probabilities = layer.probabilities.data();
    kernels_->attention_step(attention);
    multiply(mixed_.data(), layer.attn_wo, x_.data(), true);
    normalise(x_.data(), normal_.data());
    multiply(normal_.data(), layer.mlp_fc1, hidden_.data(), false, true);
    multiply(hidden_.data(), layer.mlp_fc2, x_.data(), true);
  }
  multiply(x_.data(), lm_head_, logits_.data());
  ++position_;
  return std::span(logits_).first(vocabulary_);
}

template <class T>
void Sampler<T>::predict(T temperature) {
  kernels_->divide(weights_.data(), logits_.data(), 1, &temperature, 0, weights_.size());
  // Whole registers: what lies behind the last logit becomes zero.
  std::fill(weights_.begin() + static_cast<std::ptrdiff_t>(vocabulary_), weights_.end(),
            -std::numeric_limits<T>::infinity());
  kernels_->softmax(weights_.data(), weights_.data(), 1, weights_.size());
  // One NaN or infinity among the logits makes every probability NaN.
  if (std::isnan(weights_.front())) {
    throw std::runtime_error("The model's predictions are no longer numbers: its training has diverged.");
  }
}

template <class T>
std::vector<std::int32_t> Sampler<T>::encode(const Tokenizer& tokenizer, std::string_view text) const {
  std::vector<std::int32_t> tokens = tokenizer.encode(text);
  if (tokens.size() >= static_cast<std::size_t>(config_.block_size)) {
    refuse({"The text has ", tokens.size(), " characters; the model's block of ", config_.block_size,
            " tokens has room for ", config_.block_size - 1, "."});
  }
  tokens.insert(tokens.begin(), tokenizer.bos());
  return tokens;
}

template <class T>
std::vector<std::string> Sampler<T>::sample(const Tokenizer& tokenizer, const SampleOptions& options,
                                            PythonRandom& random) {
  options.validate();
  const std::vector<std::int32_t> prompt = encode(tokenizer, options.prompt);
  // The likeliest token has won long before this limit, and below it the division would overflow.
  const T temperature = static_cast<T>(std::max(options.temperature, 1e-30));
  std::vector<std::string> samples;
  if (options.count == 0) return samples;
  // The prompt is the root; its keys and values stay in the cache.
  using Tree = PrefixTree<T>;
  const std::size_t begin = prompt.size(), block = static_cast<std::size_t>(config_.block_size);
  Tree tree(vocabulary_, 2 * layers_.size() * static_cast<std::size_t>(config_.n_embd), table_bytes,
            2 + static_cast<std::size_t>(options.count) * block);
  const auto predict_from = [&](typename Tree::Node node) {
    predict(temperature);
    const std::span<const T> probabilities = predicted();
    std::inclusive_scan(probabilities.begin(), probabilities.end(), tree.sums(node).begin(), std::plus<>(),
                        0.0);
  };
  start();
  for (const std::int32_t token : prompt) next(token);
  predict_from(Tree::root);
  std::vector<typename Tree::Node> path;             // from the root to the sample so far
  std::vector<typename Tree::Node> in_cache(block);  // whose keys and values each position has
  std::vector<std::int32_t> tokens;
  for (int i = 0; i < options.count; ++i) {
    path.assign(1, Tree::root);
    tokens.assign(prompt.begin() + 1, prompt.end());
    for (;;) {
      const auto token = static_cast<std::int32_t>(random.choose(tree.sums(path.back())));
      if (token == tokenizer.bos()) break;
      tokens.push_back(token);
      position_ = begin + path.size() - 1;
      if (position_ == block) break;
      typename Tree::Node node = tree.find(path.back(), token);
      if (node == Tree::none) {
        for (std::size_t at = 1; at < path.size(); ++at) {
          const std::size_t position = begin + at - 1;
          if (in_cache[position] == path[at]) continue;
          restore(position, tree.cached(path[at]));
          in_cache[position] = path[at];
        }
        next(token);
        node = tree.add(path.back(), token);
        predict_from(node);
        keep(position_ - 1, tree.cached(node));
        in_cache[position_ - 1] = node;
      }
      path.push_back(node);
    }
    samples.push_back(tokenizer.decode(tokens));
  }
  return samples;
}

template <class T>
Inspection Sampler<T>::inspect(const Tokenizer& tokenizer, std::string_view prefix) {
  const std::vector<std::int32_t> tokens = encode(tokenizer, prefix);
  const auto heads = static_cast<std::size_t>(config_.n_head);
  const auto channels = static_cast<std::size_t>(config_.n_embd);
  const auto add = [](Inspection::Rows& rows, std::span<const T> row) {
    rows.emplace_back(row.begin(), row.end());
  };
  Inspection inspection;
  inspection.attention.assign(layers_.size(), std::vector<Inspection::Rows>(heads));
  inspection.keys.resize(layers_.size());
  inspection.values.resize(layers_.size());
  std::vector<T> key(channels);
  start();
  for (const std::int32_t token : tokens) {
    const std::size_t position = position_;
    next(token);
    predict(T(1));
    inspection.tokens.push_back(token == tokenizer.bos() ? "<BOS>" : tokenizer.decode(std::span(&token, 1)));
    add(inspection.predictions, predicted());
    for (std::size_t i = 0; i < layers_.size(); ++i) {
      const Layer& layer = layers_[i];
      for (std::size_t head = 0; head < heads; ++head) add(inspection.attention[i][head], attention(i, head));
      for (std::size_t c = 0; c < channels; ++c) key[c] = layer.keys[c * capacity_ + position];
      add(inspection.keys[i], key);
      add(inspection.values[i], std::span(layer.values).subspan(position * channels, channels));
    }
  }
  return inspection;
}

template class Sampler<float>;
template class Sampler<double>;

std::vector<std::string> sample_checkpoint(const Checkpoint& checkpoint, const KernelTable<float>& kernels,
                                           const SampleOptions& options) {
  const Tokenizer tokenizer(checkpoint.characters);
  PythonRandom random(options.seed.value_or(42));
  Sampler<float> sampler(checkpoint.config, tokenizer.vocabulary(), kernels, checkpoint.values);
  return sampler.sample(tokenizer, options, random);
}

}  // namespace lanes
