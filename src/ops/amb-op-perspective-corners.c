/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Moves each corner of the photo by itself. */
#include "amb-operation.h"

#include <glib/gi18n-lib.h>

/* With all corners within a quarter of their own place the photo stays convex; a little less, so
 * that no part of it is squeezed into nothing. */
#define MOST 0.2

#define MOVE(id_, group_, title_, help_)                                                           \
  {                                                                                                \
    .id = id_, .title = title_, .group = group_, .type = AMB_PARAM_NUMBER, .minimum = -MOST,       \
    .maximum = MOST, .slider_min = -MOST, .slider_max = MOST, .neutral = 0, .step = 0.001,         \
    .digits = 1, .unit = AMB_UNIT_FRACTION, .help = help_                                          \
  }

#define CORNER(id_, group_)                                                                        \
  MOVE (id_ "-x", group_, N_("Across"),                                                           \
        N_("How far the corner moves to the right, as a fraction of the width.")),                \
      MOVE (id_ "-y", group_, N_("Down"),                                                         \
            N_("How far the corner moves down, as a fraction of the height."))

/* In the order of AmbCorner. */
static const AmbParam params[] = {
  CORNER ("top-left", N_("Top Left")),
  CORNER ("top-right", N_("Top Right")),
  CORNER ("bottom-right", N_("Bottom Right")),
  CORNER ("bottom-left", N_("Bottom Left")),
};

const AmbOperation amb_operation_perspective_corners = {
  .id = "perspective-corners",
  .title = N_("Perspective by Corners"),
  .help = N_("Moves the four corners of the photo; straight lines stay straight, and nothing is "
              "left empty unless a crop is set (the projective map of a square to a quadrilateral: "
              "Heckbert 1989). It comes before the other perspective."),
  .section = AMB_SECTION_GEOMETRY,
  .kind = AMB_OP_GEOMETRY,
  .params = params,
  .n_params = G_N_ELEMENTS (params),
};
