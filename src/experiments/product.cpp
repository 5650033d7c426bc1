#include "experiments/product.h"

#include "parallel/multiply.h"

namespace lanes::experiments {

RepeatedProduct::RepeatedProduct(Layout layout, std::size_t m, std::size_t n, std::size_t k,
                                 const KernelTable<float>& kernels, const Executor& executor)
    : kernels_(&kernels),
      executor_(executor),
      a_(workspace_.integers<float>(m * k, 5)),
      c_(workspace_.array<float>(m * n)) {
  product_.layout = layout;
  product_.m = m;
  product_.n = n;
  product_.k = k;
  product_.a = a_;
  product_.lda = layout == Layout::tn ? m : k;
  product_.b = workspace_.integers<float>(k * n, 7);
  product_.ldb = layout == Layout::nt ? k : n;
  product_.c = c_;
  product_.ldc = n;
}

double RepeatedProduct::run(std::int64_t repetitions) {
  double sum = 0.0;
  for (std::int64_t repetition = 0; repetition < repetitions; ++repetition) {
    a_[0] = static_cast<float>(repetition % 5);
    multiply(executor_, *kernels_, product_);
    sum += static_cast<double>(c_[0]);
  }
  return sum;
}

double RepeatedProduct::checksum() const {
  double sum = 0.0;
  for (std::size_t i = 0; i < product_.m * product_.n; ++i) {
    sum += static_cast<double>(c_[i]) * static_cast<double>(i % 3 + 1);
  }
  return sum;
}

double RepeatedProduct::flops() const {
  return 2.0 * static_cast<double>(product_.m) * static_cast<double>(product_.n) *
         static_cast<double>(product_.k);
}

}  // namespace lanes::experiments
