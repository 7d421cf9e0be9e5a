// Diagrams of results: one row each. A view's layout names them.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/scene/chart.h"
#include "app/scene/height_scale.h"
#include "app/scene/surface_colors.h"
#include "app/scene/view.h"
#include "core/experiment/probe.h"

namespace cartograd {

// What a diagram is made from; `results` has a slice and runs, `scale` is that of the surface, and `colors` of its
// colours where they tell something else.
struct ChartInputs {
  const Results& results;
  std::span<const Trajectory> paths;
  const View& view;
  const HeightScale& scale;
  const ColorScale* colors;
};

struct ChartKind {
  std::string id, label, summary;
  Chart (*make)(const ChartInputs& inputs);
  bool needs_spectra = false;    // the results' spectra are shown
  bool needs_probe = false;      // the results' probe is shown
  bool needs_curvature = false;  // the results' curvature along the runs is shown
  bool needs_flatness = false;   // the results' losses around the runs' iterates are shown
};

const std::vector<ChartKind>& charts();

// Whether a view shows what must be asked for.
bool shows_spectra(const View& view);
bool shows_probe(const View& view);
bool shows_curvature(const View& view);
bool shows_flatness(const View& view);

// Which network a view looks at; nothing before there is one.
std::optional<ProbeRequest> probe_request(const Results& results, const View& view);

// The row with this id; null if there is none.
const ChartKind* find_chart(std::string_view id);

// An exponential running mean, by the share of the past that is kept (0 … 1), without the pull of its start; values
// that are not finite are left out of it.
std::vector<double> smoothed(const std::vector<double>& values, double kept);

}  // namespace cartograd
