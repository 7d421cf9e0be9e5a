// OpenGL names that delete themselves. Move only; an object made with {} owns a fresh name.
#pragma once

#include <cstddef>
#include <span>
#include <utility>

#include <glad/gl.h>

namespace cartograd {

enum class GlKind { buffer, vertex_array, texture, framebuffer, renderbuffer };

GLuint create_gl_name(GlKind kind);
void delete_gl_name(GlKind kind, GLuint name);

template <GlKind kind>
class GlName {
 public:
  GlName() : name_(create_gl_name(kind)) {}
  ~GlName() {
    if (name_) delete_gl_name(kind, name_);
  }
  GlName(GlName&& other) noexcept : name_(std::exchange(other.name_, 0u)) {}
  GlName& operator=(GlName&& other) noexcept {
    std::swap(name_, other.name_);
    return *this;
  }
  GLuint name() const { return name_; }

 private:
  GLuint name_;
};

using Buffer = GlName<GlKind::buffer>;
using VertexArray = GlName<GlKind::vertex_array>;
using Texture = GlName<GlKind::texture>;
using Framebuffer = GlName<GlKind::framebuffer>;
using Renderbuffer = GlName<GlKind::renderbuffer>;

// Binds `buffer` to `target` and replaces its content.
template <class T>
void upload(GLenum target, const Buffer& buffer, std::span<const T> data, GLenum usage) {
  glBindBuffer(target, buffer.name());
  glBufferData(target, static_cast<GLsizeiptr>(data.size_bytes()), data.data(), usage);
}

// Describes attribute `index` of the bound vertex array: `components` floats at `offset` bytes of each `stride`-byte
// element of the bound array buffer; divisor 1 = one element per instance.
void float_attribute(GLuint index, GLint components, std::size_t stride, std::size_t offset, GLuint divisor = 0);

// Binds a two-dimensional texture to a texture unit.
void bind_texture(GLuint unit, const Texture& texture);

// Filter of the bound two-dimensional texture; its edges are clamped.
void set_texture_filter(GLint filter);

}  // namespace cartograd
