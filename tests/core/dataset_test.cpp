#include "core/data/dataset.h"

#include <cmath>
#include <limits>
#include <set>

#include <doctest/doctest.h>

#include "core/base/error.h"

using namespace cartograd;

namespace {

using Values = std::vector<std::pair<std::string, SettingValue>>;

Dataset make(const std::string& kind, const Values& values = {}, std::uint64_t seed = 1) {
  const auto& row = find_kind(datasets(), "data set", kind);
  Settings settings = initial_settings(row.settings);
  for (const auto& [id, value] : values) settings.set(id, value);
  for (const Setting& setting : row.settings) REQUIRE_FALSE(problem(setting, *settings.find(setting.id)));
  Rng rng(seed);
  return row.make(settings, rng);
}

// Rows that need nothing but their settings; "csv" needs a file.
std::vector<std::string> computed_rows() {
  std::vector<std::string> rows = ids(infos(datasets()));
  std::erase(rows, "csv");
  return rows;
}

// One line per sample.
void check_points(const Dataset& data, const std::vector<std::vector<double>>& expected) {
  REQUIRE(data.samples() == static_cast<Index>(expected.size()));
  for (std::size_t i = 0; i < expected.size(); ++i)
    for (std::size_t f = 0; f < expected[i].size(); ++f)
      CHECK(std::abs(data.inputs(static_cast<Index>(f), static_cast<Index>(i)) - expected[i][f]) < 1e-14);
}

}  // namespace

TEST_SUITE("dataset") {
  TEST_CASE("every row makes valid data with its initial settings, the same bits for the same seed") {
    for (const std::string& kind : computed_rows()) {
      CAPTURE(kind);
      const Dataset a = make(kind, {}, 5), b = make(kind, {}, 5);
      CHECK_NOTHROW(check_dataset(a));
      CHECK(a.inputs == b.inputs);
      CHECK(a.classes == b.classes);
      CHECK(a.values == b.values);
    }
  }

  TEST_CASE("every row takes both ends of every range, one sample included") {
    for (const std::string& kind : computed_rows()) {
      for (const Setting& setting : find_kind(datasets(), "data set", kind).settings) {
        CAPTURE(kind);
        CAPTURE(setting.id);
        CHECK_FALSE(problem(setting, setting.initial));
        CHECK_FALSE(setting.help.empty());
        if (setting.type == SettingType::choice || setting.type == SettingType::text) continue;
        for (double end : {setting.low, setting.high}) CHECK_NOTHROW(check_dataset(make(kind, {{setting.id, end}})));
        if (setting.id == "samples") CHECK(make(kind, {{"samples", 1.0}}).samples() == 1);
      }
    }
  }

  TEST_CASE("rows have different ids and say how they are made") {
    const std::vector<std::string> all = ids(infos(datasets()));
    CHECK(std::set<std::string>(all.begin(), all.end()).size() == all.size());
    for (const auto& row : datasets()) CHECK(row.summary.size() > 40);
    CHECK_THROWS_WITH_AS(find_kind(datasets(), "data set", "mons"), doctest::Contains("did you mean \"moons\"?"),
                         InputError);
  }

  // The expected numbers of the next cases come from a separate program (numpy) with the same recipes.
  TEST_CASE("moons follow the recipe") {
    check_points(make("moons", {{"samples", 6.0}, {"noise", 0.1}}, 7), {{0.9648728370163121, 0.5104656647488993},
                                                                        {-0.18642558067312265, 0.8929956896281658},
                                                                        {-0.8656333830629197, 0.6097523586149656},
                                                                        {0.08104752616814226, 0.09909184814351868},
                                                                        {0.9541030382259137, -0.4721281050418637},
                                                                        {1.9113069255728463, -0.011664515080504317}});
  }

  TEST_CASE("spirals follow the recipe") {
    check_points(make("spirals", {{"samples", 4.0}, {"turns", 1.5}, {"noise", 0.1}}, 3),
                 {{-0.01507893113535143, -0.5467010558980187},
                  {-0.8764033333852755, 0.060902933985548864},
                  {-0.045784690113022566, 0.4472563537791207},
                  {1.041243280007301, -0.03468256092556928}});
  }

  TEST_CASE("circles follow the recipe") {
    check_points(make("circles", {{"samples", 6.0}, {"factor", 0.5}, {"noise", 0.1}}, 5),
                 {{1.0014334745996352, -0.0988847086867554},
                  {-0.4409379043113072, 0.9085631065612492},
                  {-0.5472089855889315, -0.8220319013538143},
                  {0.20957235305234573, -0.020291034639475167},
                  {-0.333945626187668, 0.3692053215742236},
                  {-0.17851743851385998, -0.3501618302336856}});
  }

  TEST_CASE("xor follows the recipe") {
    const Dataset plain = make("xor");
    check_points(plain, {{0, 0}, {0, 1}, {1, 0}, {1, 1}});
    CHECK(plain.classes == std::vector<Index>{0, 1, 1, 0});
    check_points(make("xor", {{"signs", 1.0}}), {{-1, -1}, {-1, 1}, {1, -1}, {1, 1}});
    const Dataset noisy = make("xor", {{"samples", 5.0}, {"noise", 0.1}}, 5);
    check_points(noisy, {{0.0014334745996352225, -0.0988847086867554},
                         {0.05906209568869252, 1.0425377027768103},
                         {0.9527910144110688, 0.04399350243062394},
                         {0.7095723530523457, 0.9797089653605249},
                         {-0.0839456261876681, -0.06380738031799577}});
    CHECK(noisy.classes == std::vector<Index>{0, 1, 1, 0, 0});
  }

  TEST_CASE("sine follows the recipe") {
    const Dataset data = make("sine", {{"samples", 5.0}, {"frequency", 2.0}, {"noise", 0.1}}, 9);
    check_points(data, {{-1}, {-0.5}, {0}, {0.5}, {1}});
    const double expected[] = {0.0006612471331278232, -0.15144790265395192, 0.01704038704455722, -0.07665570183428222,
                               0.05867034741406582};
    CHECK_FALSE(data.is_classification());
    for (Index i = 0; i < 5; ++i) CHECK(std::abs(data.values(0, i) - expected[i]) < 1e-14);
  }

  TEST_CASE("an odd sample goes to class 0") {
    CHECK(make("moons", {{"samples", 5.0}}).classes == std::vector<Index>{0, 0, 0, 1, 1});
    CHECK(make("blobs", {{"samples", 5.0}}).classes == std::vector<Index>{0, 0, 1, 1, 2});
  }

  TEST_CASE("centres of blobs lie at the stated distance") {
    for (double features : {2.0, 3.0, 64.0}) {
      const Dataset data = make("blobs", {{"samples", 7.0}, {"features", features}, {"spread", 0.0}, {"radius", 2.0}});
      CHECK(data.features() == static_cast<Index>(features));
      for (Index i = 0; i < 7; ++i) CHECK(data.inputs.col(i).norm() == doctest::Approx(2));
    }
    const Dataset line = make("blobs", {{"samples", 3.0}, {"features", 1.0}, {"spread", 0.0}, {"radius", 2.0}});
    check_points(line, {{-2}, {0}, {2}});
  }

  TEST_CASE("digits are the 1797 images of the published set") {
    const Dataset data = make("digits");
    CHECK(data.samples() == 1797);
    CHECK(data.image_width == 8);
    CHECK(data.inputs.sum() * 16 == 561718);
    std::vector<int> counts(10);
    for (Index digit : data.classes) ++counts[static_cast<std::size_t>(digit)];
    CHECK(counts == std::vector<int>{178, 182, 177, 183, 181, 182, 181, 179, 174, 180});
    const Dataset few = make("digits", {{"classes", 3.0}, {"samples", 100.0}});
    CHECK(few.samples() == 100);
    CHECK(*std::max_element(few.classes.begin(), few.classes.end()) == 2);
    CHECK(few.class_names == std::vector<std::string>{"0", "1", "2"});
    CHECK(make("digits", {{"classes", 1.0}}).samples() == 178);
  }

  TEST_CASE("digits of 4 x 4 pixels are means of squares") {
    const Dataset data = make("digits", {{"pixels", std::string("4")}});
    CHECK(data.features() == 16);
    CHECK(data.image_height == 4);
    check_points(make("digits", {{"pixels", std::string("4")}, {"samples", 1.0}}),
                 {{0, 0.71875, 0.546875, 0.078125, 0.109375, 0.453125, 0.296875, 0.25, 0.140625, 0.296875, 0.34375,
                   0.234375, 0.03125, 0.59375, 0.5, 0}});
    CHECK(data.inputs.sum() == 8776.84375);
  }

  TEST_CASE("data that cannot be trained on is refused") {
    const auto broken = [](auto change) {
      Dataset data = make("moons", {{"samples", 4.0}});
      change(data);
      return data;
    };
    const auto nan = std::numeric_limits<double>::quiet_NaN();
    CHECK_THROWS_WITH_AS(check_dataset({}), doctest::Contains("no samples"), InputError);
    CHECK_THROWS_WITH_AS(check_dataset(broken([](Dataset& d) { d.inputs.resize(0, 4); })),
                         doctest::Contains("no features"), InputError);
    CHECK_THROWS_WITH_AS(check_dataset(broken([&](Dataset& d) { d.inputs(1, 2) = nan; })),
                         doctest::Contains("not a finite number"), InputError);
    CHECK_THROWS_WITH_AS(check_dataset(broken([](Dataset& d) { d.classes[0] = 2; })),
                         doctest::Contains("class number 2; expected 0 to 1"), InputError);
    CHECK_THROWS_WITH_AS(check_dataset(broken([](Dataset& d) { d.classes.pop_back(); })),
                         doctest::Contains("3 class numbers for 4 samples"), InputError);
    CHECK_THROWS_WITH_AS(check_dataset(broken([](Dataset& d) { d.class_count = 0; })),
                         doctest::Contains("no count of classes"), InputError);
    CHECK_THROWS_WITH_AS(check_dataset(broken([](Dataset& d) { d.values.setZero(1, 4); })), doctest::Contains("both"),
                         InputError);
    CHECK_THROWS_WITH_AS(check_dataset(broken([](Dataset& d) { d.image_width = d.image_height = 2; })),
                         doctest::Contains("size"), InputError);
    CHECK_THROWS_WITH_AS(check_dataset(broken([](Dataset& d) { d.class_names = {"only one"}; })),
                         doctest::Contains("classes"), InputError);
  }
}
