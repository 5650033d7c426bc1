// The registry: every experiment, in the order in which they are shown. A new one takes a file in measured/
// and a line here. Included by each_variant.cpp once it has said what `Variant` is.
#pragma once

// clang-format off
#include "experiments/measured/interpreter.h"
#include "experiments/measured/multiply.h"
#include "experiments/measured/gradient.h"
#include "experiments/measured/contiguous.h"
#include "experiments/measured/types.h"
#include "experiments/measured/bytes.h"
#include "experiments/measured/shape.h"
#include "experiments/measured/order.h"
#include "experiments/measured/width.h"
#include "experiments/measured/accumulators.h"
#include "experiments/measured/fused.h"
#include "experiments/measured/threads.h"
#include "experiments/measured/matmul.h"
#include "experiments/measured/kept.h"
#include "experiments/measured/read.h"
#include "experiments/measured/triad.h"
#include "experiments/measured/peak.h"
// clang-format on
