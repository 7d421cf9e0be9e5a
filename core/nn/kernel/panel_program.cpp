#include "core/nn/kernel/panel_program.h"

#include <atomic>
#include <cmath>
#include <limits>

#include "core/base/parallel.h"
#include "core/nn/kernel/activate.h"

namespace cartograd {

template <class T>
struct PanelProgram<T>::Workspace {
  AlignedVector<T> packed;                 // of several points
  AlignedVector<T> slots;                  // buffers of one panel, or of all
  AlignedVector<T> tiles;                  // of Winograd's transform
  std::vector<Moments> moments, measured;  // of the channels of the newest normalisation, and of the one to come
  std::uint64_t owner = 0;

  // Buffers for a program; new ones start as zeros, which their borders stay.
  static Workspace& of_this_thread(const PanelProgram& program, Index points, Index slots) {
    thread_local Workspace work;
    const auto packed_size = static_cast<std::size_t>(points * program.plan_.packed_size);
    const auto slots_size = static_cast<std::size_t>(slots * program.plan_.slot_size);
    if (work.packed.size() < packed_size) work.packed.resize(packed_size);
    const auto tiles_size = static_cast<std::size_t>(program.plan_.tiles_size);
    if (work.tiles.size() < tiles_size) work.tiles.resize(tiles_size);
    if (work.owner != program.id_ || work.slots.size() < slots_size) {
      work.slots.assign(slots_size, T{0});
      work.owner = program.id_;
    }
    return work;
  }
};

namespace {

constexpr Index panels_per_task = 4;
std::atomic<std::uint64_t> programs = 0;

}  // namespace

template <class T>
PanelProgram<T>::PanelProgram(const Network& network, const Plane& plane, const Matrix& inputs, const Matrix& targets,
                              KernelLoss loss, const NormStatistics* fixed, std::stop_token stop)
    : kernel_(kernel<T>()),
      plan_(plan_panels(network, panel_width<T>, image_panel_width<T>, fixed != nullptr)),
      loss_(loss),
      samples_(inputs.cols()),
      panels_((samples_ + plan_.width - 1) / plan_.width),
      weights_(plan_, plane, fixed),
      id_(++programs) {
  work_ = plan_.work * static_cast<double>(plan_.width);
  pack_inputs(inputs, targets);
  // Worth its memory where a product is dearer than reading three sums.
  PanelStep& first = plan_.steps.front();
  const bool dense = first.kind == PanelStep::Kind::product && first.in == 0 && plan_.values[first.out].size() > 0 &&
                     first.terms == plan_.values[0].shape.size();
  if (dense && !first.norm && first.add < 0 && first.terms > 6) {
    multiply_first_layer(stop);
    first.kind = PanelStep::Kind::first_layer;
    needed_from_ = first.packed_end;
  }
}

template <class T>
void PanelProgram<T>::pack_inputs(const Matrix& inputs, const Matrix& targets) {
  const PanelValue& value = plan_.values.front();
  const Index width = plan_.width, height = value.shape.height, columns = value.shape.width;
  inputs_.assign(static_cast<std::size_t>(panels_ * value.size() * width), T{0});
  for (Index i = 0; i < samples_; ++i) {
    T* panel = inputs_.data() + i / width * value.size() * width + value.corner() * width + i % width;
    for (Index c = 0; c < value.shape.channels; ++c)
      for (Index y = 0; y < height; ++y)
        for (Index x = 0; x < columns; ++x)
          panel[(c * value.channel() + y * value.row() + x) * width] =
              static_cast<T>(inputs((c * height + y) * columns + x, i));
  }
  targets_per_panel_ = targets.rows() * width;
  targets_.assign(static_cast<std::size_t>(panels_ * targets_per_panel_), T{0});
  for (Index i = 0; i < samples_; ++i)
    for (Index o = 0; o < targets.rows(); ++o)
      targets_[static_cast<std::size_t>(i / width * targets_per_panel_ + o * width + i % width)] =
          static_cast<T>(targets(o, i));
}

template <class T>
void PanelProgram<T>::multiply_first_layer(std::stop_token stop) {
  PanelStep step = plan_.steps.front();
  step.relu = false;
  const Index size = plan_.values[step.out].size() * plan_.width;
  for (auto& sums : first_) sums.resize(static_cast<std::size_t>(panels_ * size));
  parallel_for((panels_ + panels_per_task - 1) / panels_per_task,
               [&](Index task) {
                 for (Index panel = task * panels_per_task; panel < std::min(panels_, (task + 1) * panels_per_task);
                      ++panel)
                   for (int q = 0; q < 3; ++q)
                     multiply(step, panel, weights_.packed(q), value(0, panel, nullptr),
                              first_[q].data() + panel * size, nullptr);
               },
               stop);
}

template <class T>
void PanelProgram<T>::evaluate(std::span<const Eigen::Vector2d> points, Index first, Index last, std::span<double> sums,
                               std::stop_token stop) const {
  // Several points share a panel while it is in the cache, as long as their weights fit there too.
  constexpr std::size_t most_points = 8, cache = 256 << 10;
  const std::size_t fitting = cache / (static_cast<std::size_t>(plan_.packed_size - needed_from_) * sizeof(T) + 1);
  const std::size_t group = plan_.needs_all ? 1 : std::clamp<std::size_t>(fitting, 1, most_points);
  const Index slots = plan_.needs_all ? last - first : 1;
  Workspace& work = Workspace::of_this_thread(*this, static_cast<Index>(group), slots);
  T* slot = work.slots.data();
  for (std::size_t begin = 0; begin < points.size() && !stop.stop_requested(); begin += group) {
    const std::size_t end = std::min(points.size(), begin + group);
    const auto packed = [&](std::size_t i) {
      return work.packed.data() + static_cast<Index>(i - begin) * plan_.packed_size;
    };
    for (std::size_t i = begin; i < end; ++i) {
      weights_.add_up(kernel_, plan_, points[i], needed_from_, packed(i));
      sums[i] = 0;
    }
    if (plan_.needs_all) {
      sums[begin] = evaluate_together(points[begin], first, last, packed(begin), work, stop);
      continue;
    }
    for (Index panel = first; panel < last; ++panel)
      for (std::size_t i = begin; i < end; ++i) {
        for (const PanelStep& step : plan_.steps) run(step, panel, points[i], packed(i), slot, work);
        sums[i] += loss_of(panel, slot + plan_.values.back().place);
      }
  }
}

template <class T>
double PanelProgram<T>::evaluate_together(const Eigen::Vector2d& point, Index first, Index last, const T* packed,
                                          Workspace& work, std::stop_token stop) const {
  const auto end = plan_.steps.end();
  double sum = 0;
  // From one normalisation to the next, panel by panel: what the one writes and the other measures is then in the
  // cache.
  for (auto from = plan_.steps.begin(), to = from;; from = to++) {
    to = std::find_if(to, end, [](const PanelStep& step) { return step.kind == PanelStep::Kind::normalize; });
    if (to != end) work.measured.assign(static_cast<std::size_t>(plan_.values[to->in].shape.channels), {});
    for (Index panel = first; panel < last && !stop.stop_requested(); ++panel) {
      T* slot = work.slots.data() + (panel - first) * plan_.slot_size;
      for (auto step = from; step != to; ++step) run(*step, panel, point, packed, slot, work);
      if (to != end)
        measure(*to, panel, value(to->in, panel, slot), work.measured);
      else
        sum += loss_of(panel, slot + plan_.values.back().place);
    }
    if (to == end) return sum;
    work.moments.swap(work.measured);
  }
}

template <class T>
const T* PanelProgram<T>::value(std::size_t number, Index panel, const T* slot) const {
  const PanelValue& value = plan_.values[number];
  return number == 0 ? inputs_.data() + panel * value.size() * plan_.width : slot + value.place;
}

template <class T>
Index PanelProgram<T>::samples_in(Index panel) const {
  return std::min(plan_.width, samples_ - panel * plan_.width);
}

template <class T>
void PanelProgram<T>::run(const PanelStep& step, Index panel, const Eigen::Vector2d& point, const T* packed, T* slot,
                          Workspace& work) const {
  const T* in = value(step.in, panel, slot);
  T* out = slot + plan_.values[step.out].place;
  const T* other = step.add < 0 ? nullptr : value(static_cast<std::size_t>(step.add), panel, slot);
  switch (step.kind) {
    case PanelStep::Kind::product:
      if (step.winograd) return convolve(step, packed, in, out, other, work.tiles.data());
      return multiply(step, panel, packed, in, out, other);
    case PanelStep::Kind::first_layer: {
      const Index size = plan_.values[step.out].size() * plan_.width, place = panel * size;
      return kernel_.combine(first_[0].data() + place, first_[1].data() + place, first_[2].data() + place,
                             static_cast<T>(point.x()), static_cast<T>(point.y()),
                             step.relu ? T{0} : -std::numeric_limits<T>::infinity(), out, size);
    }
    case PanelStep::Kind::function:
      return apply(step, in, out);
    case PanelStep::Kind::pooling:
      return pool(step, in, out);
    case PanelStep::Kind::addition:
      return add(step, in, other, out);
    case PanelStep::Kind::normalize:
      return normalize(step, packed, work.moments, in, other, out);
  }
}

template <class T>
void PanelProgram<T>::multiply(const PanelStep& step, Index panel, const T* packed, const T* in, T* out,
                               const T* add) const {
  const PanelValue &from = plan_.values[step.in], &to = plan_.values[step.out];
  const Index width = plan_.width, corner = to.corner() * width;
  PanelProduct<T> task;
  task.outputs = to.shape.channels;
  task.terms = step.terms;
  task.weights = packed + step.packed_weights;
  task.bias = packed + step.packed_biases;
  task.in = in + step.start * width;
  task.offsets = step.offsets.data();
  task.out = out + corner;
  task.add = add ? add + corner : nullptr;
  task.floor = step.relu ? T{0} : -std::numeric_limits<T>::infinity();
  task.output_step = to.channel() * width;
  task.pixel = width;
  task.in_pixel_step = step.stride * width;
  task.rows = to.shape.height;
  // The last panel may hold few samples: only the registers with samples are worked on.
  const Index lanes = kernel_.lanes, used = std::min(width, (samples_in(panel) + lanes - 1) / lanes * lanes);
  task.columns = to.shape.width == 1 ? used : to.shape.width * width;
  task.in_row_step = step.stride * from.row() * width;
  task.out_row_step = to.row() * width;
  kernel_.panel_product(task);
}

template <class T>
void PanelProgram<T>::convolve(const PanelStep& step, const T* packed, const T* in, T* out, const T* add,
                               T* tiles) const {
  const PanelValue &from = plan_.values[step.in], &to = plan_.values[step.out];
  const Index width = plan_.width, corner = to.corner() * width;
  WinogradProduct<T> task;
  task.outputs = to.shape.channels;
  task.channels = from.shape.channels;
  task.weights = packed + step.packed_weights;
  task.bias = packed + step.packed_biases;
  task.rows = to.shape.height;
  task.columns = to.shape.width;
  task.in = in + step.start * width;
  task.in_channel_step = from.channel() * width;
  task.in_row_step = from.row() * width;
  task.out = out + corner;
  task.add = add ? add + corner : nullptr;
  task.floor = step.relu ? T{0} : -std::numeric_limits<T>::infinity();
  task.out_channel_step = to.channel() * width;
  task.out_row_step = to.row() * width;
  task.offsets = step.offsets.data();
  task.tiles = tiles;
  task.tiles_step = plan_.tiles_step(task.channels);
  task.products = tiles + 16 * task.tiles_step;
  task.products_step = plan_.tiles_step(task.outputs);
  kernel_.winograd(task);
}

template <class T>
template <class Row>
void PanelProgram<T>::for_rows(const PanelValue& from, const PanelValue& to, Row row) const {
  const Index width = plan_.width;
  if (from.border == 0 && to.border == 0) return row(0, 0, to.size() * width);
  for (Index c = 0; c < to.shape.channels; ++c)
    for (Index y = 0; y < to.shape.height; ++y)
      row((from.corner() + c * from.channel() + y * from.row()) * width,
          (to.corner() + c * to.channel() + y * to.row()) * width, to.shape.width * width);
}

template <class T>
void PanelProgram<T>::apply(const PanelStep& step, const T* in, T* out) const {
  for_rows(plan_.values[step.in], plan_.values[step.out], [&](Index from, Index to, Index count) {
    if (in + from != out + to) std::copy_n(in + from, count, out + to);
    if (step.function->kernel != KernelActivation::none)
      return activate(kernel_, step.function->kernel, out + to, count);
    thread_local std::vector<double> numbers;
    numbers.assign(out + to, out + to + count);
    step.function->apply(numbers, numbers);
    for (Index i = 0; i < count; ++i) out[to + i] = static_cast<T>(numbers[static_cast<std::size_t>(i)]);
  });
}

template <class T>
void PanelProgram<T>::pool(const PanelStep& step, const T* in, T* out) const {
  const PanelValue &from = plan_.values[step.in], &to = plan_.values[step.out];
  const Index width = plan_.width;
  PanelPooling<T> task;
  task.maximum = step.pooling.maximum;
  task.size = step.pooling.size;
  task.stride = step.pooling.stride;
  task.channels = to.shape.channels;
  task.rows = to.shape.height;
  task.columns = to.shape.width;
  task.in = in + from.corner() * width;
  task.in_channel_step = from.channel() * width;
  task.in_row_step = from.row() * width;
  task.out = out + to.corner() * width;
  task.out_channel_step = to.channel() * width;
  task.out_row_step = to.row() * width;
  kernel_.pool(task);
}

template <class T>
void PanelProgram<T>::add(const PanelStep& step, const T* in, const T* other, T* out) const {
  const PanelValue &from = plan_.values[step.in], &second = plan_.values[static_cast<std::size_t>(step.add)],
                   &to = plan_.values[step.out];
  const Index width = plan_.width;
  // `other` may be a larger image with fewer channels: every k-th pixel, and nothing in the channels that it lacks.
  const Index every_row = (second.shape.height + to.shape.height - 1) / to.shape.height,
              every_column = (second.shape.width + to.shape.width - 1) / to.shape.width;
  for (Index c = 0; c < to.shape.channels; ++c)
    for (Index y = 0; y < to.shape.height; ++y)
      for (Index x = 0; x < to.shape.width; ++x) {
        const T* a = in + (from.corner() + c * from.channel() + y * from.row() + x) * width;
        T* sum = out + (to.corner() + c * to.channel() + y * to.row() + x) * width;
        const Index place = second.corner() + c * second.channel() + y * every_row * second.row() + x * every_column;
        const T* b = c < second.shape.channels ? other + place * width : nullptr;
        for (Index s = 0; s < width; ++s) {
          const T value = a[s] + (b ? b[s] : T{0});
          sum[s] = step.relu && value <= 0 ? T{0} : value;
        }
      }
}

// Adds a panel's part to the moments of every channel (Chan, Golub & LeVeque 1983: no digits are lost in a sum of
// squares).
template <class T>
void PanelProgram<T>::measure(const PanelStep& step, Index panel, const T* in, std::vector<Moments>& moments) const {
  const PanelValue& value = plan_.values[step.in];
  const Index width = plan_.width;
  for (Index c = 0; c < value.shape.channels; ++c) {
    Moments& all = moments[static_cast<std::size_t>(c)];
    const Moments part = kernel_.moments({in + (value.corner() + c * value.channel()) * width, value.shape.height,
                                          value.shape.width, value.row() * width, width, samples_in(panel)});
    const double count = all.count + part.count, difference = part.mean - all.mean;
    all.squares += part.squares + difference * difference * all.count * part.count / count;
    all.mean += difference * part.count / count;
    all.count = count;
  }
}

template <class T>
void PanelProgram<T>::normalize(const PanelStep& step, const T* packed, const std::vector<Moments>& moments,
                                const T* in, const T* add, T* out) const {
  const PanelValue &from = plan_.values[step.in], &to = plan_.values[step.out];
  const Index width = plan_.width;
  const T floor = step.relu ? T{0} : -std::numeric_limits<T>::infinity();
  for (Index c = 0; c < to.shape.channels; ++c) {
    const auto& [count, mean, squares] = moments[static_cast<std::size_t>(c)];
    const double deviation = std::sqrt(squares / count + step.norm->epsilon);
    const T factor = static_cast<T>(static_cast<double>(packed[step.packed_scale + c]) / deviation);
    for (Index y = 0; y < to.shape.height; ++y) {
      const Index row = (to.corner() + c * to.channel() + y * to.row()) * width;
      kernel_.normalize(in + (from.corner() + c * from.channel() + y * from.row()) * width, static_cast<T>(mean),
                        factor, packed[step.packed_shift + c], add ? add + row : nullptr, floor, out + row,
                        to.shape.width * width);
    }
  }
}

template <class T>
double PanelProgram<T>::loss_of(Index panel, const T* outputs) const {
  const T* targets = targets_.data() + panel * targets_per_panel_;
  const Index count = samples_in(panel), size = plan_.values.back().shape.size();
  switch (loss_) {
    case KernelLoss::bce:
      return kernel_.bce(outputs, targets, count);
    case KernelLoss::cross_entropy:
      return kernel_.cross_entropy(outputs, plan_.width, size, targets, count);
    case KernelLoss::squared_error:
      return kernel_.squared_error(outputs, targets, plan_.width, size, count);
    case KernelLoss::none:
      break;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

template class PanelProgram<float>;
template class PanelProgram<double>;

}  // namespace cartograd
