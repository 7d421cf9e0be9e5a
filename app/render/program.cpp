#include "app/render/program.h"

#include <stdexcept>

#include "core/base/assets.h"

namespace cartograd {

namespace {

std::string with_includes(std::string_view source) {
  constexpr std::string_view directive = "#include \"";
  std::string result;
  for (;;) {
    const std::size_t start = source.find(directive);
    result += source.substr(0, start);
    if (start == std::string_view::npos) return result;
    source.remove_prefix(start + directive.size());
    const std::size_t end = source.find('"');
    result += with_includes(asset("shaders/" + std::string(source.substr(0, end))));
    source.remove_prefix(end + 1);
  }
}

std::string log_of(GLuint object, bool is_program) {
  GLint length = 0;
  (is_program ? glGetProgramiv : glGetShaderiv)(object, GL_INFO_LOG_LENGTH, &length);
  std::string log(static_cast<std::size_t>(length), '\0');
  (is_program ? glGetProgramInfoLog : glGetShaderInfoLog)(object, length, nullptr, log.data());
  return log;
}

GLuint compile(GLenum stage, const std::string& path, const std::string& preamble) {
  const std::string source = preamble + with_includes(asset(path));
  const char* text = source.c_str();
  const GLuint shader = glCreateShader(stage);
  glShaderSource(shader, 1, &text, nullptr);
  glCompileShader(shader);
  GLint compiled = 0;
  glGetShaderiv(shader, GL_COMPILE_STATUS, &compiled);
  if (!compiled) {
    const std::string log = log_of(shader, false);
    glDeleteShader(shader);
    throw std::runtime_error("the shader " + path + " does not compile:\n" + log);
  }
  return shader;
}

}  // namespace

Program::Program(const std::string& name, std::initializer_list<std::string_view> definitions) {
  std::string preamble = "#version 330 core\n";
  for (std::string_view definition : definitions) preamble += "#define " + std::string(definition) + "\n";
  const GLuint vertex = compile(GL_VERTEX_SHADER, "shaders/" + name + ".vert", preamble);
  const GLuint fragment = compile(GL_FRAGMENT_SHADER, "shaders/" + name + ".frag", preamble);
  program_ = glCreateProgram();
  glAttachShader(program_, vertex);
  glAttachShader(program_, fragment);
  glLinkProgram(program_);
  glDeleteShader(vertex);
  glDeleteShader(fragment);
  GLint linked = 0;
  glGetProgramiv(program_, GL_LINK_STATUS, &linked);
  if (!linked) {
    const std::string log = log_of(program_, true);
    glDeleteProgram(program_);
    throw std::runtime_error("the shader program " + name + " does not link:\n" + log);
  }
}

}  // namespace cartograd
