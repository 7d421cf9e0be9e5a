// Images to draw into.
#pragma once

#include <glm/glm.hpp>

#include "app/render/gl_objects.h"
#include "app/render/program.h"

namespace cartograd {

// A colour image (8 bits a channel, premultiplied alpha) and a buffer for depth and stencil.
class Target {
 public:
  // Makes the image `size` pixels large; samples > 1 for multisampling. Does nothing if it is already so. Throws
  // std::runtime_error if the driver refuses.
  void resize(const glm::ivec2& size, int samples);
  // Makes it the framebuffer that is drawn into and read from.
  void bind() const;

  const glm::ivec2& size() const { return size_; }
  const Texture& texture() const { return color_; }  // only without multisampling
  GLuint framebuffer() const { return framebuffer_.name(); }

 private:
  Framebuffer framebuffer_;
  Texture color_;
  Renderbuffer color_samples_, depth_;
  glm::ivec2 size_{0};
  int samples_ = 0;
};

// Copies the colours of `from` to `to`, averaging the light of factor × factor pixels; `to` has the smaller size.
class Resolver {
 public:
  Resolver() : opaque_("downscale"), transparent_("downscale", {"TRANSPARENT"}) {}
  void resolve(const Target& from, const Target& to, int factor, bool transparent) const;

 private:
  Program opaque_, transparent_;
  VertexArray no_attributes_;
};

}  // namespace cartograd
