/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Perspective in a frame that is turned or mirrored: it comes after the quarter turns and has to
 * follow them. */
#include "amb-recipe-private.h"

#include <string.h>
#include "amb-projection.h"

enum
{
  VERTICAL,
  HORIZONTAL,
};

typedef struct
{
  double x, y;
} Move;

static double *
values_of (AmbRecipe *self, const char *op)
{
  return self->values + amb_recipe_first_value (amb_operations_find (op));
}

/* Never -0, which would not be equal byte by byte. */
static double
opposite (double value)
{
  return 0.0 - value;
}

/* What was the top is the right side; the bottom left corner becomes the top left one. */
void
amb_recipe_turn_perspective (AmbRecipe *self)
{
  double *tilt = values_of (self, "perspective");
  double *corners = values_of (self, "perspective-corners");
  const double vertical = tilt[VERTICAL];
  Move before[AMB_N_CORNERS];
  tilt[VERTICAL] = opposite (tilt[HORIZONTAL]);
  tilt[HORIZONTAL] = vertical;
  memcpy (before, corners, sizeof before);
  for (int i = 0; i < AMB_N_CORNERS; i++)
    {
      const Move was = before[(i + AMB_N_CORNERS - 1) % AMB_N_CORNERS];
      corners[2 * i] = opposite (was.y);
      corners[2 * i + 1] = was.x;
    }
}

void
amb_recipe_mirror_perspective (AmbRecipe *self, AmbMirror mirror)
{
  static const AmbCorner partners[2][AMB_N_CORNERS] = {
    { AMB_CORNER_TOP_RIGHT, AMB_CORNER_TOP_LEFT, AMB_CORNER_BOTTOM_LEFT, AMB_CORNER_BOTTOM_RIGHT },
    { AMB_CORNER_BOTTOM_LEFT, AMB_CORNER_BOTTOM_RIGHT, AMB_CORNER_TOP_RIGHT, AMB_CORNER_TOP_LEFT },
  };
  const gboolean across = mirror == AMB_MIRROR_HORIZONTAL;
  double *tilt = values_of (self, "perspective");
  double *corners = values_of (self, "perspective-corners");
  Move before[AMB_N_CORNERS];
  const guint changed = across ? HORIZONTAL : VERTICAL;
  tilt[changed] = opposite (tilt[changed]);
  memcpy (before, corners, sizeof before);
  for (int i = 0; i < AMB_N_CORNERS; i++)
    {
      const Move was = before[partners[across ? 0 : 1][i]];
      corners[2 * i] = across ? opposite (was.x) : was.x;
      corners[2 * i + 1] = across ? was.y : opposite (was.y);
    }
}
