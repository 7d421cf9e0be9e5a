#include "core/base/error.h"

#include <doctest/doctest.h>

using namespace cartograd;

TEST_SUITE("error") {
  const std::vector<std::string> names = {"moons", "circles", "spirals", "xor"};

  TEST_CASE("a message begins with what is known of the place") {
    CHECK(std::string(InputError("wrong").what()) == "wrong");
    CHECK(std::string(InputError("wrong", {"a.toml"}).what()) == "a.toml: wrong");
    CHECK(std::string(InputError("wrong", {"a.toml", 3}).what()) == "a.toml:3: wrong");
    CHECK(std::string(InputError("wrong", {"a.toml", 3, 7}).what()) == "a.toml:3:7: wrong");
    CHECK(std::string(InputError("wrong", {"", 3, 7}).what()) == "line 3:7: wrong");
    CHECK(std::string(InputError("wrong", {"a.toml", 0, 7}).what()) == "a.toml: wrong");
    CHECK(InputError("wrong", {"a.toml", 3, 7}).place().line == 3);
  }

  TEST_CASE("the nearest name is found for likely typing errors only") {
    CHECK(nearest_name("moon", names) == "moons");
    CHECK(nearest_name("mooons", names) == "moons");
    CHECK(nearest_name("spiral", names) == "spirals");
    CHECK(nearest_name("xr", names) == "xor");
    CHECK(nearest_name("moons", names) == "moons");
    CHECK_FALSE(nearest_name("regression", names));
    CHECK_FALSE(nearest_name("moons", {}));
  }

  TEST_CASE("an unknown name is answered with the near one and all names") {
    CHECK(unknown_name("data set", "moon", names) ==
          "unknown data set \"moon\"; did you mean \"moons\"? (expected one of: moons, circles, spirals, xor)");
    CHECK(unknown_name("data set", "regression", names) ==
          "unknown data set \"regression\" (expected one of: moons, circles, spirals, xor)");
  }
}
