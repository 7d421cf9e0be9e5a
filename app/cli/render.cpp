#include <cmath>
#include <cstdio>
#include <filesystem>

#include <fmt/format.h>

#include "app/cli/command_line.h"
#include "app/cli/progress.h"
#include "app/figure/figure.h"
#include "app/figure/handout.h"
#include "app/figure/mesh.h"
#include "app/figure/movie.h"
#include "app/figure/page_image.h"
#include "app/figure/pdf.h"
#include "app/platform/headless_context.h"
#include "app/scene/charts.h"
#include "app/scene/surface_colors.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/experiment/batch_slice.h"
#include "core/experiment/curvature_path.h"
#include "core/experiment/flatness.h"
#include "core/experiment/lesson.h"
#include "core/experiment/plane_map.h"
#include "core/experiment/plane_points.h"
#include "core/experiment/spectra.h"

namespace cartograd {

namespace {

FigureSize figure_size(const Arguments& arguments) {
  if (const auto size = parse_figure_size(arguments.size, arguments.dpi)) return *size;
  throw UsageError(
      fmt::format("--size {}: expected WIDTHxHEIGHT in pixels (1600x1000) or millimetres (89mmx60mm), one-column, "
                  "two-columns or slide; 16 to {} pixels a side",
                  arguments.size, largest_figure_side));
}

// A picture, a mesh or a movie, by the output's extension.
struct Format {
  const FigureFormat* figure = nullptr;
  const MeshFormat* mesh = nullptr;
  bool movie = false;
};

Format find_format(const std::string& output) {
  const bool folder = output.ends_with('/');
  const std::string extension = output == "-" ? ".png" : std::filesystem::path(output).extension().string();
  std::vector<std::string> known;
  for (const FigureFormat& format : figure_formats()) {
    if (format.extension == extension && !folder) return {&format, nullptr, false};
    known.emplace_back(format.extension);
  }
  for (const MeshFormat& format : mesh_formats()) {
    if (format.extension == extension && !folder) return {nullptr, &format, false};
    known.emplace_back(format.extension);
  }
  for (const MovieFormat& format : movie_formats()) {
    if (format.extension == extension || folder) return {nullptr, nullptr, true};
    known.emplace_back(format.extension);
  }
  throw UsageError(output + ": " + unknown_name("format", extension, known));
}

// What several results that are drawn side by side are called if their files do not say.
std::string title_of(const Document& document, const std::string& file, std::size_t count) {
  if (!document.experiment.title.empty() || count < 2) return document.experiment.title;
  return std::filesystem::path(file).stem().string();
}

class Renderings {
 public:
  Renderings(const Arguments& arguments, FigureSize size) : arguments_(arguments), size_(size) {
    const std::vector<std::string> files = arguments.files.empty() ? std::vector<std::string>{""} : arguments.files;
    for (const std::string& file : files) documents_.push_back(document_from(arguments, file));
    for (std::size_t i = 0; i < files.size(); ++i) {
      Shown one;
      one.title = title_of(documents_[i], files[i], files.size());
      shown_.push_back(std::move(one));
    }
    view_ = make_view(documents_.front().view);
  }

  // False after a stop.
  bool compute_all(std::stop_token stop) {
    for (std::size_t i = 0; i < documents_.size(); ++i) {
      const auto held = i > 0 && arguments_.same_plane ? shown_.front().results.slice : nullptr;
      const std::optional<Results> results = compute_with_progress(documents_[i], arguments_, stop, {held});
      if (!results) return false;
      shown_[i].results = *results;
      shown_[i].paths = project_all(*results);
      Results& shown = shown_[i].results;
      if (shows_spectra(view_)) {
        const SpectraRequest request{results->training, documents_[i].experiment.seed, view_.cursor};
        shown.spectra = std::make_shared<const SpectraResult>(spectra_of(request, stop));
      }
      if (shows_flatness(view_)) {
        const FlatnessRequest request{results->training, documents_[i].experiment.seed, view_.cursor};
        shown.flatness = std::make_shared<const FlatnessResult>(flatness_of(request, stop));
      }
      if (shows_curvature(view_)) {
        const CurvatureRequest request{results->training, documents_[i].experiment.seed};
        shown.curvature = std::make_shared<const CurvatureResult>(curvature_along(request, stop));
      }
      if (view_.slice_points)
        if (auto found = plane_points({results->slice}, stop))
          shown.slice_points = std::make_shared<const PlanePoints>(std::move(*found));
      if (view_.batch_surface && !documents_[i].experiment.runs.empty()) {
        const Index step = view_.cursor.value_or(results->training->runs.front().last_step);
        if (auto found = batch_slice({results->slice, documents_[i].experiment.runs.front(), step}, stop))
          shown.batch = std::make_shared<const BatchSliceResult>(std::move(*found));
      }
      if (const auto quantity = map_quantity(view_))
        shown.plane_map = std::make_shared<const PlaneMap>(plane_map({results->slice, *quantity}, stop));
      if (const auto request = probe_request(shown, view_); request && shows_probe(view_))
        if (auto found = probe(*request, stop)) shown.probe = std::make_shared<const ProbeResult>(std::move(*found));
      if (stop.stop_requested()) return false;
    }
    return true;
  }

  Figure figure(const View& view) const {
    Figure figure;
    figure.page =
        build_page(shown_, view, static_cast<float>(size_.viewport.width) / static_cast<float>(size_.viewport.height));
    figure.camera = view.camera;
    figure.size = size_;
    figure.transparent = arguments_.transparent;
    if (arguments_.no_metadata) return figure;
    figure.title = shown_.front().title;
    for (const Shown& one : shown_) {
      if (!figure.caption.empty()) figure.caption += '\n';
      figure.caption += describe(one.results, one.paths, &view);
    }
    // Of several, the first: there is no file that holds them all.
    figure.experiment = to_toml(documents_.front(), view_table());
    return figure;
  }
  const View& view() const { return view_; }

  // The first surface as a mesh.
  std::string mesh(const MeshFormat& format) const {
    const Shown& one = shown_.front();
    Scene scene = build_scene(one.results, one.paths, view_, one.title);
    SurfaceMesh& surface = *scene.surface;
    for (std::size_t i = 0; i < surface.hole.size(); ++i)  // what is cut away is no part of it
      if (surface.height[i] < scene.axes.surface_bottom || surface.height[i] > scene.axes.surface_top)
        surface.hole[i] = surface.has_holes = true;
    return format.encode({surface, scene.axes, view_.style.colormap, one.results.slice->slice.loss,
                          arguments_.no_metadata ? std::string() : one.title, arguments_.mesh_size});
  }

  // The view at a moment of the movie, 0 … 1.
  View view_at(double time) const {
    View view = view_;
    if (arguments_.movie == "turntable") {
      view.camera.yaw = std::remainder(view.camera.yaw + static_cast<float>(360 * time), 360.f);
      return view;
    }
    Index last = 0;
    for (const Shown& one : shown_)
      for (const Run& run : one.results.training->runs) last = std::max(last, run.last_step);
    // The end rests for a tenth of the time.
    view.cursor = static_cast<Index>(std::lround(std::min(1.0, time / 0.9) * static_cast<double>(last)));
    return view;
  }

 private:
  const Arguments& arguments_;
  FigureSize size_;
  std::vector<Document> documents_;
  std::vector<Shown> shown_;
  View view_;
};

bool write_movie_of(const Renderings& renderings, const Arguments& arguments, const FigureSize& size,
                    std::stop_token stop) {
  Renderer renderer;
  const int frames = std::max(1, static_cast<int>(std::lround(arguments.seconds * arguments.frames_per_second)));
  int frame = 0;
  MovieOptions options;
  options.frames_per_second = arguments.frames_per_second;
  if (!arguments.no_metadata) {
    const Figure figure = renderings.figure(renderings.view());
    options.title = figure.title;
    options.experiment = figure.experiment;
  }
  return write_movie(
      arguments.output, options,
      [&]() -> std::optional<Image> {
        if (frame == frames) return std::nullopt;
        // A turntable ends one frame before its first, so that it can be repeated.
        const int last = arguments.movie == "turntable" ? frames : std::max(1, frames - 1);
        const View view = renderings.view_at(static_cast<double>(frame++) / last);
        const Figure figure = renderings.figure(view);
        return render_page(renderer, figure.page, view.camera, size.viewport, false);
      },
      stop);
}

// Of a whole lesson, the pictures of all steps with their captions on two pages.
int render_handout(const Arguments& arguments, const Lesson& lesson, std::stop_token stop) {
  check_output(arguments.output);
  const HeadlessContext context;
  Renderer renderer;
  const FigureSize size{handout_figure_size(lesson.steps.size()), 200};
  std::vector<VectorFigure> figures;
  std::vector<std::string> captions;
  for (std::size_t k = 0; k < lesson.steps.size(); ++k) {
    Arguments one = arguments;
    one.step = static_cast<int>(k + 1);
    one.quiet = true;
    one.assignments.insert(one.assignments.end(), {"title=", "view.theme=print", "view.caption=false"});
    Renderings renderings(one, size);
    if (!renderings.compute_all(stop)) return say_cancelled();
    figures.push_back(vector_figure(renderer, renderings.figure(renderings.view())));
    captions.push_back(lesson.steps[k].caption);
  }
  const HandoutText text{lesson.title, lesson.source, lesson.attempt.empty() ? "" : "Try it: " + lesson.attempt};
  write_file(arguments.output, encode_pdf(handout_pages(text, std::move(figures), captions)));
  if (!arguments.quiet) fmt::print("{} ({} steps)\n", arguments.output, lesson.steps.size());
  return exit_ok;
}

// The lesson that a hand-out is asked of; nothing for everything else.
std::optional<Lesson> lesson_for_handout(const Arguments& arguments) {
  if (arguments.files.size() != 1 || arguments.step > 0 || !arguments.output.ends_with(".pdf") ||
      !arguments.files.front().ends_with(".toml"))
    return std::nullopt;
  return read_lesson(arguments.files.front(), view_table());
}

}  // namespace

int run_render(const Arguments& arguments, std::stop_token stop) {
  if (const auto lesson = lesson_for_handout(arguments)) return render_handout(arguments, *lesson, stop);
  const FigureSize size = figure_size(arguments);
  const Format format = find_format(arguments.output);
  Renderings renderings(arguments, size);
  if (format.movie)
    check_movie(arguments.output);
  else
    check_output(arguments.output);
  std::optional<HeadlessContext> context;  // before the computation: without OpenGL the wait would be for nothing
  if (!format.mesh) context.emplace();
  if (!renderings.compute_all(stop)) return say_cancelled();
  if (format.mesh) {
    write_file(arguments.output, renderings.mesh(*format.mesh));
  } else if (format.movie) {
    if (!write_movie_of(renderings, arguments, size, stop)) return say_cancelled();
  } else {
    Renderer renderer;
    const std::string bytes = format.figure->encode(renderer, renderings.figure(renderings.view()));
    if (stop.stop_requested()) return say_cancelled();
    write_file(arguments.output, bytes);
  }
  if (!arguments.quiet && format.mesh)
    fmt::print("{}\n", arguments.output);
  else if (!arguments.quiet && arguments.output != "-")
    fmt::print("{} ({} x {} pixels)\n", arguments.output, size.viewport.width, size.viewport.height);
  return exit_ok;
}

}  // namespace cartograd
