// Networks of ReLU units that learn from a teacher network, with the mean over all normally distributed inputs taken in
// closed form.
#include <array>
#include <cmath>
#include <numbers>

#include "core/base/rng.h"
#include "core/objective/analytic_rows.h"

namespace cartograd {

namespace {

// E relu(w·x) relu(v·x) over normal x = ‖w‖‖v‖ (sin t + (π − t) cos t) / 2π with the angle t (Cho & Saul 2009). Adds
// `weight` times its derivative by w to `gradient` unless that is null. It is zero if w or v is, and so is, by
// convention, the derivative there.
template <class S, class T>
S overlap(const S* w, const T* v, Index inputs, double weight, S* gradient) {
  using std::atan2, std::sqrt;
  constexpr double pi = std::numbers::pi;
  S ww = 0.0, wv = 0.0;
  T vv = 0.0;
  for (Index k = 0; k < inputs; ++k) {
    ww += w[k] * w[k];
    wv += w[k] * v[k];
    vv += v[k] * v[k];
  }
  if (plain(ww) == 0 || plain(vv) == 0) return 0.0;
  // The parts of w along v and across it: ‖w‖ cos t and ‖w‖ sin t, without the digits that an arc cosine loses.
  const T length = sqrt(vv);
  const S along = wv / length;
  S squares = 0.0;
  for (Index k = 0; k < inputs; ++k) {
    const S rest = w[k] - along / length * v[k];
    squares += rest * rest;
  }
  const bool parallel = plain(squares) == 0;
  const S across = parallel ? S(0.0) : S(sqrt(squares));
  const S angle = parallel ? S(plain(along) > 0 ? 0 : pi) : S(atan2(across, along));
  if (gradient)
    for (Index k = 0; k < inputs; ++k)
      gradient[k] += weight / (2 * pi) * (length * across / ww * w[k] + (pi - angle) * v[k]);
  return length * (across + (pi - angle) * along) / (2 * pi);
}

// ½ E (Σ relu(wᵢ·x) − Σ relu(vⱼ·x))²; parameters: student by student.
class Population {
 public:
  explicit Population(Matrix teachers) : teachers_(std::move(teachers)) {
    for (Index i = 0; i < teachers_.cols(); ++i)
      for (Index j = 0; j < teachers_.cols(); ++j)
        teacher_part_ += 0.5 * overlap<double, double>(teachers_.col(i).data(), teachers_.col(j).data(),
                                                       teachers_.rows(), 0, nullptr);
  }

  template <class S>
  S operator()(const S* w, Index n, S* gradient) const {
    const Index inputs = teachers_.rows();
    S sum = teacher_part_;
    if (gradient) std::fill(gradient, gradient + n, S(0.0));
    for (Index i = 0; i < n; i += inputs) {
      S* own = gradient ? gradient + i : nullptr;
      for (Index k = 0; k < inputs; ++k) {  // the unit with itself: ‖w‖² / 2
        sum += 0.25 * w[i + k] * w[i + k];
        if (own) own[k] += 0.5 * w[i + k];
      }
      for (Index j = 0; j < i; j += inputs) {
        sum += overlap(w + i, w + j, inputs, 1, own);
        if (gradient) overlap(w + j, w + i, inputs, 1, gradient + j);
      }
      for (Index j = 0; j < teachers_.cols(); ++j) sum -= overlap(w + i, teachers_.col(j).data(), inputs, -1, own);
    }
    return sum;
  }

 private:
  Matrix teachers_;  // inputs × units
  double teacher_part_ = 0;
};

// Tian 2017. The Hessian at the teacher is I/2.
AnalyticFunction make_neuron(const Settings& settings) {
  const ParamVector teacher = repeated(settings.list("teacher"), static_cast<Index>(settings.list("teacher").size()));
  const double reach = 2 * std::max(1.0, teacher.norm());
  ParamVector start = -0.5 * teacher;
  start[start.size() - 1] += 0.5;
  return with_start(
      settings,
      {analytic_objective(teacher.size(), Population(teacher)), start, {-reach, reach, -reach, reach}, {{teacher, 0}}});
}

// The symmetric critical point of as many students as teachers: rows a on the diagonal, b off it, c in the last column;
// the last row d … d e (Arjevani & Field 2020). A saddle for 5 units, a minimum that is not the best one from 6 on
// (Safran & Shamir 2018).
struct Spurious {
  Index units;
  std::array<double, 5> pattern;
  Index index;
};
constexpr Spurious spurious_points[] = {
    {5, {0.961606831358733, -0.07908255347289982, 0.3760650459578176, 0.28754992883063063, -0.5597784125911439}, 3},
    {6, {0.9867038188885768, -0.05041340321680874, 0.30801099147906874, 0.2245158075994779, -0.6015119235610937}, 0},
    {7, {0.9969227988032856, -0.035080155927046545, 0.26169107580655443, 0.18599104629625107, -0.6327039049152542}, 0},
    {8, {1.0014342534685325, -0.025883628037935095, 0.22808901640948126, 0.15981604291657173, -0.658256262009438}, 0},
    {10, {1.0043548232623238, -0.015811925805753115, 0.18236775578871975, 0.12604236084341794, -0.6990368174937945}, 0},
};

ParamVector spurious_point(const Spurious& row) {
  const auto& [a, b, c, d, e] = row.pattern;
  Matrix weights = Matrix::Constant(row.units, row.units, b);  // one column per student
  weights.diagonal().setConstant(a);
  weights.bottomRows(1).setConstant(c);
  weights.rightCols(1).setConstant(d);
  weights(row.units - 1, row.units - 1) = e;
  return weights.reshaped();
}

AnalyticFunction make_population(const Settings& settings) {
  const Index students = settings.integer("students");
  const Index teachers = settings.is_word("teachers") ? std::max<Index>(2, students) : settings.integer("teachers");
  const Index n = students * teachers;
  const auto start = [=](std::uint64_t draw) -> ParamVector {
    Rng rng(static_cast<std::uint64_t>(100000 * students + 1000 * teachers) + draw);
    return normal_vector(n, rng) / std::sqrt(static_cast<double>(teachers));
  };
  std::vector<KnownPoint> points;
  if (students == teachers) {
    points.push_back({Matrix::Identity(teachers, teachers).reshaped(), 0});
    for (const Spurious& row : spurious_points)
      if (row.units == teachers) points.push_back({spurious_point(row), row.index});
  }
  return with_start(settings, {analytic_objective(n, Population(Matrix::Identity(teachers, teachers))),
                               start(static_cast<std::uint64_t>(settings.integer("draw"))),
                               {-1.5, 1.5, -1.5, 1.5},
                               std::move(points),
                               {},
                               start});
}

}  // namespace

AnalyticRows relu_networks() {
  return {
      {{"relu_neuron",
        "ReLU neuron",
        "one ReLU unit learns from another, over all normal inputs (Tian 2017)",
        {list_setting("teacher", "Teacher", {1, 0}, -100, 100, 2, 100, "weights of the unit to learn"),
         start_setting({-0.5, 0.5})}},
       make_neuron},
      {{"relu_population",
        "ReLU students",
        "ReLU units learn from orthogonal ones, over all normal inputs; from 6 on, some are stuck (Safran & Shamir "
        "2018)",
        {integer_setting("students", "Students", 6, 1, 30, "units that learn"),
         or_word(integer_setting("teachers", "Teachers", 6, 2, 30, "units to learn, one per input"), "students", true),
         integer_setting("draw", "Draw", 0, 0, 999, "number of the random start; restarts take their seed"),
         start_setting({0, 0})}},
       make_population},
  };
}

}  // namespace cartograd
