// The cards of the lecture scenes (oracle 18): what each scene was observed to do, and within which bands it may
// differ.
#pragma once

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace cartograd {

inline nlohmann::json scene_card(const std::string& id) {
  std::ifstream file(std::string(CARTOGRAD_TEST_DATA) + "/../oracles/18_scene_cards.json");
  REQUIRE(file.good());
  const nlohmann::json table = nlohmann::json::parse(file);
  for (const auto& card : table.at("cards"))
    if (card["id"] == id) return card;
  FAIL("there is no card " << id);
  return {};
}

// Whether a number lies in a card's band, widened by `slack` on both sides (for samples smaller than the card's).
inline bool in_band(double value, const nlohmann::json& band, double slack = 0) {
  return value >= band.at(0).get<double>() - slack && value <= band.at(1).get<double>() + slack;
}

// The largest climb along values in order.
inline double largest_rise(const std::vector<double>& values) {
  double lowest = values.front(), rise = 0;
  for (double value : values) {
    lowest = std::min(lowest, value);
    rise = std::max(rise, value - lowest);
  }
  return rise;
}

}  // namespace cartograd
