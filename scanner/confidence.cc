// SPDX-License-Identifier: Apache-2.0
//
// A sum of features, each with its weight, in log-odds. The weights stand in
// scanner/confidence_weights.inc, which bench/confidence/fit.py writes.
#include "scanner/confidence.h"

#include <algorithm>
#include <array>

#include "scanner/features.h"

namespace stanch {
namespace {

struct Weight {
  std::string_view feature;
  double value;
};

// The first is the constant part of the sum.
constexpr auto kWeights = std::to_array<Weight>({
#include "scanner/confidence_weights.inc"
});

// Where the levels begin, in log-odds: one in two, and nearly three in four.
constexpr double kMedium = 0.0;
constexpr double kHigh = 1.0;

double weight_of(std::string_view feature) {
  auto weight = std::ranges::find(kWeights, feature, &Weight::feature);
  return weight == kWeights.end() ? 0 : weight->value;
}

}  // namespace

ConfidenceScore score(const Survivor& survivor) {
  ConfidenceScore out;
  const Rule& rule = survivor.rule;
  if (rule.is_custom || rule.dialect == Dialect::kGitleaks) return out;
  const Scene scene = scene_of(survivor);
  out.sum = weight_of("constant");
  for (const Feature& feature : features()) {
    Evidence evidence{feature.name, feature.value(scene),
                      weight_of(feature.name)};
    out.sum += evidence.value * evidence.weight;
    out.evidence.push_back(evidence);
  }
  out.level = out.sum >= kHigh     ? Confidence::kHigh
              : out.sum >= kMedium ? Confidence::kMedium
                                   : Confidence::kLow;
  return out;
}

}  // namespace stanch
