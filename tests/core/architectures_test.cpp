// Every row of the catalogue of networks, on small images.
#include <cmath>

#include "core/experiment/compute.h"
#include "network_checks.h"

using namespace cartograd;

namespace {

using Change = std::pair<std::string, SettingValue>;

Settings with(Settings settings, const std::vector<Change>& changes) {
  for (const auto& [id, value] : changes) settings.set(id, value);
  return settings;
}

// The row on the first images of three digits with `pixels` pixels a side.
std::shared_ptr<const Problem> problem_of(const NetworkKind& row, const std::vector<Change>& changes,
                                          const char* pixels = "4", double samples = 10) {
  const Experiment initial;
  TrainRequest request = train_request(initial);
  request.data = {"digits", with(initial_choice(find_section("data"), "digits").settings,
                                 {{"samples", samples}, {"classes", 3.0}, {"pixels", pixels}})};
  request.network = {row.id, with(initial_choice(find_section("network"), row.id).settings, changes)};
  return make_problem(request);
}

// Settings under which the row has few parameters: all numbers as small as they may be, but at least 2.
std::vector<Change> small_settings(const NetworkKind& row) {
  std::vector<Change> changes;
  for (const Setting& setting : row.settings) {
    if (setting.type == SettingType::integer) changes.emplace_back(setting.id, std::max(setting.low, 2.0));
    if (setting.type == SettingType::list)
      changes.emplace_back(setting.id, std::vector<double>(std::get<std::vector<double>>(setting.initial).size(), 2));
  }
  return changes;
}

// Some way from the start, where initial zeros are gone and no ReLU stands at its kink.
ParamVector somewhere(const Problem& problem, Rng& rng) {
  return problem.start + random_vector(problem.start.size(), rng, 0.1);
}

const NetworkKind& kind(const char* id) { return find_kind(networks(), "network", id); }

Shape image(Index channels, Index side) { return {channels, side, side}; }

}  // namespace

TEST_SUITE("architectures") {
  TEST_CASE("every row: gradient and Hessian entry by entry") {
    Rng rng(1);
    for (const NetworkKind& row : networks()) {
      CAPTURE(row.id);
      const auto problem = problem_of(row, small_settings(row));
      REQUIRE(network_objective(*problem).dimension() < 2000);
      // A small step: the many units of a deep ReLU network must not cross their kinks.
      check_derivatives(network_objective(*problem), somewhere(*problem, rng), rng, 1e-7);
    }
  }

  TEST_CASE("every row with every flag and every choice: derivatives along random directions") {
    Rng rng(2);
    for (const NetworkKind& row : networks())
      for (const Setting& setting : row.settings) {
        std::vector<SettingValue> values;
        if (setting.type == SettingType::flag) values = {0.0, 1.0};
        if (setting.type == SettingType::choice) values.assign(setting.names.begin(), setting.names.end());
        for (const SettingValue& value : values) {
          CAPTURE(row.id + "." + setting.id + " = " + to_text(setting, value));
          std::vector<Change> changes = small_settings(row);
          changes.emplace_back(setting.id, value);
          const auto problem = problem_of(row, changes);
          check_along_directions(network_objective(*problem), somewhere(*problem, rng), rng, 1e-7);
        }
      }
  }

  TEST_CASE("every row at its initial settings trains, and its slice agrees with its loss") {
    for (const NetworkKind& row : networks()) {
      CAPTURE(row.id);
      const auto problem = problem_of(row, {}, "8", 6);
      ParamVector gradient;
      const double loss = network_objective(*problem).evaluate(problem->start, {}, &gradient);
      const double step = 1e-3 / gradient.norm();
      CHECK(network_objective(*problem).evaluate(problem->start - step * gradient, {}, nullptr) < loss);
      const Plane plane{problem->start, -gradient, ParamVector::Unit(gradient.size(), 0)};
      const std::vector<Eigen::Vector2d> points = {{0, 0}, {step, 1}};
      const std::vector<double> losses = losses_at(*problem->objective, plane, points);
      CHECK(losses[0] == doctest::Approx(loss).epsilon(1e-12));
      CHECK(losses[1] ==
            doctest::Approx(network_objective(*problem).evaluate(plane.at(step, 1), {}, nullptr)).epsilon(1e-12));
    }
  }

  TEST_CASE("parameters lie layer by layer and fill the vector; rows are filters, norms count as biases") {
    for (const NetworkKind& row : networks()) {
      CAPTURE(row.id);
      const auto problem = problem_of(row, small_settings(row));
      Index next = 0;
      for (const ParamBlock& block : network_objective(*problem).layout()) {
        CHECK(block.offset == next);
        next += block.size();
      }
      CHECK(next == network_objective(*problem).dimension());
    }
    const auto cnn = problem_of(kind("cnn"), {{"channels", std::vector<double>{5}}, {"batch_norm", 1.0}});
    const ParamLayout& layout = network_objective(*cnn).layout();
    REQUIRE(layout.size() == 5);
    CHECK((layout[0].name == "layer 1 weights" && layout[0].rows == 5 && layout[0].cols == 9 && !layout[0].is_bias));
    CHECK((layout[1].name == "layer 1 scale" && layout[1].rows == 5 && layout[1].is_bias));
    CHECK((layout[2].name == "layer 1 shift" && layout[2].is_bias));
    CHECK((layout[3].name == "layer 2 weights" && layout[3].rows == 3 && layout[3].cols == 20));
    CHECK(cnn->start.segment(layout[1].offset, 5) == ParamVector::Ones(5));
    CHECK(cnn->start.segment(layout[2].offset, 5) == ParamVector::Zero(5));
  }

  TEST_CASE("residual networks have as many parameters as those of He et al. 2015") {
    // Counted in a public PyTorch implementation with option A, for 32 x 32 colour images and 10 classes.
    const std::pair<const char*, Index> known[] = {{"20", 269'722}, {"32", 464'154}, {"44", 658'586}, {"56", 853'018}};
    Settings settings = initial_choice(find_section("network"), "resnet").settings;
    for (const auto& [depth, parameters] : known) {
      settings.set("depth", depth);
      CHECK(make_resnet(settings, image(3, 32), 10).network.dimension() == parameters);
    }
    const Network network = make_resnet(settings, image(1, 8), 10).network;
    CHECK(network.description() == "ResNet-56");
    settings.set("skip", 0.0);
    const Network plain = make_resnet(settings, image(1, 8), 10).network;
    CHECK(plain.dimension() == network.dimension());
    CHECK(plain.layers().size() == network.layers().size() - 27);
  }

  TEST_CASE("descriptions") {
    CHECK(network_objective(*problem_of(kind("mlp"), {})).network().description() == "16–16–16–3");
    CHECK(network_objective(*problem_of(kind("cnn"), {})).network().description() == "conv 8 – conv 16 – 3");
    CHECK(network_objective(*problem_of(kind("autoencoder"), {{"tied", 1.0}})).network().description() ==
          "16–2–16, tied");
    CHECK(network_objective(*problem_of(kind("deep_linear"), {})).network().description() == "16–8–8–3");
  }

  TEST_CASE("an autoencoder learns its inputs; linear and softmax regression bring their loss") {
    const auto autoencoder = problem_of(kind("autoencoder"), {});
    CHECK(autoencoder->training_data.values == autoencoder->training_data.inputs);
    CHECK_FALSE(autoencoder->training_data.is_classification());
    CHECK(network_objective(*autoencoder).loss().id == "mse");
    CHECK(network_objective(*problem_of(kind("linear_regression"), {})).loss().id == "mse");
    const auto softmax = problem_of(kind("softmax_regression"), {});
    CHECK(network_objective(*softmax).loss().id == "cross_entropy");
    CHECK(network_objective(*softmax).evaluate(softmax->start, {}, nullptr) ==
          doctest::Approx(std::log(3)).epsilon(1e-14));
    // Tied weights are in the vector once.
    CHECK(network_objective(*problem_of(kind("autoencoder"), {{"tied", 1.0}})).dimension() == 2 * 16 + 2 + 16);
    CHECK(network_objective(*autoencoder).dimension() == 2 * 2 * 16 + 2 + 16);
  }

  TEST_CASE("data that do not fit are refused with what would") {
    const Experiment initial;
    TrainRequest request = train_request(initial);
    for (const char* id : {"cnn", "resnet"}) {
      request.network = initial_choice(find_section("network"), id);
      CHECK_THROWS_WITH_AS(make_problem(request), doctest::Contains("needs images"), InputError);
    }
    CHECK_THROWS_WITH_AS(problem_of(kind("cnn"), {{"channels", std::vector<double>{2, 2, 2}}}),
                         doctest::Contains("images of 4 x 4 pixels are too small"), InputError);
    const Settings settings = initial_choice(find_section("network"), "resnet").settings;
    CHECK_THROWS_WITH_AS(make_resnet(settings, image(1, 2), 3), doctest::Contains("too small"), InputError);
    CHECK_THROWS_WITH_AS(make_resnet(settings, {1, 8, 6}, 3), doctest::Contains("square"), InputError);
    request.network = initial_choice(find_section("network"), "autoencoder");
    request.objective.kind = "bce";
    CHECK_THROWS_WITH_AS(make_problem(request), doctest::Contains("learns to return its inputs"), InputError);
  }

  TEST_CASE("fan-in and fan-out of a convolution count the places of its filter") {
    // glorot: uniform in ±√(6 / (in·9 + out·9)); with 1 → 5 channels ±√(6/54).
    Settings settings = initial_choice(find_section("network"), "cnn").settings;
    settings.set("channels", std::vector<double>{500});
    settings.set("init", "glorot");
    const InitializedNetwork made = make_cnn(settings, image(1, 4), 3);
    Rng rng(5);
    const ParamVector w = made.network.initialize(*made.initializer, 1, rng);
    const double largest = w.head(4500).cwiseAbs().maxCoeff(), bound = std::sqrt(6.0 / (9 + 4500));
    CHECK(largest <= bound);
    CHECK(largest > 0.99 * bound);
    settings.set("init", "he");
    const InitializedNetwork he = make_cnn(settings, image(1, 4), 3);
    CHECK(he.network.initialize(*he.initializer, 1, rng).head(4500).squaredNorm() / 4500 ==
          doctest::Approx(2.0 / 9).epsilon(0.1));
  }

  TEST_CASE("the memory that a network asks for grows with its values") {
    const Network small =
        make_resnet(with(initial_choice(find_section("network"), "resnet").settings, {}), image(1, 8), 10).network;
    CHECK(small.numbers_at_work(2000) - small.numbers_at_work(1000) ==
          doctest::Approx(small.numbers_at_work(3000) - small.numbers_at_work(2000)));
    double values = 0;
    for (const Layer& layer : small.layers()) values += static_cast<double>(shape_of(layer).out.size());
    CHECK(small.numbers_at_work(1) > 2 * values);
  }
}
