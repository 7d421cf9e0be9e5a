uniform vec3 eye;
uniform vec3 key_light;  // unit, towards the light
