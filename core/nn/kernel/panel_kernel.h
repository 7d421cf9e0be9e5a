// The hand-tuned inner loops of a slice, compiled once per instruction set and chosen at start.
//
// A panel is 32 samples side by side: [feature][32]. One vector register holds the same feature of several samples, so
// a dense layer is multiply-add over registers with no shuffling, and an activation is the same arithmetic on every
// lane. This header must stay free of inline code: the functions are compiled for newer processors than the rest of the
// program.
#pragma once

namespace cartograd {

constexpr int panel_width = 32;

struct PanelKernel {
  const char* name;  // "x86-64-v4", …
  // out[o][lane] = bias[o] + Σ_i weights[o·inputs + i] · in[i][lane]; bias may be null. in and out may not overlap.
  void (*dense)(const double* weights, const double* bias, long outputs, long inputs, const double* in, double* out);
  // In place, count a multiple of panel_width. Relative error below 1e-15; nan and ±inf pass through as the mathematics
  // says.
  void (*tanh)(double* values, long count);
  void (*sigmoid)(double* values, long count);
  void (*relu)(double* values, long count);
};

// The best one that this processor can run. The environment variable CARTOGRAD_KERNEL=NAME forces one, so that a result
// can be reproduced on another machine; an unknown or unsupported name is ignored.
const PanelKernel& panel_kernel();

// Those that this processor can run, simplest first.
struct PanelKernelList {
  const PanelKernel* kernels[3];
  int count;
};
PanelKernelList usable_panel_kernels();

}  // namespace cartograd
