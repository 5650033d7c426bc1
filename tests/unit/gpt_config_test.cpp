// The sizes of a model: which are accepted, and which parameters follow from them.
#include <catch_amalgamated.hpp>
#include <stdexcept>

#include "gpt/config.h"

using namespace lanes;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("the default sizes are microGPT's", "[config]") {
  const Config config;
  CHECK_NOTHROW(config.validate());
  CHECK(config == Config{.n_layer = 1, .n_embd = 16, .n_head = 4, .block_size = 16});
  CHECK(config.head_width() == 4);
  CHECK(parameter_count(config, 27) == 4192);
}

TEST_CASE("sizes that make no model are refused with a reason", "[config]") {
  const auto message = [](const Config& config) {
    try {
      config.validate();
    } catch (const std::invalid_argument& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  CHECK_THAT(message({.n_head = 3}), ContainsSubstring("heads (3) must divide the width (16)"));
  for (const int size : {0, -1, -2147483647 - 1, 2147483647, 1000000}) {
    CAPTURE(size);
    CHECK_THAT(message({.n_layer = size}),
               ContainsSubstring("layers") && ContainsSubstring(std::to_string(size)));
    CHECK_THAT(message({.n_embd = size}),
               ContainsSubstring("width") && ContainsSubstring(std::to_string(size)));
    CHECK_THAT(message({.n_head = size}),
               ContainsSubstring("heads") && ContainsSubstring(std::to_string(size)));
    CHECK_THAT(message({.block_size = size}),
               ContainsSubstring("block") && ContainsSubstring(std::to_string(size)));
  }
}

TEST_CASE("the parameters follow one another in the order in which they are drawn", "[config]") {
  const Config config{.n_layer = 2, .n_embd = 8, .n_head = 2, .block_size = 5};
  const std::vector<ParameterInfo> layout = parameter_layout(config, 7);
  const std::vector<std::string> names = {"wte",
                                          "wpe",
                                          "lm_head",
                                          "layer0.attn_wq",
                                          "layer0.attn_wk",
                                          "layer0.attn_wv",
                                          "layer0.attn_wo",
                                          "layer0.mlp_fc1",
                                          "layer0.mlp_fc2",
                                          "layer1.attn_wq",
                                          "layer1.attn_wk",
                                          "layer1.attn_wv",
                                          "layer1.attn_wo",
                                          "layer1.mlp_fc1",
                                          "layer1.mlp_fc2"};
  REQUIRE(layout.size() == names.size());
  std::size_t offset = 0;
  for (std::size_t i = 0; i < layout.size(); ++i) {
    CAPTURE(names[i]);
    CHECK(layout[i].name == names[i]);
    CHECK(layout[i].offset == offset);
    offset += layout[i].size();
  }
  CHECK(parameter_count(config, 7) == offset);
  const auto shape = [&](std::size_t i) { return std::pair(layout[i].rows, layout[i].columns); };
  CHECK(shape(0) == std::pair(7, 8));   // wte: (vocabulary, width)
  CHECK(shape(1) == std::pair(5, 8));   // wpe: (block, width)
  CHECK(shape(2) == std::pair(7, 8));   // lm_head: (vocabulary, width)
  CHECK(shape(3) == std::pair(8, 8));   // attention: (width, width)
  CHECK(shape(7) == std::pair(32, 8));  // mlp_fc1: (4 width, width)
  CHECK(shape(8) == std::pair(8, 32));  // mlp_fc2: (width, 4 width)
}
