#include "app/render/gl_objects.h"

namespace cartograd {

GLuint create_gl_name(GlKind kind) {
  GLuint name = 0;
  switch (kind) {
    case GlKind::buffer:
      glGenBuffers(1, &name);
      break;
    case GlKind::vertex_array:
      glGenVertexArrays(1, &name);
      break;
    case GlKind::texture:
      glGenTextures(1, &name);
      break;
    case GlKind::framebuffer:
      glGenFramebuffers(1, &name);
      break;
    case GlKind::renderbuffer:
      glGenRenderbuffers(1, &name);
      break;
  }
  return name;
}

void delete_gl_name(GlKind kind, GLuint name) {
  switch (kind) {
    case GlKind::buffer:
      glDeleteBuffers(1, &name);
      break;
    case GlKind::vertex_array:
      glDeleteVertexArrays(1, &name);
      break;
    case GlKind::texture:
      glDeleteTextures(1, &name);
      break;
    case GlKind::framebuffer:
      glDeleteFramebuffers(1, &name);
      break;
    case GlKind::renderbuffer:
      glDeleteRenderbuffers(1, &name);
      break;
  }
}

void float_attribute(GLuint index, GLint components, std::size_t stride, std::size_t offset, GLuint divisor) {
  glEnableVertexAttribArray(index);
  glVertexAttribPointer(index, components, GL_FLOAT, GL_FALSE, static_cast<GLsizei>(stride),
                        reinterpret_cast<const void*>(offset));
  glVertexAttribDivisor(index, divisor);
}

void bind_texture(GLuint unit, const Texture& texture) {
  glActiveTexture(GL_TEXTURE0 + unit);
  glBindTexture(GL_TEXTURE_2D, texture.name());
}

void set_texture_filter(GLint filter) {
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, filter);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, filter);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
}

}  // namespace cartograd
