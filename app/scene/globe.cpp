#include "app/scene/globe.h"

#include <cmath>

#include <glm/gtc/constants.hpp>

namespace cartograd {

glm::vec3 bent_to_globe(const glm::vec3& flat, float bottom, float top) {
  const float longitude = flat.x * glm::pi<float>(), latitude = flat.y * glm::half_pi<float>();
  const float radius = glm::mix(Globe::lowest, Globe::highest, (flat.z - bottom) / (top - bottom));
  return glm::vec3(0, 0, Globe::middle) + radius * glm::vec3(std::cos(latitude) * std::cos(longitude),
                                                             std::cos(latitude) * std::sin(longitude),
                                                             std::sin(latitude));
}

glm::vec3 unbent(const glm::vec3& place, float bottom, float top) {
  const glm::vec3 outward = place - glm::vec3(0, 0, Globe::middle);
  const float across = std::hypot(outward.x, outward.y), radius = glm::length(outward);
  return {std::atan2(outward.y, outward.x) / glm::pi<float>(), std::atan2(outward.z, across) / glm::half_pi<float>(),
          glm::mix(bottom, top, (radius - Globe::lowest) / (Globe::highest - Globe::lowest))};
}

}  // namespace cartograd
