// A whole page as pixels.
#pragma once

#include "app/render/renderer.h"
#include "app/scene/page.h"

namespace cartograd {

// Every cell drawn as a figure (supersampled) in its place; surfaces have one camera.
Image render_page(Renderer& renderer, const Page& page, const Camera& camera, const Viewport& viewport,
                  bool transparent);

// Copies the part of a cell's picture that is seen into the page.
void place_image(const Image& image, const PageCell& cell, const CellPlace& place, Image& page);

}  // namespace cartograd
