// What is shown, in words and numbers.
#pragma once

#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "app/scene/view.h"
#include "core/experiment/compute.h"

namespace cartograd {

// What one glance must tell beside the picture: where the cursor's iterate of a run is, and what the plane hides of it.
struct CursorReadout {
  std::string label;
  Index step = 0;
  double loss = 0, gradient_norm = 0;
  double accuracy = NAN, validation_loss = NAN, validation_accuracy = NAN;  // nan where there are none
  double off_plane = 0;                                                     // distance from the plane
  double path_length = 0;   // longest distance of the path from its start, for comparison
  double surface_loss = 0;  // the slice at the same place; nan outside the window
  bool valid = false;
};
CursorReadout read_cursor(const Results& results, std::span<const Trajectory> paths, const View& view, std::size_t run);

// What must be known of how the surface was computed, each in a few words: its precision, a preview, the statistics of
// batch normalisation, the plane's note.
struct SurfaceRemarks {
  std::string precision;           // "losses in double"
  std::string preview;             // "preview: 256 of 1,797 samples"; empty if it is none
  std::vector<std::string> notes;  // "batch normalisation …"
};
SurfaceRemarks surface_remarks(const Results& results);

// What is shown on the surface beside its losses: "on the slice: 2 minima, 1 saddle, 0 maxima; the grid agrees",
// "colours: full gradient norm on a 33 × 33 grid". Nothing, most of the time.
std::vector<std::string> surface_extras(const Results& results, const View& view);

// One line for a figure: data, network, loss, plane and how the runs ended, with the numbers that the picture hides;
// for a picture of the surface, with a view, also its extras.
std::string describe(const Results& results, std::span<const Trajectory> paths, const View* view = nullptr);

// "71.2 %".
std::string percent(double share);

}  // namespace cartograd
