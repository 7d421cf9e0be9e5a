out vec4 fragment;

uniform vec4 area_color;  // straight alpha

void main() { fragment = vec4(area_color.rgb * area_color.a, area_color.a); }
