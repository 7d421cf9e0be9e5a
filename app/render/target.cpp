#include "app/render/target.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace cartograd {

void Target::resize(const glm::ivec2& size, int samples) {
  GLint most = 0;
  glGetIntegerv(GL_MAX_SAMPLES, &most);
  samples = std::min(samples, most);
  if (size == size_ && samples == samples_) return;
  size_ = size;
  samples_ = samples;
  const bool multisampled = samples > 1;
  glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_.name());
  if (multisampled) {
    glBindRenderbuffer(GL_RENDERBUFFER, color_samples_.name());
    glRenderbufferStorageMultisample(GL_RENDERBUFFER, samples, GL_RGBA8, size.x, size.y);
    glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, color_samples_.name());
  } else {
    bind_texture(0, color_);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, size.x, size.y, 0, GL_RGBA, GL_UNSIGNED_BYTE, nullptr);
    set_texture_filter(GL_NEAREST);
    glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, color_.name(), 0);
  }
  glBindRenderbuffer(GL_RENDERBUFFER, depth_.name());
  glRenderbufferStorageMultisample(GL_RENDERBUFFER, multisampled ? samples : 0, GL_DEPTH24_STENCIL8, size.x, size.y);
  glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_DEPTH_STENCIL_ATTACHMENT, GL_RENDERBUFFER, depth_.name());
  if (glCheckFramebufferStatus(GL_FRAMEBUFFER) != GL_FRAMEBUFFER_COMPLETE) {
    size_ = {};
    throw std::runtime_error("the graphics driver cannot draw an image of " + std::to_string(size.x) + " × " +
                             std::to_string(size.y) + " pixels");
  }
}

void Target::bind() const {
  glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_.name());
  glViewport(0, 0, size_.x, size_.y);
}

void Resolver::resolve(const Target& from, const Target& to, int factor, bool transparent) const {
  if (factor == 1) {
    glBindFramebuffer(GL_READ_FRAMEBUFFER, from.framebuffer());
    glBindFramebuffer(GL_DRAW_FRAMEBUFFER, to.framebuffer());
    glBlitFramebuffer(0, 0, to.size().x, to.size().y, 0, 0, to.size().x, to.size().y, GL_COLOR_BUFFER_BIT, GL_NEAREST);
    to.bind();
    return;
  }
  to.bind();
  glDisable(GL_DEPTH_TEST);
  glDisable(GL_BLEND);
  const Program& program = transparent ? transparent_ : opaque_;
  program.use();
  bind_texture(0, from.texture());
  program.set("source", 0);
  program.set("factor", factor);
  glBindVertexArray(no_attributes_.name());
  glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
  glEnable(GL_BLEND);
  glEnable(GL_DEPTH_TEST);
}

}  // namespace cartograd
