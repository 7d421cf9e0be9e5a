// Pages for tests of the vector writers.
#pragma once

#include <cmath>

#include "app/figure/vector_figure.h"
#include "app/scene/axes.h"
#include "tests/app/test_scene.h"

namespace cartograd::test {

inline Image gradient_image(int width, int height, int alpha) {
  Image image{width, height, {}};
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      for (int value : {255 * x / width, 255 * y / height, 90, alpha})
        image.rgba.push_back(static_cast<std::uint8_t>(value));
  return image;
}

// A surface's axes over a picture.
inline VectorFigure surface_page() {
  Scene scene = labelled_scene(mesh_of(9, 9, bowl));
  scene.title = "∇E(α, β) < 0 & \"Größe\" −5";
  const Viewport viewport{900, 600, 1};
  VectorFigure figure;
  figure.size = {900, 600};
  figure.title = scene.title;
  figure.description = "a\tb\x01\n";
  figure.experiment = "seed = 7\n";
  VectorLayer& layer = figure.layers.emplace_back();
  layer.name = "surface";
  layer.high = figure.size;
  layer.picture = gradient_image(90, 60, 128);
  layer.overlay = lay_out_overlay(scene, Camera{}, viewport);
  return figure;
}

// Two charts side by side, with one of everything.
inline VectorFigure chart_page() {
  Overlay overlay;
  overlay.areas.push_back({{{{10, 10}, {90, 10}, {90, 90}, {10, 90}}, {{30, 30}, {60, 30}, {60, 60}}}, {1, 0, 0, .5f}});
  overlay.begin_part("Curves");
  std::vector<glm::vec2> wave;
  for (int i = 0; i <= 1000; ++i)
    wave.push_back({static_cast<float>(i) * .1f, 50 + 20 * std::sin(static_cast<float>(i) * .02f)});
  overlay.paths = {{wave, 2, {0, 0, 1, 1}, 0}, {{{0, 0}, {100, 100}}, 1, {0, 0, 0, 1}, 6}};
  overlay.begin_part("Labels");
  overlay.panels.push_back({{20, 70}, {60, 95}, {1, 1, 1, .8f}});
  overlay.texts.push_back({.text = "loss ℝ", .position = {50, 80}, .size = 10, .rotation = -glm::radians(90.f)});
  VectorFigure figure;
  figure.size = {220, 100};
  figure.title = "charts";
  for (float x : {0.f, 120.f}) {
    VectorLayer& layer = figure.layers.emplace_back();
    layer.name = "Chart";
    layer.low = {x, 0};
    layer.high = {x + 100, 100};
    layer.background = glm::vec4(1);
    layer.overlay = overlay;
  }
  return figure;
}

}  // namespace cartograd::test
