/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Perspective and lens in all their kinds, for the golden tests of them. */
#pragma once

#include "golden.h"

G_BEGIN_DECLS

enum
{
  MAX_EDITS = 16,
};

typedef struct
{
  const char *id;
  double value;
} Edit;

typedef struct
{
  const char *name;
  Edit edits[MAX_EDITS];
  gboolean alpha;
  double scale; /* of the plane; 0: 1 */
  AmbRenderOptions options;
} Case;

#define TILT(v, h)                                                                                 \
  { "perspective.vertical", v }, { "perspective.horizontal", h }
#define LENS(amount, edges)                                                                        \
  { "distortion.amount", amount }, { "distortion.edges", edges }
#define FRINGES(red, blue)                                                                         \
  { "chromatic-aberration.red-cyan", red }, { "chromatic-aberration.blue-yellow", blue }
#define CORNERS(ax, by)                                                                            \
  { "perspective-corners.top-left-x", ax }, { "perspective-corners.bottom-right-y", by }
#define CROP(left, top, width, height)                                                             \
  { "crop.left", left }, { "crop.top", top }, { "crop.width", width }, { "crop.height", height }

static const Case cases[] = {
  { "vertical", { TILT (60, 0) } },
  { "both tilts, far", { TILT (-100, 100) } },
  { "corners", { CORNERS (0.15, -0.1), { "straighten.angle", -4 } } },
  { "corners squeezed",
    { CORNERS (-0.2, 0.2), TILT (80, -60), CROP (0.1, 0.1, 0.8, 0.8) },
    .alpha = TRUE },
  { "barrel", { LENS (100, 0) } },
  { "pincushion", { LENS (-100, -100) } },
  { "waved", { LENS (100, -100), { "rotate.quarter-turns", 1 } } },
  { "fringes", { FRINGES (100, -100) } },
  { "all",
    { TILT (40, -20),
      CORNERS (0.05, -0.02),
      LENS (70, -30),
      FRINGES (-60, 90),
      { "straighten.angle", 7 },
      { "flip.horizontal", 1 } } },
  { "all, shrunk",
    { TILT (40, -20),
      CORNERS (0.05, -0.02),
      LENS (-70, 30),
      FRINGES (60, 90),
      { "straighten.angle", 7 },
      { "rotate.quarter-turns", 3 } },
    .alpha = TRUE,
    .scale = 0.37 },
  { "all, enlarged, cropped",
    { TILT (-40, 20), LENS (-70, 30), FRINGES (60, 90), CROP (0.3, 0.4, 0.3, 0.3) },
    .scale = 2.3 },
  { "all, a draft",
    { TILT (40, -20), LENS (70, -30), FRINGES (-60, 90) },
    .scale = 0.6,
    .options = AMB_RENDER_OPTION_FAST },
  { "nearest",
    { TILT (40, -20), LENS (70, -30) },
    .scale = 3,
    .options = AMB_RENDER_OPTION_NEAREST },
};

/* The case's geometry, and more. */
static inline AmbRecipe *
recipe_of (const Case *test, const Edit *more)
{
  AmbRecipe *recipe = amb_recipe_new ();
  for (int list = 0; list < 2; list++)
    for (const Edit *edit = list == 0 ? test->edits : more; edit != NULL && edit->id != NULL;
         edit++)
      {
        AmbRecipe *next = amb_recipe_with_number (recipe, edit->id, edit->value);
        amb_recipe_unref (recipe);
        recipe = next;
      }
  return recipe;
}

typedef struct
{
  AmbPixels *pixels;
  GoldenJob job;
  gsize bytes;
} Setup;

static inline void
setup (Setup *self, const Case *test, AmbPixels *pixels, AmbRenderFormat format, const Edit *more)
{
  AmbGeometry geometry;
  const double scale = test->scale > 0 ? test->scale : 1;
  AmbRecipe *recipe = recipe_of (test, more);
  amb_geometry_init (&geometry, recipe, pixels->width, pixels->height, 1, AMB_GEOMETRY_DEFAULT);
  AmbRenderSpec spec = { .plane_width = (guint) (geometry.crop.width * scale + 0.5),
                         .plane_height = (guint) (geometry.crop.height * scale + 0.5),
                         .format = format,
                         .options = test->options };
  self->pixels = pixels;
  self->job = (GoldenJob){ golden_source (pixels), geometry, recipe, spec };
  self->bytes = (gsize) spec.plane_width * spec.plane_height * golden_bytes (format);
}

static inline void
teardown (Setup *self)
{
  amb_recipe_unref (self->job.recipe);
  amb_render_source_free (self->job.source);
  amb_pixels_free (self->pixels);
}

G_END_DECLS
