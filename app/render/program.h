// A shader program made of two embedded files.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include <glad/gl.h>
#include <glm/glm.hpp>

namespace cartograd {

class Program {
 public:
  // Builds shaders/NAME.vert and shaders/NAME.frag. Lines `#include "x.glsl"` are replaced by shaders/x.glsl; each
  // definition becomes a #define in front. Throws std::runtime_error with the compiler's log.
  explicit Program(const std::string& name, std::initializer_list<std::string_view> definitions = {});
  ~Program() { glDeleteProgram(program_); }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  void use() const { glUseProgram(program_); }

  // Sets a uniform of the program in use; a name that the program does not use is ignored.
  void set(const char* name, int value) const { glUniform1i(location(name), value); }
  void set(const char* name, float value) const { glUniform1f(location(name), value); }
  void set(const char* name, const glm::ivec2& value) const { glUniform2i(location(name), value.x, value.y); }
  void set(const char* name, const glm::vec2& value) const { glUniform2fv(location(name), 1, &value.x); }
  void set(const char* name, const glm::vec3& value) const { glUniform3fv(location(name), 1, &value.x); }
  void set(const char* name, const glm::vec4& value) const { glUniform4fv(location(name), 1, &value.x); }
  void set(const char* name, const glm::mat4& value) const {
    glUniformMatrix4fv(location(name), 1, GL_FALSE, &value[0].x);
  }

 private:
  GLint location(const char* name) const { return glGetUniformLocation(program_, name); }

  GLuint program_ = 0;
};

}  // namespace cartograd
